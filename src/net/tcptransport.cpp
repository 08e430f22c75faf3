// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/tcptransport_p.h"

#include "net/nativesocket_p.h"

#include <algorithm>
#include <cstring>

namespace Lomond::Net {

TcpTransport::TcpTransport(std::shared_ptr<Resolver> resolver)
    : SocketTransport(std::move(resolver))
{}

TcpTransport::TcpTransport(qintptr connectedDescriptor)
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->setSocketDescriptor(connectedDescriptor);
    adopt(std::move(socket));
    takeDescriptor();
}

TcpTransport::TcpTransport(std::unique_ptr<QTcpSocket> connected)
{
    m_rest = connected->readAll();
    adopt(std::move(connected));
    takeDescriptor();
}

TcpTransport::~TcpTransport()
{
    delete context(); // the notifiers, before their descriptor is closed
    dropConnection();
}

std::unique_ptr<QTcpSocket> TcpTransport::createSocket()
{
    return std::make_unique<QTcpSocket>();
}

void TcpTransport::tcpConnected()
{
    if (takeDescriptor())
        announceConnected();
    else
        fail({ErrorCode::ConnectFail, Stage::Connect, qt_error_string(), false});
}

// false: it was closed already, or the process has no more descriptors; read() tells.
bool TcpTransport::takeDescriptor()
{
    m_descriptor = duplicate(socket()->socketDescriptor());
    discardSocket();
    if (m_descriptor < 0)
        return false;
    m_readNotifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, context());
    QObject::connect(m_readNotifier, &QSocketNotifier::activated, context(), [this] { readable(); });
    return true;
}

// In nested event loops, too.
void TcpTransport::readable()
{
    if (m_unread) {
        m_readNotifier->setEnabled(false); // until read() comes to the end of it
        return;
    }
    m_unread = true;
    if (announceReadyRead())
        m_drained = false;
}

qint64 TcpTransport::read(char *data, qint64 maxSize)
{
    if (maxSize <= 0)
        return 0;
    if (!m_rest.isEmpty())
        return readRest(data, maxSize);
    if (hasEnded())
        return -1;
    if (!isConnected())
        return 0;
    if (m_descriptor < 0 || !m_readNotifier) {
        end({});
        return -1;
    }
    if (std::exchange(m_drained, false))
        return 0;

    const Transferred received = receive(m_descriptor, data, maxSize);
    if (received.count < 0 || (received.count == 0 && m_broken)) {
        m_readNotifier->setEnabled(false);
        end(m_broken ? m_breakReason : received.error);
        return -1;
    }
    if (received.count < maxSize) {
        m_drained = m_unread && received.count > 0;
        m_unread = false;
        if (!m_readNotifier->isEnabled())
            m_readNotifier->setEnabled(true);
    }
    return received.count;
}

qint64 TcpTransport::readRest(char *data, qint64 maxSize)
{
    const qsizetype count = std::min<qint64>(maxSize, m_rest.size());
    std::memcpy(data, m_rest.constData(), size_t(count));
    m_rest.remove(0, count);
    return count;
}

void TcpTransport::write(const char *data, qint64 size)
{
    if (m_descriptor < 0 || !m_readNotifier || m_broken || isFinishing())
        return;
    const qint64 sent = m_pending.isEmpty() ? sendNow(data, size) : 0;
    if (sent == size || m_broken)
        return;
    m_pending.append(data + sent, size - sent);
    if (!m_writeNotifier) {
        m_writeNotifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Write, context());
        QObject::connect(m_writeNotifier, &QSocketNotifier::activated, context(),
                         [this] { writable(); });
    } else {
        m_writeNotifier->setEnabled(true);
    }
}

// How many octets the kernel took. When the stream is broken, what came before is still readable.
qint64 TcpTransport::sendNow(const char *data, qint64 size)
{
    const Transferred sent = send(m_descriptor, data, size);
    if (sent.count >= 0)
        return sent.count;
    m_broken = true;
    m_breakReason = sent.error;
    m_pending.clear();
    m_pendingBegin = 0;
    announceReadyReadLater();
    return 0;
}

void TcpTransport::writable()
{
    const qint64 size = m_pending.size() - m_pendingBegin;
    m_pendingBegin += sendNow(m_pending.constData() + m_pendingBegin, size);
    if (m_broken || m_pendingBegin == m_pending.size()) {
        m_pending = QByteArray(); // gives the memory back
        m_pendingBegin = 0;
        m_writeNotifier->setEnabled(false);
    }
    if (!m_broken)
        bytesWereWritten();
}

qint64 TcpTransport::bytesToWrite() const
{
    return m_pending.size() - m_pendingBegin;
}

void TcpTransport::finishWriting()
{
    if (m_descriptor >= 0)
        shutDownSending(m_descriptor);
}

void TcpTransport::dropConnection()
{
    if (m_descriptor >= 0)
        closeSocket(m_descriptor);
    m_descriptor = -1;
    m_rest.clear();
    m_pending.clear();
    m_pendingBegin = 0;
}

} // namespace Lomond::Net
