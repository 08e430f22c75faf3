// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/headertokens_p.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond::Core;

class tst_HeaderTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokensAreMadeOfTcharsOnly();
    void emptyTextIsNoToken();
    void valuesHaveNoControlsButTab();
    void onlySpacesAndTabsAreTrimmed();
    void listsAreSplit_data();
    void listsAreSplit();
    void tokensAreFoundInLists_data();
    void tokensAreFoundInLists();
};

void tst_HeaderTokens::tokensAreMadeOfTcharsOnly()
{
    // RFC 9110 5.6.2
    const QByteArray legal = "!#$%&'*+-.^_`|~0123456789"
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    QVERIFY(isToken(legal));
    for (int octet = 0; octet < 256; ++octet) {
        const QByteArray text(1, char(octet));
        QCOMPARE(isToken(text), legal.contains(text));
        QCOMPARE(isToken('a' + text + 'b'), legal.contains(text));
    }
}

void tst_HeaderTokens::emptyTextIsNoToken()
{
    QVERIFY(!isToken({}));
    QVERIFY(!isToken(""));
}

void tst_HeaderTokens::valuesHaveNoControlsButTab()
{
    // RFC 9110 5.5
    QVERIFY(isFieldValue({}));
    for (int octet = 0; octet < 256; ++octet) {
        const bool legal = (octet >= 0x20 && octet != 0x7F) || octet == '\t';
        QCOMPARE(isFieldValue('a' + QByteArray(1, char(octet))), legal);
    }
}

void tst_HeaderTokens::onlySpacesAndTabsAreTrimmed()
{
    QCOMPARE(trimmedBlanks(" \t a b\t "), "a b");
    QCOMPARE(trimmedBlanks("\va\n"), "\va\n");
    QVERIFY(trimmedBlanks(" \t ").isEmpty());
    QVERIFY(trimmedBlanks({}).isEmpty());
}

void tst_HeaderTokens::listsAreSplit_data()
{
    QTest::addColumn<QList<QByteArray>>("values");
    QTest::addColumn<QList<QByteArray>>("elements");
    using List = QList<QByteArray>;

    QTest::newRow("no field") << List {} << List {};
    QTest::newRow("one") << List {"a"} << List {"a"};
    QTest::newRow("blanks around") << List {" a\t,\tb c "} << List {"a", "b c"};
    QTest::newRow("5.6.1 empty elements are dropped")
            << List {",, a, ,b,,", "", " "} << List {"a", "b"};
    QTest::newRow("5.3 several fields are one list") << List {"a, b", "c"} << List {"a", "b", "c"};
    QTest::newRow("5.6.4 comma in a quoted string")
            << List {"a; x=\"1,2\", b"} << List {"a; x=\"1,2\"", "b"};
    QTest::newRow("5.6.4 escaped quote") << List {R"(a="1\",2", b)"} << List {R"(a="1\",2")", "b"};
    QTest::newRow("quote that is never closed")
            << List {"a=\"1, b, c", "d"} << List {"a=\"1, b, c", "d"};
    QTest::newRow("backslash at the end") << List {"a=\"\\"} << List {"a=\"\\"};
}

void tst_HeaderTokens::listsAreSplit()
{
    QFETCH(const QList<QByteArray>, values);
    QTEST(listElements(values), "elements");
}

void tst_HeaderTokens::tokensAreFoundInLists_data()
{
    QTest::addColumn<QList<QByteArray>>("values");
    QTest::addColumn<bool>("found");
    using List = QList<QByteArray>;

    QTest::newRow("alone") << List {"Upgrade"} << true;
    QTest::newRow("other case") << List {"uPGRADE"} << true;
    QTest::newRow("among others") << List {"keep-alive, Upgrade"} << true;
    QTest::newRow("in the second field") << List {"close", "x,upgrade"} << true;
    QTest::newRow("as a part of a word") << List {"Upgraded, xUpgrade"} << false;
    QTest::newRow("in quotes") << List {"\"upgrade\""} << false;
    QTest::newRow("none") << List {} << false;
    QTest::newRow("empty") << List {""} << false;
}

void tst_HeaderTokens::tokensAreFoundInLists()
{
    QFETCH(const QList<QByteArray>, values);
    QTEST(containsTokenIgnoringCase(values, "upgrade"), "found");
}

QTEST_APPLESS_MAIN(tst_HeaderTokens)
#include "tst_headertokens.moc"
