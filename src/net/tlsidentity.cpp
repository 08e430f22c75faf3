// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/tlsidentity_p.h"

#if QT_CONFIG(ssl)

#    include <QtCore/qurl.h>
#    include <QtNetwork/qhostaddress.h>
#    include <QtNetwork/qssl.h>

#    include <algorithm>

namespace Lomond::Net {

using namespace Qt::StringLiterals;

namespace {

// As it is in DNS and in certificates: ASCII, lower case, without the dot of the root.
QString canonicalName(const QString &name)
{
    QString ascii = QString::fromLatin1(QUrl::toAce(name)).toLower();
    if (ascii.endsWith(u'.'))
        ascii.chop(1);
    return ascii;
}

bool isAsciiName(const QString &name)
{
    return std::all_of(name.cbegin(), name.cend(), [](QChar c) { return c > u' ' && c < u'\x7f'; });
}

// RFC 9525 6.3: a wildcard is the whole left-most label, and stands for one label.
bool matches(QString pattern, const QString &host)
{
    pattern = pattern.toLower();
    if (!isAsciiName(pattern))
        return false;
    if (!pattern.contains(u'*'))
        return !pattern.isEmpty() && pattern == host;
    if (!pattern.startsWith("*."_L1))
        return false;
    const QString parent = pattern.sliced(1); // with its dot
    // not for everything below a top-level domain
    if (parent.contains(u'*') || parent.indexOf(u'.', 1) < 0)
        return false;
    const qsizetype label = host.indexOf(u'.');
    return label > 0 && QStringView(host).sliced(label) == parent;
}

} // namespace

bool isIssuedFor(const QSslCertificate &certificate, const QString &host)
{
    const auto names = certificate.subjectAlternativeNames();
    // RFC 9525 6.5: addresses match addresses only; the zone of a scoped one is a local matter
    if (QHostAddress address(host); !address.isNull()) {
        address.setScopeId({});
        const QStringList addresses = names.values(QSsl::IpAddressEntry);
        return std::any_of(addresses.cbegin(), addresses.cend(), [&address](const QString &name) {
            return address.isEqual(QHostAddress(name), QHostAddress::StrictConversion);
        });
    }
    const QString canonical = canonicalName(host);
    if (canonical.isEmpty())
        return false;
    // RFC 9525 2: the common name is not looked at
    const QStringList patterns = names.values(QSsl::DnsEntry);
    return std::any_of(patterns.cbegin(), patterns.cend(), [&canonical](const QString &pattern) {
        return matches(pattern, canonical);
    });
}

} // namespace Lomond::Net

#endif
