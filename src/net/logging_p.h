// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The logging categories of Net, all in one place. Silent below warnings unless switched on
// (QT_LOGGING_RULES="lomond.*=true"). Never logs payloads or credentials.

#ifndef LOMOND_NET_LOGGING_P_H
#define LOMOND_NET_LOGGING_P_H

#include <QtCore/qloggingcategory.h>

namespace Lomond::Net {

Q_DECLARE_LOGGING_CATEGORY(lcConnection)
Q_DECLARE_LOGGING_CATEGORY(lcServer)

} // namespace Lomond::Net

#endif
