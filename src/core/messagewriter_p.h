// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages of the application to frames: refuses what cannot be a text, compresses what is worth
// it, and keeps the order of a message that is sent in parts. Called by Protocol, which knows
// whether anything may be sent at all. Here the deflater and the frame encoder meet.

#ifndef LOMOND_CORE_MESSAGEWRITER_P_H
#define LOMOND_CORE_MESSAGEWRITER_P_H

#include "core/deflater_p.h"
#include "core/frameencoder_p.h"
#include "core/utf8_p.h"

#include <Lomond/lomondprotocol.h>

#include <memory>
#include <optional>

namespace Lomond::Core {

class MessageWriter
{
public:
    explicit MessageWriter(FrameEncoder &encoder)
        : m_encoder(encoder)
    {}
    // what we compress with; messages of fewer than `threshold` octets go plain
    void setCompression(const Deflater::Settings &settings, qsizetype threshold);

    // Each changes nothing unless it returns NoError. FrameBuildError: the text is none, or a
    // message in parts is open (there is none for sendFragment()).
    [[nodiscard]] ErrorCode sendText(QStringView text, const SendOptions &options);
    [[nodiscard]] ErrorCode sendUtf8(QByteArrayView utf8, const SendOptions &options);
    [[nodiscard]] ErrorCode sendBinary(QByteArrayView data, const SendOptions &options);
    [[nodiscard]] ErrorCode begin(Opcode type, const SendOptions &options);
    [[nodiscard]] ErrorCode sendFragment(QByteArrayView payload, bool final);

    [[nodiscard]] const Deflater *deflater() const { return m_deflater.get(); }

private:
    [[nodiscard]] bool isWorthCompressing(qsizetype size, const SendOptions &options) const;
    [[nodiscard]] Deflater &deflaterInUse();
    void append(Opcode opcode, QByteArrayView payload, const SendOptions &options);

    struct OpenMessage
    {
        Opcode type;
        Opcode opcode; // of the next frame
        bool compressed;
        qsizetype fragmentSize;
        Utf8Validator utf8;
    };

    FrameEncoder &m_encoder;
    std::optional<Deflater::Settings> m_compression; // agreed on
    qsizetype m_threshold = 0;
    std::unique_ptr<Deflater> m_deflater; // from the first message that is worth it on
    std::optional<OpenMessage> m_open;
};

} // namespace Lomond::Core

#endif
