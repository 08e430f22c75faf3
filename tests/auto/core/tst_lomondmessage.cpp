// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The value that carries a message, in both forms of its text.

#include <Lomond/LomondMessage>

#include "core/utf8_p.h"

#include <QtTest/QtTest>

using Lomond::Message;
using namespace Qt::StringLiterals;

class tst_LomondMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAnEmptyTextByDefault();
    void keepsTheStringItWasMadeOf();
    void keepsTheOctetsItWasMadeOf_data();
    void keepsTheOctetsItWasMadeOf();
    void convertsEitherForm_data();
    void convertsEitherForm();
    void comparesByContent();
    void mayBeCompressedUnlessItSaysOtherwise();
    void neverHidesLoneSurrogates_data();
    void neverHidesLoneSurrogates();
    void travelsInAVariant();
};

void tst_LomondMessage::isAnEmptyTextByDefault()
{
    const Message message;
    QCOMPARE(message.type(), Message::Type::Text);
    QVERIFY(message.text().isEmpty());
    QVERIFY(message.data().isEmpty());
    QVERIFY(message == Message::text({}));
    QVERIFY(message == Message::utf8({}));
    QVERIFY(message != Message::binary({}));
}

void tst_LomondMessage::keepsTheStringItWasMadeOf()
{
    const QString text = QString::number(12345);
    const Message message = Message::text(text);
    QCOMPARE(message.type(), Message::Type::Text);
    QVERIFY(message.text().constData() == text.constData()); // shared, not converted
}

void tst_LomondMessage::keepsTheOctetsItWasMadeOf_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("ASCII") << QByteArray::number(12345);
    QTest::newRow("not UTF-8") << QByteArray("\xFF\x00\xFE", 3);
}

void tst_LomondMessage::keepsTheOctetsItWasMadeOf()
{
    QFETCH(const QByteArray, octets);
    QVERIFY(Message::utf8(octets).data().constData() == octets.constData());
    const Message binary = Message::binary(octets);
    QCOMPARE(binary.type(), Message::Type::Binary);
    QVERIFY(binary.data().constData() == octets.constData());
    QVERIFY(binary.text().isEmpty());
}

void tst_LomondMessage::convertsEitherForm_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("utf8");

    QTest::newRow("empty") << QString() << QByteArray();
    QTest::newRow("ASCII") << u"hello"_s << QByteArray("hello");
    QTest::newRow("all lengths") << u"aµ€👋"_s << QByteArray("aµ€👋");
    QTest::newRow("5.6 leading U+FEFF") << u"\uFEFF\uFEFFx"_s << QByteArray("\uFEFF\uFEFFx");
    QTest::newRow("U+0000") << QString(QChar::Null) << QByteArray("\0", 1);
}

void tst_LomondMessage::convertsEitherForm()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, utf8);

    QCOMPARE(Message::text(text).data(), utf8);
    QCOMPARE(Message::utf8(utf8).text(), text);
    QCOMPARE(Message::utf8(utf8).type(), Message::Type::Text);
    QVERIFY(Message::text(text) == Message::utf8(utf8));
    QVERIFY(Message::utf8(utf8) == Message::text(text));
}

void tst_LomondMessage::comparesByContent()
{
    QVERIFY(Message::text(u"a"_s) == Message::text(u"a"_s));
    QVERIFY(Message::text(u"a"_s) != Message::text(u"b"_s));
    QVERIFY(Message::text(u"a"_s) != Message::text({}));
    QVERIFY(Message::text(u"a"_s) != Message::utf8("b"));
    QVERIFY(Message::utf8("a") != Message::utf8({}));
    QVERIFY(Message::utf8({}) != Message::text(u"a"_s));
    QVERIFY(Message::text(u"a"_s) != Message::binary("a"));
    QVERIFY(Message::utf8("a") != Message::binary("a"));
}

void tst_LomondMessage::mayBeCompressedUnlessItSaysOtherwise()
{
    const Message message = Message::text(u"x"_s);
    QVERIFY(message.isCompressed());
    QVERIFY(Message().isCompressed());
    const Message plain = message.compressed(false);
    QVERIFY(!plain.isCompressed());
    QVERIFY(message.isCompressed()); // it was a copy
    QCOMPARE(plain.text(), u"x"_s);
    QVERIFY(plain != message);
    QVERIFY(plain == Message::utf8("x").compressed(false));
    QVERIFY(plain.compressed(true) == message);
}

void tst_LomondMessage::neverHidesLoneSurrogates_data()
{
    QTest::addColumn<QString>("text");

    const QString high(QChar(0xD83D));
    const QString low(QChar(0xDC4B));
    QTest::newRow("high alone") << high;
    QTest::newRow("low alone") << low;
    QTest::newRow("reversed") << low + high;
    QTest::newRow("high at the end of a pair") << high + low + high;
    QTest::newRow("many") << QString(1000, QChar(0xD83D));
}

void tst_LomondMessage::neverHidesLoneSurrogates()
{
    QFETCH(const QString, text);
    const Message message = Message::text(text);
    QCOMPARE(message.text(), text);
    QVERIFY(!Lomond::Core::isValidUtf8(message.data()));
}

void tst_LomondMessage::travelsInAVariant()
{
    const Message message = Message::text(u"x"_s);
    QVERIFY(QVariant::fromValue(message).value<Message>() == message);
}

QTEST_APPLESS_MAIN(tst_LomondMessage)
#include "tst_lomondmessage.moc"
