// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "peerprocess.h"

#include "shared/waitfor.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qprocess.h>

#include <algorithm>

namespace Lomond::Test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

PeerProcess::PeerProcess(const Kind &kind, const QStringList &arguments)
    : m_package(kind.package)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!kind.nodePath.isEmpty())
        environment.insert(u"NODE_PATH"_s, kind.nodePath);
    m_process.setProcessEnvironment(environment);
    m_process.setProgram(kind.program);
    m_process.setArguments(QStringList {QStringLiteral(PEERS_FOLDER "/") + kind.script} + arguments);
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process,
                     [this] { readEvents(); });
}

PeerProcess::~PeerProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel(); // it leaves then
    if (!m_process.waitForFinished(5'000)) {
        m_process.kill();
        m_process.waitForFinished(-1);
    }
}

QString PeerProcess::start()
{
    m_process.start();
    const std::optional<QJsonObject> listening = take(u"listening"_s);
    if (!listening) {
        return u"%1 does not run (%2). The tests need the Debian package %3"_s
                .arg(m_process.program(), m_process.errorString(), m_package);
    }
    m_port = quint16(listening->value("port"_L1).toInt());
    return {};
}

void PeerProcess::order(const QString &what, QJsonObject fields)
{
    fields.insert("do"_L1, what);
    m_process.write(QJsonDocument(fields).toJson(QJsonDocument::Compact) + '\n');
}

std::optional<QJsonObject> PeerProcess::take(const QString &event)
{
    const auto find = [this, &event] {
        return std::find_if(m_events.begin(), m_events.end(), [&event](const QJsonObject &object) {
            return object.value("event"_L1).toString() == event;
        });
    };
    const auto gone = [this] { return m_process.state() == QProcess::NotRunning; };
    if (!waitFor([&] { return find() != m_events.end() || gone(); }, 20s))
        qWarning("The peer does not tell \"%s\".", qPrintable(event));
    const auto found = find();
    if (found == m_events.end())
        return {};
    const QJsonObject object = *found;
    m_events.erase(found);
    return object;
}

QByteArray PeerProcess::takeRest()
{
    QJsonArray rest;
    for (const QJsonObject &event : std::exchange(m_events, {}))
        rest.append(event);
    return rest.isEmpty() ? QByteArray() : QJsonDocument(rest).toJson(QJsonDocument::Compact);
}

void PeerProcess::readEvents()
{
    while (m_process.canReadLine())
        m_events.append(QJsonDocument::fromJson(m_process.readLine()).object());
}

} // namespace Lomond::Test
