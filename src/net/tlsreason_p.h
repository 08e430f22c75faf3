// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Why a certificate was not accepted, in words for people. Called by TlsTransport.

#ifndef LOMOND_NET_TLSREASON_P_H
#define LOMOND_NET_TLSREASON_P_H

#include <QtCore/qlist.h>
#include <QtCore/qstring.h>
#include <QtNetwork/qsslerror.h>

#if QT_CONFIG(ssl)
namespace Lomond::Net {

// Of several errors the one that says most.
[[nodiscard]] QString reasonOf(const QList<QSslError> &errors, const QString &host);

} // namespace Lomond::Net
#endif

#endif
