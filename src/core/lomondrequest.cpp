// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondrequest.h>

#include "headertokens_p.h"

namespace Lomond {

/*!
    \class Lomond::Request
    \inmodule Lomond
    \brief An HTTP/1.1 request to open a WebSocket (RFC 6455 4.1).

    A server gets it to judge before it accepts, a client can look at what it sent. What a server
    gets has passed the checks of RFC 6455 4.2.1; whatever a client put into it is still a
    stranger's word. Implicitly shared; all functions are reentrant.
*/

class RequestData : public QSharedData
{
public:
    RequestData() = default;
    RequestData(const QByteArray &method, const QByteArray &target, const Headers &headers)
        : method(method)
        , target(target)
        , headers(headers)
    {}

    QByteArray method;
    QByteArray target;
    Headers headers;
};

namespace {

struct TargetParts
{
    QByteArrayView authority; // null unless the target is in absolute form
    QByteArrayView path;
    QByteArrayView query;
};

// RFC 9112 3.2: "/path?query", or "scheme://authority/path?query" as clients send it to a proxy
TargetParts split(const QByteArray &target)
{
    TargetParts parts;
    QByteArrayView rest = target;
    const qsizetype scheme = target.startsWith('/') ? -1 : rest.indexOf("://");
    if (scheme > 0) {
        rest = rest.sliced(scheme + 3);
        qsizetype end = 0;
        while (end < rest.size() && rest[end] != '/' && rest[end] != '?')
            ++end;
        parts.authority = rest.first(end);
        rest = rest.sliced(end);
    }
    const qsizetype mark = rest.indexOf('?');
    parts.path = mark < 0 ? rest : rest.first(mark);
    if (mark >= 0)
        parts.query = rest.sliced(mark + 1);
    if (parts.path.isEmpty() && !parts.authority.isNull())
        parts.path = "/"; // RFC 9110 4.2.3
    return parts;
}

} // namespace

/*!
    Makes an empty request.
*/
Request::Request()
    : d([] {
        static const QSharedDataPointer<RequestData> empty(new RequestData); // one for all
        return empty;
    }())
{}

/*!
    Makes a request of its \a method, its \a target as on the wire, and its \a headers.
*/
Request::Request(const QByteArray &method, const QByteArray &target, const Headers &headers)
    : d(new RequestData(method, target, headers))
{}

/*! \internal */
Request::Request(const Request &) = default;
/*! \internal */
Request &Request::operator=(const Request &) = default;
/*! \internal */
Request::~Request() = default;

/*!
    Returns the method: "GET" for every request that opens a WebSocket (RFC 6455 4.1).
*/
QByteArray Request::method() const
{
    return d->method;
}

/*!
    Returns the request target as it was on the wire, such as "/chat?room=5".
*/
QByteArray Request::target() const
{
    return d->target;
}

/*!
    \property Lomond::Request::path

    The path of the target, percent-encoded as on the wire, such as "/chat".
*/
QString Request::path() const
{
    return QString::fromLatin1(split(d->target).path);
}

/*!
    \property Lomond::Request::query

    What follows the "?" of the target, percent-encoded as on the wire. Empty if there is none.
*/
QString Request::query() const
{
    return QString::fromLatin1(split(d->target).query);
}

/*!
    Returns the host, with a port if it was given, that the client wants to talk to: that of an
    absolute target, else the value of the Host field (RFC 9112 3.2.2).
*/
QByteArray Request::host() const
{
    const QByteArrayView authority = split(d->target).authority;
    if (authority.isNull())
        return d->headers.value("Host");
    return authority.toByteArray();
}

/*!
    Returns the Origin field, by which a browser says whose script is asking (RFC 6455 10.2); null
    if there is none, as with most clients that are no browsers.
*/
QByteArray Request::origin() const
{
    return d->headers.value("Origin");
}

/*!
    \property Lomond::Request::protocols

    The subprotocols that the client offers, the one it likes best first (RFC 6455 4.1).
*/
QStringList Request::protocols() const
{
    QStringList result;
    for (const QByteArray &protocol : getList("Sec-WebSocket-Protocol"))
        result.append(QString::fromLatin1(protocol));
    return result;
}

/*!
    Returns all fields.
*/
Headers Request::headers() const
{
    return d->headers;
}

/*!
    Returns the value of the first field of that \a name, or \a defaultValue if there is none.
*/
QByteArray Request::get(QByteArrayView name, const QByteArray &defaultValue) const
{
    return d->headers.value(name, defaultValue);
}

/*!
    Returns the elements of the comma-separated lists in all fields of that \a name, without the
    blanks around them (RFC 9110 5.6.1).
*/
QList<QByteArray> Request::getList(QByteArrayView name) const
{
    return Core::listElements(d->headers.values(name));
}

/*!
    Returns the value of the first field of that \a name, read as UTF-8. Empty if there is none.
*/
QString Request::header(const QString &name) const
{
    return QString::fromUtf8(d->headers.value(name.toLatin1()));
}

} // namespace Lomond
