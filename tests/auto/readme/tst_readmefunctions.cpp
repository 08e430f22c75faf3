// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The functions that README.md shows do what it says, between a LomondSocket and a LomondServer.

#include "shared/deflatedata.h"
#include "shared/serverfixture.h"
#include "shared/waitfor.h"

#include <QtCore/qtemporaryfile.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

// of README.md
void logIn(LomondSocket &socket, const QString &password);
void upload(LomondSocket *socket, QFile *file);
void download(LomondSocket *socket, QFile *file);

class tst_ReadmeFunctions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPasswordIsNotCompressed();
    void aFileGoesInParts_data();
    void aFileGoesInParts();
};

void tst_ReadmeFunctions::aPasswordIsNotCompressed()
{
    ServerFixture fixture;
    fixture.server->setCompress(true);
    fixture.listen();
    LomondSocket socket(fixture.url());
    const QString password = u"x"_s.repeated(1000);
    QStringList heard;
    connect(fixture.server.get(), &LomondServer::newConnection, this, [&](LomondSocket *peer) {
        connect(peer, &LomondSocket::text, this, [&](const QString &text) { heard.append(text); });
    });
    logIn(socket, password);
    QVERIFY(waitFor([&] { return !heard.isEmpty(); }));
    QCOMPARE(heard, QStringList {password});
    QVERIFY(socket.supportsCompression());
    QCOMPARE(socket.compressionStatistics().sentPlain, 0);
}

void tst_ReadmeFunctions::aFileGoesInParts_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::newRow("empty") << qsizetype(0);
    QTest::newRow("one part") << qsizetype(1000);
    QTest::newRow("more than may wait") << qsizetype(20'000'000);
}

void tst_ReadmeFunctions::aFileGoesInParts()
{
    QFETCH(qsizetype, size);
    const QByteArray content = noise(1000).repeated(size / 1000);
    QTemporaryFile source, target;
    QVERIFY(source.open() && target.open());
    QCOMPARE(source.write(content), size);
    QVERIFY(source.flush() && source.seek(0));

    ServerFixture fixture;
    connect(fixture.server.get(), &LomondServer::newConnection, this,
            [&](LomondSocket *peer) { download(peer, &target); });
    fixture.listen();
    LomondSocket socket(fixture.url());
    socket.open();
    QVERIFY(waitFor([&] { return socket.state() == LomondSocket::State::Ready; }));
    upload(&socket, &source);
    QVERIFY(waitFor([&] { return !target.isOpen(); }));
    QVERIFY(target.open());
    QVERIFY(target.readAll() == content);
    QVERIFY(socket.sendText(u"the message is complete"_s));
    QVERIFY(waitFor([&] { return source.children().isEmpty(); }));
}

QTEST_GUILESS_MAIN(tst_ReadmeFunctions)
#include "tst_readmefunctions.moc"
