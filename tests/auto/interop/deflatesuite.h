// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lomond and another implementation compress (RFC 7692): what each of them asks for, what both say
// that they agreed on, and messages of many kinds in both directions. Who the peer is, is up to the
// derived class.

#ifndef LOMOND_TESTS_DEFLATESUITE_H
#define LOMOND_TESTS_DEFLATESUITE_H

#include "peerpair.h"

namespace Lomond::Test {

class DeflateSuite : public PeerPair
{
    Q_OBJECT

protected:
    // windowBits: the smallest window that the peer can compress with
    DeflateSuite(const PeerProcess::Kind &kind, int windowBits)
        : PeerPair(kind, Transports::Tcp)
        , m_peersLeastWindowBits(windowBits)
    {}

    [[nodiscard]] std::optional<CompressionOptions> lomondsCompression() const override;
    [[nodiscard]] QStringList peersOptions() const override;

private Q_SLOTS:
    void exchangesMessages_data();
    void exchangesMessages();
    void exchangesFragments_data();
    void exchangesFragments();
    void keepsTheContextIfThatWasAgreed_data();
    void keepsTheContextIfThatWasAgreed();

private:
    [[nodiscard]] CompressionOptions possible(CompressionOptions options) const;
    // connects, and compares what the peer tells with what the row expects
    [[nodiscard]] bool agrees();
    [[nodiscard]] bool peerHears(const QString &event, const QString &data);

    int m_peersLeastWindowBits;
};

} // namespace Lomond::Test

#endif
