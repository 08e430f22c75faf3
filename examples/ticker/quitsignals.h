// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Turns SIGINT and SIGTERM into a signal of Qt, so that Ctrl+C runs every destructor. The handler
// only writes one octet to a socket pair; the rest happens in the event loop.

#ifndef QUITSIGNALS_H
#define QUITSIGNALS_H

#include <QtCore/qobject.h>

class QuitSignals : public QObject
{
    Q_OBJECT

public:
    explicit QuitSignals(QObject *parent = nullptr); // one per program
    ~QuitSignals() override;

Q_SIGNALS:
    void received();
};

#endif
