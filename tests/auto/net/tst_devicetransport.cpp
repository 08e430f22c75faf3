// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// DeviceTransport over local sockets, a process, and a device of our own that answers at once.

#include "net/devicetransport_p.h"
#include "shared/transportprobe.h"

#include <QtCore/qprocess.h>
#include <QtNetwork/qlocalserver.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

namespace {

// Gives back what is written, at once, and takes no more than so much of it.
class Echo : public QIODevice
{
public:
    Echo() { open(ReadWrite | Unbuffered); }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override
    {
        return m_octets.size() + QIODevice::bytesAvailable();
    }
    qint64 most = std::numeric_limits<qint64>::max();

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qsizetype count = std::min<qint64>(maxSize, m_octets.size());
        std::copy_n(m_octets.constData(), count, data);
        m_octets.remove(0, count);
        return count;
    }
    qint64 writeData(const char *data, qint64 size) override
    {
        const qint64 count = std::min(most, size);
        m_octets.append(data, count);
        Q_EMIT bytesWritten(count);
        Q_EMIT readyRead();
        return count;
    }

private:
    QByteArray m_octets;
};

struct LocalPair
{
    LocalPair()
    {
        server.listen(u"lomond-%1"_s.arg(QCoreApplication::applicationPid()));
        ours.connectToServer(server.serverName());
        server.waitForNewConnection(5000);
        theirs.reset(server.nextPendingConnection());
    }
    QLocalServer server;
    QLocalSocket ours;
    std::unique_ptr<QLocalSocket> theirs;
};

} // namespace

class tst_DeviceTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientOpensAndTalks();
    void clientHearsThatTheDeviceIsClosed();
    void serverReadsWhatWasThereBefore();
    void readsAllBeforeTheEnd();
    void endsWhenTheDeviceIsClosed();
    void endsWhenTheDeviceIsDeleted();
    void shutsDownWritingAndReadsOn();
    void shutsDownWritingOfAProcess();
    void neverCallsFromWithinACall();
    void writesWhatADeviceTakesInPortions();
    void abortClosesTheDeviceAndDoesNotOwnIt();
    void survivesItsEndInEachCallback_data();
    void survivesItsEndInEachCallback();
    void knowsTheAddressesOfASocket();
};

void tst_DeviceTransport::clientOpensAndTalks()
{
    LocalPair pair;
    TransportProbe probe(std::make_unique<DeviceTransport>(&pair.ours));
    probe.transport->open({});
    QCOMPARE(probe.connected, 0);
    QVERIFY(waitFor([&] { return probe.connected == 1; }));
    probe.write("ping");
    QVERIFY(waitFor([&] { return pair.theirs->bytesAvailable() == 4; }));
    QCOMPARE(pair.theirs->readAll(), "ping"_ba);
    QCOMPARE(probe.transport->bytesToWrite(), 0);
    pair.theirs->write("pong");
    QVERIFY(waitFor([&] { return probe.received == "pong"; }));
    QVERIFY(!probe.transport->isSecure());
    QVERIFY(probe.transport->peerAddress().isNull());
}

void tst_DeviceTransport::clientHearsThatTheDeviceIsClosed()
{
    QLocalSocket closed;
    TransportProbe probe(std::make_unique<DeviceTransport>(&closed));
    probe.transport->open({});
    QVERIFY(waitFor([&] { return probe.failed == 1; }));
    QCOMPARE(probe.failure.code, ErrorCode::ConnectFail);
    QCOMPARE(probe.failure.text, u"the device is not open for reading and writing"_s);
}

void tst_DeviceTransport::serverReadsWhatWasThereBefore()
{
    LocalPair pair;
    pair.theirs->write("early");
    QVERIFY(waitFor([&] { return pair.ours.bytesAvailable() == 5; }));
    TransportProbe probe(std::make_unique<DeviceTransport>(&pair.ours));
    QVERIFY(waitFor([&] { return probe.received == "early"; }));
    QCOMPARE(probe.connected, 0);
}

void tst_DeviceTransport::readsAllBeforeTheEnd()
{
    LocalPair pair;
    TransportProbe probe(std::make_unique<DeviceTransport>(&pair.ours));
    probe.onReadyRead = [] {}; // reads nothing
    const QByteArray much(1024 * 1024, 'm');
    pair.theirs->write(much);
    pair.theirs->disconnectFromServer();
    QVERIFY(waitFor([&] { return pair.ours.state() == QLocalSocket::UnconnectedState; }));
    probe.onReadyRead = nullptr;
    QVERIFY(waitFor([&] {
        probe.readAll();
        return probe.ended;
    }));
    QCOMPARE(probe.received, much);
    QCOMPARE(probe.transport->endReason(), QString());
}

void tst_DeviceTransport::endsWhenTheDeviceIsClosed()
{
    LocalPair pair;
    TransportProbe probe(std::make_unique<DeviceTransport>(&pair.ours));
    pair.theirs->write("last");
    probe.onReadyRead = [] {};
    QVERIFY(waitFor([&] { return pair.ours.bytesAvailable() == 4; }));
    probe.onReadyRead = nullptr;
    pair.ours.close(); // by its owner
    QVERIFY(probe.waitForEnd());
    QCOMPARE(probe.received, "last"_ba);
    probe.write("nobody hears");
    QCOMPARE(probe.transport->bytesToWrite(), 0);
}

void tst_DeviceTransport::endsWhenTheDeviceIsDeleted()
{
    auto echo = std::make_unique<Echo>();
    TransportProbe probe(std::make_unique<DeviceTransport>(echo.get()));
    echo.reset();
    QVERIFY(probe.waitForEnd());
    probe.write("nobody hears");
    probe.transport->shutDownWriting();
    QCOMPARE(probe.transport->bytesToWrite(), 0);
    QCOMPARE(probe.transport->peerPort(), 0);
}

void tst_DeviceTransport::shutsDownWritingAndReadsOn()
{
    LocalPair pair;
    bool ended = false;
    QObject::connect(pair.theirs.get(), &QIODevice::readChannelFinished, this,
                     [&] { ended = true; });
    TransportProbe probe(std::make_unique<DeviceTransport>(&pair.ours));
    const QByteArray much(1024 * 1024, 'm');
    probe.write(much);
    probe.transport->shutDownWriting();
    probe.write("too late");
    QVERIFY(waitFor([&] { return ended; }));
    QCOMPARE(pair.theirs->readAll(), much);
    QVERIFY(probe.waitForEnd());
}

void tst_DeviceTransport::shutsDownWritingOfAProcess()
{
    QProcess cat;
    cat.start(u"cat"_s, QStringList());
    QVERIFY(cat.waitForStarted());
    TransportProbe probe(std::make_unique<DeviceTransport>(&cat));
    probe.write("there and back");
    probe.transport->shutDownWriting();
    QVERIFY(probe.waitForEnd());
    QCOMPARE(probe.received, "there and back"_ba);
    QVERIFY(waitFor([&] { return cat.state() == QProcess::NotRunning; }));
}

void tst_DeviceTransport::neverCallsFromWithinACall()
{
    Echo echo;
    TransportProbe probe(std::make_unique<DeviceTransport>(&echo));
    letEverythingHappen();
    const int told = probe.readyRead;
    probe.write("hello");
    QCOMPARE(probe.readyRead, told);
    QCOMPARE(probe.bytesWritten, 0);
    QVERIFY(waitFor([&] { return probe.received == "hello"; }));
}

void tst_DeviceTransport::writesWhatADeviceTakesInPortions()
{
    Echo echo;
    echo.most = 3;
    TransportProbe probe(std::make_unique<DeviceTransport>(&echo));
    probe.write("0123456789");
    QVERIFY(waitFor([&] { return probe.received == "0123456789"; }));
    QCOMPARE(probe.transport->bytesToWrite(), 0);
}

void tst_DeviceTransport::abortClosesTheDeviceAndDoesNotOwnIt()
{
    auto echo = std::make_unique<Echo>();
    TransportProbe probe(std::make_unique<DeviceTransport>(echo.get()));
    probe.transport->abort();
    QVERIFY(!echo->isOpen());
    QCOMPARE(probe.readOnce(1), -1);
    echo->open(QIODevice::ReadWrite);
    Q_EMIT echo->readyRead();
    letEverythingHappen();
    QCOMPARE(probe.readyRead, 0);

    LocalPair pair;
    {
        const DeviceTransport transport(&pair.ours);
    }
    QCOMPARE(pair.ours.state(), QLocalSocket::UnconnectedState);
}

void tst_DeviceTransport::survivesItsEndInEachCallback_data()
{
    QTest::addColumn<int>("callback");
    QTest::addColumn<bool>("deletesTheDevice");
    for (const bool device : {false, true}) {
        const char *const what = device ? "device" : "transport";
        QTest::addRow("%s in connected", what) << 0 << device;
        QTest::addRow("%s in readyRead", what) << 1 << device;
        QTest::addRow("%s in bytesWritten", what) << 2 << device;
    }
}

void tst_DeviceTransport::survivesItsEndInEachCallback()
{
    QFETCH(int, callback);
    QFETCH(bool, deletesTheDevice);
    LocalPair pair;
    const QPointer<QLocalSocket> device = new QLocalSocket;
    device->connectToServer(pair.server.serverName());
    TransportProbe probe(std::make_unique<DeviceTransport>(device));
    bool done = false;
    const auto end = [&] {
        if (deletesTheDevice && device)
            device->deleteLater();
        else if (!deletesTheDevice)
            probe.transport.reset();
        done = true;
    };
    if (callback == 0)
        probe.onConnected = end;
    else if (callback == 1)
        probe.onReadyRead = end;
    else
        probe.onBytesWritten = end;
    probe.transport->open({});
    probe.write("hello");
    QVERIFY(waitFor([&] { return done; }));
    letEverythingHappen();
    QCOMPARE(device.isNull(), deletesTheDevice);
    delete device;
}

void tst_DeviceTransport::knowsTheAddressesOfASocket()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, server.serverPort());
    QVERIFY(waitFor([&] { return socket.state() == QAbstractSocket::ConnectedState; }));
    const DeviceTransport transport(&socket);
    QCOMPARE(transport.peerAddress(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(transport.peerPort(), server.serverPort());
    QCOMPARE(transport.localPort(), socket.localPort());
    QCOMPARE(transport.localAddress(), QHostAddress(QHostAddress::LocalHost));
}

QTEST_GUILESS_MAIN(tst_DeviceTransport)
#include "tst_devicetransport.moc"
