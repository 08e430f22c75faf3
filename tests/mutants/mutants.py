# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Plants each mutant of table.py in a copy of the tree, one at a time, and tells which test sees it.

Usage: mutants.py ROOT BUILD [WORDS-OF-A-RULE]. Called by tests/mutants/run. The copy is BUILD/source.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from table import MUTANTS, Mutant

TIMEOUT = 120  # seconds for one test: a mutant may never end


def copy_tree(root: Path, copy: Path) -> None:
    """Files that are as they were keep their times, so that little is built anew."""
    tracked = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
                              "--exclude-standard"], check=True, capture_output=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        source, target = root / name, copy / name
        if not source.is_file():
            continue
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def targets(mutants: list[Mutant]) -> list[str]:
    return sorted({f"tst_{test}" for mutant in mutants for test in mutant.tests.split()})


def build(folder: Path, names: list[str]) -> bool:
    return subprocess.run(["cmake", "--build", str(folder), "--target", *names],
                          capture_output=True).returncode == 0


def fails(folder: Path, test: str) -> bool:
    try:
        return subprocess.run([str(folder / "tests/auto/core" / f"tst_{test}")],
                              capture_output=True, timeout=TIMEOUT).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def first_to_see(folder: Path, copy: Path, mutant: Mutant) -> str:
    """The test that fails; "" if none does."""
    path = copy / "src/core" / mutant.file
    original = path.read_text()
    if original.count(mutant.before) != 1:
        sys.exit(f"{mutant.rule}: {mutant.file} has {original.count(mutant.before)} times\n"
                 f"{mutant.before}")
    path.write_text(original.replace(mutant.before, mutant.after))
    try:
        for test in mutant.tests.split():
            if not build(folder, [f"tst_{test}"]):
                sys.exit(f"{mutant.rule}: the mutant cannot be compiled")
            if fails(folder, test):
                return test
        return ""
    finally:
        path.write_text(original)


def main() -> int:
    root, folder = Path(sys.argv[1]), Path(sys.argv[2])
    words = " ".join(sys.argv[3:])
    mutants = [mutant for mutant in MUTANTS if words in mutant.rule]
    copy = folder / "source"
    copy_tree(root, copy)
    subprocess.run(["cmake", "-S", str(copy), "-B", str(folder), "-G", "Ninja",
                    "--log-level=NOTICE", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1",
                    "-DLOMOND_BUILD_QML=OFF", "-DLOMOND_BUILD_EXAMPLES=OFF"],
                   check=True, stdout=subprocess.DEVNULL)
    if not build(folder, targets(mutants)):
        sys.exit("the tests cannot be built")
    for target in targets(mutants):
        if fails(folder, target.removeprefix("tst_")):
            sys.exit(f"{target} fails without any mutant")

    missed = 0
    for number, mutant in enumerate(mutants, 1):
        seen_by = first_to_see(folder, copy, mutant)
        missed += not seen_by
        print(f"{number:3}  {mutant.rule:60}  {seen_by or 'NOT SEEN'}", flush=True)
    print(f"{len(mutants)} mutants, {len(mutants) - missed} caught")
    return 1 if missed or not mutants else 0


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C.UTF-8"
    sys.exit(main())
