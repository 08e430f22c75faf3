// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondreconnectpolicy.h>

/*!
    \class Lomond::ReconnectPolicy
    \inmodule Lomond
    \brief How long a persistent LomondSocket waits between attempts, and when it gives up.

    Every wait is random, so that many clients do not come back at the same moment. The first wait
    is between 0 and firstDelay(); the n-th one, for n of 2 and more, between minimumDelay() and
    firstDelay() doubled n - 1 times, but never longer than maximumDelay(). The counting begins anew
    after a connection that was useful: open for resetAfter(), or with data or a pong received more
    than 10 seconds after it became ready.

    Some ends are final whatever the policy: a URL that is invalid; the close codes 1002, 1003, 1007
    to 1010 and 3000 to 4999 from the peer; and, if the URL was never ready, HTTP 4xx (other than
    408, 425 and 429) or a certificate that is not accepted.

    All times are in milliseconds; a negative value counts as 0. The class is a value and may be
    used from any thread.

    \sa LomondSocket::reconnect, LomondSocket::persistent,
        {https://www.rfc-editor.org/rfc/rfc6455#section-7.2.3}{RFC 6455 section 7.2.3}
*/

/*!
    \property Lomond::ReconnectPolicy::firstDelay
    The longest first wait, and what the following ones are doubled from. 5,000 ms by default.
    A single user may prefer less; a thousand clients of one server should not.
*/

/*!
    \property Lomond::ReconnectPolicy::firstDelayAfterRestart
    The longest first wait if the server said that it goes away or has too much to do: close codes
    1001, 1012 and 1013, or HTTP 503. The shortest is a sixth of it. 30,000 ms by default.
*/

/*!
    \property Lomond::ReconnectPolicy::minimumDelay
    The shortest wait from the second one on. 500 ms by default.
*/

/*!
    \property Lomond::ReconnectPolicy::maximumDelay
    The longest wait, above the other values too. Only a Retry-After of the server may exceed it.
    120,000 ms by default.
*/

/*!
    \property Lomond::ReconnectPolicy::resetAfter
    How long a connection has to be open for the waits to begin anew. 60,000 ms by default.
*/

/*!
    \property Lomond::ReconnectPolicy::maximumAttempts
    After how many failed attempts in a row LomondSocket::gaveUp() is emitted. The end of a useful
    connection is not a failed attempt. 0, the default, means never.
*/

/*!
    \property Lomond::ReconnectPolicy::respectRetryAfter
    Whether a Retry-After that comes with HTTP 429 or 503 replaces the wait. It then lasts as long
   as the server asked for, but at most an hour, and up to a quarter longer. \c true by default.
*/
