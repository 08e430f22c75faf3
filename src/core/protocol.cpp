// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/protocol_p.h"

#include <utility>

namespace Lomond {

using namespace Qt::StringLiterals;
using Core::CloseBody;
using Core::Violation;

ProtocolPrivate::ProtocolPrivate(Role role, const ProtocolOptions &options)
    : role(role)
    , autoPong(options.autoPong)
    , encoder(role, options.fillRandom, options.fillRandomContext, options.maxPendingPongs)
    , writer(encoder)
    , reader(role, options.maxMessageSize, options.maxFragments, options.streaming)
    , m_phase(role == Role::Client ? Phase::ParseResponse : Phase::ParseRequest)
    , m_compression(options.compression.value_or(CompressionOptions()))
{
    if (role == Role::Server) {
        serverHandshake = std::make_unique<Core::ServerHandshake>(options);
        return;
    }
    if (!options.fillRandom) {
        m_phase = Phase::RefuseOptions;
        return;
    }
    clientHandshake = std::make_unique<Core::ClientHandshake>(options);
    if (clientHandshake->status() == Core::ClientHandshake::Status::Pending)
        encoder.appendHead(clientHandshake->request());
}

// The only transitions there are: from the state of the row to that of the column.
static constexpr bool Transitions[5][5] = {
        // Connecting, Open, ClosingLocal, ClosingRemote, Closed
        {false, true, false, false, true}, // Connecting
        {false, false, true, true, true}, // Open
        {false, false, false, false, true}, // ClosingLocal
        {false, false, false, false, true}, // ClosingRemote
        {false, false, false, false, false}, // Closed
};

// The only place where the state changes.
void ProtocolPrivate::setState(State next)
{
    Q_ASSERT(Transitions[int(state)][int(next)]);
    state = next;
}

std::span<char> ProtocolPrivate::receiveBuffer()
{
    return reader.room();
}

void ProtocolPrivate::commit(qsizetype size)
{
    reader.commit(size);
    if (m_phase == Phase::Discard)
        reader.clear();
}

void ProtocolPrivate::feed(QByteArrayView bytes)
{
    if (m_phase != Phase::Discard)
        reader.buffer().feed(bytes);
}

// Of the stream: nothing will follow what is unread.
bool ProtocolPrivate::atEnd()
{
    return eof && !reader.buffer().hasOverflow();
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::findEvent()
{
    std::optional<Event> event = proceed();
    while (!event && reader.buffer().refill())
        event = proceed();
    if (!event)
        reader.park();
    return event;
}

inline std::optional<ProtocolPrivate::Event> ProtocolPrivate::proceed()
{
    switch (m_phase) {
    case Phase::RefuseOptions:
        return refuseOptions();
    case Phase::ParseResponse:
        return parseResponse();
    case Phase::ParseRequest:
        return parseRequest();
    case Phase::AwaitAnswer:
        return awaitAnswer();
    case Phase::ParseFrames:
        return parseFrames();
    case Phase::AnswerClose:
        return answerClose();
    default: // Discard
        return {};
    }
}

// ---- the opening handshake

// RFC 6455 5.3: a client that cannot mask must not send a frame
std::optional<ProtocolPrivate::Event> ProtocolPrivate::refuseOptions()
{
    return failHandshake(ErrorCode::HandshakeError,
                         u"a client needs random bits to mask its frames"_s);
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::parseResponse()
{
    using Status = Core::ClientHandshake::Status;
    const std::span<char> unread = reader.buffer().unread();
    if (clientHandshake->status() == Status::Pending) {
        reader.buffer().consume(clientHandshake->feed({unread.data(), qsizetype(unread.size())}));
        if (clientHandshake->status() == Status::Pending && atEnd())
            clientHandshake->feedEof();
        // a refusal is certain, but for its body: only the server's end of the stream is waited for
        if (clientHandshake->isReadingBody())
            transport = Transport::AwaitPeer;
    }
    if (clientHandshake->status() == Status::Pending)
        return {};
    const std::unique_ptr<Core::ClientHandshake> done = std::move(clientHandshake);
    switch (done->status()) {
    case Status::Accepted:
        opened(done->compression());
        return Protocol::Accepted {done->response(), done->protocol(), done->extensions()};
    case Status::Rejected:
        refused();
        return Protocol::Rejected {done->response(), done->reason()};
    default:
        return failHandshake(done->errorCode(), done->reason(), done->response().statusCode());
    }
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::parseRequest()
{
    using Status = Core::ServerHandshake::Status;
    const std::span<char> unread = reader.buffer().unread();
    reader.buffer().consume(serverHandshake->feed({unread.data(), qsizetype(unread.size())}));
    switch (serverHandshake->status()) {
    case Status::Requested:
        m_phase = Phase::AwaitAnswer;
        return Protocol::UpgradeRequest {serverHandshake->request()};
    case Status::Refused:
        encoder.appendHead(serverHandshake->refusal());
        return failHandshake(ErrorCode::HandshakeError, serverHandshake->reason());
    default: // Pending
        break;
    }
    if (atEnd())
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
    return m_phase == Phase::AwaitAnswer;
}

void ProtocolPrivate::refused()
{
    setState(State::Closed);
    startDiscarding();
}

void ProtocolPrivate::opened(const std::optional<Core::DeflateParameters> &agreed)
{
    setState(State::Open);
    m_phase = Phase::ParseFrames;
    serverHandshake.reset();
    if (agreed)
        startCompression(*agreed);
}

// RFC 7692 7.1: each side compresses by the parameters that are named after it
void ProtocolPrivate::startCompression(const Core::DeflateParameters &agreed)
{
    compresses = true;
    Core::Deflater::Settings ours = {agreed.serverMaxWindowBits, !agreed.serverNoContextTakeover,
                                     m_compression.level, m_compression.memoryLevel};
    Core::Deflater::Settings theirs = {agreed.clientMaxWindowBits, !agreed.clientNoContextTakeover};
    if (role == Role::Client) {
        std::swap(ours.windowBits, theirs.windowBits);
        std::swap(ours.contextTakeover, theirs.contextTakeover);
    }
    writer.setCompression(ours, m_compression.threshold);
    reader.setCompression(theirs.windowBits, theirs.contextTakeover);
}

CompressionStatistics ProtocolPrivate::compressionStatistics() const
{
    CompressionStatistics statistics;
    if (const Core::Deflater *deflater = writer.deflater()) {
        statistics.sentPlain = deflater->consumed();
        statistics.sentCompressed = deflater->produced();
        statistics.contextMemory += deflater->memory();
    }
    if (const Core::Inflater *inflater = reader.inflater()) {
        statistics.receivedPlain = inflater->produced();
        statistics.receivedCompressed = inflater->consumed();
        statistics.contextMemory += inflater->memory();
    }
    return statistics;
}

ProtocolPrivate::Event ProtocolPrivate::failHandshake(ErrorCode code, const QString &text,
                                                      int httpStatus)
{
    refused();
    return Protocol::Failed {code, 0, text, httpStatus};
}

// ---- frames

static std::optional<Protocol::Event> messageEvent(const Core::MessageReader::Message &message)
{
    if (message.opcode == Opcode::Text) {
        if (message.isPart)
            return Protocol::TextPart {message.payload, message.final};
        return Protocol::Text {message.payload};
    }
    if (message.isPart)
        return Protocol::BinaryPart {message.payload, message.final};
    return Protocol::Binary {message.payload};
}

inline std::optional<ProtocolPrivate::Event> ProtocolPrivate::parseFrames()
{
    const std::optional<Core::MessageReader::Message> message = reader.next();
    if (reader.violation())
        return fail(*reader.violation());
    if (!message)
        return needMore();
    switch (message->opcode) {
    case Opcode::Close:
        return closeEvent(message->payload);
    case Opcode::Ping:
        // RFC 6455 5.5.2: answered, unless a close frame was
        if (autoPong && mayStartSending() == ErrorCode::NoError)
            encoder.queuePong(message->payload);
        return Protocol::Ping {message->payload};
    case Opcode::Pong:
        return Protocol::Pong {message->payload};
    default:
        return messageEvent(*message);
    }
}

std::optional<ProtocolPrivate::Event> ProtocolPrivate::needMore()
{
    if (!atEnd())
        return {};
    setState(State::Closed);
    startDiscarding();
    return Protocol::Failed {ErrorCode::TransportFail, int(CloseCode::AbnormalClosure),
                             u"the connection ended without a close frame"_s};
}

// ---- closing and failing

ProtocolPrivate::Event ProtocolPrivate::closeEvent(QByteArrayView payload)
{
    const Core::CloseBodyReading reading = Core::readCloseBody(payload);
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
    m_phase = Phase::AnswerClose;
    return Protocol::CloseReceived {m_peerClose.code, m_peerClose.reason};
}

// One call later, so that the application may still send, or close in its own words.
std::optional<ProtocolPrivate::Event> ProtocolPrivate::answerClose()
{
    if (state == State::ClosingRemote) {
        // RFC 6455 5.5.1: the answer repeats the code; an empty close frame is answered by one
        if (m_peerClose.code == int(CloseCode::NoStatusReceived))
            sendClose({});
        else
            sendClose(CloseBody {m_peerClose.code, {}});
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
    Event failed = Protocol::Failed {violation.code, int(violation.closeCode), violation.text};
    startDiscarding();
    return failed;
}

// RFC 6455 5.5.1, 7.1.7: what still comes is not looked at
void ProtocolPrivate::startDiscarding()
{
    transport = Transport::CloseWhenFlushed;
    m_phase = Phase::Discard;
    clientHandshake.reset();
    serverHandshake.reset();
    reader.clear();
}

} // namespace Lomond
