// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "serverconnection.h"

#include "serverhandshake.h"

#include <cstdio>

namespace Bench {

static constexpr std::size_t LongestHead = 16 * 1024;

ServerConnection::ServerConnection(int descriptor, SSL_CTX *context)
    : m_stream(descriptor, context)
{}

// Edges are reported, not levels: both directions go on until the kernel has no more.
bool ServerConnection::go(std::vector<char> &buffer)
{
    return receive(buffer) && send();
}

bool ServerConnection::receive(std::vector<char> &buffer)
{
    for (;;) {
        const long size = m_stream.read(buffer.data(), buffer.size());
        if (size == ServerStream::NotNow)
            return true;
        if (size <= 0)
            return false;
        const std::string_view octets(buffer.data(), std::size_t(size));
        if (m_ended || m_refused || (m_work && m_work->isOver()))
            continue; // nothing that follows a Close counts
        if (!m_work)
            upgrade(octets);
        else
            m_work->receive(octets, m_out);
        if (m_work && !m_work->error().empty())
            std::fprintf(stderr, "benchserver: %s\n", m_work->error().c_str());
        if (!send()) // an echo in one write per read
            return false;
    }
}

void ServerConnection::upgrade(std::string_view octets)
{
    m_request += octets;
    const std::size_t end = m_request.find("\r\n\r\n");
    if (end == std::string::npos && m_request.size() < LongestHead)
        return;
    Upgrade upgrade;
    if (end != std::string::npos)
        upgrade = answerRequest(std::string_view(m_request).substr(0, end));
    m_out = upgrade.answer;
    if (!upgrade.path.empty())
        m_work = makeWork(upgrade.path, upgrade.deflate);
    if (!m_work) {
        if (m_out.empty() || !upgrade.path.empty())
            m_out = refusal("There is no such work");
        std::fprintf(stderr, "benchserver: refused \"%s\"\n", upgrade.path.c_str());
        m_refused = true;
        return;
    }
    if (m_work->together() > 1)
        m_waitsWith = upgrade.path;
    m_work->receive(std::string_view(m_request).substr(end + 4), m_out);
    m_request = {};
}

bool ServerConnection::send()
{
    while (!m_ended) {
        if (m_left.empty() && !fetch()) {
            if (!m_refused && !(m_work && m_work->isOver()))
                return true;
            m_stream.endWriting(); // RFC 6455 7.1.1: the server ends the stream first
            m_ended = true;
            return true;
        }
        const long size = m_stream.write(m_left);
        if (size == ServerStream::NotNow)
            return true;
        if (size <= 0)
            return false;
        m_left.remove_prefix(std::size_t(size));
    }
    return true;
}

// What goes out next: answers between the pieces, never inside one.
bool ServerConnection::fetch()
{
    if (m_out.empty() && m_work && m_waitsWith.empty() && !m_work->isOver())
        m_left = m_work->nextPiece(m_out);
    if (m_left.empty() && !m_out.empty()) {
        m_sending.swap(m_out);
        m_out.clear();
        m_left = m_sending;
    }
    return !m_left.empty();
}

} // namespace Bench
