// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "qwebsocketstream.h"

using namespace Qt::StringLiterals;

void setUp(QWebSocket &socket, const Task &task)
{
    if (task.work.size > socket.maxAllowedIncomingMessageSize())
        socket.setMaxAllowedIncomingMessageSize(task.work.size);
    if (task.work.size > socket.maxAllowedIncomingFrameSize())
        socket.setMaxAllowedIncomingFrameSize(task.work.size);
    if (task.server.scheme() == "wss"_L1)
        socket.setSslConfiguration(tlsConfiguration());
}

Stream::Stream(const Task &task)
    : m_task(task)
{
    setUp(m_socket, task);
    connect(&m_socket, &QWebSocket::connected, this, [this] { m_meter.start(); });
    connect(&m_socket, &QWebSocket::disconnected, this, &Stream::finish);
}

void Stream::count(bool right)
{
    m_wrong = m_wrong || !right;
    if (++m_count == m_task.work.messages)
        m_meter.stop();
}

void Stream::finish()
{
    if (m_wrong)
        fail(u"a message has the wrong length"_s);
    if (!isDone())
        fail(u"%1 messages of %2: %3"_s.arg(m_count)
                     .arg(m_task.work.messages)
                     .arg(m_socket.errorString()));
    succeed(m_task, m_meter);
}

Receiving::Receiving(const Task &task)
    : Stream(task)
{
    if (work().binary) {
        connect(&m_socket, &QWebSocket::binaryMessageReceived, this,
                [this](const QByteArray &data) { count(data.size() == qsizetype(work().size)); });
    } else {
        connect(&m_socket, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { count(text.size() == qsizetype(work().units)); });
    }
}

Sending::Sending(const Task &task)
    : Stream(task)
{
    if (work().binary)
        m_binary = QByteArray(qsizetype(work().size), 'x');
    else
        m_text = sampleText(work().size);
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        // not before: the handshake's octets are reported as well
        connect(&m_socket, &QWebSocket::bytesWritten, this, &Sending::fill);
        fill();
    });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        while (!isDone())
            count(text == "done"_L1 && m_sent == work().messages);
    });
}

void Sending::fill()
{
    const qint64 most = work().binary ? BinariesQueued : TextsQueued;
    const int atOnce = work().binary ? 1 : TextsAtOnce;
    while (m_sent < work().messages && m_socket.bytesToWrite() <= most) {
        for (int i = 0; i < atOnce && m_sent < work().messages; ++i) {
            ++m_sent;
            const qint64 octets = work().binary ? m_socket.sendBinaryMessage(m_binary)
                                                : m_socket.sendTextMessage(m_text);
            if (octets != qint64(work().size))
                fail(u"a message was refused"_s);
        }
    }
}

Echoing::Echoing(const Task &task)
    : Stream(task)
{
    const QString sample = sampleText(work().size);
    connect(&m_socket, &QWebSocket::connected, this,
            [this, sample] { m_socket.sendTextMessage(sample); });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, [this, sample](const QString &text) {
        count(text.size() == sample.size());
        if (isDone())
            m_socket.close();
        else
            m_socket.sendTextMessage(sample);
    });
}
