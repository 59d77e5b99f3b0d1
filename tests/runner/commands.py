# SPDX-License-Identifier: GPL-2.0-only
"""Tests that are one command: tests/tests.toml."""
import functools
import os
import tomllib

from . import place, verdicts
from .model import Task

FILE = place.TESTS / "tests.toml"
KEYS = {"about": str, "command": str, "taps": list, "needs": list, "tags": list,
        "listed": bool, "inputs": list, "programs": list}


def check(name, test):
    for key, value in test.items():
        if key not in KEYS or not isinstance(value, KEYS[key]):
            raise SystemExit(f"error: {place.short(FILE)}: [{name}]: '{key}' is unknown, or of "
                             "the wrong type")
    for key in "about", "command", "taps":
        if not test.get(key):
            raise SystemExit(f"error: {place.short(FILE)}: [{name}]: '{key}' is missing")


def inputs(test):
    """What decides its results: files of the clone, built files, compilers, programs. The
    sources in the cache are pinned; those of LINUX_SRC= and QEMU_SRC= are not."""
    if os.environ.get("LINUX_SRC") or os.environ.get("QEMU_SRC"):
        raise verdicts.Unknown("sources that are not pinned")
    built = [p for name in test["inputs"] if name.startswith("build/")
             for p in place.TOP.glob(name) if p.is_file()]
    files = verdicts.files_below("tests/tests.toml",
                                 *(n for n in test["inputs"] if not n.startswith("build/")))
    return [verdicts.contents(files + built), verdicts.compilers(),
            verdicts.tools("bash", "sh", "make", *test.get("programs", []))]


def add(catalog):
    try:
        tests = tomllib.loads(FILE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as e:
        raise SystemExit(f"error: {place.short(FILE)}: {e}") from e
    for name, test in tests.items():
        check(name, test)
        catalog.add(Task(f"test {name}", test["command"].split(), test["about"],
                         needs=test.get("needs", []), taps=test["taps"],
                         tags={"test", *test.get("tags", [])}, group=name, seconds=30,
                         listed=test.get("listed", True),
                         inputs=functools.partial(inputs, test) if "inputs" in test else None))
