// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a connection costs that is open and idle. Its peers are bare descriptors, which have no share
// in the heap; what the heap holds is asked of the C library (under AddressSanitizer it does not know).

#include "net/lomondsocket_p.h"
#include "shared/fakeenvironment.h"
#include "shared/rawclient.h"
#include "shared/rawserver.h"
#include "shared/serverfixture.h"

#include <QtCore/qfile.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Lomond;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

namespace {

constexpr int Count = 100;
constexpr qint64 OwnHeap = 10 * 1024; // of which Qt's socket has 3
constexpr int MessageSize = 32 * 1024; // what a kernel takes without waiting

qint64 heapInUse()
{
    const struct mallinfo2 heap = ::mallinfo2();
    return qint64(heap.uordblks + heap.hblkhd);
}

// The other ends, as descriptors.
class Peers
{
public:
    Peers() { m_descriptors.reserve(Count); }
    ~Peers()
    {
        for (const int descriptor : m_descriptors)
            ::close(descriptor);
    }
    Q_DISABLE_COPY_MOVE(Peers)

    void connectTo(quint16 port)
    {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            qFatal("cannot connect");
        m_descriptors.push_back(descriptor);
        sendTo(descriptor, RawClient::request());
    }
    // of a client whose request is there
    void acceptFrom(int listener)
    {
        const int descriptor = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0)
            qFatal("cannot accept");
        m_descriptors.push_back(descriptor);
    }
    void answerUpgrades()
    {
        for (const int descriptor : m_descriptors) {
            char head[2048];
            const ssize_t size = ::recv(descriptor, head, sizeof head, 0);
            const QByteArray request(head, size);
            const qsizetype key = request.indexOf("Sec-WebSocket-Key: ") + 19;
            sendTo(descriptor, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                                       + RawServer::acceptFor(request.sliced(key, 24)) + "\r\n\r\n");
        }
    }
    void sendToAll(const QByteArray &octets) const
    {
        for (const int descriptor : m_descriptors)
            sendTo(descriptor, octets);
    }
    [[nodiscard]] int count() const { return int(m_descriptors.size()); }

private:
    static void sendTo(int descriptor, const QByteArray &octets)
    {
        if (::send(descriptor, octets.data(), size_t(octets.size()), MSG_NOSIGNAL) != octets.size())
            qFatal("cannot send");
    }

    std::vector<int> m_descriptors;
};

} // namespace

class tst_IdleConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void idleClientRunsNoTimer();
    void idleClientHoldsNoBuffer();
    void idleServerHoldsNoBuffer();
    void plainConnectionLoadsNoTls();

private:
    void listen(LomondSocket *socket);
    void costs(qint64 atMost, const Peers &peers, const QByteArray &message, qint64 before);

    int m_ready = 0;
    int m_received = 0;
};

static void makeIdle(LomondSocket *socket)
{
    socket->setPingInterval(0);
    socket->setPollInterval(0);
}

void tst_IdleConnection::idleClientRunsNoTimer()
{
    RawServer server;
    server.readHead().acceptUpgrade();
    FakeEnvironment world;
    Net::Environment environment = world.environment();
    environment.transports = Net::Environment::system().transports;
    const std::unique_ptr<LomondSocket> client(LomondSocketPrivate::create(environment));
    makeIdle(client.get());
    client->openUrl(server.url());
    QVERIFY(waitFor([&] { return world.clock->runningTimers() > 0; })); // openTimeout
    QVERIFY(waitFor([&] { return client->state() == LomondSocket::State::Ready; }));
    world.clock->advance(std::chrono::seconds(1)); // the thread's delivery budget has a timer, too
    QCOMPARE(world.clock->runningTimers(), 0);
    client->setPingInterval(1'000);
    QCOMPARE(world.clock->runningTimers(), 1);
}

void tst_IdleConnection::listen(LomondSocket *socket)
{
    connect(socket, &LomondSocket::binary, this, [this] { ++m_received; });
}

// When it opened; and no more after messages that filled its buffers.
void tst_IdleConnection::costs(qint64 atMost, const Peers &peers, const QByteArray &message,
                               qint64 before)
{
    letEverythingHappen();
    const qint64 idle = heapInUse();
    const qint64 each = (idle - before) / Count;
    qInfo("%.1f KiB of heap for each idle connection", double(each) / 1024);
    QVERIFY(each < atMost);
    for (int round = 1; round <= 3; ++round) {
        peers.sendToAll(message);
        QVERIFY(waitFor([&] { return m_received == round * Count; }));
    }
    letEverythingHappen();
    const qint64 grown = (heapInUse() - idle) / Count;
    QVERIFY2(grown < 512, QByteArray::number(grown));
}

void tst_IdleConnection::idleClientHoldsNoBuffer()
{
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress(QHostAddress::LocalHost)));
    listener.pauseAccepting();
    const QByteArray message = binary(QByteArray(MessageSize, 'x')).octets(false);
    m_ready = m_received = 0;
    Peers peers;
    std::vector<std::unique_ptr<LomondSocket>> clients;
    clients.reserve(Count);
    const qint64 before = heapInUse();
    for (int i = 0; i < Count; ++i) {
        clients.push_back(std::make_unique<LomondSocket>(
                QUrl(u"ws://127.0.0.1:%1"_s.arg(listener.serverPort()))));
        makeIdle(clients.back().get());
        listen(clients.back().get());
        connect(clients.back().get(), &LomondSocket::connected, this,
                [&] { peers.acceptFrom(int(listener.socketDescriptor())); });
        connect(clients.back().get(), &LomondSocket::ready, this, [this] { ++m_ready; });
        clients.back()->open();
    }
    QVERIFY(waitFor([&] { return peers.count() == Count; }));
    letEverythingHappen(); // the requests are on their way
    peers.answerUpgrades();
    QVERIFY(waitFor([&] { return m_ready == Count; }));
    costs(OwnHeap, peers, message, before);
}

void tst_IdleConnection::idleServerHoldsNoBuffer()
{
    const QByteArray message = binary(QByteArray(MessageSize, 'x')).octets(true);
    m_ready = m_received = 0;
    LomondServer server;
    connect(&server, &LomondServer::newConnection, this, [this](LomondSocket *socket) {
        makeIdle(socket);
        listen(socket);
        ++m_ready;
    });
    QVERIFY(server.listen());
    Peers peers;
    const qint64 before = heapInUse();
    for (int i = 0; i < Count; ++i)
        peers.connectTo(server.serverPort());
    QVERIFY(waitFor([&] { return m_ready == Count; }));
    costs(OwnHeap, peers, message, before);
}

// It takes some 5 MiB, and longer than to connect. (Nothing in this program speaks TLS.)
void tst_IdleConnection::plainConnectionLoadsNoTls()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client;
    client.openUrl(fixture.url());
    QVERIFY(waitFor([&] { return client.state() == LomondSocket::State::Ready; }));
    QFile loaded(u"/proc/self/maps"_s);
    QVERIFY(loaded.open(QIODevice::ReadOnly));
    QVERIFY(!loaded.readAll().contains("/plugins/tls/"));
}

QTEST_GUILESS_MAIN(tst_IdleConnection)
#include "tst_idleconnection.moc"
