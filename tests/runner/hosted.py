# SPDX-License-Identifier: GPL-2.0-only
"""Hosted programs: tests/hosted.mk, built by several compilers, as tasks."""
import functools
import os
import re
import subprocess

from . import place, verdicts
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


def random(name):
    """Does a program take a new seed in each run? Then one of its files asks for the time."""
    return os.environ.get("SEED", "0") == "0" and any(
        b"time(NULL)" in (place.TOP / f).read_bytes() for f in files_of(name))


def program_inputs(config, name):
    """What decides the results of a program: all that it is made of is in it."""
    path = place.BUILD / f"hosted/{config}/{name}"
    if random(name):
        raise verdicts.Unknown(f"{name} takes a seed")
    return [verdicts.compilers(), verdicts.content(path), data_of(name)]


def told(target):
    """What tests/hosted.mk tells of each program"""
    out = subprocess.run(["make", "-s", "-f", "tests/hosted.mk", target], cwd=place.TOP,
                         check=True, capture_output=True, text=True).stdout
    return {name: files for name, *files in map(str.split, out.splitlines())}


@functools.cache
def sources():
    """Sources of each program"""
    return told("sources")


@functools.cache
def data():
    """Files that programs read, as patterns"""
    return told("data")


def data_of(name):
    """A hash of the files that a program reads"""
    return verdicts.contents(f for pattern in data().get(name, [])
                             for f in place.TOP.glob(pattern))


def needs_of(name):
    """Builds that make the files that a program reads"""
    return ["build mainline"] * any(f.startswith("build/mainline/") for f in data().get(name, []))


@functools.cache
def object_files(source):
    """Files that gcc read for the object of @source; it must be newer than all of them."""
    made = place.BUILD / f"hosted/gcc/obj/{source}".removesuffix(".c")
    try:
        rule = made.with_suffix(".d").read_text(encoding="utf-8").replace("\\\n", " ")
        files = rule.splitlines()[0].split(":", 1)[1].split()
        age = made.with_suffix(".o").stat().st_mtime_ns
        if any((place.TOP / f).stat().st_mtime_ns > age for f in files):
            raise verdicts.Unknown(f"{source} is newer than its object")
    except OSError as e:
        raise verdicts.Unknown(str(e)) from e
    return files


@functools.cache
def files_of(name):
    """All files that the program @name is made of, as build/hosted/gcc tells"""
    return {f for s in sources()[name] for f in object_files(s)}


@functools.cache
def headers_of(name):
    """A hash of the system's headers that a program includes"""
    found = set()
    for f in files_of(name):
        found.update(re.findall(r"^\s*#\s*include\s*<([^>]+)>", (place.TOP / f).read_text(
            encoding="utf-8", errors="replace"), re.MULTILINE))
    return verdicts.system_headers(frozenset(found))


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
                needs=[f"build hosted-{config}", *needs_of(name)], taps=[result], tags={kind, "check", "hosted"}
                | ({"machine-check"} if kind in ("model", "seeded") else set()),
                group=f"{kind}, {config}", seconds=5,
                inputs=functools.partial(program_inputs, config, name)
                if kind != "threads" else None))
