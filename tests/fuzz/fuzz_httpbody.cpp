// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Any body of an HTTP response, by length, in chunks or up to the end: the same in any pieces, no
// longer than asked for, and of chunks what RFC 9112 7.1 says they hold.

#include "core/httpbody_p.h"
#include "target.h"

#include <optional>

namespace Lomond::Fuzz { namespace {

struct Settings
{
    int status;
    Headers headers;
    qsizetype maximumSize;
};

struct Reading
{
    QByteArray octets;
    qsizetype taken = 0;
    bool complete = false;

    friend bool operator==(const Reading &, const Reading &) = default;
};

Reading read(const Settings &settings, QByteArrayView octets, Pieces *pieces)
{
    Core::HttpBody body(settings.status, settings.headers, settings.maximumSize);
    Reading reading;
    while (!octets.isEmpty() && !body.isComplete()) {
        const QByteArrayView piece = pieces ? octets.first(pieces->next(octets.size())) : octets;
        const qsizetype taken = body.feed(piece);
        require(taken >= 0 && taken <= piece.size(), "no more is taken than was given");
        require(taken == piece.size() || body.isComplete(), "all is taken up to the end");
        reading.taken += taken;
        octets = octets.sliced(piece.size());
    }
    reading.complete = body.isComplete();
    body.feedEof();
    require(body.isComplete(), "the end of the stream ends all");
    reading.octets = body.octets();
    return reading;
}

// The octets of a body in chunks; nullopt if it is not one, or not whole.
std::optional<QByteArray> withoutChunks(QByteArrayView octets)
{
    QByteArray body;
    for (;;) {
        const qsizetype end = octets.indexOf("\r\n");
        if (end < 0)
            return {};
        QByteArray digits = octets.first(end).toByteArray();
        if (digits.contains('\n'))
            return {};
        digits = digits.first(digits.contains(';') ? digits.indexOf(';') : digits.size());
        bool hexadecimal = !digits.isEmpty() && digits.size() < 8;
        for (const char c : digits)
            hexadecimal = hexadecimal && QByteArrayView("0123456789abcdefABCDEF").contains(c);
        if (!hexadecimal)
            return {};
        octets = octets.sliced(end + 2);
        const qsizetype size = digits.toInt(nullptr, 16);
        if (size == 0)
            return body;
        if (octets.size() < size + 2 || octets.sliced(size, 2) != "\r\n")
            return {};
        body += octets.first(size);
        octets = octets.sliced(size + 2);
    }
}

Settings readSettings(Octets &octets)
{
    static constexpr std::array<int, 8> Statuses = {200, 404, 101, 204, 304, 503, 100, 407};
    static constexpr std::array<qsizetype, 4> Sizes = {64 * 1024, 16, 1, 0};
    Settings settings {octets.oneOf(Statuses), {}, 0};
    settings.maximumSize = octets.oneOf(Sizes);
    const quint8 framing = octets.octet();
    if (framing & 1)
        settings.headers.append("Transfer-Encoding", "chunked");
    if (framing & 2)
        settings.headers.append("Content-Length", QByteArray::number(octets.octet()));
    if (framing & 4)
        settings.headers.append("Content-Length", octets.take(octets.octet() % 32).toByteArray());
    if (framing & 8)
        settings.headers.append("Transfer-Encoding", octets.take(octets.octet() % 32).toByteArray());
    return settings;
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond::Fuzz;
    Octets octets(data, size);
    Pieces pieces(octets.octet());
    const Settings settings = readSettings(octets);
    const QByteArrayView body = octets.rest();
    const Reading whole = read(settings, body, nullptr);
    require(whole == read(settings, body, &pieces), "the pieces make no difference");
    require(whole.octets.size() <= qMax(qsizetype(0), settings.maximumSize),
            "no more is kept than was asked for");

    const auto codings = settings.headers.values("Transfer-Encoding");
    const bool chunked = codings == QList<QByteArray> {"chunked"};
    const bool none = settings.maximumSize == 0 || settings.status < 200 || settings.status == 204
                      || settings.status == 304;
    require(!none || (whole.octets.isEmpty() && whole.taken == 0),
            "where there is none, none is read");
    if (none || !chunked || body.size() > 60 * 1024)
        return 0;
    if (const auto expected = withoutChunks(body))
        require(whole.octets == expected->left(settings.maximumSize), "chunks hold what they hold");
    return 0;
}
