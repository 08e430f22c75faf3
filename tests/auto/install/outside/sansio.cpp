// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Two ends of the protocol in memory, with Lomond::Core alone: a message goes from the client to
// the server. Leaves with 0 if it arrived.

#include <Lomond/LomondProtocol>

#include <QtCore/QRandomGenerator>

using Lomond::Protocol;

namespace {

void fillRandom(void *, std::span<quint32> words)
{
    QRandomGenerator::system()->generate(words.begin(), words.end());
}

QByteArray serve(Protocol &server)
{
    QByteArray received;
    while (auto event = server.nextEvent()) {
        if (std::holds_alternative<Protocol::UpgradeRequest>(*event))
            Q_UNUSED(server.accept())
        else if (auto *text = std::get_if<Protocol::Text>(&*event))
            received = text->payload.toByteArray();
    }
    return received;
}

} // namespace

int main()
{
    Lomond::ProtocolOptions options;
    options.url = QUrl(QStringLiteral("ws://localhost/"));
    options.key = "AAECAwQFBgcICQoLDA0ODw==";
    options.fillRandom = fillRandom;
    Protocol client(Lomond::Role::Client, options);
    Protocol server(Lomond::Role::Server, {});

    server.feed(client.takeOutput());
    serve(server);
    client.feed(server.takeOutput());
    while (client.nextEvent()) {}
    if (client.sendText(u"from outside") != Lomond::ErrorCode::NoError)
        return 1;
    server.feed(client.takeOutput());
    return serve(server) == "from outside" ? 0 : 1;
}
