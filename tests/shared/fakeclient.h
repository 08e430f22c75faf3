// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A LomondSocket in a fake world: the test says what its server does, and what time it is.
// For the units of Net that a socket is made of; header only, since it needs the objects of Net.

#ifndef LOMOND_TESTS_FAKECLIENT_H
#define LOMOND_TESTS_FAKECLIENT_H

#include "net/lomondsocket_p.h"
#include "shared/fakeenvironment.h"
#include "shared/rawframes.h"
#include "shared/rawserver.h"
#include "shared/signallog.h"

#include <QtCore/qcoreapplication.h>

namespace Lomond::Test {

class FakeClient
{
public:
    FakeClient()
        : socket(LomondSocketPrivate::create(world.environment()))
        , log(socket.get())
    {}
    Q_DISABLE_COPY_MOVE(FakeClient)

    // What is posted; time stands still.
    static void turn()
    {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents();
    }

    void open(const QUrl &url = QUrl(QStringLiteral("ws://feed.test/")))
    {
        socket->openUrl(url);
        turn();
    }

    // The transport is connected, and the request is there.
    void connect()
    {
        peer().connect();
        turn();
    }

    // The server's side of RFC 6455 4.2.2 for the request that was sent.
    [[nodiscard]] QByteArray acceptance(const QByteArray &fields = {})
    {
        static const QByteArray name = "Sec-WebSocket-Key: ";
        const QByteArray head = peer().takeReceived();
        const qsizetype begin = head.indexOf(name) + name.size();
        const QByteArray key = head.sliced(begin, head.indexOf('\r', begin) - begin);
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: "
               + RawServer::acceptFor(key) + "\r\n" + fields + "\r\n";
    }

    void accept(const QByteArray &octetsAfter = {}) { send(acceptance() + octetsAfter); }

    void getReady(const QUrl &url = QUrl(QStringLiteral("ws://feed.test/")))
    {
        open(url);
        connect();
        accept();
        log.clear();
    }

    void send(const QByteArray &octets)
    {
        peer().send(octets);
        turn();
    }
    void send(const RawFrame &frame) { send(frame.octets(false)); }

    void end(const QString &reason = {})
    {
        peer().end(reason);
        turn();
    }

    // The event loop runs after each timer that fires.
    void advance(std::chrono::nanoseconds duration)
    {
        const Net::Clock::Time end = world.clock->now() + duration;
        while (true) {
            const auto wait = world.clock->untilNextTimer();
            if (!wait || world.clock->now() + *wait > end)
                break;
            world.clock->advance(*wait);
            turn();
        }
        world.clock->advance(end - world.clock->now());
        turn();
    }

    // What the socket sent since the last look; nothing if it is not whole frames.
    [[nodiscard]] QList<RawFrame> takeFrames()
    {
        turn();
        return readRawFrames(peer().takeReceived()).value_or(QList<RawFrame>());
    }

    [[nodiscard]] FakePeer &peer() const { return world.transports->peer(); }
    [[nodiscard]] qsizetype attempts() const { return qsizetype(world.transports->peers.size()); }

    FakeEnvironment world;
    std::unique_ptr<LomondSocket> socket;
    SignalLog log;
};

} // namespace Lomond::Test

#endif
