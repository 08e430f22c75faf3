// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lomond and another implementation, connected: what suites of tests between the two have in common.
// Each test is run with Lomond as the client and as the server, and ends with a closing handshake;
// nothing may have happened that it did not look at. Who the peer is, is up to the derived class.

#ifndef LOMOND_TESTS_PEERPAIR_H
#define LOMOND_TESTS_PEERPAIR_H

#include "peerprocess.h"

#include <Lomond/LomondServer>

#include <QtCore/qhash.h>
#include <QtCore/qpointer.h>
#include <QtTest/qsignalspy.h>

namespace Lomond::Test {

class PeerPair : public QObject
{
    Q_OBJECT

protected:
    enum class Transports { Tcp, TcpAndTls };
    PeerPair(PeerProcess::Kind kind, Transports transports)
        : m_kind(std::move(kind))
        , m_transports(transports)
    {}

    struct Spies
    {
        explicit Spies(LomondSocket *socket);
        QSignalSpy text, binary, ping, pong, closing, closed, disconnected, error;
    };

    // what the row of a test asks for; nothing: neither side compresses
    [[nodiscard]] virtual std::optional<CompressionOptions> lomondsCompression() const
    {
        return {};
    }
    [[nodiscard]] virtual QStringList peersOptions() const { return {}; }
    // false: it failed, and said so
    [[nodiscard]] bool connectPair(const QStringList &offered = {});

    static const QStringList Protocols; // of both

    std::shared_ptr<PeerProcess> m_peer;
    QPointer<LomondSocket> m_socket; // Lomond's end, whichever it is
    std::unique_ptr<Spies> m_spies;
    QJsonObject m_open; // what the peer told of the connection
    bool m_lomondServes = false;

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();
    void cleanupTestCase();

private:
    [[nodiscard]] QString startPeer(bool tls);
    void watch(LomondSocket *socket);

    PeerProcess::Kind m_kind;
    Transports m_transports;
    bool m_tls = false;
    QHash<QString, std::shared_ptr<PeerProcess>> m_peers; // one for each way to connect
    std::unique_ptr<LomondServer> m_server;
    std::unique_ptr<LomondSocket> m_client;
};

} // namespace Lomond::Test

#endif
