// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondcompressionoptions.h>

/*!
    \class Lomond::CompressionOptions
    \inmodule Lomond
    \brief How messages are compressed with permessage-deflate.

    Four of the values are negotiated with the peer in the opening handshake. A client asks with
    them, and fails the handshake if the server does not honour it; a server uses them, and what the
    client asked for, whichever costs less memory. Values out of range make the handshake fail with
    ErrorCode::CompressionParameterError.

    A connection that has sent and received compressed messages holds about 256 KiB for compressing
    and 40 KiB for inflating with the default values: (1 << (window bits + 2)) +
    (1 << (memoryLevel + 9)) octets for the one, (1 << window bits) octets for the other, and a few
    KiB each. A context is made when it is first used, and not before.

    A secret and text that a stranger chose should not be compressed with the same context: the
    length of the result tells of the secret. Send such messages with Message::compressed(false).

    \sa LomondSocket::compress, Lomond::CompressionStatistics,
        {https://www.rfc-editor.org/rfc/rfc7692#section-7.1}{RFC 7692 section 7.1}
*/

/*!
    \variable Lomond::CompressionOptions::serverNoContextTakeover
    Whether the server forgets each message before it compresses the next: less memory for the
    client, longer messages. \c false by default.
*/

/*!
    \variable Lomond::CompressionOptions::clientNoContextTakeover
    The same for what the client compresses. \c false by default.
*/

/*!
    \variable Lomond::CompressionOptions::serverMaxWindowBits
    How far back, as a power of two, the server may refer when it compresses: 8 (256 octets) to 15
    (32 KiB), the default.
*/

/*!
    \variable Lomond::CompressionOptions::clientMaxWindowBits
    The same for what the client compresses: 8 to 15, the default.
*/

/*!
    \variable Lomond::CompressionOptions::threshold
    Messages of fewer octets are sent plain: what they could gain is less than it costs. 64 octets
    by default; with 0 each message is compressed, if that makes it shorter.
*/

/*!
    \variable Lomond::CompressionOptions::level
    From 0 (no compression) and 1 (fastest) to 9 (shortest), as zlib has it; 6 by default.
*/

/*!
    \variable Lomond::CompressionOptions::memoryLevel
    From 1 (least memory, slow) to 9 (most memory, fast), as zlib has it; 8 by default.
*/
