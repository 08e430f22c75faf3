// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The resolver's threads and its answers; the system is asked for what every system knows.

#include "net/systemresolver_p.h"
#include "shared/waitfor.h"

#include <QtCore/qsemaphore.h>
#include <QtCore/qthread.h>

#include <optional>

using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

class tst_SystemResolver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAddressesAtOnce_data();
    void answersAddressesAtOnce();
    void localhostIsTheLoopback_data();
    void localhostIsTheLoopback();
    void saysThatANameIsUnknown();
    void saysThatThereIsNoName();
    void answersInTheThreadOfTheCaller();
    void asksForEachLookup();
    void isNotHeldUpByASlowLookup();
    void mayBeCancelledWhileItRuns();
    void mayBeCancelledBeforeItsAnswerIsTaken();
    void mayBeCancelledByItsAnswer();
};

void tst_SystemResolver::answersAddressesAtOnce_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("IPv4") << u"127.0.0.1"_s;
    QTest::newRow("IPv6") << u"2001:db8::1"_s;
    QTest::newRow("IPv6 with a zone") << u"fe80::1%lo"_s;
}

void tst_SystemResolver::answersAddressesAtOnce()
{
    QFETCH(QString, host);
    bool asked = false;
    SystemResolver resolver([&](const QString &) {
        asked = true;
        return Resolution();
    });
    std::optional<Resolution> answer;
    const auto lookup = resolver.lookUp(host, [&](const Resolution &r) { answer = r; });
    QVERIFY(!answer); // never from lookUp()
    QVERIFY(waitFor([&] { return answer.has_value(); }));
    QCOMPARE(answer->addresses, QList<QHostAddress> {QHostAddress(host)});
    QVERIFY(!asked);
}

void tst_SystemResolver::localhostIsTheLoopback_data()
{
    QTest::addColumn<QString>("host");
    for (const char *host : {"localhost", "LocalHost", "localhost.", "feed.localhost"})
        QTest::addRow("RFC 6761 6.3: %s", host) << QString::fromLatin1(host);
}

void tst_SystemResolver::localhostIsTheLoopback()
{
    QFETCH(QString, host);
    bool asked = false;
    SystemResolver resolver([&](const QString &) {
        asked = true;
        return Resolution();
    });
    std::optional<Resolution> answer;
    const auto lookup = resolver.lookUp(host, [&](const Resolution &r) { answer = r; });
    QVERIFY(waitFor([&] { return answer.has_value(); }));
    QVERIFY(!answer->addresses.isEmpty());
    QVERIFY(answer->error.isEmpty());
    for (const QHostAddress &address : answer->addresses)
        QVERIFY(address.isLoopback());
    QVERIFY(!asked);
}

void tst_SystemResolver::saysThatANameIsUnknown()
{
    SystemResolver resolver;
    std::optional<Resolution> answer;
    const auto lookup = resolver.lookUp(u"nowhere.invalid"_s, // RFC 6761 6.4
                                        [&](const Resolution &r) { answer = r; });
    QVERIFY(waitFor([&] { return answer.has_value(); }, std::chrono::seconds(60)));
    QVERIFY(answer->addresses.isEmpty());
    // without a name server the system does not even know that
    QVERIFY2(answer->error == u"the host name nowhere.invalid could not be found"_s
                     || answer->error.startsWith(
                             "the host name nowhere.invalid could not be looked up: "_L1),
             qPrintable(answer->error));
}

void tst_SystemResolver::saysThatThereIsNoName()
{
    SystemResolver resolver;
    std::optional<Resolution> answer;
    const auto lookup = resolver.lookUp(QString(), [&](const Resolution &r) { answer = r; });
    QVERIFY(waitFor([&] { return answer.has_value(); }));
    QCOMPARE(answer->error, u"there is no host name to connect to"_s);
}

void tst_SystemResolver::answersInTheThreadOfTheCaller()
{
    QThread *queriedIn = nullptr;
    QThread *answeredIn = nullptr;
    SystemResolver resolver([&](const QString &) {
        queriedIn = QThread::currentThread();
        return Resolution {{QHostAddress(QHostAddress::LocalHost)}, {}};
    });
    const auto lookup = resolver.lookUp(u"a.test"_s, [&](const Resolution &) {
        answeredIn = QThread::currentThread();
    });
    QVERIFY(waitFor([&] { return answeredIn != nullptr; }));
    QCOMPARE(answeredIn, QThread::currentThread());
    QVERIFY(queriedIn != answeredIn);
}

// A name that moved must be found where it is now.
void tst_SystemResolver::asksForEachLookup()
{
    std::atomic<int> asked = 0;
    SystemResolver resolver([&](const QString &) {
        ++asked;
        return Resolution {{QHostAddress(QHostAddress::LocalHost)}, {}};
    });
    for (int i = 1; i <= 3; ++i) {
        bool answered = false;
        const auto lookup = resolver.lookUp(u"a.test"_s,
                                            [&](const Resolution &) { answered = true; });
        QVERIFY(waitFor([&] { return answered; }));
        QCOMPARE(asked, i);
    }
}

void tst_SystemResolver::isNotHeldUpByASlowLookup()
{
    QSemaphore gate;
    SystemResolver resolver([&](const QString &host) {
        if (host == u"slow.test"_s)
            gate.acquire();
        return Resolution {{QHostAddress(QHostAddress::LocalHost)}, {}};
    });
    int slow = 0;
    bool quick = false;
    std::vector<std::unique_ptr<Resolver::Lookup>> lookups;
    for (int i = 0; i < 10; ++i)
        lookups.push_back(resolver.lookUp(u"slow.test"_s, [&](const Resolution &) { ++slow; }));
    lookups.push_back(resolver.lookUp(u"quick.test"_s, [&](const Resolution &) { quick = true; }));
    QVERIFY(waitFor([&] { return quick; }));
    QCOMPARE(slow, 0);
    gate.release(10);
    QVERIFY(waitFor([&] { return slow == 10; }));
}

void tst_SystemResolver::mayBeCancelledWhileItRuns()
{
    QSemaphore begun;
    QSemaphore gate;
    QSemaphore ended;
    const auto kept = std::make_shared<int>(0);
    bool answered = false;
    {
        SystemResolver resolver([&](const QString &) {
            begun.release();
            gate.acquire();
            ended.release();
            return Resolution();
        });
        auto lookup = resolver.lookUp(u"a.test"_s,
                                      [&, kept](const Resolution &) { answered = true; });
        begun.acquire();
        lookup.reset();
    } // the resolver is gone, too
    QCOMPARE(kept.use_count(), 1); // nothing of the caller's is kept
    gate.release();
    ended.acquire();
    letEverythingHappen();
    QVERIFY(!answered);
}

void tst_SystemResolver::mayBeCancelledBeforeItsAnswerIsTaken()
{
    QSemaphore asked;
    bool answered = false;
    SystemResolver resolver([&](const QString &) {
        asked.release();
        return Resolution();
    });
    for (int i = 0; i < 200; ++i) {
        auto lookup = resolver.lookUp(u"a.test"_s, [&](const Resolution &) { answered = true; });
        if (i % 2 == 0)
            asked.acquire();
        if (i % 3 == 0)
            QThread::usleep(20);
    }
    letEverythingHappen();
    QVERIFY(!answered);
}

void tst_SystemResolver::mayBeCancelledByItsAnswer()
{
    SystemResolver resolver;
    bool answered = false;
    std::unique_ptr<Resolver::Lookup> lookup;
    lookup = resolver.lookUp(u"localhost"_s, [&](const Resolution &resolution) {
        lookup.reset();
        answered = !resolution.addresses.isEmpty();
    });
    QVERIFY(waitFor([&] { return answered; }));
}

QTEST_GUILESS_MAIN(tst_SystemResolver)
#include "tst_systemresolver.moc"
