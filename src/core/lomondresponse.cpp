// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondresponse.h>

#include "headertokens_p.h"

namespace Lomond {

/*!
    \class Lomond::Response
    \inmodule Lomond
    \brief An HTTP/1.1 response to the request to open a WebSocket (RFC 6455 4.2.2).

    Comes with LomondSocket::ready, whose status code is always 101, and with
    LomondSocket::rejected, where it tells what the server said instead. Implicitly shared; all
    functions are reentrant.
*/

class ResponseData : public QSharedData
{
public:
    ResponseData() = default;
    ResponseData(const QByteArray &httpVersion, int statusCode, const QByteArray &reason,
                 const Headers &headers, const QByteArray &body)
        : httpVersion(httpVersion)
        , reason(reason)
        , headers(headers)
        , body(body)
        , statusCode(statusCode)
    {}

    QByteArray httpVersion;
    QByteArray reason;
    Headers headers;
    QByteArray body;
    int statusCode = 0;
};

/*!
    Makes an empty response: there was none.
*/
Response::Response()
    : d([] {
        static const QSharedDataPointer<ResponseData> empty(new ResponseData); // one for all
        return empty;
    }())
{}

/*!
    Makes a response of its \a httpVersion ("1.1"), \a statusCode, \a reason, \a headers and
    \a body.
*/
Response::Response(const QByteArray &httpVersion, int statusCode, const QByteArray &reason,
                   const Headers &headers, const QByteArray &body)
    : d(new ResponseData(httpVersion, statusCode, reason, headers, body))
{}

/*! \internal */
Response::Response(const Response &) = default;
/*! \internal */
Response &Response::operator=(const Response &) = default;
/*! \internal */
Response::~Response() = default;

/*!
    \property Lomond::Response::statusCode

    The HTTP status (RFC 9110 15): 101 for an open WebSocket, 0 if there was no response.
*/
int Response::statusCode() const
{
    return d->statusCode;
}

/*!
    \property Lomond::Response::reason

    The server's own words for the status, such as "Not Found". May be empty.
*/
QString Response::reason() const
{
    return QString::fromUtf8(d->reason);
}

/*!
    \property Lomond::Response::httpVersion

    The version of HTTP in the response: "1.1" for an open WebSocket.
*/
QString Response::httpVersion() const
{
    return QString::fromLatin1(d->httpVersion);
}

/*!
    Returns all fields.
*/
Headers Response::headers() const
{
    return d->headers;
}

/*!
    Returns the value of the first field of that \a name, or \a defaultValue if there is none.
*/
QByteArray Response::get(QByteArrayView name, const QByteArray &defaultValue) const
{
    return d->headers.value(name, defaultValue);
}

/*!
    Returns the elements of the comma-separated lists in all fields of that \a name, without the
    blanks around them (RFC 9110 5.6.1). Set-Cookie is no such list: take headers() for it.
*/
QList<QByteArray> Response::getList(QByteArrayView name) const
{
    return Core::listElements(d->headers.values(name));
}

/*!
    \property Lomond::Response::body

    The body of a refusal, at most its first 64 KiB. Empty for an open WebSocket.
*/
QByteArray Response::body() const
{
    return d->body;
}

/*!
    Returns the value of the first field of that \a name, read as UTF-8. Empty if there is none.
*/
QString Response::header(const QString &name) const
{
    return QString::fromUtf8(d->headers.value(name.toLatin1()));
}

} // namespace Lomond
