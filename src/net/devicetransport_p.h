// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Any open QIODevice as a transport: a local socket, a pipe, a stream that the application made.
// Made by LomondSocket::openOn() and LomondServer::handle(). Does not own the device, which may be
// closed or deleted at any moment; closes it when the connection is dropped.

#ifndef LOMOND_NET_DEVICETRANSPORT_P_H
#define LOMOND_NET_DEVICETRANSPORT_P_H

#include "net/transport_p.h"

#include <QtCore/qiodevice.h>
#include <QtCore/qpointer.h>

namespace Lomond::Net {

class DeviceTransport final : public Transport
{
public:
    explicit DeviceTransport(QIODevice *device);
    ~DeviceTransport() override;
    Q_DISABLE_COPY_MOVE(DeviceTransport)

    void setListener(TransportListener *listener) override;
    // Only for a client: transportConnected() comes at once, or the failure of a device that is not open.
    void open(const TransportTarget &target) override;
    [[nodiscard]] qint64 read(char *data, qint64 maxSize) override;
    [[nodiscard]] QString endReason() const override { return m_endReason; }
    void write(const char *data, qint64 size) override;
    [[nodiscard]] qint64 bytesToWrite() const override;
    void shutDownWriting() override;
    void abort() override;
    [[nodiscard]] QHostAddress peerAddress() const override;
    [[nodiscard]] quint16 peerPort() const override;
    [[nodiscard]] QHostAddress localAddress() const override;
    [[nodiscard]] quint16 localPort() const override;
    [[nodiscard]] bool isSecure() const override;
#if QT_CONFIG(ssl)
    void ignoreSslErrors(const QList<QSslError> &) override {}
#endif
    void setParent(QObject *parent) override;

private:
    void announceOpened();
    void announce(void (TransportListener::*what)());
    void announceLater(void (TransportListener::*what)());
    void deviceWrote();
    void deviceEnded();
    void writePending();
    void drop();

    QPointer<QIODevice> m_device;
    QPointer<QObject> m_context; // of the connections to the device's signals
    TransportListener *m_listener = nullptr;
    QByteArray m_rest; // what the device held when it was closed
    QByteArray m_pending; // what it did not take yet
    QString m_endReason;
    bool m_inCall = false; // the device may answer at once
    bool m_deviceEnded = false;
    bool m_finishing = false;
};

} // namespace Lomond::Net

#endif
