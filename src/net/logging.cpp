// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/logging_p.h"

namespace Lomond::Net {

Q_LOGGING_CATEGORY(lcConnection, "lomond.connection", QtWarningMsg)
Q_LOGGING_CATEGORY(lcServer, "lomond.server", QtWarningMsg)

} // namespace Lomond::Net
