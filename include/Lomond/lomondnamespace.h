// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Every enum of namespace Lomond, known to Qt's meta-object system and so to QML.
// All other public headers include this one.

#ifndef LOMOND_LOMONDNAMESPACE_H
#define LOMOND_LOMONDNAMESPACE_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qobjectdefs.h>
#include <QtCore/qstring.h>

namespace Lomond {
Q_NAMESPACE_EXPORT(LOMOND_CORE_EXPORT)
// QML: Lomond.CloseCode.ProtocolError is not Lomond.ErrorCode.ProtocolError
Q_CLASSINFO("RegisterEnumClassesUnscoped", "false")

enum class Role { Client, Server };
Q_ENUM_NS(Role)

// RFC 6455 11.8
enum class Opcode : quint8 {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
};
Q_ENUM_NS(Opcode)

// RFC 6455 7.4.1 and the IANA registry of close codes
enum class CloseCode : quint16 {
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    UnsupportedData = 1003,
    NoStatusReceived = 1005, // never sent: an empty close frame arrived
    AbnormalClosure = 1006, // never sent: the connection ended without a close frame
    InvalidPayload = 1007,
    PolicyViolation = 1008,
    MessageTooBig = 1009,
    MandatoryExtension = 1010,
    InternalError = 1011,
    ServiceRestart = 1012,
    TryAgainLater = 1013,
    BadGateway = 1014,
    TlsHandshake = 1015, // never sent: TLS failed
};
Q_ENUM_NS(CloseCode)

enum class ErrorCode {
    NoError,
    // misuse of the API, returned by the call
    WebSocketUnavailable, // not connected yet
    WebSocketClosing, // close() was called, or the peer's close was answered
    WebSocketClosed,
    FrameBuildError, // what was asked for cannot be a frame: see RFC 6455 5.5, 7.4, 8.1
    SendBufferFull,
    // failures of a connection
    InvalidUrl,
    HostNotFound,
    ConnectFail,
    ProxyFail,
    TlsFail,
    Timeout,
    TransportFail,
    HandshakeError,
    ProtocolError, // the peer sent something invalid within well-formed frames
    CriticalProtocolError, // the peer broke the framing
    PayloadTooLarge,
    CompressionParameterError,
    Unresponsive,
};
Q_ENUM_NS(ErrorCode)

// What a connection was doing when it failed.
enum class Stage { None, Resolve, Connect, Proxy, Tls, Upgrade, Open, Closing };
Q_ENUM_NS(Stage)

LOMOND_CORE_EXPORT QString errorString(ErrorCode code);

} // namespace Lomond

#endif
