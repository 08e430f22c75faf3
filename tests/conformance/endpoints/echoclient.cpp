// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// echoclient PORT: LomondSocket as an endpoint under test. It asks the tester for the number of
// cases, opens a connection for each, one after the other, and offers compression every time.

#include "echoing.h"

#include <QtCore/qtimer.h>

#include <cstdio>
#include <functional>

using namespace Qt::StringLiterals;

namespace {

class EchoClient : public QObject
{
public:
    explicit EchoClient(const QString &tester)
        : m_tester(tester)
    {}

    void start()
    {
        const auto *counting = connectTo(u"/getCaseCount"_s, [this] { runNextCase(); });
        connect(counting, &LomondSocket::text, this,
                [this](const QString &count) { m_cases = count.toInt(); });
    }

private:
    void runNextCase()
    {
        if (m_cases == 0)
            std::fprintf(stderr, "The tester has no cases for us\n");
        if (m_case >= m_cases)
            return QCoreApplication::exit(m_cases > 0 ? 0 : 1);
        ++m_case;
        Lomond::Conformance::echo(
                connectTo(u"/runCase?case=%1"_s.arg(m_case), [this] { runNextCase(); }));
    }

    LomondSocket *connectTo(const QString &path, const std::function<void()> &then)
    {
        auto *socket = new LomondSocket(QUrl(m_tester + path), this);
        socket->setOpenTimeout(Lomond::Conformance::OpenTimeout);
        socket->setCompress(true);
        socket->setCompression(Lomond::Conformance::compression());
        const auto end = [socket, then] {
            socket->deleteLater();
            then();
        };
        connect(socket, &LomondSocket::disconnected, this, end);
        connect(socket, &LomondSocket::connectFailed, this, [](const QString &reason) {
            std::fprintf(stderr, "%s\n", qPrintable(reason));
            QCoreApplication::exit(1);
        });
        socket->open();
        return socket;
    }

    QString m_tester;
    int m_cases = 0;
    int m_case = 0;
};

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 2) {
        std::fprintf(stderr, "usage: echoclient PORT\n");
        return 2;
    }
    QSocketNotifier notifier(STDIN_FILENO, QSocketNotifier::Read);
    Lomond::Conformance::quitWithTester(&notifier);

    EchoClient client(u"ws://127.0.0.1:%1"_s.arg(arguments.at(1)));
    QTimer::singleShot(0, &client, &EchoClient::start);
    return QCoreApplication::exec();
}
