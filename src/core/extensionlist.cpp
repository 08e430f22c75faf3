// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "extensionlist_p.h"

#include "headertokens_p.h"

#include <algorithm>

namespace Lomond::Core {

namespace {

// Reads one field value from left to right. RFC 2616 2.1, by whose rules RFC 6455 9.1 is written,
// implies blanks between any two words and separators: each step skips those behind it.
class Scanner
{
public:
    explicit Scanner(QByteArrayView text)
        : m_rest(text)
    {
        skip(0);
    }

    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }
    [[nodiscard]] bool take(char separator);
    [[nodiscard]] QByteArray takeToken(); // empty if there is none
    [[nodiscard]] QByteArray takeValue(); // empty if there is none

private:
    [[nodiscard]] QByteArray takeQuotedToken();
    void skip(qsizetype size);

    QByteArrayView m_rest;
};

bool Scanner::take(char separator)
{
    if (!m_rest.startsWith(separator))
        return false;
    skip(1);
    return true;
}

QByteArray Scanner::takeToken()
{
    const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), isTokenChar);
    const QByteArray token = m_rest.first(end - m_rest.begin()).toByteArray();
    skip(token.size());
    return token;
}

QByteArray Scanner::takeValue()
{
    return m_rest.startsWith('"') ? takeQuotedToken() : takeToken();
}

// RFC 6455 9.1: "the value after quoted-string unescaping MUST conform to the 'token' ABNF"
QByteArray Scanner::takeQuotedToken()
{
    QByteArray token;
    for (qsizetype i = 1; i < m_rest.size(); ++i) {
        if (m_rest[i] == '"') {
            skip(i + 1);
            return token;
        }
        if (m_rest[i] == '\\' && ++i == m_rest.size()) // RFC 9110 5.6.4: quoted-pair
            break;
        if (!isTokenChar(m_rest[i]))
            break;
        token += m_rest[i];
    }
    return {};
}

void Scanner::skip(qsizetype size)
{
    m_rest = m_rest.sliced(size);
    const auto end = std::find_if(m_rest.begin(), m_rest.end(),
                                  [](char c) { return c != ' ' && c != '\t'; });
    m_rest = m_rest.sliced(end - m_rest.begin());
}

class ExtensionParser
{
public:
    using Status = ExtensionList::Status;

    [[nodiscard]] Status parse(QByteArrayView fieldValue);
    [[nodiscard]] QList<Extension> takeExtensions() { return std::move(m_extensions); }

private:
    [[nodiscard]] Status parseParameters(Scanner &scanner, QList<ExtensionParameter> &parameters);

    QList<Extension> m_extensions;
    qsizetype m_parameterCount = 0;
};

// RFC 6455 9.1: extension-list = 1#extension
ExtensionParser::Status ExtensionParser::parse(QByteArrayView fieldValue)
{
    Scanner scanner(fieldValue);
    do {
        const QByteArray name = scanner.takeToken();
        // RFC 9110 5.6.1.2: an empty element is ignored; if it is something else, the loop ends
        if (name.isEmpty())
            continue;
        if (m_extensions.size() == MaximumExtensions)
            return Status::TooLong;
        m_extensions.append(Extension {name});
        const Status status = parseParameters(scanner, m_extensions.last().parameters);
        if (status != Status::Valid)
            return status;
    } while (scanner.take(','));
    return scanner.atEnd() ? Status::Valid : Status::Malformed;
}

// extension = extension-token *( ";" extension-param )
// extension-param = token [ "=" (token | quoted-string) ]
ExtensionParser::Status ExtensionParser::parseParameters(Scanner &scanner,
                                                         QList<ExtensionParameter> &parameters)
{
    while (scanner.take(';')) {
        if (++m_parameterCount > MaximumExtensionParameters)
            return Status::TooLong;
        ExtensionParameter parameter = {scanner.takeToken()};
        if (parameter.name.isEmpty())
            return Status::Malformed;
        if (scanner.take('=')) {
            parameter.value = scanner.takeValue();
            if (parameter.value->isEmpty())
                return Status::Malformed;
        }
        parameters.append(parameter);
    }
    return Status::Valid;
}

} // namespace

ExtensionList parseExtensions(const QList<QByteArray> &fieldValues)
{
    ExtensionParser parser;
    for (const QByteArray &fieldValue : fieldValues) {
        const ExtensionList::Status status = parser.parse(fieldValue);
        if (status != ExtensionList::Status::Valid)
            return {status};
    }
    return {ExtensionList::Status::Valid, parser.takeExtensions()};
}

QByteArray serialised(const ExtensionParameter &parameter)
{
    if (!parameter.value)
        return parameter.name;
    return parameter.name + '=' + *parameter.value;
}

QByteArray serialised(const Extension &extension)
{
    QByteArray element = extension.name;
    for (const ExtensionParameter &parameter : extension.parameters)
        element += "; " + serialised(parameter);
    return element;
}

} // namespace Lomond::Core
