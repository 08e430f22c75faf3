// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The seam of the wire: a stream of octets to one peer, opened once and never again.
// Owned by a Connection, which is its listener. Knows nothing of WebSockets.
// One that a server adopted is connected from the start: no transportConnected() comes, but a first
// transportReadyRead() after setListener().

#ifndef LOMOND_NET_TRANSPORT_P_H
#define LOMOND_NET_TRANSPORT_P_H

#include <Lomond/lomonderror.h>

#include <QtNetwork/qhostaddress.h>
#if QT_CONFIG(ssl)
#    include <QtNetwork/qsslconfiguration.h>
#    include <QtNetwork/qsslerror.h>
#endif

#include <optional>

namespace Lomond::Net {

// Why a transport failed, in the words of an Error.
struct TransportFailure
{
    ErrorCode code = ErrorCode::TransportFail;
    Stage stage = Stage::Connect;
    QString text;
    bool tlsVerificationFailed = false;
};

// Where to connect to, and how.
struct TransportTarget
{
    QString host; // a name or an address; TLS verifies it
    quint16 port = 0;
    bool secure = false;
#if QT_CONFIG(ssl)
    std::optional<QSslConfiguration> sslConfiguration; // none: the default
    QList<QSslError> ignoredSslErrors;
#endif
};

// Called from the event loop only, never from within a call to the transport. Any of these may
// destroy the transport.
class TransportListener
{
public:
    virtual void transportConnected() = 0; // after TLS, and after the peer's identity was verified
    virtual void transportFailed(const TransportFailure &failure) = 0; // before transportConnected()
    // Octets, or the end of the stream; perhaps neither. Also in nested event loops. Does not come
    // again for what a listener left behind: who stopped before read() gave 0 or -1 asks for the
    // rest. Plain TCP: also in a nested event loop.
    virtual void transportReadyRead() = 0;
    // bytesToWrite() went down. Does not come for octets that the kernel took at once: after such a
    // write() bytesToWrite() is simply 0.
    virtual void transportBytesWritten() = 0;
#if QT_CONFIG(ssl)
    virtual void transportSslErrors(
            const QList<QSslError> &errors) = 0; // ignoreSslErrors() counts now
#endif

protected:
    ~TransportListener() = default;
};

class Transport
{
public:
    virtual ~Transport() = default; // drops the connection if there is one

    // before anything else; nullptr: nobody listens any more
    virtual void setListener(TransportListener *listener) = 0;
    virtual void open(const TransportTarget &target) = 0;

    // >0: so many octets. 0: none now. -1: the stream ended, and everything before that was read.
    [[nodiscard]] virtual qint64 read(char *data, qint64 maxSize) = 0;
    // After read() gave less than was asked for, there is none now, and transportReadyRead() comes
    // when there is more, or the end. (Otherwise only 0 and -1 are sure.)
    [[nodiscard]] virtual bool tellsOfMore() const { return false; }
    // after read() gave -1: nothing for an orderly end, otherwise what the system said
    [[nodiscard]] virtual QString endReason() const = 0;
    // takes all of them; fails silently when the stream is broken: read() will tell.
    // After read() gave -1 nothing reaches the peer any more.
    virtual void write(const char *data, qint64 size) = 0;
    [[nodiscard]] virtual qint64 bytesToWrite() const = 0; // taken, but not with the kernel yet

    // When all is written: close_notify over TLS, and FIN. The end of the stream is still told by
    // read(), and the octets before it, but TLS may discard those that were not decrypted yet.
    virtual void shutDownWriting() = 0;
    virtual void abort() = 0; // drops the connection now; the listener hears nothing more

    [[nodiscard]] virtual QHostAddress peerAddress() const = 0;
    [[nodiscard]] virtual quint16 peerPort() const = 0;
    [[nodiscard]] virtual QHostAddress localAddress() const = 0;
    [[nodiscard]] virtual quint16 localPort() const = 0;
    [[nodiscard]] virtual bool isSecure() const = 0;
#if QT_CONFIG(ssl)
    virtual void ignoreSslErrors(const QList<QSslError> &errors) = 0;
#endif

    // goes with `parent` when that is moved to another thread, and ends with it; not owned by it.
    // Not while open() is under way.
    virtual void setParent(QObject *parent) = 0;
};

class TransportFactory
{
public:
    virtual ~TransportFactory() = default;
    // for open(); nullptr: this build of Qt has no TLS
    [[nodiscard]] virtual std::unique_ptr<Transport> create(bool secure) = 0;
};

} // namespace Lomond::Net

#endif
