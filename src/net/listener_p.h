// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Accepts TCP or TLS connections for LomondServer and hands each out as a connected Transport.
// Knows nothing of HTTP.

#ifndef LOMOND_NET_LISTENER_P_H
#define LOMOND_NET_LISTENER_P_H

#include "net/transport_p.h"

#include <QtNetwork/qtcpserver.h>

#include <chrono>
#include <functional>
#include <memory>

namespace Lomond::Net {

using Accepted = std::function<void(std::unique_ptr<Transport>)>;

[[nodiscard]] std::unique_ptr<QTcpServer> createTcpListener(Accepted accepted);
#if QT_CONFIG(ssl)
// The TLS handshake is over when a transport is handed out; it may take so long.
[[nodiscard]] std::unique_ptr<QTcpServer> createTlsListener(const QSslConfiguration &configuration,
                                                            std::chrono::milliseconds timeout,
                                                            Accepted accepted);
#endif

} // namespace Lomond::Net

#endif
