// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Finds a font for columns of numbers: one whose digits all have the same advance, so that a price
// does not dance when it changes. (OpenType features can be asked for only since Qt 6.6.)

#ifndef FONTS_H
#define FONTS_H

#include <QtGui/qfont.h>

bool hasTabularDigits(const QFont &font);

// The preferred font if its digits will do, else the first that is installed of some that do.
QFont tabularFont(const QFont &preferred);

#endif
