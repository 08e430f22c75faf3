// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Why a connection failed: `LomondSocket::errorOccurred` and `lastError` carry it. A value class.

#ifndef LOMOND_LOMONDERROR_H
#define LOMOND_LOMONDERROR_H

#include <Lomond/lomondnamespace.h>

#include <QtCore/qmetatype.h>

namespace Lomond {

class LOMOND_CORE_EXPORT Error
{
    Q_GADGET_EXPORT(LOMOND_CORE_EXPORT)
    Q_PROPERTY(Lomond::ErrorCode code READ code)
    Q_PROPERTY(Lomond::Stage stage READ stage)
    Q_PROPERTY(QString text READ text)
    Q_PROPERTY(int httpStatus READ httpStatus)

public:
    Error() = default;
    Error(ErrorCode code, Stage stage, const QString &text, int httpStatus = 0)
        : m_text(text)
        , m_code(code)
        , m_stage(stage)
        , m_httpStatus(httpStatus)
    {}

    [[nodiscard]] ErrorCode code() const { return m_code; }
    [[nodiscard]] Stage stage() const { return m_stage; }
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] int httpStatus() const { return m_httpStatus; } // 0: none
    [[nodiscard]] explicit operator bool() const { return m_code != ErrorCode::NoError; }

    friend bool operator==(const Error &, const Error &) = default;

private:
    QString m_text;
    ErrorCode m_code = ErrorCode::NoError;
    Stage m_stage = Stage::None;
    int m_httpStatus = 0;
};

LOMOND_CORE_EXPORT QDebug operator<<(QDebug debug, const Error &error);

} // namespace Lomond

Q_DECLARE_METATYPE(Lomond::Error)

#endif
