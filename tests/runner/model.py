# SPDX-License-Identifier: GPL-2.0-only
"""What can be run: builds, and tests that need them."""
import dataclasses
import typing


@dataclasses.dataclass
class Task:
    """A command, with what must end before it.

    @name is "KIND NAME"; @needs are names of other tasks. @taps are the results that a
    test leaves, names of files in build/results without ".tap"; a build has none. Tasks
    with the same @lock do not run at once. @group is the line of the summary that it
    belongs to. @counted is False for a run whose failures another test judges, @listed if
    its tests are named after its inputs, so that tests/names does not list them. @inputs
    returns hashes of all that decides its results, see verdicts.py; None: it always runs."""
    name: str
    argv: list
    title: str = ""
    env: dict = dataclasses.field(default_factory=dict)
    needs: list = dataclasses.field(default_factory=list)
    taps: list = dataclasses.field(default_factory=list)
    tags: set = dataclasses.field(default_factory=set)
    group: str = ""
    lock: str = ""
    seconds: float = 1
    counted: bool = True
    listed: bool = True
    inputs: typing.Callable = None

    @property
    def kind(self):
        return self.name.split(" ")[0]

    @property
    def is_build(self):
        return self.kind == "build"

    @property
    def log(self):
        """The name of its log in build/logs, without ".log" """
        return "-".join(self.name.replace("/", "-").split())


class Catalog:
    """All tasks by their names"""

    def __init__(self):
        self.tasks = {}

    def add(self, task):
        if task.name in self.tasks:
            raise SystemExit(f"error: two tasks are called '{task.name}'")
        self.tasks[task.name] = task

    def tests(self):
        return [t for t in self.tasks.values() if not t.is_build]

    def with_needs(self, chosen):
        """@chosen and all that they need"""
        todo, found = [t.name for t in chosen], {}
        while todo:
            name = todo.pop()
            if name in found:
                continue
            if name not in self.tasks:
                raise SystemExit(f"error: nothing is called '{name}', which another task needs")
            found[name] = self.tasks[name]
            todo += found[name].needs
        return found
