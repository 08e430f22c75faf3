// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "fonts.h"

#include <QtCore/qstringlist.h>
#include <QtGui/qfontdatabase.h>
#include <QtGui/qfontmetrics.h>

#include <algorithm>

using namespace Qt::StringLiterals;

bool hasTabularDigits(const QFont &font)
{
    static constexpr QStringView digits = u"0123456789";
    for (const QFont::Weight weight : {QFont::Normal, QFont::DemiBold, QFont::Bold}) {
        QFont weighted = font;
        weighted.setWeight(weight);
        const QFontMetricsF metrics(weighted);
        const qreal zero = metrics.horizontalAdvance(u'0');
        const bool equal = std::all_of(digits.begin(), digits.end(), [&](QChar digit) {
            return qFuzzyCompare(metrics.horizontalAdvance(digit), zero);
        });
        if (!equal || zero <= 0)
            return false;
    }
    return true;
}

QFont tabularFont(const QFont &preferred)
{
    if (hasTabularDigits(preferred))
        return preferred;
    const QStringList candidates {u"Noto Sans"_s, u"DejaVu Sans"_s, u"Segoe UI"_s,
                                  u"Helvetica Neue"_s, u"Liberation Sans"_s};
    const QStringList installed = QFontDatabase::families();
    for (const QString &family : candidates) {
        QFont font = preferred;
        font.setFamilies({family});
        if (installed.contains(family) && hasTabularDigits(font))
            return font;
    }
    return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}
