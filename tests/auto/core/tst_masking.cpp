// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Masking by words against a loop over octets, for every size and alignment that matters.

#include "core/masking_p.h"

#include <QtTest/QtTest>

#include <cstring>

using namespace Lomond::Core;

namespace {

constexpr qsizetype MaximumSize = 70;
constexpr qsizetype MaximumOffset = 8;

// RFC 6455 5.3, word for word
QByteArray maskedOctetByOctet(QByteArrayView octets, const QByteArray &key)
{
    QByteArray masked;
    for (qsizetype i = 0; i < octets.size(); ++i)
        masked.append(char(octets[i] ^ key[i % 4]));
    return masked;
}

quint32 keyFrom(const QByteArray &octets)
{
    quint32 key;
    std::memcpy(&key, octets.data(), sizeof(key));
    return key;
}

QByteArray pattern(qsizetype size)
{
    QByteArray octets;
    for (qsizetype i = 0; i < size; ++i)
        octets.append(char(i * 37 + 11));
    return octets;
}

const QByteArray Key = QByteArray::fromHex("37fa213d");

} // namespace

class tst_Masking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masksTheExampleOfTheRfc();
    void masksInPlace();
    void masksWhileCopying();
    void masksTwiceToTheSame();
    void advancesTheKey();
    void continuesAnywhere();
    void masksNothing();
};

void tst_Masking::masksTheExampleOfTheRfc()
{
    // RFC 6455 5.7
    QByteArray payload = "Hello";
    applyMask(payload.data(), payload.size(), keyFrom(Key));
    QCOMPARE(payload.toHex(), QByteArray("7f9f4d5158"));
}

void tst_Masking::masksInPlace()
{
    for (qsizetype offset = 0; offset <= MaximumOffset; ++offset) {
        for (qsizetype size = 0; size <= MaximumSize; ++size) {
            const QByteArray before = pattern(offset + size + MaximumOffset);
            QByteArray after = before;
            applyMask(after.data() + offset, size, keyFrom(Key));
            // nothing but the payload changes
            QCOMPARE(after, before.first(offset)
                                    + maskedOctetByOctet(before.sliced(offset, size), Key)
                                    + before.sliced(offset + size));
        }
    }
}

void tst_Masking::masksWhileCopying()
{
    for (qsizetype from = 0; from <= MaximumOffset; ++from) {
        for (qsizetype to = 0; to <= MaximumOffset; ++to) {
            for (qsizetype size = 0; size <= MaximumSize; ++size) {
                const QByteArray source = pattern(from + size);
                QByteArray target(to + size + MaximumOffset, '\xEE');
                copyMasked(target.data() + to, source.data() + from, size, keyFrom(Key));
                QCOMPARE(target, QByteArray(to, '\xEE')
                                         + maskedOctetByOctet(source.sliced(from), Key)
                                         + QByteArray(MaximumOffset, '\xEE'));
            }
        }
    }
}

void tst_Masking::masksTwiceToTheSame()
{
    const QByteArray before = pattern(1000);
    QByteArray octets = before;
    applyMask(octets.data(), octets.size(), 0xDEADBEEF);
    QVERIFY(octets != before);
    applyMask(octets.data(), octets.size(), 0xDEADBEEF);
    QCOMPARE(octets, before);
}

void tst_Masking::advancesTheKey()
{
    for (const quint64 wholeKeys : {quint64(0), quint64(4), quint64(1) << 32, ~quint64(0) - 3}) {
        QCOMPARE(advancedKey(keyFrom("abcd"), wholeKeys), keyFrom("abcd"));
        QCOMPARE(advancedKey(keyFrom("abcd"), wholeKeys + 1), keyFrom("bcda"));
        QCOMPARE(advancedKey(keyFrom("abcd"), wholeKeys + 2), keyFrom("cdab"));
        QCOMPARE(advancedKey(keyFrom("abcd"), wholeKeys + 3), keyFrom("dabc"));
    }
}

void tst_Masking::continuesAnywhere()
{
    for (qsizetype size = 0; size <= MaximumSize; ++size) {
        const QByteArray before = pattern(size);
        const QByteArray expected = maskedOctetByOctet(before, Key);
        for (qsizetype split = 0; split <= size; ++split) {
            const quint32 key = keyFrom(Key);
            QByteArray inPlace = before;
            applyMask(inPlace.data(), split, key);
            applyMask(inPlace.data() + split, size - split, advancedKey(key, quint64(split)));
            QCOMPARE(inPlace, expected);

            QByteArray copy(size, '\0');
            copyMasked(copy.data(), before.data(), split, key);
            copyMasked(copy.data() + split, before.data() + split, size - split,
                       advancedKey(key, quint64(split)));
            QCOMPARE(copy, expected);
        }
    }
}

void tst_Masking::masksNothing()
{
    applyMask(nullptr, 0, keyFrom(Key));
    copyMasked(nullptr, nullptr, 0, keyFrom(Key));
}

QTEST_APPLESS_MAIN(tst_Masking)
#include "tst_masking.moc"
