// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Writes down what a LomondSocket tells, in order: `signals` in short form, such as "text hi" or
// "closing 1000 bye", and `events`, the names that eventOccurred() carried. Header only.

#ifndef LOMOND_TESTS_SIGNALLOG_H
#define LOMOND_TESTS_SIGNALLOG_H

#include <Lomond/lomondsocket.h>

#include <QtCore/qjsondocument.h>
#include <QtCore/qstringlist.h>

namespace Lomond::Test {

class SignalLog
{
public:
    explicit SignalLog(LomondSocket *socket)
    {
        recordOpening(socket);
        recordMessages(socket);
        recordEnd(socket);
        QObject::connect(socket, &LomondSocket::eventOccurred, socket,
                         [this](const Event &event) { events.append(event.name()); });
    }
    Q_DISABLE_COPY_MOVE(SignalLog)

    [[nodiscard]] QString last() const
    {
        return signalList.isEmpty() ? QString() : signalList.last();
    }
    [[nodiscard]] qsizetype count(const QString &name) const { return names().count(name); }
    [[nodiscard]] bool contains(const QString &name) const { return names().contains(name); }
    [[nodiscard]] qsizetype ends() const
    {
        return count(QStringLiteral("disconnected")) + count(QStringLiteral("connectFailed"));
    }
    // without arguments: what eventOccurred() should have told as well
    [[nodiscard]] QStringList names() const
    {
        QStringList names;
        for (const QString &signal : signalList)
            names.append(signal.section(QLatin1Char(' '), 0, 0));
        return names;
    }
    void clear()
    {
        signalList.clear();
        events.clear();
    }

    QStringList signalList;
    QStringList events;
    QString endReason; // of the last end
    QString rejectReason;
    QString protocolErrorText;

private:
    void add(const char *name, const QString &arguments = {})
    {
        const QString entry = QString::fromLatin1(name);
        signalList.append(arguments.isEmpty() ? entry : entry + QLatin1Char(' ') + arguments);
    }

    void recordOpening(LomondSocket *socket)
    {
        QObject::connect(socket, &LomondSocket::connecting, socket, [this] { add("connecting"); });
        QObject::connect(socket, &LomondSocket::connected, socket, [this] { add("connected"); });
        QObject::connect(socket, &LomondSocket::rejected, socket,
                         [this](const Response &response, const QString &reason) {
                             rejectReason = reason;
                             add("rejected", QString::number(response.statusCode()));
                         });
        QObject::connect(socket, &LomondSocket::ready, socket, [this] { add("ready"); });
        QObject::connect(socket, &LomondSocket::backOff, socket,
                         [this](int delay) { add("backOff", QString::number(delay)); });
        QObject::connect(socket, &LomondSocket::gaveUp, socket, [this] { add("gaveUp"); });
    }

    void recordMessages(LomondSocket *socket)
    {
        QObject::connect(socket, &LomondSocket::text, socket,
                         [this](const QString &text) { add("text", text); });
        QObject::connect(socket, &LomondSocket::binary, socket, [this](const QByteArray &data) {
            add("binary", QString::fromLatin1(data.toHex()));
        });
        QObject::connect(socket, &LomondSocket::textPart, socket,
                         [this](const QString &text, bool final) {
                             add("textPart", text + QLatin1String(final ? "." : ""));
                         });
        QObject::connect(socket, &LomondSocket::binaryPart, socket,
                         [this](const QByteArray &data, bool final) {
                             add("binaryPart", QString::fromLatin1(data.toHex())
                                                       + QLatin1String(final ? "." : ""));
                         });
        QObject::connect(socket, &LomondSocket::ping, socket,
                         [this](const QByteArray &data) { add("ping", QString::fromUtf8(data)); });
        QObject::connect(socket, &LomondSocket::pong, socket,
                         [this](const QByteArray &data) { add("pong", QString::fromUtf8(data)); });
        QObject::connect(socket, &LomondSocket::poll, socket, [this] { add("poll"); });
        QObject::connect(socket, &LomondSocket::drained, socket, [this] { add("drained"); });
        QObject::connect(socket, &LomondSocket::unresponsive, socket,
                         [this] { add("unresponsive"); });
        QObject::connect(socket, &LomondSocket::protocolError, socket,
                         [this](const QString &error, bool critical) {
                             protocolErrorText = error;
                             add("protocolError", critical ? QStringLiteral("critical") : QString());
                         });
    }

    void recordEnd(LomondSocket *socket)
    {
        QObject::connect(socket, &LomondSocket::closing, socket,
                         [this](int code, const QString &reason) {
                             add("closing",
                                 (QString::number(code) + QLatin1Char(' ') + reason).trimmed());
                         });
        QObject::connect(socket, &LomondSocket::closed, socket,
                         [this](int code, const QString &reason) {
                             add("closed",
                                 (QString::number(code) + QLatin1Char(' ') + reason).trimmed());
                         });
        QObject::connect(socket, &LomondSocket::unsent, socket, [this](int messages, qint64 octets) {
            add("unsent", QStringLiteral("%1 %2").arg(messages).arg(octets));
        });
        QObject::connect(socket, &LomondSocket::errorOccurred, socket,
                         [this] { add("errorOccurred"); });
        QObject::connect(socket, &LomondSocket::connectFailed, socket,
                         [this](const QString &reason) {
                             endReason = reason;
                             add("connectFailed");
                         });
        QObject::connect(socket, &LomondSocket::disconnected, socket,
                         [this](const QString &reason, bool graceful) {
                             endReason = reason;
                             add("disconnected", graceful ? QStringLiteral("graceful") : QString());
                         });
    }
};

} // namespace Lomond::Test

#endif
