// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the server does with a connection after the upgrade, by the path of the request:
//   /send/KIND/SIZE/COUNT[?fragments=N][&together=N]   sends, then closes
//   /take/COUNT   reads COUNT messages, sends the text "done", then closes
//   /echo   sends back each frame
//   /idle   answers
// together: begins when N connections of that path are open, and leaves the closing to the client.
// All answer pings and Close. Octets come in and go out here; serverconnection.h has the sockets.

#ifndef BENCH_SERVERWORKS_H
#define BENCH_SERVERWORKS_H

#include "serverblocks.h"
#include "serverframes.h"

#include <memory>
#include <string>
#include <string_view>

namespace Bench {

class ServerWork
{
public:
    virtual ~ServerWork() = default;

    // The client's octets. What is to be sent goes to `out`.
    void receive(std::string_view octets, std::string &out);
    [[nodiscard]] bool isOver() const { return m_over; } // the end of the stream follows `out`
    [[nodiscard]] const std::string &error() const { return m_error; } // what the client did wrong

    // Prepared octets, which go out as they are; nothing else comes between those of a piece.
    [[nodiscard]] virtual std::string_view nextPiece(std::string &) { return {}; }
    // How many connections are to be open before it begins.
    [[nodiscard]] virtual std::size_t together() const { return 1; }

protected:
    void close(std::string &out);
    void fail(std::string_view reason, std::string &out);
    void allowRsv1() { m_reader.allowRsv1(); }

    // Frames with data; the payload is masked as it came.
    virtual void frameBegins(const FrameHead &, std::string &) {}
    virtual void framePart(const FrameHead &, std::uint64_t, std::string_view, std::string &) {}
    virtual void frameEnds(const FrameHead &, std::string &) {}

private:
    void receivePart(std::string &out);
    void control(const FrameHead &head, std::string &out);

    FrameReader m_reader;
    std::string m_control; // the payload of a control frame
    std::string m_error;
    bool m_closeSent = false;
    bool m_over = false;
};

// Null: there is no such work.
[[nodiscard]] std::unique_ptr<ServerWork> makeWork(const std::string &path, const Deflate &deflate);

} // namespace Bench

#endif
