# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a file's tests, the functions whose names begin with test_, and prints their
results as TAP."""
import signal
import subprocess
import sys

from machine import Died

# For what hangs; a busy host makes a test tens of times slower.
LIMIT = 600


def expect(what, seen, wanted):
    if seen != wanted:
        raise AssertionError(f"{what}: {seen!r}, not {wanted!r}")


def too_long(*_):
    raise AssertionError(f"no answer within {LIMIT} s")


def run(names):
    """@names: globals() of the file; returns the exit code"""
    signal.signal(signal.SIGALRM, too_long)
    tests = [t for n, t in sorted(names.items()) if n.startswith("test_")]
    failed = 0
    print(f"TAP version 13\n1..{len(tests)}")
    for n, test in enumerate(tests, 1):
        signal.alarm(LIMIT)
        try:
            test()
            print(f"ok {n} - {test.__doc__}")
        except (AssertionError, Died, subprocess.TimeoutExpired) as e:
            failed += 1
            print(f"# {e}\nnot ok {n} - {test.__doc__}")
        sys.stdout.flush()
    signal.alarm(0)
    return 1 if failed else 0
