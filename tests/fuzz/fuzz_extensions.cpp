// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Sec-WebSocket-Extensions: what was read and written is read as the same; what one role says is
// accepted by the other, and both mean the same by it; no answer gets more than was offered.

#include "core/extensionlist_p.h"
#include "core/permessagedeflate_p.h"
#include "target.h"

namespace Lomond::Fuzz { namespace {

using Core::DeflateElement;
using Core::ExtensionList;

CompressionOptions readOptions(Octets &octets)
{
    CompressionOptions options;
    const quint8 takeover = octets.octet();
    const quint8 bits = octets.octet();
    options.serverNoContextTakeover = takeover & 1;
    options.clientNoContextTakeover = takeover & 2;
    options.serverMaxWindowBits = 8 + bits % 8;
    options.clientMaxWindowBits = 8 + bits / 8 % 8;
    return options;
}

QByteArray inWords(const DeflateElement &element)
{
    return Core::serialised(element);
}

void checkFixPoint(const QList<QByteArray> &fields)
{
    const ExtensionList list = Core::parseExtensions(fields);
    if (list.status != ExtensionList::Status::Valid) {
        require(list.extensions.isEmpty(), "what is no list has no elements");
        return;
    }
    require(list.extensions.size() <= Core::MaximumExtensions, "a list is within its limit");
    QByteArrayList elements;
    qsizetype parameters = 0;
    for (const Core::Extension &extension : list.extensions) {
        elements.append(Core::serialised(extension));
        parameters += extension.parameters.size();
    }
    require(parameters <= Core::MaximumExtensionParameters, "parameters are within their limit");
    const ExtensionList again = Core::parseExtensions({elements.join(", ")});
    require(again.status == ExtensionList::Status::Valid && again.extensions == list.extensions,
            "what was written is read as it was meant", elements.join(", "));
}

// our own client and our own server
void checkBothRoles(const CompressionOptions &client, const CompressionOptions &server)
{
    const DeflateElement offer = Core::deflateOfferOf(client);
    const Core::DeflateChoice choice = Core::chooseDeflateOffer({Core::serialised(offer)}, server);
    require(choice.agreed && !choice.malformed, "our server accepts our client", inWords(offer));
    const Core::DeflateAnswer answer = Core::judgeDeflateAnswer({choice.element}, offer);
    require(answer.agreed.has_value(), "our client accepts our server", choice.element);
    Core::DeflateParameters agreed = *choice.agreed;
    // what an answer leaves open, the client keeps to its own offer
    agreed.clientMaxWindowBits = qMin(agreed.clientMaxWindowBits, client.clientMaxWindowBits);
    agreed.clientNoContextTakeover |= client.clientNoContextTakeover;
    require(*answer.agreed == agreed, "both agree on the same", choice.element);
    require(agreed.serverMaxWindowBits
                            <= qMin(client.serverMaxWindowBits, server.serverMaxWindowBits)
                    && agreed.clientMaxWindowBits
                               <= qMin(client.clientMaxWindowBits, server.clientMaxWindowBits),
            "nobody gets a larger window than was asked for", choice.element);
}

// RFC 7692 7.1: any offers of any client; ours could not have been the reason
void checkAsServer(const QList<QByteArray> &fields, const CompressionOptions &options)
{
    const Core::DeflateChoice choice = Core::chooseDeflateOffer(fields, options);
    const ExtensionList list = Core::parseExtensions(fields);
    require(choice.malformed == (list.status == ExtensionList::Status::Malformed),
            "a request is malformed, or is not");
    require(choice.agreed.has_value() == !choice.element.isEmpty(), "what is agreed on is said");
    if (!choice.agreed)
        return;
    // a client that made one of these offers takes the answer
    bool taken = false;
    for (const Core::Extension &extension : list.extensions) {
        DeflateElement offer;
        for (const Core::ExtensionParameter &parameter : extension.parameters) {
            const int bits = parameter.value.value_or("15").toInt();
            if (parameter.name == "server_no_context_takeover")
                offer.serverNoContextTakeover = true;
            else if (parameter.name == "client_no_context_takeover")
                offer.clientNoContextTakeover = true;
            else if (parameter.name == "server_max_window_bits")
                offer.serverMaxWindowBits = bits;
            else if (parameter.name == "client_max_window_bits")
                offer.clientMaxWindowBits = bits;
        }
        taken = taken || Core::judgeDeflateAnswer({choice.element}, offer).agreed;
    }
    require(taken, "an answer fits one of the offers", choice.element);
    require(choice.agreed->serverMaxWindowBits <= options.serverMaxWindowBits,
            "we compress as we want to", choice.element);
}

// any answer of any server
void checkAsClient(const QList<QByteArray> &fields, const CompressionOptions &options)
{
    const DeflateElement offer = Core::deflateOfferOf(options);
    const Core::DeflateAnswer answer = Core::judgeDeflateAnswer(fields, offer);
    require(!answer.agreed || answer.problem.isEmpty(), "an answer is accepted, or is not");
    if (!answer.agreed)
        return;
    const Core::DeflateParameters agreed = *answer.agreed;
    require(fields.join().contains("permessage-deflate"), "nothing is agreed on unsaid");
    require(agreed.serverMaxWindowBits >= 8
                    && agreed.serverMaxWindowBits <= options.serverMaxWindowBits,
            "the server's window is what we asked for");
    require(agreed.clientMaxWindowBits >= 8
                    && agreed.clientMaxWindowBits <= options.clientMaxWindowBits,
            "our window is no larger than we said");
    require(agreed.serverNoContextTakeover || !options.serverNoContextTakeover, "as we asked for");
    require(agreed.clientNoContextTakeover || !options.clientNoContextTakeover, "as we said");
    require(!Core::judgeDeflateAnswer(fields, {}).agreed, "without an offer nothing is agreed on");
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond;
    using namespace Lomond::Fuzz;

    Octets octets(data, size);
    const CompressionOptions client = readOptions(octets);
    const CompressionOptions server = readOptions(octets);
    const QList<QByteArray> fields = octets.rest().toByteArray().split('\n');
    checkFixPoint(fields);
    checkBothRoles(client, server);
    checkAsServer(fields, server);
    checkAsClient(fields, client);
    return 0;
}
