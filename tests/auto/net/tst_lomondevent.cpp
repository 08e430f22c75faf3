// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondevent.h>

#include <QtCore/qdebug.h>
#include <QtCore/qmetaobject.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Lomond::Event;

class tst_LomondEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyEventHasNoName();
    void ownsWhatItIsMadeOf();
    void copiesAreEqualAndIndependent();
    void isKnownToTheMetaObjectSystem();
    void printsItsFields_data();
    void printsItsFields();

private:
    [[nodiscard]] static QString printed(const Event &event)
    {
        QString text;
        QDebug(&text) << event;
        return text.trimmed();
    }
};

void tst_LomondEvent::anEmptyEventHasNoName()
{
    const Event event;
    QVERIFY(event.name().isEmpty());
    QVERIFY(!event.receivedTime().isValid());
    QVERIFY(event.fields().isEmpty());
}

void tst_LomondEvent::ownsWhatItIsMadeOf()
{
    const QDateTime time(QDate(2026, 3, 4), QTime(5, 6, 7, 8), Qt::UTC);
    const Event event(u"closing"_s, time, {{u"code"_s, 1001}, {u"reason"_s, u"bye"_s}});
    QCOMPARE(event.name(), u"closing"_s);
    QCOMPARE(event.receivedTime(), time);
    QCOMPARE(event.receivedTime().timeSpec(), Qt::UTC);
    QCOMPARE(event.fields().value(u"code"_s).toInt(), 1001);
    QCOMPARE(event.fields().value(u"reason"_s).toString(), u"bye"_s);
}

void tst_LomondEvent::copiesAreEqualAndIndependent()
{
    Event first(u"ready"_s, {}, {});
    const Event copy = first;
    first = Event(u"text"_s, {}, {{u"text"_s, u"x"_s}});
    QCOMPARE(copy.name(), u"ready"_s);
    QVERIFY(copy.fields().isEmpty());
    QCOMPARE(first.name(), u"text"_s);
}

void tst_LomondEvent::isKnownToTheMetaObjectSystem()
{
    const QVariant variant = QVariant::fromValue(Event(u"poll"_s, {}, {}));
    const QMetaObject *meta = variant.metaType().metaObject();
    QVERIFY(meta);
    for (const char *property : {"name", "receivedTime", "fields"})
        QVERIFY2(meta->indexOfProperty(property) >= 0, property);
    const auto event = variant.value<Event>();
    QCOMPARE(meta->property(meta->indexOfProperty("name")).readOnGadget(&event).toString(),
             u"poll"_s);
}

void tst_LomondEvent::printsItsFields_data()
{
    QTest::addColumn<QVariantMap>("fields");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << QVariantMap() << u"name()"_s;
    QTest::newRow("two") << QVariantMap {{u"code"_s, 1000}, {u"reason"_s, u"bye"_s}}
                         << u"name(code=QVariant(int, 1000), reason=\"bye\")"_s;
    QTest::newRow("80 characters") << QVariantMap {{u"text"_s, QString(80, u'x')}}
                                   << u"name(text=\"%1\")"_s.arg(QString(80, u'x'));
    QTest::newRow("long text is shortened") << QVariantMap {{u"text"_s, QString(1'000'000, u'x')}}
                                            << u"name(text=\"%1\u2026\")"_s.arg(QString(80, u'x'));
    QTest::newRow("long data are shortened")
            << QVariantMap {{u"data"_s, QByteArray(1'000'000, 'x')}}
            << u"name(data=\"%1...\")"_s.arg(QString(80, u'x'));
}

void tst_LomondEvent::printsItsFields()
{
    QFETCH(QVariantMap, fields);
    QFETCH(QString, text);
    QCOMPARE(printed(Event(u"name"_s, {}, fields)), text);
}

QTEST_APPLESS_MAIN(tst_LomondEvent)
#include "tst_lomondevent.moc"
