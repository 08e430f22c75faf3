// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "httpstatus_p.h"

#include <algorithm>
#include <array>

namespace Lomond::Core {

namespace {

struct Phrase
{
    int status;
    const char *text;
};

constexpr std::array phrases = {
        Phrase {300, "Multiple Choices"},
        Phrase {301, "Moved Permanently"},
        Phrase {302, "Found"},
        Phrase {303, "See Other"},
        Phrase {304, "Not Modified"},
        Phrase {307, "Temporary Redirect"},
        Phrase {308, "Permanent Redirect"},
        Phrase {400, "Bad Request"},
        Phrase {401, "Unauthorized"},
        Phrase {402, "Payment Required"},
        Phrase {403, "Forbidden"},
        Phrase {404, "Not Found"},
        Phrase {405, "Method Not Allowed"},
        Phrase {406, "Not Acceptable"},
        Phrase {407, "Proxy Authentication Required"},
        Phrase {408, "Request Timeout"},
        Phrase {409, "Conflict"},
        Phrase {410, "Gone"},
        Phrase {413, "Content Too Large"},
        Phrase {414, "URI Too Long"},
        Phrase {415, "Unsupported Media Type"},
        Phrase {421, "Misdirected Request"},
        Phrase {422, "Unprocessable Content"},
        Phrase {425, "Too Early"},
        Phrase {426, "Upgrade Required"},
        Phrase {428, "Precondition Required"},
        Phrase {429, "Too Many Requests"},
        Phrase {431, "Request Header Fields Too Large"},
        Phrase {451, "Unavailable For Legal Reasons"},
        Phrase {500, "Internal Server Error"},
        Phrase {501, "Not Implemented"},
        Phrase {502, "Bad Gateway"},
        Phrase {503, "Service Unavailable"},
        Phrase {504, "Gateway Timeout"},
        Phrase {505, "HTTP Version Not Supported"},
        Phrase {511, "Network Authentication Required"},
};

} // namespace

QByteArray statusPhrase(int httpStatus)
{
    const auto phrase = std::find_if(phrases.begin(), phrases.end(), [httpStatus](const Phrase &p) {
        return p.status == httpStatus;
    });
    return phrase == phrases.end() ? QByteArray() : QByteArray(phrase->text);
}

} // namespace Lomond::Core
