// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Attempts to end a line of the request early: each place where an application's words go, with
// each octet that would do it. For the tests of the request and of LomondSocket. Header only.

#ifndef LOMOND_TESTS_INJECTIONS_H
#define LOMOND_TESTS_INJECTIONS_H

#include <Lomond/lomondprotocol.h>

namespace Lomond::Test {

struct Injection
{
    QByteArray tag;
    ProtocolOptions options;
    ErrorCode error = ErrorCode::HandshakeError;
};

// Against ws://HOST:PORT/, whatever listens there.
inline QList<Injection> injections(const QString &host, int port)
{
    struct Octets
    {
        const char *name;
        QByteArray octets;
    };
    const QList<Octets> ends = {{"CR", "\r"},      {"LF", "\n"},
                                {"CR LF", "\r\n"}, {"NUL", QByteArray(1, '\0')},
                                {"DEL", "\x7F"},   {"colon", ":"}};
    const QString authority = QStringLiteral(":%1").arg(port);
    const QString start = QStringLiteral("ws://") + host;

    ProtocolOptions harmless;
    harmless.url = QUrl(start + authority + u'/');
    harmless.key = "dGhlIHNhbXBsZSBub25jZQ==";

    QList<Injection> list;
    for (const Octets &end : ends) {
        const QByteArray word = "a" + end.octets + "X-Evil: b";
        const auto add = [&](const char *place, const ProtocolOptions &options, ErrorCode error) {
            list.append({end.name + QByteArray(" in the ") + place, options, error});
        };
        ProtocolOptions options = harmless;
        options.headers = {{word, "c"}};
        add("name of a header field", options, ErrorCode::HandshakeError);
        options = harmless;
        options.protocols = QStringList {QString::fromLatin1(word)};
        add("subprotocol", options, ErrorCode::HandshakeError);
        if (end.octets == ":")
            continue; // is data in the other places, and ends the name of the host

        options = harmless;
        options.headers = {{"X", word}};
        add("value of a header field", options, ErrorCode::HandshakeError);
        options = harmless;
        options.agent = word;
        add("user agent", options, ErrorCode::HandshakeError);
        options = harmless;
        options.url.setPath(u'/' + QString::fromLatin1(word), QUrl::DecodedMode);
        add("path", options, ErrorCode::InvalidUrl);
        options = harmless;
        options.url = QUrl(start + QString::fromLatin1(end.octets) + authority + u'/');
        add("host", options, ErrorCode::InvalidUrl);
    }
    return list;
}

} // namespace Lomond::Test

#endif
