# SPDX-License-Identifier: GPL-2.0-only
"""Tests that are one command: tests/tests.toml."""
import tomllib

from . import place
from .model import Task

FILE = place.TESTS / "tests.toml"
KEYS = {"about": str, "command": str, "taps": list, "needs": list, "tags": list,
        "listed": bool}


def check(name, test):
    for key, value in test.items():
        if key not in KEYS or not isinstance(value, KEYS[key]):
            raise SystemExit(f"error: {place.short(FILE)}: [{name}]: '{key}' is unknown, or of "
                             "the wrong type")
    for key in "about", "command", "taps":
        if not test.get(key):
            raise SystemExit(f"error: {place.short(FILE)}: [{name}]: '{key}' is missing")


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
                         listed=test.get("listed", True)))
