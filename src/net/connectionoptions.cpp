// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The part of Connection that makes of the settings of a socket what the protocol wants to know.
// Called once, when the connection is made.

#include "net/connection_p.h"

namespace Lomond::Net {

static Headers toHeaders(const QVariantMap &map)
{
    const auto octets = [](const QVariant &value) {
        return value.typeId() == QMetaType::QByteArray ? value.toByteArray()
                                                       : value.toString().toUtf8();
    };
    Headers headers;
    for (auto field = map.cbegin(); field != map.cend(); ++field) {
        const bool repeats = field->typeId() == QMetaType::QVariantList
                             || field->typeId() == QMetaType::QStringList;
        const QVariantList values = repeats ? field->toList() : QVariantList {*field};
        for (const QVariant &value : values)
            headers.append(field.key().toUtf8(), octets(value));
    }
    return headers;
}

ProtocolOptions Connection::protocolOptions(Role role)
{
    ProtocolOptions options;
    options.streaming = m_settings->streaming;
    options.autoPong = m_settings->autoPong;
    options.maxMessageSize = qsizetype(m_settings->maxMessageSize);
    if (m_settings->compress)
        options.compression = m_settings->compression;
    if (role == Role::Server)
        return options;
    std::array<quint32, 4> nonce; // RFC 6455 4.1: 16 octets
    m_environment.random->fill(nonce);
    options.key = QByteArray::fromRawData(reinterpret_cast<const char *>(nonce.data()), sizeof nonce)
                          .toBase64();
    options.url = m_settings->url;
    options.protocols = m_settings->protocols;
    options.agent = m_settings->agent.toUtf8();
    options.headers = toHeaders(m_settings->headers);
    options.fillRandomContext = this;
    options.fillRandom = [](void *connection, std::span<quint32> words) {
        static_cast<Connection *>(connection)->world().random->fill(words);
    };
    return options;
}

} // namespace Lomond::Net
