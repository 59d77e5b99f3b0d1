# SPDX-License-Identifier: GPL-2.0-only
"""Hosted programs: tests/hosted.mk, built by several compilers, as tasks."""
import functools
import subprocess

from . import place
from .model import Task

# Folder of the build, its compiler, sanitizers and programs.
CONFIGS = {
    "gcc": ("gcc", None, "all"),
    "clang": ("clang", None, "all"),
    "tsan": ("gcc", "-fsanitize=thread", "threads"),
    "coverage": ("gcc", "--coverage -fprofile-update=atomic", "unit"),
}


def make(target, config, compiler, sanitize, jobs, folder="."):
    """The command that builds @target of tests/hosted.mk in @folder"""
    argv = ["make", "-s", "-k", "-j", jobs, "-C", folder, "-f", "tests/hosted.mk",
            f"CC={compiler}", f"CONFIG={config}", f"LINUX_TREE={place.variable('LINUX_TREE')}"]
    return argv + ([] if sanitize is None else [f"SANITIZE={sanitize}"]) + [target]


@functools.cache
def programs():
    """[KIND, NAME] of each program"""
    out = subprocess.run(["make", "-s", "-f", "tests/hosted.mk", "names"], cwd=place.TOP,
                         check=True, capture_output=True, text=True).stdout
    return [line.split() for line in out.splitlines()]


def add(catalog, jobs):
    for config, (compiler, sanitize, target) in CONFIGS.items():
        catalog.add(Task(f"build hosted-{config}", make(target, config, compiler, sanitize, jobs),
                         f"hosted programs ({config})", needs=["build sources"], group="builds",
                         seconds=100))
    for kind, name in programs():
        for config in ["tsan"] if kind == "threads" else ["gcc", "clang"]:
            result = f"{kind}-{name}-{config}"
            catalog.add(Task(
                f"{kind} {name} {config}",
                ["tests/run-program", f"build/results/{result}.tap", f"build/hosted/{config}/{name}"],
                needs=[f"build hosted-{config}"], taps=[result], tags={kind, "check", "hosted"}
                | ({"machine-check"} if kind in ("model", "seeded") else set()),
                group=f"{kind}, {config}", seconds=5))
