// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lomond and node's ws compress, in both roles: see DeflateSuite.

#include "deflatesuite.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

class tst_NodeDeflate : public Lomond::Test::DeflateSuite
{
    Q_OBJECT

public:
    tst_NodeDeflate()
        : DeflateSuite({u"node"_s, u"peer.js"_s, u"node-ws"_s, u"/usr/share/nodejs"_s}, 8)
    {}
};

QTEST_GUILESS_MAIN(tst_NodeDeflate)
#include "tst_nodedeflate.moc"
