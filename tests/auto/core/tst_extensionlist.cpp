// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/extensionlist_p.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond::Core;
using Status = ExtensionList::Status;

class tst_ExtensionList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void elementsDifferByAnyOfTheirParts();
    void listsAreRead_data();
    void listsAreRead();
    void brokenListsAreMalformed_data();
    void brokenListsAreMalformed();
    void quotedValuesAreTokens();
    void longListsAreCutOff_data();
    void longListsAreCutOff();
    void elementsAreSerialised();
};

void tst_ExtensionList::listsAreRead_data()
{
    QTest::addColumn<QList<QByteArray>>("fields");
    QTest::addColumn<QList<Extension>>("extensions");
    using List = QList<Extension>;
    const auto row = [](const char *tag, const QList<QByteArray> &fields, const List &extensions) {
        QTest::newRow(tag) << fields << extensions;
    };
    row("no field", {}, {});
    row("empty field", {""}, {});
    row("9.1 one", {"foo"}, {{"foo"}});
    row("9.1 two", {"foo,bar"}, {{"foo"}, {"bar"}});
    row("9.1 one twice", {"foo, foo"}, {{"foo"}, {"foo"}});
    row("9.1 two fields are one list", {"foo, bar", "baz"}, {{"foo"}, {"bar"}, {"baz"}});
    row("9.1 the example", {"deflate-stream, mux; max-channels=4; flow-control"},
        List {{"deflate-stream"}, {"mux", {{"max-channels", "4"}, {"flow-control"}}}});
    row("9.1 a parameter twice, in order", {"foo; b=2; a; b=1"},
        List {{"foo", {{"b", "2"}, {"a"}, {"b", "1"}}}});
    row("9.1 names keep their case", {"Foo; BAR=Baz"}, List {{"Foo", {{"BAR", "Baz"}}}});
    row("9.1 quoted", {R"(foo; a="1")"}, List {{"foo", {{"a", "1"}}}});
    row("9.1 quoted and escaped", {R"(foo; a="\1\0")"}, List {{"foo", {{"a", "10"}}}});
    row("9.1 quoted, then more", {R"(foo;a="1" ;b , bar)"},
        List {{"foo", {{"a", "1"}, {"b"}}}, {"bar"}});
    row("2616 2.1 blanks", {" \tfoo\t ; a = 1 ;\tb\t=\t\"2\"\t, bar "},
        List {{"foo", {{"a", "1"}, {"b", "2"}}}, {"bar"}});
    row("2616 2.1 no blanks", {"foo;a=1;b=\"2\",bar"},
        List {{"foo", {{"a", "1"}, {"b", "2"}}}, {"bar"}});
    row("5.6.1.2 empty elements", {",, foo , ,bar,", " , ", ",baz"}, {{"foo"}, {"bar"}, {"baz"}});
    row("5.6.2 every tchar", {"!#$%&'*+-.^_`|~09azAZ; !#$%&'*+-.^_`|~=!#$%&'*+-.^_`|~"},
        List {{"!#$%&'*+-.^_`|~09azAZ", {{"!#$%&'*+-.^_`|~", "!#$%&'*+-.^_`|~"}}}});
}

void tst_ExtensionList::listsAreRead()
{
    QFETCH(const QList<QByteArray>, fields);
    QFETCH(const QList<Extension>, extensions);
    const ExtensionList list = parseExtensions(fields);
    QCOMPARE(list.status, Status::Valid);
    QCOMPARE(list.extensions, extensions);

    // what is written is read as the same
    QList<QByteArray> elements;
    for (const Extension &extension : list.extensions)
        elements.append(serialised(extension));
    const ExtensionList again = parseExtensions({elements.join(", ")});
    QCOMPARE(again.status, Status::Valid);
    QCOMPARE(again.extensions, extensions);
}

void tst_ExtensionList::brokenListsAreMalformed_data()
{
    QTest::addColumn<QByteArray>("field");
    for (const char *field : {"foo;",
                              "foo; ",
                              ";foo",
                              "foo;;a",
                              "foo; ;a",
                              "foo a",
                              "foo bar",
                              "=",
                              "foo=",
                              "foo=a",
                              ";",
                              "; ,",
                              "foo; =",
                              "foo; =1",
                              "foo; a=",
                              "foo; a= ,bar",
                              "foo; a==1",
                              "foo; a=1 2",
                              "foo; a=;b",
                              "\"foo\"",
                              "foo; \"a\"",
                              "foo; \"a\"=1",
                              "foo; a=\"",
                              "foo; a=\"\"",
                              "foo; a=\"1",
                              R"(foo; a="1\")",
                              R"(foo; a="\)",
                              R"(foo; a="1\ 2")",
                              "foo; a=\"1 2\"",
                              "foo; a=\" 1\"",
                              "foo; a=\"1\"2",
                              "foo; a=1\"2\"",
                              "foo; a=\"1\"\"2\"",
                              "foo; a=\"1,2\"",
                              "foo/1",
                              "foo, bar baz",
                              "foo, =",
                              "foo(bar)",
                              "foo\x7F",
                              "foo; a=\xC3\xA9",
                              "foo; a=\"\xC3\xA9\"",
                              "foo\v; a"}) {
        const QByteArray text = field;
        QTest::newRow("9.1 " + text.toPercentEncoding(" ;=,\"\\/()")) << text;
    }
    QTest::newRow("9.1 NUL") << "foo\0"_ba;
}

void tst_ExtensionList::brokenListsAreMalformed()
{
    QFETCH(const QByteArray, field);
    for (const QList<QByteArray> &fields :
         {QList<QByteArray> {field}, {"foo", field}, {field, "foo"}, {"foo, " + field}}) {
        const ExtensionList list = parseExtensions(fields);
        QCOMPARE(list.status, Status::Malformed);
        QVERIFY(list.extensions.isEmpty());
    }
}

void tst_ExtensionList::quotedValuesAreTokens()
{
    const QByteArray tchars = "!#$%&'*+-.^_`|~0123456789"
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int octet = 0; octet < 256; ++octet) {
        const QByteArray text(1, char(octet));
        const Status expected = tchars.contains(text) ? Status::Valid : Status::Malformed;
        QCOMPARE(parseExtensions({"foo; a=\"1\\" + text + "2\""}).status, expected);
        // an unescaped quote ends it too early, an unescaped backslash escapes what follows
        const Status unescaped = text == "\\" ? Status::Valid : expected;
        QCOMPARE(parseExtensions({"foo; a=\"1" + text + "2\""}).status, unescaped);
    }
}

void tst_ExtensionList::longListsAreCutOff_data()
{
    QTest::addColumn<QList<QByteArray>>("fields");
    QTest::addColumn<Status>("status");
    const auto row = [](const char *tag, const QList<QByteArray> &fields, Status status) {
        QTest::newRow(tag) << fields << status;
    };
    const auto times = [](int count, const char *text) { return QByteArray(text).repeated(count); };
    row("64 extensions", {times(64, "foo,")}, Status::Valid);
    row("65 extensions", {times(65, "foo,")}, Status::TooLong);
    row("10,000 extensions", {times(10'000, "foo,")}, Status::TooLong);
    row("65 extensions in 65 fields", QList<QByteArray>(65, "foo"), Status::TooLong);
    row("64 extensions and 10,000 commas", {times(64, "foo,") + times(10'000, ",")}, Status::Valid);
    row("256 parameters", {"foo" + times(256, ";a")}, Status::Valid);
    row("257 parameters", {"foo" + times(257, ";a")}, Status::TooLong);
    row("10,000 parameters", {"foo" + times(10'000, ";a")}, Status::TooLong);
    row("10,000 parameters with values", {"foo" + times(10'000, ";a=\"1\"")}, Status::TooLong);
    row("257 parameters of two extensions", {"foo" + times(128, ";a"), "foo" + times(129, ";a")},
        Status::TooLong);
    row("64 extensions with 4 parameters each", {times(64, "foo;a;b;c;d,")}, Status::Valid);
    row("what follows the limit is not read", {times(65, "foo,") + "="}, Status::TooLong);
}

void tst_ExtensionList::longListsAreCutOff()
{
    QFETCH(const QList<QByteArray>, fields);
    const ExtensionList list = parseExtensions(fields);
    QTEST(list.status, "status");
    QCOMPARE(list.extensions.isEmpty(), list.status != Status::Valid);
}

void tst_ExtensionList::elementsAreSerialised()
{
    QCOMPARE(serialised(ExtensionParameter {"a"}), "a");
    QCOMPARE(serialised(ExtensionParameter {"a", "1"}), "a=1");
    QCOMPARE(serialised(Extension {"foo"}), "foo");
    QCOMPARE(serialised(Extension {"foo", {{"a", "1"}, {"b"}}}), "foo; a=1; b");
}

void tst_ExtensionList::elementsDifferByAnyOfTheirParts()
{
    const Extension element = {"a", {{"b", "c"}}};
    QVERIFY((element == Extension {"a", {{"b", "c"}}}));
    for (const Extension &other :
         {Extension {"x", {{"b", "c"}}}, Extension {"a", {{"x", "c"}}},
          Extension {"a", {{"b", "x"}}}, Extension {"a", {{"b"}}}, Extension {"a"}})
        QVERIFY(!(element == other));
}

QTEST_APPLESS_MAIN(tst_ExtensionList)
#include "tst_extensionlist.moc"
