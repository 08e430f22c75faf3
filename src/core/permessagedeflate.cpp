// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "permessagedeflate_p.h"

#include "extensionlist_p.h"
#include "httpfield_p.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lomond::Core {

namespace {

// RFC 7692 7, 7.1: case matters
constexpr QByteArrayView ExtensionName = "permessage-deflate";
constexpr QByteArrayView ServerNoContextTakeover = "server_no_context_takeover";
constexpr QByteArrayView ClientNoContextTakeover = "client_no_context_takeover";
constexpr QByteArrayView ServerMaxWindowBits = "server_max_window_bits";
constexpr QByteArrayView ClientMaxWindowBits = "client_max_window_bits";

constexpr int LeastWindowBits = 8;
constexpr int MostWindowBits = 15;

// ---- One element, as RFC 7692 7.1 has both roles read it
//
// | parameter                  | in an offer          | in an answer         |
// |----------------------------|----------------------|----------------------|
// | server_no_context_takeover | no value             | no value             |
// | client_no_context_takeover | no value             | no value             |
// | server_max_window_bits     | 8 to 15              | 8 to 15              |
// | client_max_window_bits     | 8 to 15, or no value | 8 to 15              |
// | any of them, again         | the offer is void    | the handshake fails  |
// | any other                  | the offer is void    | the handshake fails  |

enum class Sender { Client, Server };

// RFC 7692 7.1.2.1: "a decimal integer value without leading zeroes between 8 to 15, inclusive"
std::optional<int> windowBitsOf(QByteArrayView value)
{
    constexpr std::array<QByteArrayView, 8> Legal = {"8", "9", "10", "11", "12", "13", "14", "15"};
    const auto found = std::find(Legal.begin(), Legal.end(), value);
    if (found == Legal.end())
        return std::nullopt;
    return LeastWindowBits + int(found - Legal.begin());
}

bool readFlag(const std::optional<QByteArray> &value, bool &flag)
{
    const bool first = !std::exchange(flag, true);
    return first && !value;
}

bool readWindowBits(const std::optional<QByteArray> &value, std::optional<int> &bits)
{
    const bool first = !bits;
    bits = value ? windowBitsOf(*value) : std::nullopt;
    return first && bits;
}

bool readParameter(const ExtensionParameter &parameter, Sender sender, DeflateElement &element)
{
    if (parameter.name == ServerNoContextTakeover)
        return readFlag(parameter.value, element.serverNoContextTakeover);
    if (parameter.name == ClientNoContextTakeover)
        return readFlag(parameter.value, element.clientNoContextTakeover);
    if (parameter.name == ServerMaxWindowBits)
        return readWindowBits(parameter.value, element.serverMaxWindowBits);
    if (parameter.name != ClientMaxWindowBits)
        return false;
    // RFC 7692 7.1.2.2: without a value, an offer says no more than that an answer may have one
    if (sender == Sender::Client && !parameter.value)
        return readWindowBits("15"_ba, element.clientMaxWindowBits);
    return readWindowBits(parameter.value, element.clientMaxWindowBits);
}

// the parameter for which it is to be refused; null if there is none
const ExtensionParameter *readElement(const Extension &extension, Sender sender,
                                      DeflateElement &element)
{
    for (const ExtensionParameter &parameter : extension.parameters) {
        if (!readParameter(parameter, sender, element))
            return &parameter;
    }
    return nullptr;
}

// ---- As a client: the rules by which an answer fits the offer. Null: the handshake fails.

// RFC 7692 7.1.1.1: server_no_context_takeover
//
// | offer | answer | result                                       |
// |-------|--------|----------------------------------------------|
// | no    | no     | no                                           |
// | no    | yes    | yes: a server may do so unasked              |
// | yes   | no     | fails: the server accepted what it does not do |
// | yes   | yes    | yes                                          |
std::optional<bool> agreedServerNoContextTakeover(bool offer, bool answer)
{
    if (offer && !answer)
        return std::nullopt;
    return answer;
}

// RFC 7692 7.1.1.2: client_no_context_takeover
//
// | offer | answer | result                                       |
// |-------|--------|----------------------------------------------|
// | no    | no     | no                                           |
// | no    | yes    | yes: a server may ask for it unasked         |
// | yes   | no     | yes: the offer was a hint of what we will do |
// | yes   | yes    | yes                                          |
bool agreedClientNoContextTakeover(bool offer, bool answer)
{
    return offer || answer;
}

// RFC 7692 7.1.2.1: server_max_window_bits
//
// | offer | answer | result                                         |
// |-------|--------|------------------------------------------------|
// | none  | none   | 15                                             |
// | none  | M      | M: a server may do so unasked                  |
// | N     | none   | fails: the server accepted what it does not do |
// | N     | M <= N | M                                              |
// | N     | M > N  | fails: larger than asked for                   |
std::optional<int> agreedServerMaxWindowBits(std::optional<int> offer, std::optional<int> answer)
{
    if (offer && (!answer || *answer > *offer))
        return std::nullopt;
    return answer.value_or(MostWindowBits);
}

// RFC 7692 7.1.2.2: client_max_window_bits; in an offer, 15 if it has no value
//
// | offer | answer | result                                       |
// |-------|--------|----------------------------------------------|
// | none  | none   | 15                                           |
// | none  | M      | fails: only an offer that has it allows it   |
// | N     | none   | N: more is allowed, but we keep to our word  |
// | N     | M <= N | M                                            |
// | N     | M > N  | fails: larger than offered                   |
std::optional<int> agreedClientMaxWindowBits(std::optional<int> offer, std::optional<int> answer)
{
    if (answer && (!offer || *answer > *offer))
        return std::nullopt;
    return answer ? answer : offer.value_or(MostWindowBits);
}

DeflateAnswer refused(const QString &problem)
{
    return {{}, {}, problem};
}

// The server says that it accepts permessage-deflate, as `extension`.
DeflateAnswer judgeAcceptance(const Extension &extension, const DeflateElement &offer)
{
    DeflateElement answer;
    if (const auto *parameter = readElement(extension, Sender::Server, answer))
        return refused(
                u"the server's permessage-deflate has \"%1\", which is malformed, repeated or unknown"_s
                        .arg(excerpt(serialised(*parameter))));

    const auto doesNotFit = [](QByteArrayView name) {
        return refused(u"the server's permessage-deflate does not fit the offer: %1"_s.arg(
                QLatin1StringView(name)));
    };
    const auto serverNoContextTakeover =
            agreedServerNoContextTakeover(offer.serverNoContextTakeover,
                                          answer.serverNoContextTakeover);
    if (!serverNoContextTakeover)
        return doesNotFit(ServerNoContextTakeover);
    const auto serverMaxWindowBits = agreedServerMaxWindowBits(offer.serverMaxWindowBits,
                                                               answer.serverMaxWindowBits);
    if (!serverMaxWindowBits)
        return doesNotFit(ServerMaxWindowBits);
    const auto clientMaxWindowBits = agreedClientMaxWindowBits(offer.clientMaxWindowBits,
                                                               answer.clientMaxWindowBits);
    if (!clientMaxWindowBits)
        return doesNotFit(ClientMaxWindowBits);
    const bool clientNoContextTakeover =
            agreedClientNoContextTakeover(offer.clientNoContextTakeover,
                                          answer.clientNoContextTakeover);
    return {DeflateParameters {*serverNoContextTakeover, clientNoContextTakeover,
                               *serverMaxWindowBits, *clientMaxWindowBits},
            serialised(extension)};
}

// ---- As a server: the rules by which the answer follows from the offer and our own options

// RFC 7692 7.1.1.1, 7.1.1.2: server_no_context_takeover, client_no_context_takeover
//
// | offer | options | answer                                    |
// |-------|---------|-------------------------------------------|
// | no    | no      | no                                        |
// | no    | yes     | yes: allowed unasked, of either side      |
// | yes   | any     | yes: we do so, or know that the client does |
bool answeredNoContextTakeover(bool offer, bool option)
{
    return offer || option;
}

// RFC 7692 7.1.2.1: server_max_window_bits
//
// | offer | options | answer                                       |
// |-------|---------|----------------------------------------------|
// | none  | 15      | none                                         |
// | none  | M < 15  | M: allowed unasked                           |
// | N     | M       | the smaller one, 15 as well: to leave it out |
// |       |         | would be to decline                          |
std::optional<int> answeredServerMaxWindowBits(std::optional<int> offer, int option)
{
    if (!offer && option == MostWindowBits)
        return std::nullopt;
    return std::min(offer.value_or(MostWindowBits), option);
}

// RFC 7692 7.1.2.2: client_max_window_bits; in an offer, 15 if it has no value
//
// | offer | options | answer                                          |
// |-------|---------|-------------------------------------------------|
// | none  | any     | none: the client would have to fail             |
// | 15    | 15      | none: it says nothing                           |
// | N     | M       | the smaller one, which saves the inflater memory |
std::optional<int> answeredClientMaxWindowBits(std::optional<int> offer, int option)
{
    if (!offer || (offer == MostWindowBits && option == MostWindowBits))
        return std::nullopt;
    return std::min(*offer, option);
}

DeflateElement answerTo(const DeflateElement &offer, const CompressionOptions &options)
{
    return {answeredNoContextTakeover(offer.serverNoContextTakeover,
                                      options.serverNoContextTakeover),
            answeredNoContextTakeover(offer.clientNoContextTakeover,
                                      options.clientNoContextTakeover),
            answeredServerMaxWindowBits(offer.serverMaxWindowBits, options.serverMaxWindowBits),
            answeredClientMaxWindowBits(offer.clientMaxWindowBits, options.clientMaxWindowBits)};
}

} // namespace

QString problemOfCompression(const CompressionOptions &options)
{
    struct Range
    {
        QLatin1StringView name;
        int value;
        int least;
        int most;
    };
    for (const Range &range : {Range {"serverMaxWindowBits"_L1, options.serverMaxWindowBits,
                                      LeastWindowBits, MostWindowBits},
                               Range {"clientMaxWindowBits"_L1, options.clientMaxWindowBits,
                                      LeastWindowBits, MostWindowBits},
                               Range {"level"_L1, options.level, 0, 9},
                               Range {"memoryLevel"_L1, options.memoryLevel, 1, 9}}) {
        if (range.value < range.least || range.value > range.most)
            return u"the %1 of the compression is %2, not one of %3 to %4"_s.arg(range.name)
                    .arg(range.value)
                    .arg(range.least)
                    .arg(range.most);
    }
    if (options.threshold < 0)
        return u"the threshold of the compression is negative"_s;
    return {};
}

// RFC 7692 7.1: a parameter at its default value is not sent. Only client_max_window_bits is, as
// without it the server could not limit our window.
DeflateElement deflateOfferOf(const CompressionOptions &options)
{
    DeflateElement offer = {options.serverNoContextTakeover,
                            options.clientNoContextTakeover,
                            {},
                            options.clientMaxWindowBits};
    if (options.serverMaxWindowBits != MostWindowBits)
        offer.serverMaxWindowBits = options.serverMaxWindowBits;
    return offer;
}

QByteArray serialised(const DeflateElement &element)
{
    QByteArray octets = ExtensionName.toByteArray();
    const auto append = [&octets](QByteArrayView name) {
        octets += "; ";
        octets += name;
    };
    const auto appendBits = [&](QByteArrayView name, int bits) {
        append(name);
        octets += '=' + QByteArray::number(bits);
    };
    if (element.serverNoContextTakeover)
        append(ServerNoContextTakeover);
    if (element.clientNoContextTakeover)
        append(ClientNoContextTakeover);
    if (element.serverMaxWindowBits)
        appendBits(ServerMaxWindowBits, *element.serverMaxWindowBits);
    if (element.clientMaxWindowBits == MostWindowBits)
        append(ClientMaxWindowBits);
    else if (element.clientMaxWindowBits)
        appendBits(ClientMaxWindowBits, *element.clientMaxWindowBits);
    return octets;
}

// RFC 6455 4.1: 5., RFC 7692 5.1
//
// | offered | the answer has                       | result                        |
// |---------|--------------------------------------|-------------------------------|
// | any     | no field, or one without an element  | no compression                |
// | any     | two fields, or one that is malformed | fails                         |
// | any     | another extension                    | fails: it was not offered     |
// | no      | permessage-deflate                   | fails: it was not offered     |
// | yes     | permessage-deflate, twice            | fails: it was offered once    |
// | yes     | permessage-deflate                   | its parameters are judged     |
DeflateAnswer judgeDeflateAnswer(const QList<QByteArray> &fieldValues,
                                 const std::optional<DeflateElement> &offered)
{
    // RFC 6455 11.3.2: it "MUST NOT appear more than once in an HTTP response"
    if (fieldValues.size() > 1)
        return refused(u"the server sent Sec-WebSocket-Extensions more than once"_s);
    const ExtensionList list = parseExtensions(fieldValues);
    if (list.status == ExtensionList::Status::Malformed) // RFC 6455 9.1
        return refused(u"the server's Sec-WebSocket-Extensions is malformed"_s);
    if (list.status == ExtensionList::Status::TooLong)
        return refused(u"the server's Sec-WebSocket-Extensions is too long"_s);
    for (const Extension &extension : list.extensions) {
        if (!offered || extension.name != ExtensionName)
            return refused(u"the server chose the extension \"%1\", which was not offered"_s.arg(
                    excerpt(extension.name)));
    }
    if (list.extensions.isEmpty())
        return {};
    if (list.extensions.size() > 1)
        return refused(u"the server chose the extension \"permessage-deflate\" twice"_s);
    return judgeAcceptance(list.extensions.first(), *offered);
}

// RFC 7692 5.1, 7.1: the first acceptable offer, in the order of the client's preference
//
// | the request has                            | result                              |
// |--------------------------------------------|-------------------------------------|
// | a malformed field                          | 400 (RFC 6455 9.1)                  |
// | no field, or too many elements             | no compression                      |
// | another extension                          | passed over                         |
// | permessage-deflate as it must not be       | passed over                         |
// | permessage-deflate                         | chosen, if we compress at all       |
DeflateChoice chooseDeflateOffer(const QList<QByteArray> &fieldValues,
                                 const std::optional<CompressionOptions> &options)
{
    const ExtensionList list = parseExtensions(fieldValues);
    if (list.status == ExtensionList::Status::Malformed)
        return {{}, {}, true};
    if (!options)
        return {};
    for (const Extension &extension : list.extensions) {
        DeflateElement offer;
        if (extension.name != ExtensionName || readElement(extension, Sender::Client, offer))
            continue;
        const DeflateElement answer = answerTo(offer, *options);
        return {DeflateParameters {answer.serverNoContextTakeover, answer.clientNoContextTakeover,
                                   answer.serverMaxWindowBits.value_or(MostWindowBits),
                                   answer.clientMaxWindowBits.value_or(MostWindowBits)},
                serialised(answer)};
    }
    return {};
}

} // namespace Lomond::Core
