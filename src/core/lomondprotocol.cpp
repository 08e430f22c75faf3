// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondprotocol.h>

#include "core/protocol_p.h"
#include "core/utf8encoder_p.h"

namespace Lomond {

/*!
    \class Lomond::Protocol
    \inmodule Lomond
    \brief The WebSocket protocol (RFC 6455) without I/O, for either role.

    The owner of a stream of bytes drives it: it reads into receiveBuffer() and calls commit(), pulls
    events with nextEvent() until there are none, writes what takeOutput() gives until that is null,
    and does to the stream what transport() says. Not pulling is back-pressure: receiveBuffer() is
    empty while nothing more fits. Nothing is ever called back, no clock is read, no random bit drawn.

    Payloads of events are views, valid until the next call that feeds (asking for receiveBuffer()
    is one) or pulls. Answers that the protocol asks for (a pong, the echo of a close frame) are in
    the output without further ado.

    The class is not thread-safe: an object belongs to one thread at a time.
*/

/*!
    \struct Lomond::ProtocolOptions
    \inmodule Lomond
    \brief What a Protocol is to do, and its limits.

    A client has to give \c url, \c key and \c fillRandom: a function that fills words with
    unpredictable bits, for the masking key of each frame (RFC 6455 5.3).
*/

/*!
    \enum Lomond::Protocol::Transport

    What the owner of the stream has to do.

    \value KeepOpen Nothing.
    \value AwaitPeer Both close frames were exchanged, or only the body of a refusal is missing:
           write the output, and wait a moment for the server to end the stream (RFC 6455 7.1.1);
           then end it.
    \value CloseWhenFlushed Write the output, end the writing direction, and drop the stream as soon
           as the peer ended it, or a moment later.
*/

/*!
    Begins a connection. The request of a client is in the output at once; if \a options cannot make
    one, the first event is Failed with ErrorCode::InvalidUrl or ErrorCode::HandshakeError.
*/
Protocol::Protocol(Role role, const ProtocolOptions &options)
    : d(std::make_unique<ProtocolPrivate>(role, options))
{}

Protocol::~Protocol() = default;

/*!
    Where the next octets of the peer are to be written, followed by commit(). Empty: pull the
    events of what is here already; if there are none, a request waits for its answer and what the
    client sent behind it fills the buffer. Within a large message this is the message itself.
*/
std::span<char> Protocol::receiveBuffer()
{
    return d->receiveBuffer();
}

/*!
    \a size octets were written to the start of receiveBuffer().
*/
void Protocol::commit(qsizetype size)
{
    d->commit(size);
}

/*!
    The peer ended the stream, or more is not waited for.
*/
void Protocol::commitEof()
{
    d->eof = true;
}

/*!
    Takes \a bytes, of any number, for callers that own them already.
*/
void Protocol::feed(QByteArrayView bytes)
{
    d->feed(bytes);
}

/*!
    Parses up to the next event; nullopt: more octets are needed. After Failed, Rejected and Closed
    no event follows.
*/
std::optional<Protocol::Event> Protocol::nextEvent()
{
    return d->nextEvent();
}

/*!
    The payload of the last event as an array of its own: a large message is handed over, not copied.
*/
QByteArray Protocol::takePayload()
{
    return d->reader.takePayload();
}

/*!
    The text of the last event, Text or TextPart, as UTF-16. Costs least after setTextDecoding(true).
*/
QString Protocol::takeText()
{
    return d->reader.takeText();
}

/*!
    Gives back a \a text of takeText() that is done with: unless somebody shares it, its memory
   serves the next one. Not needed, but saves an allocation for each message.
*/
void Protocol::recycleText(QString &&text)
{
    d->reader.recycleText(std::move(text));
}

/*!
    Octets for the wire, whole frames; null when there are none (any more).
*/
QByteArray Protocol::takeOutput()
{
    return d->encoder.take();
}

/*!
    The same octets where they are, for who can write them at once, followed by outputWritten().
    The view is valid until then; messages may be queued meanwhile. Empty when there are none.
*/
QByteArrayView Protocol::output()
{
    return d->encoder.output();
}

/*!
    The first \a octets of output() were written.
*/
void Protocol::outputWritten(qsizetype octets)
{
    d->encoder.outputWritten(octets);
}

/*!
    How many octets takeOutput() will give, in all.
*/
qint64 Protocol::pendingOutput() const
{
    return d->encoder.pending();
}

Role Protocol::role() const
{
    return d->role;
}

Protocol::State Protocol::state() const
{
    return d->state;
}

Protocol::Transport Protocol::transport() const
{
    return d->transport;
}

/*!
    Whether both sides agreed on permessage-deflate (RFC 7692).
*/
bool Protocol::supportsCompression() const
{
    return d->compresses;
}

/*!
    What compression did so far, and the memory it holds.
*/
CompressionStatistics Protocol::compressionStatistics() const
{
    return d->compressionStatistics();
}

/*!
    Queues a text message. Fails with ErrorCode::FrameBuildError if \a text has a lone surrogate,
    which UTF-8 cannot express (RFC 3629 3), or a message is being sent in parts.
*/
ErrorCode Protocol::sendText(QStringView text, const SendOptions &options)
{
    const ErrorCode error = d->mayStartSending();
    return error == ErrorCode::NoError ? d->writer.sendText(text, options) : error;
}

/*!
    Queues a text message that is UTF-8 already; ErrorCode::FrameBuildError if \a utf8 is not valid,
    or a message is being sent in parts.
*/
ErrorCode Protocol::sendUtf8(QByteArrayView utf8, const SendOptions &options)
{
    const ErrorCode error = d->mayStartSending();
    return error == ErrorCode::NoError ? d->writer.sendUtf8(utf8, options) : error;
}

/*!
    Queues a binary message; ErrorCode::FrameBuildError if a message is being sent in parts.
*/
ErrorCode Protocol::sendBinary(QByteArrayView data, const SendOptions &options)
{
    const ErrorCode error = d->mayStartSending();
    return error == ErrorCode::NoError ? d->writer.sendBinary(data, options) : error;
}

/*!
    Begins a message of \a type (Opcode::Text or Opcode::Binary) that is sent in parts with
    sendFragment(). Its length need not be known, so it is compressed whatever the threshold, if
   that was agreed on and \a options do not forbid it. Until its final part, control frames may be
   sent, and no other message. Fails with ErrorCode::FrameBuildError if one is open already.
*/
ErrorCode Protocol::beginMessage(Opcode type, const SendOptions &options)
{
    const ErrorCode error = d->mayStartSending();
    return error == ErrorCode::NoError ? d->writer.begin(type, options) : error;
}

/*!
    Queues the next part of the message, a frame at least; \a final ends the message. Texts are
   UTF-8 and may be cut anywhere, also within a code point. Fails with ErrorCode::FrameBuildError if
   no message was begun, or \a payload makes the text invalid; the message is still open then.
*/
ErrorCode Protocol::sendFragment(QByteArrayView payload, bool final)
{
    const ErrorCode error = d->mayStartSending();
    return error == ErrorCode::NoError ? d->writer.sendFragment(payload, final) : error;
}

/*!
    Queues a ping; ErrorCode::FrameBuildError if \a payload has more than 125 octets (RFC 6455 5.5).
*/
ErrorCode Protocol::sendPing(QByteArrayView payload)
{
    return d->sendControl(Opcode::Ping, payload);
}

/*!
    Queues a pong that nobody asked for (RFC 6455 5.5.3), or the answer to a ping if autoPong is
    off; ErrorCode::FrameBuildError if \a payload has more than 125 octets.
*/
ErrorCode Protocol::sendPong(QByteArrayView payload)
{
    return d->sendControl(Opcode::Pong, payload);
}

/*!
    Begins to close, or answers the peer's close, with an empty close frame (RFC 6455 5.5.1).
*/
ErrorCode Protocol::close()
{
    const ErrorCode error = d->mayStartSending();
    if (error == ErrorCode::NoError)
        d->sendClose({});
    return error;
}

/*!
    Begins to close, or answers the peer's close, with \a code and \a reason. Fails with
    ErrorCode::FrameBuildError if the code must not be sent (it is none of 1000-1003, 1007-1014,
    3000-4999: RFC 6455 7.4), or the reason is longer than 123 octets of UTF-8 or not valid.
*/
ErrorCode Protocol::close(int code, QStringView reason)
{
    const ErrorCode error = d->mayStartSending();
    if (error != ErrorCode::NoError)
        return error;
    const qsizetype size = Core::utf8Size(reason);
    if (!Core::mayBeOnTheWire(code) || size < 0 || size > Core::MaximumCloseReason)
        return ErrorCode::FrameBuildError;
    d->sendClose(Core::CloseBody {code, reason.toString()});
    return ErrorCode::NoError;
}

/*!
    Server: accepts the request of UpgradeRequest; the connection is open. Fails with
    ErrorCode::HandshakeError if \a options name a protocol that was not offered or a malformed
    header, with ErrorCode::WebSocketUnavailable if no request waits.
*/
ErrorCode Protocol::accept(const AcceptOptions &options)
{
    if (!d->awaitsAnswer())
        return ErrorCode::WebSocketUnavailable;
    const QByteArray response = d->serverHandshake->accept(options);
    if (response.isNull())
        return ErrorCode::HandshakeError;
    d->encoder.appendHead(response);
    d->opened(d->serverHandshake->compression());
    return ErrorCode::NoError;
}

/*!
    Server: refuses the request of UpgradeRequest with \a httpStatus, 300 to 599; or, with 408, a
    client that does not complete its request. Fails as accept().
*/
ErrorCode Protocol::reject(int httpStatus, const Headers &headers, QByteArrayView body)
{
    if (d->role != Role::Server || d->state != State::Connecting)
        return ErrorCode::WebSocketUnavailable;
    const QByteArray response = Core::ServerHandshake::reject(httpStatus, headers, body);
    if (response.isNull())
        return ErrorCode::HandshakeError;
    d->encoder.appendHead(response);
    d->refused();
    return ErrorCode::NoError;
}

void Protocol::setAutoPong(bool autoPong)
{
    d->autoPong = autoPong;
}

void Protocol::setMaxMessageSize(qsizetype octets)
{
    d->reader.setMaxMessageSize(octets);
}

/*!
    With \a on, texts that arrive in one piece are converted to UTF-16 in the pass that checks them:
    for those who call takeText() on each.
*/
void Protocol::setTextDecoding(bool on)
{
    d->reader.setTextDecoding(on);
}

/*!
    With \a streaming, messages of any length come in parts of at most 64 KiB, and of at most
    maxMessageSize: TextPart, which is cut between code points only, and BinaryPart. A part comes as
    soon as there is one; the last one of a message is final, and may be empty.
*/
void Protocol::setStreaming(bool streaming)
{
    d->reader.setStreaming(streaming);
}

} // namespace Lomond
