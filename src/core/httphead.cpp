// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "httphead_p.h"

#include "headertokens_p.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lomond::Core {

namespace {

constexpr qsizetype LineEndSize = 2;
constexpr QByteArrayView VersionPrefix = "HTTP/";

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

// RFC 9112 3.2: a target holds no blanks, no controls, and nothing but ASCII
bool isTarget(QByteArrayView text)
{
    return !text.isEmpty()
           && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

// Whether a start line may begin like this, so that another protocol is told from its first octets:
// it may never send a line end.
bool mayBeginStartLine(HttpHead::Kind kind, QByteArrayView octets)
{
    if (kind == HttpHead::Kind::Request)
        return octets.isEmpty() || isToken(octets.first(1));
    return VersionPrefix.startsWith(octets.first(std::min(octets.size(), VersionPrefix.size())));
}

} // namespace

HttpHead::HttpHead(Kind kind, const HttpHeadLimits &limits)
    : m_limits(limits)
    , m_kind(kind)
{}

qsizetype HttpHead::feed(QByteArrayView octets)
{
    qsizetype taken = 0;
    while (m_status == Status::Incomplete && taken < octets.size())
        taken += takeLine(octets.sliced(taken));
    return taken;
}

// Takes the rest of the line, or what there is of it. Looks no further than a legal line reaches.
qsizetype HttpHead::takeLine(QByteArrayView octets)
{
    const qsizetype lineRoom = m_limits.line + LineEndSize - m_partOfLine.size();
    const qsizetype headRoom = m_limits.size - m_size;
    const QByteArrayView window = octets.first(std::min({octets.size(), lineRoom, headRoom}));
    const qsizetype lineFeed = window.indexOf('\n');
    if (lineFeed < 0) {
        m_size += window.size();
        m_partOfLine += window;
        if (!hasStartLine() && !mayBeginStartLine(m_kind, m_partOfLine))
            failForeign();
        else if (window.size() == lineRoom)
            failTooLong();
        else if (window.size() == headRoom)
            fail(431, u"its header is larger than %1 octets"_s.arg(m_limits.size));
        return window.size();
    }

    const qsizetype taken = lineFeed + 1;
    m_size += taken;
    if (m_partOfLine.isEmpty()) {
        readLine(window.first(taken));
    } else {
        m_partOfLine += window.first(taken);
        const QByteArray line = std::exchange(m_partOfLine, {});
        readLine(line);
    }
    return taken;
}

void HttpHead::readLine(QByteArrayView line)
{
    line.chop(1);
    // before anything else, as it would be said if the line end had not come yet; RFC 9112 2.2: empty
    // lines before a request come from clients that sent one before; here nothing comes before it
    if (!hasStartLine() && !mayBeginStartLine(m_kind, line))
        return failForeign();
    // RFC 9112 2.2: a recipient may accept a bare LF; then two recipients can read two messages
    // where the sender wrote one, so it is refused
    if (!line.endsWith('\r'))
        return fail(400, u"a line of it does not end in CR LF"_s);
    line.chop(1);

    if (!hasStartLine())
        return readStartLine(line);
    if (!line.isEmpty() && isBlank(line.front()))
        return readFoldedLine(line);
    finishField();
    if (line.isEmpty())
        m_status = Status::Complete;
    else
        readField(line);
}

void HttpHead::readStartLine(QByteArrayView line)
{
    if (m_kind == Kind::Response)
        readStatusLine(line);
    else
        readRequestLine(line);
}

// RFC 9112 4: HTTP-version SP status-code SP [ reason-phrase ]; the second blank is often missing
void HttpHead::readStatusLine(QByteArrayView line)
{
    const qsizetype blank = line.indexOf(' ');
    const QByteArrayView rest = blank < 0 ? QByteArrayView() : line.sliced(blank + 1);
    const bool wellFormed = rest.size() >= 3 && isDigit(rest[0]) && rest[0] != '0'
                            && isDigit(rest[1]) && isDigit(rest[2])
                            && (rest.size() == 3 || rest[3] == ' ') && isFieldValue(rest);
    if (!wellFormed)
        return fail(400, u"its first line is no status line"_s);
    const int minorVersion = readVersion(line.first(blank));
    if (minorVersion < 0)
        return;
    m_minorVersion = minorVersion;
    m_statusCode = (rest[0] - '0') * 100 + (rest[1] - '0') * 10 + (rest[2] - '0');
    m_reason = trimmedBlanks(rest.sliced(3)).toByteArray();
}

// RFC 9112 3: method SP request-target SP HTTP-version
void HttpHead::readRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    const bool wellFormed = first > 0 && last > first && isToken(line.first(first))
                            && isTarget(line.sliced(first + 1, last - first - 1));
    if (!wellFormed)
        return fail(400, u"its first line is no request line"_s);
    const int minorVersion = readVersion(line.sliced(last + 1));
    if (minorVersion < 0)
        return;
    m_minorVersion = minorVersion;
    m_method = line.first(first).toByteArray();
    m_target = line.sliced(first + 1, last - first - 1).toByteArray();
}

// RFC 9110 2.5: any minor version of HTTP/1 is read alike. Fails and returns -1 if it is another.
int HttpHead::readVersion(QByteArrayView version)
{
    const bool wellFormed = version.size() == VersionPrefix.size() + 3
                            && version.startsWith(VersionPrefix) && isDigit(version[5])
                            && version[6] == '.' && isDigit(version[7]);
    if (!wellFormed) {
        fail(400, u"its version of HTTP is malformed"_s);
        return -1;
    }
    if (version[5] != '1') {
        fail(505, u"its version of HTTP is not 1.1"_s);
        return -1;
    }
    return version[7] - '0';
}

// RFC 9112 5: field-name ":" OWS field-value OWS
void HttpHead::readField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon < 0)
        return fail(400, u"a header field has no colon"_s);
    const QByteArrayView name = line.first(colon);
    // RFC 9112 5.1: no blank between name and colon; no token has one
    if (!isToken(name))
        return fail(400, u"a header field has an invalid name"_s);
    const QByteArrayView value = trimmedBlanks(line.sliced(colon + 1));
    if (!isFieldValue(value))
        return fail(400, u"a header field has an invalid value"_s);
    if (++m_fieldCount > m_limits.fields)
        return fail(431, u"its header has more than %1 fields"_s.arg(m_limits.fields));
    m_field = {name.toByteArray(), value.toByteArray()};
}

void HttpHead::readFoldedLine(QByteArrayView line)
{
    // RFC 9112 5.2: a server has to refuse obs-fold, a client to read it as a blank;
    // 2.2: a blank before the first field is neither
    if (m_kind == Kind::Request || m_field.name.isEmpty())
        return fail(400, u"a line of its header begins with a blank"_s);
    const QByteArrayView value = trimmedBlanks(line);
    if (!isFieldValue(value))
        return fail(400, u"a header field has an invalid value"_s);
    if (m_field.name.size() + m_field.value.size() + value.size() > m_limits.line)
        return failTooLong();
    if (!m_field.value.isEmpty() && !value.isEmpty())
        m_field.value += ' ';
    m_field.value += value;
}

void HttpHead::finishField()
{
    if (!m_field.name.isEmpty())
        m_headers.append(m_field.name, m_field.value);
    m_field = {};
}

void HttpHead::failForeign()
{
    fail(400, u"it is not HTTP"_s);
}

void HttpHead::failTooLong()
{
    if (hasStartLine())
        fail(431, u"a header field is longer than %1 octets"_s.arg(m_limits.line));
    else // RFC 9112 3: 414 is the answer to a request target that is longer than one wants to read
        fail(414, u"its first line is longer than %1 octets"_s.arg(m_limits.line));
}

void HttpHead::fail(int errorStatus, const QString &error)
{
    finishField();
    m_partOfLine = {};
    m_status = Status::Failed;
    m_errorStatus = errorStatus;
    m_error = error;
}

} // namespace Lomond::Core
