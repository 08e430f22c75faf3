// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/tcptransport_p.h"

#include "net/nativesocket_p.h"

#include <QtNetwork/qnetworkproxy.h>

namespace Lomond::Net {

TcpTransport::TcpTransport(std::shared_ptr<Resolver> resolver)
    : SocketTransport(std::move(resolver))
{}

TcpTransport::TcpTransport(qintptr connectedDescriptor)
{
    auto socket = std::make_unique<QTcpSocket>();
    // The only way to an unbuffered QTcpSocket leads through connectToHost(); the mode stays.
    socket->setProxy(QNetworkProxy::NoProxy);
    socket->connectToHost(QHostAddress(), 0, openMode());
    socket->abort();
    socket->setSocketDescriptor(connectedDescriptor, QAbstractSocket::ConnectedState, openMode());
    adopt(std::move(socket));
}

std::unique_ptr<QTcpSocket> TcpTransport::createSocket()
{
    return std::make_unique<QTcpSocket>();
}

QIODevice::OpenMode TcpTransport::openMode() const
{
    return QIODevice::ReadWrite | QIODevice::Unbuffered;
}

void TcpTransport::tcpConnected()
{
    announceConnected();
}

qint64 TcpTransport::read(char *data, qint64 maxSize)
{
    if (maxSize <= 0)
        return 0;
    if (hasEnded())
        return -1;
    if (!isConnected())
        return 0;
    const bool readable = socket() && socket()->isReadable() && !m_broken;
    const qint64 count = readable ? socket()->read(data, maxSize) : -1;
    if (count > 0)
        return count;
    if (count == 0 && socket()->state() == QAbstractSocket::ConnectedState)
        return 0;
    noteBreak();
    end(m_breakReason);
    return -1;
}

void TcpTransport::write(const char *data, qint64 size)
{
    if (m_broken)
        m_unwritten += size;
    QTcpSocket *const tcp = socket();
    if (!isConnected() || hasEnded() || isFinishing() || m_broken || !tcp)
        return;
    if (tcp->write(data, size) < 0) {
        m_unwritten += size;
        noteBreak();
        announceReadyReadLater(); // no signal tells
    } else if (!m_watchesWriting && socket()->bytesToWrite() > 0) {
        m_watchesWriting = true; // only now: most connections never need it
        on<QIODevice>(socket(), &QIODevice::bytesWritten, [this] { bytesWereWritten(); });
    }
}

qint64 TcpTransport::bytesToWrite() const
{
    // Qt forgets what it could not write
    const QTcpSocket *const tcp = socket();
    if (tcp && !m_broken && tcp->state() == QAbstractSocket::ConnectedState)
        m_unwritten = tcp->bytesToWrite();
    return m_unwritten;
}

void TcpTransport::socketBroken()
{
    noteBreak();
    announceReadyRead();
}

void TcpTransport::noteBreak()
{
    if (std::exchange(m_broken, true) || !socket())
        return;
    // Qt does not tell FIN from RST
    if (socket()->error() != QAbstractSocket::RemoteHostClosedError)
        m_breakReason = reasonOf(*socket());
}

void TcpTransport::finishWriting()
{
    if (socket() && !m_broken)
        shutDownSending(socket()->socketDescriptor());
}

} // namespace Lomond::Net
