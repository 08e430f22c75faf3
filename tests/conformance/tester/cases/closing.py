# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Group 7: the closing handshake (RFC 6455 5.5.1, 7)."""

from ..frames import CLOSE, Frame
from ..script import Answers, Expect, Fails, Send, case, close, echoed, last, ping, text
from .utf8 import KOSME

HELLO = b"Hello World!"
PATTERN = b"BAsd7&jh23"
VALID = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
INVALID = (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)


def cases():
    return [*order(), *bodies(), *codes()]


def order():
    yield case("7.1.1", "text, then close", Send(text(HELLO)), Expect(echoed(HELLO)))
    yield case("7.1.2", "two close frames", Send(close(1000), close()), ending=Answers(1000))
    yield case("7.1.3", "ping after close", Send(close(1000), ping()), ending=Answers(1000))
    yield case("7.1.4", "text after close", Send(close(1000), text(HELLO)), ending=Answers(1000))
    yield case("7.1.5", "close within a fragmented text",
               Send(text(b"fragment1", fin=False), close(1000), last(b"fragment2")),
               ending=Answers(1000))
    long = (PATTERN * ((256 << 10) // len(PATTERN) + 1))[:256 << 10]
    yield case("7.1.6", "text of 256 KiB, text, close, ping, at once",
               Send(text(long), text(HELLO), close(1000), ping()),
               Expect(echoed(long), echoed(HELLO)), ending=Answers(1000), informational=True)


def bodies():
    yield case("7.3.1", "close frame without a body", Send(close()), ending=Answers(None))
    yield case("7.3.2", "close frame with a body of one octet", Send(Frame(CLOSE, b"a")),
               ending=Fails(1002))
    yield case("7.3.3", "close frame with a code", Send(close(1000)), ending=Answers(1000))
    yield case("7.3.4", "close frame with a code and a reason", Send(close(1000, HELLO)),
               ending=Answers(1000))
    yield case("7.3.5", "close frame with a reason of 123 octets", Send(close(1000, b"*" * 123)),
               ending=Answers(1000))
    yield case("7.3.6", "close frame with a reason of 124 octets", Send(close(1000, b"*" * 124)),
               ending=Fails(1002))
    yield case("7.5.1", "close frame with a reason that is not UTF-8",
               Send(close(1000, KOSME + b"\xed\xa0\x80edited")), ending=Fails(1007))


def codes():
    for number, code in enumerate(VALID, 1):
        yield case(f"7.7.{number}", f"close code {code}, which is valid", Send(close(code)),
                   ending=Answers(code))
    for number, code in enumerate(INVALID, 1):
        yield case(f"7.9.{number}", f"close code {code}, which is not valid", Send(close(code)),
                   ending=Fails(1002))
    for number, code in enumerate((5000, 65535), 1):
        yield case(f"7.13.{number}", f"close code {code}, which is out of range",
                   Send(close(code)), ending=Fails(1002), informational=True)
