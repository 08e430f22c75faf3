// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Any head of an HTTP message: the same in any pieces, within its limits, of legal names and
// values; and what it was understood as is understood as the same again.

#include "core/httphead_p.h"
#include "target.h"

namespace Lomond::Fuzz { namespace {

using Core::HttpHead;
using Core::HttpHeadLimits;
using Status = HttpHead::Status;

struct Reading
{
    HttpHead head;
    qsizetype taken = 0;
};

Reading read(HttpHead::Kind kind, const HttpHeadLimits &limits, QByteArrayView octets,
             Pieces *pieces)
{
    Reading reading {HttpHead(kind, limits)};
    while (!octets.isEmpty() && reading.head.status() == Status::Incomplete) {
        const QByteArrayView piece = pieces ? octets.first(pieces->next(octets.size())) : octets;
        const qsizetype taken = reading.head.feed(piece);
        require(taken >= 0 && taken <= piece.size(), "no more is taken than was given");
        require(taken == piece.size() || reading.head.status() != Status::Incomplete,
                "all is taken up to the end of the head");
        reading.taken += taken;
        octets = octets.sliced(piece.size());
    }
    return reading;
}

QByteArray inWords(const Reading &reading)
{
    return QByteArray::number(int(reading.head.status())) + " after "
           + QByteArray::number(reading.taken) + ' ' + reading.head.error().toUtf8() + '\n';
}

bool same(const HttpHead &a, const HttpHead &b)
{
    return a.status() == b.status() && a.errorStatus() == b.errorStatus() && a.error() == b.error()
           && a.minorVersion() == b.minorVersion() && a.headers() == b.headers()
           && a.method() == b.method() && a.target() == b.target()
           && a.statusCode() == b.statusCode() && a.reason() == b.reason();
}

// RFC 9110 5.6.2
bool isToken(const QByteArray &name)
{
    static constexpr QByteArrayView Others = "!#$%&'*+-.^_`|~";
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && !Others.contains(c))
            return false;
    }
    return !name.isEmpty();
}

// RFC 9110 5.5
bool isValue(const QByteArray &value)
{
    for (const char c : value) {
        if ((quint8(c) < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return value == value.trimmed();
}

QByteArray written(const HttpHead &head, HttpHead::Kind kind)
{
    const QByteArray version = "HTTP/1." + QByteArray::number(head.minorVersion());
    QByteArray octets = kind == HttpHead::Kind::Request
                                ? head.method() + ' ' + head.target() + ' ' + version + "\r\n"
                                : version + ' ' + QByteArray::number(head.statusCode()) + ' '
                                          + head.reason() + "\r\n";
    for (const Headers::Field &field : head.headers())
        octets += field.name + ": " + field.value + "\r\n";
    return octets + "\r\n";
}

void judge(const Reading &reading, HttpHead::Kind kind, const HttpHeadLimits &limits,
           QByteArrayView octets)
{
    const HttpHead &head = reading.head;
    require(head.headers().size() <= limits.fields, "fields are within their limit");
    require(reading.taken <= limits.size, "a head is within its limit");
    for (const Headers::Field &field : head.headers()) {
        require(isToken(field.name), "a name is a token", field.name);
        require(isValue(field.value), "a value has no control characters", field.value);
    }
    if (head.status() == Status::Failed) {
        require(!head.error().isEmpty(), "a refusal has its reason");
        require(head.errorStatus() >= 400 && head.errorStatus() < 600, "and its status");
    }
    if (head.status() != Status::Complete)
        return;
    require(octets.first(reading.taken).endsWith("\r\n\r\n"), "a head ends with an empty line");
    require(kind == HttpHead::Kind::Request
                    || (head.statusCode() >= 100 && head.statusCode() < 1000),
            "a status has three digits");
    // a folded line may be longer in one, and there is a blank behind each colon
    HttpHeadLimits roomy = limits;
    roomy.size += limits.fields + 1;
    roomy.line = roomy.size;
    const QByteArray again = written(head, kind);
    const Reading second = read(kind, roomy, again, nullptr);
    require(same(head, second.head), "what was understood is understood again", again);
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond::Fuzz;
    Octets octets(data, size);
    const quint8 switches = octets.octet();
    Pieces pieces(octets.octet());
    const HttpHead::Kind kind = switches & 1 ? HttpHead::Kind::Request : HttpHead::Kind::Response;
    HttpHeadLimits limits;
    if (switches & 2)
        limits = {256, 64, 4};
    const QByteArrayView head = octets.rest();
    const Reading whole = read(kind, limits, head, nullptr);
    const Reading cut = read(kind, limits, head, &pieces);
    require(same(whole.head, cut.head), "the pieces make no difference",
            inWords(whole) + inWords(cut));
    require(whole.taken == cut.taken || whole.head.status() == Status::Failed,
            "nor to where the head ends");
    judge(whole, kind, limits, head);
    return 0;
}
