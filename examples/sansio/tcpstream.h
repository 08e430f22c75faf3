// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A TCP connection as POSIX has it: nothing but a descriptor and its system calls.
// It waits when it is told to, and then only as long as it is told to. It knows no WebSocket.

#ifndef SANSIO_TCPSTREAM_H
#define SANSIO_TCPSTREAM_H

#include <QtCore/qbytearray.h>

#include <chrono>
#include <span>

class TcpStream
{
public:
    TcpStream() = default;
    explicit TcpStream(int descriptor); // takes it over
    TcpStream(TcpStream &&other) noexcept;
    ~TcpStream();
    TcpStream &operator=(TcpStream &&) = delete;

    // Tries the addresses of a name one after the other. Not open: `error` says why.
    [[nodiscard]] static TcpStream connectTo(const QByteArray &host, quint16 port,
                                             QByteArray *error);
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

    // What may be done without waiting; all false: the time is over.
    struct Readiness
    {
        bool read = false;
        bool write = false;
        bool other = false;
    };
    // `otherDescriptor`: one more that ends the waiting when it can be read, for instance a keyboard
    [[nodiscard]] Readiness wait(bool read, bool write, std::chrono::milliseconds atMost,
                                 int otherDescriptor = -1) const;

    // How many octets; 0: the peer ended the stream; -1: it broke.
    [[nodiscard]] qsizetype read(std::span<char> room) const;
    // How many were taken, perhaps none; -1: the stream broke.
    [[nodiscard]] qsizetype write(QByteArrayView octets) const;
    void endWriting() const;

private:
    int m_descriptor = -1;
};

#endif
