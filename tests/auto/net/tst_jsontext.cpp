// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/jsontext_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsonobject.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Lomond::Net::parseJson;
using Lomond::Net::toJson;

class tst_JsonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnyValue_data();
    void readsAnyValue();
    void refusesWhatIsNotJson_data();
    void refusesWhatIsNotJson();
    void writesAnyValueCompactly_data();
    void writesAnyValueCompactly();
    void doesNotKeepTheOctets();
};

void tst_JsonText::readsAnyValue_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QJsonValue>("value");
    const auto row = [](const char *name, const QByteArray &octets, const QJsonValue &value) {
        QTest::newRow(name) << octets << value;
    };
    row("object", R"({"a":1})", QJsonObject {{u"a"_s, 1}});
    row("empty object", "{}", QJsonObject());
    row("array", "[1,\"x\",null]", QJsonArray {1, u"x"_s, QJsonValue()});
    row("empty array", "[]", QJsonArray());
    row("RFC 8259 2: string at the top", R"("h\u00e9")", QJsonValue(u"h\u00e9"_s));
    row("RFC 8259 2: number at the top", "-12.5e1", QJsonValue(-125));
    row("RFC 8259 2: true at the top", "true", QJsonValue(true));
    row("RFC 8259 2: null at the top", "null", QJsonValue());
    row("white space around an object", " \t\r\n{\"a\":1}\n ", QJsonObject {{u"a"_s, 1}});
    row("white space around a number", "\n7 ", QJsonValue(7));
    row("a string with brackets", R"("], [")", QJsonValue(u"], ["_s));
}

void tst_JsonText::readsAnyValue()
{
    QFETCH(QByteArray, octets);
    QFETCH(QJsonValue, value);
    const auto read = parseJson(octets);
    QVERIFY(read.has_value());
    QCOMPARE(*read, value);
}

void tst_JsonText::refusesWhatIsNotJson_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("white space") << QByteArray(" \n");
    QTest::newRow("a word") << QByteArray("hello");
    QTest::newRow("two values") << QByteArray("1,2");
    QTest::newRow("two values without comma") << QByteArray("1 2");
    QTest::newRow("brackets that close ours") << QByteArray("1],[2");
    QTest::newRow("an object that does not end") << QByteArray("{\"a\":1");
    QTest::newRow("an object and more") << QByteArray("{} x");
    QTest::newRow("a trailing comma") << QByteArray("[1,]");
    QTest::newRow("a lone comma") << QByteArray(",");
    QTest::newRow("single quotes") << QByteArray("'a'");
}

void tst_JsonText::refusesWhatIsNotJson()
{
    QFETCH(QByteArray, octets);
    QVERIFY(!parseJson(octets));
}

void tst_JsonText::writesAnyValueCompactly_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QByteArray>("octets");
    const auto row = [](const char *name, const QJsonValue &value, const QByteArray &octets) {
        QTest::newRow(name) << value << octets;
    };
    row("object", QJsonObject {{u"a"_s, QJsonArray {1, 2}}}, R"({"a":[1,2]})");
    row("array", QJsonArray {1, u"x"_s}, R"([1,"x"])");
    row("string", QJsonValue(u"say \"hi\" \u20ac"_s), "\"say \\\"hi\\\" \xE2\x82\xAC\"");
    row("number", QJsonValue(1.5), "1.5");
    row("bool", QJsonValue(false), "false");
    row("null", QJsonValue(), "null");
}

void tst_JsonText::writesAnyValueCompactly()
{
    QFETCH(QJsonValue, value);
    QFETCH(QByteArray, octets);
    QCOMPARE(toJson(value), octets);
    QCOMPARE(parseJson(octets).value_or(QJsonValue(QJsonValue::Undefined)), value);
}

// The view is gone when the value is used.
void tst_JsonText::doesNotKeepTheOctets()
{
    QByteArray octets = R"({"name":"a string of some length"})";
    const auto value = parseJson(octets);
    octets.fill('x');
    QVERIFY(value.has_value());
    QCOMPARE(value->toObject().value(u"name"_s).toString(), u"a string of some length"_s);
}

QTEST_APPLESS_MAIN(tst_JsonText)
#include "tst_jsontext.moc"
