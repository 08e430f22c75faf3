// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "lomondstream.h"

#include "tickers.h"

using namespace Qt::StringLiterals;

Stream::Stream(const Task &task)
    : m_task(task)
{
    setUp(m_socket, task);
    connect(&m_socket, &LomondSocket::ready, this, [this] { m_meter.start(); });
    connect(&m_socket, &LomondSocket::connectFailed, this, &fail);
    connect(&m_socket, &LomondSocket::disconnected, this, &Stream::finish);
}

void Stream::count(bool right)
{
    m_wrong = m_wrong || !right;
    if (++m_count == m_task.work.messages)
        stop();
}

void Stream::finish(const QString &reason, bool graceful)
{
    if (!graceful)
        fail(reason);
    if (m_wrong)
        fail(u"a message has the wrong length"_s);
    if (!isDone())
        fail(u"%1 messages of %2"_s.arg(m_count).arg(m_task.work.messages));
    succeed(m_task, m_meter);
}

Receiving::Receiving(const Task &task)
    : Stream(task)
{
    if (work().signalCount >= 0) {
        connectSome(work().signalCount);
    } else if (work().binary) {
        connect(&m_socket, &LomondSocket::binary, this,
                [this](const QByteArray &data) { count(data.size() == qsizetype(work().size)); });
    } else {
        connect(&m_socket, &LomondSocket::text, this,
                [this](const QString &text) { count(text.size() == qsizetype(work().units)); });
    }
}

// With no signal connected nobody counts; that the close came after all messages is the proof then.
void Receiving::connectSome(int signalCount)
{
    if (signalCount >= 1) {
        connect(&m_socket, &LomondSocket::text, this,
                [this](const QString &text) { count(text.size() == qsizetype(work().units)); });
    }
    if (signalCount >= 2)
        connect(&m_socket, &LomondSocket::json, this, [](const QJsonValue &) {});
    if (signalCount >= 3)
        connect(&m_socket, &LomondSocket::eventOccurred, this, [](const Lomond::Event &) {});
    if (signalCount >= 4)
        connect(&m_socket, &LomondSocket::binary, this, [](const QByteArray &) {});
    if (signalCount == 0) {
        connect(&m_socket, &LomondSocket::closing, this, [this](int code) {
            while (!isDone())
                count(code == 1000);
        });
    }
}

Sending::Sending(const Task &task)
    : Stream(task)
{
    if (work().binary) {
        m_binary = QByteArray(qsizetype(work().size), 'x');
    } else if (work().compressed) {
        for (const std::string &ticker : Bench::tickers())
            m_texts << QString::fromStdString(ticker);
    } else {
        m_texts << sampleText(work().size);
    }
    connect(&m_socket, &LomondSocket::ready, this, &Sending::fill);
    connect(&m_socket, &LomondSocket::drained, this, &Sending::fill);
    connect(&m_socket, &LomondSocket::text, this, [this](const QString &text) {
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
            if (!sendNext())
                fail(u"a message was refused"_s);
        }
    }
}

bool Sending::sendNext()
{
    ++m_sent;
    if (work().binary)
        return m_socket.sendBinary(m_binary);
    if (++m_turn >= m_texts.size())
        m_turn = 0;
    return m_socket.sendText(m_texts.at(m_turn));
}

Echoing::Echoing(const Task &task)
    : Stream(task)
{
    const QString sample = sampleText(work().size);
    connect(&m_socket, &LomondSocket::ready, this, [this, sample] { m_socket.sendText(sample); });
    connect(&m_socket, &LomondSocket::text, this, [this, sample](const QString &text) {
        count(text.size() == sample.size());
        if (isDone())
            m_socket.close();
        else
            m_socket.sendText(sample);
    });
}
