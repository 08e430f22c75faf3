// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "shared/testcertificates.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>

namespace Lomond::Test {

using namespace Qt::StringLiterals;

namespace {

constexpr char configuration[] = R"([ca]
default_ca = tests
[tests]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = anything
email_in_dn = no
[anything]
organizationName = optional
commonName = optional
[req]
distinguished_name = empty
[empty]
)";

void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

QString asn1Time(int daysFromNow)
{
    return QDateTime::currentDateTimeUtc().addDays(daysFromNow).toString(u"yyyyMMddHHmmss'Z'"_s);
}

QByteArray extensions(const CertificateRequest &request)
{
    QByteArray text = "subjectKeyIdentifier=hash\n";
    if (request.authority) {
        text += "basicConstraints=critical,CA:TRUE";
        if (request.pathLength >= 0)
            text += ",pathlen:" + QByteArray::number(request.pathLength);
        text += "\nkeyUsage=critical,keyCertSign,cRLSign\n";
    } else {
        text += "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\n";
    }
    if (!request.subjectAltNames.isEmpty())
        text += "subjectAltName=" + request.subjectAltNames.join(u',').toLatin1() + '\n';
    return text;
}

QString keyOf(const CertificateRequest &request)
{
    return QStringList {request.subjectAltNames.join(u','),
                        request.commonName,
                        QString::number(int(request.validity)),
                        QString::number(request.selfSigned),
                        QString::number(request.authority),
                        QString::number(request.pathLength),
                        request.issuer ? request.issuer->certificateFile : QString(),
                        request.serverName}
            .join(u'|');
}

} // namespace

TestCertificates &TestCertificates::instance()
{
    static TestCertificates certificates;
    return certificates;
}

TestCertificates::TestCertificates()
{
    writeFile(path(u"openssl.cnf"_s), configuration);
    writeFile(path(u"index.txt"_s), {});
    CertificateRequest request;
    request.commonName = u"Root of the tests"_s;
    request.selfSigned = true;
    request.authority = true;
    m_root = make(request, u"root"_s);
}

Identity TestCertificates::issue(const CertificateRequest &request)
{
    const QString key = keyOf(request);
    if (const auto found = m_issued.constFind(key); found != m_issued.cend())
        return *found;
    return *m_issued.insert(key, make(request, u"c%1"_s.arg(m_issued.size())));
}

Identity TestCertificates::server(const QStringList &subjectAltNames)
{
    CertificateRequest request;
    request.subjectAltNames = subjectAltNames;
    return issue(request);
}

Identity TestCertificates::make(const CertificateRequest &request, const QString &name)
{
    Identity identity;
    identity.certificateFile = path(name + u".pem"_s);
    identity.keyFile = path(name + u".key"_s);
    identity.chainFile = path(name + u".chain.pem"_s);
    const QString signingRequest = path(name + u".csr"_s);
    const QString extensionFile = path(name + u".ext"_s);
    writeFile(extensionFile, extensions(request));

    QString subject = u"/O=Lomond"_s;
    if (!request.commonName.isEmpty())
        subject += u"/CN="_s + request.commonName;
    run({u"req"_s, u"-new"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s,
         u"-nodes"_s, u"-config"_s, path(u"openssl.cnf"_s), u"-subj"_s, subject, u"-keyout"_s,
         identity.keyFile, u"-out"_s, signingRequest});

    QStringList sign {u"ca"_s,
                      u"-batch"_s,
                      u"-notext"_s,
                      u"-config"_s,
                      path(u"openssl.cnf"_s),
                      u"-extfile"_s,
                      extensionFile,
                      u"-in"_s,
                      signingRequest,
                      u"-out"_s,
                      identity.certificateFile};
    const int begin = request.validity == Validity::NotYetValid ? 1 : -30;
    const int end = request.validity == Validity::Expired ? -1 : 30;
    sign << u"-startdate"_s << asn1Time(begin) << u"-enddate"_s << asn1Time(end);
    const Identity issuer = request.issuer.value_or(m_root);
    if (request.selfSigned)
        sign << u"-selfsign"_s << u"-keyfile"_s << identity.keyFile;
    else
        sign << u"-cert"_s << issuer.certificateFile << u"-keyfile"_s << issuer.keyFile;
    run(sign);

    const QByteArray pem = readFile(identity.certificateFile);
    identity.chain = QSslCertificate::fromData(pem);
    QByteArray chainPem = pem;
    if (!request.selfSigned && request.issuer) {
        identity.chain += issuer.chain;
        chainPem += readFile(issuer.chainFile);
    }
    writeFile(identity.chainFile, chainPem);
    identity.key = QSslKey(readFile(identity.keyFile), QSsl::Ec);
    if (identity.chain.isEmpty() || identity.key.isNull())
        qFatal("openssl made a certificate or key that Qt does not read");
    return identity;
}

void TestCertificates::run(const QStringList &arguments) const
{
    QProcess openssl;
    openssl.setWorkingDirectory(m_folder.path());
    openssl.setProcessChannelMode(QProcess::MergedChannels);
    openssl.start(u"openssl"_s, arguments);
    if (!openssl.waitForFinished() || openssl.exitStatus() != QProcess::NormalExit
        || openssl.exitCode() != 0) {
        qFatal("openssl %s: %s\n%s", qPrintable(arguments.join(u' ')),
               qPrintable(openssl.errorString()), openssl.readAll().constData());
    }
}

QSslConfiguration TestCertificates::clientConfiguration() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(m_root.chain);
    return configuration;
}

QSslConfiguration TestCertificates::serverConfiguration(const Identity &identity)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(identity.chain);
    configuration.setPrivateKey(identity.key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // no client certificates
    return configuration;
}

QSslConfiguration TestCertificates::localServerConfiguration()
{
    return serverConfiguration(server({u"DNS:localhost"_s, u"IP:127.0.0.1"_s, u"IP:::1"_s}));
}

} // namespace Lomond::Test
