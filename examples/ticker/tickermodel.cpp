// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "tickermodel.h"

#include "format.h"

#include <Lomond/LomondSocket>

#include <QtCore/qcoreevent.h>
#include <QtCore/qelapsedtimer.h>

using namespace Qt::StringLiterals;

namespace {

// The history begins fine, so that there is something to see within seconds. Whenever it is full,
// every other price goes and the steps double, up to ten minutes on the whole; then it rolls.
constexpr qint64 FinestSample = 40; // ms
constexpr qint64 CoarsestSample = 5'120;

TickerModel::Clock steadyClock()
{
    QElapsedTimer timer;
    timer.start();
    return [timer] { return timer.elapsed(); };
}

void halve(QList<qreal> &values)
{
    for (qsizetype i = 0; 2 * i < values.size(); ++i)
        values[i] = values.at(2 * i);
    values.resize((values.size() + 1) / 2);
}

} // namespace

TickerModel::TickerModel(QObject *parent)
    : TickerModel(steadyClock(), parent)
{}

TickerModel::TickerModel(Clock clock, QObject *parent)
    : QAbstractListModel(parent)
    , m_clock(std::move(clock))
    , m_widestPrice(u"88,888.88"_s)
    , m_sampleInterval(FinestSample)
    , m_rateSince(m_clock())
{
    setProducts(defaultProducts());
    m_secondTimer.start(1'000, this);
}

QObject *TickerModel::socket() const
{
    return m_socket;
}

void TickerModel::setSocket(QObject *socket)
{
    if (m_socket == socket)
        return;
    if (m_socket)
        m_socket->disconnect(this);
    m_socket = qobject_cast<LomondSocket *>(socket);
    if (m_socket) {
        connect(m_socket, &LomondSocket::json, this, &TickerModel::receive);
        connect(m_socket, &LomondSocket::stateChanged, this,
                [this] { setOnline(m_socket->state() == LomondSocket::State::Ready); });
    }
    Q_EMIT socketChanged();
}

QStringList TickerModel::products() const
{
    QStringList products;
    for (const Row &row : m_rows)
        products.append(row.tick.product);
    return products;
}

void TickerModel::setProducts(const QStringList &products)
{
    QStringList wanted = products;
    wanted.removeDuplicates();
    if (wanted == this->products())
        return;
    beginResetModel();
    m_rows.clear();
    m_rowOf.clear();
    for (const QString &product : std::as_const(wanted)) {
        m_rowOf.insert(product, int(m_rows.size()));
        m_rows.append(Row());
        m_rows.last().tick.product = product;
    }
    endResetModel();
    Q_EMIT productsChanged();
}

QJsonObject TickerModel::subscription() const
{
    return ::subscription(products());
}

bool TickerModel::receive(const QJsonValue &message)
{
    const QJsonObject object = message.toObject();
    const QString type = object.value("type"_L1).toString();
    if (type == "subscriptions"_L1) {
        setComplaint({});
    } else if (type == "error"_L1) {
        const QString reason = object.value("reason"_L1).toString();
        const QString text = object.value("message"_L1).toString();
        setComplaint(reason.isEmpty() ? text : text + u": "_s + reason);
    }
    const std::optional<Tick> tick = Tick::fromJson(object);
    // only what was asked for: a server must not make the table grow
    const int row = tick ? m_rowOf.value(tick->product, -1) : -1;
    if (row < 0)
        return false;
    apply(*tick, m_rows[row]);
    scheduleFlush();
    return true;
}

void TickerModel::apply(const Tick &tick, Row &row)
{
    row.tick = tick;
    if (!row.tick.time.isValid())
        row.tick.time = QDateTime::currentDateTimeUtc();
    row.decimals = qMax(row.decimals, tick.decimals); // exchanges leave zeros out
    row.arrived = m_clock();
    row.stale = false;
    row.dirty = true;
    ++m_messageCount;
}

void TickerModel::setOnline(bool online)
{
    if (online) {
        setComplaint({});
        return;
    }
    for (Row &row : m_rows) {
        row.dirty = row.dirty || !row.stale;
        row.stale = true;
    }
    flush();
}

void TickerModel::scheduleFlush()
{
    const qint64 elapsed = m_clock() - m_lastFlush;
    if (elapsed >= FrameInterval)
        flush();
    else if (!m_frameTimer.isActive())
        m_frameTimer.start(int(FrameInterval - elapsed), Qt::PreciseTimer, this);
}

void TickerModel::flush()
{
    const qint64 now = m_clock();
    m_frameTimer.stop();
    m_lastFlush = now;
    for (Row &row : m_rows) {
        if (row.dirty)
            show(row);
    }
    if (now - m_lastSample >= m_sampleInterval)
        sampleHistory(now);
    announceChanges(now);
}

void TickerModel::show(Row &row)
{
    if (row.tick.price <= 0)
        return;
    // the direction is that of what can be seen, not of a trade in between
    const bool first = row.shownPrice <= 0;
    row.direction = first ? 0
                          : (row.tick.price > row.shownPrice) - (row.tick.price < row.shownPrice);
    row.shownPrice = row.tick.price;
    if (row.history.isEmpty())
        row.history.append(row.shownPrice);
    row.history.last() = row.shownPrice;
    const QString widest = formatPrice(qMax(row.tick.high, row.tick.price), row.decimals);
    if (widest.size() > m_widestPrice.size()) {
        m_widestPrice = widest;
        Q_EMIT widestPriceChanged();
    }
}

void TickerModel::sampleHistory(qint64 now)
{
    m_lastSample = now;
    bool full = false;
    for (Row &row : m_rows) {
        if (row.stale)
            continue;
        row.history.append(row.shownPrice);
        full = full || row.history.size() > HistoryLength;
    }
    if (!full)
        return;
    const bool coarsen = m_sampleInterval < CoarsestSample;
    if (coarsen)
        m_sampleInterval *= 2;
    for (Row &row : m_rows) {
        if (coarsen)
            halve(row.history);
        else if (row.history.size() > HistoryLength)
            row.history.removeFirst();
    }
}

// One signal for each run of changed rows; the sparklines less often, they cost most.
void TickerModel::announceChanges(qint64 now)
{
    static const QList<int> allButHistory = [this] {
        QList<int> roles = roleNames().keys();
        roles.removeOne(HistoryRole);
        return roles;
    }();
    for (int first = 0; first < m_rows.size(); ++first) {
        if (!m_rows.at(first).dirty)
            continue;
        int last = first;
        for (; last < m_rows.size() && m_rows.at(last).dirty; ++last)
            m_rows[last].dirty = false;
        Q_EMIT dataChanged(index(first), index(last - 1), allButHistory);
        first = last;
    }
    if (now - m_lastHistory >= HistoryInterval && !m_rows.isEmpty()) {
        m_lastHistory = now;
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {HistoryRole});
    }
}

void TickerModel::updateOncePerSecond()
{
    const qint64 now = m_clock();
    const qint64 elapsed = qMax<qint64>(1, now - m_rateSince);
    const int rate = qRound(double(m_messageCount - m_countedMessages) * 1'000 / double(elapsed));
    m_rateSince = now;
    m_countedMessages = m_messageCount;
    if (rate != m_messageRate) {
        m_messageRate = rate;
        Q_EMIT messageRateChanged();
    }
    for (Row &row : m_rows) {
        if (!row.stale && now - row.arrived >= StaleAfter)
            row.stale = row.dirty = true;
    }
    flush();
}

void TickerModel::setComplaint(const QString &complaint)
{
    if (m_complaint == complaint)
        return;
    m_complaint = complaint;
    Q_EMIT complaintChanged();
}

int TickerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant TickerModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case PriceRole:
        return row.shownPrice;
    case ChangeRole:
        return row.tick.change();
    case PercentRole:
        return row.tick.percent();
    case DirectionRole:
        return row.direction;
    case HistoryRole:
        return QVariant::fromValue(row.history);
    case LastTickRole:
        return row.tick.time;
    case StaleRole:
        return row.stale;
    default:
        return text(row, role);
    }
}

QVariant TickerModel::text(const Row &row, int role) const
{
    const auto price = [&row](double value) {
        return value > 0 ? formatPrice(value, row.decimals) : u"–"_s;
    };
    const bool known = row.tick.price > 0 && row.tick.open > 0;
    switch (role) {
    case Qt::DisplayRole:
    case ProductRole:
        return row.tick.product;
    case NameRole:
        return productName(row.tick.product);
    case PriceTextRole:
        return price(row.tick.price);
    case ChangeTextRole:
        return known ? formatChange(row.tick.change(), row.decimals) : u"–"_s;
    case PercentTextRole:
        return known ? formatPercent(row.tick.percent()) : u"–"_s;
    case LowTextRole:
        return price(row.tick.low);
    case HighTextRole:
        return price(row.tick.high);
    case LastTickTextRole:
        return row.tick.time.isValid() ? row.tick.time.toLocalTime().toString("HH:mm:ss"_L1)
                                       : u"–"_s;
    default:
        return {};
    }
}

QHash<int, QByteArray> TickerModel::roleNames() const
{
    return {
            {ProductRole, "product"},     {NameRole, "name"},
            {PriceRole, "price"},         {PriceTextRole, "priceText"},
            {ChangeRole, "change"},       {ChangeTextRole, "changeText"},
            {PercentRole, "percent"},     {PercentTextRole, "percentText"},
            {DirectionRole, "direction"}, {LowTextRole, "lowText"},
            {HighTextRole, "highText"},   {HistoryRole, "history"},
            {LastTickRole, "lastTick"},   {LastTickTextRole, "lastTickText"},
            {StaleRole, "stale"},
    };
}

void TickerModel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_frameTimer.timerId())
        flush();
    else if (event->timerId() == m_secondTimer.timerId())
        updateOncePerSecond();
    else
        QAbstractListModel::timerEvent(event);
}
