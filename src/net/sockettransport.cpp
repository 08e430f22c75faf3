// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/sockettransport_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qnetworkproxy.h>

namespace Lomond::Net {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// An address that does not answer must not take the time of those after it.
constexpr auto AddressTimeout = 5s;

} // namespace

QString reasonOf(const QAbstractSocket &socket)
{
    switch (socket.error()) {
    case QAbstractSocket::ConnectionRefusedError:
        return u"connection refused"_s;
    case QAbstractSocket::SocketTimeoutError:
        return u"the connection attempt timed out"_s;
    default:
        break;
    }
    QString text = socket.errorString();
    while (text.endsWith(u'.'))
        text.chop(1);
    if (text.size() > 1 && text.at(1).isLower())
        text[0] = text.at(0).toLower();
    return text;
}

SocketTransport::SocketTransport(std::shared_ptr<Resolver> resolver)
    : m_attempt(std::make_unique<Attempt>())
{
    m_attempt->resolver = std::move(resolver);
}

SocketTransport::~SocketTransport()
{
    delete m_context;
    discardSocket();
    if (m_destroyed)
        *m_destroyed = true;
}

void SocketTransport::setListener(TransportListener *listener)
{
    m_listener = listener;
    if (m_adopted && listener)
        announceReadyReadLater(); // what came before anybody listened
}

void SocketTransport::open(const TransportTarget &target)
{
    m_attempt->target = target;
    m_attempt->lookup = m_attempt->resolver->lookUp(target.host,
                                                    [this](const Resolution &resolution) {
                                                        takeAddresses(resolution);
                                                    });
}

void SocketTransport::takeAddresses(const Resolution &resolution)
{
    m_attempt->lookup.reset();
    m_attempt->addresses = resolution.addresses;
    if (m_attempt->addresses.isEmpty())
        fail({ErrorCode::HostNotFound, Stage::Resolve, resolution.error, false});
    else
        tryNextAddress();
}

void SocketTransport::tryNextAddress()
{
    static const QNetworkProxy noProxy(QNetworkProxy::NoProxy); // one for all sockets
    const QHostAddress address = m_attempt->addresses.takeFirst();
    m_socket = createSocket().release();
    m_socket->setProxy(noProxy);
    watch();
    on<QAbstractSocket>(m_socket, &QAbstractSocket::connected, [this] { socketConnected(); });
    if (!m_attempt->addresses.isEmpty()) {
        QTimer::singleShot(AddressTimeout, m_context, [this] {
            if (m_attempt && !m_attempt->addresses.isEmpty()) // still connecting
                addressFailed({});
        });
    }
    m_socket->connectToHost(address, m_attempt->target.port, openMode());
}

void SocketTransport::watch()
{
    renewContext();
    on<QAbstractSocket>(m_socket, &QAbstractSocket::errorOccurred, [this] {
        if (m_connected)
            socketBroken();
        else
            addressFailed(failure());
    });
    on<QAbstractSocket>(m_socket, &QAbstractSocket::disconnected, [this] {
        if (m_connected)
            socketBroken();
    });
    QObject::connect(m_socket, &QIODevice::channelReadyRead, m_context, [this] {
        if (m_connected)
            withinSignal([this] { readable(); });
    });
}

void SocketTransport::addressFailed(const TransportFailure &failure)
{
    if (m_attempt->addresses.isEmpty() || failure.stage != Stage::Connect) {
        fail(failure);
        return;
    }
    discardSocket();
    tryNextAddress();
}

TransportFailure SocketTransport::failure() const
{
    return {ErrorCode::ConnectFail, Stage::Connect, reasonOf(*m_socket), false};
}

void SocketTransport::socketConnected()
{
    m_attempt->addresses.clear();
    // it costs as long as it is connected
    QObject::disconnect(m_socket, &QAbstractSocket::connected, m_context, nullptr);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    noteAddresses();
    tcpConnected();
}

void SocketTransport::noteAddresses()
{
    m_peerAddress = m_socket->peerAddress();
    m_peerPort = m_socket->peerPort();
    m_localAddress = m_socket->localAddress();
    m_localPort = m_socket->localPort();
}

void SocketTransport::adopt(std::unique_ptr<QTcpSocket> socket)
{
    m_adopted = true;
    m_connected = true;
    m_socket = socket.release();
    m_socket->setParent(nullptr);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    noteAddresses();
    watch();
}

void SocketTransport::announceConnected()
{
    m_connected = true;
    m_attempt.reset();
    tell([](TransportListener *listener) { listener->transportConnected(); });
}

bool SocketTransport::announceReadyRead()
{
    return tell([](TransportListener *listener) { listener->transportReadyRead(); });
}

void SocketTransport::announceReadyReadLater()
{
    if (m_readyReadPending || !m_context)
        return;
    m_readyReadPending = true;
    QMetaObject::invokeMethod(
            m_context,
            [this] {
                m_readyReadPending = false;
                announceReadyRead();
            },
            Qt::QueuedConnection);
}

void SocketTransport::bytesWereWritten()
{
    if (!m_connected)
        return;
    if (!tell([](TransportListener *listener) { listener->transportBytesWritten(); }))
        return;
    if (m_finishing)
        shutDownWriting();
}

void SocketTransport::shutDownWriting()
{
    m_finishing = true;
    if (m_finished || !m_connected || !m_context || bytesToWrite() > 0)
        return;
    m_finished = true;
    finishWriting();
}

void SocketTransport::fail(const TransportFailure &failure)
{
    m_ended = true;
    delete m_context; // nothing is heard any more
    discardSocket();
    dropConnection();
    tell([&failure](TransportListener *listener) { listener->transportFailed(failure); });
}

void SocketTransport::end(const QString &reason)
{
    if (m_ended)
        return;
    m_ended = true;
    m_endReason = reason;
}

void SocketTransport::abort()
{
    m_listener = nullptr;
    if (m_attempt)
        m_attempt->lookup.reset();
    m_ended = true;
    delete m_context;
    discardSocket();
    dropConnection();
}

void SocketTransport::renewContext()
{
    delete m_context; // nothing of the old socket is heard any more
    m_context = new QObject;
    m_readyReadPending = false;
}

void SocketTransport::setParent(QObject *parent)
{
    if (m_context)
        m_context->setParent(parent);
    if (m_socket)
        m_socket->setParent(parent);
}

void SocketTransport::discardSocket()
{
    if (m_context)
        renewContext();
    QTcpSocket *const socket = m_socket;
    m_socket = nullptr;
    if (!socket)
        return;
    socket->abort();
    if (!m_adopted && !m_inSignal) {
        delete socket;
        return;
    }
    // It is on the stack, or may be on that of the server that handed it out. The application
    // deletes it if no event loop runs any more.
    QCoreApplication *const application = QCoreApplication::instance();
    const bool sameThread = application && application->thread() == socket->thread();
    socket->setParent(sameThread ? application : nullptr);
    socket->deleteLater();
}

} // namespace Lomond::Net
