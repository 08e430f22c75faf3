// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the peer did wrong: the close code to fail the connection with, our own code for it, and
// words. Made by the frame decoder and the message assembler, acted upon by Protocol.

#ifndef LOMOND_CORE_VIOLATION_P_H
#define LOMOND_CORE_VIOLATION_P_H

#include <Lomond/lomondnamespace.h>

namespace Lomond::Core {

struct Violation
{
    CloseCode closeCode = CloseCode::ProtocolError;
    ErrorCode code = ErrorCode::CriticalProtocolError;
    QString text;
};

} // namespace Lomond::Core

#endif
