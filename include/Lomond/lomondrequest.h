// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// An HTTP/1.1 upgrade request as a server received it, or as a client sent it. A value class.

#ifndef LOMOND_LOMONDREQUEST_H
#define LOMOND_LOMONDREQUEST_H

#include <Lomond/lomondheaders.h>

#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstringlist.h>

namespace Lomond {

class RequestData;

class LOMOND_CORE_EXPORT Request
{
    Q_GADGET_EXPORT(LOMOND_CORE_EXPORT)
    Q_PROPERTY(QString path READ path)
    Q_PROPERTY(QString query READ query)
    Q_PROPERTY(QStringList protocols READ protocols)

public:
    Request();
    Request(const QByteArray &method, const QByteArray &target, const Headers &headers);
    Request(const Request &);
    Request &operator=(const Request &);
    ~Request();

    [[nodiscard]] QByteArray method() const;
    [[nodiscard]] QByteArray target() const; // as on the wire
    [[nodiscard]] QString path() const; // of the target, percent-encoded
    [[nodiscard]] QString query() const;
    [[nodiscard]] QByteArray host() const;
    [[nodiscard]] QByteArray origin() const;
    [[nodiscard]] QStringList protocols() const; // offered, in the client's order
    [[nodiscard]] Headers headers() const;
    [[nodiscard]] QByteArray get(QByteArrayView name, const QByteArray &defaultValue = {}) const;
    [[nodiscard]] QList<QByteArray> getList(QByteArrayView name) const;
    Q_INVOKABLE QString header(const QString &name) const;

private:
    QSharedDataPointer<RequestData> d;
};

} // namespace Lomond

Q_DECLARE_METATYPE(Lomond::Request)

#endif
