// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The connection in plain words: what each phase is called, and what a real socket makes of it.

#include "connectionstatus.h"

#include <Lomond/LomondServer>

#include <QtNetwork/qtcpserver.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Phase = ConnectionStatus::Phase;

Q_DECLARE_METATYPE(ConnectionStatus::Phase)

class tst_ConnectionStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describesEachPhaseInPlainWords_data();
    void describesEachPhaseInPlainWords();
    void followsASocketThatGetsThrough();
    void saysWhyItIsReconnectingAndCountsDown();
    void saysWhyItGaveUp();
};

void tst_ConnectionStatus::describesEachPhaseInPlainWords_data()
{
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("text");

    const QString refused = u"connection refused"_s;
    QTest::newRow("offline") << Phase::Offline << 0LL << QString() << u"not connected"_s;
    QTest::newRow("offline, why") << Phase::Offline << 0LL << refused
                                  << u"not connected: connection refused"_s;
    QTest::newRow("connecting") << Phase::Connecting << 0LL << refused << u"connecting…"_s;
    QTest::newRow("live") << Phase::Live << 0LL << refused << u"live"_s;
    QTest::newRow("3 s") << Phase::Waiting << 3'000LL << refused
                         << u"reconnecting in 3 s: connection refused"_s;
    QTest::newRow("2.001 s") << Phase::Waiting << 2'001LL << refused
                             << u"reconnecting in 3 s: connection refused"_s;
    QTest::newRow("1 ms") << Phase::Waiting << 1LL << QString() << u"reconnecting in 1 s"_s;
    QTest::newRow("now") << Phase::Waiting << 0LL << QString() << u"reconnecting in 1 s"_s;
    QTest::newRow("given up") << Phase::GivenUp << 0LL << refused
                              << u"not connected, and not trying again: connection refused"_s;
}

void tst_ConnectionStatus::describesEachPhaseInPlainWords()
{
    QFETCH(const Phase, phase);
    QFETCH(const qint64, milliseconds);
    QFETCH(const QString, reason);
    QTEST(ConnectionStatus::describe(phase, milliseconds, reason), "text");
}

void tst_ConnectionStatus::followsASocketThatGetsThrough()
{
    LomondServer server;
    QVERIFY(server.listen());
    LomondSocket socket(QUrl(u"ws://127.0.0.1:%1"_s.arg(server.serverPort())));
    ConnectionStatus status;
    status.setSocket(&socket);
    QCOMPARE(status.phase(), Phase::Offline);
    socket.open();
    QTRY_COMPARE(status.phase(), Phase::Live);
    QCOMPARE(status.text(), u"live"_s);
    socket.close();
    QTRY_COMPARE(status.phase(), Phase::Offline);
    QVERIFY(status.text().startsWith("not connected"_L1));
}

void tst_ConnectionStatus::saysWhyItIsReconnectingAndCountsDown()
{
    QTcpServer nobody;
    QVERIFY(nobody.listen(QHostAddress::LocalHost));
    const QUrl url(u"ws://127.0.0.1:%1"_s.arg(nobody.serverPort()));
    nobody.close();

    Lomond::ReconnectPolicy policy;
    policy.setFirstDelay(2'500);
    policy.setMinimumDelay(1'600);
    policy.setMaximumDelay(2'500);
    LomondSocket socket(url);
    socket.setPersistent(true);
    socket.setReconnect(policy);
    ConnectionStatus status;
    status.setSocket(&socket);
    QStringList texts;
    connect(&status, &ConnectionStatus::changed, this, [&] { texts.append(status.text()); });
    socket.open();
    QTRY_VERIFY_WITH_TIMEOUT(std::any_of(texts.cbegin(), texts.cend(),
                                         [](const QString &text) {
                                             return text.startsWith("reconnecting in 2 s: "_L1);
                                         }),
                             10'000);
    QTRY_VERIFY_WITH_TIMEOUT(texts.last().startsWith("reconnecting in 1 s: "_L1), 5'000);
    QVERIFY2(status.text().contains("refused"_L1), qPrintable(status.text()));
    QTRY_VERIFY_WITH_TIMEOUT(texts.count(u"connecting…"_s) >= 2, 5'000);
}

void tst_ConnectionStatus::saysWhyItGaveUp()
{
    LomondSocket socket(QUrl(u"http://localhost/"_s));
    socket.setPersistent(true);
    ConnectionStatus status;
    status.setSocket(&socket);
    socket.open();
    QTRY_COMPARE(status.phase(), Phase::GivenUp);
    const QString words = ConnectionStatus::describe(Phase::GivenUp, 0, {}) + u": "_s;
    QVERIFY2(status.text().startsWith(words) && status.text().size() > words.size(),
             qPrintable(status.text()));
}

QTEST_GUILESS_MAIN(tst_ConnectionStatus)
#include "tst_connectionstatus.moc"
