// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The server that the other tests lean on, and their certificates: seen with Qt's own sockets.

#include "shared/rawserver.h"
#include "shared/testcertificates.h"
#include "shared/waitfor.h"

#include <QtNetwork/qsslsocket.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Lomond::Test;
using namespace Qt::StringLiterals;

class tst_RawServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsItsScript();
    void halfClosesAndReadsOn();
    void resets();
    void speaksTls();
    void certificatesHaveTheAskedValidity_data();
    void certificatesHaveTheAskedValidity();
    void chainsHoldTheirIntermediates();
};

void tst_RawServer::followsItsScript()
{
    RawServer server;
    server.readHead()
            .acceptUpgrade("X-Test: 1\r\n")
            .sendChopped("abc")
            .wait(std::chrono::milliseconds(1))
            .close();
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, server.port());
    // RFC 6455 1.3: the example
    client.write("GET / HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nrest");
    QVERIFY(waitFor([&] { return client.state() == QAbstractSocket::UnconnectedState; }));
    const QByteArray answer = client.readAll();
    QVERIFY(answer.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    QVERIFY(answer.endsWith("\r\nX-Test: 1\r\n\r\nabc"));
    QCOMPARE(server.connection()->unread(), "rest"_ba);
    QVERIFY(server.connection()->atEndOfScript());
}

void tst_RawServer::halfClosesAndReadsOn()
{
    RawServer server;
    server.send("bye").closeWriting();
    QTcpSocket client;
    QSignalSpy finished(&client, &QIODevice::readChannelFinished);
    client.connectToHost(QHostAddress::LocalHost, server.port());
    QVERIFY(waitFor([&] { return server.connectionCount() == 1; }));
    client.write("still heard");
    QVERIFY(waitFor([&] { return server.received() == "still heard"; }));
    QVERIFY(waitFor([&] { return finished.count() == 1; }));
    QCOMPARE(client.readAll(), "bye"_ba);
}

void tst_RawServer::resets()
{
    RawServer server;
    server.readOctets(1).reset();
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, server.port());
    client.write("x");
    QVERIFY(waitFor([&] { return client.state() == QAbstractSocket::UnconnectedState; }));
    QCOMPARE(server.connection()->socket()->state(), QAbstractSocket::UnconnectedState);
}

void tst_RawServer::speaksTls()
{
    TestCertificates &certificates = TestCertificates::instance();
    RawServer server(certificates.localServerConfiguration());
    server.readOctets(4).send("pong").close();
    QSslSocket client;
    client.setSslConfiguration(certificates.clientConfiguration());
    client.connectToHostEncrypted(u"127.0.0.1"_s, server.port());
    client.write("ping");
    QVERIFY(waitFor([&] { return client.state() == QAbstractSocket::UnconnectedState; }));
    QCOMPARE(client.readAll(), "pong"_ba);
    QVERIFY(client.sslHandshakeErrors().isEmpty());
}

void tst_RawServer::certificatesHaveTheAskedValidity_data()
{
    QTest::addColumn<Validity>("validity");
    QTest::addColumn<bool>("begun");
    QTest::addColumn<bool>("ended");
    QTest::newRow("valid") << Validity::Valid << true << false;
    QTest::newRow("expired") << Validity::Expired << true << true;
    QTest::newRow("not yet valid") << Validity::NotYetValid << false << false;
}

void tst_RawServer::certificatesHaveTheAskedValidity()
{
    QFETCH(Validity, validity);
    CertificateRequest request;
    request.commonName = u"name"_s;
    request.subjectAltNames = {u"DNS:a.test"_s, u"IP:10.0.0.1"_s};
    request.validity = validity;
    const Identity identity = TestCertificates::instance().issue(request);
    const QSslCertificate certificate = identity.chain.constFirst();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QTEST(certificate.effectiveDate() < now, "begun");
    QTEST(certificate.expiryDate() < now, "ended");
    QCOMPARE(certificate.subjectInfo(QSslCertificate::CommonName), QStringList {u"name"_s});
    QCOMPARE(certificate.subjectAlternativeNames().values(QSsl::DnsEntry),
             QStringList {u"a.test"_s});
    // the same request, the same certificate
    QCOMPARE(TestCertificates::instance().issue(request).chain.constFirst(), certificate);
}

void tst_RawServer::chainsHoldTheirIntermediates()
{
    TestCertificates &certificates = TestCertificates::instance();
    CertificateRequest above;
    above.commonName = u"in between"_s;
    above.authority = true;
    above.pathLength = 0;
    CertificateRequest request;
    request.subjectAltNames = {u"DNS:a.test"_s};
    request.issuer = certificates.issue(above);
    const Identity identity = certificates.issue(request);
    QCOMPARE(identity.chain.size(), 2);
    QCOMPARE(QSslCertificate::fromPath(identity.chainFile).size(), 2);
}

QTEST_GUILESS_MAIN(tst_RawServer)
#include "tst_rawserver.moc"
