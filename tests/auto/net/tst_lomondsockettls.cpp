// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// wss://: whom LomondSocket speaks to, whom it refuses and in which words; and that nothing of the
// application leaves it before the server is known to be the right one.

#include "shared/rawframes.h"
#include "shared/rawserver.h"
#include "shared/signallog.h"
#include "shared/testcertificates.h"
#include "shared/waitfor.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;
using State = LomondSocket::State;

class tst_LomondSocketTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speaksWithTheRightServer();
    void refusesTheWrongServer_data();
    void refusesTheWrongServer();
    void doesNotTrustAnAuthorityOfItsOwnAccord();
    void ignoresExactlyTheErrorsGiven_data();
    void ignoresExactlyTheErrorsGiven();
    void ignoringOneCertificateIsNotIgnoringAnother();
    void anExpiredCertificateIsRetriedOnlyIfReadyBefore();
    void refusesAServerWithoutTls();
    void livesOnInANestedEventLoop();
    void closesGracefully();
    void reads1009OverTlsWhileItStillWrites();
    void aTruncatedStreamIsAnError();

private:
    static Identity wrong(const QString &how);
    static std::unique_ptr<LomondSocket> makeSocket(const RawServer &server);
};

Identity tst_LomondSocketTls::wrong(const QString &how)
{
    CertificateRequest request;
    request.subjectAltNames = {u"IP:127.0.0.1"_s};
    if (how == u"another name")
        request.subjectAltNames = {u"DNS:other.test"_s};
    else if (how == u"self-signed" || how == u"self-signed, another")
        request.selfSigned = true;
    else if (how == u"expired")
        request.validity = Validity::Expired;
    else if (how == u"not yet valid")
        request.validity = Validity::NotYetValid;
    if (how == u"common name only") {
        request.subjectAltNames.clear();
        request.commonName = u"127.0.0.1"_s;
    }
    if (how == u"self-signed, another")
        request.commonName = u"another"_s;
    return TestCertificates::instance().issue(request);
}

std::unique_ptr<LomondSocket> tst_LomondSocketTls::makeSocket(const RawServer &server)
{
    auto socket = std::make_unique<LomondSocket>(server.url());
    socket->setSslConfiguration(TestCertificates::instance().clientConfiguration());
    return socket;
}

void tst_LomondSocketTls::speaksWithTheRightServer()
{
    RawServer server(TestCertificates::instance().localServerConfiguration());
    server.readHead().acceptUpgrade().send(text("hi").octets(false));
    const auto socket = makeSocket(server);
    SignalLog log(socket.get());
    QVERIFY(socket->isSecure());
    socket->open();
    QVERIFY(waitFor([&] { return log.contains(u"text"_s) || log.ends() > 0; }));
    QCOMPARE(log.signalList,
             (QStringList {u"connecting"_s, u"connected"_s, u"ready"_s, u"text hi"_s}));
}

void tst_LomondSocketTls::refusesTheWrongServer_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("reason");
    QTest::newRow("another name")
            << u"another name"_s
            << u"the server's certificate is not for 127.0.0.1 but for other.test"_s;
    QTest::newRow("RFC 9525 2: common name only")
            << u"common name only"_s
            << u"the server's certificate is not for 127.0.0.1, and names no host as it should "
               "(subjectAltName)"_s;
    QTest::newRow("self-signed")
            << u"self-signed"_s
            << u"the server's certificate is signed by itself, not by a trusted authority"_s;
    QTest::newRow("expired") << u"expired"_s << u"the server's certificate expired on "_s;
    QTest::newRow("not yet valid")
            << u"not yet valid"_s << u"the server's certificate is not valid before "_s;
}

void tst_LomondSocketTls::refusesTheWrongServer()
{
    QFETCH(QString, how);
    QFETCH(QString, reason);
    RawServer server(TestCertificates::serverConfiguration(wrong(how)));
    server.readHead();
    const auto socket = makeSocket(server);
    SignalLog log(socket.get());
    QSignalSpy sslErrors(socket.get(), &LomondSocket::sslErrors);
    socket->open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    QCOMPARE(log.signalList,
             (QStringList {u"connecting"_s, u"errorOccurred"_s, u"connectFailed"_s}));
    QCOMPARE(log.events, log.names());
    QVERIFY2(log.endReason.startsWith(reason), qPrintable(log.endReason));
    QCOMPARE(socket->lastError().code(), ErrorCode::TlsFail);
    QCOMPARE(socket->lastError().stage(), Stage::Tls);
    QCOMPARE(socket->closeCode(), 1015);
    QCOMPARE(sslErrors.count(), 1);
    QCOMPARE(server.received(), QByteArray()); // not an octet for the wrong one
}

void tst_LomondSocketTls::doesNotTrustAnAuthorityOfItsOwnAccord()
{
    RawServer server(TestCertificates::instance().localServerConfiguration());
    LomondSocket socket(server.url()); // knows nothing of the tests' authority
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    QCOMPARE(socket.closeCode(), 1015);
    QVERIFY2(log.endReason.contains(u"trusted authority"_s), qPrintable(log.endReason));
    QCOMPARE(server.received(), QByteArray());
}

void tst_LomondSocketTls::ignoresExactlyTheErrorsGiven_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("when");
    for (const char *how : {"another name", "common name only", "self-signed", "expired"}) {
        for (const char *when : {"before open()", "in the slot", "one too few"})
            QTest::addRow("%s, %s", how, when)
                    << QString::fromLatin1(how) << QString::fromLatin1(when);
    }
}

void tst_LomondSocketTls::ignoresExactlyTheErrorsGiven()
{
    QFETCH(QString, how);
    QFETCH(QString, when);
    RawServer server(TestCertificates::serverConfiguration(wrong(how)));
    server.readHead().acceptUpgrade();
    const auto socket = makeSocket(server);
    QList<QSslError> errors;
    QObject::connect(socket.get(), &LomondSocket::sslErrors, socket.get(),
                     [&](const QList<QSslError> &now) {
                         errors += now;
                         if (when == u"in the slot")
                             socket->ignoreSslErrors(now);
                         else if (when == u"one too few")
                             socket->ignoreSslErrors(now.sliced(1));
                     });
    socket->open();
    QVERIFY(waitFor([&] { return socket->state() != State::Connecting; }));
    QVERIFY(!errors.isEmpty());
    if (when == u"before open()") {
        QCOMPARE(socket->state(), State::Idle);
        const qsizetype known = errors.size();
        socket->ignoreSslErrors(errors);
        socket->open();
        QVERIFY(waitFor([&] { return socket->state() != State::Connecting; }));
        QCOMPARE(errors.size(), known); // nothing to tell
    }
    QCOMPARE(socket->state(), when == u"one too few" ? State::Idle : State::Ready);
}

void tst_LomondSocketTls::ignoringOneCertificateIsNotIgnoringAnother()
{
    RawServer first(TestCertificates::serverConfiguration(wrong(u"self-signed"_s)));
    first.readHead().acceptUpgrade();
    const auto socket = makeSocket(first);
    QList<QSslError> errors;
    QObject::connect(socket.get(), &LomondSocket::sslErrors, socket.get(),
                     [&](const QList<QSslError> &now) { errors = now; });
    socket->open();
    QVERIFY(waitFor([&] { return socket->state() == State::Idle; }));
    socket->ignoreSslErrors(errors);
    RawServer second(TestCertificates::serverConfiguration(wrong(u"self-signed, another"_s)));
    second.readHead().acceptUpgrade();
    socket->openUrl(second.url());
    QVERIFY(waitFor([&] { return socket->state() != State::Connecting; }));
    QCOMPARE(socket->closeCode(), 1015);
    QCOMPARE(second.received(), QByteArray());
}

void tst_LomondSocketTls::anExpiredCertificateIsRetriedOnlyIfReadyBefore()
{
    RawServer server(TestCertificates::serverConfiguration(wrong(u"expired"_s)));
    const auto socket = makeSocket(server);
    SignalLog log(socket.get());
    socket->setPersistent(true);
    socket->open();
    QVERIFY(waitFor([&] { return log.contains(u"gaveUp"_s); }));
    QCOMPARE(log.ends(), 1);
}

void tst_LomondSocketTls::refusesAServerWithoutTls()
{
    RawServer server;
    server.step([](RawConnection &connection) { return !connection.unread().isEmpty(); })
            .send("HTTP/1.1 400 Bad Request\r\n\r\n")
            .close();
    QUrl url = server.url();
    url.setScheme(u"wss"_s);
    LomondSocket socket(url);
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    QCOMPARE(log.last(), u"connectFailed"_s);
    QCOMPARE(socket.lastError().code(), ErrorCode::TlsFail);
    QCOMPARE(socket.closeCode(), 1015);
    QVERIFY2(log.endReason.startsWith(u"the TLS handshake failed: "_s), qPrintable(log.endReason));
    QVERIFY(!server.received().contains("GET "));
}

// A slot that waits for an answer of the user, say, while the connection goes on.
void tst_LomondSocketTls::livesOnInANestedEventLoop()
{
    RawServer server(TestCertificates::instance().localServerConfiguration());
    server.readHead().acceptUpgrade().send(text("first").octets(false)).readOctets(6 + 9);
    server.send(closing(1000, "goodbye").octets(false)).close();
    const auto socket = makeSocket(server);
    SignalLog log(socket.get());
    bool done = false;
    const auto onFirst = [&] {
        server.connection()->send(text("nested").octets(false));
        QVERIFY(waitFor([&] { return log.last() == u"text nested"_s; }));
        socket->pause();
        server.connection()->send(text("held").octets(false));
        letEverythingHappen();
        QCOMPARE(log.last(), u"text nested"_s);
        socket->resume();
        QVERIFY(waitFor([&] { return log.last() == u"text held"_s; }));
        socket->close();
        QVERIFY(waitFor([&] { return log.ends() == 1; }));
        done = true;
    };
    QObject::connect(socket.get(), &LomondSocket::text, socket.get(), [&](const QString &text) {
        if (text == u"first"_s)
            onFirst();
    });
    socket->open();
    QVERIFY(waitFor([&] { return done; }));
    QCOMPARE(log.last(), u"disconnected graceful"_s);
}

void tst_LomondSocketTls::closesGracefully()
{
    RawServer server(TestCertificates::instance().localServerConfiguration());
    server.readHead().acceptUpgrade().readOctets(6 + 9);
    server.send(closing(1000, "goodbye").octets(false)).close();
    const auto socket = makeSocket(server);
    SignalLog log(socket.get());
    QObject::connect(socket.get(), &LomondSocket::ready, socket.get(), &LomondSocket::close);
    socket->open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    QCOMPARE(log.signalList, (QStringList {u"connecting"_s, u"connected"_s, u"ready"_s,
                                           u"closed 1000 goodbye"_s, u"disconnected graceful"_s}));
    QVERIFY(!socket->lastError());
}

void tst_LomondSocketTls::reads1009OverTlsWhileItStillWrites()
{
    RawServer server(TestCertificates::instance().localServerConfiguration());
    server.readHead().acceptUpgrade();
    const auto socket = makeSocket(server);
    socket->setMaxMessageSize(1000);
    SignalLog log(socket.get());
    socket->open();
    QVERIFY(waitFor([&] { return log.contains(u"ready"_s); }));
    RawConnection *peer = server.connection();
    peer->send(binary(QByteArray(4'000'000, 'x')).octets(false));
    QVERIFY(waitFor([&] { return peer->ended(); }));
    const auto frames = readRawFrames(peer->unread());
    QVERIFY(frames);
    QCOMPARE(frames->size(), 1);
    QVERIFY(frames->first().payload.startsWith(closing(1009).payload));
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    QCOMPARE(log.count(u"protocolError"_s), 1);
}

// RFC 8446 6.1
void tst_LomondSocketTls::aTruncatedStreamIsAnError()
{
    RawServer server(TestCertificates::instance().localServerConfiguration());
    server.readHead().acceptUpgrade().send(text("hello").octets(false).chopped(2)).closeWriting();
    const auto socket = makeSocket(server);
    SignalLog log(socket.get());
    socket->open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    QVERIFY(!log.contains(u"text"_s));
    QCOMPARE(log.last(), u"disconnected"_s);
    QCOMPARE(socket->closeCode(), 1006);
    QCOMPARE(socket->lastError().code(), ErrorCode::TransportFail);
    QCOMPARE(log.endReason,
             u"the connection was lost: the connection was cut off without TLS's closing alert"_s);
}

QTEST_GUILESS_MAIN(tst_LomondSocketTls)
#include "tst_lomondsockettls.moc"
