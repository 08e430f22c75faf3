// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A flood of messages on real sockets must not starve the event loop. It measures waits, so it runs
// alone (RUN_SERIAL), once with GLib's dispatcher and once with Qt's own (QT_NO_GLIB), never under
// sanitizers.

#include "shared/rawserver.h"

#include <Lomond/LomondSocket>

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Lomond;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

static constexpr int TotalMessages = 300'000;
static constexpr int LongestWait = 60; // ms; without a budget it is 250 to 1,110

static void burn(std::chrono::nanoseconds time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {}
}

// Answers the upgrade of each client and then writes to all of them as fast as they take it, from a
// thread of its own, with plain sockets: it must not be what is slow.
class Flood : public QThread
{
public:
    explicit Flood(int clients)
        : m_messagesPerClient(TotalMessages / clients)
        , m_clients(clients)
    {
        m_server.listen(QHostAddress::LocalHost);
        m_server.pauseAccepting(); // the thread accepts
        m_listener = int(m_server.socketDescriptor());
    }
    [[nodiscard]] QUrl url() const
    {
        return QUrl(u"ws://127.0.0.1:%1"_s.arg(m_server.serverPort()));
    }

protected:
    void run() override
    {
        const QByteArray frames = ("\x81\x36" + QByteArray(54, 'x')).repeated(m_messagesPerClient);
        std::vector<pollfd> clients;
        while (int(clients.size()) < m_clients)
            clients.push_back({accept(), POLLOUT, 0});
        for (const pollfd &client : clients)
            upgrade(client.fd);
        std::vector<qsizetype> written(clients.size(), 0);
        for (size_t done = 0; done < clients.size();) {
            ::poll(clients.data(), nfds_t(clients.size()), -1);
            for (size_t i = 0; i < clients.size(); ++i) {
                if (!(clients[i].revents & (POLLOUT | POLLERR | POLLHUP)))
                    continue;
                const ssize_t size = ::send(clients[i].fd, frames.data() + written[i],
                                            size_t(frames.size() - written[i]),
                                            MSG_DONTWAIT | MSG_NOSIGNAL);
                written[i] += size;
                if (size < 0 || written[i] == frames.size()) {
                    clients[i].events = 0;
                    clients[i].revents = 0;
                    m_open.push_back(std::exchange(clients[i].fd, -1));
                    ++done;
                }
            }
        }
    }

public:
    ~Flood() override
    {
        for (const int socket : m_open)
            ::close(socket);
    }

private:
    int accept() const
    {
        pollfd listener {m_listener, POLLIN, 0};
        ::poll(&listener, 1, 10'000);
        return ::accept(m_listener, nullptr, nullptr);
    }

    static void upgrade(int socket)
    {
        QByteArray head;
        char part[4096];
        while (!head.contains("\r\n\r\n")) {
            const ssize_t size = ::recv(socket, part, sizeof part, 0);
            if (size <= 0)
                return;
            head.append(part, size);
        }
        const qsizetype key = head.indexOf("Sec-WebSocket-Key: ") + 19;
        const QByteArray answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                  "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                                  + Test::RawServer::acceptFor(head.sliced(key, 24)) + "\r\n\r\n";
        ::send(socket, answer.data(), size_t(answer.size()), MSG_NOSIGNAL);
    }

    QTcpServer m_server;
    int m_listener = -1;
    qsizetype m_messagesPerClient;
    int m_clients;
    std::vector<int> m_open;
};

class tst_DeliveryFlood : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timersKeepTheirTurn_data();
    void timersKeepTheirTurn();
};

void tst_DeliveryFlood::timersKeepTheirTurn_data()
{
    QTest::addColumn<int>("sockets");
    QTest::newRow("1 socket") << 1;
    QTest::newRow("10 sockets") << 10;
}

void tst_DeliveryFlood::timersKeepTheirTurn()
{
    QFETCH(int, sockets);
    Flood flood(sockets);
    int received = 0;
    std::vector<std::unique_ptr<LomondSocket>> clients;
    for (int i = 0; i < sockets; ++i) {
        auto client = std::make_unique<LomondSocket>(flood.url());
        connect(client.get(), &LomondSocket::text, this, [&received] {
            burn(5us);
            ++received;
        });
        client->open();
        clients.push_back(std::move(client));
    }
    flood.start();

    qint64 longest = 0;
    int ticks = 0;
    QElapsedTimer sinceTick;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    connect(&timer, &QTimer::timeout, this, [&] {
        longest = qMax(longest, sinceTick.restart());
        ++ticks;
    });
    QTRY_VERIFY_WITH_TIMEOUT(received > 0, 10'000);
    sinceTick.start();
    timer.start(4ms);
    QTRY_COMPARE_WITH_TIMEOUT(received, TotalMessages / sockets * sockets, 60'000);
    timer.stop();
    flood.wait();

    qInfo("longest wait of a 4 ms timer: %lld ms, in %d ticks", longest, ticks);
    QVERIFY(ticks > 10);
    QVERIFY2(longest <= LongestWait, qPrintable(u"a timer waited %1 ms"_s.arg(longest)));
}

QTEST_GUILESS_MAIN(tst_DeliveryFlood)
#include "tst_deliveryflood.moc"
