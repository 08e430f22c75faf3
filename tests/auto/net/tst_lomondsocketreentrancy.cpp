// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Anything may be done to a LomondSocket inside any of its signals. For each signal and each deed:
// nothing crashes (this is for the sanitizers), each attempt ends once, and the socket is usable
// afterwards. Over real sockets, plain and TLS; the server says what makes the signal come.

#include "shared/rawframes.h"
#include "shared/rawserver.h"
#include "shared/signallog.h"
#include "shared/testcertificates.h"
#include "shared/waitfor.h"

#include <Lomond/lomondreconnectpolicy.h>

#include <QtCore/qeventloop.h>
#include <QtCore/qmetaobject.h>
#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;

namespace {

struct Deed
{
    const char *name;
    std::function<void(LomondSocket *)> perform;
    bool destroys = false;
    bool secure = destroys; // over TLS as well: it goes down to the socket
};

// Which server brings a signal about.
enum class Server { Talks, TalksInParts, Refuses, Gone, Silent };

struct Occasion
{
    const char *signal;
    Server server = Server::Talks;
};

const QUrl OtherUrl(u"ws://127.0.0.1:1/other"_s); // nobody listens there

std::vector<Deed> deeds()
{
    return {
            {"delete", [](LomondSocket *socket) { delete socket; }, true},
            {"deleteLater", [](LomondSocket *socket) { socket->deleteLater(); }, true},
            {"close", [](LomondSocket *socket) { socket->close(); }, false, true},
            {"abort", [](LomondSocket *socket) { socket->abort(); }, false, true},
            {"open", [](LomondSocket *socket) { socket->open(); }},
            {"abort, open",
             [](LomondSocket *socket) {
                 socket->abort();
                 socket->open();
             },
             false, true},
            {"close, open",
             [](LomondSocket *socket) {
                 socket->close();
                 socket->open();
             }},
            {"openUrl", [](LomondSocket *socket) { socket->openUrl(OtherUrl); }},
            {"setUrl", [](LomondSocket *socket) { socket->setUrl(OtherUrl); }, false, true},
            {"setActive(false)", [](LomondSocket *socket) { socket->setActive(false); }},
            {"persistent off", [](LomondSocket *socket) { socket->setPersistent(false); }},
            {"sendText", [](LomondSocket *socket) { (void) socket->sendText(u"in a slot"_s); }},
            {"sendBinary of 1 MB",
             [](LomondSocket *socket) { (void) socket->sendBinary(QByteArray(1'000'000, 'x')); }},
            {"flush",
             [](LomondSocket *socket) {
                 (void) socket->sendText(u"in a slot"_s);
                 socket->flush();
             },
             false, true},
            {"nested event loop",
             [](LomondSocket *) {
                 QEventLoop loop;
                 QTimer::singleShot(10, &loop, &QEventLoop::quit);
                 loop.exec();
             },
             false, true},
            {"delete in a nested event loop",
             [](LomondSocket *socket) {
                 QEventLoop loop;
                 QTimer::singleShot(1, socket, [socket] { delete socket; });
                 QTimer::singleShot(10, &loop, &QEventLoop::quit);
                 loop.exec();
             },
             true},
            {"pause, resume",
             [](LomondSocket *socket) {
                 socket->pause();
                 socket->resume();
             },
             false, true},
            {"begin and send parts",
             [](LomondSocket *socket) {
                 (void) socket->beginMessage(Message::Type::Binary);
                 (void) socket->sendPart(QByteArray(100'000, 'x'), false);
             }},
            {"streaming off and on",
             [](LomondSocket *socket) { socket->setStreaming(!socket->isStreaming()); }},
            {"disconnect all", [](LomondSocket *socket) { socket->disconnect(); }},
    };
}

std::vector<Occasion> occasions()
{
    return {
            {"connecting"},
            {"connected"},
            {"ready"},
            {"text"},
            {"binary"},
            {"json"},
            {"textPart", Server::TalksInParts},
            {"binaryPart", Server::TalksInParts},
            {"eventOccurred", Server::TalksInParts},
            {"ping"},
            {"pong"},
            {"closing"},
            {"closed"},
            {"disconnected"},
            {"eventOccurred"},
            {"stateChanged"},
            {"activeChanged"},
            {"urlChanged"},
            {"protocolChanged"},
            {"closeCodeChanged"},
            {"closeReasonChanged"},
            {"backOff"},
            {"rejected", Server::Refuses},
            {"errorOccurred", Server::Refuses},
            {"lastErrorChanged", Server::Refuses},
            {"gaveUp", Server::Refuses},
            {"disconnected", Server::Refuses},
            {"connectFailed", Server::Gone},
            {"errorOccurred", Server::Gone},
            {"protocolError", Server::Silent},
            {"errorOccurred", Server::Silent},
    };
}

const char *nameOf(Server server)
{
    switch (server) {
    case Server::Talks:
        return "";
    case Server::TalksInParts:
        return ", in parts";
    case Server::Refuses:
        return ", refused";
    case Server::Gone:
        return ", no server";
    case Server::Silent:
        return ", broken";
    }
    return "";
}

} // namespace

// Performs the deed the first time the signal comes.
class Doer : public QObject
{
    Q_OBJECT

public:
    Doer(LomondSocket *socket, const Deed &deed)
        : m_socket(socket)
        , m_deed(deed)
    {}
    bool done = false;

public Q_SLOTS:
    void act()
    {
        if (std::exchange(done, true) || !m_socket)
            return;
        m_deed.perform(m_socket);
    }

private:
    QPointer<LomondSocket> m_socket;
    Deed m_deed;
};

class tst_LomondSocketReentrancy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anythingInAnySignal_data();
    void anythingInAnySignal();

private:
    static std::unique_ptr<RawServer> makeServer(Server kind, bool secure);
    static void attach(LomondSocket *socket, const char *signal, Doer *doer);
};

std::unique_ptr<RawServer> tst_LomondSocketReentrancy::makeServer(Server kind, bool secure)
{
    auto server = secure ? std::make_unique<RawServer>(
                          TestCertificates::instance().localServerConfiguration())
                         : std::make_unique<RawServer>();
    switch (kind) {
    case Server::Talks:
        server->readHead()
                .acceptUpgrade("Sec-WebSocket-Protocol: one\r\n")
                .send(text("[1]").octets(false) + binary("b").octets(false)
                      + ping("p").octets(false) + pong("q").octets(false)
                      + text("[2]").octets(false) + closing(1001, "bye").octets(false))
                .wait(5ms)
                .close();
        break;
    case Server::TalksInParts:
        server->readHead()
                .acceptUpgrade("Sec-WebSocket-Protocol: one\r\n")
                .send(text0("one").octets(false) + ping("p").octets(false)
                      + more("two").octets(false) + binary0("1").octets(false)
                      + more0("2").octets(false) + more("3").octets(false)
                      + closing(1001, "bye").octets(false))
                .wait(5ms)
                .close();
        break;
    case Server::Refuses:
        server->readHead().send("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone");
        break;
    case Server::Silent:
        server->readHead()
                .acceptUpgrade("Sec-WebSocket-Protocol: one\r\n")
                .send(RawFrame {3, "reserved"}.octets(false))
                .wait(5ms)
                .close();
        break;
    case Server::Gone: // once its port is known
        break;
    }
    return server;
}

void tst_LomondSocketReentrancy::attach(LomondSocket *socket, const char *signal, Doer *doer)
{
    const QMetaObject *meta = socket->metaObject();
    const QMetaMethod slot = doer->metaObject()->method(doer->metaObject()->indexOfSlot("act()"));
    for (int i = 0; i < meta->methodCount(); ++i) {
        const QMetaMethod method = meta->method(i);
        if (method.methodType() == QMetaMethod::Signal && method.name() == signal) {
            QVERIFY(QObject::connect(socket, method, doer, slot));
            return;
        }
    }
    QFAIL(signal);
}

void tst_LomondSocketReentrancy::anythingInAnySignal_data()
{
    QTest::addColumn<int>("occasion");
    QTest::addColumn<int>("deed");
    QTest::addColumn<bool>("secure");
    const auto all = occasions();
    const auto possible = deeds();
    for (const bool secure : {false, true}) {
        for (size_t i = 0; i < all.size(); ++i) {
            for (size_t j = 0; j < possible.size(); ++j) {
                if (secure && !possible[j].secure)
                    continue;
                QTest::addRow("%s%s: %s in %s", secure ? "TLS" : "TCP", nameOf(all[i].server),
                              possible[j].name, all[i].signal)
                        << int(i) << int(j) << secure;
            }
        }
    }
}

void tst_LomondSocketReentrancy::anythingInAnySignal()
{
    QFETCH(int, occasion);
    QFETCH(int, deed);
    QFETCH(bool, secure);
    const Occasion when = occasions().at(size_t(occasion));
    const Deed what = deeds().at(size_t(deed));

    const auto server = makeServer(when.server, secure);
    QPointer<LomondSocket> socket = new LomondSocket;
    SignalLog log(socket);
    Doer doer(socket, what);
    socket->setProtocols({u"one"_s});
    socket->setSslConfiguration(TestCertificates::instance().clientConfiguration());
    socket->setCloseTimeout(50);
    socket->setOpenTimeout(500);
    socket->setPersistent(true);
    socket->setStreaming(when.server == Server::TalksInParts);
    ReconnectPolicy policy;
    policy.setFirstDelay(1);
    policy.setFirstDelayAfterRestart(1);
    policy.setMinimumDelay(1);
    policy.setMaximumDelay(1);
    policy.setMaximumAttempts(2);
    socket->setReconnect(policy);
    attach(socket, when.signal, &doer);
    QObject::connect(socket, &LomondSocket::json, socket, [] {}); // wanted, whatever is tested
    const QUrl url = server->url();
    if (when.server == Server::Gone)
        server->stop();
    socket->openUrl(url);

    QVERIFY(waitFor([&] { return doer.done; }));
    QVERIFY(waitFor([&] {
        return !socket || (socket->state() == LomondSocket::State::Idle && !socket->isActive());
    }));
    QCOMPARE(socket.isNull(), what.destroys);
    QTest::qWait(0);
    if (qstrcmp(what.name, "disconnect all") == 0) {
        delete socket;
        return;
    }
    if (socket) {
        QCOMPARE(log.ends(), log.count(u"connecting"_s));
        QVERIFY(log.count(u"errorOccurred"_s) <= log.ends());
    } else {
        QVERIFY(log.ends() <= log.count(u"connecting"_s));
    }
    delete socket;
}

QTEST_GUILESS_MAIN(tst_LomondSocketReentrancy)
#include "tst_lomondsocketreentrancy.moc"
