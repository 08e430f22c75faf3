// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/nativesocket_p.h"

#include <algorithm>
#include <limits>

#ifdef Q_OS_WIN
#    include <winsock2.h>

#    include <qt_windows.h>
#else
#    include <cerrno>
#    include <fcntl.h>
#    include <sys/socket.h>
#    include <unistd.h>
#endif

namespace Lomond::Net {

using namespace Qt::StringLiterals;

namespace {

#ifdef Q_OS_WIN
int lastError()
{
    return WSAGetLastError();
}
bool wouldBlock(int error)
{
    return error == WSAEWOULDBLOCK;
}
bool isReset(int error)
{
    return error == WSAECONNRESET || error == WSAECONNABORTED;
}
#else
int lastError()
{
    return errno;
}
bool wouldBlock(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}
bool isReset(int error)
{
    return error == ECONNRESET || error == EPIPE;
}
#endif

// Descriptors are non-blocking: Qt made them so.
int sizeForSystem(qint64 size)
{
    return int(std::min<qint64>(size, std::numeric_limits<int>::max()));
}

Transferred failure()
{
    const int error = lastError();
    if (wouldBlock(error))
        return {0, {}};
    if (isReset(error))
        return {-1, u"the connection was reset by the peer"_s};
    return {-1, qt_error_string(error)};
}

} // namespace

void shutDownSending(qintptr descriptor)
{
#ifdef Q_OS_WIN
    ::shutdown(SOCKET(descriptor), SD_SEND);
#else
    ::shutdown(int(descriptor), SHUT_WR);
#endif
}

qintptr duplicate(qintptr descriptor)
{
#ifdef Q_OS_WIN
    WSAPROTOCOL_INFOW info;
    if (WSADuplicateSocketW(SOCKET(descriptor), GetCurrentProcessId(), &info) != 0)
        return -1;
    const SOCKET copy = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                                   &info, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    return copy == INVALID_SOCKET ? -1 : qintptr(copy);
#else
    return ::fcntl(int(descriptor), F_DUPFD_CLOEXEC, 0);
#endif
}

void closeSocket(qintptr descriptor)
{
#ifdef Q_OS_WIN
    ::closesocket(SOCKET(descriptor));
#else
    ::close(int(descriptor));
#endif
}

Transferred receive(qintptr descriptor, char *data, qint64 maxSize)
{
#ifdef Q_OS_WIN
    const qint64 count = ::recv(SOCKET(descriptor), data, sizeForSystem(maxSize), 0);
#else
    const qint64 count = ::recv(int(descriptor), data, size_t(sizeForSystem(maxSize)), 0);
#endif
    if (count > 0)
        return {count, {}};
    if (count == 0)
        return {-1, {}};
    return failure();
}

} // namespace Lomond::Net
