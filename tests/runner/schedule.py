# SPDX-License-Identifier: GPL-2.0-only
"""Runs tasks, several at a time, in the order of their needs."""
import dataclasses
import json
import os
import resource
import signal
import subprocess
import time

from . import names, place, tap, verdicts

TIMES = place.BUILD / "times.json"
# CPU seconds of one process that is no boot and no build: more is an endless loop.
CPU_LIMIT = 1800


@dataclasses.dataclass
class Outcome:
    """How a task ended. @why: what is wrong, or None; @kept: results of an earlier run"""
    task: object
    why: str
    seconds: float = 0
    taps: list = dataclasses.field(default_factory=list)
    kept: bool = False

    @property
    def passed(self):
        return self.why is None


def known_times():
    """Seconds that tasks took last time, by name"""
    try:
        return json.loads(TIMES.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def keep_times(times):
    TIMES.parent.mkdir(parents=True, exist_ok=True)
    new = TIMES.with_suffix(".new")
    new.write_text(json.dumps(times, indent=0, sort_keys=True), encoding="utf-8")
    new.replace(TIMES)


def judge(task, code, seconds):
    """The Outcome of a task whose command ended with @code"""
    taps = [tap.read(place.RESULTS / f"{name}.tap") for name in task.taps]
    bad = [line for t in taps for line in t.failures()]
    why = None
    if code < 0:
        why = f"ended by {signal.Signals(-code).name}"
    elif code and (task.counted or task.is_build):
        why = bad[0] if bad else f"exit status {code}"
    elif task.counted:
        why = bad[0] if bad else "; ".join(names.vanished(task, taps)) or None
    return Outcome(task, why, seconds, taps)


class Running:
    """A task whose command runs in lane @lane; @verdict: the name that its results get"""

    def __init__(self, task, lane, env, verdict=None):
        self.verdict = verdict
        self.task, self.lane, self.begun = task, lane, time.monotonic()
        for name in task.taps:
            (place.RESULTS / f"{name}.tap").unlink(missing_ok=True)
        log = place.LOGS / f"{task.log}.log"
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                [str(a) for a in task.argv], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                cwd=place.TOP, env={**env, **task.env, "LANE": str(lane)},
                start_new_session=True, preexec_fn=None if task.is_build else self.limit)

    @staticmethod
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))

    @property
    def seconds(self):
        return time.monotonic() - self.begun

    def stop(self):
        """Ends the command, and what it has started."""
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        self.process.wait()


class Schedule:
    """Runs @tasks, at most @jobs at a time; tells @watch what starts and ends. Ends a test
    after @timeout seconds, if it is given. Takes results of earlier runs unless @fresh."""

    def __init__(self, tasks, jobs, watch, env, timeout=None, fresh=False):
        self.timeout, self.fresh = timeout, fresh
        self.todo, self.jobs, self.watch, self.env = dict(tasks), jobs, watch, env
        self.running, self.done, self.locks = [], {}, set()
        self.times = known_times()
        self.weights = {}

    def weight(self, name):
        """Seconds from this task's start to the end of all that need it, about"""
        if name not in self.weights:
            self.weights[name] = 0
            task = self.todo[name]
            after = [self.weight(t.name) for t in self.todo.values() if name in t.needs]
            self.weights[name] = self.times.get(name, task.seconds) + max(after, default=0)
        return self.weights[name]

    def ready(self):
        """The most urgent task that can start now, or None"""
        can = [t for t in self.todo.values()
               if t.lock not in self.locks and all(n in self.done for n in t.needs)]
        return max(can, key=lambda t: self.weights[t.name], default=None)

    def start(self, task):
        del self.todo[task.name]
        failed = next((n for n in task.needs if not self.done[n].passed), None)
        if failed:
            self.end(Outcome(task, f"'{failed}' failed"))
            return
        verdict = verdicts.key(task)
        if verdict and not self.fresh and self.take(task, verdict):
            return
        lane = min(set(range(self.jobs)) - {r.lane for r in self.running})
        if task.lock:
            self.locks.add(task.lock)
        self.running.append(Running(task, lane, self.env, verdict))
        self.watch.started(task)

    def take(self, task, verdict):
        """Ends @task with results of an earlier run; returns whether there were any."""
        seconds = verdicts.take(task, verdict)
        if seconds is None:
            return False
        outcome = judge(task, 0, 0)
        outcome.kept = True
        self.end(outcome)
        return True

    def end(self, outcome):
        self.done[outcome.task.name] = outcome
        self.watch.ended(outcome)

    def is_late(self, running):
        return (self.timeout is not None and not running.task.is_build
                and running.seconds > self.timeout)

    def collect(self):
        """Takes note of commands that have ended."""
        for r in list(self.running):
            code = r.process.poll()
            late = code is None and self.is_late(r)
            if late:
                r.stop()
            elif code is None:
                continue
            self.running.remove(r)
            self.locks.discard(r.task.lock)
            outcome = (Outcome(r.task, f"not finished after {self.timeout:g} s (--timeout)",
                               r.seconds) if late else judge(r.task, code, r.seconds))
            if outcome.passed and r.verdict and r.verdict == verdicts.key(r.task):
                verdicts.keep(r.task, r.verdict, r.seconds)
            if outcome.passed:
                self.times[r.task.name] = round(r.seconds, 1)
            self.end(outcome)

    def run(self):
        """Outcomes of all tasks, in the order of their ends"""
        for name in list(self.todo):
            self.weight(name)
        try:
            while self.todo or self.running:
                while len(self.running) < self.jobs and (task := self.ready()):
                    self.start(task)
                if not self.running and self.todo and not self.ready():
                    raise SystemExit(f"error: tasks wait for each other: {', '.join(self.todo)}")
                self.watch.tick(self.running, len(self.todo))
                time.sleep(0.02)
                self.collect()
        finally:
            for r in self.running:
                r.stop()
            keep_times(self.times)
        return list(self.done.values())
