// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/systemresolver_p.h"

#include <QtCore/qobject.h>
#include <QtCore/qthreadpool.h>
#include <QtNetwork/qhostinfo.h>

#include <mutex>

namespace Lomond::Net {

using namespace Qt::StringLiterals;

namespace {

// A name server that is silent holds a thread for half a minute: a pool of its own, so that nobody
// else waits for that.
class LookupThreads
{
public:
    LookupThreads() { m_pool->setMaxThreadCount(16); }

    // A look-up under way cannot be interrupted, and must not hold up the end of the program: its
    // thread is left to the system then.
    ~LookupThreads()
    {
        m_pool->clear();
        if (m_pool->waitForDone(100))
            delete m_pool;
    }
    Q_DISABLE_COPY_MOVE(LookupThreads)

    void start(std::function<void()> task) { m_pool->start(std::move(task)); }

private:
    QThreadPool *m_pool = new QThreadPool;
};

LookupThreads &lookupThreads()
{
    static LookupThreads threads;
    return threads;
}

// What the look-up and its thread share. The context is there as long as anybody wants the answer.
struct Inquiry
{
    std::mutex mutex;
    QObject *context = nullptr;
};

class SystemLookup : public Resolver::Lookup
{
public:
    explicit SystemLookup(std::function<void(const Resolution &)> done)
        : m_done(std::move(done))
    {
        m_inquiry->context = &m_context;
    }

    ~SystemLookup() override
    {
        const std::lock_guard lock(m_inquiry->mutex);
        m_inquiry->context = nullptr;
    }
    Q_DISABLE_COPY_MOVE(SystemLookup)

    // From any thread, while the context is kept.
    void answerLater(const Resolution &resolution)
    {
        QMetaObject::invokeMethod(
                &m_context,
                [done = m_done, resolution] { done(resolution); }, // it may destroy this
                Qt::QueuedConnection);
    }

    void begin(const SystemResolver::Query &query, const QString &host)
    {
        lookupThreads().start([this, inquiry = m_inquiry, query, host] {
            if (!isWanted(*inquiry))
                return;
            const Resolution resolution = query(host);
            const std::lock_guard lock(inquiry->mutex);
            if (inquiry->context)
                answerLater(resolution);
        });
    }

private:
    [[nodiscard]] static bool isWanted(Inquiry &inquiry)
    {
        const std::lock_guard lock(inquiry.mutex);
        return inquiry.context != nullptr;
    }

    std::shared_ptr<Inquiry> m_inquiry = std::make_shared<Inquiry>();
    std::function<void(const Resolution &)> m_done;
    QObject m_context; // takes the answer in the thread of the caller
};

// RFC 6761 6.3: these names are the loopback addresses, whatever a name server or a hosts file that
// may be missing says.
bool isLocalhost(const QString &host)
{
    const QStringView name = QStringView(host).chopped(host.endsWith(u'.') ? 1 : 0);
    return name.compare("localhost"_L1, Qt::CaseInsensitive) == 0
           || name.endsWith(".localhost"_L1, Qt::CaseInsensitive);
}

} // namespace

SystemResolver::SystemResolver(Query query)
    : m_query(std::move(query))
{}

std::unique_ptr<Resolver::Lookup> SystemResolver::lookUp(
        const QString &host, std::function<void(const Resolution &)> done)
{
    auto lookup = std::make_unique<SystemLookup>(std::move(done));
    if (const QHostAddress literal(host); !literal.isNull())
        lookup->answerLater({{literal}, {}});
    else if (isLocalhost(host))
        lookup->answerLater(
                {{QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)},
                 {}});
    else if (host.isEmpty())
        lookup->answerLater({{}, u"there is no host name to connect to"_s});
    else
        lookup->begin(m_query, host);
    return lookup;
}

Resolution SystemResolver::ask(const QString &host)
{
    const QHostInfo info = QHostInfo::fromName(host);
    Resolution resolution;
    resolution.addresses = info.addresses();
    if (!resolution.addresses.isEmpty())
        return resolution;
    if (info.error() == QHostInfo::UnknownError)
        resolution.error = u"the host name %1 could not be looked up: %2"_s.arg(host,
                                                                                info.errorString());
    else
        resolution.error = u"the host name %1 could not be found"_s.arg(host);
    return resolution;
}

} // namespace Lomond::Net
