// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the library says of any octets is what a reader says that was written from the RFCs alone:
// the same messages, and the same close code where it fails.

#include "referenceframes.h"
#include "setup.h"

namespace Lomond::Fuzz { namespace {

ReferenceLimits limitsOf(const Setup &setup)
{
    // in parts, a message may have any length
    return {setup.role,
            setup.options.streaming ? ~quint64(0) : quint64(setup.options.maxMessageSize),
            setup.options.maxFragments,
            setup.options.compression.has_value(),
            setup.windowBits,
            setup.contextTakeover};
}

// Messages whose parts the library has handed out, whole; what is missing its end is left out.
Records wholeMessages(const Records &events)
{
    Records result;
    QByteArray message;
    for (const Record &event : events) {
        if (!isPart(event)) {
            result.push_back(event);
            continue;
        }
        message += event.payload;
        if (!event.final)
            continue;
        const bool text = event.kind == Record::Kind::TextPart;
        result.push_back({text ? Record::Kind::Text : Record::Kind::Binary, message});
        message.clear();
    }
    return result;
}

void compare(const Setup &setup, QByteArrayView wire)
{
    ReferenceReader reader(limitsOf(setup));
    reader.read(wire);

    Test::Peer peer = setup.peer();
    peer->feed(wire);
    Records events;
    pull(*peer, events);
    events = wholeMessages(events);
    int failure = 0;
    if (!events.empty() && events.back().kind == Record::Kind::Failed) {
        failure = events.back().code;
        events.pop_back();
    }
    require(reader.allows(events, failure), "the reference reader says the same",
            inWords("library", events, "reference", reader.events()) + QByteArray::number(failure)
                    + " and " + QByteArray::number(reader.failure()));
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond;
    using namespace Lomond::Fuzz;

    Octets octets(data, size);
    const Role role = octets.octet() & 1 ? Role::Server : Role::Client;
    Setup setup = readSetup(octets, role);
    if (setup.options.streaming) // they count from part to part
        setup.options.maxFragments = ProtocolOptions().maxFragments;
    compare(setup, octets.rest());
    return 0;
}
