// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The types of Core and Net that QML shall know, so that their properties can be read and set there,
// and so that qmllint sees what LomondSocket inherits. Read by moc and qmltyperegistrar only.

#ifndef LOMOND_QML_FOREIGNTYPES_P_H
#define LOMOND_QML_FOREIGNTYPES_P_H

#include <Lomond/lomondcompressionoptions.h>
#include <Lomond/lomondcompressionstatistics.h>
#include <Lomond/lomonderror.h>
#include <Lomond/lomondevent.h>
#include <Lomond/lomondmessage.h>
#include <Lomond/lomondnamespace.h>
#include <Lomond/lomondreconnectpolicy.h>
#include <Lomond/lomondresponse.h>
#include <Lomond/lomondsocket.h>

#include <QtQml/qqml.h>

struct QmlForeignSocket
{
    Q_GADGET
    QML_FOREIGN(LomondSocket)
    QML_ANONYMOUS
};

// reconnect { firstDelay: 500 }
struct QmlForeignReconnectPolicy
{
    Q_GADGET
    QML_FOREIGN(Lomond::ReconnectPolicy)
    QML_VALUE_TYPE(lomondReconnectPolicy)
};

// compression { level: 1 }
struct QmlForeignCompressionOptions
{
    Q_GADGET
    QML_FOREIGN(Lomond::CompressionOptions)
    QML_VALUE_TYPE(lomondCompressionOptions)
};

struct QmlForeignCompressionStatistics
{
    Q_GADGET
    QML_FOREIGN(Lomond::CompressionStatistics)
    QML_VALUE_TYPE(lomondCompressionStatistics)
};

struct QmlForeignError
{
    Q_GADGET
    QML_FOREIGN(Lomond::Error)
    QML_VALUE_TYPE(lomondError)
};

struct QmlForeignResponse
{
    Q_GADGET
    QML_FOREIGN(Lomond::Response)
    QML_VALUE_TYPE(lomondResponse)
};

struct QmlForeignEvent
{
    Q_GADGET
    QML_FOREIGN(Lomond::Event)
    QML_VALUE_TYPE(lomondEvent)
};

struct QmlForeignMessage
{
    Q_GADGET
    QML_FOREIGN(Lomond::Message)
    QML_VALUE_TYPE(lomondMessage)
};

// LomondMessage.Binary: the enums of a value type cannot be named in QML, those of a namespace can.
namespace LomondMessage {
Q_NAMESPACE
QML_ELEMENT
enum class Type {
    Text = int(Lomond::Message::Type::Text),
    Binary = int(Lomond::Message::Type::Binary)
};
Q_ENUM_NS(Type)
} // namespace LomondMessage

// Qt 6.4 has no name for the type of qint64 properties, and qmllint warns when one is read.
struct QmlForeignInt64
{
    Q_GADGET
    QML_FOREIGN(qlonglong)
    QML_ANONYMOUS
};

// Lomond.CloseCode.GoingAway
namespace QmlForeignNamespace {
Q_NAMESPACE
QML_FOREIGN_NAMESPACE(Lomond)
QML_NAMED_ELEMENT(Lomond)
} // namespace QmlForeignNamespace

#endif
