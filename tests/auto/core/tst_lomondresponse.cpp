// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/LomondResponse>

#include <QtCore/qvariant.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Lomond::Response;

class tst_LomondResponse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noResponseHasStatusZero();
    void everythingGivenIsThere();
    void listsAreSplitAndOthersAreNot();
    void copiesShareTheirData();
    void propertiesAreReadableFromScripts();
};

void tst_LomondResponse::noResponseHasStatusZero()
{
    const Response response;
    QCOMPARE(response.statusCode(), 0);
    QVERIFY(response.reason().isEmpty());
    QVERIFY(response.httpVersion().isEmpty());
    QVERIFY(response.headers().isEmpty());
    QVERIFY(response.body().isEmpty());
    QVERIFY(response.header(u"x"_s).isEmpty());
}

void tst_LomondResponse::everythingGivenIsThere()
{
    const Response response("1.1", 404, "Nicht gefunden: \xC3\xA9", {{"X-A", "\xC3\xA9"}}, "gone");
    QCOMPARE(response.statusCode(), 404);
    QCOMPARE(response.reason(), u"Nicht gefunden: é"_s);
    QCOMPARE(response.httpVersion(), u"1.1"_s);
    QCOMPARE(response.get("x-a"), "\xC3\xA9");
    QCOMPARE(response.header(u"x-A"_s), u"é"_s);
    QCOMPARE(response.get("x-b", "none"), "none");
    QCOMPARE(response.body(), "gone");
    QCOMPARE(response.headers().size(), 1);
}

void tst_LomondResponse::listsAreSplitAndOthersAreNot()
{
    const Response response("1.1", 101, {},
                            {{"Vary", "a, b"},
                             {"vary", "c"},
                             {"Set-Cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"},
                             {"Set-Cookie", "b=2"}});
    QCOMPARE(response.getList("VARY"), (QList<QByteArray> {"a", "b", "c"}));
    QCOMPARE(response.headers().values("Set-Cookie").size(), 2);
}

void tst_LomondResponse::copiesShareTheirData()
{
    Response copy;
    {
        const Response response("1.1", 200, "OK", {}, "body");
        const Response another(response);
        copy = another;
        QCOMPARE(static_cast<const void *>(copy.body().constData()),
                 static_cast<const void *>(response.body().constData()));
    }
    QCOMPARE(copy.body(), "body");
}

void tst_LomondResponse::propertiesAreReadableFromScripts()
{
    const Response response("1.1", 503, "Busy", {}, "later");
    const QMetaObject &meta = Response::staticMetaObject;
    const auto read = [&](const char *name) {
        return meta.property(meta.indexOfProperty(name)).readOnGadget(&response);
    };
    QCOMPARE(read("statusCode").toInt(), 503);
    QCOMPARE(read("reason").toString(), u"Busy"_s);
    QCOMPARE(read("httpVersion").toString(), u"1.1"_s);
    QCOMPARE(read("body").toByteArray(), "later");
}

QTEST_APPLESS_MAIN(tst_LomondResponse)
#include "tst_lomondresponse.moc"
