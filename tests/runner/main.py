# SPDX-License-Identifier: GPL-2.0-only
"""The command line of tests/run."""
import argparse
import fnmatch
import os
import sys

from . import boots, builds, commands, hosted, mutants, names, page, place, quick, \
    report
from .model import Catalog
from .schedule import Schedule
from .watch import Watch

ABOUT = """Runs tests, and builds what they need.

  tests/run check                  all of `make check`
  tests/run --quick                hosted tests, and mutants of what has changed
  tests/run unit core_map          a hosted test program, by each compiler
  tests/run boot display-on        a boot of the machine
  tests/run row read-identity      one row of `make run`, with protection off and on
  tests/run mutant core/pin-half   a patch that breaks the code, and that a test must notice
  tests/run hosted model           all tests with these tags

A word is a tag (check, machine-check, hosted, long, ...) or a kind (unit, model, seeded,
threads, boot, test, mutant, row), and may be followed by names, with * and ?. Several
words: all that any of them means. Long tests, minutes each, run if they are named, or
with --long. Results are in build/results, logs in build/logs.
"""


def arguments(argv):
    p = argparse.ArgumentParser(prog="tests/run", description=ABOUT,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("words", nargs="*", metavar="KIND [NAME...] | TAG")
    p.add_argument("--list", action="store_true", help="print the names, run nothing")
    p.add_argument("--report", action="store_true", help="only write build/results/index.html")
    p.add_argument("--names", action="store_true",
                   help="add tests that the last run found to be new to tests/names, run nothing")
    p.add_argument("--quick", action="store_true",
                   help="hosted programs by gcc, and mutants of the files that git says changed")
    p.add_argument("--no-build", action="store_true", help="run with what is built")
    p.add_argument("-j", type=int, default=None, metavar="N", help="so many at a time")
    p.add_argument("--seed", metavar="N", help="seed of random tests; 0: a new one")
    p.add_argument("--rounds", metavar="N", help="rounds of each fuzzer (default: its own)")
    p.add_argument("--repeat", type=int, default=1, metavar="N", help="run N times, or until one fails")
    p.add_argument("--fresh", action="store_true",
                   help="run also what has passed before with the same code")
    p.add_argument("--long", action="store_true",
                   help="also tests that take minutes each; 1000000 rounds")
    p.add_argument("--timeout", type=float, metavar="S",
                   help="end a test, but no build, after S seconds (default: never)")
    args = p.parse_args(argv)
    if args.long and args.rounds is None:
        args.rounds = "1000000"
    if args.quick and args.rounds is None:
        args.rounds = "10000"
    if not (args.words or args.list or args.report or args.names or args.quick):
        p.print_help()
        sys.exit(2)
    if any(n is not None and n <= 0 for n in (args.j, args.repeat, args.timeout)):
        p.error("-j, --repeat and --timeout take a number above 0")
    return args


def catalog(jobs):
    """All that can be built and run"""
    found = Catalog()
    builds.add(found)
    hosted.add(found, jobs)
    boots.add(found)
    commands.add(found)
    mutants.add(found)
    return found


def matches(task, kind, name):
    """Is it called so? A program's name is enough, without its compiler."""
    words = task.name.split(" ", 2)
    return task.kind == kind and any(fnmatch.fnmatchcase(n, name)
                                     for n in (words[1], " ".join(words[1:])))


def choose(tests, words, long=False):
    """The tests that @words mean, and the rows to show; long ones by name, or if @long"""
    kinds = {t.kind for t in tests} | {"row"}
    tags = {tag for t in tests for tag in t.tags}
    chosen, rows, kind, named = {}, [], None, True
    for word in words + [None]:
        if word is not None and word not in kinds | tags:
            named = True
            if kind == "row":
                rows.append(word)
                continue
            found = [t for t in tests if matches(t, kind, word)]
            if not found:
                raise SystemExit(f"error: no {kind or 'kind or tag'} is called '{word}'\n"
                                 f"  what to do: tests/run --list {kind or ''}")
            chosen.update((t.name, t) for t in found)
            continue
        if not named:
            chosen.update((t.name, t) for t in tests if kind in t.tags
                          and (long or kind == "long" or "long" not in t.tags))
        kind, named = word, False
    if rows:
        chosen.update((t.name, t) for t in tests if t.name in ("boot off", "boot on"))
    return list(chosen.values()), rows


def show_rows(outcomes, rows):
    """Prints these rows of both boots."""
    good = True
    for row in rows:
        for o in outcomes:
            points = [p for t in o.taps for p in t.points if p.text.startswith(row + ":")]
            if o.task.kind == "boot" and o.task.name in ("boot off", "boot on"):
                text = points[0].text if points else f"{row}: no such row in this boot"
                print(f"{o.task.name:10} {'ok    ' if points and points[0].good else 'not ok'} {text}")
                good &= bool(points and points[0].good)
    return good


def without_builds(tasks):
    """@tasks without builds, and without the need of them"""
    kept = {name: t for name, t in tasks.items() if not t.is_build}
    for task in kept.values():
        task.needs = [n for n in task.needs if n in kept]
    return kept


def once(chosen, everything, args, jobs):
    """Runs the tests, and returns whether all passed."""
    env = {**os.environ, "JOBS": str(jobs), "RESULTS": str(place.RESULTS),
           "LINUX_TREE": place.variable("LINUX_TREE")}
    if os.path.isdir("/usr/lib/ccache"):
        env["PATH"] = "/usr/lib/ccache:" + env["PATH"]
    for name in "CCACHE_DIR", "CCACHE_NOHASHDIR", "CCACHE_BASEDIR", "CCACHE_MAXSIZE":
        env[name] = place.variable(name)
    for name, value in ("SEED", args.seed), ("FUZZ_RUNS", args.rounds):
        if value is not None:
            env[name] = os.environ[name] = value
    for folder in place.RESULTS, place.LOGS:
        folder.mkdir(parents=True, exist_ok=True)
    tasks = everything.with_needs(chosen)
    if args.no_build:
        tasks = without_builds(tasks)
    outcomes = Schedule(tasks, jobs, Watch(tasks.values()), env, args.timeout,
                        args.fresh or args.repeat > 1).run()
    report.junit(outcomes)
    page.keep(outcomes)
    new = sorted({line for o in outcomes for line in names.new_points(o.task, o.taps)})
    names.note(new)
    good = report.summary(outcomes, new, "check" in args.words)
    return good, outcomes


def main(argv):
    args = arguments(argv)
    if args.report:
        print(f"written: {place.short(page.write())}")
        return 0
    jobs = args.j or int(place.variable("JOBS"))
    everything = catalog(jobs)
    tests = everything.tests()
    chosen, rows = choose(tests, args.words, args.long) if args.words else (tests, [])
    if args.quick:
        chosen, text = quick.choose(tests, quick.changed())
        print(text)
    if args.names:
        print(f"{names.record(tests)} new names in tests/names; commit them with the tests")
        return 0
    if args.list:
        for task in chosen:
            print(task.name)
        return 0
    if not chosen:
        raise SystemExit("error: no test has all of this")
    for _ in range(args.repeat):
        good, outcomes = once(chosen, everything, args, jobs)
        if rows:
            good = show_rows(outcomes, rows) and good
        if not good:
            return 1
    return 0
