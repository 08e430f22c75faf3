// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Is this certificate for that host? RFC 9525 (and RFC 6125), stricter than Qt: which also accepts a
// common name, an address in it, and wildcards within a label.
// Called by TlsTransport when the chain is verified already. Judges the name, nothing else.

#ifndef LOMOND_NET_TLSIDENTITY_P_H
#define LOMOND_NET_TLSIDENTITY_P_H

#include <QtCore/qstring.h>
#include <QtNetwork/qsslcertificate.h>

#if QT_CONFIG(ssl)
namespace Lomond::Net {

[[nodiscard]] bool isIssuedFor(const QSslCertificate &certificate, const QString &host);

} // namespace Lomond::Net
#endif

#endif
