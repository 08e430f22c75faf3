# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""permessage-deflate, RFC 7692, with the zlib of Python: offers, answers, and messages."""

import zlib
from dataclasses import dataclass, replace
from typing import Optional, Tuple

from .frames import Violation

NAME = "permessage-deflate"
TAIL = b"\x00\x00\xff\xff"  # RFC 7692 7.2.1: removed from the end of each message
LONGEST_MESSAGE = 64 << 20
LEVEL = 1  # the endpoint's own compression takes long enough


@dataclass(frozen=True)
class Wish:
    """What the tester asks of the endpoint's compression; nothing: the defaults of RFC 7692."""

    no_context_takeover: bool = False
    window_bits: Optional[int] = None


@dataclass(frozen=True)
class Agreement:
    server_no_context_takeover: bool = False
    client_no_context_takeover: bool = False
    server_max_window_bits: int = 15
    client_max_window_bits: int = 15


@dataclass(frozen=True)
class Negotiation:
    wishes: Tuple[Wish, ...] = (Wish(),)  # the best one first
    # of what the tester compresses itself; None: a client offers it, a server does not
    own_no_context_takeover: Optional[bool] = None


def offers(negotiation):
    """Of a tester that is the client: one for each wish."""
    own = "" if negotiation.own_no_context_takeover is False else "; client_no_context_takeover"
    return [NAME + own + "; client_max_window_bits"
            + ("; server_no_context_takeover" if wish.no_context_takeover else "")
            + (f"; server_max_window_bits={wish.window_bits}" if wish.window_bits else "")
            for wish in negotiation.wishes]


def parse(value):
    """The elements of Sec-WebSocket-Extensions: (name, parameters). No quoted values."""
    for element in value.split(","):
        name, *rest = [part.strip() for part in element.split(";")]
        parameters = {}
        for part in rest:
            key, equals, argument = part.partition("=")
            if key in parameters:
                raise Violation(f"{key} is there twice: {value!r}")
            parameters[key] = argument if equals else None
        yield name, parameters


def bits(parameters, name):
    value = parameters.get(name)
    if name not in parameters:
        return 15
    if value is None or not value.isdigit() or value[0] == "0" or not 8 <= int(value) <= 15:
        raise Violation(f"{name} is {value!r}")
    return int(value)


def flag(parameters, name):
    if parameters.get(name) is not None:
        raise Violation(f"{name} has a value: {parameters[name]!r}")
    return name in parameters


def read(parameters):
    known = {"server_no_context_takeover", "client_no_context_takeover",
             "server_max_window_bits", "client_max_window_bits"}
    if set(parameters) - known:
        raise Violation(f"unknown parameters: {sorted(set(parameters) - known)}")
    return Agreement(flag(parameters, "server_no_context_takeover"),
                     flag(parameters, "client_no_context_takeover"),
                     bits(parameters, "server_max_window_bits"),
                     bits(parameters, "client_max_window_bits"))


def read_answer(value, negotiation):
    """Of a server, to offers(): it has to honour the first one, as it can honour each."""
    if value is None:
        raise Violation("the server did not agree to compression")
    elements = list(parse(value))
    if len(elements) != 1 or elements[0][0] != NAME:
        raise Violation(f"the server agreed to {value!r}")
    agreed = read(elements[0][1])
    wish = negotiation.wishes[0]
    if agreed.client_no_context_takeover and negotiation.own_no_context_takeover is False:
        raise Violation("the server wants client_no_context_takeover, which it was not offered")
    if wish.no_context_takeover and not agreed.server_no_context_takeover:
        raise Violation("the server did not agree to server_no_context_takeover")
    if wish.window_bits and agreed.server_max_window_bits > wish.window_bits:
        raise Violation(f"the server did not agree to server_max_window_bits={wish.window_bits}")
    return agreed


def answer(value, negotiation):
    """Of a tester that is the server: the first wish that the client's offer allows."""
    for name, parameters in parse(value or ""):
        if name != NAME:
            continue
        window = "client_max_window_bits" in parameters
        if parameters.get("client_max_window_bits") is None:
            parameters = {key: parameters[key] for key in parameters
                          if key != "client_max_window_bits"}
        offered = read(parameters)
        wish = next((wish for wish in negotiation.wishes if window or not wish.window_bits), None)
        if wish is None:
            raise Violation("the client did not offer client_max_window_bits")
        agreed = replace(
            offered,
            server_no_context_takeover=offered.server_no_context_takeover
            or bool(negotiation.own_no_context_takeover),
            client_no_context_takeover=wish.no_context_takeover,
            client_max_window_bits=wish.window_bits or 15)
        return write(agreed, named_window=bool(wish.window_bits)), agreed
    raise Violation("the client did not offer compression")


def write(agreed, named_window):
    words = [NAME]
    if agreed.server_no_context_takeover:
        words.append("server_no_context_takeover")
    if agreed.client_no_context_takeover:
        words.append("client_no_context_takeover")
    if agreed.server_max_window_bits != 15:
        words.append(f"server_max_window_bits={agreed.server_max_window_bits}")
    if named_window:
        words.append(f"client_max_window_bits={agreed.client_max_window_bits}")
    return "; ".join(words)


class Deflater:
    def __init__(self, window_bits, takeover):
        self._settings = (LEVEL, zlib.DEFLATED, -window_bits)
        self._takeover = takeover
        self._stream = None

    def deflate(self, message):
        if not message:
            return b"\x00"  # RFC 7692 7.2.3.6
        stream = self._stream or zlib.compressobj(*self._settings)
        octets = stream.compress(message) + stream.flush(zlib.Z_SYNC_FLUSH)
        self._stream = stream if self._takeover else None
        assert octets.endswith(TAIL)
        return octets[:-len(TAIL)]


class Inflater:
    """With exactly the window that was agreed on: zlib refuses what reaches back any further."""

    def __init__(self, window_bits, takeover):
        self._window_bits = window_bits
        self._takeover = takeover
        self._stream = None

    def inflate(self, octets):
        stream = self._stream or zlib.decompressobj(-self._window_bits)
        try:
            message = stream.decompress(octets + TAIL, LONGEST_MESSAGE)
        except zlib.error as error:
            raise Violation(f"a compressed message cannot be inflated: {error}") from error
        if stream.unconsumed_tail:
            raise Violation("a message is longer than any that was sent")
        if stream.eof:
            raise Violation("a compressed message ends its stream, and no octet follows")
        self._stream = stream if self._takeover else None
        return message
