# SPDX-License-Identifier: GPL-2.0-only
"""Results of earlier runs, in the cache, under a hash of all that decided them.

A task with @inputs is not run again while nothing of these has changed: its command, the
contents of its files, the compilers, the libraries, and the code that judges. Only results
without a failure are kept, and none of a program that takes a new seed in each run.
`--fresh` runs all.
"""
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

from . import place, tap

FOLDER = pathlib.Path(place.variable("CACHE")) / "verdicts"
DAYS = 30
# Variables of a caller that change what a test does.
VARIABLES = ("SEED", "FUZZ_RUNS", "STEPS", "UNIT_ONLY", "CFLAGS", "EXTRA_CFLAGS", "MAKEFLAGS",
             "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD")
# Of this folder: what runs a test and judges its results.
JUDGES = ("commands", "hosted", "model", "mutants", "schedule", "tap", "verdicts")


class Unknown(Exception):
    """The inputs are not known, so that nothing may be kept or taken."""


def digest(*texts):
    total = hashlib.sha256()
    for text in texts:
        data = text if isinstance(text, bytes) else str(text).encode()
        total.update(len(data).to_bytes(8, "little") + data)
    return total.hexdigest()


@functools.lru_cache(maxsize=None)
def content_of(path, _size, _time):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def content(path):
    """The hash of a file, or of where a link leads; one that is missing is an input too."""
    try:
        stat = os.stat(path)
        return content_of(str(path), stat.st_size, stat.st_mtime_ns)
    except FileNotFoundError:
        return "missing"


def contents(paths):
    """One hash of the names and contents of @paths; names in the clone are relative."""
    return digest(*(part for p in sorted(set(map(str, paths)))
                    for part in (place.short(p), content(p))))


@functools.cache
def tree():
    """All files of the clone but what git ignores"""
    out = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         cwd=place.TOP, check=True, capture_output=True).stdout
    return sorted(set(out.decode().split("\0")) - {""})


def files_below(*folders):
    """Files of the clone at or below @folders; "." is all of them."""
    return [place.TOP / f for f in tree()
            if "." in folders or any(f == d or f.startswith(d + "/") for d in folders)]


def printed(*argv):
    done = subprocess.run(argv, check=False, capture_output=True, text=True, cwd=place.TOP)
    return done.stdout + done.stderr


@functools.cache
def tools(*names):
    """A hash of programs that are found in PATH, without ccache's links"""
    path = ":".join(p for p in os.environ["PATH"].split(":") if "ccache" not in p)
    found = [shutil.which(n, path=path) or n for n in names]
    return digest(*(content(os.path.realpath(f)) for f in found))


@functools.cache
def compilers():
    """A hash of gcc and clang: their programs, and the libraries that tests are linked to"""
    files = []
    for cc, parts in ("gcc", ("cc1", "as", "ld")), ("clang", ("ld",)):
        files += [printed(cc, f"-print-prog-name={p}").strip() for p in parts]
        files += [printed(cc, f"-print-file-name={p}").strip() for p in (
            "libcmocka.so", "libfdt.so", "libc.so.6", "libasan.so", "libubsan.so", "libtsan.so",
            "libgcov.a", "libclang_rt.asan-x86_64.a", "libclang_rt.asan-aarch64.a")]
    versions = printed("gcc", "-v"), printed("clang", "-v")
    return digest(tools("gcc", "clang"), *versions, *(content(f) for f in sorted(set(files))))


@functools.cache
def system_headers(names):
    """A hash of the system's headers that <@names> mean, with all that they include"""
    text = "".join(f"#if __has_include(<{n}>)\n#include <{n}>\n#endif\n" for n in sorted(names))
    done = subprocess.run(["gcc", "-M", "-x", "c", "-"], input=text, text=True, check=False,
                          capture_output=True)
    if done.returncode:
        raise Unknown(f"headers: {done.stderr}")
    return contents(re.findall(r"/\S+", done.stdout))


@functools.cache
def judges():
    return contents([place.TESTS / f"runner/{n}.py" for n in JUDGES]
                    + [place.TESTS / "run-program", place.TOP / "tools/lib.sh",
                       place.TOP / "tools/pins.sh"])


def key(task):
    """The hash of all that decides the results of @task, or None if that is not known"""
    if task.inputs is None:
        return None
    try:
        inputs = task.inputs()
    except (Unknown, OSError):
        return None
    words = [str(a).replace(str(place.TOP), ".") for a in task.argv]
    return digest(*words, "|", *sorted(task.env.items()), "|", *task.taps, "|", judges(),
                  *(f"{n}={os.environ.get(n)}" for n in VARIABLES), "|", *inputs)


def path_of(name):
    return FOLDER / name[:2] / name[2:]


def take(task, name):
    """Restores results kept as @name; returns the seconds that they took, or None."""
    try:
        kept = json.loads(path_of(name).read_text(encoding="utf-8"))
        for result, text in kept["taps"].items():
            (place.RESULTS / f"{result}.tap").write_text(text, encoding="utf-8")
        (place.LOGS / f"{task.log}.log").write_text(kept["log"], encoding="utf-8")
        os.utime(path_of(name))
        return kept["seconds"]
    except (OSError, ValueError, KeyError):
        return None


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


def keep(task, name, seconds):
    """Keeps the results of @task as @name, unless one of them is a failure."""
    taps = {n: read(place.RESULTS / f"{n}.tap") for n in task.taps}
    log = read(place.LOGS / f"{task.log}.log")
    if any(tap.parse("", t.splitlines()).failed for t in taps.values()):
        return
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_text(json.dumps({"task": task.name, "seconds": round(seconds, 1), "taps": taps,
                               "log": log[-100000:]}), encoding="utf-8")
    new.replace(path)


def tidy():
    """Removes what no run has used for a month."""
    limit = time.time() - DAYS * 86400
    for path in FOLDER.glob("*/*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
