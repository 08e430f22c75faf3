// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Work whose instructions are counted: each is to grow no faster than its size.
// A table for each theme, in a file of its own; main.cpp runs one piece of work, linear.cmake counts.

#ifndef LOMOND_TESTS_LINEAR_WORK_H
#define LOMOND_TESTS_LINEAR_WORK_H

#include <QtCore/qbytearrayview.h>

#include <span>

namespace Lomond::Test {

struct Work
{
    QByteArrayView name;
    // whether it ended as it should; of size 0 it does all but the work: that is subtracted
    bool (*run)(qsizetype size);
};

[[nodiscard]] std::span<const Work> controlWork(); // shows that the counting counts
[[nodiscard]] std::span<const Work> headWork();
[[nodiscard]] std::span<const Work> messageWork();

} // namespace Lomond::Test

#endif
