// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The rows of the ticker: one for each product that was asked for, kept up to date by the messages
// of a LomondSocket. However many arrive, views hear of them at most once per frameInterval; only
// the newest price of each product counts. Draws nothing and opens no connection.

#ifndef TICKERMODEL_H
#define TICKERMODEL_H

#include "tick.h"

#include <QtCore/qabstractitemmodel.h>
#include <QtCore/qbasictimer.h>
#include <QtCore/qhash.h>
#include <QtCore/qpointer.h>
#include <QtQml/qqml.h>

#include <functional>

class LomondSocket;

// Tells the QML tools what TickerModel is made of; at run time it is not needed.
struct ForeignItemModel
{
    Q_GADGET
    QML_FOREIGN(QAbstractItemModel)
    QML_ANONYMOUS
};

class TickerModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(QObject *socket READ socket WRITE setSocket NOTIFY socketChanged FINAL)
    Q_PROPERTY(QStringList products READ products WRITE setProducts NOTIFY productsChanged FINAL)
    Q_PROPERTY(int messageRate READ messageRate NOTIFY messageRateChanged FINAL)
    Q_PROPERTY(QString widestPrice READ widestPrice NOTIFY widestPriceChanged FINAL)
    Q_PROPERTY(QString complaint READ complaint NOTIFY complaintChanged FINAL)
    QML_ELEMENT

public:
    enum Role {
        ProductRole = Qt::UserRole,
        NameRole,
        PriceRole,
        PriceTextRole,
        ChangeRole,
        ChangeTextRole,
        PercentRole,
        PercentTextRole,
        DirectionRole, // of the last move: 1, 0 or -1
        LowTextRole,
        HighTextRole,
        HistoryRole, // QList<qreal>, oldest first
        LastTickRole,
        LastTickTextRole,
        StaleRole,
    };
    Q_ENUM(Role)
    using Clock = std::function<qint64()>; // milliseconds, never backwards

    static constexpr int FrameInterval = 33; // ms
    static constexpr int HistoryInterval = 200; // ms
    static constexpr int HistoryLength = 120;
    static constexpr int StaleAfter = 60'000; // ms without a tick

    explicit TickerModel(QObject *parent = nullptr);
    TickerModel(Clock clock, QObject *parent);

    [[nodiscard]] QObject *socket() const;
    void setSocket(QObject *socket);
    [[nodiscard]] QStringList products() const;
    void setProducts(const QStringList &products);
    [[nodiscard]] int messageRate() const { return m_messageRate; } // per second
    [[nodiscard]] qint64 messageCount() const { return m_messageCount; }
    [[nodiscard]] QString widestPrice() const { return m_widestPrice; } // to size columns by
    [[nodiscard]] QString complaint() const { return m_complaint; } // of the exchange

    Q_INVOKABLE QJsonObject subscription() const;

    // Returns whether it was a tick of one of the products; anything else is no harm.
    bool receive(const QJsonValue &message);
    void setOnline(bool online); // offline: every row is stale until its next tick
    void flush();
    void updateOncePerSecond();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void socketChanged();
    void productsChanged();
    void messageRateChanged();
    void widestPriceChanged();
    void complaintChanged();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    struct Row
    {
        Tick tick; // the newest
        double shownPrice = 0;
        int decimals = 2;
        int direction = 0;
        QList<qreal> history;
        qint64 arrived = 0;
        bool stale = true;
        bool dirty = false;
    };

    void apply(const Tick &tick, Row &row);
    void scheduleFlush();
    void show(Row &row);
    void sampleHistory(qint64 now);
    void announceChanges(qint64 now);
    void setComplaint(const QString &complaint);
    [[nodiscard]] QVariant text(const Row &row, int role) const;

    Clock m_clock;
    QPointer<LomondSocket> m_socket;
    QList<Row> m_rows;
    QHash<QString, int> m_rowOf;
    QBasicTimer m_frameTimer;
    QBasicTimer m_secondTimer;
    QString m_widestPrice;
    QString m_complaint;
    qint64 m_lastFlush = -FrameInterval;
    qint64 m_lastSample = 0;
    qint64 m_lastHistory = 0;
    qint64 m_sampleInterval = 0;
    qint64 m_rateSince = 0;
    qint64 m_messageCount = 0;
    qint64 m_countedMessages = 0;
    int m_messageRate = 0;
};

#endif
