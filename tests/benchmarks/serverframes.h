// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Frames as the benchmark's server needs them: heads that it writes, and a reader that checks what
// the client sends (RFC 6455 5) and skips payloads by arithmetic. Used by the server's works.
// It shares nothing with Lomond, and never unmasks by itself.

#ifndef BENCH_SERVERFRAMES_H
#define BENCH_SERVERFRAMES_H

#include <cstdint>
#include <string>
#include <string_view>

namespace Bench {

enum Opcode : std::uint8_t {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10
};

struct FrameHead
{
    bool final = true;
    bool rsv1 = false;
    std::uint8_t opcode = Text;
    std::uint64_t length = 0;
    unsigned char mask[4] = {}; // of the client's frames

    [[nodiscard]] bool isControl() const { return opcode & 8; }
};

// The server's own frames are not masked.
void appendHead(std::string &out, const FrameHead &head);
void appendFrame(std::string &out, std::uint8_t opcode, std::string_view payload);
void appendClose(std::string &out, int code, std::string_view reason);

// The frames of one client, as they come.
class FrameReader
{
public:
    enum class Step {
        More, // all was read
        Head, // of the next frame: head()
        Payload, // a part of it: part(), masked as it came; isFrameEnd(): it was the last
        Wrong, // error()
    };

    void allowRsv1() { m_rsv1 = true; }
    [[nodiscard]] Step next(std::string_view &octets);
    [[nodiscard]] const FrameHead &head() const { return m_head; }
    [[nodiscard]] std::string_view part() const { return m_part; }
    [[nodiscard]] std::uint64_t partOffset() const
    {
        return m_head.length - m_left - m_part.size();
    }
    [[nodiscard]] bool isFrameEnd() const { return !m_inPayload; }
    [[nodiscard]] const char *error() const { return m_error; }

private:
    [[nodiscard]] Step readHead(std::string_view &octets);
    [[nodiscard]] Step parseHead(const unsigned char *octets, std::size_t lengthOctets);
    [[nodiscard]] const char *whatIsWrong(std::size_t lengthOctets);

    FrameHead m_head;
    std::string_view m_part;
    std::uint64_t m_left = 0;
    const char *m_error = nullptr;
    unsigned char m_octets[14] = {}; // of a head that is not complete yet
    std::size_t m_count = 0;
    bool m_inPayload = false;
    bool m_inMessage = false;
    bool m_rsv1 = false;
};

} // namespace Bench

#endif
