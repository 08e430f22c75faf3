// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Faults that are here on purpose, each by its name: what watches over the tests (AddressSanitizer,
// UndefinedBehaviorSanitizer, valgrind) is shown to see them, so that its silence means something.
// It shares nothing with the library.

#include <fcntl.h>

#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>

namespace {

constexpr std::size_t Size = 24;

// What the compiler cannot see through, so that it neither warns nor tidies the fault away.
template<typename Type>
Type opaque(Type value)
{
    const volatile Type hidden = value;
    return hidden;
}

int none()
{
    const auto octets = std::make_unique<char[]>(Size);
    return opaque(octets.get())[Size - 1];
}

int heapOverflow()
{
    const auto octets = std::make_unique<char[]>(Size);
    return opaque(octets.get())[Size];
}

int useAfterFree()
{
    auto octets = std::make_unique<char[]>(Size);
    const char *view = opaque(octets.get());
    octets.reset();
    return view[0];
}

int leak()
{
    for (int i = 0; i < 10; ++i) // the last one may still be found in a register
        opaque(new char[Size])[0] = char(i);
    return 0;
}

int signedOverflow()
{
    return opaque(INT_MAX) + opaque(1);
}

int misalignedLoad()
{
    alignas(std::uint32_t) char octets[Size] = {};
    return int(*reinterpret_cast<const std::uint32_t *>(opaque(&octets[1])));
}

int uninitialisedRead()
{
    const std::unique_ptr<char[]> octets(new char[Size]);
    if (opaque(octets.get())[Size / 2] == 'x')
        std::puts("an x");
    return 0;
}

int openDescriptor()
{
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC) < 0 ? 1 : 0;
}

struct Fault
{
    const char *name;
    int (*commit)();
};

constexpr Fault faults[] = {
        {"none", none},
        {"heapOverflow", heapOverflow},
        {"useAfterFree", useAfterFree},
        {"leak", leak},
        {"signedOverflow", signedOverflow},
        {"misalignedLoad", misalignedLoad},
        {"uninitialisedRead", uninitialisedRead},
        {"openDescriptor", openDescriptor},
};

} // namespace

int main(int argc, char *argv[])
{
    for (const Fault &fault : faults) {
        if (argc == 2 && std::strcmp(argv[1], fault.name) == 0) {
            opaque(fault.commit());
            return 0; // unless it was ended
        }
    }
    std::fputs("planted NAME, one of:", stderr);
    for (const Fault &fault : faults)
        std::fprintf(stderr, " %s", fault.name);
    std::fputc('\n', stderr);
    return 2;
}
