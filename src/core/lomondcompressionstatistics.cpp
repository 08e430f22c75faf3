// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondcompressionstatistics.h>

/*!
    \class Lomond::CompressionStatistics
    \inmodule Lomond
    \brief What the compression of a connection did so far, and the memory it holds.

    Messages that went plain, because they were short or would not have become shorter, are not
    counted. Everything is in octets.

    \sa LomondSocket::compressionStatistics(), Lomond::Protocol::compressionStatistics()
*/

/*!
    \variable Lomond::CompressionStatistics::sentPlain
    Of the compressed messages that were sent: their length before compression.
*/

/*!
    \variable Lomond::CompressionStatistics::sentCompressed
    Of the compressed messages that were sent: the length of what went on the wire, without the
    headers of frames.
*/

/*!
    \variable Lomond::CompressionStatistics::receivedPlain
    Of the compressed messages that were received: their length after inflation.
*/

/*!
    \variable Lomond::CompressionStatistics::receivedCompressed
    Of the compressed messages that were received: their length on the wire, without the headers of
    frames.
*/

/*!
    \variable Lomond::CompressionStatistics::contextMemory
    What the contexts for compressing and inflating hold at this moment.
*/
