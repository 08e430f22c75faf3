// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lomond and another implementation talk to each other: each test is run with Lomond as the client
// and as the server, plain and over TLS. Both views are checked: Lomond's signals, and what the
// peer reports. Who the peer is, is up to the derived class.

#ifndef LOMOND_TESTS_PEERSUITE_H
#define LOMOND_TESTS_PEERSUITE_H

#include "peerprocess.h"

#include <Lomond/LomondServer>

#include <QtCore/qhash.h>
#include <QtCore/qpointer.h>
#include <QtTest/qsignalspy.h>

namespace Lomond::Test {

class PeerSuite : public QObject
{
    Q_OBJECT

protected:
    explicit PeerSuite(PeerProcess::Kind kind)
        : m_kind(std::move(kind))
    {}

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();
    void cleanupTestCase();

    void exchangesText_data();
    void exchangesText();
    void exchangesBinary_data();
    void exchangesBinary();
    void keepsTheOrder();
    void receivesFragments_data();
    void receivesFragments();
    void answersPings_data();
    void answersPings();
    void itsPingsAreAnswered_data();
    void itsPingsAreAnswered();
    void closesFirst_data();
    void closesFirst();
    void peerClosesFirst_data();
    void peerClosesFirst();
    void agreesOnAProtocol_data();
    void agreesOnAProtocol();

private:
    struct Spies
    {
        explicit Spies(LomondSocket *socket);
        QSignalSpy text, binary, ping, pong, closing, closed, disconnected, error;
    };

    [[nodiscard]] QString startPeer(bool tls);
    // false: it failed, and said so
    [[nodiscard]] bool connectPair(const QStringList &offered = {});
    void watch(LomondSocket *socket);

    PeerProcess::Kind m_kind;
    bool m_lomondServes = false;
    bool m_tls = false;
    QHash<QString, std::shared_ptr<PeerProcess>> m_peers; // one for each way to connect
    std::shared_ptr<PeerProcess> m_peer;
    std::unique_ptr<LomondServer> m_server;
    std::unique_ptr<LomondSocket> m_client;
    QPointer<LomondSocket> m_socket; // Lomond's end, whichever it is
    std::unique_ptr<Spies> m_spies;
    QString m_agreed; // by the peer
};

} // namespace Lomond::Test

#endif
