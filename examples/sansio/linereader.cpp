// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "linereader.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

std::optional<QByteArray> LineReader::takeLine()
{
    const qsizetype end = m_octets.indexOf('\n');
    if (end >= 0) {
        const QByteArray line = m_octets.first(end);
        m_octets.remove(0, end + 1);
        return line;
    }
    if (m_ended && !m_octets.isEmpty()) // the last line may lack its end
        return std::exchange(m_octets, {});
    return {};
}

void LineReader::read()
{
    pollfd ready {m_descriptor, POLLIN, 0};
    if (::poll(&ready, 1, 0) <= 0)
        return;
    std::array<char, 16 * 1024> room;
    const ssize_t size = ::read(m_descriptor, room.data(), room.size());
    if (size > 0)
        m_octets.append(room.data(), size);
    else if (size == 0 || errno != EINTR)
        m_ended = true;
}
