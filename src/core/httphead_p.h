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
    qsizetype size = 32 * 1024; // with all line ends
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
    [[nodiscard]] Status status() const { return m_status; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; } // nothing was fed yet

    // after Failed: why, for people, and which HTTP status a server answers it with
    [[nodiscard]] QString error() const { return m_error; }
    [[nodiscard]] int errorStatus() const { return m_errorStatus; } // 400, 414, 431, 505

    [[nodiscard]] bool hasStartLine() const { return m_minorVersion >= 0; }
    [[nodiscard]] int minorVersion() const { return m_minorVersion; } // of HTTP/1.x
    [[nodiscard]] const Headers &headers() const { return m_headers; }
    // request
    [[nodiscard]] const QByteArray &method() const { return m_method; }
    [[nodiscard]] const QByteArray &target() const { return m_target; }
    // response
    [[nodiscard]] int statusCode() const { return m_statusCode; }
    [[nodiscard]] const QByteArray &reason() const { return m_reason; }

private:
    qsizetype takeLine(QByteArrayView octets);
    void readLine(QByteArrayView line);
    void readStartLine(QByteArrayView line);
    void readStatusLine(QByteArrayView line);
    void readRequestLine(QByteArrayView line);
    int readVersion(QByteArrayView version);
    void readField(QByteArrayView line);
    void readFoldedLine(QByteArrayView line);
    void finishField();
    void failForeign();
    void failTooLong();
    void fail(int errorStatus, const QString &error);

    HttpHeadLimits m_limits;
    QByteArray m_partOfLine; // what came before the octets being fed
    Headers::Field m_field; // the last one: the next line may go on with it
    Headers m_headers;
    QByteArray m_method;
    QByteArray m_target;
    QByteArray m_reason;
    QString m_error;
    qsizetype m_size = 0;
    int m_fieldCount = 0;
    int m_errorStatus = 0;
    int m_minorVersion = -1;
    int m_statusCode = 0;
    Kind m_kind;
    Status m_status = Status::Incomplete;
};

} // namespace Lomond::Core

#endif
