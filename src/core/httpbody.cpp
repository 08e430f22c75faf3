// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "httpbody_p.h"

#include "headertokens_p.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace Lomond::Core {

namespace {

constexpr quint64 MaximumLength = std::numeric_limits<quint64>::max();

// Chunks of one octet with long extensions, or a long trailer, must not be read for ever.
constexpr qsizetype MaximumFramingSize = 64 * 1024;

int digitValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

// A number of any length; what exceeds 64 bits is as good as endless. nullopt if it is none.
std::optional<quint64> number(QByteArrayView digits, int base)
{
    if (digits.isEmpty())
        return std::nullopt;
    quint64 result = 0;
    for (const char c : digits) {
        const int value = digitValue(c);
        if (value >= base)
            return std::nullopt;
        if (result > (MaximumLength - quint64(value)) / quint64(base))
            result = MaximumLength;
        else
            result = result * quint64(base) + quint64(value);
    }
    return result;
}

// RFC 9110 8.6: a list of the same number is that number
std::optional<quint64> contentLength(const Headers &headers)
{
    const QList<QByteArray> lengths = listElements(headers.values("Content-Length"));
    if (lengths.isEmpty()
        || std::count(lengths.begin(), lengths.end(), lengths.first()) != lengths.size())
        return std::nullopt;
    return number(lengths.first(), 10);
}

} // namespace

// RFC 9112 6.3: how the end of the body is told
HttpBody::HttpBody(int statusCode, const Headers &headers, qsizetype maximumSize)
    : m_maximumSize(maximumSize)
{
    if (statusCode < 200 || statusCode == 204 || statusCode == 304 || maximumSize <= 0)
        return; // 1.
    const QList<QByteArray> codings = listElements(headers.values("Transfer-Encoding"));
    if (!codings.isEmpty()) { // 3., 4.: stronger than any Content-Length
        const bool chunked = codings.last().compare("chunked", Qt::CaseInsensitive) == 0;
        m_state = chunked ? State::ChunkSize : State::UntilEof;
        return;
    }
    const std::optional<quint64> length = contentLength(headers);
    if (!length) { // 5., 8.: a wrong length means as much as none: the stream ends anyway
        m_state = State::UntilEof;
    } else if (*length > 0) { // 6.
        m_state = State::UntilLength;
        m_remaining = *length;
    }
}

qsizetype HttpBody::feed(QByteArrayView octets)
{
    qsizetype taken = 0;
    while (m_state != State::Complete && taken < octets.size()) {
        const QByteArrayView rest = octets.sliced(taken);
        const bool data = m_state == State::UntilLength || m_state == State::UntilEof
                          || m_state == State::Chunk;
        taken += data ? takeData(rest) : takeChunkLine(rest);
    }
    return taken;
}

void HttpBody::feedEof()
{
    m_state = State::Complete;
}

qsizetype HttpBody::takeData(QByteArrayView octets)
{
    qsizetype size = std::min(octets.size(), m_maximumSize - m_octets.size());
    if (m_state != State::UntilEof)
        size = qsizetype(std::min(quint64(size), m_remaining));
    m_octets += octets.first(size);
    if (m_state != State::UntilEof)
        m_remaining -= quint64(size);

    const bool lengthReached = m_state == State::UntilLength && m_remaining == 0;
    if (m_octets.size() == m_maximumSize || lengthReached)
        m_state = State::Complete;
    else if (m_state == State::Chunk && m_remaining == 0)
        m_state = State::ChunkEnd;
    return size;
}

// Takes the rest of a line of the framing, or what there is of it.
qsizetype HttpBody::takeChunkLine(QByteArrayView octets)
{
    const QByteArrayView window = octets.first(
            std::min(octets.size(), MaximumFramingSize - m_framingSize));
    const qsizetype lineFeed = window.indexOf('\n');
    const qsizetype taken = lineFeed < 0 ? window.size() : lineFeed + 1;
    m_framingSize += taken;
    m_partOfLine += window.first(taken);
    if (lineFeed >= 0) {
        const QByteArray line = std::exchange(m_partOfLine, {});
        readChunkLine(line);
    }
    if (m_framingSize == MaximumFramingSize)
        m_state = State::Complete;
    return taken;
}

// RFC 9112 7.1: chunk-size [ chunk-ext ] CRLF chunk-data CRLF … 0 CRLF trailer-section CRLF
void HttpBody::readChunkLine(QByteArrayView line)
{
    line.chop(1);
    if (!line.endsWith('\r')) {
        m_state = State::Complete;
        return;
    }
    line.chop(1);

    switch (m_state) {
    case State::ChunkSize: {
        const qsizetype extension = line.indexOf(';');
        const QByteArrayView digits = extension < 0 ? line : line.first(extension);
        const std::optional<quint64> size = number(trimmedBlanks(digits), 16);
        m_remaining = size.value_or(0);
        if (!size)
            m_state = State::Complete;
        else
            m_state = *size == 0 ? State::Trailer : State::Chunk;
        break;
    }
    case State::ChunkEnd:
        m_state = line.isEmpty() ? State::ChunkSize : State::Complete;
        break;
    default: // Trailer: its fields are of no use, and an empty line ends it
        if (line.isEmpty())
            m_state = State::Complete;
        break;
    }
}

} // namespace Lomond::Core
