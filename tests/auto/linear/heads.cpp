// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The heads of the opening handshake, for either role, as a hostile peer would write them: each
// once made a server of somebody's spend minutes.

#include "work.h"

#include <Lomond/LomondProtocol>

#include <array>
#include <limits>

namespace Lomond::Test {

namespace {

constexpr char RequestStart[] = "GET / HTTP/1.1\r\n"
                                "Host: a.test\r\n"
                                "Upgrade: websocket\r\n"
                                "Connection: Upgrade\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                "Sec-WebSocket-Version: 13\r\n";
constexpr char ResponseStart[] = "HTTP/1.1 101 Switching Protocols\r\n"
                                 "Upgrade: websocket\r\n"
                                 "Connection: Upgrade\r\n"
                                 "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

// Nothing but the work itself ends it.
ProtocolOptions withoutLimits()
{
    ProtocolOptions options;
    options.url = QUrl(QStringLiteral("ws://a.test/"));
    options.key = "dGhlIHNhbXBsZSBub25jZQ==";
    options.fillRandom = [](void *, std::span<quint32>) {};
    options.compression = CompressionOptions();
    options.maxHeadSize = 1 << 30;
    options.maxHeadLine = 1 << 30;
    options.maxHeadFields = std::numeric_limits<int>::max();
    options.maxRejectionBody = 1 << 30;
    return options;
}

// Feeds in pieces of `step` octets; whether an event of that type comes, and nothing else.
template<typename Event>
bool leadsTo(Role role, const QByteArray &octets, qsizetype step)
{
    Protocol protocol(role, withoutLimits());
    for (qsizetype at = 0; at < octets.size(); at += step) {
        protocol.feed(octets.sliced(at, qMin(step, octets.size() - at)));
        if (const std::optional<Protocol::Event> event = protocol.nextEvent())
            return at + step >= octets.size() && std::holds_alternative<Event>(*event);
    }
    return false;
}

bool asks(const QByteArray &fields, qsizetype step = 1)
{
    return leadsTo<Protocol::UpgradeRequest>(Role::Server, RequestStart + fields + "\r\n", step);
}

bool isRefused(const QByteArray &fields, qsizetype step = 1)
{
    return leadsTo<Protocol::Failed>(Role::Server, RequestStart + fields + "\r\n", step);
}

bool opens(const QByteArray &fields, qsizetype step = 1)
{
    return leadsTo<Protocol::Accepted>(Role::Client, ResponseStart + fields + "\r\n", step);
}

bool isRejected(const QByteArray &fields, qsizetype step = 1)
{
    return leadsTo<Protocol::Rejected>(Role::Client, ResponseStart + fields + "\r\n", step);
}

QByteArray longLine(qsizetype size)
{
    return "X: " + QByteArray(size, 'a') + "\r\n";
}

QByteArray manyFields(qsizetype size)
{
    return QByteArray("Name: value\r\n").repeated(size / 13);
}

QByteArray foldedLines(qsizetype size)
{
    return "X: a\r\n" + QByteArray(" b\r\n").repeated(size / 4);
}

QByteArray protocols(const QByteArray &value)
{
    return "Sec-WebSocket-Protocol: " + value + "\r\n";
}

QByteArray extensions(const QByteArray &value)
{
    return "Sec-WebSocket-Extensions: " + value + "\r\n";
}

constexpr std::array Table = {
        Work {"client_line_in_octets", [](qsizetype size) { return opens(longLine(size)); }},
        Work {"client_fields_in_octets", [](qsizetype size) { return opens(manyFields(size)); }},
        Work {"client_folds_in_octets", [](qsizetype size) { return opens(foldedLines(size)); }},
        Work {"client_protocol_blanks",
              [](qsizetype size) {
                  return isRejected(protocols("b " + QByteArray(size, ' ') + "x"), size + 1000);
              }},
        Work {"client_extension_parameters",
              [](qsizetype size) {
                  return isRejected(extensions("permessage-deflate;a"
                                               + QByteArray(";a").repeated(size)),
                                    4 * size + 1000);
              }},
        Work {"client_quoted_pairs",
              [](qsizetype size) {
                  return isRejected(extensions("permessage-deflate; a=\""
                                               + QByteArray("\\c").repeated(size)),
                                    4 * size + 1000);
              }},
        Work {"client_chunks_in_octets",
              [](qsizetype size) {
                  return leadsTo<Protocol::Rejected>(
                          Role::Client,
                          "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  + QByteArray("1\r\na\r\n").repeated(size) + "0\r\n\r\n",
                          1);
              }},
        Work {"server_line_in_octets", [](qsizetype size) { return asks(longLine(size)); }},
        Work {"server_fields_in_octets", [](qsizetype size) { return asks(manyFields(size)); }},
        Work {"server_protocol_commas",
              [](qsizetype size) {
                  return asks(protocols("a" + QByteArray(size, ',')), size + 1000);
              }},
        Work {"server_protocol_elements",
              [](qsizetype size) {
                  QByteArray value = "a";
                  for (qsizetype i = 0; i < size; ++i)
                      value += ",p" + QByteArray::number(i);
                  return asks(protocols(value), value.size() + 1000);
              }},
        Work {"server_protocol_blanks",
              [](qsizetype size) {
                  return isRefused(protocols("b " + QByteArray(size, ' ') + "x"), size + 1000);
              }},
        Work {"server_connection_quotes",
              [](qsizetype size) {
                  return asks("Connection: \"\\" + QByteArray("\"\\").repeated(size) + "\r\n",
                              4 * size + 1000);
              }},
        Work {"server_extension_parameters",
              [](qsizetype size) {
                  return asks(extensions("permessage-deflate" + QByteArray(";a").repeated(size)),
                              4 * size + 1000);
              }},
        Work {"server_extension_offers",
              [](qsizetype size) {
                  return asks(extensions("a" + QByteArray(",a").repeated(size)), 4 * size + 1000);
              }},
        Work {"server_extension_blanks",
              [](qsizetype size) {
                  return isRefused(extensions("a " + QByteArray(size, ' ') + "b"), size + 1000);
              }},
        Work {"server_extension_commas",
              [](qsizetype size) {
                  return asks(extensions("a" + QByteArray(" ,").repeated(size)), 4 * size + 1000);
              }},
        Work {"server_quoted_pairs",
              [](qsizetype size) {
                  return isRefused(extensions("a; b=\"" + QByteArray("\\c").repeated(size)),
                                   4 * size + 1000);
              }},
};

} // namespace

std::span<const Work> headWork()
{
    return Table;
}

} // namespace Lomond::Test
