// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// RFC 9525 by rows, with certificates made for each.

#include "net/tlsidentity_p.h"
#include "shared/testcertificates.h"

#include <QtTest/qtest.h>

using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

class tst_TlsIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void certificateIsForItsNames_data();
    void certificateIsForItsNames();
};

void tst_TlsIdentity::certificateIsForItsNames_data()
{
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("commonName");
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *tag, const char *names, const char *commonName,
                        const QString &host, bool matches) {
        QTest::newRow(tag) << QString::fromLatin1(names) << QString::fromLatin1(commonName) << host
                           << matches;
    };
    row("6.3 the name itself", "DNS:a.test", "", u"a.test"_s, true);
    row("6.3 letters of any case", "DNS:A.Test", "", u"a.tEST"_s, true);
    row("6.3 the dot of the root", "DNS:a.test", "", u"a.test."_s, true);
    row("6.3 another name", "DNS:b.test", "", u"a.test"_s, false);
    row("6.3 a name below", "DNS:a.test", "", u"x.a.test"_s, false);
    row("6.3 a name above", "DNS:x.a.test", "", u"a.test"_s, false);
    row("6.3 one of several", "DNS:b.test,DNS:a.test", "", u"a.test"_s, true);
    row("6.3 an international name", "DNS:xn--bcher-kva.test", "", u"b\u00fccher.test"_s, true);
    row("6.3 wildcard for one label", "DNS:*.a.test", "", u"x.a.test"_s, true);
    row("6.3 wildcard for two labels", "DNS:*.a.test", "", u"x.y.a.test"_s, false);
    row("6.3 wildcard for no label", "DNS:*.a.test", "", u"a.test"_s, false);
    row("6.3 wildcard for an empty label", "DNS:*.a.test", "", u".a.test"_s, false);
    row("6.3 wildcard within a label", "DNS:f*.a.test", "", u"foo.a.test"_s, false);
    row("6.3 wildcard at the end of a label", "DNS:*f.a.test", "", u"f.a.test"_s, false);
    row("6.3 wildcard in the second label", "DNS:x.*.test", "", u"x.a.test"_s, false);
    row("6.3 two wildcards", "DNS:*.*.test", "", u"x.a.test"_s, false);
    row("6.3 wildcard for a top-level domain", "DNS:*.test", "", u"a.test"_s, false);
    row("6.3 a lone wildcard", "DNS:*", "", u"test"_s, false);
    row("2 common name without SAN", "", "a.test", u"a.test"_s, false);
    row("2 common name despite another SAN", "DNS:b.test", "a.test", u"a.test"_s, false);
    row("6.5 IPv4 address", "IP:127.0.0.1", "", u"127.0.0.1"_s, true);
    row("6.5 another IPv4 address", "IP:127.0.0.2", "", u"127.0.0.1"_s, false);
    row("6.5 IPv6 address", "IP:::1", "", u"::1"_s, true);
    row("6.5 IPv6 address written at length", "IP:::1", "", u"0:0:0:0:0:0:0:1"_s, true);
    row("6.5 IPv6 address with a zone", "IP:fe80::1", "", u"fe80::1%lo"_s, true);
    row("6.5 address as a DNS name", "DNS:127.0.0.1", "", u"127.0.0.1"_s, false);
    row("6.5 address as the common name", "", "127.0.0.1", u"127.0.0.1"_s, false);
    row("6.5 IPv4 address mapped to IPv6", "IP:127.0.0.1", "", u"::ffff:127.0.0.1"_s, false);
    row("6.5 name where only addresses are", "IP:127.0.0.1", "", u"localhost"_s, false);
    row("no host", "DNS:a.test", "", QString(), false);
}

void tst_TlsIdentity::certificateIsForItsNames()
{
    QFETCH(QString, names);
    QFETCH(QString, commonName);
    QFETCH(QString, host);
    CertificateRequest request;
    request.subjectAltNames = names.split(u',', Qt::SkipEmptyParts);
    request.commonName = commonName;
    const Identity identity = TestCertificates::instance().issue(request);
    QTEST(isIssuedFor(identity.chain.constFirst(), host), "matches");
    QVERIFY(!isIssuedFor(QSslCertificate(), host));
}

QTEST_GUILESS_MAIN(tst_TlsIdentity)
#include "tst_tlsidentity.moc"
