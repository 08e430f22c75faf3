# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The tester as a client of echoserver, as the server of echoclient, and as both around echocore."""

import socket
import subprocess
from contextlib import contextmanager

from . import handshake
from .conversation import Conversation
from .links import CoreLink, SocketLink
from .frames import TEXT, Frame, Violation
from .runs import open_as_client, open_as_server, perform, read_head
from .script import close

LOOPBACK = "127.0.0.1"
START_PATIENCE = 60  # seconds until an endpoint has started, or opens its next connection


@contextmanager
def endpoint(program, *arguments):
    """An endpoint leaves when its stdin ends; it is ended if it does not."""
    process = subprocess.Popen([str(program), *arguments], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def in_memory(endpoints, role, runs):
    """Yields the result of each run. role is that of the endpoint."""
    with endpoint(endpoints / "echocore") as process:
        for run in runs:
            if role == "server":
                link = CoreLink(process, as_server=True)
                yield perform(run, link, "client",
                              lambda: open_as_client(link, 80, run.script.deflate))
            else:
                link = CoreLink(process, as_server=False, key=handshake.new_key())
                yield perform(run, link, "server", lambda: open_as_server(
                    link, read_head(link)[0], run.script.deflate))


def against_server(endpoints, runs):
    with endpoint(endpoints / "echoserver") as process:
        port = int(process.stdout.readline())
        for run in runs:
            link = SocketLink(socket.create_connection((LOOPBACK, port), START_PATIENCE))
            yield perform(run, link, "client",
                          lambda: open_as_client(link, port, run.script.deflate))


def against_client(endpoints, runs):
    """The client asks for the number of cases, then for each by its number."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        listener.settimeout(START_PATIENCE)
        port = listener.getsockname()[1]
        with endpoint(endpoints / "echoclient", str(port)):
            serve_count(listener, len(runs))
            for number, run in enumerate(runs, 1):
                link, head = accept(listener, f"/runCase?case={number}")
                yield perform(run, link, "server",
                              lambda: open_as_server(link, head, run.script.deflate))


def accept(listener, expected):
    link = SocketLink(listener.accept()[0])
    head, rest = read_head(link)
    path = handshake.check_request(head)[0]
    if rest:
        raise Violation("the client sent frames before it was answered")
    if path != expected:
        raise Violation(f"the client asked for {path}, and not for {expected}")
    return link, head


def serve_count(listener, count):
    link, head = accept(listener, "/getCaseCount")
    open_as_server(link, head, None)
    talk = Conversation(link, "server", None, 0, native=True, messages=0, patience=START_PATIENCE)
    talk.send((Frame(TEXT, str(count).encode()), close(1000)))
    talk.closed_cleanly(1000)
    link.close()
