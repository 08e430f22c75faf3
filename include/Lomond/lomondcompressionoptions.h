// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How messages are compressed (permessage-deflate, RFC 7692): what is asked of the peer, and what
// is worth it. A plain value, for Protocol, LomondSocket and LomondServer; a QML value type.

#ifndef LOMOND_LOMONDCOMPRESSIONOPTIONS_H
#define LOMOND_LOMONDCOMPRESSIONOPTIONS_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>

namespace Lomond {

struct LOMOND_CORE_EXPORT CompressionOptions
{
    Q_GADGET_EXPORT(LOMOND_CORE_EXPORT)
    Q_PROPERTY(bool serverNoContextTakeover MEMBER serverNoContextTakeover)
    Q_PROPERTY(bool clientNoContextTakeover MEMBER clientNoContextTakeover)
    Q_PROPERTY(int serverMaxWindowBits MEMBER serverMaxWindowBits)
    Q_PROPERTY(int clientMaxWindowBits MEMBER clientMaxWindowBits)
    Q_PROPERTY(int threshold MEMBER threshold)
    Q_PROPERTY(int level MEMBER level)
    Q_PROPERTY(int memoryLevel MEMBER memoryLevel)

public:
    // negotiated, RFC 7692 7.1
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    int serverMaxWindowBits = 15; // 8 to 15
    int clientMaxWindowBits = 15; // 8 to 15
    // our own affair
    int threshold = 64; // octets; shorter messages are sent plain
    int level = 6; // 0 (none) to 9 (best)
    int memoryLevel = 8; // 1 (least) to 9 (fastest)

    friend bool operator==(const CompressionOptions &, const CompressionOptions &) = default;
};

} // namespace Lomond

Q_DECLARE_METATYPE(Lomond::CompressionOptions)

#endif
