# SPDX-License-Identifier: GPL-2.0-only
"""The names of all tests, in tests/names: a test that vanishes is an error.

Each file holds the names of one kind, a line for each:

    boot on [check]         a program, boot, patch or command; `make check` runs it
    boot on: read-identity  a test of its results

`tests/run --names` adds what the last run found to be new. Only a person takes a line out. A program whose
compilers differ has its tests once. A mutant is one test, its file.
"""
import functools
import os
import sys

from . import place

FOLDER = place.TESTS / "names"
MARK = " [check]"
HEAD = "# SPDX-License-Identifier: GPL-2.0-only\n"
# Kinds whose results begin with an ID; what follows it may be reworded.
WITH_IDS = ("boot", "seeded")


def key(task):
    """What the list calls a task: without its compiler"""
    return " ".join(task.name.split(" ")[:2])


def points_of(task, taps):
    """Names of the tests in a task's results"""
    if task.kind == "mutant" or not task.listed:
        return set()
    names = {p.name for t in taps for p in t.points}
    return {n.split(":")[0] for n in names} if task.kind in WITH_IDS else names


def file_of(line):
    return FOLDER / line.split(" ")[0]


@functools.cache
def recorded():
    """All lines of the list"""
    return {line for f in sorted(FOLDER.glob("*")) for line in f.read_text("utf-8").splitlines()
            if line and not line.startswith("#")}


@functools.cache
def recorded_points():
    """Tests of the list by their task"""
    found = {}
    for line in recorded():
        task, colon, point = line.partition(": ")
        if colon:
            found.setdefault(task, set()).add(point)
    return found


def gone_text(what, line):
    return (f"{what}; if this is meant, take the line '{line}' out of "
            f"{place.short(file_of(line))}")


def vanished(task, taps):
    """A text for each recorded test that a sound run of @task did not have"""
    if any(t.error for t in taps) or "UNIT_ONLY" in os.environ:
        return []
    gone = recorded_points().get(key(task), set()) - points_of(task, taps)
    return [gone_text(f"test '{p}' has vanished", f"{key(task)}: {p}") for p in sorted(gone)]


def new_points(task, taps):
    """Lines that the list lacks"""
    if not task.counted or any(t.error for t in taps):
        return set()
    new = points_of(task, taps) - recorded_points().get(key(task), set())
    return {f"{key(task)}: {p}" for p in new}


def task_line(task):
    return key(task) + (MARK if "check" in task.tags else "")


def lost_tasks(tests, lines):
    """A text for each recorded task that is gone, or that `make check` no longer runs"""
    there = {task_line(t) for t in tests}
    keys = {key(t) for t in tests}
    texts = []
    for line in sorted(n for n in lines if ": " not in n):
        name = line.removesuffix(MARK)
        if name not in keys:
            texts.append(gone_text(f"'{name}' has vanished", line))
        elif line.endswith(MARK) and line not in there:
            texts.append(gone_text(f"`make check` no longer runs '{name}'", line))
    return texts


def new_tasks(tests, lines):
    return {task_line(t) for t in tests} - set(lines)


def note(lines):
    """Notes what a run has found: results of earlier runs may be those of tests that are gone."""
    (place.RESULTS / "new-names").write_text("".join(n + "\n" for n in lines), encoding="utf-8")


def record(tests):
    """Adds the names of @tests, and of the last run; returns how many are new."""
    new = new_tasks(tests, recorded())
    try:
        new |= set((place.RESULTS / "new-names").read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        pass
    new -= recorded()
    FOLDER.mkdir(exist_ok=True)
    for path in {file_of(line) for line in new}:
        lines = {n for n in recorded() | new if file_of(n) == path}
        # A task is there once, with its present mark.
        lines -= {n for n in lines if ": " not in n
                  and (n + MARK in lines or n.removesuffix(MARK) in new)} - new
        path.write_text(HEAD + "".join(n + "\n" for n in sorted(lines)), "utf-8")
    recorded.cache_clear()
    recorded_points.cache_clear()
    return len(new)


def main(path):
    """Writes TAP: are the tasks of the list there, and the tasks in the list?"""
    from .main import catalog  # which needs this module
    tests = catalog(1).tests()
    lost = lost_tasks(tests, recorded())
    new = sorted(new_tasks(tests, recorded()))
    with open(path, "w", encoding="utf-8") as out:
        print("TAP version 13\n1..2", file=out)
        print(f"{'not ' * bool(lost)}ok 1 - all of tests/names is there"
              + (f" => {'; '.join(lost)}" if lost else ""), file=out)
        print(f"{'not ' * bool(new)}ok 2 - tests/names has all" + (
            f" => not {', '.join(new)}; to do: tests/run --names, and commit the result"
            if new else ""), file=out)
    return not lost and not new


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1]))
