# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The works and the peers: what is measured, how often, and with which programs."""

import os
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
BUILD = ROOT / "build" / "benchmarks"
PROGRAMS = BUILD / "tests" / "benchmarks"


@dataclass(frozen=True)
class Work:
    """`count` messages take 0.3 to 1 s, `quick` of them some 0.1 s.

    `counted`: two numbers of messages, whose difference callgrind counts; none: not counted.
    `dialogue`: one waits for the other, so both get the same CPU; else it is the wake-up of another
    CPU that is measured, which takes many times as long on a virtual machine.
    """

    name: str
    title: str
    count: int
    quick: int
    counted: tuple[int, int] | None
    octets: int = 0  # of a message
    tls: bool = False
    dialogue: bool = False

    @property
    def program_name(self) -> str:
        """What the programs call it: over TLS it is the same work."""
        return self.name.removeprefix("TLS-")


MIB = 1024 * 1024

WORKS = [
    Work("R1-64", "receive texts of 64 octets", 3_000_000, 400_000, (20_000, 60_000), 64),
    Work("R1-256", "receive texts of 256 octets", 2_000_000, 300_000, (10_000, 30_000), 256),
    Work("R2-ascii", "receive ASCII texts of 16 KiB", 100_000, 15_000, (600, 1_800), 16 * 1024),
    Work("R2-mixed", "receive mixed texts of 16 KiB", 30_000, 4_000, (300, 900), 16 * 1024),
    Work("R3", "receive binaries of 1 MiB", 3_000, 400, (20, 60), MIB),
    Work("R4", "receive one binary of 256 MiB", 1, 1, None, 256 * MIB),
    Work("S1", "send texts of 64 octets", 3_000_000, 400_000, (30_000, 90_000), 64),
    Work("S2", "send binaries of 1 MiB", 500, 80, (16, 48), MIB),
    Work("E1", "send a text of 64 octets, get it back", 60_000, 10_000, (500, 1_500), 64,
         dialogue=True),
    Work("D1", "receive compressed JSON", 500_000, 80_000, (10_000, 30_000), 302),
    Work("D2", "send compressed JSON", 100_000, 12_000, (3_000, 9_000), 302),
    Work("C1", "idle connections at a time", 10_000, 1_000, None),
    Work("C2", "connect, upgrade, close", 5_000, 800, (60, 180), dialogue=True),
    Work("TLS-R1-64", "R1-64 over TLS", 2_000_000, 300_000, (20_000, 60_000), 64, tls=True),
    Work("TLS-R3", "R3 over TLS", 800, 100, (20, 60), MIB, tls=True),
    Work("TLS-S2", "S2 over TLS", 400, 60, (16, 48), MIB, tls=True),
    Work("TLS-E1", "E1 over TLS", 40_000, 6_000, (500, 1_500), 64, tls=True,
         dialogue=True),
]


@dataclass(frozen=True)
class Peer:
    name: str
    packages: tuple[str, ...]  # whose versions say what was measured
    countable: bool = True  # by callgrind; a program that makes code while it runs is not

    @property
    def command(self) -> list[str]:
        if self.name == "ws":
            return ["node", str(FOLDER / "peers" / "ws.js")]
        return [str(PROGRAMS / f"bench_{self.name}")]

    @property
    def is_here(self) -> bool:
        return Path(self.command[-1]).exists()


PEERS = [
    Peer("lomond", ("libqt6network6",)),
    Peer("qwebsocket", ("libqt6websockets6",)),
    Peer("beast", ("libboost1.81-dev",)),
    Peer("websocketpp", ("libwebsocketpp-dev",)),
    Peer("lws", ("libwebsockets-dev",)),
    Peer("ws", ("nodejs", "node-ws"), countable=False),
]


def select(patterns: list[str]) -> list[Work]:
    """Those whose name is a pattern, or begins with one and a hyphen; all without patterns."""
    if not patterns:
        return WORKS
    chosen = [work for work in WORKS
              if any(work.name == pattern or work.name.startswith(pattern + "-")
                     for pattern in patterns)]
    if not chosen:
        raise SystemExit(f"No work is called {' or '.join(patterns)}; there are "
                         + ", ".join(work.name for work in WORKS))
    return chosen


def select_peers(names: str | None) -> list[Peer]:
    peers = PEERS
    if names:
        unknown = set(names.split(",")) - {peer.name for peer in PEERS}
        if unknown:
            raise SystemExit(f"No peer is called {', '.join(sorted(unknown))}")
        peers = [peer for peer in PEERS if peer.name in names.split(",")]
    for peer in peers:
        if not peer.is_here:
            print(f"{peer.name} is left out: {peer.command[-1]} is not here")
    return [peer for peer in peers if peer.is_here]


def environment(authority: Path) -> dict[str, str]:
    """For all programs: no settings of the user, and the authority of the server's certificate."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("QT_", "QML", "LD_")) and not name.endswith("_proxy")}
    return kept | {"BENCH_CA": str(authority), "NODE_PATH": "/usr/share/nodejs",
                   "NODE_EXTRA_CA_CERTS": str(authority)}
