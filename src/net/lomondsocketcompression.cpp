// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The properties of LomondSocket that concern compression (RFC 7692), and what it tells of it.

#include <Lomond/lomondsocket.h>

#include "net/lomondsocket_p.h"

using namespace Lomond;

/*!
    \property LomondSocket::compress
    \brief whether permessage-deflate (RFC 7692) is offered to the server, as \l compression says

    Off by default. Takes effect with the next attempt to connect; \l supportsCompression tells
    whether the server agreed. A client then compresses each message of at least
    \l compressionThreshold octets that becomes shorter by it, unless Message::compressed() forbids
    it. What is received is inflated, and \l maxMessageSize limits what comes of it.

    On a socket of a LomondServer: what LomondServer::compress was.
*/
bool LomondSocket::compress() const
{
    return d->settings.compress;
}

void LomondSocket::setCompress(bool compress)
{
    d->update(d->settings.compress, compress, &LomondSocket::compressChanged);
}

/*!
    \property LomondSocket::compression
    \brief what is asked of the server, and how messages are compressed, if \l compress is set

    Takes effect with the next attempt. With values out of range, that ends with connectFailed() and
    ErrorCode::CompressionParameterError before a socket opens.
*/
CompressionOptions LomondSocket::compression() const
{
    return d->settings.compression;
}

void LomondSocket::setCompression(const CompressionOptions &options)
{
    const QPointer<LomondSocket> alive(this);
    const bool thresholdChanges = options.threshold != d->settings.compression.threshold;
    d->update(d->settings.compression, options, &LomondSocket::compressionChanged);
    if (alive && thresholdChanges)
        Q_EMIT compressionThresholdChanged();
}

/*!
    \property LomondSocket::compressionThreshold
    \brief CompressionOptions::threshold of \l compression: shorter messages go plain

    In octets, 64 by default, at least 0. Takes effect with the next attempt.
*/
int LomondSocket::compressionThreshold() const
{
    return d->settings.compression.threshold;
}

void LomondSocket::setCompressionThreshold(int octets)
{
    CompressionOptions options = d->settings.compression;
    options.threshold = qMax(0, octets);
    setCompression(options);
}

/*!
    \property LomondSocket::supportsCompression
    \brief whether both sides of this connection agreed on permessage-deflate (RFC 7692 5)

    False without a connection. The agreed parameters are among the extensions of ready().
*/
bool LomondSocket::supportsCompression() const
{
    return d->supportsCompression;
}

/*!
    What compression did on this connection so far, or on the last one, until the next begins.
*/
CompressionStatistics LomondSocket::compressionStatistics() const
{
    return d->connection ? d->connection->compressionStatistics() : d->statistics;
}
