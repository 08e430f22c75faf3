// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// TlsTransport against real TLS servers on the loopback interface: who is trusted, what is said of
// who is not, and that nothing leaves before.

#include "net/systemresolver_p.h"
#include "shared/rawserver.h"
#include "tlsclient.h"

#include <QtCore/qprocess.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

namespace {

QSslConfiguration localServer()
{
    return TestCertificates::instance().localServerConfiguration();
}

Identity issue(const CertificateRequest &request)
{
    return TestCertificates::instance().issue(request);
}

CertificateRequest requestFor(const QString &name)
{
    CertificateRequest request;
    request.subjectAltNames = {name};
    return request;
}

} // namespace

class tst_TlsTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void clientConnectsAndTalks();
    void clientTrustsOrSaysWhyNot_data();
    void clientTrustsOrSaysWhyNot();
    void clientIgnoresExactlyTheListedErrors();
    void clientIgnoresWhatTheListenerSays();
    void clientIgnoresANameThatOnlyItRefuses();
    void clientInsistsOnTls12_data();
    void clientInsistsOnTls12();
    void clientSpeaksEachGoodVersion_data();
    void clientSpeaksEachGoodVersion();
    void clientHearsThatThePeerSpeaksNoTls();
    void clientHearsThatTheHandshakeWasCutOff_data();
    void clientHearsThatTheHandshakeWasCutOff();
    void clientStaysSilentWhileTheHandshakeStalls();
};

void tst_TlsTransport::initTestCase()
{
    QVERIFY2(QSslSocket::supportsSsl(), "Qt has no TLS here");
}

void tst_TlsTransport::clientConnectsAndTalks()
{
    RawServer server(localServer());
    server.readOctets(4).send("pong").close();
    TlsClient client;
    client.onConnected = [&] { client.write("ping"); };
    client.open(server.port());
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.connected, 1);
    QCOMPARE(client.failed, 0);
    QCOMPARE(client.received, "pong"_ba);
    QCOMPARE(server.received(), "ping"_ba);
    QVERIFY(client.sslErrors.isEmpty());
    QVERIFY(client.transport->isSecure());
    QCOMPARE(client.transport->peerPort(), server.port());
}

void tst_TlsTransport::clientTrustsOrSaysWhyNot_data()
{
    QTest::addColumn<Identity>("identity");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("reason"); // empty: trusted
    const auto row = [](const char *tag, const CertificateRequest &request, const QString &host,
                        const QString &reason = {}) {
        QTest::newRow(tag) << issue(request) << host << reason;
    };
    const QString name = u"DNS:a.test"_s;
    const QString host = u"a.test"_s;
    row("T1 right name", requestFor(name), host);

    CertificateRequest expired = requestFor(name);
    expired.validity = Validity::Expired;
    row("T2 expired", expired, host,
        u"the server's certificate expired on "_s
                + QDateTime::currentDateTimeUtc().addDays(-1).date().toString(Qt::ISODate));
    CertificateRequest early = requestFor(name);
    early.validity = Validity::NotYetValid;
    row("T2 not yet valid", early, host,
        u"the server's certificate is not valid before "_s
                + QDateTime::currentDateTimeUtc().addDays(1).date().toString(Qt::ISODate));

    row("T3 wrong name", requestFor(u"DNS:b.test"_s), host,
        u"the server's certificate is not for a.test but for b.test"_s);
    CertificateRequest commonName;
    commonName.commonName = host;
    row("T3 common name only", commonName, host,
        u"the server's certificate is not for a.test, and names no host as it should "
        "(subjectAltName)"_s);
    row("T3 wildcard", requestFor(u"DNS:*.a.test"_s), u"x.a.test"_s);
    row("T3 wildcard, two labels", requestFor(u"DNS:*.a.test"_s), u"x.y.a.test"_s,
        u"the server's certificate is not for x.y.a.test but for *.a.test"_s);
    row("T3 wildcard, no label", requestFor(u"DNS:*.a.test"_s), host,
        u"the server's certificate is not for a.test but for *.a.test"_s);
    row("T3 wildcard within a label", requestFor(u"DNS:f*.a.test"_s), u"foo.a.test"_s,
        u"the server's certificate is not for foo.a.test but for f*.a.test"_s);

    row("T4 address", requestFor(u"IP:127.0.0.1"_s), u"127.0.0.1"_s);
    row("T4 address, DNS name only", requestFor(u"DNS:localhost"_s), u"127.0.0.1"_s,
        u"the server's certificate is not for 127.0.0.1 but for localhost"_s);
    row("T4 IPv6 address", requestFor(u"IP:::1"_s), u"::1"_s);

    CertificateRequest selfSigned = requestFor(name);
    selfSigned.selfSigned = true;
    row("T5 self-signed", selfSigned, host,
        u"the server's certificate is signed by itself, not by a trusted authority"_s);

    const QString untrusted = u"the server's certificate was not issued by a trusted authority"_s;
    CertificateRequest stranger;
    stranger.commonName = u"Another root"_s;
    stranger.selfSigned = stranger.authority = true;
    CertificateRequest byStranger = requestFor(name);
    byStranger.issuer = issue(stranger);
    row("T6 untrusted authority", byStranger, host, untrusted);

    CertificateRequest intermediate;
    intermediate.commonName = u"In between"_s;
    intermediate.authority = true;
    intermediate.pathLength = 0;
    CertificateRequest below = requestFor(name);
    below.issuer = issue(intermediate);
    row("T6 intermediate", below, host);
    Identity incomplete = issue(below);
    incomplete.chain = incomplete.chain.first(1);
    QTest::newRow("T6 missing intermediate") << incomplete << host << untrusted;

    CertificateRequest underLeaf = requestFor(name);
    underLeaf.issuer = issue(requestFor(u"DNS:b.test"_s));
    row("T6 issued by no authority", underLeaf, host,
        u"the server's certificate was issued by one that may not issue any"_s);
    CertificateRequest second;
    second.commonName = u"Too deep"_s;
    second.authority = true;
    second.issuer = issue(intermediate);
    CertificateRequest tooDeep = requestFor(name);
    tooDeep.issuer = issue(second);
    row("T6 path length exceeded", tooDeep, host,
        u"the server's certificate has more authorities above it than those allow"_s);
}

void tst_TlsTransport::clientTrustsOrSaysWhyNot()
{
    QFETCH(Identity, identity);
    QFETCH(QString, host);
    QFETCH(QString, reason);
    const bool ipv6 = host.contains(u':');
    RawServer server(TestCertificates::serverConfiguration(identity),
                     ipv6 ? QHostAddress::LocalHostIPv6 : QHostAddress::LocalHost);
    TlsClient client;
    client.onConnected = [&] { client.write("hello"); };
    if (ipv6)
        client.transport = std::make_unique<TlsTransport>(std::make_shared<SystemResolver>());
    client.transport->setListener(&client);
    client.open(server.port(), host);
    if (reason.isEmpty()) {
        QVERIFY(waitFor([&] { return server.received() == "hello"; }));
        return;
    }
    QVERIFY(client.waitForFailure());
    QCOMPARE(client.failure.text, reason);
    QCOMPARE(client.failure.code, ErrorCode::TlsFail);
    QCOMPARE(client.failure.stage, Stage::Tls);
    QVERIFY(client.failure.tlsVerificationFailed);
    QVERIFY(!client.sslErrors.isEmpty());
    QCOMPARE(client.connected, 0);
    letEverythingHappen();
    QCOMPARE(server.received(), QByteArray()); // not one octet
    QCOMPARE(client.failed, 1);
}

void tst_TlsTransport::clientIgnoresExactlyTheListedErrors()
{
    CertificateRequest request = requestFor(u"DNS:localhost"_s);
    request.selfSigned = true;
    const Identity known = issue(request);
    request.serverName = u"another"_s;
    const Identity other = issue(request);
    QVERIFY(known.chain != other.chain);
    const QList<QSslError> list {{QSslError::SelfSignedCertificate, known.chain.constFirst()}};

    RawServer knownServer(TestCertificates::serverConfiguration(known));
    TlsClient client;
    client.target.ignoredSslErrors = list;
    client.open(knownServer.port());
    QVERIFY(client.waitForConnected());
    QVERIFY(client.sslErrors.isEmpty()); // nothing left to ask

    RawServer otherServer(TestCertificates::serverConfiguration(other));
    TlsClient stricter;
    stricter.target.ignoredSslErrors = list;
    stricter.open(otherServer.port());
    QVERIFY(stricter.waitForFailure());
    QVERIFY(stricter.failure.tlsVerificationFailed);

    // the listed error, and one more
    TlsClient misled;
    misled.target.ignoredSslErrors = list;
    misled.open(knownServer.port(), u"elsewhere.test"_s);
    QVERIFY(misled.waitForFailure());
    QCOMPARE(misled.failure.text,
             u"the server's certificate is not for elsewhere.test but for localhost"_s);
}

void tst_TlsTransport::clientIgnoresWhatTheListenerSays()
{
    CertificateRequest request = requestFor(u"DNS:b.test"_s);
    request.selfSigned = true;
    RawServer server(TestCertificates::serverConfiguration(issue(request)));
    TlsClient client;
    client.onSslErrors = [&] { client.transport->ignoreSslErrors(client.sslErrors); };
    client.open(server.port(), u"a.test"_s);
    QVERIFY(client.waitForConnected());
    QCOMPARE(client.sslErrors.size(), 2); // self-signed, and for another name
    QCOMPARE(client.failed, 0);
}

// Qt accepts the common name, so that its list of errors is empty.
void tst_TlsTransport::clientIgnoresANameThatOnlyItRefuses()
{
    CertificateRequest request;
    request.commonName = u"a.test"_s;
    const Identity identity = issue(request);
    RawServer server(TestCertificates::serverConfiguration(identity));
    const QSslError error(QSslError::HostNameMismatch, identity.chain.constFirst());

    TlsClient asked;
    asked.onSslErrors = [&] {
        QCOMPARE(asked.sslErrors, QList<QSslError> {error});
        asked.transport->ignoreSslErrors(asked.sslErrors);
    };
    asked.open(server.port(), u"a.test"_s);
    QVERIFY(asked.waitForConnected());

    TlsClient told;
    told.target.ignoredSslErrors = {error};
    told.open(server.port(), u"a.test"_s);
    QVERIFY(told.waitForConnected());
    QVERIFY(told.sslErrors.isEmpty());
}

void tst_TlsTransport::clientInsistsOnTls12_data()
{
    QTest::addColumn<QSsl::SslProtocol>("asked");
    QTest::addColumn<QSsl::SslProtocol>("used");
    QTest::newRow("any") << QSsl::AnyProtocol << QSsl::TlsV1_2OrLater;
    QTest::newRow("secure") << QSsl::SecureProtocols << QSsl::TlsV1_2OrLater;
    QTest::newRow("unknown") << QSsl::UnknownProtocol << QSsl::TlsV1_2OrLater;
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    QTest::newRow("T9 1.0") << QSsl::TlsV1_0 << QSsl::TlsV1_2OrLater;
    QTest::newRow("T9 1.1 or later") << QSsl::TlsV1_1OrLater << QSsl::TlsV1_2OrLater;
    QT_WARNING_POP
    QTest::newRow("1.2") << QSsl::TlsV1_2 << QSsl::TlsV1_2;
    QTest::newRow("1.2 or later") << QSsl::TlsV1_2OrLater << QSsl::TlsV1_2OrLater;
    QTest::newRow("1.3") << QSsl::TlsV1_3 << QSsl::TlsV1_3;
    QTest::newRow("1.3 or later") << QSsl::TlsV1_3OrLater << QSsl::TlsV1_3OrLater;
}

void tst_TlsTransport::clientInsistsOnTls12()
{
    QFETCH(QSsl::SslProtocol, asked);
    QSslConfiguration configuration;
    configuration.setProtocol(asked);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    QTEST(secured(configuration).protocol(), "used");
    QCOMPARE(secured(configuration).peerVerifyMode(), QSslSocket::VerifyPeer);
}

void tst_TlsTransport::clientSpeaksEachGoodVersion_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<bool>("good");
    QTest::newRow("T9 1.0 only") << u"-tls1"_s << false;
    QTest::newRow("T9 1.1 only") << u"-tls1_1"_s << false;
    QTest::newRow("T10 1.2 only") << u"-tls1_2"_s << true;
    QTest::newRow("T10 1.3 only") << u"-tls1_3"_s << true;
}

void tst_TlsTransport::clientSpeaksEachGoodVersion()
{
    QFETCH(QString, option);
    QFETCH(bool, good);
    const Identity identity = TestCertificates::instance().server({u"DNS:localhost"_s});
    QProcess server; // Qt's own would refuse the old versions itself
    QByteArray output;
    server.start(u"openssl"_s, {u"s_server"_s, option, u"-accept"_s, u"127.0.0.1:0"_s,
                                u"-naccept"_s, u"1"_s, u"-cert"_s, identity.certificateFile,
                                u"-key"_s, identity.keyFile, u"-cipher"_s, u"ALL:@SECLEVEL=0"_s});
    QVERIFY(waitFor([&] {
        output += server.readAll();
        return output.contains("ACCEPT 127.0.0.1:") && output.endsWith('\n');
    }));
    const qsizetype begin = output.indexOf("ACCEPT 127.0.0.1:") + 17;
    const quint16 port = output.sliced(begin, output.indexOf('\n', begin) - begin).toUShort();

    TlsClient client;
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    client.target.sslConfiguration->setProtocol(QSsl::TlsV1_0OrLater);
    QT_WARNING_POP
    client.onConnected = [&] { client.write("heard"); };
    client.open(port);
    QVERIFY(waitFor([&] { return client.connected + client.failed == 1; }));
    QCOMPARE(client.connected == 1, good);
    if (good) {
        QVERIFY(waitFor([&] {
            output += server.readAll();
            return output.contains("heard");
        }));
    } else {
        QCOMPARE(client.failure.code, ErrorCode::TlsFail);
        QVERIFY(!client.failure.tlsVerificationFailed);
    }
    server.kill();
    server.waitForFinished();
}

void tst_TlsTransport::clientHearsThatThePeerSpeaksNoTls()
{
    RawServer server; // T19
    server.readOctets(1).send("HTTP/1.1 400 Bad Request\r\n\r\n").close();
    TlsClient client;
    client.open(server.port());
    QVERIFY(client.waitForFailure());
    QCOMPARE(client.failure.code, ErrorCode::TlsFail);
    QCOMPARE(client.failure.stage, Stage::Tls);
    QVERIFY(!client.failure.tlsVerificationFailed);
    QVERIFY2(client.failure.text.startsWith("the TLS handshake failed"_L1),
             qPrintable(client.failure.text));
}

void tst_TlsTransport::clientHearsThatTheHandshakeWasCutOff_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("reset");
    // RFC 8446 4: the head of a handshake record, then silence
    const QByteArray begun = QByteArray::fromHex("16030300500200004c0303");
    QTest::newRow("T16 after ClientHello") << QByteArray() << false;
    QTest::newRow("T16 mid handshake") << begun << false;
    QTest::newRow("T18 after ClientHello") << QByteArray() << true;
    QTest::newRow("T18 mid handshake") << begun << true;
}

void tst_TlsTransport::clientHearsThatTheHandshakeWasCutOff()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, reset);
    RawServer server;
    server.readOctets(100).send(answer);
    if (reset)
        server.wait(std::chrono::milliseconds(5)).reset();
    else
        server.close();
    TlsClient client;
    client.open(server.port());
    QVERIFY(client.waitForFailure());
    QCOMPARE(client.failure.text, u"the server closed the connection during the TLS handshake"_s);
    QCOMPARE(client.failure.code, ErrorCode::TlsFail);
}

void tst_TlsTransport::clientStaysSilentWhileTheHandshakeStalls()
{
    RawServer server; // T20: the connection's open timeout ends this
    TlsClient client;
    client.open(server.port());
    QVERIFY(waitFor([&] { return !server.received().isEmpty(); }));
    const qsizetype hello = server.received().size();
    letEverythingHappen();
    QCOMPARE(client.connected + client.failed, 0);
    QCOMPARE(server.received().size(), hello);
    client.transport->abort();
    QVERIFY(waitFor([&] { return server.connection()->ended(); }));
}

QTEST_GUILESS_MAIN(tst_TlsTransport)
#include "tst_tlstransport.moc"
