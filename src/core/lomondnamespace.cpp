// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondnamespace.h>

namespace Lomond {

using namespace Qt::StringLiterals;

/*!
    \namespace Lomond
    \inmodule Lomond
    \brief The enumerations and value classes of Lomond.
*/

/*!
    Returns a plain English sentence, without a final period, that says what \a code means. An
    Error carries a more exact one, with names and numbers, in Error::text().
*/
QString errorString(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NoError:
        return u"there is no error"_s;
    case ErrorCode::WebSocketUnavailable:
        return u"the WebSocket is not connected yet"_s;
    case ErrorCode::WebSocketClosing:
        return u"the WebSocket is closing, so nothing more can be sent"_s;
    case ErrorCode::WebSocketClosed:
        return u"the WebSocket is closed"_s;
    case ErrorCode::FrameBuildError:
        return u"what was to be sent cannot be a valid WebSocket frame"_s;
    case ErrorCode::SendBufferFull:
        return u"too much is waiting to be sent already"_s;
    case ErrorCode::InvalidUrl:
        return u"the URL is not a valid WebSocket address"_s;
    case ErrorCode::HostNotFound:
        return u"the host name could not be found"_s;
    case ErrorCode::ConnectFail:
        return u"the server could not be reached"_s;
    case ErrorCode::ProxyFail:
        return u"the proxy did not let the connection through"_s;
    case ErrorCode::TlsFail:
        return u"a secure connection could not be established"_s;
    case ErrorCode::Timeout:
        return u"it took too long"_s;
    case ErrorCode::TransportFail:
        return u"the network connection was lost"_s;
    case ErrorCode::HandshakeError:
        return u"the server did not open a WebSocket"_s;
    case ErrorCode::ProtocolError:
        return u"the peer sent something invalid"_s;
    case ErrorCode::CriticalProtocolError:
        return u"the peer broke the rules of the WebSocket protocol"_s;
    case ErrorCode::PayloadTooLarge:
        return u"the peer sent a message that is too large"_s;
    case ErrorCode::CompressionParameterError:
        return u"the peer asked for a compression that was not agreed"_s;
    case ErrorCode::Unresponsive:
        return u"the peer stopped answering"_s;
    }
    return u"an unknown error occurred"_s;
}

} // namespace Lomond
