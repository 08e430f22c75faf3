# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The programs as processes: the server, a run of a peer, and runs that are counted."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from works import BUILD, PROGRAMS, Peer, Work, environment

CPUS = sorted(os.sched_getaffinity(0))
CLIENT_CPU, OTHER_CPU = CPUS[0], CPUS[-1]
UNSUPPORTED = 3  # how a program says that its peer has no such work
TIMEOUT = 300  # seconds

# As tests/shared/callgrind.cmake has it: what every x86-64 has, so that counts are the same on all.
COUNTING = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-ERMS,-FSRM,-SSSE3,-SSE4_1,-SSE4_2,-POPCNT,-MOVBE,-BMI1,"
                      "-BMI2,-LZCNT,-AVX,-AVX2,-AVX512F,-AVX512BW,-AVX512VL,-RTM",
    "QT_NO_CPU_FEATURE": "sse3 ssse3 sse4.1 sse4.2 avx avx2 bmi bmi2 f16c aes vaes sha rdrnd",
    "QT_HASH_SEED": "0",
    "LD_BIND_NOW": "1",
    "BENCH_COUNTING": "1",
}


class Failure(Exception):
    """A program lost messages, or did not end."""


def pinned(cpu: int, command: list[str]) -> list[str]:
    if not shutil.which("taskset"):
        return command
    return ["taskset", "-c", str(cpu), *command]


def make_certificate() -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, and its key. It is its own authority."""
    certificate, key = BUILD / "certificate.pem", BUILD / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "7", "-subj", "/CN=benchserver", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True)
    return certificate, key


class Server:
    """benchserver, for as long as the block lasts: plain and with TLS, each on either CPU."""

    def __init__(self) -> None:
        self.certificate, self._key = make_certificate()
        self._processes: list[subprocess.Popen[str]] = []
        self._urls: dict[tuple[bool, bool], str] = {}

    def __enter__(self) -> "Server":
        for secure in (False, True):
            for dialogue in (False, True):
                self._urls[secure, dialogue] = self._start(secure, dialogue)
        return self

    def _start(self, secure: bool, dialogue: bool) -> str:
        command = [str(PROGRAMS / "benchserver")]
        if secure:
            command += ["--tls", str(self.certificate), str(self._key)]
        process = subprocess.Popen(pinned(CLIENT_CPU if dialogue else OTHER_CPU, command),
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._processes.append(process)
        assert process.stdout
        port = process.stdout.readline().strip()
        return f"{'wss' if secure else 'ws'}://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.communicate()  # closes its input, at which it ends

    def url(self, work: Work) -> str:
        return self._urls[work.tls, work.dialogue]


def _execute(server: Server, command: list[str],
             additions: dict[str, str]) -> subprocess.CompletedProcess[str] | None:
    """None: the peer has no such work."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT,
                              env=environment(server.certificate) | additions, check=False)
    except subprocess.TimeoutExpired as expired:
        raise Failure(f"{' '.join(command)} did not end") from expired
    if done.returncode == UNSUPPORTED:
        return None
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)} failed ({done.returncode}): {done.stderr.strip()}")
    return done


def _arguments(server: Server, work: Work, count: int) -> list[str]:
    return [work.program_name, server.url(work), str(count)]


def run(server: Server, peer: Peer, work: Work, count: int) -> dict[str, Any] | None:
    """What the program says of itself; None: the peer has no such work."""
    command = pinned(CLIENT_CPU, peer.command + _arguments(server, work, count))
    done = _execute(server, command, {})
    return json.loads(done.stdout.splitlines()[-1]) if done else None


def _difference(counts: tuple[int, int], of: list[int]) -> float:
    return (of[1] - of[0]) / (counts[1] - counts[0])


def count_instructions(server: Server, peer: Peer, work: Work) -> float | None:
    """Of a message, in user space: what more messages take more."""
    if not peer.countable or not work.counted:
        return None
    totals = []
    for count in work.counted:
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                   *peer.command, *_arguments(server, work, count)]
        done = _execute(server, pinned(CLIENT_CPU, command), COUNTING)
        found = re.search(r"Collected : (\d+)", done.stderr) if done else None
        if not found:
            return None
        totals.append(int(found.group(1)))
    return _difference(work.counted, totals)


def count_syscalls(server: Server, peer: Peer, work: Work) -> float | None:
    """Of a message: what more messages take more."""
    if not work.counted:
        return None
    totals = []
    for count in work.counted:
        command = ["strace", "-f", "-c", "-o", str(BUILD / "syscalls"),
                   *pinned(CLIENT_CPU, peer.command + _arguments(server, work, count))]
        if not _execute(server, command, {}):
            return None
        total = (BUILD / "syscalls").read_text().splitlines()[-1].split()
        totals.append(int(total[3]))  # % time, seconds, usecs/call, calls, [errors,] "total"
    return _difference(work.counted, totals)
