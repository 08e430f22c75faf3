// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What Qt's sockets do not offer, by descriptor: TCP's half-close, a second descriptor, reading that
// tells FIN from RST and does not close the socket at either. Called by the transports; never blocks.

#ifndef LOMOND_NET_NATIVESOCKET_P_H
#define LOMOND_NET_NATIVESOCKET_P_H

#include <QtCore/qstring.h>

namespace Lomond::Net {

// FIN goes out when all is sent; reading goes on.
void shutDownSending(qintptr descriptor);

// A second descriptor of the same connection, which keeps it open when the first is closed;
// -1 if the system has no such thing.
[[nodiscard]] qintptr duplicate(qintptr descriptor);

void closeSocket(qintptr descriptor);

struct Transferred
{
    qint64 count = 0; // 0: nothing is there now. -1: the end, or it is broken
    QString error; // with -1, unless it is an orderly end
};
[[nodiscard]] Transferred receive(qintptr descriptor, char *data, qint64 maxSize);

} // namespace Lomond::Net

#endif
