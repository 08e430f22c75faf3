// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "serverhandshake.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace Bench {

namespace {

using Fields = std::map<std::string, std::string>; // names and values, trimmed, names in lower case

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? char(letter + 32) : letter;
    });
    return result;
}

// Takes what is before the first separator off the text.
std::string_view takeUntil(std::string_view &text, char separator)
{
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(part);
}

Fields parseFields(std::string_view lines)
{
    Fields fields;
    while (!lines.empty()) {
        std::string_view line = takeUntil(lines, '\n');
        if (line.empty())
            break;
        std::string &value = fields[lower(takeUntil(line, ':'))];
        if (!value.empty())
            value += ", ";
        value += trimmed(line);
    }
    return fields;
}

bool hasToken(std::string_view list, std::string_view token)
{
    while (!list.empty()) {
        if (lower(takeUntil(list, ',')) == token)
            return true;
    }
    return false;
}

// RFC 6455 4.2.2: what proves that the request was understood
std::string acceptFor(const std::string &key)
{
    const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest);
    unsigned char encoded[32];
    const int length = EVP_EncodeBlock(encoded, digest, sizeof digest);
    return {reinterpret_cast<char *>(encoded), std::size_t(length)};
}

// RFC 7692 7.1: what the client insists on concerning the server's context. All that it says of
// its own context is permitted, and binds nobody. False: this server cannot do it.
bool takeParameter(std::string_view parameter, Deflate &deflate)
{
    const std::string name = lower(takeUntil(parameter, '='));
    if (name == "server_no_context_takeover") {
        deflate.takeover = false;
        return true;
    }
    if (name == "server_max_window_bits") {
        parameter = trimmed(parameter);
        if (parameter.size() >= 2 && parameter.front() == '"')
            parameter = parameter.substr(1, parameter.size() - 2);
        std::from_chars(parameter.data(), parameter.data() + parameter.size(), deflate.windowBits);
        return deflate.windowBits >= 9 && deflate.windowBits <= 15; // zlib has no raw 8
    }
    return name == "client_no_context_takeover" || name == "client_max_window_bits";
}

// The first offer of permessage-deflate that this server can keep.
Deflate negotiate(std::string_view offers)
{
    while (!offers.empty()) {
        std::string_view offer = takeUntil(offers, ',');
        if (lower(takeUntil(offer, ';')) != "permessage-deflate")
            continue;
        Deflate deflate;
        deflate.agreed = true;
        while (!offer.empty() && deflate.agreed)
            deflate.agreed = takeParameter(takeUntil(offer, ';'), deflate);
        if (deflate.agreed)
            return deflate;
    }
    return {};
}

std::string extensionLine(const Deflate &deflate)
{
    if (!deflate.agreed)
        return {};
    std::string line = "Sec-WebSocket-Extensions: permessage-deflate";
    if (!deflate.takeover)
        line += "; server_no_context_takeover";
    if (deflate.windowBits != 15)
        line += "; server_max_window_bits=" + std::to_string(deflate.windowBits);
    return line + "\r\n";
}

} // namespace

std::string refusal(std::string_view reason)
{
    return "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: "
           + std::to_string(reason.size()) + "\r\n\r\n" + std::string(reason);
}

Upgrade answerRequest(std::string_view head)
{
    std::string_view line = takeUntil(head, '\n');
    const std::string_view method = takeUntil(line, ' ');
    const std::string_view path = takeUntil(line, ' ');
    Fields fields = parseFields(head);

    // RFC 6455 4.2.1
    if (method != "GET" || line != "HTTP/1.1" || !hasToken(fields["upgrade"], "websocket")
        || !hasToken(fields["connection"], "upgrade") || fields["host"].empty()
        || fields["sec-websocket-version"] != "13" || fields["sec-websocket-key"].size() != 24) {
        return {{}, refusal("This is not the opening handshake of RFC 6455"), {}};
    }
    Upgrade upgrade;
    upgrade.path = path;
    upgrade.deflate = negotiate(fields["sec-websocket-extensions"]);
    upgrade.answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                     + acceptFor(fields["sec-websocket-key"]) + "\r\n"
                     + extensionLine(upgrade.deflate) + "\r\n";
    return upgrade;
}

} // namespace Bench
