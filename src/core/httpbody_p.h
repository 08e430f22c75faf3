// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The body of an HTTP/1.1 response (RFC 9112 6, 7), read as it arrives: by length, in chunks, or up
// to the end of the stream. Called by the client's handshake after a refusal, so that people can see
// what the server said. Keeps a limited part; what is malformed ends it, for nothing follows it.

#ifndef LOMOND_CORE_HTTPBODY_P_H
#define LOMOND_CORE_HTTPBODY_P_H

#include <Lomond/lomondheaders.h>

namespace Lomond::Core {

class HttpBody
{
public:
    HttpBody() = default; // none: complete at once
    HttpBody(int statusCode, const Headers &headers, qsizetype maximumSize);

    // reads up to the end of the body and returns how many octets it took
    qsizetype feed(QByteArrayView octets);
    void feedEof();
    [[nodiscard]] bool isComplete() const { return m_state == State::Complete; }
    [[nodiscard]] const QByteArray &octets() const { return m_octets; }

private:
    enum class State { UntilLength, UntilEof, ChunkSize, Chunk, ChunkEnd, Trailer, Complete };

    qsizetype takeData(QByteArrayView octets);
    qsizetype takeChunkLine(QByteArrayView octets);
    void readChunkLine(QByteArrayView line);

    QByteArray m_octets;
    QByteArray m_partOfLine; // of a chunk's size, or of the trailer
    quint64 m_remaining = 0; // of the body, or of the chunk
    qsizetype m_maximumSize = 0;
    qsizetype m_framingSize = 0; // octets of chunk sizes, extensions and trailer so far
    State m_state = State::Complete;
};

} // namespace Lomond::Core

#endif
