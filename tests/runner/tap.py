# SPDX-License-Identifier: GPL-2.0-only
"""Reads TAP files: the only reader of results."""
import dataclasses
import re

POINT = re.compile(r"(not )?ok\b *(\d+)? *-? *(.*)")
SKIP = re.compile(r"# *skip", re.IGNORECASE)


@dataclasses.dataclass
class Point:
    """One test: "ok 3 - ID: title => result # comment" """
    good: bool
    skipped: bool
    text: str

    @property
    def name(self):
        """What identifies it: the text without its result"""
        return re.sub(r" *(=>|# ).*", "", self.text).strip()


@dataclasses.dataclass
class Tap:
    """A TAP file. @error: why it proves nothing, or None"""
    name: str
    points: list
    error: str = None

    @property
    def passed(self):
        return sum(p.good and not p.skipped for p in self.points)

    @property
    def skipped(self):
        return sum(p.good and p.skipped for p in self.points)

    @property
    def failed(self):
        return sum(not p.good for p in self.points) + (self.error is not None)

    def failures(self):
        """A line for each failure"""
        lines = [p.text for p in self.points if not p.good]
        return lines + ([f"{self.name}: {self.error}"] if self.error else [])


def plan_error(plans, points, bail):
    """A run that stops half-way must not look like success."""
    if bail:
        return "it bailed out" + bail
    if len(plans) != 1:
        return "it has no plan" if not plans else "it has several plans"
    if plans[0] != len(points):
        return f"{plans[0]} tests planned, {len(points)} run"
    return None if points else "it tests nothing"


def parse(name, lines):
    """The Tap of the lines of a file"""
    points, plans, bail = [], [], None
    for line in lines:
        if found := re.match(r"1\.\.(\d+)", line):
            plans.append(int(found[1]))
        elif line.startswith("Bail out!"):
            bail = line[len("Bail out!"):].rstrip() or "."
        elif found := POINT.match(line):
            points.append(Point(not found[1], bool(SKIP.search(line)), found[3].rstrip()))
    return Tap(name, points, plan_error(plans, points, bail))


def read(path):
    """The Tap of a file; one that is missing or empty is an error"""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return parse(path.stem, file)
    except FileNotFoundError:
        return Tap(path.stem, [], "it left no results")
