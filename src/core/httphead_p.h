// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The head of an HTTP/1.1 message (RFC 9112), parsed as it arrives and never rescanned.
// Called by both handshakes. Refuses what is ambiguous (bare LF, blanks before a colon, folded lines
// in requests) and what is too big; a status line that was read stays readable after a refusal.

#ifndef LOMOND_CORE_HTTPHEAD_P_H
#define LOMOND_CORE_HTTPHEAD_P_H

#include <Lomond/lomondheaders.h>

#include <QtCore/qstring.h>

namespace Lomond::Core {

struct HttpHeadLimits
{
    qsizetype size = 32 * 1024;
    qsizetype line = 8 * 1024; // the start line or one field, without its line end
    int fields = 100;
};

class HttpHead
{
public:
    enum class Kind { Request, Response };
    enum class Status { Incomplete, Complete, Failed };

    HttpHead(Kind kind, const HttpHeadLimits &limits);

    // reads up to the end of the head and returns how many octets it took
    qsizetype feed(QByteArrayView octets);
    [[nodiscard]] Status status() const;

    // after Failed: why, for people, and which HTTP status a server answers it with
    [[nodiscard]] QString error() const;
    [[nodiscard]] int errorStatus() const; // 400, 414, 431, 505

    [[nodiscard]] bool hasStartLine() const;
    [[nodiscard]] int minorVersion() const; // of HTTP/1.x
    [[nodiscard]] const Headers &headers() const;
    // request
    [[nodiscard]] const QByteArray &method() const;
    [[nodiscard]] const QByteArray &target() const;
    // response
    [[nodiscard]] int statusCode() const;
    [[nodiscard]] const QByteArray &reason() const;

private:
    // to be filled in
};

} // namespace Lomond::Core

#endif
