// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What LomondSocket is in QML: the C++ class itself, which opens nothing before all of its
// properties are set, and send() and sendPart() for values of JavaScript. Made by the QML engine
// alone; wraps nothing and emits no signal of its own.

#ifndef LOMOND_QML_QMLLOMONDSOCKET_P_H
#define LOMOND_QML_QMLLOMONDSOCKET_P_H

#include <Lomond/lomondsocket.h>

#include <QtQml/qjsvalue.h>
#include <QtQml/qqml.h>
#include <QtQml/qqmlparserstatus.h>

class QmlLomondSocket
    : public LomondSocket
    , public QQmlParserStatus
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    QML_NAMED_ELEMENT(LomondSocket)

public:
    explicit QmlLomondSocket(QObject *parent = nullptr);

    Q_INVOKABLE bool send(const QJSValue &value);
    Q_INVOKABLE bool sendPart(const QJSValue &part, bool final);

    void classBegin() override;
    void componentComplete() override;
};

#endif
