// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// budgetclient WORK COUNT...: a LomondSocket that exchanges these numbers of messages with peer.py,
// whose output is its input, for budget.cmake to count the instructions of each.
//
// The same run has to take the same instructions. So the peer is never met halfway: a block of
// messages is in the kernel before the first of them is read; an answer comes when its receiver
// sleeps.

#include <Lomond/LomondSocket>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>

#include <array>
#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype BlockSize =
        900; // as in peer.py; less than 64 KiB of frames, so one read or write
constexpr auto NoLimit = std::chrono::milliseconds(10 * 60 * 1000);
const QString Greeting = u"The quick brown fox jumps over the lazy dog, then it rests a bit"_s;

[[noreturn]] void fail(const char *reason)
{
    std::fprintf(stderr, "%s\n", reason);
    std::exit(1);
}

// what the peer has to say next to the connection
QByteArray readLine()
{
    std::array<char, 64> line;
    if (!std::fgets(line.data(), int(line.size()), stdin))
        fail("the peer is gone");
    return QByteArray(line.data()).trimmed();
}

class Client : public QObject
{
public:
    explicit Client(QByteArrayView work)
        : m_work(work)
    {
        // What takes time under valgrind takes none of the instructions: the time that delivery may
        // take must not end, and no timer of it go off between two messages of a dialogue.
        m_socket.setDeliveryBudget(m_echoes ? std::chrono::milliseconds(0) : NoLimit);
        m_socket.setOpenTimeout(NoLimit);
        m_socket.setPingInterval(NoLimit);
        m_socket.setPingTimeout(NoLimit);
        m_socket.setCompress(work == "D1");
        connect(&m_socket, &LomondSocket::ready, &m_loop, &QEventLoop::quit);
        connect(&m_socket, &LomondSocket::text, this, &Client::take);
        connect(&m_socket, &LomondSocket::disconnected,
                [](const QString &reason) { fail(qPrintable(reason)); });
        connect(&m_socket, &LomondSocket::connectFailed,
                [](const QString &reason) { fail(qPrintable(reason)); });
        m_socket.openUrl(url());
        m_loop.exec();
    }

    void run(qsizetype count)
    {
        if (m_echoes) {
            m_missing = count;
            send(Greeting);
            m_loop.exec();
            return;
        }
        for (qsizetype done = 0; done < count; done += BlockSize) {
            if (m_work == "S1-64")
                sendBlock();
            else
                orderBlock();
            m_loop.exec();
        }
    }

private:
    // the peer is told whom it serves, to see when it sleeps
    QUrl url() const
    {
        return QUrl(u"ws://127.0.0.1:%1/%2/%3"_s
                            .arg(QLatin1StringView(readLine()), QLatin1StringView(m_work))
                            .arg(QCoreApplication::applicationPid()));
    }

    void take(const QString &text)
    {
        if (text.size() != m_expectedSize)
            fail("a message has another length");
        if (--m_missing == 0)
            m_loop.quit();
        else if (m_echoes)
            send(Greeting);
    }

    void send(const QString &text)
    {
        if (!m_socket.sendText(text))
            fail("a message cannot be sent");
    }

    void orderBlock()
    {
        m_missing = BlockSize;
        m_socket.pause();
        send(QString::number(BlockSize));
        m_socket.flush();
        if (readLine() != "sent")
            fail("the peer has sent nothing");
        m_socket.resume();
    }

    void sendBlock()
    {
        m_missing = 1; // the answer
        for (qsizetype i = 0; i < BlockSize; ++i)
            send(Greeting);
    }

    const QByteArrayView m_work;
    const bool m_echoes = m_work == "E1";
    const qsizetype m_expectedSize = m_work == "D1" ? 302 : m_work == "S1-64" ? 5 : Greeting.size();
    qsizetype m_missing = 0;
    QEventLoop m_loop;
    LomondSocket m_socket;
};

} // namespace

// callgrind knows it by this name: it counts what happens in here, call by call.
extern "C" [[gnu::noinline]] void budgetedWork(Client *client, qsizetype count)
{
    client->run(count);
}

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (argc < 3)
        fail("usage: budgetclient WORK COUNT...");
    Client client(argv[1]);
    for (int i = 2; i < argc; ++i)
        budgetedWork(&client, std::atoll(argv[i]));
    return 0;
}
