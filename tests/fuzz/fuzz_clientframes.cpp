// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Frames as a client reads them.

#include "frames.h"

using namespace Lomond;

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    Fuzz::FrameReading(Fuzz::Octets(data, size), Role::Client).run();
    return 0;
}
