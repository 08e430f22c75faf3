// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The WebSocket protocol without I/O, for either role: bytes in, events out, bytes out.
// For whoever owns a stream of bytes: LomondSocket is built on it, a program may be too.
// It never reads a clock, draws a random bit, or calls back.

#ifndef LOMOND_LOMONDPROTOCOL_H
#define LOMOND_LOMONDPROTOCOL_H

#include <Lomond/lomondcompressionoptions.h>
#include <Lomond/lomondcompressionstatistics.h>
#include <Lomond/lomondnamespace.h>
#include <Lomond/lomondrequest.h>
#include <Lomond/lomondresponse.h>

#include <QtCore/qstringview.h>
#include <QtCore/qurl.h>

#include <memory>
#include <optional>
#include <span>
#include <variant>

namespace Lomond {

struct ProtocolOptions
{
    // client: what to ask for
    QUrl url; // ws or wss
    QStringList protocols; // offered
    QByteArray agent; // User-Agent; none when empty
    Headers headers; // further ones
    QByteArray key; // the nonce: 16 octets, in base64 (RFC 6455 4.1)

    // client: a new masking key for each frame (RFC 6455 5.3); has to be unpredictable
    void (*fillRandom)(void *context, std::span<quint32> words) = nullptr;
    void *fillRandomContext = nullptr;

    // both roles
    std::optional<CompressionOptions> compression; // permessage-deflate (RFC 7692): offered, accepted
    bool streaming = false; // messages come in parts: TextPart and BinaryPart
    bool autoPong = true;
    qsizetype maxMessageSize = 16 * 1024 * 1024; // octets, exactly allowed; of a part if streaming
    int maxFragments = 131'072; // of one message; empty ones count
    int maxPendingPongs = 16; // then the newest win (RFC 6455 5.5.3)
    qsizetype maxHeadSize = 32 * 1024;
    qsizetype maxHeadLine = 8 * 1024;
    int maxHeadFields = 100;
    qsizetype maxRejectionBody = 64 * 1024;
};

struct SendOptions
{
    qsizetype fragmentSize = 0; // octets per frame; 0: the message is one frame
    bool compressed = true; // if that was agreed, and makes it shorter
};

struct AcceptOptions
{
    QString protocol; // one of those offered, or none
    Headers headers; // further ones
};

class LOMOND_CORE_EXPORT Protocol
{
public:
    struct UpgradeRequest // server: answer with accept() or reject()
    {
        Request request;
    };
    struct Accepted // client: the connection is open
    {
        Response response;
        QString protocol;
        QStringList extensions;
    };
    struct Rejected // client: the server answered, but not with a valid upgrade
    {
        Response response;
        QString reason;
    };
    struct Text
    {
        QByteArrayView payload; // valid UTF-8
    };
    struct Binary
    {
        QByteArrayView payload;
    };
    struct TextPart
    {
        QByteArrayView payload; // whole code points
        bool final = false;
    };
    struct BinaryPart
    {
        QByteArrayView payload;
        bool final = false;
    };
    struct Ping
    {
        QByteArrayView payload;
    };
    struct Pong
    {
        QByteArrayView payload;
    };
    struct CloseReceived // the peer begins to close: one may still send before the next nextEvent()
    {
        int code = 0; // 1005 for an empty close frame
        QString reason;
    };
    struct Closed // both close frames were exchanged; code and reason are the peer's
    {
        int code = 0;
        QString reason;
    };
    struct Failed // the connection is over; what was to be said about it is in the output
    {
        ErrorCode code = ErrorCode::NoError;
        // told to the peer unless we were closing; 1006 when the stream ended, 0 before the upgrade
        int closeCode = 0;
        QString text;
        int httpStatus = 0; // of an answer whose head was not to be read any further
    };
    using Event = std::variant<UpgradeRequest, Accepted, Rejected, Text, Binary, TextPart,
                               BinaryPart, Ping, Pong, CloseReceived, Closed, Failed>;

    enum class State { Connecting, Open, ClosingLocal, ClosingRemote, Closed };
    enum class Transport { KeepOpen, AwaitPeer, CloseWhenFlushed };

    explicit Protocol(Role role, const ProtocolOptions &options);
    ~Protocol();
    Q_DISABLE_COPY(Protocol)

    // bytes in
    [[nodiscard]] std::span<char> receiveBuffer();
    void commit(qsizetype size);
    void commitEof();
    void feed(QByteArrayView bytes);

    // events out
    [[nodiscard]] std::optional<Event> nextEvent();
    [[nodiscard]] QByteArray takePayload();
    [[nodiscard]] QString takeText();
    void recycleText(QString &&text);

    // bytes out
    [[nodiscard]] QByteArray takeOutput();
    [[nodiscard]] QByteArrayView output();
    void outputWritten(qsizetype octets);
    [[nodiscard]] qint64 pendingOutput() const;

    [[nodiscard]] Role role() const;
    [[nodiscard]] State state() const;
    [[nodiscard]] Transport transport() const;
    [[nodiscard]] bool supportsCompression() const; // it was agreed on
    [[nodiscard]] CompressionStatistics compressionStatistics() const;

    [[nodiscard]] ErrorCode sendText(QStringView text, const SendOptions &options = {});
    [[nodiscard]] ErrorCode sendUtf8(QByteArrayView utf8, const SendOptions &options = {});
    [[nodiscard]] ErrorCode sendBinary(QByteArrayView data, const SendOptions &options = {});
    [[nodiscard]] ErrorCode sendPing(QByteArrayView payload = {});
    [[nodiscard]] ErrorCode sendPong(QByteArrayView payload = {});
    // a message in parts; no other one may begin before its final part
    [[nodiscard]] ErrorCode beginMessage(Opcode type, const SendOptions &options = {});
    [[nodiscard]] ErrorCode sendFragment(QByteArrayView payload, bool final);
    [[nodiscard]] ErrorCode close(); // an empty close frame
    [[nodiscard]] ErrorCode close(int code, QStringView reason = {});

    // server, after UpgradeRequest
    [[nodiscard]] ErrorCode accept(const AcceptOptions &options = {});
    [[nodiscard]] ErrorCode reject(int httpStatus, const Headers &headers = {},
                                   QByteArrayView body = {});

    void setAutoPong(bool autoPong);
    void setMaxMessageSize(qsizetype octets); // from the next message on
    void setTextDecoding(bool on); // off at first
    void setStreaming(bool streaming); // from the next message on

private:
    std::unique_ptr<class ProtocolPrivate> d;
};

} // namespace Lomond

#endif
