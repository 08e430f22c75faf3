// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/messagewriter_p.h"

#include "core/utf8encoder_p.h"

namespace Lomond::Core {

void MessageWriter::setCompression(const Deflater::Settings &settings, qsizetype threshold)
{
    m_compression = settings;
    m_threshold = threshold;
}

bool MessageWriter::isWorthCompressing(qsizetype size, const SendOptions &options) const
{
    return m_compression && options.compressed && size >= m_threshold;
}

Deflater &MessageWriter::deflaterInUse()
{
    if (!m_deflater)
        m_deflater = std::make_unique<Deflater>(*m_compression);
    return *m_deflater;
}

// A whole message.
void MessageWriter::append(Opcode opcode, QByteArrayView payload, const SendOptions &options)
{
    if (isWorthCompressing(payload.size(), options)) {
        const QByteArray compressed = deflaterInUse().compress(payload);
        if (!compressed.isNull())
            return m_encoder.appendMessage({opcode, true, true}, compressed, options.fragmentSize);
    }
    m_encoder.appendMessage({opcode}, payload, options.fragmentSize);
}

ErrorCode MessageWriter::sendText(QStringView text, const SendOptions &options)
{
    if (m_open)
        return ErrorCode::FrameBuildError;
    const auto isPlainFrame = [&](qsizetype size) {
        const bool fragmented = options.fragmentSize > 0 && size > options.fragmentSize;
        return !fragmented && !isWorthCompressing(size, options);
    };
    if (isPlainFrame(text.size()) && m_encoder.appendAscii(text)) // as most are
        return ErrorCode::NoError;
    const qsizetype size = utf8Size(text);
    if (size < 0)
        return ErrorCode::FrameBuildError;
    if (isPlainFrame(size)) {
        m_encoder.appendText(text, size);
        return ErrorCode::NoError;
    }
    QByteArray utf8(size, Qt::Uninitialized);
    encodeUtf8(utf8.data(), text);
    append(Opcode::Text, utf8, options);
    return ErrorCode::NoError;
}

ErrorCode MessageWriter::sendUtf8(QByteArrayView utf8, const SendOptions &options)
{
    if (m_open || !isValidUtf8(utf8))
        return ErrorCode::FrameBuildError;
    append(Opcode::Text, utf8, options);
    return ErrorCode::NoError;
}

ErrorCode MessageWriter::sendBinary(QByteArrayView data, const SendOptions &options)
{
    if (m_open)
        return ErrorCode::FrameBuildError;
    append(Opcode::Binary, data, options);
    return ErrorCode::NoError;
}

ErrorCode MessageWriter::begin(Opcode type, const SendOptions &options)
{
    const bool isMessage = type == Opcode::Text || type == Opcode::Binary;
    if (m_open || !isMessage)
        return ErrorCode::FrameBuildError;
    // how long it will be is not known: the threshold has no say
    const bool compressed = m_compression && options.compressed;
    m_open = OpenMessage {type, type, compressed, options.fragmentSize, {}};
    return ErrorCode::NoError;
}

ErrorCode MessageWriter::sendFragment(QByteArrayView payload, bool final)
{
    if (!m_open)
        return ErrorCode::FrameBuildError;
    if (m_open->type == Opcode::Text) {
        Utf8Validator utf8 = m_open->utf8;
        if (!utf8.feed(payload) || (final && !utf8.isComplete()))
            return ErrorCode::FrameBuildError;
        m_open->utf8 = utf8;
    }
    // RFC 6455 5.4, RFC 7692 6.1: only the first frame has the opcode, and RSV1
    const bool first = m_open->opcode != Opcode::Continuation;
    const FrameEncoder::Fragment fragment = {m_open->opcode, final, first && m_open->compressed};
    QByteArray compressed;
    if (m_open->compressed) {
        compressed = deflaterInUse().compressFragment(payload, final);
        payload = compressed;
    }
    m_encoder.appendMessage(fragment, payload, m_open->fragmentSize);
    m_open->opcode = Opcode::Continuation;
    if (final)
        m_open.reset();
    return ErrorCode::NoError;
}

} // namespace Lomond::Core
