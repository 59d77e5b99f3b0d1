# SPDX-License-Identifier: GPL-2.0-only
"""Mutants: patches that break the code on purpose, and that a named test must notice.

A patch of tests/mutants/ROOM says what it breaks, and names its tests, above the first file:

    Breaks: A page is pinned twice.
    Fails: unit core_map:mapping_twice_is_refused
    Fails: seeded seeded:actlr-locked

Each line is "Fails: KIND PROGRAM:TEST"; every one of them must fail. "mmu500_*:*" is any
test of these programs. Hosted tests are built in copies of the tree, one for each lane of
the scheduler. The copies start from build/mutants/whole, where each program is built, and
must pass, before the first patch that names it:

    python3 -m runner.mutants whole
    python3 -m runner.mutants try PATCH TAP
"""
import contextlib
import fcntl
import fnmatch
import functools
import os
import pathlib
import re
import subprocess
import sys

from . import hosted, place, tap, verdicts
from .model import Task

FOLDER = place.TESTS / "mutants"
WORK = place.BUILD / "mutants"
WHOLE = WORK / "whole"
# Its time is that of the last change of WHOLE.
CHANGED = WORK / "changed"
# Patches whose tests are hosted, and those that need a kernel or QEMU.
SLOW = ("boots", "qemu")
SLOW_NEEDS = ["build qemu", "build initramfs-linux", "build initramfs-mainline", "build emmc"]
PARTS = ("abi", "audit", "doctor", "host", "hyp", "linux", "machine", "tests")
# Without debug information, and first without sanitizers: both take a third of the time.
PLAIN, SANITIZED = ("plain", ""), ("sanitized", None)
BREAKS = re.compile(r"^Breaks: (\S.*?\.)\n(?=Fails: )", re.MULTILINE | re.DOTALL)
FAILS = re.compile(r"^Fails: (\w+) ([\w*-]+):([\w*-]+)$")


def patches():
    return sorted(FOLDER.glob("*/*.patch"))


def name_of(patch):
    """core/pin-half"""
    return f"{patch.parent.name}/{patch.stem}"


def head(patch):
    """What is above the first file"""
    return patch.read_text(encoding="utf-8").split("\n--- ")[0]


def sentence(patch):
    """What the patch breaks; a patch that does not say it is an error."""
    found = BREAKS.search(head(patch))
    if not found:
        raise SystemExit(f"error: {place.short(patch)}: needs a line 'Breaks: ', with a sentence "
                         "that says what is wrong in the broken code, above 'Fails: '")
    return found[1]


def expected(patch):
    """(KIND, PROGRAM, TEST) of each line "Fails:"; a patch without any is an error."""
    lines = [line for line in head(patch).splitlines() if line.startswith("Fails:")]
    found = [FAILS.match(line) for line in lines]
    if not found or not all(found):
        raise SystemExit(f"error: {place.short(patch)}: needs lines 'Fails: KIND PROGRAM:TEST'")
    return [f.groups() for f in found]


def make(config, target, folder, log, jobs=1):
    """Builds @target in the copy @folder; returns whether it was built."""
    argv = hosted.make(target, config[0], "gcc", config[1], jobs, folder) + ["EXTRA_CFLAGS=-g0"]
    with open(log, "ab") as out:
        return subprocess.run([str(a) for a in argv], stdout=out, stderr=out,
                              check=False).returncode == 0


def program(config, name):
    return f"build/hosted/{config[0]}/{name}"


def noticed(text, test, code):
    """Does the TAP @text of a program say that @test failed? One that dies names no test:
    then it must not have passed, and a program that is killed by the loop's limit counts."""
    if test == "*":
        return code != 0
    points = tap.parse("", text.splitlines()).points
    names = {p.text.split(":")[0].split(" ")[0]: p.good for p in points}
    if test in names:
        return not names[test]
    return code != 0


def environment(**more):
    return {**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP", "FUZZ_RUNS": "1000", "SEED": "1",
            "BLOBS": str(place.BUILD / "mainline/arch/arm64/boot/dts/nvidia"), **more}


def run(config, name, test, folder):
    """Whether @test of program @name fails in @folder"""
    env = environment(UNIT_ONLY=test.replace("*", ""))
    done = subprocess.run(["prlimit", "--cpu=120", program(config, name)], cwd=folder, env=env,
                          capture_output=True, text=True, errors="replace", check=False)
    return noticed(done.stdout + done.stderr, test, done.returncode)


def copy_tree(source, to, *options):
    """Returns what it has changed."""
    return subprocess.run(["rsync", "-a", "-i", "--delete", *options, f"{source}/", f"{to}/"],
                          check=True, capture_output=True).stdout


def named(kind, pattern):
    """Names of the programs that a line "Fails:" means"""
    found = [n for k, n in hosted.programs() if k == kind and fnmatch.fnmatchcase(n, pattern)]
    if not found:
        raise SystemExit(f"error: no program is called '{kind} {pattern}'")
    return found


def look(fails, folder, log):
    """Why no test notices, or None"""
    kind, pattern, test = fails
    for config in PLAIN, SANITIZED:
        for name in named(kind, pattern) if "*" in pattern else [pattern]:
            if not make(config, program(config, name), folder, log):
                return "it does not build"
            if run(config, name, test, folder):
                return None
    return f"{pattern}:{test} passes"


@contextlib.contextmanager
def lock(how):
    """Of several lanes, one at a time builds in the whole tree, while none copies it."""
    with open(WORK / "lock", "wb") as file:
        fcntl.flock(file, how)
        yield


def passes_before(name):
    """Builds and runs a program of the whole tree: only if all of its tests pass, a failure
    of broken code means something."""
    log, passed = WORK / f"{name}.log", WORK / f"{name}.passed"
    if passed.exists() and passed.stat().st_mtime_ns > CHANGED.stat().st_mtime_ns:
        return
    log.write_bytes(b"")
    if not make(PLAIN, program(PLAIN, name), WHOLE, log, os.environ.get("JOBS", "1")):
        sys.exit(log.read_text(encoding="utf-8", errors="replace"))
    done = subprocess.run([WHOLE / program(PLAIN, name)], capture_output=True, check=False, env=environment(), cwd=WHOLE)
    if done.returncode:
        sys.exit(f"error: {name} fails before anything is broken:\n"
                 + done.stdout.decode(errors="replace"))
    passed.touch()


def try_patch(patch):
    """Why the patch @patch is missed, or None"""
    folder = WORK / f"copy{os.environ.get('LANE', '0')}"
    with lock(fcntl.LOCK_EX):
        for name in programs_of(patch):
            passes_before(name)
    with lock(fcntl.LOCK_SH):
        copy_tree(WHOLE, folder)
    log = folder / "log"
    with open(patch, "rb") as text, open(log, "wb") as out:
        if subprocess.run(["patch", "-s", "-f", "-F", "0", "-p1"], stdin=text, stdout=out,
                          stderr=out, cwd=folder, check=False).returncode:
            return "it does not apply"
    for fails in expected(patch):
        if why := look(fails, folder, log):
            print(log.read_text(encoding="utf-8", errors="replace")[-4000:])
            return why
    return None


def whole():
    """Brings the unchanged tree up to date."""
    WHOLE.mkdir(parents=True, exist_ok=True)
    changes = [copy_tree(place.TOP / part, WHOLE / part, "--checksum", "--exclude=mutants")
               for part in PARTS]
    if any(changes) or not CHANGED.exists():
        CHANGED.touch()


def programs_of(patch):
    """Names of all programs that a patch names"""
    return sorted({n for kind, name, _ in expected(patch)
                   for n in (named(kind, name) if "*" in name else [name])})


def touched(text):
    """Files that a patch touches"""
    return re.findall(r"^(?:---|\+\+\+) [ab]/(\S+)", text, re.MULTILINE)


@functools.cache
def names_of_files():
    """A hash of the names of all files that make's wildcards and #include may find"""
    return verdicts.digest(*(f for f in verdicts.tree()
                             if f.startswith(tuple(p + "/" for p in PARTS))
                             and not f.endswith(".patch")))


@functools.cache
def descriptions():
    """What describes the programs"""
    return verdicts.contents([place.TESTS / "hosted.mk", place.TESTS / "unit/shim/hooks.awk",
                              place.TOP / "hyp/include/nvhe/iommu.h",
                              place.TOP / "audit/audit.mk"]
                             + sorted(place.TESTS.glob("**/tests.mk")))


def inputs(patch):
    """What decides whether a test notices @patch: it, the files that it touches, and all that
    the programs it names are made of. A patch that includes more could reach any file."""
    text = patch.read_text(encoding="utf-8")
    if re.search(r"^\+\s*#\s*include", text, re.MULTILINE):
        raise verdicts.Unknown("it adds an #include")
    names = programs_of(patch)
    files = {place.TOP / f for n in names for f in hosted.files_of(n)}
    files |= {place.TOP / f for f in touched(text)}
    return [text, *names, verdicts.contents(files), names_of_files(), descriptions(),
            verdicts.compilers(), *(hosted.headers_of(n) for n in names),
            *(hosted.data_of(n) for n in names)]


def add(catalog):
    runner = ["env", f"PYTHONPATH={place.TESTS}", "/usr/bin/python3", "-m", "runner.mutants"]
    catalog.add(Task("build mutants", runner + ["whole"], "copy of the tree for mutants",
                     needs=["build sources"], group="builds", seconds=2))
    for patch in patches():
        room, name = patch.parent.name, name_of(patch)
        result = f"mutant-{room}-{patch.stem}"
        if room in SLOW:
            argv, needs = ["tests/mutants/long", patch, result], SLOW_NEEDS
        else:
            argv = runner + ["try", patch, result]
            # The compiler of build/hosted/gcc tells which files a program is made of.
            needs = ["build mutants", "build hosted-gcc",
                     *{n for p in programs_of(patch) for n in hosted.needs_of(p)}]
        catalog.add(Task(
            f"mutant {name}", argv, needs=needs, taps=[result], group=f"mutants of {room}",
            tags={"mutant", room} | ({"long"} if room in SLOW else {"check"}),
            lock=room if room in SLOW else "", seconds=300 if room in SLOW else 1,
            inputs=None if room in SLOW else functools.partial(inputs, patch)))


def main():
    if sys.argv[1] == "whole":
        whole()
        return
    patch, result = pathlib.Path(sys.argv[2]).resolve(), place.RESULTS / f"{sys.argv[3]}.tap"
    why = try_patch(patch)
    names = ", ".join(f"{k} {p}:{t}" for k, p, t in expected(patch))
    result.write_text(f"TAP version 13\n1..1\n{'not ' if why else ''}ok 1 - {name_of(patch)}: "
                      f"breaks {names} => {why or 'noticed'}\n", encoding="utf-8")
    sys.exit(why is not None)


if __name__ == "__main__":
    main()
