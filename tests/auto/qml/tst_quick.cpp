// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Runs the Qt Quick Tests of this folder, tst_*.qml. They meet the server as the singleton
// EchoServer of the module LomondTests.

#include <QtQuickTest/quicktest.h>

QUICK_TEST_MAIN(quick)
