// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Requests of a client for the tests of the server's handshake: a valid one with the key of
// RFC 6455 1.3, and that with one thing changed.

#ifndef LOMOND_TESTS_HANDSHAKEREQUESTS_H
#define LOMOND_TESTS_HANDSHAKEREQUESTS_H

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>

namespace HandshakeRequests {

inline const QByteArray RequestLine = "GET /chat?room=5 HTTP/1.1";
inline const QByteArray Host = "Host: a.test:81";
inline const QByteArray Upgrade = "Upgrade: websocket";
inline const QByteArray Connection = "Connection: Upgrade";
inline const QByteArray Key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
inline const QByteArray Version = "Sec-WebSocket-Version: 13";
inline const QList<QByteArray> Lines = {RequestLine, Host, Upgrade, Connection, Key, Version};

inline QByteArray request(const QList<QByteArray> &lines)
{
    return lines.join("\r\n") + "\r\n\r\n";
}

// a valid request with further fields
inline QByteArray requestAnd(const QList<QByteArray> &lines = {})
{
    return request(Lines + lines);
}

// a valid request with `line` in the place of the one that begins as it does
inline QByteArray requestWith(const QByteArray &line)
{
    QList<QByteArray> lines = Lines;
    for (QByteArray &candidate : lines) {
        if (candidate.startsWith(line.first(line.indexOf(':'))))
            candidate = line;
    }
    return request(lines);
}

inline QByteArray requestWithout(const QByteArray &line)
{
    QList<QByteArray> lines = Lines;
    lines.removeAll(line);
    return request(lines);
}

inline QByteArray requestWithLine(const QByteArray &requestLine)
{
    return request({requestLine, Host, Upgrade, Connection, Key, Version});
}

} // namespace HandshakeRequests

#endif
