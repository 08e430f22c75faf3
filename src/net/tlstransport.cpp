// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/tlstransport_p.h"

#if QT_CONFIG(ssl)

#    include "net/nativesocket_p.h"
#    include "net/tlsidentity_p.h"
#    include "net/tlsreason_p.h"

#    include <QtCore/qcoreapplication.h>
#    include <QtCore/qsocketnotifier.h>

#    include <algorithm>

namespace Lomond::Net {

using namespace Qt::StringLiterals;

QSslConfiguration secured(QSslConfiguration configuration)
{
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    switch (configuration.protocol()) {
    case QSsl::TlsV1_2:
    case QSsl::TlsV1_2OrLater:
    case QSsl::TlsV1_3:
    case QSsl::TlsV1_3OrLater:
        break;
    default: // RFC 8996: TLS 1.0 and 1.1 must not be used
        configuration.setProtocol(QSsl::TlsV1_2OrLater);
    }
    return configuration;
}

// After our close_notify QSslSocket would close the descriptor; and if the peer is still sending,
// the kernel would answer with RST, which destroys our last octets on their way. So a second
// descriptor keeps the connection: FIN goes out, and what still comes is thrown away until the end.
class TlsTransport::Remainder
{
public:
    explicit Remainder(qintptr descriptor)
        : m_descriptor(descriptor)
    {}
    ~Remainder()
    {
        delete m_notifier;
        closeSocket(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(Remainder)

    // QSslSocket is through with the connection; `notifier` tells what it leaves.
    void begin(QSocketNotifier *notifier)
    {
        shutDownSending(m_descriptor);
        m_notifier = notifier;
    }
    [[nodiscard]] bool hasBegun() const { return m_notifier; }
    [[nodiscard]] qintptr descriptor() const { return m_descriptor; }

    // 0: more may come. -1: the end.
    [[nodiscard]] qint64 discard(char *data, qint64 maxSize)
    {
        const Transferred received = receive(m_descriptor, data, maxSize);
        if (received.count < 0)
            m_notifier->setEnabled(false);
        return std::min<qint64>(received.count, 0);
    }

private:
    qintptr m_descriptor;
    QPointer<QSocketNotifier> m_notifier; // ends with its parent, too
};

TlsTransport::TlsTransport(std::shared_ptr<Resolver> resolver)
    : SocketTransport(std::move(resolver))
{}

TlsTransport::TlsTransport(std::unique_ptr<QSslSocket> encrypted)
{
    encrypted->setReadBufferSize(ReadBufferSize);
    m_tlsBegan = true;
    adopt(std::move(encrypted));
    watchReading();
    watchWriting();
    watchErrors();
}

TlsTransport::~TlsTransport()
{
    delete context(); // nothing is heard any more
}

std::unique_ptr<QTcpSocket> TlsTransport::createSocket()
{
    auto socket = std::make_unique<QSslSocket>();
    socket->setReadBufferSize(ReadBufferSize);
    return socket;
}

void TlsTransport::tcpConnected()
{
    m_tlsBegan = true;
    m_ignored = target().ignoredSslErrors;
    watchReading();
    watchWriting();
    watchErrors();
    QSslSocket *const socket = sslSocket();
    on(socket, &QSslSocket::encrypted, [this] { encrypted(); });
    on(socket, &QSslSocket::sslErrors, [this] { judge(); });
    socket->setPauseMode(QAbstractSocket::PauseOnSslErrors); // until we have judged
    socket->setSslConfiguration(secured(target().sslConfiguration.value_or(QSslConfiguration())));
    socket->setPeerVerifyName(target().host);
    socket->ignoreSslErrors(m_ignored);
    socket->startClientEncryption();
}

// QSslSocket decrypts what its inner QTcpSocket has read when that emits readyRead(). Its last
// signal, channelReadyRead(), comes when QSslSocket is off the stack again: from there it can be
// told at once. Without such a child of QSslSocket it is told from the event loop.
void TlsTransport::watchReading()
{
    const auto *inner = socket()->findChild<QTcpSocket *>({}, Qt::FindDirectChildrenOnly);
    m_innerTells = inner;
    if (inner) {
        QObject::connect(inner, &QIODevice::channelReadyRead, context(),
                         [this] { innerReadable(); });
    }
}

// Comes with each record. The inner socket's signal follows, except in calls of ours and in turns
// of QSslSocket's own: read() and write() know of those.
void TlsTransport::readable()
{
    m_decrypted = true;
    if (!m_innerTells)
        announceReadyReadLater();
}

void TlsTransport::innerReadable()
{
    if (isConnected() && !m_writing && std::exchange(m_decrypted, false))
        withinSignal([this] { announceReadyRead(); });
}

void TlsTransport::announceDecrypted()
{
    if (std::exchange(m_decrypted, false))
        announceReadyReadLater();
}

// Of what goes within write() bytesToWrite() tells; and what QSslSocket::bytesWritten() tells of is
// encrypted, but not with the kernel.
void TlsTransport::watchWriting()
{
    QObject::connect(sslSocket(), &QSslSocket::encryptedBytesWritten, context(), [this] {
        if (m_writing)
            return;
        QMetaObject::invokeMethod(
                context(), [this] { bytesWereWritten(); }, Qt::QueuedConnection);
    });
}

void TlsTransport::watchErrors()
{
    // at once: another error may follow, and hide this one
    QObject::connect(sslSocket(), &QAbstractSocket::errorOccurred, context(),
                     [this] { noteError(); });
}

// The listener's last word on errors that are not in the list yet.
void TlsTransport::judge()
{
    const QList<QSslError> errors = sslSocket()->sslHandshakeErrors();
    if (areIgnored(errors))
        return; // and QSslSocket goes on
    if (tell([&errors](TransportListener *listener) { listener->transportSslErrors(errors); })
        && socket()) {
        socket()->resume(); // fails if they are not all ignored
    }
}

void TlsTransport::ignoreSslErrors(const QList<QSslError> &errors)
{
    m_ignored += errors;
    if (sslSocket() && m_tlsBegan)
        sslSocket()->ignoreSslErrors(m_ignored);
}

bool TlsTransport::areIgnored(const QList<QSslError> &errors) const
{
    return std::all_of(errors.cbegin(), errors.cend(),
                       [this](const QSslError &error) { return m_ignored.contains(error); });
}

// The chain is verified, and Qt agrees with the name: do we?
void TlsTransport::encrypted()
{
    const QSslCertificate certificate = sslSocket()->peerCertificate();
    if (!isIssuedFor(certificate, target().host)) {
        const QList<QSslError> errors {QSslError(QSslError::HostNameMismatch, certificate)};
        if (!areIgnored(errors)) {
            if (!tell([&errors](TransportListener *listener) {
                    listener->transportSslErrors(errors);
                })
                || !socket()) {
                return;
            }
            if (!areIgnored(errors)) {
                fail(verificationFailure(errors));
                return;
            }
        }
    }
    announceReadyReadLater(); // for what came with the handshake
    announceConnected();
}

TransportFailure TlsTransport::verificationFailure(const QList<QSslError> &errors) const
{
    return {ErrorCode::TlsFail, Stage::Tls, Net::reasonOf(errors, target().host), true};
}

TransportFailure TlsTransport::failure() const
{
    if (!m_tlsBegan)
        return SocketTransport::failure();
    QList<QSslError> errors = sslSocket()->sslHandshakeErrors();
    errors.removeIf([this](const QSslError &error) { return m_ignored.contains(error); });
    if (!errors.isEmpty())
        return verificationFailure(errors);
    if (socket()->error() == QAbstractSocket::RemoteHostClosedError) {
        return {ErrorCode::TlsFail, Stage::Tls,
                u"the server closed the connection during the TLS handshake"_s, false};
    }
    return {ErrorCode::TlsFail, Stage::Tls,
            u"the TLS handshake failed: %1"_s.arg(Net::reasonOf(*socket())), false};
}

qint64 TlsTransport::read(char *data, qint64 maxSize)
{
    if (maxSize <= 0)
        return 0;
    if (!hasEnded() && !isConnected())
        return 0;
    QSslSocket *const socket = sslSocket();
    if (hasEnded() || !socket)
        return -1;
    const qint64 count = socket->isReadable() ? socket->read(data, maxSize) : -1;
    // QSslSocket::readData() has seen that, too, and decrypts it in a turn that comes before ours.
    if (count >= 0 && count < maxSize && socket->encryptedBytesAvailable() > 0)
        announceReadyReadLater();
    if (count > 0)
        return count;
    if (count == 0 && !m_broken)
        return 0;
    if (m_remainder && (!m_remainder->hasBegun() || m_remainder->discard(data, maxSize) == 0))
        return 0;
    end(m_breakReason);
    return -1;
}

void TlsTransport::write(const char *data, qint64 size)
{
    if (m_broken)
        m_unwritten += size;
    if (!isConnected() || hasEnded() || isFinishing() || m_broken || !socket())
        return;
    m_unwritten = bytesToWrite() + size; // should it fail
    m_writing = true;
    socket()->write(data, size);
    sslSocket()->flush(); // at once, and not in a turn of its own; it is never on the stack here
    m_writing = false;
    if (socket()->bytesToWrite() > 0)
        announceReadyReadLater(); // it has a turn after all, and may decrypt in there
    else
        announceDecrypted();
}

qint64 TlsTransport::bytesToWrite() const
{
    // Qt forgets what it could not write
    if (socket() && !m_broken && socket()->state() == QAbstractSocket::ConnectedState)
        m_unwritten = socket()->bytesToWrite() + sslSocket()->encryptedBytesToWrite();
    return m_unwritten;
}

void TlsTransport::socketBroken()
{
    if (m_remainder && !m_remainder->hasBegun()) {
        if (socket()->state() != QAbstractSocket::UnconnectedState)
            return;
        auto *notifier = new QSocketNotifier(m_remainder->descriptor(), QSocketNotifier::Read,
                                             context());
        QObject::connect(notifier, &QSocketNotifier::activated, context(),
                         [this] { announceReadyRead(); });
        m_remainder->begin(notifier);
    }
    m_broken = true;
    announceReadyRead();
}

void TlsTransport::noteError()
{
    if (std::exchange(m_errorNoted, true))
        return;
    // RFC 8446 6.1: without the closing alert what came may be cut off
    const QString closed = QCoreApplication::translate("QSslSocket",
                                                       "The TLS/SSL connection has been closed");
    if (socket()->errorString() == closed)
        m_breakReason.clear();
    else if (socket()->error() == QAbstractSocket::RemoteHostClosedError)
        m_breakReason = u"the connection was cut off without TLS's closing alert"_s;
    else
        m_breakReason = Net::reasonOf(*socket());
}

void TlsTransport::finishWriting()
{
    if (!socket() || m_broken)
        return;
    const qintptr spare = duplicate(socket()->socketDescriptor());
    if (spare < 0) {
        shutDownSending(socket()->socketDescriptor());
        return;
    }
    m_remainder = std::make_unique<Remainder>(spare);
    sslSocket()->disconnectFromHost(); // close_notify; then `disconnected`, perhaps from in here
    announceDecrypted();
}

void TlsTransport::dropConnection()
{
    m_remainder.reset();
    m_unwritten = 0;
}

} // namespace Lomond::Net

#endif
