// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "serverworks.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

namespace Bench {

void ServerWork::receive(std::string_view octets, std::string &out)
{
    while (!m_over) {
        switch (m_reader.next(octets)) {
        case FrameReader::Step::More:
            return;
        case FrameReader::Step::Head:
            if (!m_reader.head().isControl())
                frameBegins(m_reader.head(), out);
            break;
        case FrameReader::Step::Payload:
            receivePart(out);
            break;
        case FrameReader::Step::Wrong:
            fail(m_reader.error(), out);
            return;
        }
    }
}

static void unmask(const FrameHead &head, std::uint64_t offset, char *octets, std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i)
        octets[i] = char(octets[i] ^ head.mask[(offset + i) & 3]);
}

void ServerWork::receivePart(std::string &out)
{
    const FrameHead &head = m_reader.head();
    if (!head.isControl()) {
        framePart(head, m_reader.partOffset(), m_reader.part(), out);
        if (m_reader.isFrameEnd())
            frameEnds(head, out);
        return;
    }
    m_control += m_reader.part();
    if (m_reader.isFrameEnd()) {
        unmask(head, 0, m_control.data(), m_control.size());
        control(head, out);
        m_control.clear();
    }
}

void ServerWork::control(const FrameHead &head, std::string &out)
{
    if (head.opcode == Ping)
        appendFrame(out, Pong, m_control);
    if (head.opcode != Close)
        return;
    if (m_control.size() == 1) {
        fail("a Close has a payload of one octet", out); // RFC 6455 5.5.1
        return;
    }
    if (!m_closeSent)
        appendFrame(out, Close, m_control);
    m_over = true;
}

void ServerWork::close(std::string &out)
{
    if (!m_closeSent)
        appendClose(out, 1000, {});
    m_closeSent = true;
}

void ServerWork::fail(std::string_view reason, std::string &out)
{
    m_error = reason;
    if (!m_closeSent)
        appendClose(out, 1002, reason);
    m_over = true;
}

namespace {

class SendWork : public ServerWork
{
public:
    SendWork(const Block &block, std::uint64_t count, std::size_t together)
        : m_block(block)
        , m_left(count)
        , m_together(together)
    {}

    std::size_t together() const override { return m_together; }

    std::string_view nextPiece(std::string &out) override
    {
        if (m_left == 0) {
            if (m_together == 1)
                close(out);
            return {};
        }
        const std::uint64_t messages = std::min<std::uint64_t>(m_left, m_block.ends.size());
        m_left -= messages;
        return {m_block.octets.data(), m_block.ends[std::size_t(messages) - 1]};
    }

private:
    const Block &m_block;
    std::uint64_t m_left;
    std::size_t m_together;
};

class TakeWork : public ServerWork
{
public:
    TakeWork(std::uint64_t count, bool deflate)
        : m_left(count)
    {
        if (deflate)
            allowRsv1();
    }

private:
    void frameEnds(const FrameHead &head, std::string &out) override
    {
        if (!head.final)
            return;
        if (m_left == 0)
            fail("there are more messages than were announced", out);
        else if (--m_left == 0) {
            appendFrame(out, Text, "done");
            close(out);
        }
    }

    std::uint64_t m_left;
};

// With permessage-deflate, too: what the client compressed it can inflate, as all comes back.
class EchoWork : public ServerWork
{
public:
    explicit EchoWork(bool deflate)
    {
        if (deflate)
            allowRsv1();
    }

private:
    void frameBegins(const FrameHead &head, std::string &out) override { appendHead(out, head); }

    void framePart(const FrameHead &head, std::uint64_t offset, std::string_view part,
                   std::string &out) override
    {
        const std::size_t begin = out.size();
        out += part;
        unmask(head, offset, out.data() + begin, part.size());
    }
};

class IdleWork : public ServerWork
{};

struct Path
{
    std::vector<std::string> parts;
    std::map<std::string, std::uint64_t> query;
};

std::vector<std::string> split(const std::string &text, char separator)
{
    std::vector<std::string> parts(1);
    for (const char letter : text) {
        if (letter == separator)
            parts.emplace_back();
        else
            parts.back() += letter;
    }
    return parts;
}

std::uint64_t number(const std::string &text)
{
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Path parsePath(const std::string &text)
{
    const std::size_t end = std::min(text.find('?'), text.size());
    Path path;
    path.parts = split(text.substr(0, end), '/');
    path.query = {{"fragments", 1}, {"together", 1}};
    if (end == text.size())
        return path;
    for (const std::string &item : split(text.substr(end + 1), '&')) {
        const std::size_t equals = std::min(item.find('='), item.size() - 1);
        path.query[item.substr(0, equals)] = number(item.substr(equals + 1));
    }
    return path;
}

} // namespace

std::unique_ptr<ServerWork> makeWork(const std::string &text, const Deflate &deflate)
{
    Path path = parsePath(text);
    const std::vector<std::string> &parts = path.parts; // the first is what is before the first /
    if (parts.size() == 5 && parts[1] == "send") {
        const Block *block = findBlock(
                {parts[2], number(parts[3]), path.query["fragments"], deflate});
        if (!block || path.query["together"] == 0)
            return nullptr;
        return std::make_unique<SendWork>(*block, number(parts[4]), path.query["together"]);
    }
    if (parts.size() == 3 && parts[1] == "take" && number(parts[2]) > 0)
        return std::make_unique<TakeWork>(number(parts[2]), deflate.agreed);
    if (parts.size() == 2 && parts[1] == "echo")
        return std::make_unique<EchoWork>(deflate.agreed);
    if (parts.size() == 2 && parts[1] == "idle")
        return std::make_unique<IdleWork>();
    return nullptr;
}

} // namespace Bench
