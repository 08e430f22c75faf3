// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How many octets a program holds, and how many it held at most: each allocation is counted, of
// whatever library, at the size of its block. It replaces malloc() and the like (glibc), or asks
// AddressSanitizer, which has replaced them: to be included by one file of a test program only.

#ifndef LOMOND_TESTS_ALLOCATIONMETER_H
#define LOMOND_TESTS_ALLOCATIONMETER_H

#include <QtCore/qglobal.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

#include <malloc.h>

#if defined(__SANITIZE_ADDRESS__)
#    define LOMOND_TESTS_HAS_ASAN
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer)
#        define LOMOND_TESTS_HAS_ASAN
#    endif
#endif

namespace Lomond::Test {

class AllocationMeter
{
public:
    [[nodiscard]] static qint64 live() { return s_live; } // octets
    [[nodiscard]] static qint64 peak() { return s_peak; } // since begin()
    [[nodiscard]] static qint64 count() { return s_count; } // allocations, since the program began
    static void begin() { s_peak = s_live.load(); }

    static void add(size_t size)
    {
        ++s_count;
        const qint64 now = s_live += qint64(size);
        qint64 highest = s_peak;
        while (now > highest && !s_peak.compare_exchange_weak(highest, now)) {}
    }
    static void remove(size_t size) { s_live -= qint64(size); }

private:
    // constant initialisation: the first allocation comes before that of anything else
    static inline constinit std::atomic<qint64> s_live = 0;
    static inline constinit std::atomic<qint64> s_peak = 0;
    static inline constinit std::atomic<qint64> s_count = 0;
};

} // namespace Lomond::Test

#ifdef LOMOND_TESTS_HAS_ASAN

// Of <sanitizer/allocator_interface.h>, which not every compiler brings with it.
extern "C" {
int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void *block, size_t),
                                              void (*freed)(const volatile void *block));
size_t __sanitizer_get_allocated_size(const volatile void *block);
}

[[maybe_unused]] static const int allocationHooks = __sanitizer_install_malloc_and_free_hooks(
        [](const volatile void *, size_t size) { Lomond::Test::AllocationMeter::add(size); },
        [](const volatile void *block) {
            if (block)
                Lomond::Test::AllocationMeter::remove(__sanitizer_get_allocated_size(block));
        });

#else

// What glibc's functions of these names are made of; a program may replace the names.
extern "C" {
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);
}

static void *countedBlock(void *block)
{
    if (block)
        Lomond::Test::AllocationMeter::add(::malloc_usable_size(block));
    return block;
}

extern "C" {

Q_DECL_EXPORT void *malloc(size_t size) noexcept
{
    return countedBlock(__libc_malloc(size));
}

Q_DECL_EXPORT void *calloc(size_t count, size_t size) noexcept
{
    return countedBlock(__libc_calloc(count, size));
}

Q_DECL_EXPORT void *realloc(void *block, size_t size) noexcept
{
    const size_t before = block ? ::malloc_usable_size(block) : 0;
    void *moved = __libc_realloc(block, size);
    if (moved || size == 0)
        Lomond::Test::AllocationMeter::remove(before);
    return countedBlock(moved);
}

Q_DECL_EXPORT void free(void *block) noexcept
{
    if (block)
        Lomond::Test::AllocationMeter::remove(::malloc_usable_size(block));
    __libc_free(block);
}

Q_DECL_EXPORT void *memalign(size_t alignment, size_t size) noexcept
{
    return countedBlock(__libc_memalign(alignment, size));
}

Q_DECL_EXPORT void *aligned_alloc(size_t alignment, size_t size) noexcept
{
    return memalign(alignment, size);
}

Q_DECL_EXPORT int posix_memalign(void **block, size_t alignment, size_t size) noexcept
{
    *block = memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}

} // extern "C"

#endif

#endif
