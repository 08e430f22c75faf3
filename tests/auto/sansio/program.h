// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A program of examples/sansio as a process of its own, with what it printed. It ends with its object.

#ifndef LOMOND_TESTS_PROGRAM_H
#define LOMOND_TESTS_PROGRAM_H

#include "shared/waitfor.h"

#include <QtCore/qprocess.h>

namespace Lomond::Test {

class Program
{
public:
    Program(const char *program, const QStringList &arguments, const QByteArray &input = {})
    {
        QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process,
                         [this] { m_output += m_process.readAllStandardOutput(); });
        QObject::connect(&m_process, &QProcess::readyReadStandardError, &m_process,
                         [this] { m_errors += m_process.readAllStandardError(); });
        m_process.start(QString::fromUtf8(program), arguments);
        m_process.write(input);
        m_process.closeWriteChannel();
    }
    ~Program()
    {
        m_process.kill();
        m_process.waitForFinished(-1);
    }
    Q_DISABLE_COPY_MOVE(Program)

    // its status; -1: it did not leave by itself
    [[nodiscard]] int finish()
    {
        const bool left = waitFor([this] { return m_process.state() == QProcess::NotRunning; });
        return left && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    [[nodiscard]] bool says(const QByteArray &words) const
    {
        return waitFor([&] { return (m_output + m_errors).contains(words); });
    }
    [[nodiscard]] QByteArray output() const { return m_output; }
    [[nodiscard]] QByteArray errors() const { return m_errors; }

private:
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
};

} // namespace Lomond::Test

#endif
