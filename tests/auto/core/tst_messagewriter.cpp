// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/messagewriter_p.h"

#include "../../shared/deflatedata.h"
#include "../../shared/referenceinflate.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;
using Core::FrameEncoder;
using Core::MessageWriter;

// A writer of a server, whose frames can be read as they are.
struct Writer
{
    FrameEncoder encoder {Role::Server, nullptr, nullptr, 16};
    MessageWriter writer {encoder};

    explicit Writer(bool compresses = false)
    {
        if (compresses)
            writer.setCompression({}, 64);
    }

    [[nodiscard]] QByteArray take() { return encoder.take(); }
};

class tst_MessageWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeMessages();
    void textThatIsNoneIsRefused();
    void asciiIsCutIntoFragments();
    void textWithOneStrangerGoesWhole();
    void whatIsWorthItIsCompressed();
    void whatIsNotWorthItGoesPlain();
    void compressedMessagesInFragments();
    void deflaterIsMadeWhenItIsNeeded();
    void messageInParts();
    void messageInPartsIsCompressed();
    void partsAreCutIntoFrames();
    void onlyOneMessageIsOpen();
    void partsWithoutAMessageAreRefused();
    void textInPartsMayBeCutAnywhere();
    void textInPartsIsChecked();
};

void tst_MessageWriter::wholeMessages()
{
    Writer plain;
    QCOMPARE(plain.writer.sendText(u"tex\u00B5", {}), ErrorCode::NoError);
    QCOMPARE(plain.take(), text("tex\u00B5").octets(false));
    QCOMPARE(plain.writer.sendText(u"abc\u00B5", {.fragmentSize = 3}), ErrorCode::NoError);
    QCOMPARE(plain.take(), text0("abc").octets(false) + more("\u00B5").octets(false));
    QCOMPARE(plain.writer.sendUtf8("tex\u00B5", {}), ErrorCode::NoError);
    QCOMPARE(plain.take(), text("tex\u00B5").octets(false));
    QCOMPARE(plain.writer.sendBinary("\xFF", {}), ErrorCode::NoError);
    QCOMPARE(plain.take(), binary("\xFF").octets(false));
}

void tst_MessageWriter::textThatIsNoneIsRefused()
{
    for (const bool compresses : {false, true}) {
        Writer either(compresses);
        QCOMPARE(either.writer.sendText(QString(QChar(0xD800)).repeated(100), {}),
                 ErrorCode::FrameBuildError);
        QCOMPARE(either.writer.sendUtf8(QByteArray(100, '\xFF'), {}), ErrorCode::FrameBuildError);
        QVERIFY(either.take().isNull());
    }
}

void tst_MessageWriter::asciiIsCutIntoFragments()
{
    Writer plain;
    QCOMPARE(plain.writer.sendText(u"abcdef", {.fragmentSize = 6}), ErrorCode::NoError);
    QCOMPARE(plain.take(), text("abcdef").octets(false));
    QCOMPARE(plain.writer.sendText(u"abcdef", {.fragmentSize = 5}), ErrorCode::NoError);
    QCOMPARE(plain.take(), text0("abcde").octets(false) + more("f").octets(false));
    // longer as UTF-8 than as UTF-16
    QCOMPARE(plain.writer.sendText(u"abcde\u00B5", {.fragmentSize = 6}), ErrorCode::NoError);
    QCOMPARE(plain.take(), text0("abcde\xC2").octets(false) + more("\xB5").octets(false));
}

// Wherever it stands: what was begun as ASCII leaves nothing behind.
void tst_MessageWriter::textWithOneStrangerGoesWhole()
{
    Writer plain;
    for (qsizetype size = 1; size <= 100; ++size) {
        for (qsizetype i = 0; i < size; ++i) {
            QString message(size, u'a');
            message[i] = u'\u20AC';
            QCOMPARE(plain.writer.sendText(message, {}), ErrorCode::NoError);
            const QByteArray frame = plain.take();
            QCOMPARE(frame.first(2).toHex(),
                     "81"
                             + QByteArray::number(std::min<qsizetype>(size + 2, 126), 16)
                                       .rightJustified(2, '0'));
            QCOMPARE(frame.sliced(size + 2 < 126 ? 2 : 4), message.toUtf8());
            message[i] = QChar(0xDC00);
            QCOMPARE(plain.writer.sendText(message, {}), ErrorCode::FrameBuildError);
            QVERIFY(plain.take().isNull());
        }
    }
}

// The payload of a small frame of a server.
static QByteArray payloadOf(const QByteArray &frame)
{
    return frame.sliced(2);
}

void tst_MessageWriter::whatIsWorthItIsCompressed()
{
    Writer compressing(true);
    ReferenceInflater reference;
    const QByteArray message = prose(100);
    const auto check = [&](int first) {
        const QByteArray frame = compressing.take();
        QCOMPARE(int(quint8(frame[0])), first);
        QVERIFY(reference.inflate(payloadOf(frame)));
        QCOMPARE(reference.message(), message);
    };
    QCOMPARE(compressing.writer.sendText(QString::fromLatin1(message), {}), ErrorCode::NoError);
    check(0xC1);
    QCOMPARE(compressing.writer.sendUtf8(message, {}), ErrorCode::NoError);
    check(0xC1);
    QCOMPARE(compressing.writer.sendBinary(message, {}), ErrorCode::NoError);
    check(0xC2);
}

void tst_MessageWriter::whatIsNotWorthItGoesPlain()
{
    Writer compressing(true);
    const QByteArray runs(64, 'x');
    QCOMPARE(compressing.writer.sendBinary(runs.first(63), {}), ErrorCode::NoError);
    QCOMPARE(compressing.take(), binary(runs.first(63)).octets(false));
    QCOMPARE(compressing.writer.sendText(QString(63, u'x'), {}), ErrorCode::NoError);
    QCOMPARE(compressing.take(), text(runs.first(63)).octets(false));
    QCOMPARE(compressing.writer.sendBinary(runs, {.compressed = false}), ErrorCode::NoError);
    QCOMPARE(compressing.take(), binary(runs).octets(false));
    QCOMPARE(compressing.writer.sendBinary(noise(100), {}), ErrorCode::NoError);
    QCOMPARE(compressing.take(), binary(noise(100)).octets(false));
    QCOMPARE(compressing.writer.sendBinary(runs, {}), ErrorCode::NoError);
    QCOMPARE(int(quint8(compressing.take()[0])), 0xC2);
}

void tst_MessageWriter::compressedMessagesInFragments()
{
    Writer compressing(true);
    const SendOptions options {.fragmentSize = 50};
    QCOMPARE(compressing.writer.sendBinary(prose(300), options), ErrorCode::NoError);
    // RFC 7692 6.1: RSV1 on the first frame alone
    QByteArray wire = compressing.take();
    QByteArray payload;
    QByteArray firsts;
    while (!wire.isEmpty()) {
        const int size = wire[1];
        firsts += wire[0];
        payload += wire.sliced(2, size);
        wire = wire.sliced(2 + size);
    }
    QVERIFY(firsts.size() > 2);
    QCOMPARE(firsts.toHex(), "42" + QByteArray("00").repeated(firsts.size() - 2) + "80");
    ReferenceInflater reference;
    QVERIFY(reference.inflate(payload));
    QCOMPARE(reference.message(), prose(300));
}

void tst_MessageWriter::deflaterIsMadeWhenItIsNeeded()
{
    Writer compressing(true);
    QCOMPARE(compressing.writer.sendBinary(QByteArray(63, 'x'), {}), ErrorCode::NoError);
    QVERIFY(!compressing.writer.deflater());
    QCOMPARE(compressing.writer.sendBinary(QByteArray(64, 'x'), {}), ErrorCode::NoError);
    QVERIFY(compressing.writer.deflater());
    QCOMPARE(compressing.writer.deflater()->consumed(), 64);
}

void tst_MessageWriter::messageInParts()
{
    Writer plain;
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(plain.writer.begin(Opcode::Text, {}), ErrorCode::NoError);
        QVERIFY(plain.take().isNull());
        QCOMPARE(plain.writer.sendFragment("one", false), ErrorCode::NoError);
        QCOMPARE(plain.take(), text0("one").octets(false));
        QCOMPARE(plain.writer.sendFragment({}, false), ErrorCode::NoError);
        QCOMPARE(plain.take(), more0({}).octets(false));
        QCOMPARE(plain.writer.sendFragment("two", true), ErrorCode::NoError);
        QCOMPARE(plain.take(), more("two").octets(false));
    }
    QCOMPARE(plain.writer.begin(Opcode::Binary, {}), ErrorCode::NoError);
    QCOMPARE(plain.writer.sendFragment("\xFF", true), ErrorCode::NoError);
    QCOMPARE(plain.take(), binary("\xFF").octets(false));
}

void tst_MessageWriter::messageInPartsIsCompressed()
{
    Writer compressing(true);
    QCOMPARE(compressing.writer.begin(Opcode::Text, {}), ErrorCode::NoError);
    QCOMPARE(compressing.writer.sendFragment("Hel", false), ErrorCode::NoError);
    QByteArray frame = compressing.take();
    QCOMPARE(int(quint8(frame[0])), 0x41);
    QByteArray payload = payloadOf(frame);
    QCOMPARE(compressing.writer.sendFragment("lo", true), ErrorCode::NoError);
    frame = compressing.take();
    QCOMPARE(int(quint8(frame[0])), 0x80);
    payload += payloadOf(frame);
    ReferenceInflater reference;
    QVERIFY(reference.inflate(payload));
    QCOMPARE(reference.message(), "Hello");

    QCOMPARE(compressing.writer.begin(Opcode::Text, {.compressed = false}), ErrorCode::NoError);
    QCOMPARE(compressing.writer.sendFragment("Hello", true), ErrorCode::NoError);
    QCOMPARE(compressing.take(), text("Hello").octets(false));
}

void tst_MessageWriter::partsAreCutIntoFrames()
{
    Writer plain;
    QCOMPARE(plain.writer.begin(Opcode::Binary, {.fragmentSize = 2}), ErrorCode::NoError);
    QCOMPARE(plain.writer.sendFragment("abcde", false), ErrorCode::NoError);
    QCOMPARE(plain.take(),
             binary0("ab").octets(false) + more0("cd").octets(false) + more0("e").octets(false));
    QCOMPARE(plain.writer.sendFragment("fgh", true), ErrorCode::NoError);
    QCOMPARE(plain.take(), more0("fg").octets(false) + more("h").octets(false));
}

void tst_MessageWriter::onlyOneMessageIsOpen()
{
    Writer plain;
    QCOMPARE(plain.writer.begin(Opcode::Binary, {}), ErrorCode::NoError);
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(plain.writer.begin(Opcode::Text, {}), ErrorCode::FrameBuildError);
        QCOMPARE(plain.writer.sendText(u"x", {}), ErrorCode::FrameBuildError);
        QCOMPARE(plain.writer.sendUtf8("x", {}), ErrorCode::FrameBuildError);
        QCOMPARE(plain.writer.sendBinary("x", {}), ErrorCode::FrameBuildError);
        QVERIFY(plain.take().isNull());
        QCOMPARE(plain.writer.sendFragment("x", false), ErrorCode::NoError);
        QVERIFY(!plain.take().isNull());
    }
    QCOMPARE(plain.writer.sendFragment({}, true), ErrorCode::NoError);
    QVERIFY(!plain.take().isNull());
    QCOMPARE(plain.writer.sendText(u"x", {}), ErrorCode::NoError);
}

void tst_MessageWriter::partsWithoutAMessageAreRefused()
{
    Writer plain;
    QCOMPARE(plain.writer.sendFragment("x", true), ErrorCode::FrameBuildError);
    for (const Opcode opcode : {Opcode::Continuation, Opcode::Close, Opcode::Ping, Opcode::Pong})
        QCOMPARE(plain.writer.begin(opcode, {}), ErrorCode::FrameBuildError);
    QCOMPARE(plain.writer.begin(Opcode::Binary, {}), ErrorCode::NoError);
    QCOMPARE(plain.writer.sendFragment("x", true), ErrorCode::NoError);
    QCOMPARE(plain.writer.sendFragment("x", true), ErrorCode::FrameBuildError);
}

void tst_MessageWriter::textInPartsMayBeCutAnywhere()
{
    Writer plain;
    QCOMPARE(plain.writer.begin(Opcode::Text, {}), ErrorCode::NoError);
    QCOMPARE(plain.writer.sendFragment("\xF0\x9F", false), ErrorCode::NoError);
    QCOMPARE(plain.writer.sendFragment("\x98", false), ErrorCode::NoError);
    QCOMPARE(plain.writer.sendFragment("\x80", true), ErrorCode::NoError);
    QCOMPARE(plain.take(), text0("\xF0\x9F").octets(false) + more0("\x98").octets(false)
                                   + more("\x80").octets(false));
}

void tst_MessageWriter::textInPartsIsChecked()
{
    Writer plain;
    QCOMPARE(plain.writer.begin(Opcode::Text, {}), ErrorCode::NoError);
    QCOMPARE(plain.writer.sendFragment("\xF0\x9F", false), ErrorCode::NoError);
    QVERIFY(!plain.take().isNull());
    // nothing changes: the right octets may still follow
    QCOMPARE(plain.writer.sendFragment("x", false), ErrorCode::FrameBuildError);
    QCOMPARE(plain.writer.sendFragment({}, true), ErrorCode::FrameBuildError);
    QVERIFY(plain.take().isNull());
    QCOMPARE(plain.writer.sendFragment("\x98\x80", true), ErrorCode::NoError);
    QCOMPARE(plain.take(), more("\x98\x80").octets(false));
}

QTEST_APPLESS_MAIN(tst_MessageWriter)
#include "tst_messagewriter.moc"
