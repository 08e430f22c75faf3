// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A frame encoder with keys that count up, and all that it gives, in words. For its tests.

#ifndef LOMOND_TESTS_ENCODERHARNESS_H
#define LOMOND_TESTS_ENCODERHARNESS_H

#include "core/frameencoder_p.h"

#include "protocolharness.h"

namespace Lomond::Test {

class EncoderHarness
{
protected:
    static constexpr int PongLimit = 16;
    static inline quint32 s_keys = 0;

    [[nodiscard]] static Core::FrameEncoder encoder(Role role, int maxPendingPongs = PongLimit)
    {
        return Core::FrameEncoder(role, role == Role::Client ? &nextKeys : nullptr, &s_keys,
                                  maxPendingPongs);
    }
    [[nodiscard]] static QStringList takeAll(Core::FrameEncoder &encoder, Role role)
    {
        const QStringList wrong {QStringLiteral("wrong count")};
        QStringList words;
        for (;;) {
            const qint64 before = encoder.pending();
            const QByteArray octets = encoder.take();
            if (encoder.pending() != before - octets.size())
                return wrong;
            if (octets.isNull())
                return encoder.pending() == 0 ? words : wrong;
            words += outputInWords(octets, role); // whole frames in each piece
        }
    }
};

} // namespace Lomond::Test

#endif
