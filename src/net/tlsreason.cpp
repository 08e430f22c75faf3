// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/tlsreason_p.h"

#if QT_CONFIG(ssl)

#    include <QtCore/qdatetime.h>
#    include <QtNetwork/qssl.h>
#    include <QtNetwork/qsslcertificate.h>

namespace Lomond::Net {

using namespace Qt::StringLiterals;

namespace {

QString nameReason(const QSslCertificate &certificate, const QString &host)
{
    const QStringList names = certificate.subjectAlternativeNames().values();
    QString reason = u"the server's certificate is not for %1"_s.arg(host);
    if (names.isEmpty())
        reason += u", and names no host as it should (subjectAltName)"_s;
    else
        reason += u" but for %1"_s.arg(
                names.first(std::min<qsizetype>(names.size(), 3)).join(", "_L1));
    return reason;
}

QString reasonOf(const QSslError &error, const QString &host)
{
    const QSslCertificate certificate = error.certificate();
    switch (error.error()) {
    case QSslError::HostNameMismatch:
        return nameReason(certificate, host);
    case QSslError::CertificateExpired:
        return u"the server's certificate expired on %1"_s.arg(
                certificate.expiryDate().date().toString(Qt::ISODate));
    case QSslError::CertificateNotYetValid:
        return u"the server's certificate is not valid before %1"_s.arg(
                certificate.effectiveDate().date().toString(Qt::ISODate));
    case QSslError::SelfSignedCertificate:
        return u"the server's certificate is signed by itself, not by a trusted authority"_s;
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return u"the server's certificate was not issued by a trusted authority"_s;
    case QSslError::InvalidCaCertificate:
        return u"the server's certificate was issued by one that may not issue any"_s;
    case QSslError::PathLengthExceeded:
        return u"the server's certificate has more authorities above it than those allow"_s;
    case QSslError::CertificateRevoked:
        return u"the server's certificate was revoked"_s;
    case QSslError::NoPeerCertificate:
        return u"the server has no certificate"_s;
    default:
        return u"the server's certificate was not accepted: %1"_s.arg(error.errorString());
    }
}

// That a chain does not end at a trusted root follows from most other faults.
bool isConsequence(QSslError::SslError error)
{
    return error == QSslError::UnableToGetLocalIssuerCertificate
           || error == QSslError::UnableToVerifyFirstCertificate
           || error == QSslError::CertificateUntrusted;
}

} // namespace

QString reasonOf(const QList<QSslError> &errors, const QString &host)
{
    for (const QSslError &error : errors) {
        if (!isConsequence(error.error()))
            return reasonOf(error, host);
    }
    return errors.isEmpty() ? QString() : reasonOf(errors.constFirst(), host);
}

} // namespace Lomond::Net

#endif
