// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/devicetransport_p.h"

#include "net/nativesocket_p.h"

#include <QtCore/qscopedvaluerollback.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtNetwork/qtcpsocket.h>
#if QT_CONFIG(process)
#    include <QtCore/qprocess.h>
#endif
#if QT_CONFIG(ssl)
#    include <QtNetwork/qsslsocket.h>
#endif

#include <algorithm>
#include <cstring>

namespace Lomond::Net {

using namespace Qt::StringLiterals;

namespace {

const QAbstractSocket *asSocket(const QIODevice *device)
{
    return qobject_cast<const QAbstractSocket *>(device);
}

void closeWriteChannel(QIODevice *device)
{
    if (const auto *socket = qobject_cast<QAbstractSocket *>(device))
        shutDownSending(socket->socketDescriptor());
#ifndef Q_OS_WIN
    else if (const auto *local = qobject_cast<QLocalSocket *>(device))
        shutDownSending(local->socketDescriptor());
#endif
#if QT_CONFIG(process)
    else if (auto *process = qobject_cast<QProcess *>(device))
        process->closeWriteChannel();
#endif
}

} // namespace

DeviceTransport::DeviceTransport(QIODevice *device)
    : m_device(device)
    , m_context(new QObject)
{
    if (!device)
        return; // open() will tell
    QObject *const context = m_context;
    const auto ended = [this] { deviceEnded(); };
    QObject::connect(device, &QIODevice::readyRead, context,
                     [this] { announce(&TransportListener::transportReadyRead); });
    QObject::connect(device, &QIODevice::bytesWritten, context, [this] { deviceWrote(); });
    QObject::connect(device, &QIODevice::readChannelFinished, context, ended);
    QObject::connect(device, &QIODevice::aboutToClose, context, ended);
    QObject::connect(device, &QObject::destroyed, context, ended);
    if (const auto *local = qobject_cast<QLocalSocket *>(device))
        QObject::connect(local, &QLocalSocket::disconnected, context, ended);
    if (const auto *socket = qobject_cast<QAbstractSocket *>(device))
        QObject::connect(socket, &QAbstractSocket::disconnected, context, ended);
}

DeviceTransport::~DeviceTransport()
{
    drop();
}

void DeviceTransport::setListener(TransportListener *listener)
{
    m_listener = listener;
    if (listener)
        announceLater(&TransportListener::transportReadyRead); // what came before anybody listened
}

void DeviceTransport::open(const TransportTarget &)
{
    if (m_context) {
        QMetaObject::invokeMethod(
                m_context, [this] { announceOpened(); }, Qt::QueuedConnection);
    }
}

void DeviceTransport::announceOpened()
{
    if (!m_listener)
        return;
    if (m_device && m_device->isReadable() && m_device->isWritable()) {
        m_listener->transportConnected();
        return;
    }
    m_listener->transportFailed({ErrorCode::ConnectFail, Stage::Connect,
                                 u"the device is not open for reading and writing"_s, false});
}

void DeviceTransport::announce(void (TransportListener::*what)())
{
    if (m_inCall)
        announceLater(what);
    else if (m_listener)
        (m_listener->*what)();
}

void DeviceTransport::announceLater(void (TransportListener::*what)())
{
    if (m_context) {
        QMetaObject::invokeMethod(
                m_context, [this, what] { announce(what); }, Qt::QueuedConnection);
    }
}

void DeviceTransport::deviceWrote()
{
    if (m_inCall) {
        QMetaObject::invokeMethod(
                m_context, [this] { deviceWrote(); }, Qt::QueuedConnection);
        return;
    }
    writePending();
    announce(&TransportListener::transportBytesWritten);
}

// At aboutToClose() and before, everything that was received can still be read.
void DeviceTransport::deviceEnded()
{
    if (!m_deviceEnded) {
        m_deviceEnded = true;
        const auto *local = qobject_cast<const QLocalSocket *>(m_device.data());
        const auto *socket = asSocket(m_device);
        if ((local && local->error() > QLocalSocket::PeerClosedError)
            || (socket && socket->error() > QAbstractSocket::RemoteHostClosedError)) {
            m_endReason = m_device->errorString();
        }
    }
    if (m_device && m_device->isReadable() && m_device->bytesAvailable() > 0)
        m_rest += m_device->readAll();
    announceLater(&TransportListener::transportReadyRead);
}

qint64 DeviceTransport::read(char *data, qint64 maxSize)
{
    if (maxSize <= 0)
        return 0;
    if (!m_rest.isEmpty()) {
        const qsizetype count = std::min<qint64>(maxSize, m_rest.size());
        std::memcpy(data, m_rest.constData(), size_t(count));
        m_rest.remove(0, count);
        return count;
    }
    if (!m_device || !m_device->isReadable())
        return -1;
    const QScopedValueRollback inCall(m_inCall, true);
    const qint64 count = m_device->read(data, maxSize);
    return count == 0 && m_deviceEnded ? -1 : count;
}

void DeviceTransport::write(const char *data, qint64 size)
{
    if (!m_device || !m_device->isWritable() || m_finishing)
        return;
    m_pending.append(data, size);
    writePending();
}

void DeviceTransport::writePending()
{
    if (m_device && m_device->isWritable() && !m_pending.isEmpty()) {
        const QScopedValueRollback inCall(m_inCall, true);
        // taken away first: a device that answers at once asks for more
        const QByteArray octets = std::exchange(m_pending, {});
        const qint64 count = m_device->write(octets);
        if (count >= 0)
            m_pending.prepend(octets.sliced(count));
        else
            announceLater(&TransportListener::transportReadyRead);
    }
    if (m_finishing && m_device && bytesToWrite() == 0)
        closeWriteChannel(m_device);
}

qint64 DeviceTransport::bytesToWrite() const
{
    return m_device && m_device->isOpen() ? m_device->bytesToWrite() + m_pending.size() : 0;
}

void DeviceTransport::shutDownWriting()
{
    if (m_finishing)
        return;
    m_finishing = true;
    writePending();
}

void DeviceTransport::abort()
{
    m_listener = nullptr;
    drop();
}

void DeviceTransport::drop()
{
    delete m_context; // nothing is heard any more
    m_rest.clear();
    m_pending.clear();
    QIODevice *const device = m_device;
    m_device = nullptr;
    if (auto *local = qobject_cast<QLocalSocket *>(device))
        local->abort();
    else if (auto *socket = qobject_cast<QAbstractSocket *>(device))
        socket->abort();
    else if (device && device->isOpen())
        device->close();
}

QHostAddress DeviceTransport::peerAddress() const
{
    const QAbstractSocket *socket = asSocket(m_device);
    return socket ? socket->peerAddress() : QHostAddress();
}

quint16 DeviceTransport::peerPort() const
{
    const QAbstractSocket *socket = asSocket(m_device);
    return socket ? socket->peerPort() : 0;
}

QHostAddress DeviceTransport::localAddress() const
{
    const QAbstractSocket *socket = asSocket(m_device);
    return socket ? socket->localAddress() : QHostAddress();
}

quint16 DeviceTransport::localPort() const
{
    const QAbstractSocket *socket = asSocket(m_device);
    return socket ? socket->localPort() : 0;
}

bool DeviceTransport::isSecure() const
{
#if QT_CONFIG(ssl)
    const auto *socket = qobject_cast<const QSslSocket *>(m_device.data());
    return socket && socket->isEncrypted();
#else
    return false;
#endif
}

void DeviceTransport::setParent(QObject *parent)
{
    if (m_context)
        m_context->setParent(parent);
}

} // namespace Lomond::Net
