# SPDX-License-Identifier: GPL-2.0-only
"""What a person sees while tasks run: one line for each group or test, and progress."""
import os
import shutil
import sys
import time

from . import place

# With no more tests than this, each has a line of its own.
FEW = 40
WIDTH = 44


def tail(path, lines):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return [line.rstrip() for line in file.readlines()[-lines:]]
    except OSError:
        return []


class Watch:
    """Prints to the terminal; without one, a line for what has ended, and each minute one
    for what runs."""

    def __init__(self, tasks):
        self.tty = sys.stdout.isatty() and "NO_PROGRESS" not in os.environ
        self.left, self.total = {}, {}
        tests = [t for t in tasks if not t.is_build]
        self.few = len(tests) <= FEW
        for task in tasks:
            line = self.line_of(task)
            self.left.setdefault(line, []).append(task.name)
        self.seconds = {line: 0.0 for line in self.left}
        self.failed = {line: 0 for line in self.left}
        self.kept = {line: 0 for line in self.left}
        self.said = time.monotonic()
        self.drawn = 0.0

    def line_of(self, task):
        """What the task's line says: its title, or its group's"""
        if task.is_build or self.few or task.kind in ("boot", "test"):
            return task.name if not task.is_build else task.title
        return task.group

    def say(self, text):
        if self.tty:
            sys.stdout.write("\r\033[K")
        print(text, flush=True)
        self.said = time.monotonic()

    def started(self, task):
        pass

    def ended(self, outcome):
        line = self.line_of(outcome.task)
        self.left[line].remove(outcome.task.name)
        self.total[line] = self.total.get(line, 0) + 1
        self.seconds[line] += outcome.seconds
        self.kept[line] += outcome.kept
        if not outcome.passed:
            self.failed[line] += 1
            self.failure(outcome)
        # A build that had nothing to do is of no interest.
        if not self.left[line] and not (outcome.task.is_build and self.seconds[line] < 2
                                        and outcome.passed):
            self.summary(line)

    def summary(self, line):
        count = f"{self.total[line]:4} tests" if self.total[line] > 1 else ""
        if self.kept[line]:
            same = "" if self.kept[line] == self.total[line] else f"{self.kept[line]} "
            count += f"  {same}unchanged since they passed" if count else "unchanged since it passed"
        bad = f"  {self.failed[line]} FAILED" if self.failed[line] else ""
        self.say(f"{line:{WIDTH}} {self.seconds[line]:6.0f} s {count}{bad}")

    def failure(self, outcome):
        """The end of the log, and how to repeat the task alone"""
        task = outcome.task
        log = place.LOGS / f"{task.log}.log"
        self.say(f"\n{task.name}: FAILED: {outcome.why}")
        lines = tail(log, 25) if outcome.seconds else []
        hint = [x for x in lines if x.startswith("  what to do: ")]
        for line in lines:
            if not line.startswith("  what to do: "):
                print(f"  | {line}")
        print(f"  log:   {place.short(log)}")
        if hint:
            print(f"  to do: {hint[-1][len('  what to do: '):]}")
        print(f"  alone: {'tests/run ' + task.name if not task.is_build else ' '.join(map(str, task.argv))}\n",
              flush=True)

    def tick(self, running, waiting):
        """Called many times a second"""
        now = time.monotonic()
        names = ", ".join(f"{r.task.name} {r.seconds:.0f} s" for r in running)
        if self.tty and now - self.drawn > 0.2:
            self.drawn = now
            width = shutil.get_terminal_size().columns - 1
            sys.stdout.write("\r\033[K" + f"{waiting + len(running)} left: {names}"[:width])
            sys.stdout.flush()
        elif not self.tty and now - self.said > 60:
            self.say(f"... {waiting + len(running)} left, running: {names}")
