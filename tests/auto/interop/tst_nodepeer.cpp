// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lomond against node's ws, in both roles: see PeerSuite.

#include "peersuite.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

class tst_NodePeer : public Lomond::Test::PeerSuite
{
    Q_OBJECT

public:
    tst_NodePeer()
        : PeerSuite({u"node"_s, u"peer.js"_s, u"node-ws"_s, u"/usr/share/nodejs"_s})
    {}
};

QTEST_GUILESS_MAIN(tst_NodePeer)
#include "tst_nodepeer.moc"
