// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lomond against python3-websockets, in both roles: see PeerSuite.

#include "peersuite.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

class tst_PythonPeer : public Lomond::Test::PeerSuite
{
    Q_OBJECT

public:
    tst_PythonPeer()
        : PeerSuite({u"/usr/bin/python3"_s, u"peer.py"_s, u"python3-websockets"_s, {}})
    {}
};

QTEST_GUILESS_MAIN(tst_PythonPeer)
#include "tst_pythonpeer.moc"
