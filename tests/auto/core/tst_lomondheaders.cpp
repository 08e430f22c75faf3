// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/LomondHeaders>

#include <QtTest/qtest.h>

using Lomond::Headers;

class tst_LomondHeaders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreComparedWithoutCase();
    void theFirstValueIsTheValue();
    void setReplacesAllInThePlaceOfTheFirst();
    void setOfANewNameAppends();
    void removeTakesEveryFieldOfTheName();
    void orderAndSpellingAreKept();
    void copiesAreIndependent();
};

void tst_LomondHeaders::namesAreComparedWithoutCase()
{
    const Headers headers = {{"X-One", "1"}};
    QVERIFY(headers.contains("x-oNE"));
    QVERIFY(!headers.contains("X-On"));
    QCOMPARE(headers.count("x-one"), 1);
    QCOMPARE(headers.value("X-ONE"), "1");
    QCOMPARE(headers.values("x-one"), QList<QByteArray> {"1"});
}

void tst_LomondHeaders::theFirstValueIsTheValue()
{
    Headers headers;
    QVERIFY(headers.isEmpty());
    QCOMPARE(headers.value("A", "none"), "none");
    QVERIFY(headers.value("A").isNull());
    headers.append("A", "1");
    headers.append("b", "2");
    headers.append("a", "3");
    QCOMPARE(headers.value("a"), "1");
    QCOMPARE(headers.value("B"), "2");
    QCOMPARE(headers.count("A"), 2);
    QCOMPARE(headers.size(), 3);
    QCOMPARE(headers.values("A"), (QList<QByteArray> {"1", "3"}));
}

void tst_LomondHeaders::setReplacesAllInThePlaceOfTheFirst()
{
    Headers headers = {{"z", "0"}, {"A", "1"}, {"b", "2"}, {"a", "3"}};
    headers.set("a", "4");
    QCOMPARE(headers, (Headers {{"z", "0"}, {"a", "4"}, {"b", "2"}}));
}

void tst_LomondHeaders::setOfANewNameAppends()
{
    Headers headers = {{"z", "0"}};
    headers.set("a", "4");
    QCOMPARE(headers, (Headers {{"z", "0"}, {"a", "4"}}));
}

void tst_LomondHeaders::removeTakesEveryFieldOfTheName()
{
    Headers headers = {{"A", "1"}, {"b", "2"}, {"a", "3"}};
    headers.remove("a");
    QCOMPARE(headers, (Headers {{"b", "2"}}));
    headers.remove("c");
    QCOMPARE(headers.size(), 1);
}

void tst_LomondHeaders::orderAndSpellingAreKept()
{
    const Headers headers = {{"B", "1"}, {"a", "2"}, {"b", "3"}};
    QByteArray text;
    for (const Headers::Field &field : headers)
        text += field.name + '=' + field.value + ' ';
    QCOMPARE(text, "B=1 a=2 b=3 ");
}

void tst_LomondHeaders::copiesAreIndependent()
{
    const Headers original = {{"a", "1"}};
    Headers copy = original;
    copy.set("a", "2");
    QCOMPARE(original.value("a"), "1");
    QVERIFY(original != copy);
}

QTEST_APPLESS_MAIN(tst_LomondHeaders)
#include "tst_lomondheaders.moc"
