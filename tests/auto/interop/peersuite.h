// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lomond and another implementation talk to each other, plain and over TLS. Both views are checked:
// Lomond's signals, and what the peer reports. Who the peer is, is up to the derived class.

#ifndef LOMOND_TESTS_PEERSUITE_H
#define LOMOND_TESTS_PEERSUITE_H

#include "peerpair.h"

namespace Lomond::Test {

class PeerSuite : public PeerPair
{
    Q_OBJECT

protected:
    explicit PeerSuite(const PeerProcess::Kind &kind)
        : PeerPair(kind, Transports::TcpAndTls)
    {}

private Q_SLOTS:
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
};

} // namespace Lomond::Test

#endif
