// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A message with the options it is to be sent with: LomondSocket::send() takes one. A value class.

#ifndef LOMOND_LOMONDMESSAGE_H
#define LOMOND_LOMONDMESSAGE_H

#include <Lomond/lomondnamespace.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qmetatype.h>

namespace Lomond {

class LOMOND_CORE_EXPORT Message
{
    Q_GADGET_EXPORT(LOMOND_CORE_EXPORT)

public:
    enum class Type { Text, Binary };
    Q_ENUM(Type)

    Message() = default;
    [[nodiscard]] static Message text(const QString &text);
    [[nodiscard]] static Message utf8(const QByteArray &utf8); // text that is UTF-8 already
    [[nodiscard]] static Message binary(const QByteArray &data);

    [[nodiscard]] Type type() const { return m_type; }
    [[nodiscard]] QString text() const; // empty for a binary message
    [[nodiscard]] QByteArray data() const; // the octets; UTF-8 for a text message
    [[nodiscard]] Message compressed(bool on) const; // a copy that may be, or must not be
    [[nodiscard]] bool isCompressed() const { return m_compressed; }

    friend LOMOND_CORE_EXPORT bool operator==(const Message &left, const Message &right);

private:
    Message(Type type, const QString &text, const QByteArray &data)
        : m_text(text)
        , m_data(data)
        , m_type(type)
    {}

    QString m_text;
    QByteArray m_data;
    Type m_type = Type::Text;
    bool m_compressed = true;
};

} // namespace Lomond

Q_DECLARE_METATYPE(Lomond::Message)

#endif
