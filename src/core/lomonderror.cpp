// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomonderror.h>

#include <QtCore/qdebug.h>

namespace Lomond {

/*!
    \class Lomond::Error
    \inmodule Lomond
    \brief Why a connection failed.

    LomondSocket::errorOccurred() carries one for each failed attempt, and
    LomondSocket::lastError() keeps it until the next success. A value without an error converts
    to \c false.
*/

/*!
    \fn Lomond::Error::Error(ErrorCode code, Stage stage, const QString &text, int httpStatus)

    Says that \a code occurred during \a stage. \a text is for people: a plain English sentence
    without a final period. \a httpStatus is the status the server or proxy answered with, or 0.
*/

/*!
    \property Lomond::Error::code
    What went wrong: the value for programs to decide by. ErrorCode::NoError by default.
*/

/*!
    \property Lomond::Error::stage
    What the connection was doing when it failed. Stage::None by default.
*/

/*!
    \property Lomond::Error::text
    What went wrong, as a plain English sentence without a final period.
*/

/*!
    \property Lomond::Error::httpStatus
    The HTTP status of a refusal, 100 to 599, or 0 if none was received.
*/

/*!
    \fn bool Lomond::Error::operator bool() const
    Returns \c true if there is an error.
*/

/*!
    Writes \a error to \a debug and returns it.
*/
QDebug operator<<(QDebug debug, const Error &error)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Lomond::Error(";
    // without the name of the namespace, which is there already
    debug.setVerbosity(QDebug::MinimumVerbosity);
    debug << error.code();
    if (error) {
        debug << ", " << error.stage() << ", " << error.text();
        if (error.httpStatus() != 0)
            debug << ", HTTP " << error.httpStatus();
    }
    debug << ')';
    return debug;
}

} // namespace Lomond
