// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondevent.h>

#include <QtCore/qdebug.h>

namespace Lomond {

using namespace Qt::StringLiterals;

/*!
    \class Lomond::Event
    \inmodule Lomond
    \brief One of LomondSocket's signals as a value that owns its data.

    LomondSocket::eventOccurred() carries it, so that one slot can follow everything. Unknown names
   are to be ignored: later versions may add some.
*/

class EventData : public QSharedData
{
public:
    QString name;
    QDateTime receivedTime;
    QVariantMap fields;
};

Event::Event()
    : d(new EventData)
{}

/*!
    An event called \a name at \a receivedTime (UTC), with the signal's arguments in \a fields.
*/
Event::Event(const QString &name, const QDateTime &receivedTime, const QVariantMap &fields)
    : Event()
{
    d->name = name;
    d->receivedTime = receivedTime;
    d->fields = fields;
}

Event::Event(const Event &) = default;
Event &Event::operator=(const Event &) = default;
Event::~Event() = default;

/*!
    The name of the signal, such as \c ready or \c text.
*/
QString Event::name() const
{
    return d->name;
}

/*!
    When it happened, in UTC.
*/
QDateTime Event::receivedTime() const
{
    return d->receivedTime;
}

/*!
    The arguments of the signal by their names, such as \c text, or \c code and \c reason.
*/
QVariantMap Event::fields() const
{
    return d->fields;
}

static constexpr qsizetype PrintedSize = 80;

static void printField(QDebug &debug, const QVariant &value)
{
    if (value.typeId() == QMetaType::QString && value.toString().size() > PrintedSize)
        debug << QString(value.toString().first(PrintedSize) + u'…');
    else if (value.typeId() == QMetaType::QByteArray && value.toByteArray().size() > PrintedSize)
        debug << QByteArray(value.toByteArray().first(PrintedSize) + "...");
    else if (value.typeId() == QMetaType::QString)
        debug << value.toString();
    else if (value.typeId() == QMetaType::QByteArray)
        debug << value.toByteArray();
    else
        debug << value;
}

/*!
    Prints the name and the fields; long payloads are shortened.
*/
QDebug operator<<(QDebug debug, const Event &event)
{
    const QDebugStateSaver saver(debug);
    debug.nospace().noquote() << event.name() << '(';
    debug.quote();
    const QVariantMap fields = event.fields();
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        if (field != fields.begin())
            debug << ", ";
        debug.noquote() << field.key() << '=';
        debug.quote();
        printField(debug, *field);
    }
    return debug << ')';
}

} // namespace Lomond
