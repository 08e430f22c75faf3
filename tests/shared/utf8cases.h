// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The texts of the Autobahn test suite's group 6 (UTF-8), one for each of its cases whose octets
// differ. For every test that has to tell valid text from invalid.

#ifndef LOMOND_TESTS_UTF8CASES_H
#define LOMOND_TESTS_UTF8CASES_H

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qstring.h>

#include <initializer_list>

struct Utf8Case
{
    QByteArray name; // of Autobahn's case
    QByteArray octets;
    bool valid;
};

inline QList<Utf8Case> autobahnGroup6()
{
    QList<Utf8Case> cases;
    const auto one = [&](const QByteArray &name, bool valid, const QByteArray &octets) {
        cases.append({name, octets, valid});
    };
    const auto many = [&](const QByteArray &group, bool valid,
                          std::initializer_list<const char *> octetsInHex) {
        int number = 0;
        for (const char *hex : octetsInHex)
            one(group + '.' + QByteArray::number(++number), valid, QByteArray::fromHex(hex));
    };

    const QByteArray kosme = "\u03BA\u1F79\u03C3\u03BC\u03B5";
    one("6.1.1", true, "");
    one("6.2.1", true, "Hello-µ@ßöäüàá-UTF-8!!");
    one("6.2.4", true, kosme);
    one("6.3.1", false,
        kosme
                + "\xED\xA0\x80"
                  "edited");
    one("6.4.1", false,
        kosme
                + "\xF4\x90\x80\x80"
                  "edited");
    many("6.5", true,
         {"68656c6c6f24776f726c64", "68656c6c6fc2a2776f726c64", "68656c6c6fe282ac776f726c64",
          "68656c6c6ff0a4ada2776f726c64"});
    for (int size = 1; size <= kosme.size(); ++size) {
        const bool whole = size == 2 || size == 5 || size == 7 || size == 9 || size == 11;
        one("6.6." + QByteArray::number(size), whole, kosme.first(size));
    }
    many("6.7", true, {"00", "c280", "e0a080", "f0908080"});
    many("6.8", false, {"f888808080", "fc8480808080"});
    many("6.9", true, {"7f", "dfbf", "efbfbf", "f48fbfbf"});
    many("6.10", false, {"f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"});
    many("6.11", true, {"ed9fbf", "ee8080", "efbfbd", "f48fbfbf"});
    one("6.11.5", false, "\xF4\x90\x80\x80");
    many("6.12", false, {"80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf"});
    QByteArray continuations;
    for (int octet = 0x80; octet <= 0xBE; ++octet)
        continuations.append(char(octet));
    one("6.12.8", false, continuations);

    struct Range
    {
        int first;
        int last;
    };
    int number = 0;
    for (const Range starts :
         {Range {0xC0, 0xDE}, {0xE0, 0xEE}, {0xF0, 0xF6}, {0xF8, 0xFA}, {0xFC, 0xFC}}) {
        QByteArray lonely;
        for (int octet = starts.first; octet <= starts.last; ++octet)
            lonely.append(char(octet)).append(' ');
        one("6.13." + QByteArray::number(++number), false, lonely);
    }

    const std::initializer_list<const char *> lastMissing = {
            "c0", "e080", "f08080", "f8808080", "fc80808080",
            "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf",
    };
    many("6.14", false, lastMissing);
    QByteArray concatenated;
    for (const char *hex : lastMissing)
        concatenated += QByteArray::fromHex(hex);
    one("6.15.1", false, concatenated);
    many("6.16", false, {"fe", "ff", "fefeffff"});
    many("6.17", false, {"c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"});
    many("6.18", false, {"c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"});
    many("6.19", false, {"c080", "e08080", "f0808080", "f880808080", "fc8080808080"});
    many("6.20", false, {"eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"});
    many("6.21", false,
         {"eda080edb080", "eda080edbfbf", "edadbfedb080", "edadbfedbfbf", "edae80edb080",
          "edae80edbfbf", "edafbfedb080", "edafbfedbfbf"});
    many("6.22", true, {"efbfbe", "efbfbf"});
    number = 2;
    for (char32_t plane = 1; plane <= 16; ++plane) {
        for (const char32_t last : {U'\xFFFE', U'\xFFFF'}) {
            const char32_t codePoint = plane << 16 | last;
            one("6.22." + QByteArray::number(++number), true,
                QString::fromUcs4(&codePoint, 1).toUtf8());
        }
    }
    many("6.23", true, {"efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf"});
    return cases;
}

#endif
