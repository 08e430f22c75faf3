// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Writes down the signals of a LomondSocket, one letter each, and knows in which order they may
// come (the table in LomondSocket's documentation). May outlive the socket.

#ifndef LOMOND_TESTS_QML_SIGNALORDER_H
#define LOMOND_TESTS_QML_SIGNALORDER_H

#include <Lomond/LomondSocket>

#include <QtCore/qregularexpression.h>

class SignalOrder : public QObject
{
public:
    explicit SignalOrder(LomondSocket *socket)
    {
        note(socket, &LomondSocket::connecting, 'c');
        note(socket, &LomondSocket::connectFailed, 'F');
        note(socket, &LomondSocket::connected, 'C');
        note(socket, &LomondSocket::rejected, 'R');
        note(socket, &LomondSocket::ready, 'r');
        note(socket, &LomondSocket::text, 'm');
        note(socket, &LomondSocket::binary, 'm');
        note(socket, &LomondSocket::pong, 'm');
        note(socket, &LomondSocket::poll, 'm');
        note(socket, &LomondSocket::closing, 'z');
        note(socket, &LomondSocket::closed, 'Z');
        note(socket, &LomondSocket::disconnected, 'D');
        note(socket, &LomondSocket::backOff, 'b');
        note(socket, &LomondSocket::gaveUp, 'g');
    }

    [[nodiscard]] QString letters() const { return m_letters; }
    // whole attempts, and the beginning of one more
    [[nodiscard]] bool isLegal() const
    {
        static const QRegularExpression order(
                QStringLiteral("^(c(F|C(D|RD|rm*z?m*Z?D))[bg]?)*(c(C(R|rm*z?m*Z?)?)?)?$"));
        return order.match(m_letters).hasMatch();
    }

private:
    template<typename Signal>
    void note(LomondSocket *socket, Signal signal, char letter)
    {
        connect(socket, signal, this, [this, letter] { m_letters += QLatin1Char(letter); });
    }

    QString m_letters;
};

#endif
