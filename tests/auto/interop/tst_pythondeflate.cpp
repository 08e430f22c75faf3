// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Lomond and python3-websockets compress, in both roles: see DeflateSuite.

#include "deflatesuite.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

class tst_PythonDeflate : public Lomond::Test::DeflateSuite
{
    Q_OBJECT

public:
    tst_PythonDeflate()
        // it relies on zlib, which has no raw deflate with a window of 8 bits
        : DeflateSuite({u"/usr/bin/python3"_s, u"peer.py"_s, u"python3-websockets"_s, {}}, 9)
    {}
};

QTEST_GUILESS_MAIN(tst_PythonDeflate)
#include "tst_pythondeflate.moc"
