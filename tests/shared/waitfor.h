// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Waiting in tests: for a condition, never for a time.
// Used as QVERIFY(waitFor([&] { return peer.ended(); }));

#ifndef LOMOND_TESTS_WAITFOR_H
#define LOMOND_TESTS_WAITFOR_H

#include <QtTest/qtest.h>

#include <chrono>

namespace Lomond::Test {

// Runs the event loop until `condition` holds; false if it does not within `limit`.
template<typename Condition>
[[nodiscard]] bool waitFor(Condition condition,
                           std::chrono::milliseconds limit = std::chrono::seconds(10))
{
    return QTest::qWaitFor(condition, int(limit.count()));
}

// Runs the event loop until nothing is posted any more and the sockets had a few turns: for what
// must *not* happen.
inline void letEverythingHappen()
{
    QTest::qWait(50);
}

} // namespace Lomond::Test

#endif
