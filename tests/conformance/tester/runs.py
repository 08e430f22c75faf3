# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""What is run of each case: each script in each manner of cutting, over a socket and in memory."""

import time
from dataclasses import dataclass
from typing import Optional

from . import deflate, handshake, wire
from .conversation import CLOSE_PATIENCE, Conversation
from .frames import Violation
from .script import Case, Script

MESSAGES_IN_MEMORY = 10  # of groups 12 and 13: their full number goes over sockets
CRLF2 = b"\r\n\r\n"


@dataclass(frozen=True)
class Run:
    case: Case
    script: Script
    where: str  # socket or memory
    mode: str
    messages: int

    @property
    def native(self):
        return self.mode == wire.mode(self.case.chop)

    @property
    def name(self):
        script = f" ({self.script.name})" if self.script.name else ""
        return f"{self.case.id}{script}, {self.where}, {self.mode}"


@dataclass(frozen=True)
class Result:
    """Of a run. Plain values: it goes from one process to another."""

    case: str
    script: str
    where: str
    mode: str
    outcome: str
    close_code: Optional[int]
    failure: str  # empty: none
    seconds: float


def runs_of(case, role, where, messages):
    """In every mode, if the case wants that: the one it was written for is among them."""
    native = wire.mode(case.chop)
    modes = [native]
    if case.all_modes:
        modes += [name for name in wire.MODES if name != native]
    if where == "memory":
        messages = min(messages, MESSAGES_IN_MEMORY)
    return [Run(case, script, where, mode, messages)
            for script in case.scripts if role in script.roles for mode in modes]


def read_head(link):
    """The head of an HTTP message, and what came behind it."""
    octets = b""
    while CRLF2 not in octets:
        more = link.read(CLOSE_PATIENCE)
        if not more or len(octets) > handshake.LONGEST_HEAD:
            raise Violation(f"no whole head came: {octets[:64]!r}")
        octets += more
    head, _, rest = octets.partition(CRLF2)
    return head, rest


def open_as_client(link, port, negotiation):
    """Returns what was agreed on about compression, and what came behind the head."""
    key = handshake.new_key()
    offers = deflate.offers(negotiation) if negotiation else []
    link.send([handshake.request(port, "/", key, offers)], 0)
    head, rest = read_head(link)
    answer = handshake.check_response(head, key)
    if negotiation:
        return deflate.read_answer(answer, negotiation), rest
    if answer is not None:
        raise Violation(f"the server agreed to what was not offered: {answer!r}")
    return None, rest


def open_as_server(link, head, negotiation):
    _, key, offer = handshake.check_request(head)
    extensions = agreed = None
    if negotiation:
        extensions, agreed = deflate.answer(offer, negotiation)
    link.send([handshake.response(key, extensions)], 0)
    return agreed, b""


def perform(run, link, plays, opening):
    """Runs a case on a link; opening() does the handshake."""
    begin = time.monotonic()
    failure, outcome, talk = "", "no connection", None
    try:
        agreed, rest = opening()
        chop = wire.chop(run.mode)
        talk = Conversation(link, plays, agreed, chop, native=run.native and run.where == "socket",
                            messages=run.messages, patience=run.case.patience)
        talk.feed(rest)
        for step in run.script.steps:
            step.play(talk)
        run.script.ending.play(talk)
        if run.where == "memory" and run.script.held is not None and link.held > run.script.held:
            raise Violation(f"{link.held} octets were held, of which {run.script.held} are allowed")
    except Violation as violation:
        failure = str(violation)
    finally:
        link.close()
    if talk:
        outcome = talk.outcome
    code = talk.close.code if talk and talk.close else None
    return Result(run.case.id, run.script.name, run.where, run.mode, outcome, code, failure,
                  time.monotonic() - begin)
