// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages of any length go through a socket in bounded memory: both ends send one at the same time,
// paced by drained(), and check what comes. With LOMOND_STREAMED_MIB=10240 of 10 GiB each, by hand
// (and QTEST_FUNCTION_TIMEOUT, in milliseconds). And a text that nobody listens to is not made.

#include "shared/allocationmeter.h"

#include "shared/rawframes.h"
#include "shared/rawserver.h"
#include "shared/serverfixture.h"
#include "shared/waitfor.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qtimer.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;

namespace {

constexpr qint64 MiB = 1024 * 1024;
constexpr qint64 AllowedGrowth = 4 * MiB;
constexpr qsizetype PartSize = 64 * 1024;

// Octets that nobody has to keep: each word follows from its place. `wordsAlike` in a row are equal.
class Pattern
{
public:
    explicit Pattern(qint64 wordsAlike)
        : m_wordsAlike(wordsAlike)
    {}
    // valid until the next call
    [[nodiscard]] QByteArrayView octets(qint64 from, qsizetype size)
    {
        const qint64 first = from / WordSize;
        const auto skipped = qsizetype(from % WordSize);
        m_words.resize(size_t((skipped + size + WordSize - 1) / WordSize));
        for (size_t i = 0; i < m_words.size(); ++i)
            m_words[i] = quint64((first + qint64(i)) / m_wordsAlike) * 0x9E37'79B9'7F4A'7C15U;
        return {reinterpret_cast<const char *>(m_words.data()) + skipped, size};
    }

private:
    static constexpr qint64 WordSize = sizeof(quint64);
    qint64 m_wordsAlike;
    std::vector<quint64> m_words;
};

// One direction.
class Flow : public QObject
{
public:
    Flow(LomondSocket *from, LomondSocket *to, qint64 size, qint64 wordsAlike)
        : m_from(from)
        , m_size(size)
        , m_sentOctets(wordsAlike)
        , m_expectedOctets(wordsAlike)
    {
        connect(from, &LomondSocket::drained, this, &Flow::sendMore);
        connect(to, &LomondSocket::binaryPart, this, &Flow::check);
    }
    void begin()
    {
        QVERIFY(m_from->beginMessage(Message::Type::Binary));
        sendMore();
    }
    [[nodiscard]] bool isOver() const { return m_complete || m_wrong; }
    [[nodiscard]] bool isRight() const { return m_complete && !m_wrong && m_received == m_size; }

private:
    void sendMore()
    {
        while (m_sent < m_size && m_from->bytesToWrite() <= MiB) {
            const auto size = qsizetype(std::min<qint64>(PartSize, m_size - m_sent));
            const QByteArrayView part = m_sentOctets.octets(m_sent, size);
            m_sent += size;
            QVERIFY(m_from->sendPart(QByteArray::fromRawData(part.data(), size), m_sent == m_size));
        }
    }
    void check(const QByteArray &data, bool final)
    {
        const QByteArrayView expected = m_expectedOctets.octets(m_received, data.size());
        m_wrong = m_wrong || std::memcmp(data.data(), expected.data(), size_t(data.size())) != 0;
        m_received += data.size();
        m_complete = final;
    }

    LomondSocket *m_from;
    qint64 m_size;
    Pattern m_sentOctets;
    Pattern m_expectedOctets;
    qint64 m_sent = 0;
    qint64 m_received = 0;
    bool m_complete = false;
    bool m_wrong = false;
};

} // namespace

class tst_StreamedMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMeterMissesNothing_data();
    void theMeterMissesNothing();
    void aTextThatNobodyHearsIsNotMade_data();
    void aTextThatNobodyHearsIsNotMade();
    void bothWaysInBoundedMemory_data();
    void bothWaysInBoundedMemory();
};

using Allocate = void *(*) (size_t);
using Release = void (*)(void *);
Q_DECLARE_METATYPE(Allocate)
Q_DECLARE_METATYPE(Release)

void tst_StreamedMemory::theMeterMissesNothing_data()
{
    QTest::addColumn<Allocate>("allocate");
    QTest::addColumn<Release>("release");
    const auto row = [](const char *name, Allocate allocate, Release release = &std::free) {
        QTest::newRow(name) << allocate << release;
    };
    row("malloc", [](size_t size) { return std::malloc(size); });
    row("calloc", [](size_t size) { return std::calloc(size / 16, 16); });
    row("realloc", [](size_t size) { return std::realloc(std::malloc(16), size); });
    row("aligned_alloc", [](size_t size) { return std::aligned_alloc(64, size); });
    row("posix_memalign", [](size_t size) {
        void *block = nullptr;
        return ::posix_memalign(&block, 64, size) == 0 ? block : nullptr;
    });
    row(
            "new", [](size_t size) -> void * { return new char[size]; },
            [](void *block) { delete[] static_cast<char *>(block); });
    row(
            "QByteArray, in another library",
            [](size_t size) -> void * { return new QByteArray(qsizetype(size), 'x'); },
            [](void *block) { delete static_cast<QByteArray *>(block); });
}

void tst_StreamedMemory::theMeterMissesNothing()
{
    QFETCH(Allocate, allocate);
    QFETCH(Release, release);
    constexpr qint64 Slack = 4096;
    const qint64 before = AllocationMeter::live();
    AllocationMeter::begin();
    void *block = allocate(MiB);
    const qint64 growth = AllocationMeter::live() - before;
    release(block);
    const qint64 rest = AllocationMeter::live() - before;
    QVERIFY2(growth >= MiB && growth < MiB + 2 * Slack, QByteArray::number(growth));
    QCOMPARE(rest, 0);
    QVERIFY(AllocationMeter::peak() >= before + growth);
}

void tst_StreamedMemory::aTextThatNobodyHearsIsNotMade_data()
{
    QTest::addColumn<bool>("streaming");
    QTest::addColumn<QByteArray>("signal");
    QTest::addColumn<bool>("made");
    QTest::newRow("nobody") << false << ""_ba << false;
    QTest::newRow("nobody, in parts") << true << ""_ba << false;
    QTest::newRow("text") << false << "2text(QString)"_ba << true;
    QTest::newRow("text, in parts") << true << "2textPart(QString,bool)"_ba << true;
    QTest::newRow("another signal") << false << "2textPart(QString,bool)"_ba << false;
    QTest::newRow("another signal, in parts") << true << "2text(QString)"_ba << false;
    QTest::newRow("events, in parts") << true << "2eventOccurred(Lomond::Event)"_ba << true;
}

void tst_StreamedMemory::aTextThatNobodyHearsIsNotMade()
{
    QFETCH(bool, streaming);
    QFETCH(QByteArray, signal);
    QFETCH(bool, made);
    constexpr qsizetype Length = 60'000; // of a text that a read brings whole
    RawServer server;
    server.readHead().acceptUpgrade();
    LomondSocket socket(server.url());
    socket.setStreaming(streaming);
    socket.open();
    QVERIFY(waitFor([&] { return socket.state() == LomondSocket::State::Ready; }));
    QTimer listener; // which has a slot that does nothing
    if (!signal.isEmpty())
        QVERIFY(connect(&socket, signal, &listener, SLOT(stop())));
    QSignalSpy pings(&socket, &LomondSocket::ping); // what comes behind it
    server.connection()->send(text(QByteArray(Length, 'x')).octets(false) + ping("").octets(false));
    const qint64 before = AllocationMeter::live();
    AllocationMeter::begin();
    QVERIFY(waitFor([&] { return pings.count() == 1; }));
    const qint64 growth = AllocationMeter::peak() - before;
    QVERIFY2((growth > 2 * Length) == made, QByteArray::number(growth));
}

void tst_StreamedMemory::bothWaysInBoundedMemory_data()
{
    QTest::addColumn<bool>("compress");
    QTest::addColumn<qint64>("wordsAlike");
    QTest::newRow("plain") << false << qint64(1);
    QTest::newRow("compressed") << true << qint64(64);
}

void tst_StreamedMemory::bothWaysInBoundedMemory()
{
    QFETCH(bool, compress);
    QFETCH(qint64, wordsAlike);
    const int asked = qEnvironmentVariableIntValue("LOMOND_STREAMED_MIB");
    const qint64 size = (asked > 0 ? asked : 256) * MiB;

    ServerFixture fixture;
    fixture.server->setCompress(compress);
    connect(fixture.server.get(), &LomondServer::newConnection, this,
            [](LomondSocket *socket) { socket->setStreaming(true); });
    fixture.listen();
    LomondSocket client;
    client.setStreaming(true);
    client.setCompress(compress);
    client.openUrl(fixture.url());
    QVERIFY(waitFor(
            [&] { return client.state() == LomondSocket::State::Ready && fixture.socket(); }));
    QCOMPARE(client.supportsCompression(), compress);

    const qint64 before = AllocationMeter::live();
    AllocationMeter::begin();
    QElapsedTimer time;
    time.start();
    Flow up(&client, fixture.socket(), size, wordsAlike);
    Flow down(fixture.socket(), &client, size, wordsAlike);
    up.begin();
    down.begin();
    QVERIFY(waitFor([&] { return up.isOver() && down.isOver(); }, 100s + size / MiB * 100ms));
    const qint64 growth = AllocationMeter::peak() - before;

    QVERIFY(up.isRight());
    QVERIFY(down.isRight());
    qInfo("%lld MiB each way in %.1f s, at most %lld KiB more than before",
          static_cast<long long>(size / MiB), double(time.elapsed()) / 1000,
          static_cast<long long>(growth / 1024));
    QVERIFY2(growth < AllowedGrowth, QByteArray::number(growth));
    const CompressionStatistics statistics = client.compressionStatistics();
    QCOMPARE(statistics.sentPlain, compress ? size : 0);
    QVERIFY(statistics.sentCompressed <= statistics.sentPlain / 4);
}

QTEST_GUILESS_MAIN(tst_StreamedMemory)
#include "tst_streamedmemory.moc"
