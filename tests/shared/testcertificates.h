// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Certificates for tests, made at run time with the `openssl` command in a temporary folder, one
// authority per process. The same request gives the same identity again.

#ifndef LOMOND_TESTS_TESTCERTIFICATES_H
#define LOMOND_TESTS_TESTCERTIFICATES_H

#include <QtCore/qhash.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslconfiguration.h>
#include <QtNetwork/qsslkey.h>

#include <optional>

namespace Lomond::Test {

// A certificate, those above it but for the root, and its key; as Qt and as files (PEM) have them.
struct Identity
{
    QList<QSslCertificate> chain;
    QSslKey key;
    QString chainFile;
    QString certificateFile;
    QString keyFile;
};

enum class Validity { Valid, Expired, NotYetValid };

struct CertificateRequest
{
    QStringList subjectAltNames; // as openssl writes them: "DNS:a.test", "IP:127.0.0.1"
    QString commonName;
    Validity validity = Validity::Valid;
    bool selfSigned = false;
    bool authority = false; // may sign others, as far as pathLength
    int pathLength = -1; // no limit
    std::optional<Identity> issuer; // nothing: the root
    QString serverName; // told apart by nothing else: a second key for the same request
};

class TestCertificates
{
public:
    // Aborts the test program with a message if `openssl` does not work.
    static TestCertificates &instance();

    [[nodiscard]] Identity root() const { return m_root; }
    [[nodiscard]] Identity issue(const CertificateRequest &request);
    // what most tests want: valid, by the root
    [[nodiscard]] Identity server(const QStringList &subjectAltNames);

    // trusts the root and nothing else
    [[nodiscard]] QSslConfiguration clientConfiguration() const;
    [[nodiscard]] static QSslConfiguration serverConfiguration(const Identity &identity);
    // for 127.0.0.1, ::1 and localhost
    [[nodiscard]] QSslConfiguration localServerConfiguration();

private:
    TestCertificates();
    [[nodiscard]] Identity make(const CertificateRequest &request, const QString &name);
    void run(const QStringList &arguments) const;
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    Identity m_root;
    QHash<QString, Identity> m_issued;
};

} // namespace Lomond::Test

#endif
