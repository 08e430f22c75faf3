#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# tests/fuzz/seeds.py: writes the seeds, tests/fuzz/corpus/TARGET/CASE: the cases of the conformance
# tests, as each target reads them. The same files in each run; run it after a change here. What a
# fuzzer added to them, whose name is a hash, is left alone.

import pathlib
import random
import struct
import zlib

corpus = pathlib.Path(__file__).resolve().parent / "corpus"


def write(target, name, octets):
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name.replace(" ", "-").replace("/", "-")).write_bytes(octets)


# ---- frames (RFC 6455 5.2)

KEY = bytes.fromhex("37fa213d")


def frame(opcode, payload=b"", final=True, rsv=0, masked=False, form=0, length=None, key=KEY):
    if isinstance(payload, str):
        payload = payload.encode()
    length = len(payload) if length is None else length
    form = form or (length if length < 126 else 126 if length < 65536 else 127)
    head = bytes([(0x80 if final else 0) | rsv << 4 | opcode, (0x80 if masked else 0) | form])
    head += struct.pack(">H", length & 0xFFFF) if form == 126 else b""
    head += struct.pack(">Q", length) if form == 127 else b""
    if masked:
        payload = bytes(octet ^ key[i % 4] for i, octet in enumerate(payload))
        head += key
    return head + payload


def deflated(*messages, bits=15, takeover=True, end=zlib.Z_SYNC_FLUSH):
    """Messages as RFC 7692 has them on the wire."""
    result = []
    compressor = zlib.compressobj(6, zlib.DEFLATED, -bits)
    for message in messages:
        octets = compressor.compress(message) + compressor.flush(end)
        result.append(octets[:-4] if end == zlib.Z_SYNC_FLUSH else octets)
        if not takeover or end == zlib.Z_FINISH:
            compressor = zlib.compressobj(6, zlib.DEFLATED, -bits)
    return result


class Wire:
    """Frames of one sender, in the order in which they were asked for."""

    def __init__(self, masked):
        self.masked = masked
        self.octets = b""

    def __call__(self, opcode, payload=b"", **more):
        self.octets += frame(opcode, payload, masked=more.pop("masked", self.masked), **more)
        return self

    def raw(self, octets):
        self.octets += octets
        return self


KOSME = "\u03ba\u1f79\u03c3\u03bc\u03b5".encode()
BAD = KOSME + bytes.fromhex("eda080")
COMPRESSED, STREAMING, NO_PONG, TAKE, EOF, NO_TAKEOVER, SMALL_WINDOW = 1, 2, 4, 8, 16, 32, 64
MESSAGE = {0: 0, 125: 5, 126: 6, 4096: 9, 65536: 11, 1 << 20: 13}  # index of the limit
T, B, C, X, P, Q = 1, 2, 0, 8, 9, 10


def frame_cases(w):
    """(name, wire, switches, limit, index of the fragment limit)"""
    big = MESSAGE[1 << 20]
    quotes = [b'{"type":"ticker","price":"%d"}' % i for i in range(8)]
    d = deflated(*quotes)
    yield "1.1 texts", w()(T).raw(w()(T, "*" * 125)(T, "*" * 126).octets), 0, big, 0
    yield "1.2 binary 65536", w()(B, b"\xfe" * 70000), 0, big, 0
    yield "2 pings", w()(P)(P, "Hello, world!")(P, b"\x00\xff\xfe")(Q, "unsolicited"), 0, big, 0
    yield "2 pings without pongs", w()(P, "a")(P, "b")(X, b"\x03\xe8"), NO_PONG, big, 0
    yield "2.5 ping of 126", w()(P, b"\xfe" * 126), 0, big, 0
    yield "2.10 thirty pings", (lambda x: [x(P, "payload-%d" % i) for i in range(30)][0])(w()), 0, big, 0
    yield "3 rsv", w()(T, "ok")(T, "x", rsv=1)(P), 0, big, 0
    yield "3.4 rsv1 without compression", w()(T, "x", rsv=4), 0, big, 0
    yield "4 opcode 3", w()(T, "x")(3, "reserved"), 0, big, 0
    yield "4 opcode 11", w()(11, ""), 0, big, 0
    yield "5.1 fragmented ping", w()(P, "fragment1", final=False)(C, "fragment2"), 0, big, 0
    yield "5.8 ping between", w()(T, "f1", final=False)(P, "ping")(C, "f2"), 0, big, 0
    yield "5.9 lone continuation", w()(C, "x")(T, "Hello"), 0, big, 0
    yield "5.18 text in text", w()(T, "f1", final=False)(T, "f2"), 0, big, 0
    yield "5.19 five fragments", w()(T, "f1", final=False)(C, "f2", final=False)(P, "1")(
        C, "f3", final=False)(C, "f4", final=False)(P, "2")(C, "f5"), EOF, big, 0
    yield "6.1.3 empty fragments", w()(T, final=False)(C, "middle", final=False)(C), 0, big, 0
    yield "6.2.3 octets", (lambda x: x(T, KOSME[:1], final=False)(C, KOSME[1:4], final=False)(
        C, KOSME[4:]))(w()), 0, big, 0
    yield "6.3 surrogate", w()(T, BAD + b"edited"), 0, big, 0
    yield "6.4 too large", w()(T, KOSME + b"\xf4", final=False)(C, b"\x90", final=False)(C, b"x"), 0, big, 0
    yield "6.6 cut off", w()(T, KOSME[:3]), 0, big, 0
    yield "7.1.5 close between", w()(T, "f1", final=False)(X, b"\x03\xe8")(C, "f2"), 0, big, 0
    yield "7.3.1 empty close", w()(X), EOF, big, 0
    yield "7.3.2 close of one octet", w()(X, "a"), 0, big, 0
    yield "7.3.5 long reason", w()(X, b"\x03\xe8" + b"*" * 123)(T, "after"), 0, big, 0
    yield "7.5.1 reason is no utf8", w()(X, b"\x03\xe8" + BAD), 0, big, 0
    for code in (999, 1000, 1005, 1014, 1015, 1016, 2999, 3000, 4999, 5000, 65535):
        yield "7.7 close %d" % code, w()(X, struct.pack(">H", code) + b"reason"), 0, big, 0
    yield "A.1 wrong masking", w()(T, "x", masked=not w().masked), 0, big, 0
    yield "A.3 125 in 126 form", w()(T, "x" * 125, form=126), 0, big, 0
    yield "A.5 126 in 127 form", w()(B, "x" * 126, form=127), 0, big, 0
    yield "A.7 length msb", w()(B, "", length=1 << 63, form=127), 0, big, 0
    yield "A.8 length 2^62", w()(B, "", length=1 << 62, form=127), 0, big, 0
    yield "A.8 the limit", w()(B, "x" * 4096)(B, "x" * 4097), 0, MESSAGE[4096], 0
    yield "A.10 limit in two", w()(B, "x" * 4090, final=False)(C, "x" * 6)(B, "x" * 4090, final=False)(
        C, "x" * 7), 0, MESSAGE[4096], 0
    yield "A.11 fragment limit", w()(B, "x", final=False)(C, "x", final=False)(C, "x", final=False)(
        C, "x"), 0, big, 3
    yield "A.14 reason cut", w()(X, b"\x03\xe8" + b"*" * 120 + b"\xf4\x8f\xbf"), 0, big, 0
    yield "A.15 data after close", w()(X, b"\x03\xe8").raw(b"x" * 3000), EOF, big, 0
    yield "A.16 end in a header", w().raw(b"\x81\xfe\x01"), EOF, big, 0
    yield "A.16 end in a payload", w()(T, "Hello", length=100), EOF, big, 0
    yield "large in place", w()(B, bytes(range(256)) * 200)(T, "after"), TAKE, MESSAGE[65536], 0
    yield "A.17 rsv1 on continuation", w()(T, d[0][:5], final=False, rsv=4)(C, d[0][5:], rsv=4), COMPRESSED, big, 0
    yield "A.18 rsv1 on ping", w()(P, d[0], rsv=4), COMPRESSED, big, 0
    yield "A.20 plain though agreed", w()(T, d[0], rsv=4)(T, "plain")(T, d[1], rsv=4), COMPRESSED, big, 0
    yield "A.21 empty", w()(T, b"\x00", rsv=4)(T, b"", rsv=4)(B, b"\x00", rsv=4), COMPRESSED, big, 0
    f = deflated(*quotes[:3], end=zlib.Z_FINISH)
    yield "A.22 bfinal", w()(T, f[0], rsv=4)(T, f[1], rsv=4)(T, f[2] + b"\x00", rsv=4), COMPRESSED, big, 0
    yield "A.23 stored", w()(T, b"\x00\x05\x00\xfa\xffHello\x00", rsv=4), COMPRESSED, big, 0
    yield "A.24 block type 3", w()(T, b"\x07\x00", rsv=4), COMPRESSED, big, 0
    yield "A.25 truncated", w()(T, d[0][:-6], rsv=4), COMPRESSED, big, 0
    yield "A.25 too far back", w()(T, d[5], rsv=4), COMPRESSED, big, 0
    yield "A.25 end left in", w()(T, d[0] + b"\x00\x00\xff\xff", rsv=4)(T, d[1], rsv=4), COMPRESSED, big, 0
    bad = deflated(BAD + b"edited")[0]
    yield "A.26 inflated surrogate", w()(T, bad[:7], final=False, rsv=4)(C, bad[7:]), COMPRESSED, big, 0
    bomb = deflated(b"\0" * 65536)[0]
    over = deflated(b"\0" * 65537)[0]
    yield "A.27 bomb", w()(B, bomb, rsv=4)(B, over, rsv=4), COMPRESSED, MESSAGE[65536], 0
    yield "A.27 bomb in parts", w()(B, bomb, rsv=4)(B, over, rsv=4), COMPRESSED | STREAMING, MESSAGE[4096], 0
    yield "A.28 takeover not agreed", w()(T, d[0], rsv=4)(T, d[1], rsv=4), COMPRESSED | NO_TAKEOVER, big, 0
    x = w()
    for i, message in enumerate(d):
        x(T, message[:3], final=False, rsv=4)(P, "%d" % i)(C, message[3:])
    yield "A.29 takeover", x(X, b"\x03\xe8"), COMPRESSED | EOF, big, 0
    n = deflated(b"".join(quotes) * 20, bits=9)[0]
    yield "window of 9", w()(T, n, rsv=4)(T, "x"), COMPRESSED | SMALL_WINDOW, big | 16, 0
    yield "text in parts", w()(T, KOSME * 30, final=False)(P, "x")(C, KOSME * 30)(T, "x"), STREAMING, 3, 0
    yield "empty parts", w()(B, final=False)(C, final=False)(C, final=False)(C), STREAMING, 3, 3
    yield "large in parts", w()(B, bytes(range(256)) * 300)(T, KOSME * 300), STREAMING | TAKE, big, 0
    yield "bad text in parts", w()(T, KOSME * 3 + BAD, final=False)(C, "x"), STREAMING, 2, 0


def settings(switches, limit, fragments, closes_after=0, seed=7):
    return struct.pack(">BBBBH", switches, limit, fragments, closes_after, seed)


for role, target in ((0, "clientframes"), (1, "serverframes")):
    for name, wire, switches, limit, fragments in frame_cases(lambda: Wire(role == 1)):
        octets = settings(switches, limit, fragments) + wire.octets
        if len(octets) < 9000:
            write(target, name, octets)
            who = "server" if role else "client"
            write("chunking", who + " " + name, bytes([role]) + octets)
            write("verdict", who + " " + name, bytes([role]) + octets)
    wire = Wire(role == 1)(T, "a")(T, "b")(P, "c")(X, b"\x03\xe8").octets
    write(target, "we close after two", settings(0, 13, 0, 2) + wire)
for role in (0, 1):
    wire = Wire(role == 1)(B, bytes(range(256)) * 80)(T, KOSME * 40).octets
    write("chunking", "large %d" % role, bytes([role]) + settings(0, 13, 0) + wire)

# ---- HTTP

ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
RESPONSE = ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: " + ACCEPT + "\r\n")
REQUEST = ("GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
           "Sec-WebSocket-Version: 13\r\n")
deflate = "Sec-WebSocket-Extensions: permessage-deflate"
responses = {
    "H1": RESPONSE, "H2 no phrase": RESPONSE.replace(" Switching Protocols", " "),
    "H2 no blank": RESPONSE.replace(" Switching Protocols", ""),
    "H3": RESPONSE.replace("1.1", "1.0"), "H4": RESPONSE.replace("1.1", "1.2"),
    "H5": "SSH-2.0-OpenSSH_9.2\r\n", "H6": RESPONSE.replace("101", "200"),
    "H8": "HTTP/1.1 301 Moved\r\nLocation: ws://other/\r\nContent-Length: 4\r\n\r\nbody",
    "H7 length": "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 9\r\n\r\nbody of 9",
    "H7 chunked": "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n4;a=b\r\nbody\r\n0\r\nA: b\r\n\r\n",
    "H7 until the end": "HTTP/1.1 403 No\r\n\r\n<html>body</html>", "H7 none": "HTTP/1.1 204 No\r\n\r\n",
    "H10": "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + RESPONSE,
    "H11": RESPONSE.replace("websocket", "h2c, websocket"),
    "H12": RESPONSE.replace(": Upgrade", ": keep-alive, Upgrade"),
    "H13 wrong": RESPONSE.replace("s3p", "s3P"), "H13 twice": RESPONSE + "Sec-WebSocket-Accept: " + ACCEPT + "\r\n",
    "H14": RESPONSE + "Sec-WebSocket-Protocol: chat\r\n",
    "H14 list": RESPONSE + "Sec-WebSocket-Protocol: chat, superchat\r\n",
    "H15": RESPONSE + deflate + "\r\n",
    "H15 parameters": RESPONSE + deflate + "; server_no_context_takeover; client_max_window_bits=9\r\n",
    "H15 unknown": RESPONSE + "Sec-WebSocket-Extensions: x-webkit-deflate-frame\r\n",
    "H17 folded": RESPONSE + "X-Long: one\r\n two\r\n\tthree\r\n", "H17 bare LF": RESPONSE.replace("\r\n", "\n"),
    "H17 blank before colon": RESPONSE + "Name : value\r\n", "H17 utf8": RESPONSE + "X: \u03ba\r\n",
    "H18 fields": RESPONSE + "A: b\r\n" * 20, "H18 line": RESPONSE + "A: " + "b" * 200 + "\r\n",
    "H19": RESPONSE + "Content-Length: 5\r\n",
}
for name, head in responses.items():
    octets = (head if "\r\n\r\n" in head and name != "H10" else head + "\r\n").encode() + b"\x81\x02hi"
    write("response", name, b"\x03\x07" + octets)
    write("httphead", "response " + name, b"\x00\x07" + octets)
write("response", "small limits", b"\x07\x01" + (RESPONSE + "\r\n").encode())
requests = {
    "plain": REQUEST, "protocols": REQUEST + "Sec-WebSocket-Protocol: chat, superchat\r\n",
    "deflate": REQUEST + deflate + "; client_max_window_bits\r\n",
    "two offers": REQUEST + deflate + "; server_max_window_bits=7, permessage-deflate\r\n",
    "absolute form": REQUEST.replace("/chat", "http://server.example.com/chat?a=b"),
    "post": REQUEST.replace("GET", "POST"), "http 1.0": REQUEST.replace("HTTP/1.1", "HTTP/1.0"),
    "no host": REQUEST.replace("Host", "Hosts"), "two hosts": REQUEST + "Host: b\r\n",
    "version 8": REQUEST.replace(": 13", ": 8"), "short key": REQUEST.replace("dGhl", ""),
    "body": REQUEST + "Content-Length: 4\r\n", "chunked": REQUEST + "Transfer-Encoding: chunked\r\n",
    "folded": REQUEST + "X: a\r\n b\r\n", "no upgrade": "GET / HTTP/1.1\r\nHost: a\r\n",
    "tls": "\x16\x03\x01", "fields": REQUEST + "A: b\r\n" * 20, "origin": REQUEST + "Origin: null\r\n",
    "fragment": REQUEST.replace("/chat", "/chat#x"), "malformed": REQUEST + deflate + ";;\r\n",
}
for name, head in requests.items():
    octets = (head + "\r\n").encode() + b"\x81\x82\0\0\0\0hi"
    write("request", name, b"\x01\x07" + octets)
    write("httphead", "request " + name, b"\x01\x07" + octets)
write("request", "rejected", b"\x03\x01" + (REQUEST + "\r\n").encode())
write("request", "small limits", b"\x05\x02" + (REQUEST + "\r\n").encode())

extensions = [
    "permessage-deflate", "permessage-deflate; client_max_window_bits",
    "permessage-deflate; server_max_window_bits=10; client_max_window_bits=8",
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
    "permessage-deflate; server_max_window_bits=\"10\"", "permessage-deflate; server_max_window_bits=\"1\\0\"",
    "permessage-deflate; server_max_window_bits=08", "permessage-deflate; server_max_window_bits",
    "permessage-deflate; server_max_window_bits=7, permessage-deflate", "foo, permessage-deflate",
    " permessage-deflate ;\tserver_no_context_takeover ; server_max_window_bits = 10",
    "permessage-deflate;;x", "permessage-deflate,", "=", "a;b=c;d=\"e\"\n\nf;g", "x-webkit-deflate-frame",
    "permessage-deflate; server_no_context_takeover; server_no_context_takeover", "a;b=\"unclosed",
    ",".join(["a"] * 65), "a" + ";b" * 257,
]
for number, field in enumerate(extensions):
    for tag, octets in (("default", b"\x00\x3f\x00\x3f"), ("others", b"\x03\x0a\x01\x1c")):
        write("extensions", "%02d %s" % (number, tag), octets + field.encode())

bodies = {
    "length": b"\0\0\2\x09body of 9 and more", "chunked": b"\0\0\1" + b"4\r\nbody\r\n5;x=y\r\n of 9\r\n0\r\n\r\nnext",
    "chunked and cut": b"\0\1\1" + b"1f\r\n" + b"x" * 31 + b"\r\n0\r\nTrailer: x\r\n\r\n",
    "until the end": b"\1\0\0" + b"<html>", "no body": b"\3\0\0body", "chunk of no size": b"\0\0\1;\r\n\r\n",
    "bare LF": b"\0\0\1" + b"4\nbody\n0\n\n", "size too long": b"\0\0\1" + b"ffffffffffffffffff\r\nbody",
    "lengths differ": b"\0\0\6\4\0059, 10body", "gzip": b"\0\0\x09\4gzip" + b"4\r\nbody\r\n0\r\n\r\n",
    "wrong end of chunk": b"\0\0\1" + b"4\r\nbodyX\r\n0\r\n\r\n",
}
for name, octets in bodies.items():
    write("httpbody", name, b"\x07" + octets)

moments = struct.pack(">HHHH", 0x2EBC, 0xA371, 0x2EBD, 0x0000)
for number, value in enumerate((
        "7", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "-1", "1e9", "99999999999999999999", "Sun, 31 Feb 2027 08:49:37 GMT", "soon", "", " 7 ",
        "Sun, 06 Nov 2094 08:49:60 GMT", "Sunday, 29-Feb-00 08:49:37 GMT", "Sun, 06 Nov xx 08:49:37 GMT")):
    write("retryafter", "%02d" % number, moments + b"\x00\x07" + value.encode())

# ---- inflating and texts

random.seed(1)
prose = " ".join("word%d" % random.randrange(500) for _ in range(600)).encode()


def inflater(settings_octet, *messages):
    octets = bytes([settings_octet]) + b"\x00\x07"
    for kind, message, *more in messages:
        octets += bytes([kind]) + struct.pack(">H", len(message)) + message + bytes(more)
    return octets


for bits in (8, 9, 12, 15):
    for takeover in (0, 8):
        name = "bits %d takeover %d" % (bits, takeover)
        write("inflater", "plain " + name, inflater(bits - 8 | takeover, (1, prose[:600]), (1, prose[200:900]),
                                                    (5, prose[:300]), (9, prose[:300]), (17, b"")))
        wire = deflated(prose[:900], prose[300:900], bits=max(9, bits), takeover=takeover > 0)
        write("inflater", "raw " + name, inflater(bits - 8 | takeover, *[(0, message) for message in wire]))
write("inflater", "bomb", inflater(15, (3, prose[:200], 255), (3, prose[:200], 255)))
write("inflater", "flipped", inflater(15, (33, prose[:300], 0, 9, 1)))
for name, octets in (("empty", b""), ("stored", b"\x00\x05\x00\xfa\xffHello\x00"), ("type 3", b"\x07"),
                     ("bfinal twice", b"\x01\x00\x00\xff\xff\x01\x00\x00\xff\xff"), ("zero", b"\x00"),
                     ("end left in", deflated(b"Hello")[0] + b"\x00\x00\xff\xff")):
    write("inflater", "raw " + name, inflater(15, (0, octets), (0, octets)))
texts = ["", "Hello-\u00b5@\u00df\u00f6\u00e4", "\ufeffbom", "\ud7ff\ue000\ufffd\uffff", "\U00010000\U0010ffff"]
wrong = ["eda080", "f4908080", "c0af", "e09fbf", "f08fbfbf", "f88080808080", "80", "bf", "fe", "c3", "e282", "f09f98",
         "efbfbe", "eda080edb080", "c1bf", "f5808080", "ffff"]
for number, octets in enumerate([text.encode() for text in texts] + [bytes.fromhex(one) for one in wrong]):
    write("utf8", "%02d" % number, b"\x07" + octets)
    write("utf8", "%02d between" % number, b"\x01" + b"ascii " * 5 + octets + KOSME)
for number, units in enumerate((b"\x00\xd8\x00\xdc", b"\x00\xd8a\x00", b"\x00\xdc\x00\xd8", b"\xff\xfe", b"\x00\xd8")):
    write("utf8", "utf16 %02d" % number, b"\x03" + b"a\x00" * 20 + units)

# ---- calls of a sender: its role, pieces, settings of server and client; call, length, octets, options


def calls(*steps):
    octets = b""
    for call, payload, *options in steps:
        repeated = bytes([options.pop(0)]) if call & 0x100 else b""
        octets += bytes([call & 0xFF, len(payload) | (0x80 if repeated else 0)]) + payload + repeated + bytes(options)
    return octets


LONG = 0x100
steps = calls((0, b"Hello", 0), (2, b"\x00\xff", 1), (3, b"ping"), (4, b"pong"), (1, b"\x48\x00\x69\x00", 0),
              (LONG | 2, bytes(range(100)), 40, 0), (LONG | 0, b'{"a":"ticker"}', 20, 0), (LONG | 0, b"abc", 90, 5))
parts = b"\x15\x00" + calls((6, b"He"), (3, b"between"), (0, b"refused", 0), (22, b"llo")) + b"\x05\x00" + calls(
    (LONG | 6, bytes(range(120)), 30), (22, b""))
for role in (0, 1):
    for name, both in (("plain", b"\x01\x01"), ("deflate", b"\x00\x06\x08\x3f\x00\x06\x08\x3f"),
                       ("small windows", b"\x10\x01\x00\x00\x10\x09\x08\x01"),
                       ("no takeover", b"\x1c\x06\x08\x24\x0c\x06\x08\x3f"), ("in parts", b"\x13\x13"),
                       ("in parts, deflate", b"\x12\x06\x08\x3f\x12\x06\x08\x3f")):
        who = "server " if role else "client "
        write("roundtrip", who + name, bytes([role, 7]) + both + steps + parts)
