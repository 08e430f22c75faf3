// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// echocore: Lomond::Protocol as an endpoint under test, in memory: no socket, no event loop, no
// clock. What the tester sends comes on stdin, and is fed in the pieces that it asks for; the
// reaction goes to stdout.
//
//   order     letter, number, size (both 32 bits, big endian), octets
//               s a new server          c a new client, whose key are the octets
//               f feed the octets, number at a time (0: all at once)
//               p feed number pieces: first the size of each (32 bits), then the octets of all
//               e the stream ended
//   reaction  size, output of the protocol; size, what became of it as JSON

#include <Lomond/LomondProtocol>

#include "shared/allocationmeter.h"

#include <QtCore/qendian.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;
using Lomond::Protocol;
using Lomond::Test::AllocationMeter;

namespace {

// Keys that can be foretold will do here: nobody is between us and the tester.
void nextKeys(void *context, std::span<quint32> words)
{
    for (quint32 &word : words)
        word = 0x9E3779B9u * ++*static_cast<quint32 *>(context);
}

// How much was allocated at most while it lives, beyond what was before.
class Measuring
{
public:
    explicit Measuring(qint64 &result)
        : m_result(result)
        , m_before(AllocationMeter::live())
    {
        AllocationMeter::begin();
    }
    ~Measuring() { m_result = AllocationMeter::peak() - m_before; }
    Q_DISABLE_COPY_MOVE(Measuring)

private:
    qint64 &m_result;
    qint64 m_before;
};

class EchoCore
{
public:
    EchoCore(Lomond::Role role, const QByteArray &key)
        : m_protocol(role, options(key))
    {
        pull();
    }

    void feed(QByteArrayView octets, qsizetype atOnce)
    {
        const Measuring measuring(m_held);
        receive(octets, atOnce);
    }

    void feedPieces(QByteArrayView octets, qsizetype count)
    {
        const Measuring measuring(m_held);
        QByteArrayView sizes = octets.first(count * qsizetype(sizeof(quint32)));
        octets = octets.sliced(sizes.size());
        for (; !sizes.isEmpty(); sizes = sizes.sliced(sizeof(quint32))) {
            const auto size = qsizetype(qFromBigEndian<quint32>(sizes.data()));
            receive(octets.first(size), 0);
            octets = octets.sliced(size);
        }
    }

    void end()
    {
        m_protocol.commitEof();
        pull();
    }

    [[nodiscard]] QByteArray takeOutput()
    {
        QByteArray output;
        for (QByteArray octets; !(octets = m_protocol.takeOutput()).isNull();)
            output += octets;
        return output;
    }

    [[nodiscard]] QByteArray report() const
    {
        static constexpr const char *states[] = {"connecting", "open", "closing", "closing",
                                                 "closed"};
        static constexpr const char *transports[] = {"keepOpen", "awaitPeer", "closeWhenFlushed"};
        const QJsonObject fields = {
                {u"state"_s, QLatin1StringView(states[int(m_protocol.state())])},
                {u"transport"_s, QLatin1StringView(transports[int(m_protocol.transport())])},
                {u"failure"_s, m_failure},
                {u"reason"_s, m_reason},
                {u"held"_s, m_held},
        };
        return QJsonDocument(fields).toJson(QJsonDocument::Compact);
    }

private:
    void receive(QByteArrayView octets, qsizetype atOnce)
    {
        while (!octets.isEmpty()) {
            const std::span<char> room = m_protocol.receiveBuffer();
            const auto fitting = std::min(qsizetype(room.size()), octets.size());
            const qsizetype size = atOnce > 0 ? std::min(fitting, atOnce) : fitting;
            std::memcpy(room.data(), octets.data(), size_t(size));
            m_protocol.commit(size);
            octets = octets.sliced(size);
            pull();
        }
    }

    Lomond::ProtocolOptions options(const QByteArray &key)
    {
        Lomond::ProtocolOptions options;
        options.url = QUrl(u"ws://127.0.0.1/"_s);
        options.key = key;
        options.fillRandom = &nextKeys;
        options.fillRandomContext = &m_keys;
        options.compression.emplace();
        return options;
    }

    void pull()
    {
        while (const std::optional<Protocol::Event> event = m_protocol.nextEvent())
            handle(*event);
    }

    void handle(const Protocol::Event &event)
    {
        Lomond::ErrorCode error = Lomond::ErrorCode::NoError;
        if (std::holds_alternative<Protocol::UpgradeRequest>(event)) {
            error = m_protocol.accept();
        } else if (const auto *text = std::get_if<Protocol::Text>(&event)) {
            error = m_protocol.sendUtf8(text->payload);
        } else if (const auto *binary = std::get_if<Protocol::Binary>(&event)) {
            error = m_protocol.sendBinary(binary->payload);
        } else if (const auto *failed = std::get_if<Protocol::Failed>(&event)) {
            m_failure = failed->closeCode;
            m_reason = failed->text;
        }
        if (error != Lomond::ErrorCode::NoError)
            m_reason = u"an answer was refused with error %1"_s.arg(int(error));
    }

    quint32 m_keys = 0;
    int m_failure = 0;
    QString m_reason;
    qint64 m_held = 0;
    Protocol m_protocol; // last: it uses m_keys
};

struct Order
{
    char what = 0;
    quint32 number = 0;
    QByteArray octets;
};

std::optional<Order> readOrder()
{
    std::array<char, 9> head;
    if (std::fread(head.data(), head.size(), 1, stdin) != 1)
        return {};
    Order order {head[0], qFromBigEndian<quint32>(&head[1]), {}};
    order.octets.resize(qsizetype(qFromBigEndian<quint32>(&head[5])));
    if (!order.octets.isEmpty()
        && std::fread(order.octets.data(), size_t(order.octets.size()), 1, stdin) != 1)
        return {};
    return order;
}

void write(const QByteArray &octets)
{
    const quint32 size = qToBigEndian(quint32(octets.size()));
    std::fwrite(&size, sizeof size, 1, stdout);
    std::fwrite(octets.constData(), 1, size_t(octets.size()), stdout);
}

} // namespace

int main()
{
    std::optional<EchoCore> core;
    while (const std::optional<Order> order = readOrder()) {
        if (order->what == 's')
            core.emplace(Lomond::Role::Server, QByteArray());
        else if (order->what == 'c')
            core.emplace(Lomond::Role::Client, order->octets);
        else if (!core)
            return 1;
        else if (order->what == 'f')
            core->feed(order->octets, qsizetype(order->number));
        else if (order->what == 'p')
            core->feedPieces(order->octets, qsizetype(order->number));
        else if (order->what == 'e')
            core->end();
        write(core->takeOutput());
        write(core->report());
        std::fflush(stdout);
    }
    return 0;
}
