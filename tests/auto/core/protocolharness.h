// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the tests of Protocol share: an open one of either role, chosen masking keys, events and
// output in words, and a case run in every manner in which octets can arrive.

#ifndef LOMOND_TESTS_PROTOCOLHARNESS_H
#define LOMOND_TESTS_PROTOCOLHARNESS_H

#include <Lomond/LomondProtocol>

#include "../../shared/rawframes.h"

#include <QtCore/qcryptographichash.h>
#include <QtCore/qmetaobject.h>

#include <cstring>
#include <memory>

namespace Lomond::Test {

// RFC 6455 1.3
inline constexpr char SampleKey[] = "dGhlIHNhbXBsZSBub25jZQ==";
inline constexpr char SampleRequest[] = "GET /chat HTTP/1.1\r\n"
                                        "Host: server.example.com\r\n"
                                        "Upgrade: websocket\r\n"
                                        "Connection: Upgrade\r\n"
                                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                        "Sec-WebSocket-Version: 13\r\n\r\n";
inline constexpr char SampleResponse[] =
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

// A key that was never used before, and can be foretold.
inline void nextKeys(void *context, std::span<quint32> words)
{
    for (quint32 &word : words)
        word = 0x9E3779B9u * ++*static_cast<quint32 *>(context);
}

inline ProtocolOptions clientOptions(quint32 *keys)
{
    ProtocolOptions options;
    options.url = QUrl(QStringLiteral("ws://server.example.com/chat"));
    options.key = SampleKey;
    options.fillRandom = &nextKeys;
    options.fillRandomContext = keys;
    return options;
}

inline QString inWords(QByteArrayView payload)
{
    if (payload.size() <= 200)
        return QString::fromLatin1(payload);
    return QStringLiteral("%1 octets %2")
            .arg(payload.size())
            .arg(QLatin1StringView(
                    QCryptographicHash::hash(payload, QCryptographicHash::Md5).toHex()));
}

inline QString inWords(ErrorCode code)
{
    return QLatin1StringView(QMetaEnum::fromType<ErrorCode>().valueToKey(int(code)));
}

struct EventWriter
{
    using P = Protocol;
    static QString payload(const char *name, QByteArrayView octets)
    {
        return QStringLiteral("%1 '%2'").arg(QLatin1StringView(name), inWords(octets));
    }
    static QString close(const char *name, int code, const QString &reason)
    {
        return QStringLiteral("%1 %2 '%3'").arg(QLatin1StringView(name)).arg(code).arg(reason);
    }
    QString operator()(const P::UpgradeRequest &) const { return QStringLiteral("UpgradeRequest"); }
    QString operator()(const P::Accepted &) const { return QStringLiteral("Accepted"); }
    QString operator()(const P::Rejected &event) const
    {
        return QStringLiteral("Rejected %1").arg(event.response.statusCode());
    }
    QString operator()(const P::Text &event) const { return payload("Text", event.payload); }
    QString operator()(const P::Binary &event) const { return payload("Binary", event.payload); }
    QString operator()(const P::TextPart &event) const
    {
        return payload(event.final ? "TextPart" : "TextPart0", event.payload);
    }
    QString operator()(const P::BinaryPart &event) const
    {
        return payload(event.final ? "BinaryPart" : "BinaryPart0", event.payload);
    }
    QString operator()(const P::Ping &event) const { return payload("Ping", event.payload); }
    QString operator()(const P::Pong &event) const { return payload("Pong", event.payload); }
    QString operator()(const P::CloseReceived &event) const
    {
        return close("CloseReceived", event.code, event.reason);
    }
    QString operator()(const P::Closed &event) const
    {
        return close("Closed", event.code, event.reason);
    }
    QString operator()(const P::Failed &event) const
    {
        return QStringLiteral("Failed %1 %2").arg(inWords(event.code)).arg(event.closeCode);
    }
};

inline QString inWords(const Protocol::Event &event)
{
    return std::visit(EventWriter(), event);
}

// Frames that were sent; a close frame without its reason, which is prose. RFC 6455 5.1: a client's
// are masked, a server's are not.
inline QStringList outputInWords(QByteArrayView octets, Role sender)
{
    const std::optional<QList<RawFrame>> frames = readRawFrames(octets);
    if (!frames)
        return {QStringLiteral("no frames: ") + QLatin1StringView(octets.toByteArray().toHex())};
    static const char *const names[] = {"More",  "Text", "Binary", "", "", "", "", "",
                                        "Close", "Ping", "Pong",   "", "", "", "", ""};
    QStringList words;
    for (const RawFrame &frame : *frames) {
        QString word = QLatin1StringView(names[frame.opcode]);
        if (!frame.final)
            word += u'0';
        if (*frame.masked != (sender == Role::Client))
            word += QStringLiteral(" of the wrong role");
        if (frame.reserved != 0)
            word += QStringLiteral(" RSV%1").arg(frame.reserved);
        if (frame.opcode != 8)
            word += QStringLiteral(" '%1'").arg(inWords(frame.payload));
        else if (frame.payload.size() >= 2)
            word += QStringLiteral(" %1").arg(qFromBigEndian<quint16>(frame.payload.constData()));
        words.append(word);
    }
    return words;
}

// with a field more
inline QByteArray withExtensions(QByteArrayView head, const QByteArray &extensions)
{
    return head.chopped(2).toByteArray() + "Sec-WebSocket-Extensions: " + extensions + "\r\n\r\n";
}

// A Protocol with what it needs, open unless told otherwise; `extensions` are what the other side
// says of them, if there is to be compression.
class Peer
{
public:
    enum class Begin { Open, Connecting };

    explicit Peer(Role role, ProtocolOptions limits = {}, Begin begin = Begin::Open,
                  const QByteArray &extensions = "permessage-deflate")
    {
        ProtocolOptions options = clientOptions(&m_keys);
        options.autoPong = limits.autoPong;
        options.maxMessageSize = limits.maxMessageSize;
        options.maxFragments = limits.maxFragments;
        options.maxPendingPongs = limits.maxPendingPongs;
        options.compression = limits.compression;
        options.streaming = limits.streaming;
        m_protocol = std::make_unique<Protocol>(role, options);
        if (begin == Begin::Connecting)
            return;
        const QByteArray head = role == Role::Client ? SampleResponse : SampleRequest;
        m_protocol->feed(limits.compression ? withExtensions(head, extensions) : head);
        static_cast<void>(events());
        if (role == Role::Server && m_protocol->accept() != ErrorCode::NoError)
            qFatal("the sample request is not accepted");
        if (m_protocol->state() != Protocol::State::Open)
            qFatal("the sample handshake fails");
        static_cast<void>(output());
    }

    Protocol *operator->() { return m_protocol.get(); }
    Protocol &operator*() { return *m_protocol; }

    // as the other side would send them
    [[nodiscard]] QByteArray octets(const QList<RawFrame> &frames) const
    {
        QByteArray octets;
        for (const RawFrame &frame : frames)
            octets += frame.octets(m_protocol->role() == Role::Server);
        return octets;
    }
    void feed(const QList<RawFrame> &frames) { m_protocol->feed(octets(frames)); }

    [[nodiscard]] QStringList events()
    {
        QStringList words;
        while (const auto event = m_protocol->nextEvent())
            words.append(inWords(*event));
        return words;
    }
    [[nodiscard]] QByteArray output()
    {
        QByteArray octets;
        for (;;) {
            const qint64 before = m_protocol->pendingOutput();
            const QByteArray piece = m_protocol->takeOutput();
            if (m_protocol->pendingOutput() != before - piece.size())
                qFatal("pendingOutput() is not exact");
            if (piece.isNull())
                break;
            octets += piece;
        }
        if (m_protocol->pendingOutput() != 0)
            qFatal("pendingOutput() is not exact");
        return octets;
    }
    [[nodiscard]] QStringList sent() { return outputInWords(output(), m_protocol->role()); }

private:
    quint32 m_keys = 0;
    std::unique_ptr<Protocol> m_protocol;
};

// What a case leads to.
struct Outcome
{
    QStringList events;
    QStringList sent;
    Protocol::State state = Protocol::State::Open;
    Protocol::Transport transport = Protocol::Transport::KeepOpen;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

// Octets arrive in pieces of `sizes`, the last of them again and again; by feed() or in place.
enum class Arrival { Fed, InPlace };

inline Outcome runInPieces(Role role, const ProtocolOptions &limits, const QByteArray &wire,
                           const QList<qsizetype> &sizes, Arrival arrival)
{
    Peer peer(role, limits);
    Outcome outcome;
    qsizetype at = 0;
    for (qsizetype i = 0; at < wire.size(); ++i) {
        QByteArrayView piece = QByteArrayView(wire).sliced(at);
        piece = piece.first(qMin(sizes[qMin(i, sizes.size() - 1)], piece.size()));
        if (arrival == Arrival::InPlace) {
            const std::span<char> room = peer->receiveBuffer();
            if (room.empty()) {
                outcome.events.append(QStringLiteral("no room"));
                break;
            }
            piece = piece.first(qMin(piece.size(), qsizetype(room.size())));
            std::memcpy(room.data(), piece.data(), size_t(piece.size()));
            peer->commit(piece.size());
        } else {
            peer->feed(piece);
        }
        at += piece.size();
        outcome.events += peer.events();
    }
    outcome.sent = peer.sent();
    outcome.state = peer->state();
    outcome.transport = peer->transport();
    return outcome;
}

// The ways in which octets are cut: not at all, in small pieces, in two at every point. Of a long
// wire, which costs the more, at some points only.
inline QList<QList<qsizetype>> waysToCut(qsizetype size)
{
    const bool isLong = size > 4096;
    QList<QList<qsizetype>> ways = {{size}, {1}, {997}};
    if (!isLong)
        ways += QList<QList<qsizetype>> {{2}, {3}, {7}};
    for (qsizetype at = 1; at < size; at += isLong ? size / 50 : 1)
        ways.append({at, size});
    return ways;
}

inline QString inWords(const Outcome &outcome)
{
    return QStringLiteral("events: %1; sent: %2; state %3, transport %4")
            .arg(outcome.events.join(QStringLiteral(", ")), outcome.sent.join(QStringLiteral(", ")))
            .arg(int(outcome.state))
            .arg(int(outcome.transport));
}

// How a case differs from what is expected, cut in whatever way; empty if it does not.
inline QString differenceWhenCut(Role role, const ProtocolOptions &limits, const QByteArray &wire,
                                 const Outcome &expected)
{
    for (const QList<qsizetype> &sizes : waysToCut(wire.size())) {
        for (const Arrival arrival : {Arrival::Fed, Arrival::InPlace}) {
            const Outcome outcome = runInPieces(role, limits, wire, sizes, arrival);
            if (outcome != expected)
                return QStringLiteral("cut at %1: %2\n   expected: %3")
                        .arg(QString::number(sizes.first()), inWords(outcome), inWords(expected));
        }
    }
    return {};
}

// ---- how a case ends

inline Outcome openWith(const QStringList &events, const QStringList &sent = {})
{
    return {events, sent};
}

// by the peer's close frame, answered in kind
inline Outcome closedWith(Role role, QStringList events, QStringList sent, int code,
                          const QString &reason = {})
{
    events += EventWriter::close("CloseReceived", code, reason);
    events += EventWriter::close("Closed", code, reason);
    sent += code == 1005 ? QStringLiteral("Close") : QStringLiteral("Close %1").arg(code);
    return {events, sent, Protocol::State::Closed,
            role == Role::Client ? Protocol::Transport::AwaitPeer
                                 : Protocol::Transport::CloseWhenFlushed};
}

// by us, since the peer broke a rule
inline Outcome failedWith(QStringList events, QStringList sent, ErrorCode error, int code)
{
    events += QStringLiteral("Failed %1 %2").arg(inWords(error)).arg(code);
    sent += QStringLiteral("Close %1").arg(code);
    return {events, sent, Protocol::State::Closed, Protocol::Transport::CloseWhenFlushed};
}

} // namespace Lomond::Test

#endif
