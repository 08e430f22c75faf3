# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The opening handshake, RFC 6455 4, for a tester of either role. The endpoint's part is judged."""

import base64
import hashlib
import os

from .frames import Violation

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
LONGEST_HEAD = 16 << 10


def accept_for(key):
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()


def new_key():
    return base64.b64encode(os.urandom(16)).decode()


def parse_head(head):
    """The first line, and the fields: lower-case name -> list of values."""
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise Violation(f"a line of the head is no field: {line!r}")
        fields.setdefault(name.lower(), []).append(value.strip(" \t"))
    return first, fields


def one(fields, name):
    values = fields.get(name, [])
    if len(values) != 1:
        raise Violation(f"{len(values)} fields {name} in the head, instead of one")
    return values[0]


def tokens(fields, name):
    return [token.strip().lower() for value in fields.get(name, []) for token in value.split(",")]


def check_upgrade(fields):
    if one(fields, "upgrade").lower() != "websocket":
        raise Violation("Upgrade does not say websocket")
    if "upgrade" not in tokens(fields, "connection"):
        raise Violation("Connection does not say Upgrade")


def request(port, path, key, offers):
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket",
             "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
    if offers:
        lines.append("Sec-WebSocket-Extensions: " + ", ".join(offers))
    return "\r\n".join(lines + ["", ""]).encode()


def check_response(head, key):
    """Returns the value of Sec-WebSocket-Extensions, or None."""
    first, fields = parse_head(head)
    if not first.startswith("HTTP/1.1 101 "):
        raise Violation(f"the server answered {first!r}")
    check_upgrade(fields)
    if one(fields, "sec-websocket-accept") != accept_for(key):
        raise Violation("Sec-WebSocket-Accept does not belong to the key")
    if "sec-websocket-protocol" in fields:
        raise Violation("the server chose a protocol, and none was offered")
    if "sec-websocket-extensions" not in fields:
        return None
    return one(fields, "sec-websocket-extensions")


def check_request(head):
    """Returns the path, the key, and the value of Sec-WebSocket-Extensions, or None."""
    first, fields = parse_head(head)
    method, path, version = (first.split(" ") + ["", ""])[:3]
    if method != "GET" or version != "HTTP/1.1" or not path.startswith("/"):
        raise Violation(f"the client asked {first!r}")
    check_upgrade(fields)
    if not one(fields, "host").startswith("127.0.0.1"):
        raise Violation("Host is not where the client connected to")
    if one(fields, "sec-websocket-version") != "13":
        raise Violation("the version of the client is not 13")
    key = one(fields, "sec-websocket-key")
    if len(key) != 24 or len(base64.b64decode(key, validate=True)) != 16:
        raise Violation("the key of the client is not 16 octets in base64")
    offer = fields.get("sec-websocket-extensions")
    return path, key, ", ".join(offer) if offer else None


def response(key, extensions):
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
             f"Sec-WebSocket-Accept: {accept_for(key)}"]
    if extensions:
        lines.append(f"Sec-WebSocket-Extensions: {extensions}")
    return "\r\n".join(lines + ["", ""]).encode()
