// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// An HTTP/1.1 response to an upgrade request: what `ready` and `rejected` carry. A value class.

#ifndef LOMOND_LOMONDRESPONSE_H
#define LOMOND_LOMONDRESPONSE_H

#include <Lomond/lomondheaders.h>

#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstring.h>

namespace Lomond {

class ResponseData;

class LOMOND_CORE_EXPORT Response
{
    Q_GADGET_EXPORT(LOMOND_CORE_EXPORT)
    Q_PROPERTY(int statusCode READ statusCode)
    Q_PROPERTY(QString reason READ reason)
    Q_PROPERTY(QString httpVersion READ httpVersion)
    Q_PROPERTY(QByteArray body READ body)

public:
    Response();
    Response(const QByteArray &httpVersion, int statusCode, const QByteArray &reason,
             const Headers &headers, const QByteArray &body = {});
    Response(const Response &);
    Response &operator=(const Response &);
    ~Response();

    [[nodiscard]] int statusCode() const; // 0: no response
    [[nodiscard]] QString reason() const;
    [[nodiscard]] QString httpVersion() const; // "1.1"
    [[nodiscard]] Headers headers() const;
    [[nodiscard]] QByteArray get(QByteArrayView name, const QByteArray &defaultValue = {}) const;
    [[nodiscard]] QList<QByteArray> getList(QByteArrayView name) const;
    [[nodiscard]] QByteArray body() const;
    Q_INVOKABLE QString header(const QString &name) const;

private:
    QSharedDataPointer<ResponseData> d;
};

} // namespace Lomond

Q_DECLARE_METATYPE(Lomond::Response)

#endif
