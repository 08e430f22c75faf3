// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the tests of TlsTransport have in common: a client that finds every name at 127.0.0.1 and
// trusts the root of the tests.

#ifndef LOMOND_TESTS_TLSCLIENT_H
#define LOMOND_TESTS_TLSCLIENT_H

#include "net/tlstransport_p.h"
#include "shared/fakeenvironment.h"
#include "shared/testcertificates.h"
#include "shared/transportprobe.h"

namespace Lomond::Test {

class TlsClient : public TransportProbe
{
public:
    TlsClient()
        : TlsClient(std::make_shared<FakeResolver>())
    {}
    explicit TlsClient(std::shared_ptr<FakeResolver> fake)
        : TransportProbe(std::make_unique<Net::TlsTransport>(fake))
        , resolver(std::move(fake))
    {
        target.secure = true;
        target.sslConfiguration = TestCertificates::instance().clientConfiguration();
    }
    void open(quint16 port, const QString &host = QStringLiteral("localhost"))
    {
        resolver->setAddresses(host, {QHostAddress(QHostAddress::LocalHost)});
        target.host = host;
        target.port = port;
        transport->open(target);
    }
    [[nodiscard]] bool waitForConnected()
    {
        return waitFor([this] { return connected == 1; });
    }
    [[nodiscard]] bool waitForFailure()
    {
        return waitFor([this] { return failed == 1; });
    }

    Net::TransportTarget target;
    std::shared_ptr<FakeResolver> resolver;
};

} // namespace Lomond::Test

#endif
