// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The QML type seen from C++: that it is LomondSocket, that it waits until it is complete, and that
// the README's item works.

#include "echoserver.h"
#include "signalorder.h"

#include <QtCore/qfile.h>
#include <QtQml/qqmlcomponent.h>
#include <QtQml/qqmlengine.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

class tst_QmlLomondSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheClassOfCxx();
    void opensNothingBeforeItIsComplete_data();
    void opensNothingBeforeItIsComplete();
    void opensNothingIfItNeverIsComplete();
    void opensOnceItIsCreatedWithAnUrlThatComesLater();
    void isLiveAgainWhenItsServerDropsIt();
    void readmeShowsTheItem();
    void readmeItemShowsPrices();

private:
    [[nodiscard]] QByteArray document(const QByteArray &properties) const;

    QQmlEngine m_engine;
    EchoServer m_server;
};

QByteArray tst_QmlLomondSocket::document(const QByteArray &properties) const
{
    return "import QtQuick\nimport Lomond\nLomondSocket { property url there: '"
           + m_server.url().toEncoded() + "'; " + properties + " }";
}

// Two copies of the library in a program would be two classes.
void tst_QmlLomondSocket::isTheClassOfCxx()
{
    QQmlComponent component(&m_engine);
    component.setData(document("pingInterval: 1234"), {});
    const std::unique_ptr<QObject> object(component.create());
    QVERIFY2(object, qPrintable(component.errorString()));
    auto *socket = qobject_cast<LomondSocket *>(object.get());
    QVERIFY(socket);
    QCOMPARE(socket->pingInterval(), 1234);
    QVERIFY(!socket->isActive());
}

void tst_QmlLomondSocket::opensNothingBeforeItIsComplete_data()
{
    QTest::addColumn<QByteArray>("properties");
    QTest::addRow("url first") << QByteArray("url: there; active: true");
    QTest::addRow("active first") << QByteArray("active: true; url: there");
    QTest::addRow("persistent") << QByteArray("persistent: true; active: true; url: there");
}

void tst_QmlLomondSocket::opensNothingBeforeItIsComplete()
{
    QFETCH(const QByteArray, properties);
    QQmlComponent component(&m_engine);
    component.setData(document(properties), {});
    const std::unique_ptr<QObject> object(component.beginCreate(m_engine.rootContext()));
    QVERIFY2(object, qPrintable(component.errorString()));
    auto *socket = qobject_cast<LomondSocket *>(object.get());
    const SignalOrder order(socket);

    // whatever a property wants: opened now, it would begin in the next turn
    socket->open();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    QCOMPARE(order.letters(), QString());

    component.completeCreate();
    QVERIFY(socket->isActive());
    QTRY_COMPARE(socket->state(), LomondSocket::State::Ready);
    QCOMPARE(order.letters(), u"cCr"_s);
}

void tst_QmlLomondSocket::opensNothingIfItNeverIsComplete()
{
    QQmlComponent component(&m_engine);
    component.setData(document("active: true; url: there"), {});
    std::unique_ptr<QObject> object(component.beginCreate(m_engine.rootContext()));
    QVERIFY2(object, qPrintable(component.errorString()));
    const SignalOrder order(qobject_cast<LomondSocket *>(object.get()));
    object.reset();
    component.completeCreate();
    QCoreApplication::sendPostedEvents();
    QCOMPARE(order.letters(), QString());
}

void tst_QmlLomondSocket::opensOnceItIsCreatedWithAnUrlThatComesLater()
{
    QQmlComponent component(&m_engine);
    component.setData(document("active: true; Component.onCompleted: url = there"), {});
    const std::unique_ptr<QObject> object(component.create());
    QVERIFY2(object, qPrintable(component.errorString()));
    auto *socket = qobject_cast<LomondSocket *>(object.get());
    const SignalOrder order(socket);
    QTRY_COMPARE(socket->state(), LomondSocket::State::Ready);
    QCOMPARE(order.letters(), u"cCr"_s);
}

void tst_QmlLomondSocket::isLiveAgainWhenItsServerDropsIt()
{
    QQmlComponent component(&m_engine);
    component.setData(document("active: true; persistent: true; url: there\n"
                               "reconnect { firstDelay: 5; minimumDelay: 1; maximumDelay: 10 }"),
                      {});
    const std::unique_ptr<QObject> object(component.create());
    QVERIFY2(object, qPrintable(component.errorString()));
    auto *socket = qobject_cast<LomondSocket *>(object.get());
    const SignalOrder order(socket);
    QTRY_COMPARE(order.letters(), u"cCr"_s);
    m_server.dropAll();
    QTRY_COMPARE(order.letters(), u"cCrDbcCr"_s);
}

// readme.qml is the README's, to the letter, below its licence.
void tst_QmlLomondSocket::readmeShowsTheItem()
{
    QFile readme(QFINDTESTDATA("../../../README.md"));
    QVERIFY(readme.open(QIODevice::ReadOnly));
    QFile item(QFINDTESTDATA("readme.qml"));
    QVERIFY(item.open(QIODevice::ReadOnly));
    const QByteArray text = item.readAll();
    const qsizetype begin = text.indexOf("import ");
    QVERIFY(begin > 0);
    QVERIFY(readme.readAll().contains("\n```qml\n" + text.sliced(begin) + "```\n"));
}

void tst_QmlLomondSocket::readmeItemShowsPrices()
{
    QQmlComponent component(&m_engine, QUrl::fromLocalFile(QFINDTESTDATA("readme.qml")));
    const std::unique_ptr<QObject> item(component.beginCreate(m_engine.rootContext()));
    QVERIFY2(item, qPrintable(component.errorString()));
    // of another exchange, one that is here
    auto *socket = item->findChild<LomondSocket *>();
    QVERIFY(socket);
    socket->setUrl(m_server.url());
    component.completeCreate();
    const auto shown = [&] { return item->property("text").toString(); };

    QTRY_COMPARE(m_server.lastText(),
                 uR"({"type":"subscribe","product_ids":["BTC-USD"],"channels":["ticker"]})"_s);
    m_server.sendToAll(uR"({"type":"ticker","product_id":"BTC-USD","price":"64123.50"})"_s);
    QTRY_COMPARE(shown(), u"64123.50"_s);
    m_server.dropAll();
    QTRY_COMPARE(shown(), socket->lastError().text());
    QVERIFY(!shown().isEmpty());
}

QTEST_MAIN(tst_QmlLomondSocket)
#include "tst_qmllomondsocket.moc"
