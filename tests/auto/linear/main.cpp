// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// linearwork NAME SIZE...: does one piece of work in each of these sizes, for linear.cmake to count
// the instructions of each.

#include "work.h"

#include <cstdio>
#include <cstdlib>

using namespace Lomond::Test;

// callgrind knows it by this name: it counts what happens in here, call by call.
extern "C" [[gnu::noinline]] bool linearWork(const Work *work, qsizetype size)
{
    return work->run(size);
}

static const Work *workOf(QByteArrayView name)
{
    for (const std::span<const Work> &theme : {controlWork(), headWork(), messageWork()}) {
        for (const Work &work : theme) {
            if (work.name == name)
                return &work;
        }
    }
    return nullptr;
}

int main(int argc, char *argv[])
{
    const Work *work = argc > 2 ? workOf(QByteArrayView(argv[1])) : nullptr;
    if (!work) {
        std::fprintf(stderr, "usage: linearwork NAME SIZE...\n");
        return 2;
    }
    for (int i = 2; i < argc; ++i) {
        if (!linearWork(work, std::atoll(argv[i]))) {
            std::fprintf(stderr, "%s of %s did not end as it should\n", argv[1], argv[i]);
            return 1;
        }
    }
    return 0;
}
