// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A listener for tests of transports: owns one, records what it is told, reads all there is.
// Each callback can be given something else to do.

#ifndef LOMOND_TESTS_TRANSPORTPROBE_H
#define LOMOND_TESTS_TRANSPORTPROBE_H

#include "net/transport_p.h"
#include "shared/waitfor.h"

#include <functional>
#include <memory>

namespace Lomond::Test {

class TransportProbe : public Net::TransportListener
{
public:
    explicit TransportProbe(std::unique_ptr<Net::Transport> owned)
        : transport(std::move(owned))
    {
        transport->setListener(this);
    }
    virtual ~TransportProbe() = default;
    Q_DISABLE_COPY_MOVE(TransportProbe)

    void transportConnected() override
    {
        ++connected;
        if (onConnected)
            onConnected();
    }
    void transportFailed(const Net::TransportFailure &why) override
    {
        ++failed;
        failure = why;
        if (onFailed)
            onFailed();
    }
    void transportReadyRead() override
    {
        ++readyRead;
        if (onReadyRead)
            onReadyRead();
        else
            readAll();
    }
    void transportBytesWritten() override
    {
        ++bytesWritten;
        if (onBytesWritten)
            onBytesWritten();
    }
#if QT_CONFIG(ssl)
    void transportSslErrors(const QList<QSslError> &errors) override
    {
        sslErrors.append(errors);
        if (onSslErrors)
            onSslErrors();
    }
#endif

    void readAll()
    {
        while (readOnce(64 * 1024) > 0) {}
    }
    qint64 readOnce(qint64 maxSize)
    {
        QByteArray octets(maxSize, Qt::Uninitialized);
        const qint64 count = transport->read(octets.data(), octets.size());
        if (count > 0)
            received.append(octets.first(count));
        if (count < 0)
            ended = true;
        return count;
    }
    void write(const QByteArray &octets)
    {
        transport->write(octets.constData(), octets.size());
    }

    [[nodiscard]] bool waitForEnd()
    {
        return waitFor([this] { return ended; });
    }

    std::unique_ptr<Net::Transport> transport;
    int connected = 0;
    int failed = 0;
    int readyRead = 0;
    int bytesWritten = 0;
    Net::TransportFailure failure;
    QByteArray received;
    bool ended = false;
    std::function<void()> onConnected;
    std::function<void()> onFailed;
    std::function<void()> onReadyRead;
    std::function<void()> onBytesWritten;
#if QT_CONFIG(ssl)
    QList<QSslError> sslErrors;
    std::function<void()> onSslErrors;
#endif
};

} // namespace Lomond::Test

#endif
