// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Each property of LomondSocket: its default, what may be set, and its change told once.

#include "shared/fakeclient.h"

#include <QtCore/qmetaobject.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;
using Milliseconds = std::chrono::milliseconds;

class tst_LomondSocketProperties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaults_data();
    void defaults();
    void settingTellsOnce_data();
    void settingTellsOnce();
    void everyPropertyHasANotifySignal();
    void durationsAreTakenInChronoToo_data();
    void durationsAreTakenInChronoToo();
    void outOfRangeIsBounded_data();
    void outOfRangeIsBounded();
    void setHeaderAddsAndRemoves();
    void theThresholdIsOneOfTheOptions();
    void secureFollowsTheUrl();
    void passwordsAreNotShown();
    void whatIsKnownOfAConnection();
    void stateAndActiveTellEachChange();
    void lastErrorStaysUntilTheNextSuccess();
    void settingsOfARunningConnectionCount();
    void theRequestCarriesTheSettings();
};

void tst_LomondSocketProperties::defaults_data()
{
    QTest::addColumn<QVariant>("value");
    const auto row = [](const char *name, const QVariant &value) { QTest::newRow(name) << value; };
    row("url", QUrl());
    row("state", int(LomondSocket::State::Idle));
    row("active", false);
    row("persistent", false);
    row("protocols", QStringList());
    row("protocol", QString());
    row("headers", QVariantMap());
    row("compress", false);
    row("compression", QVariant::fromValue(CompressionOptions()));
    row("compressionThreshold", 64);
    row("supportsCompression", false);
    row("streaming", false);
    row("autoPong", true);
    row("pollInterval", 5'000);
    row("pingInterval", 30'000);
    row("pingTimeout", 60'000);
    row("openTimeout", 20'000);
    row("closeTimeout", 30'000);
    row("maxMessageSize", qint64(16 * 1024 * 1024));
    row("deliveryBudget", 8);
    row("sendBufferLimit", qint64(16 * 1024 * 1024));
    row("secure", false);
    row("latency", qreal(-1));
    row("bytesToWrite", qint64(0));
    row("closeCode", 0);
    row("closeReason", QString());
    row("lastError", QVariant::fromValue(Error()));
    row("reconnect", QVariant::fromValue(ReconnectPolicy()));
}

void tst_LomondSocketProperties::defaults()
{
    QFETCH(QVariant, value);
    const LomondSocket socket;
    QVERIFY(socket.agent().startsWith(u"Lomond/"_s)); // and a version
    const QVariant actual = socket.property(QTest::currentDataTag());
    QVERIFY(actual.isValid());
    if (value.typeId() == QMetaType::Int)
        QCOMPARE(actual.toInt(), value.toInt()); // an enum among them
    else
        QCOMPARE(actual, value);
}

void tst_LomondSocketProperties::settingTellsOnce_data()
{
    QTest::addColumn<QVariant>("value");
    const auto row = [](const char *name, const QVariant &value) { QTest::newRow(name) << value; };
    row("url", QUrl(u"wss://a.test/b"_s));
    row("persistent", true);
    row("protocols", QStringList {u"a"_s, u"b"_s});
    row("agent", u"Mine/1"_s);
    row("headers", QVariantMap {{u"A"_s, u"b"_s}});
    row("compress", true);
    CompressionOptions options;
    options.level = 1;
    row("compression", QVariant::fromValue(options));
    row("compressionThreshold", 0);
    row("streaming", true);
    row("autoPong", false);
    row("pollInterval", 1);
    row("pingInterval", 0);
    row("pingTimeout", 0);
    row("openTimeout", 1);
    row("closeTimeout", 0);
    row("maxMessageSize", qint64(1));
    row("deliveryBudget", 0);
    row("sendBufferLimit", qint64(1'000'000'000'000));
    ReconnectPolicy policy;
    policy.setFirstDelay(1);
    row("reconnect", QVariant::fromValue(policy));
}

void tst_LomondSocketProperties::settingTellsOnce()
{
    QFETCH(QVariant, value);
    LomondSocket socket;
    const QMetaProperty property = socket.metaObject()->property(
            socket.metaObject()->indexOfProperty(QTest::currentDataTag()));
    QVERIFY(property.hasNotifySignal());
    QSignalSpy changes(&socket, property.notifySignal());
    QVERIFY(property.write(&socket, value));
    QCOMPARE(property.read(&socket), value);
    QCOMPARE(changes.count(), 1);
    QVERIFY(property.write(&socket, value)); // the same again
    QCOMPARE(changes.count(), 1);
}

void tst_LomondSocketProperties::everyPropertyHasANotifySignal()
{
    const QMetaObject &meta = LomondSocket::staticMetaObject;
    for (int i = meta.propertyOffset(); i < meta.propertyCount(); ++i) {
        const QMetaProperty property = meta.property(i);
        QVERIFY2(property.hasNotifySignal(), property.name());
        QCOMPARE(property.notifySignal().name(), QByteArray(property.name()) + "Changed");
    }
}

using SetDuration = void (LomondSocket::*)(Milliseconds);
using GetDuration = int (LomondSocket::*)() const;
using SetMsecs = void (LomondSocket::*)(int);
Q_DECLARE_METATYPE(SetDuration)
Q_DECLARE_METATYPE(GetDuration)
Q_DECLARE_METATYPE(SetMsecs)

void tst_LomondSocketProperties::durationsAreTakenInChronoToo_data()
{
    QTest::addColumn<SetDuration>("set");
    QTest::addColumn<SetMsecs>("setMsecs");
    QTest::addColumn<GetDuration>("get");
    const auto row = [](const char *name, SetDuration set, SetMsecs setMsecs, GetDuration get) {
        QTest::newRow(name) << set << setMsecs << get;
    };
    using S = LomondSocket;
    row("pollInterval", &S::setPollInterval, &S::setPollInterval, &S::pollInterval);
    row("pingInterval", &S::setPingInterval, &S::setPingInterval, &S::pingInterval);
    row("pingTimeout", &S::setPingTimeout, &S::setPingTimeout, &S::pingTimeout);
    row("openTimeout", &S::setOpenTimeout, &S::setOpenTimeout, &S::openTimeout);
    row("closeTimeout", &S::setCloseTimeout, &S::setCloseTimeout, &S::closeTimeout);
    row("deliveryBudget", &S::setDeliveryBudget, &S::setDeliveryBudget, &S::deliveryBudget);
}

void tst_LomondSocketProperties::durationsAreTakenInChronoToo()
{
    QFETCH(SetDuration, set);
    QFETCH(SetMsecs, setMsecs);
    QFETCH(GetDuration, get);
    LomondSocket socket;
    (socket.*set)(7s);
    QCOMPARE((socket.*get)(), 7'000);
    (socket.*set)(24h * 365 * 1000); // more than an int of milliseconds
    QCOMPARE((socket.*get)(), std::numeric_limits<int>::max());
    (socket.*set)(-1s);
    QCOMPARE((socket.*get)(), 0);
    (socket.*setMsecs)(12);
    QCOMPARE((socket.*get)(), 12);
    (socket.*setMsecs)(-12);
    QCOMPARE((socket.*get)(), 0);
}

void tst_LomondSocketProperties::outOfRangeIsBounded_data()
{
    QTest::addColumn<qint64>("set");
    QTest::addColumn<qint64>("got");
    QTest::newRow("0") << qint64(0) << qint64(1);
    QTest::newRow("-5") << qint64(-5) << qint64(1);
    QTest::newRow("5") << qint64(5) << qint64(5);
}

void tst_LomondSocketProperties::outOfRangeIsBounded()
{
    QFETCH(qint64, set);
    QFETCH(qint64, got);
    LomondSocket socket;
    socket.setMaxMessageSize(set);
    QCOMPARE(socket.maxMessageSize(), got);
    socket.setSendBufferLimit(set);
    QCOMPARE(socket.sendBufferLimit(), got);
}

void tst_LomondSocketProperties::setHeaderAddsAndRemoves()
{
    LomondSocket socket;
    QSignalSpy changes(&socket, &LomondSocket::headersChanged);
    socket.setHeader(u"A"_s, u"1"_s);
    socket.setHeader(u"B"_s, QVariantList {u"2"_s, u"3"_s});
    QCOMPARE(socket.headers().size(), 2);
    socket.setHeader(u"A"_s, u"4"_s);
    QCOMPARE(socket.headers().value(u"A"_s).toString(), u"4"_s);
    socket.setHeader(u"A"_s, {});
    socket.setHeader(u"A"_s, {});
    QCOMPARE(socket.headers().keys(), QStringList {u"B"_s});
    QCOMPARE(changes.count(), 4);
}

void tst_LomondSocketProperties::theThresholdIsOneOfTheOptions()
{
    LomondSocket socket;
    QSignalSpy threshold(&socket, &LomondSocket::compressionThresholdChanged);
    QSignalSpy all(&socket, &LomondSocket::compressionChanged);
    CompressionOptions options;
    options.level = 9;
    socket.setCompression(options);
    QCOMPARE(threshold.count(), 0);
    QCOMPARE(all.count(), 1);
    socket.setCompressionThreshold(100);
    QCOMPARE(socket.compression().threshold, 100);
    QCOMPARE(socket.compression().level, 9);
    options.threshold = 5;
    socket.setCompression(options);
    QCOMPARE(socket.compressionThreshold(), 5);
    socket.setCompressionThreshold(-1);
    QCOMPARE(socket.compressionThreshold(), 0);
    QCOMPARE(threshold.count(), 3);
    QCOMPARE(all.count(), 4);
}

void tst_LomondSocketProperties::secureFollowsTheUrl()
{
    LomondSocket socket(QUrl(u"ws://a.test/"_s));
    QVERIFY(!socket.isSecure());
    QSignalSpy changes(&socket, &LomondSocket::secureChanged);
    socket.setUrl(QUrl(u"wss://a.test/"_s));
    QVERIFY(socket.isSecure());
    socket.setUrl(QUrl(u"wss://b.test/"_s));
    QCOMPARE(changes.count(), 1);
}

// RFC 3986 7.5
void tst_LomondSocketProperties::passwordsAreNotShown()
{
    FakeClient client;
    QSignalSpy connecting(client.socket.get(), &LomondSocket::connecting);
    QSignalSpy connected(client.socket.get(), &LomondSocket::connected);
    QSignalSpy events(client.socket.get(), &LomondSocket::eventOccurred);
    client.open(QUrl(u"ws://user:secret@feed.test/"_s));
    client.connect();
    const QUrl visible(u"ws://feed.test/"_s);
    QCOMPARE(connecting.first().first().toUrl(), visible);
    QCOMPARE(connected.first().first().toUrl(), visible);
    QCOMPARE(connected.first().at(1).toUrl(), QUrl());
    for (const QList<QVariant> &arguments : events) {
        const auto fields = arguments.first().value<Event>().fields();
        QCOMPARE(fields.value(u"url"_s).toUrl(), visible);
    }
    QVERIFY(client.peer().received().contains("Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"));
    QCOMPARE(client.socket->url().password(), u"secret"_s); // as it was set
}

void tst_LomondSocketProperties::whatIsKnownOfAConnection()
{
    FakeClient client;
    LomondSocket &socket = *client.socket;
    QCOMPARE(socket.role(), Role::Client);
    QVERIFY(socket.peerAddress().isNull());
    QCOMPARE(socket.peerPort(), 0);
    client.socket->setProtocols({u"one"_s, u"two"_s});
    client.open();
    client.connect();
    QSignalSpy protocols(&socket, &LomondSocket::protocolChanged);
    QSignalSpy ready(&socket, &LomondSocket::ready);
    client.send(client.acceptance("Sec-WebSocket-Protocol: two\r\nX-Test: yes\r\n"));
    QCOMPARE(socket.protocol(), u"two"_s);
    QCOMPARE(protocols.count(), 1);
    QCOMPARE(ready.first().at(1).toString(), u"two"_s);
    QCOMPARE(ready.first().at(2).toStringList(), QStringList());
    QCOMPARE(socket.response().statusCode(), 101);
    QCOMPARE(socket.response().get("X-Test"), "yes");
    QCOMPARE(socket.peerAddress(), client.peer().peerAddress);
    QCOMPARE(socket.peerPort(), client.peer().peerPort);
    QCOMPARE(socket.localAddress(), client.peer().localAddress);
    QCOMPARE(socket.localPort(), client.peer().localPort);
    client.end();
    QVERIFY(socket.localAddress().isNull());
    QCOMPARE(socket.localPort(), 0);
}

void tst_LomondSocketProperties::stateAndActiveTellEachChange()
{
    using State = LomondSocket::State;
    FakeClient client;
    QList<State> states;
    QList<bool> actives;
    LomondSocket *socket = client.socket.get();
    QObject::connect(socket, &LomondSocket::stateChanged, socket,
                     [&] { states.append(socket->state()); });
    QObject::connect(socket, &LomondSocket::activeChanged, socket,
                     [&] { actives.append(socket->isActive()); });
    client.getReady();
    socket->setActive(false);
    client.send(closing(1000));
    client.end();
    QCOMPARE(states, (QList<State> {State::Connecting, State::Ready, State::Closing, State::Idle}));
    QCOMPARE(actives, (QList<bool> {true, false}));
    states.clear();
    actives.clear();
    socket->setActive(true);
    client.turn();
    socket->abort();
    QCOMPARE(states, (QList<State> {State::Connecting, State::Idle}));
    QCOMPARE(actives, (QList<bool> {true, false}));
}

void tst_LomondSocketProperties::lastErrorStaysUntilTheNextSuccess()
{
    FakeClient client;
    QSignalSpy changes(client.socket.get(), &LomondSocket::lastErrorChanged);
    const Net::TransportFailure refusal {ErrorCode::ConnectFail, Stage::Connect, u"refused"_s,
                                         false};
    client.open();
    client.peer().fail(refusal);
    QCOMPARE(client.socket->lastError(),
             Error(ErrorCode::ConnectFail, Stage::Connect, u"refused"_s));
    client.open();
    client.peer().fail(refusal);
    QCOMPARE(changes.count(), 1); // the same
    client.open();
    QVERIFY(client.socket->lastError());
    QVERIFY(!client.socket->sendText(u"x"_s)); // is no matter of connections
    QVERIFY(client.socket->lastError());
    client.connect();
    client.accept();
    QVERIFY(!client.socket->lastError());
    QCOMPARE(changes.count(), 2);
}

void tst_LomondSocketProperties::settingsOfARunningConnectionCount()
{
    FakeClient client;
    client.getReady();
    client.socket->setMaxMessageSize(3);
    client.send(text("abc"));
    QCOMPARE(client.log.last(), u"text abc"_s);
    client.send(text("abcd"));
    QCOMPARE(client.socket->lastError(), Error());
    QCOMPARE(client.log.last(), u"protocolError"_s);
    QVERIFY(client.takeFrames().last().payload.startsWith(closing(1009).payload));
}

void tst_LomondSocketProperties::theRequestCarriesTheSettings()
{
    FakeClient client;
    client.socket->setProtocols({u"one"_s, u"two"_s});
    client.socket->setAgent(u"Mine/1"_s);
    client.socket->setHeader(u"X-Many"_s, QStringList {u"a"_s, u"b"_s});
    client.open();
    client.connect();
    for (const char *line : {"Sec-WebSocket-Protocol: one, two\r\n", "User-Agent: Mine/1\r\n",
                             "X-Many: a\r\n", "X-Many: b\r\n"})
        QVERIFY2(client.peer().received().contains(line), line);
    client.socket->abort();
    client.socket->setHeader(u"X-Bad"_s, u"a\r\nInjected: b"_s);
    client.open();
    QVERIFY(!client.peer().isOpened());
    QCOMPARE(client.log.last(), u"connectFailed"_s);
}

QTEST_GUILESS_MAIN(tst_LomondSocketProperties)
#include "tst_lomondsocketproperties.moc"
