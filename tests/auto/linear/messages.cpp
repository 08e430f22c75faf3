// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Frames and messages, for either role, as a hostile peer would cut and compress them.

#include "work.h"

#include "../../shared/rawframes.h"

#include <Lomond/LomondProtocol>

#include <array>
#include <limits>

namespace Lomond::Test {

namespace {

constexpr char Request[] = "GET / HTTP/1.1\r\n"
                           "Host: a.test\r\n"
                           "Upgrade: websocket\r\n"
                           "Connection: Upgrade\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

// A server, since what is sent to it is masked: that is work, too. Nothing but the work ends it.
class Server
{
public:
    explicit Server(bool streaming = false)
        : m_protocol(Role::Server, withoutLimits(streaming))
    {
        m_protocol.feed(Request);
        m_open = m_protocol.nextEvent() && m_protocol.accept() == ErrorCode::NoError;
    }

    // the events that come of it; -1: the connection failed
    qsizetype count(QByteArrayView octets, qsizetype step)
    {
        qsizetype events = 0;
        for (qsizetype at = 0; m_open && at < octets.size(); at += step) {
            m_protocol.feed(octets.sliced(at, qMin(step, octets.size() - at)));
            while (const std::optional<Protocol::Event> event = m_protocol.nextEvent()) {
                m_open = m_open && !std::holds_alternative<Protocol::Failed>(*event);
                ++events;
            }
        }
        return m_open ? events : -1;
    }

private:
    static ProtocolOptions withoutLimits(bool streaming)
    {
        ProtocolOptions options;
        options.compression = CompressionOptions();
        options.streaming = streaming;
        options.maxFragments = std::numeric_limits<int>::max();
        return options;
    }

    Protocol m_protocol;
    bool m_open = false;
};

constexpr qsizetype AtOnce = std::numeric_limits<qsizetype>::max();

QByteArray inFragments(const RawFrame &first, const RawFrame &next, qsizetype count)
{
    return first.octets(true) + next.octets(true).repeated(count) + more({}).octets(true);
}

// One message that comes at its end.
bool isMessage(const QByteArray &octets, qsizetype step)
{
    return Server().count(octets, step) == 1;
}

RawFrame compressed(const RawFrame &frame)
{
    return frame.withReserved(4);
}

// deflate's empty block with BFINAL set: two octets
QByteArray finalBlocks(qsizetype count)
{
    return QByteArray::fromHex("0300").repeated(count);
}

// RFC 1951 3.2.6: zeros, as a literal and then matches of 258 octets in thirteen bits each
QByteArray bomb(qsizetype matches)
{
    const QByteArray bits = QByteArray("010"
                                       "00110000")
                            + QByteArray("11000101"
                                         "00000")
                                      .repeated(matches)
                            + "0000000"
                              "000"; // the end, and the beginning of an empty block
    QByteArray octets((bits.size() + 7) / 8, '\0');
    for (qsizetype i = 0; i < bits.size(); ++i)
        octets[i / 8] = char(octets[i / 8] | (bits[i] - '0') << (i % 8));
    return octets;
}

constexpr std::array Table = {
        Work {"fragments_of_one_octet",
              [](qsizetype size) {
                  return isMessage(inFragments(binary0({}), more0("x"), size), AtOnce);
              }},
        Work {"fragments_in_octets",
              [](qsizetype size) { return isMessage(inFragments(text0({}), more0("x"), size), 1); }},
        Work {"empty_fragments",
              [](qsizetype size) {
                  return isMessage(inFragments(binary0({}), more0({}), size), AtOnce);
              }},
        Work {"compressed_fragments_of_one_octet",
              [](qsizetype size) {
                  QByteArray block; // cut in two
                  for (const char octet : finalBlocks(1))
                      block += more0(QByteArray(1, octet)).octets(true);
                  return isMessage(compressed(binary0({})).octets(true) + block.repeated(size)
                                           + more({}).octets(true),
                                   AtOnce);
              }},
        Work {"compressed_empty_fragments",
              [](qsizetype size) {
                  return isMessage(inFragments(compressed(binary0({})), more0({}), size), AtOnce);
              }},
        Work {"final_blocks",
              [](qsizetype size) {
                  return isMessage(compressed(binary(finalBlocks(size))).octets(true), AtOnce);
              }},
        Work {"bomb",
              [](qsizetype size) {
                  return isMessage(compressed(binary(bomb(size))).octets(true), AtOnce);
              }},
        Work {"message_in_octets",
              [](qsizetype size) { return isMessage(text(QByteArray(size, 'x')).octets(true), 1); }},
        Work {"parts_of_one_octet",
              [](qsizetype size) {
                  const QByteArray wire = inFragments(text0({}), more0("x"), size);
                  return Server(true).count(wire, 7) >= size;
              }},
        Work {"messages_at_once",
              [](qsizetype size) {
                  return Server().count(text("x").octets(true).repeated(size), AtOnce) == size;
              }},
        Work {"pings_at_once",
              [](qsizetype size) {
                  return Server().count(ping("x").octets(true).repeated(size), AtOnce) == size;
              }},
};

} // namespace

std::span<const Work> messageWork()
{
    return Table;
}

} // namespace Lomond::Test
