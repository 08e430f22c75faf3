// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// An event as a value that owns its octets, so that what a protocol said can be kept and compared:
// with what it says when the same octets come in other pieces, or what a reference reader says.

#ifndef LOMOND_TESTS_FUZZ_RECORD_H
#define LOMOND_TESTS_FUZZ_RECORD_H

#include <Lomond/LomondProtocol>

#include <vector>

namespace Lomond::Fuzz {

struct Record
{
    // in the order of Protocol::Event
    enum class Kind {
        UpgradeRequest,
        Accepted,
        Rejected,
        Text,
        Binary,
        TextPart,
        BinaryPart,
        Ping,
        Pong,
        CloseReceived,
        Closed,
        Failed
    };

    Kind kind = Kind::Text;
    QByteArray payload = {}; // of a close, the reason
    int code = 0; // of a close, an HTTP status
    bool final = true; // of a part

    friend bool operator==(const Record &, const Record &) = default;
};

using Records = std::vector<Record>;

inline Record recordOf(const Protocol::Event &event)
{
    using P = Protocol;
    Record record {Record::Kind(event.index())};
    std::visit(
            [&record](const auto &value) {
                using Event = std::decay_t<decltype(value)>;
                if constexpr (requires { value.payload; })
                    record.payload = value.payload.toByteArray();
                if constexpr (requires { value.final; })
                    record.final = value.final;
                if constexpr (requires {
                                  value.code;
                                  value.reason;
                              }) {
                    record.payload = value.reason.toUtf8();
                    record.code = value.code;
                } else if constexpr (std::is_same_v<Event, P::Failed>) {
                    record.code = value.closeCode;
                } else if constexpr (requires { value.response; }) {
                    record.code = value.response.statusCode();
                    record.payload = value.response.body();
                }
            },
            event);
    return record;
}

[[nodiscard]] inline bool isPart(const Record &record)
{
    return record.kind == Record::Kind::TextPart || record.kind == Record::Kind::BinaryPart;
}

// Pulls to the end, and no further than `most`: an input is not to take minutes.
inline void pull(Protocol &protocol, Records &records, size_t most = 100'000)
{
    while (records.size() < most) {
        const auto event = protocol.nextEvent();
        if (!event)
            return;
        records.push_back(recordOf(*event));
    }
}

inline QByteArray output(Protocol &protocol)
{
    QByteArray octets;
    for (QByteArray piece; !(piece = protocol.takeOutput()).isNull();)
        octets += piece;
    return octets;
}

inline QByteArray inWords(const Record &record)
{
    static constexpr std::array<const char *, 12> Names = {"UpgradeRequest", "Accepted", "Rejected",
                                                           "Text",           "Binary",   "TextPart",
                                                           "BinaryPart",     "Ping",     "Pong",
                                                           "Close",          "Closed",   "Failed"};
    return QByteArray(Names[size_t(record.kind)]) + (record.final ? " " : "0 ")
           + QByteArray::number(record.code) + " [" + QByteArray::number(record.payload.size())
           + "] " + record.payload.left(40).toHex();
}

inline QByteArray inWords(const Records &records)
{
    QByteArray words;
    for (const Record &record : records)
        words += "  " + inWords(record) + '\n';
    return words;
}

inline QByteArray inWords(const char *first, const Records &a, const char *second, const Records &b)
{
    return QByteArray(first) + ":\n" + inWords(a) + second + ":\n" + inWords(b);
}

} // namespace Lomond::Fuzz

#endif
