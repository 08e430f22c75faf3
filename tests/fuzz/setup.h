// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The first octets of an input as the settings of a connection that is open already: limits,
// compression, parts. For the targets that read frames.

#ifndef LOMOND_TESTS_FUZZ_SETUP_H
#define LOMOND_TESTS_FUZZ_SETUP_H

#include "../auto/core/protocolharness.h"
#include "target.h"

namespace Lomond::Fuzz {

struct Setup
{
    Role role = Role::Client;
    ProtocolOptions options;
    int windowBits = 15; // of what the peer compresses
    bool contextTakeover = true;
    bool takePayloads = false;
    bool decodesTexts = false;
    bool endsStream = false; // after the octets
    quint8 closesAfter = 0; // events; 0: we never close
    quint32 pieces = 0; // the seed of their lengths

    [[nodiscard]] Test::Peer peer() const
    {
        return Test::Peer(role, options, Test::Peer::Begin::Open, extensions());
    }

    // what the peer says of its direction (RFC 7692 7.1)
    [[nodiscard]] QByteArray extensions() const
    {
        const QByteArray theirs = role == Role::Client ? "; server_" : "; client_";
        QByteArray words = "permessage-deflate";
        if (windowBits < 15)
            words += theirs + "max_window_bits=" + QByteArray::number(windowBits);
        if (!contextTakeover)
            words += theirs + "no_context_takeover";
        return words;
    }
};

// Six octets: switches, message limit, fragment limit, events before we close, seed.
inline Setup readSetup(Octets &octets, Role role)
{
    static constexpr std::array<qsizetype, 16> Limits = {0,       1,       4,       5,
                                                         16,      125,     126,     127,
                                                         1'000,   4'096,   65'535,  65'536,
                                                         100'000, 1 << 20, 1 << 18, 1 << 16};
    static constexpr std::array<int, 6> Fragments = {131'072, 1, 2, 3, 5, 17};

    Setup setup;
    setup.role = role;
    const quint8 switches = octets.octet();
    const quint8 limits = octets.octet();
    if (switches & 1)
        setup.options.compression = CompressionOptions();
    setup.options.streaming = switches & 2;
    setup.options.autoPong = !(switches & 4);
    setup.takePayloads = switches & 8;
    setup.decodesTexts = switches & 128;
    setup.endsStream = switches & 16;
    setup.contextTakeover = !(switches & 32);
    setup.windowBits = switches & 64 ? 8 + (limits >> 4) % 8 : 15;
    setup.options.maxMessageSize = Limits[limits % 16];
    setup.options.maxFragments = octets.oneOf(Fragments);
    setup.closesAfter = octets.octet();
    setup.pieces = octets.word();
    return setup;
}

// Reads `octets` to where the protocol wants them, as many as there is room for; how many.
inline qsizetype readInPlace(Protocol &protocol, QByteArrayView octets)
{
    const std::span<char> room = protocol.receiveBuffer();
    require(!room.empty(), "after pulling there is room");
    const qsizetype size = qMin(octets.size(), qsizetype(room.size()));
    std::memcpy(room.data(), octets.data(), size_t(size));
    protocol.commit(size);
    return size;
}

} // namespace Lomond::Fuzz

#endif
