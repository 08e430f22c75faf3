// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondmessage.h>

#include "utf8_p.h"
#include "utf8encoder_p.h"

namespace Lomond {

/*!
    \class Lomond::Message
    \inmodule Lomond
    \brief A text or binary message, for LomondSocket::send().

    Text may be given as QString or as UTF-8, whichever is at hand; it is converted only when the
    other form is asked for. A message that was made from invalid text (lone surrogates, octets
    that are no UTF-8) can be built and compared, but LomondSocket::send() refuses it.

    The class is a value and may be used from any thread.
*/

/*!
    \enum Lomond::Message::Type

    \value Text    Unicode text, which goes over the wire as UTF-8.
    \value Binary  Octets without a meaning to the protocol.

    \sa {https://www.rfc-editor.org/rfc/rfc6455#section-5.6}{RFC 6455 section 5.6}
*/

/*!
    Returns a text message of \a text. Nothing is encoded yet.
*/
Message Message::text(const QString &text)
{
    return Message(Type::Text, text, {});
}

/*!
    Returns a text message of \a utf8, which should be valid UTF-8.
*/
Message Message::utf8(const QByteArray &utf8)
{
    return Message(Type::Text, {}, utf8);
}

/*!
    Returns a binary message of \a data.
*/
Message Message::binary(const QByteArray &data)
{
    return Message(Type::Binary, {}, data);
}

/*!
    \fn Lomond::Message::Type Lomond::Message::type() const
    Returns whether this is a text or a binary message. A default-constructed one is an empty text.
*/

/*!
    Returns the text, or an empty string for a binary message. A leading U+FEFF is part of it.
*/
QString Message::text() const
{
    if (m_type == Type::Binary || m_data.isEmpty())
        return m_text;
    const std::optional<QString> text = Core::decodeUtf8(m_data);
    return text ? *text : QString::fromUtf8(m_data); // what is no UTF-8 is U+FFFD
}

/*!
    Returns the octets of the message: UTF-8 for a text message, encoded at each call if it was
    made from a QString. A lone surrogate becomes three octets that are not valid UTF-8.
*/
QByteArray Message::data() const
{
    if (m_text.isEmpty())
        return m_data;
    constexpr qsizetype MaximumOctetsPerUnit = 3;
    const qsizetype size = Core::utf8Size(m_text);
    QByteArray utf8(size >= 0 ? size : m_text.size() * MaximumOctetsPerUnit, Qt::Uninitialized);
    utf8.truncate(Core::encodeUtf8(utf8.data(), m_text) - utf8.constData());
    return utf8;
}

/*!
    Returns a copy that may be compressed when it is sent, if \a on, or goes plain on any connection:

    \code
    socket.send(Message::text(secret).compressed(false));
    \endcode

    A message may be compressed unless this says otherwise. It is, if the connection agreed on that,
    if it is not shorter than the threshold, and if that makes it shorter.

    \sa LomondSocket::compress, Lomond::CompressionOptions,
        {https://www.rfc-editor.org/rfc/rfc7692#section-6}{RFC 7692 section 6}
*/
Message Message::compressed(bool on) const
{
    Message copy = *this;
    copy.m_compressed = on;
    return copy;
}

/*!
    \fn bool Lomond::Message::isCompressed() const
    Returns whether the message may be compressed; \c true by default.
*/

/*!
    Returns \c true if \a left and \a right are of one type, hold the same octets, no matter which
    form the text was given in, and are to be sent in the same way.
*/
bool operator==(const Message &left, const Message &right)
{
    if (left.m_type != right.m_type || left.m_compressed != right.m_compressed)
        return false;
    if (left.m_data.isEmpty() && right.m_data.isEmpty())
        return left.m_text == right.m_text;
    return left.data() == right.data();
}

} // namespace Lomond
