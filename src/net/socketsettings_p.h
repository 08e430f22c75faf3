// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The settable properties of a LomondSocket, with their defaults: plain values that the socket owns
// and its connection reads, some of them (intervals, limits) while it is open.

#ifndef LOMOND_NET_SOCKETSETTINGS_P_H
#define LOMOND_NET_SOCKETSETTINGS_P_H

#include <Lomond/lomondcompressionoptions.h>
#include <Lomond/lomondreconnectpolicy.h>

#include <QtCore/qstringlist.h>
#include <QtCore/qurl.h>
#include <QtCore/qvariant.h>
#include <QtNetwork/qtnetworkglobal.h>
#if QT_CONFIG(ssl)
#    include <QtNetwork/qsslconfiguration.h>
#    include <QtNetwork/qsslerror.h>
#endif

#include <chrono>
#include <optional>

namespace Lomond::Net {

struct SocketSettings
{
    using Milliseconds = std::chrono::milliseconds;

    QUrl url;
    QStringList protocols;
    QString agent;
    QVariantMap headers; // a list value repeats the header
    bool persistent = false;
    ReconnectPolicy reconnect;
    bool compress = false;
    CompressionOptions compression; // if compress
    bool streaming = false; // what is received, in parts
    bool autoPong = true;
    // 0 turns each of these off
    Milliseconds pollInterval {5'000};
    Milliseconds pingInterval {30'000};
    Milliseconds pingTimeout {60'000};
    Milliseconds openTimeout {20'000};
    Milliseconds closeTimeout {30'000};
    Milliseconds deliveryBudget {8};
    qint64 maxMessageSize = 16 * 1024 * 1024;
    qint64 sendBufferLimit = 16 * 1024 * 1024;
#if QT_CONFIG(ssl)
    // none: the default, which is not made before it is needed, since that loads the TLS library
    std::optional<QSslConfiguration> sslConfiguration;
    QList<QSslError> ignoredSslErrors;
#endif
};

} // namespace Lomond::Net

#endif
