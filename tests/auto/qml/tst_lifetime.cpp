// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Sockets whose item, loader or engine goes while they do anything, or whose properties are changed
// wildly: no crash, no report of the sanitizers, and the order of signals stays legal.

#include "echoserver.h"
#include "signalorder.h"

#include <QtCore/qpointer.h>
#include <QtQml/qqmlcomponent.h>
#include <QtQml/qqmlengine.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

class tst_Lifetime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void itemGoesInItsHandler_data();
    void itemGoesInItsHandler();
    void engineGoes_data();
    void engineGoes();
    void urlFlipsAThousandTimes_data();
    void urlFlipsAThousandTimes();
    void activeIsToggledInStateChanged_data();
    void activeIsToggledInStateChanged();
    void loaderIsToggled();

private:
    [[nodiscard]] std::unique_ptr<QObject> create(const QString &file,
                                                  const QVariantMap &properties = {});

    EchoServer m_server;
    std::unique_ptr<QQmlEngine> m_engine;
};

void tst_Lifetime::initTestCase()
{
    m_engine = std::make_unique<QQmlEngine>();
}

std::unique_ptr<QObject> tst_Lifetime::create(const QString &file, const QVariantMap &properties)
{
    const QString folder = QFINDTESTDATA("lifetime/");
    QQmlComponent component(m_engine.get(), QUrl::fromLocalFile(folder + file));
    std::unique_ptr<QObject> object(component.createWithInitialProperties(properties));
    if (!object)
        qWarning() << component.errorString();
    return object;
}

void tst_Lifetime::itemGoesInItsHandler_data()
{
    QTest::addColumn<QString>("handler");
    QTest::addColumn<QString>("way");
    QTest::addColumn<QUrl>("url");

    const auto add = [](const QString &handler, const QUrl &url) {
        for (const QString &way : {u"destroy"_s, u"loader"_s})
            QTest::addRow("%s in %s", qPrintable(way), qPrintable(handler))
                    << handler << way << url;
    };
    for (const auto &handler :
         {u"stateChanged"_s, u"activeChanged"_s, u"connecting"_s, u"connected"_s, u"ready"_s,
          u"text"_s, u"json"_s, u"binary"_s, u"pong"_s, u"poll"_s, u"eventOccurred"_s, u"closing"_s,
          u"closed"_s, u"disconnected"_s, u"backOff"_s})
        add(handler, m_server.url());
    add(u"rejected"_s, m_server.refused());
    add(u"errorOccurred"_s, m_server.refused());
    add(u"connectFailed"_s, m_server.nobody());
}

void tst_Lifetime::itemGoesInItsHandler()
{
    QFETCH(const QString, handler);
    QFETCH(const QString, way);
    QFETCH(const QUrl, url);
    const auto root = create(u"Going.qml"_s, {{u"handler"_s, handler}, {u"way"_s, way}});
    QVERIFY(root);
    QVERIFY(QMetaObject::invokeMethod(root.get(), "begin", Q_ARG(QVariant, url)));
    const QPointer<LomondSocket> socket(root->findChild<LomondSocket *>());
    // the way of the loader and of the signals that come at once may have been fast
    std::optional<SignalOrder> order;
    if (socket)
        order.emplace(socket);
    QTRY_VERIFY(!socket);
    QVERIFY(root->property("gone").toBool());
    QVERIFY2(!order || order->isLegal(), qPrintable(order->letters()));
}

void tst_Lifetime::engineGoes_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<QString>("state");
    QTest::addColumn<bool>("itemFirst");
    for (const bool first : {true, false}) {
        const char *who = first ? "item first" : "engine first";
        QTest::addRow("connecting, %s", who) << m_server.url() << u"connecting"_s << first;
        QTest::addRow("open, %s", who) << m_server.url() << u"ready"_s << first;
        QTest::addRow("flooded, %s", who) << m_server.url() << u"text"_s << first;
        QTest::addRow("closing, %s", who) << m_server.url() << u"closing"_s << first;
        QTest::addRow("backing off, %s", who) << m_server.nobody() << u"backOff"_s << first;
    }
}

void tst_Lifetime::engineGoes()
{
    QFETCH(const QUrl, url);
    QFETCH(const QString, state);
    QFETCH(const bool, itemFirst);
    auto root = create(u"Busy.qml"_s, {{u"url"_s, url}, {u"awaited"_s, state}});
    QVERIFY(root);
    auto *socket = root->findChild<LomondSocket *>();
    const SignalOrder order(socket);
    QSignalSpy reached(root.get(), SIGNAL(reached()));
    QVERIFY(reached.wait()); // left as soon as it is, with what the socket does still to be done

    if (itemFirst)
        root.reset();
    m_engine.reset();
    if (root) {
        // its handlers are gone, it is not
        socket->abort();
        QCoreApplication::processEvents();
        QCOMPARE(socket->state(), LomondSocket::State::Idle);
        root.reset();
    }
    QCoreApplication::processEvents();
    QVERIFY2(order.isLegal(), qPrintable(order.letters()));
    initTestCase();
}

void tst_Lifetime::urlFlipsAThousandTimes_data()
{
    QTest::addColumn<int>("turnsBetween");
    QTest::addRow("in one turn") << 0;
    QTest::addRow("a turn between") << 1;
    QTest::addRow("some turns between") << 5;
}

void tst_Lifetime::urlFlipsAThousandTimes()
{
    QFETCH(const int, turnsBetween);
    EchoServer other;
    const auto root = create(u"Flipping.qml"_s,
                             {{u"one"_s, m_server.url()}, {u"other"_s, other.url()}});
    QVERIFY(root);
    auto *socket = root->findChild<LomondSocket *>();
    const SignalOrder order(socket);
    for (int i = 1; i <= 1'000; ++i) {
        root->setProperty("flips", i);
        for (int turn = 0; turn < turnsBetween; ++turn)
            QCoreApplication::processEvents();
    }
    QCOMPARE(socket->url(), m_server.url());
    QTRY_COMPARE(socket->state(), LomondSocket::State::Ready);
    QVERIFY(socket->sendText(u"here"_s));
    QTRY_COMPARE(m_server.lastText(), u"here"_s);
    QVERIFY2(order.isLegal(), qPrintable(order.letters()));
    QVERIFY(order.letters().count(u'c') <= 1'001);
}

void tst_Lifetime::activeIsToggledInStateChanged_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<bool>("persistent");
    QTest::addRow("once") << m_server.url() << false;
    QTest::addRow("persistent") << m_server.url() << true;
    QTest::addRow("nobody listens") << m_server.nobody() << false;
    QTest::addRow("nobody listens, persistent") << m_server.nobody() << true;
}

void tst_Lifetime::activeIsToggledInStateChanged()
{
    QFETCH(const QUrl, url);
    QFETCH(const bool, persistent);
    const auto root = create(u"Toggling.qml"_s, {{u"url"_s, url}, {u"persistent"_s, persistent}});
    QVERIFY(root);
    auto *socket = root->findChild<LomondSocket *>();
    const SignalOrder order(socket);
    QVERIFY(QMetaObject::invokeMethod(root.get(), "begin"));
    QTRY_COMPARE(root->property("toggles").toInt(), 100);
    socket->setUrl(m_server.url());
    socket->open();
    QTRY_COMPARE(socket->state(), LomondSocket::State::Ready);
    QVERIFY2(order.isLegal(), qPrintable(order.letters()));
}

void tst_Lifetime::loaderIsToggled()
{
    const auto root = create(u"Loading.qml"_s, {{u"url"_s, m_server.url()}});
    QVERIFY(root);
    for (int i = 0; i < 300; ++i) {
        root->setProperty("loaded", i % 2 == 0);
        for (int turn = 0; turn < i % 7; ++turn)
            QCoreApplication::processEvents();
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!root->findChild<LomondSocket *>());
    root->setProperty("loaded", true);
    auto *socket = root->findChild<LomondSocket *>();
    QVERIFY(socket);
    QTRY_COMPARE(socket->state(), LomondSocket::State::Ready);
}

QTEST_MAIN(tst_Lifetime)
#include "tst_lifetime.moc"
