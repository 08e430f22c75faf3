// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "shared/faketransport.h"

#include <algorithm>
#include <cstring>

namespace Lomond::Test {

void FakePeer::connect()
{
    if (m_listener)
        m_listener->transportConnected();
}

void FakePeer::fail(const Net::TransportFailure &failure)
{
    if (m_listener)
        m_listener->transportFailed(failure);
}

void FakePeer::send(const QByteArray &octets)
{
    queue(octets);
    notify();
}

void FakePeer::notify()
{
    if (m_listener)
        m_listener->transportReadyRead();
}

void FakePeer::end(const QString &reason)
{
    m_ended = true;
    m_endReason = reason;
    notify();
}

#if QT_CONFIG(ssl)
void FakePeer::sslErrors(const QList<QSslError> &errors)
{
    if (m_listener)
        m_listener->transportSslErrors(errors);
}
#endif

void FakePeer::unblock(qint64 octets)
{
    m_room = octets;
    const qsizetype before = m_pending.size();
    flush();
    if (m_pending.size() < before && m_listener)
        m_listener->transportBytesWritten();
}

void FakePeer::flush()
{
    const qsizetype count = std::min<qint64>(m_room, m_pending.size());
    m_received += m_pending.first(count);
    m_pending.remove(0, count);
    if (m_room != std::numeric_limits<qint64>::max())
        m_room -= count;
}

FakeTransport::FakeTransport(std::shared_ptr<FakePeer> peer)
    : m_peer(std::move(peer))
{
    m_peer->m_transport = this;
}

FakeTransport::~FakeTransport()
{
    m_peer->m_transport = nullptr;
    m_peer->m_listener = nullptr;
}

void FakeTransport::setListener(Net::TransportListener *listener)
{
    m_peer->m_listener = m_peer->m_aborted ? nullptr : listener;
}

void FakeTransport::open(const Net::TransportTarget &target)
{
    m_peer->m_opened = true;
    m_peer->m_target = target;
    m_peer->secure = target.secure;
}

qint64 FakeTransport::read(char *data, qint64 maxSize)
{
    QByteArray &input = m_peer->m_input;
    ++m_peer->reads;
    if (m_peer->m_aborted || (input.isEmpty() && m_peer->m_ended))
        return -1;
    const qsizetype count = std::min({maxSize, m_peer->maxRead, qint64(input.size())});
    std::memcpy(data, input.constData(), size_t(count));
    input.remove(0, count);
    return count;
}

QString FakeTransport::endReason() const
{
    return m_peer->m_endReason;
}

void FakeTransport::write(const char *data, qint64 size)
{
    if (m_peer->m_aborted || m_peer->m_finished)
        return;
    m_peer->m_pending.append(data, size);
    m_peer->flush();
}

qint64 FakeTransport::bytesToWrite() const
{
    return m_peer->m_pending.size();
}

void FakeTransport::shutDownWriting()
{
    m_peer->m_finished = true;
}

void FakeTransport::abort()
{
    m_peer->m_aborted = true;
    m_peer->m_listener = nullptr;
    m_peer->m_pending.clear();
}

#if QT_CONFIG(ssl)
void FakeTransport::ignoreSslErrors(const QList<QSslError> &errors)
{
    m_peer->m_ignoredSslErrors += errors;
}
#endif

std::unique_ptr<Net::Transport> FakeTransportFactory::create(bool secure)
{
    const auto peer = std::make_shared<FakePeer>();
    peer->secure = secure;
    peers.push_back(peer);
    return std::make_unique<FakeTransport>(peer);
}

std::unique_ptr<Net::Transport> FakeTransportFactory::createConnected()
{
    return create(false);
}

} // namespace Lomond::Test
