# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""On what, and of what, the figures are: the machine, and the versions of the peers."""

import os
import platform
import subprocess
import time
from typing import Any

from works import ROOT, Peer


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _cpu() -> str:
    model = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
    return f"{model}, {os.cpu_count()} CPUs"


def _packages(names: tuple[str, ...]) -> str:
    return ", ".join(_output("dpkg-query", "-W", "-f", "${Package} ${Version}", name)
                     for name in names)


def _version(peer: Peer) -> str:
    packages = _packages(peer.packages)
    if peer.name != "lomond":
        return packages
    commit = _output("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")
    return f"commit {commit} with {packages}"


def describe(peers: list[Peer]) -> dict[str, Any]:
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "cpu": _cpu(),
        "kernel": f"{platform.system()} {platform.release().partition('-')[0]}",
        "compiler": _output("c++", "--version").split("\n")[0],
        "load": round(os.getloadavg()[0], 2),  # before it began
        "peers": {peer.name: _version(peer) for peer in peers},
    }
