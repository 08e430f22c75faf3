// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Answers of a server for the tests of the client's handshake: the valid one of RFC 6455 1.3, and
// that with one thing changed. And how they are fed.

#ifndef LOMOND_TESTS_HANDSHAKEANSWERS_H
#define LOMOND_TESTS_HANDSHAKEANSWERS_H

#include "core/clienthandshake_p.h"

#include <algorithm>

namespace HandshakeAnswers {

using namespace Qt::StringLiterals;

inline const QByteArray StatusLine = "HTTP/1.1 101 Switching Protocols";
inline const QByteArray Upgrade = "Upgrade: websocket";
inline const QByteArray Connection = "Connection: Upgrade";
inline const QByteArray Accept =
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="; // RFC 6455 1.3
inline const QByteArray FirstFrame = "\x81\x02hi";

inline Lomond::ProtocolOptions options(const QStringList &protocols = {})
{
    Lomond::ProtocolOptions options;
    options.url = QUrl(u"ws://a.test/"_s);
    options.key = "dGhlIHNhbXBsZSBub25jZQ==";
    options.protocols = protocols;
    return options;
}

inline QByteArray answer(const QList<QByteArray> &lines)
{
    return lines.join("\r\n") + "\r\n\r\n";
}

// a valid upgrade with further fields
inline QByteArray upgradeAnd(const QList<QByteArray> &lines = {})
{
    return answer(QList<QByteArray> {StatusLine, Upgrade, Connection, Accept} + lines);
}

inline QByteArray upgradeWithStatusLine(const QByteArray &statusLine)
{
    return answer({statusLine, Upgrade, Connection, Accept});
}

inline QByteArray upgradeWithUpgrade(const QByteArray &line)
{
    return answer({StatusLine, line, Connection, Accept});
}

inline QByteArray upgradeWithConnection(const QByteArray &line)
{
    return answer({StatusLine, Upgrade, line, Accept});
}

inline QByteArray upgradeWithAccept(const QByteArray &line)
{
    return answer({StatusLine, Upgrade, Connection, line});
}

// Feeds in pieces of `step` octets, as Protocol does: what was not taken is fed again.
inline qsizetype feed(Lomond::Core::ClientHandshake &handshake, QByteArrayView octets,
                      qsizetype step)
{
    qsizetype taken = 0;
    while (handshake.status() == Lomond::Core::ClientHandshake::Status::Pending
           && taken < octets.size())
        taken += handshake.feed(octets.sliced(taken, std::min(step, octets.size() - taken)));
    return taken;
}

} // namespace HandshakeAnswers

#endif
