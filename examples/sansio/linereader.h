// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lines of a descriptor, as they come: one that waits for a line must not make a connection wait.

#ifndef SANSIO_LINEREADER_H
#define SANSIO_LINEREADER_H

#include <QtCore/qbytearray.h>

#include <optional>

class LineReader
{
public:
    explicit LineReader(int descriptor)
        : m_descriptor(descriptor)
    {}
    [[nodiscard]] int descriptor() const { return m_descriptor; }

    // What is here already; nullopt: read() first.
    [[nodiscard]] std::optional<QByteArray> takeLine();
    void read(); // what there is; never waits
    [[nodiscard]] bool atEnd() const { return m_ended && m_octets.isEmpty(); }

private:
    int m_descriptor;
    QByteArray m_octets;
    bool m_ended = false;
};

#endif
