// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the compression of a connection did so far, and what it costs. A plain value.

#ifndef LOMOND_LOMONDCOMPRESSIONSTATISTICS_H
#define LOMOND_LOMONDCOMPRESSIONSTATISTICS_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>

namespace Lomond {

struct LOMOND_CORE_EXPORT CompressionStatistics
{
    Q_GADGET_EXPORT(LOMOND_CORE_EXPORT)
    Q_PROPERTY(qint64 sentPlain MEMBER sentPlain)
    Q_PROPERTY(qint64 sentCompressed MEMBER sentCompressed)
    Q_PROPERTY(qint64 receivedPlain MEMBER receivedPlain)
    Q_PROPERTY(qint64 receivedCompressed MEMBER receivedCompressed)
    Q_PROPERTY(qint64 contextMemory MEMBER contextMemory)

public:
    // octets of the messages that were compressed: before it and after it
    qint64 sentPlain = 0;
    qint64 sentCompressed = 0;
    qint64 receivedPlain = 0;
    qint64 receivedCompressed = 0;
    qint64 contextMemory = 0; // octets that the contexts hold now

    friend bool operator==(const CompressionStatistics &, const CompressionStatistics &) = default;
};

} // namespace Lomond

Q_DECLARE_METATYPE(Lomond::CompressionStatistics)

#endif
