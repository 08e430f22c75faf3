// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/protocol_p.h"

#include <algorithm>
#include <cstring>

namespace Lomond {

using namespace Qt::StringLiterals;
using Core::CloseBody;
using Core::Violation;

// Below this, octets of a message go through the receive buffer: one read may bring many frames.
static constexpr quint64 DirectReadSize = 16 * 1024;

ProtocolPrivate::ProtocolPrivate(Role role, const ProtocolOptions &options)
    : role(role)
    , autoPong(options.autoPong)
    , encoder(role, options.fillRandom, options.fillRandomContext, options.maxPendingPongs)
    , assembler(options.maxMessageSize, options.maxFragments)
    , m_parse(role == Role::Client ? &ProtocolPrivate::parseResponse
                                   : &ProtocolPrivate::parseRequest)
    , m_decoder(role)
{
    if (role == Role::Server) {
        serverHandshake = std::make_unique<Core::ServerHandshake>(options);
        return;
    }
    clientHandshake = std::make_unique<Core::ClientHandshake>(options);
    if (clientHandshake->status() == Core::ClientHandshake::Status::Pending)
        encoder.appendHead(clientHandshake->request());
}

// The only place where the state changes; the only transitions there are.
void ProtocolPrivate::setState(State next)
{
    const auto allowed = [this, next] {
        switch (state) {
        case State::Connecting:
            return next == State::Open || next == State::Closed;
        case State::Open:
            return next == State::ClosingLocal || next == State::ClosingRemote
                   || next == State::Closed;
        case State::ClosingLocal:
        case State::ClosingRemote:
            return next == State::Closed;
        case State::Closed:
            return false;
        }
        return false;
    };
    Q_ASSERT(allowed());
    state = next;
}

std::span<char> ProtocolPrivate::receiveBuffer()
{
    // within a large frame: the message itself, so that its octets are never copied
    if (m_frame && !Core::isControl(m_frame->opcode) && m_decoder.remaining() >= DirectReadSize
        && m_buffer.unread().empty()) {
        if (m_direct.empty())
            m_direct = assembler.room(m_decoder.remaining());
        return m_direct.subspan(size_t(m_directSize));
    }
    return m_buffer.room();
}

void ProtocolPrivate::commit(qsizetype size)
{
    if (m_direct.empty())
        m_buffer.commit(size);
    else
        m_directSize += size;
}

void ProtocolPrivate::feed(QByteArrayView bytes)
{
    m_fed.append(bytes);
    refill();
}

bool ProtocolPrivate::refill()
{
    bool moved = false;
    while (m_fedOffset < m_fed.size()) {
        const std::span<char> room = receiveBuffer();
        const qsizetype size = std::min(qsizetype(room.size()), m_fed.size() - m_fedOffset);
        if (size == 0)
            return moved;
        std::memcpy(room.data(), m_fed.constData() + m_fedOffset, size_t(size));
        m_fedOffset += size;
        commit(size);
        moved = true;
    }
    m_fed = {};
    m_fedOffset = 0;
    return moved;
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::nextEvent()
{
    if (assembler.isMessageComplete())
        assembler.reset();
    m_payload = {};
    for (;;) {
        std::optional<Event> event = (this->*m_parse)();
        if (event)
            return event;
        if (!refill())
            break;
    }
    m_buffer.park();
    return {};
}

QByteArray ProtocolPrivate::takePayload()
{
    const QByteArrayView payload = std::exchange(m_payload, {});
    if (!payload.isEmpty() && payload.data() == assembler.payload().data())
        return assembler.takePayload();
    return payload.toByteArray();
}

// ---- the opening handshake

std::optional<ProtocolPrivate::Event> ProtocolPrivate::parseResponse()
{
    using Status = Core::ClientHandshake::Status;
    const std::span<char> unread = m_buffer.unread();
    if (clientHandshake->status() == Status::Pending) {
        m_buffer.consume(clientHandshake->feed({unread.data(), qsizetype(unread.size())}));
        if (clientHandshake->status() == Status::Pending && eof && m_fed.isEmpty())
            clientHandshake->feedEof();
    }
    const std::unique_ptr<Core::ClientHandshake> done = clientHandshake->status() == Status::Pending
                                                                ? nullptr
                                                                : std::move(clientHandshake);
    if (!done)
        return {};
    switch (done->status()) {
    case Status::Accepted:
        opened();
        return Protocol::Accepted {done->response(), done->protocol(), done->extensions()};
    case Status::Rejected:
        refused();
        return Protocol::Rejected {done->response(), done->reason()};
    default:
        return failHandshake(done->errorCode(), done->reason());
    }
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::parseRequest()
{
    using Status = Core::ServerHandshake::Status;
    const std::span<char> unread = m_buffer.unread();
    m_buffer.consume(serverHandshake->feed({unread.data(), qsizetype(unread.size())}));
    switch (serverHandshake->status()) {
    case Status::Requested:
        m_parse = &ProtocolPrivate::awaitAnswer;
        return Protocol::UpgradeRequest {serverHandshake->request()};
    case Status::Refused:
        encoder.appendHead(serverHandshake->refusal());
        return failHandshake(ErrorCode::HandshakeError, serverHandshake->reason());
    case Status::Pending:
        break;
    }
    if (eof && m_fed.isEmpty())
        return failHandshake(ErrorCode::HandshakeError,
                             u"the client closed the connection before its request was complete"_s);
    return {};
}

// The client may send frames already; they wait in the receive buffer.
std::optional<ProtocolPrivate::Event> ProtocolPrivate::awaitAnswer()
{
    if (!eof)
        return {};
    return failHandshake(ErrorCode::HandshakeError,
                         u"the client closed the connection before it was answered"_s);
}

bool ProtocolPrivate::awaitsAnswer() const
{
    return m_parse == &ProtocolPrivate::awaitAnswer;
}

void ProtocolPrivate::refused()
{
    setState(State::Closed);
    startDiscarding();
}

void ProtocolPrivate::opened()
{
    setState(State::Open);
    m_parse = &ProtocolPrivate::parseFrames;
    serverHandshake.reset();
}

ProtocolPrivate::Event ProtocolPrivate::failHandshake(ErrorCode code, const QString &text)
{
    refused();
    return Protocol::Failed {code, 0, text};
}

// ---- frames

std::optional<ProtocolPrivate::Event> ProtocolPrivate::parseFrames()
{
    for (;;) {
        if (!m_frame) {
            m_frame = m_decoder.readHeader(m_buffer);
            if (m_decoder.violation())
                return fail(*m_decoder.violation());
            if (!m_frame)
                return needMore();
            if (const auto violation = beginFrame())
                return fail(*violation);
        }
        const bool control = Core::isControl(m_frame->opcode);
        std::optional<Event> event = control ? continueControlFrame() : continueDataFrame();
        if (event)
            return event;
        if (m_frame) // still not complete
            return needMore();
    }
}

std::optional<Violation> ProtocolPrivate::beginFrame()
{
    m_controlSize = 0;
    return Core::isControl(m_frame->opcode) ? std::nullopt : assembler.beginFrame(*m_frame);
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::continueDataFrame()
{
    if (const std::span<char> read = takeDirect(); !read.empty()) {
        m_decoder.unmask(read);
        if (const auto violation = assembler.append(read))
            return fail(*violation);
    }
    const std::span<char> piece = m_decoder.readPayload(m_buffer);
    // a message that is all there stays where it is
    const bool whole = m_frame->final && assembler.isFirstFrame()
                       && piece.size() == m_frame->payloadLength;
    if (const auto violation = whole ? assembler.takeWhole(piece) : assembler.append(piece))
        return fail(*violation);
    if (m_decoder.remaining() > 0)
        return {};

    m_frame.reset();
    if (const auto violation = whole ? std::nullopt : assembler.endFrame())
        return fail(*violation);
    if (!assembler.isMessageComplete())
        return {};
    m_payload = whole ? QByteArrayView(piece.data(), qsizetype(piece.size())) : assembler.payload();
    if (assembler.opcode() == Opcode::Text)
        return Protocol::Text {m_payload};
    return Protocol::Binary {m_payload};
}

std::span<char> ProtocolPrivate::takeDirect()
{
    const std::span<char> read = m_direct.first(size_t(m_directSize));
    m_direct = {};
    m_directSize = 0;
    return read;
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::continueControlFrame()
{
    const std::span<char> piece = m_decoder.readPayload(m_buffer);
    std::copy(piece.begin(), piece.end(), m_control.begin() + m_controlSize);
    m_controlSize += qsizetype(piece.size());
    if (m_decoder.remaining() > 0)
        return {};

    const Opcode opcode = std::exchange(m_frame, {})->opcode;
    if (opcode == Opcode::Close)
        return closeEvent();
    m_payload = {m_control.data(), m_controlSize};
    if (opcode == Opcode::Pong)
        return Protocol::Pong {m_payload};
    // RFC 6455 5.5.2: answered, unless a close frame was
    if (autoPong && mayStartSending() == ErrorCode::NoError)
        encoder.queuePong(m_payload);
    return Protocol::Ping {m_payload};
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::needMore()
{
    if (!eof || !m_fed.isEmpty())
        return {};
    setState(State::Closed);
    startDiscarding();
    return Protocol::Failed {ErrorCode::TransportFail, int(CloseCode::AbnormalClosure),
                             u"the connection ended without a close frame"_s};
}

// ---- closing and failing

ProtocolPrivate::Event ProtocolPrivate::closeEvent()
{
    const Core::CloseBodyReading reading = Core::readCloseBody({m_control.data(), m_controlSize});
    if (!reading.body) {
        const bool utf8 = reading.failure == int(CloseCode::InvalidPayload);
        return fail({CloseCode(reading.failure), ErrorCode::ProtocolError,
                     utf8 ? u"the reason in a close frame is not valid UTF-8"_s
                          : u"a close frame carries no valid close code"_s});
    }
    m_peerClose = *reading.body;
    if (state == State::ClosingLocal)
        return peerClosed(m_peerClose);
    setState(State::ClosingRemote);
    m_parse = &ProtocolPrivate::answerClose;
    return Protocol::CloseReceived {m_peerClose.code, m_peerClose.reason};
}

// One call later, so that the application may still send, or close in its own words.
std::optional<ProtocolPrivate::Event> ProtocolPrivate::answerClose()
{
    if (state == State::ClosingRemote) {
        // RFC 6455 5.5.1: the answer repeats the code; an empty close frame is answered by one
        const bool empty = m_peerClose.code == int(CloseCode::NoStatusReceived);
        sendClose(empty ? std::nullopt : std::optional(CloseBody {m_peerClose.code, {}}));
    }
    return peerClosed(m_peerClose);
}

ProtocolPrivate::Event ProtocolPrivate::peerClosed(const CloseBody &body)
{
    if (state != State::Closed)
        setState(State::Closed);
    startDiscarding();
    // RFC 6455 7.1.1: the server closes the connection first
    transport = role == Role::Client ? Transport::AwaitPeer : Transport::CloseWhenFlushed;
    return Protocol::Closed {body.code, body.reason};
}

ErrorCode ProtocolPrivate::sendControl(Opcode opcode, QByteArrayView payload)
{
    const ErrorCode error = mayStartSending();
    if (error != ErrorCode::NoError)
        return error;
    // RFC 6455 5.5: control frames carry at most 125 octets
    if (payload.size() > Core::MaximumControlPayload)
        return ErrorCode::FrameBuildError;
    encoder.appendControl(opcode, payload);
    return ErrorCode::NoError;
}

void ProtocolPrivate::sendClose(const std::optional<CloseBody> &body)
{
    QByteArray payload;
    if (body) {
        payload.append(char(quint16(body->code) >> 8));
        payload.append(char(body->code & 0xFF));
        payload.append(body->reason.toUtf8());
    }
    encoder.appendControl(Opcode::Close, payload);
    setState(state == State::Open ? State::ClosingLocal : State::Closed);
}

// RFC 6455 7.1.7: say why, then end the connection
ProtocolPrivate::Event ProtocolPrivate::fail(const Violation &violation)
{
    if (state == State::Open)
        sendClose(CloseBody {int(violation.closeCode), violation.text});
    setState(State::Closed);
    startDiscarding();
    return Protocol::Failed {violation.code, int(violation.closeCode), violation.text};
}

// RFC 6455 5.5.1, 7.1.7: what still comes is not looked at
void ProtocolPrivate::startDiscarding()
{
    transport = Transport::CloseWhenFlushed;
    m_parse = &ProtocolPrivate::discard;
    m_frame.reset();
    takeDirect();
    clientHandshake.reset();
    serverHandshake.reset();
    assembler.reset();
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::discard()
{
    m_buffer.clear();
    m_fed = {};
    m_fedOffset = 0;
    return {};
}

ErrorCode ProtocolPrivate::mayStartSending() const
{
    switch (state) {
    case State::Connecting:
        return ErrorCode::WebSocketUnavailable;
    case State::Open:
    case State::ClosingRemote: // until the close is answered
        return ErrorCode::NoError;
    case State::ClosingLocal:
        return ErrorCode::WebSocketClosing;
    case State::Closed:
        return ErrorCode::WebSocketClosed;
    }
    return ErrorCode::WebSocketClosed;
}

} // namespace Lomond
