// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Who ends the TCP connection, and how: examples/sansio do what Protocol::transport() says. The
// other ends are bare sockets, for which FIN and RST are different things.

#include "program.h"

#include "shared/rawclient.h"
#include "shared/rawframes.h"
#include "shared/rawserver.h"

#include <QtTest/qtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Lomond::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class BareSocket
{
public:
    explicit BareSocket(quint16 port)
        : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            qFatal("cannot connect");
        const timeval patience {10, 0};
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~BareSocket() { ::close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(BareSocket)

    bool send(const QByteArray &octets)
    {
        return ::send(m_descriptor, octets.data(), size_t(octets.size()), MSG_NOSIGNAL)
               == octets.size();
    }
    // 0: it ended with a FIN; else the error
    int readToTheEnd()
    {
        char octets[4096];
        for (;;) {
            const ssize_t size = ::recv(m_descriptor, octets, sizeof octets, 0);
            if (size <= 0)
                return size == 0 ? 0 : errno;
            m_received.append(octets, size);
        }
    }
    [[nodiscard]] QByteArray received() const { return m_received; }

private:
    int m_descriptor;
    QByteArray m_received;
};

} // namespace

class tst_SansioEnding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverSaysWhyBeforeItDropsThePeer();
    void clientLetsTheServerEndTheStream();
};

// RFC 6455 7.1.7, 10.4: the 1009 has to arrive although the client goes on sending
void tst_SansioEnding::serverSaysWhyBeforeItDropsThePeer()
{
    Program server(SANSIO_SERVER, {});
    QVERIFY(server.says("\n"));
    const QUrl url(QString::fromUtf8(server.output()).section(u' ', -1).trimmed());
    BareSocket client(quint16(url.port()));
    const QByteArray tooLong = binary(QByteArray(1024 * 1024, 'x')).claiming(1 << 30).octets(true);
    QVERIFY(client.send(RawClient::request() + tooLong));
    QCOMPARE(client.readToTheEnd(), 0);
    const auto frames = readRawFrames(
            client.received().mid(client.received().indexOf("\r\n\r\n") + 4));
    QVERIFY(frames);
    QCOMPARE(frames->size(), 1);
    QCOMPARE(frames->first().opcode, 8);
    QCOMPARE(frames->first().payload.first(2).toHex(), "03f1"_ba); // 1009
    QVERIFY(server.says("failed: a message is longer than 16777216 octets\n"));
}

// RFC 6455 7.1.1: the server closes the connection first
void tst_SansioEnding::clientLetsTheServerEndTheStream()
{
    constexpr qsizetype MaskedHeader = 6;
    const QByteArray pinged = "are you there?";
    const QByteArray goodbye = "\x03\xE8goodbye";
    std::optional<bool> clientEnded;
    RawServer server;
    server.readHead().acceptUpgrade();
    server.readOctets(MaskedHeader + pinged.size()).send(pong(pinged).octets(false));
    server.readOctets(MaskedHeader + goodbye.size()).send(closing(1000).octets(false));
    server.wait(100ms).step([&](RawConnection &connection) {
        clientEnded = connection.ended();
        return true;
    });
    server.close();
    Program client(SANSIO_CLIENT, {server.url().toString()});
    QCOMPARE(client.finish(), 0);
    QCOMPARE(clientEnded, std::optional(false));
}

QTEST_GUILESS_MAIN(tst_SansioEnding)
#include "tst_sansioending.moc"
