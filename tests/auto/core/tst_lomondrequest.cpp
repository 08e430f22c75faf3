// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/LomondRequest>

#include <QtCore/qvariant.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Lomond::Headers;
using Lomond::Request;

class tst_LomondRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targetIsTakenApart_data();
    void targetIsTakenApart();
    void protocolsAreInTheClientsOrder();
    void fieldsAreFoundWithoutCase();
    void copiesShareTheirData();
    void propertiesAreReadableFromScripts();
};

void tst_LomondRequest::targetIsTakenApart_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("query");
    QTest::addColumn<QByteArray>("host");

    QTest::newRow("path") << "/chat"_ba << u"/chat"_s << QString() << "field:81"_ba;
    QTest::newRow("path and query")
            << "/a/b?x=1&y=%20"_ba << u"/a/b"_s << u"x=1&y=%20"_s << "field:81"_ba;
    QTest::newRow("second question mark") << "/?a?b"_ba << u"/"_s << u"a?b"_s << "field:81"_ba;
    QTest::newRow("percent-encoding stays")
            << "/%C3%A9"_ba << u"/%C3%A9"_s << QString() << "field:81"_ba;
    QTest::newRow("9112 3.2.2 absolute form: its host wins")
            << "http://other:90/x?q"_ba << u"/x"_s << u"q"_s << "other:90"_ba;
    QTest::newRow("9112 3.2.2 absolute form without a path")
            << "http://other"_ba << u"/"_s << QString() << "other"_ba;
    QTest::newRow("9112 3.2.2 absolute form with a query only")
            << "http://other?q"_ba << u"/"_s << u"q"_s << "other"_ba;
    QTest::newRow("URL in the path")
            << "/to/http://other/x"_ba << u"/to/http://other/x"_s << QString() << "field:81"_ba;
    QTest::newRow("empty") << QByteArray() << QString() << QString() << "field:81"_ba;
}

void tst_LomondRequest::targetIsTakenApart()
{
    QFETCH(const QByteArray, target);
    const Request request("GET", target, {{"Host", "field:81"}});
    QCOMPARE(request.method(), "GET");
    QCOMPARE(request.target(), target);
    QTEST(request.path(), "path");
    QTEST(request.query(), "query");
    QTEST(request.host(), "host");
}

void tst_LomondRequest::protocolsAreInTheClientsOrder()
{
    const Request request("GET", "/",
                          {{"Sec-WebSocket-Protocol", "soap, wamp"},
                           {"sec-websocket-protocol", ",chat ,"}});
    QCOMPARE(request.protocols(), (QStringList {u"soap"_s, u"wamp"_s, u"chat"_s}));
    QVERIFY(Request().protocols().isEmpty());
}

void tst_LomondRequest::fieldsAreFoundWithoutCase()
{
    const Request request("GET", "/",
                          {{"ORIGIN", "https://a.test"}, {"X", "\xC3\xA9"}, {"x", "2,3"}});
    QCOMPARE(request.origin(), "https://a.test");
    QVERIFY(Request().origin().isNull());
    QCOMPARE(request.get("x"), "\xC3\xA9");
    QCOMPARE(request.get("y", "none"), "none");
    QCOMPARE(request.getList("X"), (QList<QByteArray> {"\xC3\xA9", "2", "3"}));
    QCOMPARE(request.header(u"x"_s), u"é"_s);
    QCOMPARE(request.headers().size(), 3);
}

void tst_LomondRequest::copiesShareTheirData()
{
    Request assigned;
    {
        const Request request("GET", "/chat", {{"Host", "a.test"}});
        const Request copy(request);
        assigned = copy;
        QCOMPARE(static_cast<const void *>(assigned.target().constData()),
                 static_cast<const void *>(request.target().constData()));
    }
    QCOMPARE(assigned.target(), "/chat");
    QCOMPARE(assigned.host(), "a.test");
}

void tst_LomondRequest::propertiesAreReadableFromScripts()
{
    const Request request("GET", "/a?b", {{"Sec-WebSocket-Protocol", "chat"}});
    const QMetaObject &meta = Request::staticMetaObject;
    const auto read = [&](const char *name) {
        return meta.property(meta.indexOfProperty(name)).readOnGadget(&request);
    };
    QCOMPARE(read("path").toString(), u"/a"_s);
    QCOMPARE(read("query").toString(), u"b"_s);
    QCOMPARE(read("protocols").toStringList(), QStringList {u"chat"_s});
}

QTEST_APPLESS_MAIN(tst_LomondRequest)
#include "tst_lomondrequest.moc"
