// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What LomondSocket::eventOccurred carries: one value for any of its signals. Owns its data.

#ifndef LOMOND_LOMONDEVENT_H
#define LOMOND_LOMONDEVENT_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qdatetime.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qvariant.h>

namespace Lomond {

class EventData;

class LOMOND_NET_EXPORT Event
{
    Q_GADGET_EXPORT(LOMOND_NET_EXPORT)
    Q_PROPERTY(QString name READ name)
    Q_PROPERTY(QDateTime receivedTime READ receivedTime)
    Q_PROPERTY(QVariantMap fields READ fields)

public:
    Event();
    Event(const QString &name, const QDateTime &receivedTime, const QVariantMap &fields = {});
    Event(const Event &);
    Event &operator=(const Event &);
    ~Event();

    [[nodiscard]] QString name() const; // of the signal: "ready", "text", …
    [[nodiscard]] QDateTime receivedTime() const;
    [[nodiscard]] QVariantMap fields() const; // the signal's arguments, by name

private:
    QSharedDataPointer<EventData> d;
};

LOMOND_NET_EXPORT QDebug operator<<(QDebug debug, const Event &event);

} // namespace Lomond

Q_DECLARE_METATYPE(Lomond::Event)

#endif
