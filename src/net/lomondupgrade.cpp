// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondupgrade.h>

#include "net/lomondupgrade_p.h"

#include "net/logging_p.h"

#include <QtCore/qpointer.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Qt::StringLiterals;

LomondUpgradePrivate::LomondUpgradePrivate(LomondServerPrivate *server,
                                           std::unique_ptr<Transport> transport)
    : m_server(server)
    , m_settings(server->settings)
{
    m_settings.openTimeout = server->openTimeout;
    m_connection = std::make_unique<Connection>(Role::Server, Environment::system(), m_settings,
                                                std::move(transport), this);
}

LomondUpgradePrivate::~LomondUpgradePrivate() = default;

void LomondUpgradePrivate::start(LomondUpgrade *upgrade)
{
    m_upgrade = upgrade;
    m_connection->setParent(upgrade);
    m_connection->serve();
}

const Transport *LomondUpgradePrivate::transport() const
{
    return m_connection ? &m_connection->transport() : nullptr;
}

void LomondUpgradePrivate::connectionUpgradeRequested(const Request &theRequest)
{
    request = theRequest;
    m_server->judge(m_upgrade);
}

bool LomondUpgradePrivate::accept(const AcceptOptions &options)
{
    const bool accepted = m_connection && m_connection->accept(options) == ErrorCode::NoError;
    if (accepted) {
        m_upgrade->deleteLater();
        m_server->welcome(std::move(m_connection), request, options.protocol);
    }
    return accepted;
}

bool LomondUpgradePrivate::reject(int status, const Headers &headers, const QByteArray &body)
{
    return m_connection && m_connection->reject(status, headers, body) == ErrorCode::NoError;
}

void LomondUpgradePrivate::connectionEnded(const ConnectionEnd &end)
{
    qCDebug(lcServer) << "a client was not let in:" << end.reason;
    m_connection.reset();
    m_upgrade->deleteLater();
}

/*!
    \class LomondUpgrade
    \inmodule Lomond
    \brief A client's request, waiting for the answer of LomondServer::upgradeRequested().

    Answer it with accept() or reject(), now or later; after LomondServer::openTimeout it is
   answered with 503. It belongs to the server and is deleted after the answer, or when the client
   went away. Who deletes it unanswered drops the client.
*/

LomondUpgrade::LomondUpgrade(std::unique_ptr<LomondUpgradePrivate> dd, QObject *parent)
    : QObject(parent)
    , d(std::move(dd))
{}

LomondUpgrade::~LomondUpgrade() = default;

/*!
    The request: its path, headers and offered subprotocols.
*/
Request LomondUpgrade::request() const
{
    return d->request;
}

QHostAddress LomondUpgrade::peerAddress() const
{
    return d->transport() ? d->transport()->peerAddress() : QHostAddress();
}

quint16 LomondUpgrade::peerPort() const
{
    return d->transport() ? d->transport()->peerPort() : 0;
}

QHostAddress LomondUpgrade::localAddress() const
{
    return d->transport() ? d->transport()->localAddress() : QHostAddress();
}

quint16 LomondUpgrade::localPort() const
{
    return d->transport() ? d->transport()->localPort() : 0;
}

/*!
    Accepts the request with the subprotocol and the headers of \a options:
   LomondServer::newConnection() follows in the next turn of the event loop. Returns false, and
   changes nothing, if it was answered already, if the subprotocol was not offered, or if a header
   is malformed.
*/
bool LomondUpgrade::accept(const AcceptOptions &options)
{
    return d->accept(options);
}

/*!
    Refuses the request with the HTTP \a status, 300 to 599, further \a headers and a \a body.
   Returns false, and changes nothing, if it was answered already, or if the status or a header is
   not valid.
*/
bool LomondUpgrade::reject(int status, const Headers &headers, const QByteArray &body)
{
    return d->reject(status, headers, body);
}
