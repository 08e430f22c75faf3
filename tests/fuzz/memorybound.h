// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the library holds, allocation by allocation, apart from what the target itself does: only
// what is called through during() counts. One file of each program may include it.

#ifndef LOMOND_TESTS_FUZZ_MEMORYBOUND_H
#define LOMOND_TESTS_FUZZ_MEMORYBOUND_H

#include "../shared/allocationmeter.h"
#include "target.h"

namespace Lomond::Fuzz {

class MemoryBound
{
public:
    template<typename Call>
    decltype(auto) during(Call call)
    {
        const Measurement measurement(*this);
        return call();
    }

    [[nodiscard]] qint64 held() const { return m_held; } // octets, now
    [[nodiscard]] qint64 peak() const { return m_peak; } // at most, up to now

    void require(qint64 mostHeld, qint64 highestPeak) const
    {
        const auto in = [](qint64 size, qint64 bound) {
            return QByteArray::number(size) + " octets, of which " + QByteArray::number(bound)
                   + " should do";
        };
        Fuzz::require(m_held <= mostHeld, "memory held is bounded", in(m_held, mostHeld));
        Fuzz::require(m_peak <= highestPeak, "memory used is bounded", in(m_peak, highestPeak));
    }

private:
    using Meter = Test::AllocationMeter;

    struct Measurement
    {
        explicit Measurement(MemoryBound &bound)
            : bound(bound)
            , before(Meter::live())
        {
            Meter::begin();
        }
        ~Measurement()
        {
            bound.m_peak = qMax(bound.m_peak, bound.m_held + Meter::peak() - before);
            bound.m_held += Meter::live() - before;
        }
        MemoryBound &bound;
        const qint64 before;
    };

    qint64 m_held = 0;
    qint64 m_peak = 0;
};

} // namespace Lomond::Fuzz

#endif
