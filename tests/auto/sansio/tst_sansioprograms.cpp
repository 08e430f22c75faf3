// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The client and the server over plain sockets as their users start them: against each other, and
// against python3-websockets. SANSIO_CLIENT and SANSIO_SERVER are the programs that were built.

#include "program.h"

#include "interop/peerprocess.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qregularexpression.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Lomond::Test;
using namespace Qt::StringLiterals;

namespace {

const PeerProcess::Kind Python {u"/usr/bin/python3"_s, u"peer.py"_s, u"python3-websockets"_s, {}};

QByteArray pattern(qsizetype size)
{
    QByteArray octets(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        octets[i] = char('a' + (i * 7 + i / 26) % 26);
    return octets;
}

} // namespace

class tst_SansioPrograms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void programsTalkToEachOther_data();
    void programsTalkToEachOther();
    void programsCompress();
    void serverTakesOneClientAfterTheOther();
    void clientTellsThatItWasRefused();
    void clientTellsWhatWentWrong_data();
    void clientTellsWhatWentWrong();
    void clientTellsItsArguments_data();
    void clientTellsItsArguments();
    void serverTellsItsArguments();

    void clientTalksToPython_data();
    void clientTalksToPython();
    void clientClosesAsItIsTold();
    void clientIsClosedByPython_data();
    void clientIsClosedByPython();
    void serverTalksToPython_data();
    void serverTalksToPython();
    void serverIsClosedByPython_data();
    void serverIsClosedByPython();

private:
    [[nodiscard]] QString url(const QString &path = u"/"_s) const { return m_url + path; }
    [[nodiscard]] QString startPython(const QString &role);
    [[nodiscard]] QString pythonUrl() const;
    [[nodiscard]] bool connectPython();

    std::unique_ptr<Program> m_server;
    QString m_url;
    std::unique_ptr<PeerProcess> m_python;
};

void tst_SansioPrograms::init()
{
    m_server = std::make_unique<Program>(SANSIO_SERVER, QStringList {});
    QVERIFY(m_server->says("\n"));
    static const QRegularExpression listening(u"^listening on (ws://127\\.0\\.0\\.1:\\d+)/\n$"_s);
    const auto match = listening.match(QString::fromUtf8(m_server->output()));
    QVERIFY2(match.hasMatch(), m_server->output());
    m_url = match.captured(1);
}

void tst_SansioPrograms::cleanup()
{
    m_server.reset();
    if (m_python)
        QCOMPARE(m_python->takeRest(), ""_ba);
    m_python.reset();
}

QString tst_SansioPrograms::startPython(const QString &role)
{
    m_python = std::make_unique<PeerProcess>(Python, QStringList {role});
    return m_python->start();
}

QString tst_SansioPrograms::pythonUrl() const
{
    return u"ws://localhost:%1/room"_s.arg(m_python->port());
}

bool tst_SansioPrograms::connectPython()
{
    m_python->order(u"connect"_s, {{"url"_L1, url()}, {"protocols"_L1, QJsonArray()}});
    return m_python->take(u"open"_s).has_value();
}

// ---- against each other

void tst_SansioPrograms::programsTalkToEachOther_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QByteArray>("closed");

    const QByteArray large = pattern(1024 * 1024);
    QTest::newRow("arguments") << QStringList {u"one"_s, u"two"_s} << ""_ba
                               << "one\ntwo\n"_ba
                               << "closed: 1000"_ba;
    QTest::newRow("lines") << QStringList {} << "one\n\nGrüße"_ba
                           << "one\n\nGrüße\n"_ba
                           << "closed: 1000"_ba;
    QTest::newRow("no lines") << QStringList {} << ""_ba
                              << ""_ba
                              << "closed: 1000"_ba;
    QTest::newRow("1 MiB") << QStringList {} << large << large + '\n' << "closed: 1000"_ba;
    QTest::newRow("another close code") << QStringList {u"--close=4999"_s, u"one"_s} << ""_ba
                                        << "one\n"_ba
                                        << "closed: 4999"_ba;
}

void tst_SansioPrograms::programsTalkToEachOther()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, output);
    QFETCH(QByteArray, closed);
    Program client(SANSIO_CLIENT, QStringList {url()} + arguments, input);
    QCOMPARE(client.finish(), 0);
    QVERIFY(client.output() == output);
    const QList<QByteArray> told = client.errors().split('\n');
    QCOMPARE(told.value(0), "connected"_ba);
    QVERIFY2(told.value(1).startsWith("pong after "), client.errors());
    QCOMPARE(told.value(2), closed);
    QCOMPARE(told.size(), 4);
    QVERIFY(m_server->says("a client\n" + closed + " goodbye\n"));
}

void tst_SansioPrograms::programsCompress()
{
    const QByteArray large(100'000, 'x');
    Program client(SANSIO_CLIENT, {url(), u"--compress"_s}, large);
    QCOMPARE(client.finish(), 0);
    QVERIFY(client.output() == large + '\n');
    QVERIFY2(client.errors().startsWith("connected with permessage-deflate\n"), client.errors());
    static const QRegularExpression saved(
            u"\ncompression: sent 100000 octets as \\d{2,3}, received 100000 as \\d{2,3}\n$"_s);
    QVERIFY2(saved.match(QString::fromUtf8(client.errors())).hasMatch(), client.errors());
}

void tst_SansioPrograms::serverTakesOneClientAfterTheOther()
{
    Program first(SANSIO_CLIENT, {url(), u"first"_s});
    Program second(SANSIO_CLIENT, {url(), u"second"_s});
    QCOMPARE(first.finish(), 0);
    QCOMPARE(second.finish(), 0);
    QCOMPARE(first.output(), "first\n"_ba);
    QCOMPARE(second.output(), "second\n"_ba);
}

void tst_SansioPrograms::clientTellsThatItWasRefused()
{
    Program client(SANSIO_CLIENT, {url(u"/nowhere"_s), u"one"_s});
    QCOMPARE(client.finish(), 1);
    QCOMPARE(client.output(), ""_ba);
    QCOMPARE(client.errors(),
             "rejected: the server answered 404 Not Found\nThere is nothing here.\n"_ba);
    QVERIFY(m_server->says("refused: /nowhere\n"));
}

void tst_SansioPrograms::clientTellsWhatWentWrong_data()
{
    QTest::addColumn<QByteArray>("answer"); // null: nobody listens
    QTest::addColumn<QByteArray>("told");

    QTest::newRow("refused") << QByteArray() << "cannot connect to 127.0.0.1: "_ba;
    QTest::newRow("no HTTP") << "220 mail.example ESMTP\r\n"_ba
                             << "failed: "_ba;
    QTest::newRow("the end") << ""_ba
                             << "failed: "_ba;
    QTest::newRow("a refusal without its end")
            << "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\nlater"_ba
            << "rejected: the server answered 503 Service Unavailable\nlater\n"_ba;
}

void tst_SansioPrograms::clientTellsWhatWentWrong()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, told);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QString where = u"ws://127.0.0.1:%1/"_s.arg(server.serverPort());
    if (answer.isNull())
        server.close();
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *peer = server.nextPendingConnection();
        peer->write(answer);
        if (answer.isEmpty())
            peer->disconnectFromHost();
    });
    Program client(SANSIO_CLIENT, {where, u"one"_s});
    QCOMPARE(client.finish(), 1);
    QVERIFY2(client.errors().startsWith(told), client.errors());
    QCOMPARE(client.output(), ""_ba);
}

void tst_SansioPrograms::clientTellsItsArguments_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("none") << QStringList {};
    QTest::newRow("TLS") << QStringList {u"wss://localhost/"_s};
    QTest::newRow("no URL") << QStringList {u"hello"_s};
}

void tst_SansioPrograms::clientTellsItsArguments()
{
    QFETCH(QStringList, arguments);
    Program client(SANSIO_CLIENT, arguments);
    QCOMPARE(client.finish(), 2);
    QVERIFY(client.errors().startsWith("sansio-client ws://"));
}

void tst_SansioPrograms::serverTellsItsArguments()
{
    Program wrong(SANSIO_SERVER, {u"http"_s});
    QCOMPARE(wrong.finish(), 2);
    QVERIFY(wrong.errors().startsWith("sansio-server [port]\n"));
    const QString taken = QString(m_url).remove(u"ws://127.0.0.1:"_s);
    Program second(SANSIO_SERVER, {taken});
    QCOMPARE(second.finish(), 1);
    QVERIFY(second.errors().startsWith("cannot listen on port " + taken.toLatin1()));
}

// ---- the client against python3-websockets

void tst_SansioPrograms::clientTalksToPython_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("short") << "Grüße"_ba;
    QTest::newRow("1 MiB") << pattern(1024 * 1024);
}

void tst_SansioPrograms::clientTalksToPython()
{
    QFETCH(QByteArray, text);
    const QString problem = startPython(u"server"_s);
    QVERIFY2(problem.isNull(), qPrintable(problem));
    Program client(SANSIO_CLIENT, {pythonUrl()}, text + "\nsecond\n");
    const auto open = m_python->take(u"open"_s);
    QVERIFY(open);
    QCOMPARE(open->value("path"_L1).toString(), u"/room"_s);
    for (const QByteArray &line : {text, "second"_ba}) {
        const auto heard = m_python->take(u"text"_s);
        QVERIFY(heard && heard->value("data"_L1).toString().toUtf8() == line);
        m_python->order(u"text"_s, {{"data"_L1, QString::fromUtf8(line)}});
    }
    QVERIFY(m_python->take(u"ping"_s));
    QCOMPARE(client.finish(), 0);
    QVERIFY(client.output() == text + "\nsecond\n");
    QVERIFY2(client.errors().contains("\npong after "), client.errors());
    const auto closed = m_python->take(u"closed"_s);
    QVERIFY(closed);
    QCOMPARE(closed->value("code"_L1).toInt(), 1000);
    QCOMPARE(closed->value("reason"_L1).toString(), u"goodbye"_s);
}

void tst_SansioPrograms::clientClosesAsItIsTold()
{
    const QString problem = startPython(u"server"_s);
    QVERIFY2(problem.isNull(), qPrintable(problem));
    Program client(SANSIO_CLIENT, {pythonUrl(), u"--close=3000"_s});
    QVERIFY(m_python->take(u"open"_s));
    QVERIFY(m_python->take(u"ping"_s));
    QCOMPARE(client.finish(), 0);
    const auto closed = m_python->take(u"closed"_s);
    QVERIFY(closed);
    QCOMPARE(closed->value("code"_L1).toInt(), 3000);
}

void tst_SansioPrograms::clientIsClosedByPython_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::newRow("1001") << 1001 << u"going away"_s;
    QTest::newRow("4000") << 4000 << u"Grüße"_s;
}

void tst_SansioPrograms::clientIsClosedByPython()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    const QString problem = startPython(u"server"_s);
    QVERIFY2(problem.isNull(), qPrintable(problem));
    Program client(SANSIO_CLIENT, {pythonUrl(), u"one"_s});
    QVERIFY(m_python->take(u"open"_s));
    QVERIFY(m_python->take(u"text"_s));
    m_python->order(u"close"_s, {{"code"_L1, code}, {"reason"_L1, reason}});
    QCOMPARE(client.finish(), 0);
    QCOMPARE(QString::fromUtf8(client.errors()),
             u"connected\nthe server closes\nclosed: %1 %2\n"_s.arg(code).arg(reason));
    const auto closed = m_python->take(u"closed"_s);
    QVERIFY(closed);
    QCOMPARE(closed->value("code"_L1).toInt(), code);
}

// ---- the server against python3-websockets

void tst_SansioPrograms::serverTalksToPython_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("data");
    const QByteArray large = pattern(1024 * 1024);
    QTest::newRow("text") << u"text"_s << u"Grüße"_s;
    QTest::newRow("empty text") << u"text"_s << u""_s;
    QTest::newRow("text of 1 MiB") << u"text"_s << QString::fromUtf8(large);
    QTest::newRow("binary") << u"binary"_s << QString::fromLatin1("\0\1\2\xFF"_ba.toBase64());
    QTest::newRow("binary of 1 MiB") << u"binary"_s << QString::fromLatin1(large.toBase64());
}

void tst_SansioPrograms::serverTalksToPython()
{
    QFETCH(QString, kind);
    QFETCH(QString, data);
    const QString problem = startPython(u"client"_s);
    QVERIFY2(problem.isNull(), qPrintable(problem));
    QVERIFY(connectPython());
    for (int round = 0; round < 2; ++round) {
        m_python->order(kind, {{"data"_L1, data}});
        const auto heard = m_python->take(kind);
        QVERIFY(heard && heard->value("data"_L1).toString() == data);
    }
    m_python->order(u"ping"_s, {{"data"_L1, u"are you there?"_s}});
    QVERIFY(m_python->take(u"pong"_s));
    m_python->order(u"close"_s, {{"code"_L1, 1000}, {"reason"_L1, QString()}});
    QVERIFY(m_python->take(u"closed"_s));
}

void tst_SansioPrograms::serverIsClosedByPython_data()
{
    QTest::addColumn<int>("code");
    QTest::newRow("1000") << 1000;
    QTest::newRow("4001") << 4001;
}

void tst_SansioPrograms::serverIsClosedByPython()
{
    QFETCH(int, code);
    const QString problem = startPython(u"client"_s);
    QVERIFY2(problem.isNull(), qPrintable(problem));
    QVERIFY(connectPython());
    m_python->order(u"close"_s, {{"code"_L1, code}, {"reason"_L1, u"enough"_s}});
    const auto closed = m_python->take(u"closed"_s);
    QVERIFY(closed);
    QCOMPARE(closed->value("code"_L1).toInt(), code);
    QVERIFY(m_server->says("closed: " + QByteArray::number(code) + " enough\n"));
}

QTEST_GUILESS_MAIN(tst_SansioPrograms)
#include "tst_sansioprograms.moc"
