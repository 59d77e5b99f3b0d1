# SPDX-License-Identifier: GPL-2.0-only
"""Folders of this clone and of the cache, as tools/lib.sh sets them."""
import functools
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
TESTS = TOP / "tests"
BUILD = TOP / "build"
RESULTS = BUILD / "results"
LOGS = BUILD / "logs"


@functools.cache
def variable(name):
    """A variable of tools/lib.sh: LINUX_TREE, QEMU_VERSION, JOBS, ..."""
    script = f'. "$1/tools/lib.sh"; printf %s "${{{name}}}"'
    return subprocess.run(["bash", "-c", script, TOP / "tools/run", TOP],
                          check=True, capture_output=True, text=True).stdout


def short(path):
    """A path as a person types it in the clone's folder"""
    path = pathlib.Path(path)
    return str(path.relative_to(TOP)) if path.is_relative_to(TOP) else str(path)
