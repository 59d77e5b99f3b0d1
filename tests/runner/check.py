# SPDX-License-Identifier: GPL-2.0-only
"""Tests of tests/run itself: what must not look like success does not.

    python3 -m runner.check TAP
"""
import contextlib
import io
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

from . import boots, check_verdicts, main, mutants, names, quick, report, schedule, \
    tap
from .model import Catalog, Task


def parsed(text):
    return tap.parse("x", text.splitlines())


class Quiet:
    """A watch that says nothing"""

    def __init__(self):
        self.order = []

    def started(self, task):
        self.order.append(task.name)

    def ended(self, outcome):
        pass

    def tick(self, running, waiting):
        pass


class TapTest(unittest.TestCase):
    """Reading of results"""

    def test_sound_run(self):
        t = parsed("TAP version 13\n1..3\nok 1 - a: x => y\nnot ok 2 - b\nok 3 - c # SKIP why\n")
        self.assertEqual((t.passed, t.failed, t.skipped, t.error), (1, 1, 1, None))
        self.assertEqual([p.name for p in t.points], ["a: x", "b", "c"])

    def test_run_that_stops_half_way(self):
        self.assertTrue(parsed("1..2\nok 1 - a\n").error)
        self.assertTrue(parsed("ok 1 - a\n").error)
        self.assertTrue(parsed("1..1\nok 1 - a\nBail out!\n").error)
        self.assertTrue(parsed("1..1\nok 1 - a\nok 2 - b\n").error)

    def test_run_without_tests(self):
        self.assertTrue(parsed("1..0\n").error)
        self.assertTrue(parsed("").error)
        self.assertTrue(tap.read(pathlib.Path("/nonexistent/x.tap")).error)

    def test_words_that_are_no_results(self):
        self.assertEqual(parsed("1..1\nokay\nok 1 - a\n").failed, 0)


class ScheduleTest(unittest.TestCase):
    """Order, failures and results of tasks"""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        times, schedule.TIMES = schedule.TIMES, pathlib.Path(folder.name) / "times.json"
        self.addCleanup(setattr, schedule, "TIMES", times)

    def outcomes(self, *tasks, jobs=2, timeout=None):
        self.watch = Quiet()
        done = schedule.Schedule({t.name: t for t in tasks}, jobs, self.watch, {"PATH": "/bin"},
                                 timeout)
        done.times = {}
        return {o.task.name: o for o in done.run()}

    def test_needs_come_first(self):
        self.outcomes(Task("build b", ["true"], needs=["build a"]),
                      Task("build a", ["sleep", "0.1"]))
        self.assertEqual(self.watch.order, ["build a", "build b"])

    def test_need_that_fails(self):
        o = self.outcomes(Task("build b", ["true"], needs=["build a"]), Task("build a", ["false"]))
        self.assertFalse(o["build a"].passed)
        self.assertFalse(o["build b"].passed)
        self.assertEqual(self.watch.order, ["build a"])

    def test_no_results_is_a_failure(self):
        o = self.outcomes(Task("test a", ["true"], taps=["runner-check-none"]))
        self.assertFalse(o["test a"].passed)
        self.assertEqual(report.counts(o.values()), (0, 1, 0))

    def test_bad_exit_is_a_failure(self):
        self.assertFalse(self.outcomes(Task("test a", ["false"]))["test a"].passed)
        self.assertFalse(self.outcomes(Task("test a", ["sh", "-c", "kill $$"]))["test a"].passed)

    def test_bad_exit_after_good_results(self):
        script = 'printf "1..1\\nok 1 - a\\n" > build/results/runner-check.tap; exit 1'
        o = self.outcomes(Task("test a", ["sh", "-c", script], taps=["runner-check"]))
        self.assertEqual(report.counts(o.values()), (1, 1, 0))

    def test_late_test_is_ended_and_has_failed(self):
        o = self.outcomes(Task("test a", ["sleep", "60"]), Task("build b", ["sleep", "0.4"]),
                          timeout=0.2)
        self.assertIn("--timeout", o["test a"].why)
        self.assertLess(o["test a"].seconds, 30)
        self.assertTrue(o["build b"].passed)

    def test_tasks_that_wait_for_each_other(self):
        with self.assertRaises(SystemExit):
            Catalog().with_needs([Task("test a", ["true"], needs=["build none"])])


class MutantTest(unittest.TestCase):
    """Who notices a mutant"""

    def test_named_test_must_fail(self):
        self.assertTrue(mutants.noticed("1..1\nnot ok 1 - a\n", "a", 1))
        self.assertFalse(mutants.noticed("1..1\nok 1 - a\n", "a", 1))
        self.assertFalse(mutants.noticed("1..2\nok 1 - a\nnot ok 2 - b\n", "a", 1))
        self.assertFalse(mutants.noticed("1..1\nok 1 - ab\n", "a", 0))

    def test_program_that_dies(self):
        self.assertTrue(mutants.noticed("", "a", 134))

    def test_patch_that_names_no_test(self):
        with tempfile.TemporaryDirectory() as folder:
            patch = mutants.place.TESTS / folder / "x.patch"
            for text in "\n--- a/x\n", "Fails: core_map:a\n\n--- a/x\n", "Fails: unit a\n--- a/x\n":
                patch.write_text(text, encoding="utf-8")
                with self.assertRaises(SystemExit):
                    mutants.expected(patch)

    def test_patch_that_does_not_say_what_it_breaks(self):
        fails, file = "Fails: unit a:b\n", "\n--- a/x\n"
        with tempfile.TemporaryDirectory() as folder:
            patch = mutants.place.TESTS / folder / "x.patch"
            patch.write_text(f"Breaks: A page\n  stays.\n{fails}{file}", encoding="utf-8")
            self.assertEqual(mutants.sentence(patch), "A page\n  stays.")
            for text in (fails + file, f"Breaks:\n{fails}{file}", f"Breaks: A page\n{fails}{file}",
                         f"{fails}Breaks: A page stays.\n{file}",
                         f"{fails}{file}Breaks: A page stays.\n{fails}"):
                patch.write_text(text, encoding="utf-8")
                with self.assertRaises(SystemExit):
                    mutants.sentence(patch)

    def test_every_patch_says_what_it_breaks(self):
        wrong = []
        for patch in mutants.patches():
            try:
                mutants.sentence(patch)
            except SystemExit as e:
                wrong.append(str(e))
        if wrong:
            self.fail("\n" + "\n".join(wrong))


class QuickTest(unittest.TestCase):
    """What a change affects"""

    def test_mutants_of_changed_files(self):
        patch = mutants.FOLDER / "core/pin-half.patch"
        touched = mutants.touched(patch.read_text(encoding="utf-8"))[0]
        for file in ("tests/mutants/core/pin-half.patch", touched, "tests/unit/core/test_map.c"):
            self.assertTrue(quick.is_affected(patch, {file, "x"}), file)
        self.assertFalse(quick.is_affected(patch, {"hyp/x.c", "README.md"}))

    def test_changed_file_is_seen(self):
        with tempfile.NamedTemporaryFile(dir=mutants.place.TESTS, suffix=".new") as file:
            self.assertIn(mutants.place.short(file.name), quick.changed())

    def test_some_of_many(self):
        self.assertEqual(quick.some([1, 2], 3), [1, 2])
        self.assertEqual(quick.some(list(range(100)), 4), [0, 25, 50, 75])


class NameTest(unittest.TestCase):
    """Tests that vanish"""
    LINES = {"unit a [check]", "unit a: x", "unit a: y", "boot b", "boot b: row"}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        before, names.FOLDER = names.FOLDER, pathlib.Path(folder.name) / "names"
        names.FOLDER.mkdir()
        patched = mock.patch.object(names.place, "RESULTS", pathlib.Path(folder.name) / "results")
        patched.start()
        self.addCleanup(patched.stop)
        names.place.RESULTS.mkdir()
        self.addCleanup(self.forget)
        self.addCleanup(setattr, names, "FOLDER", before)
        for kind in "unit", "boot":
            (names.FOLDER / kind).write_text(
                "# no name\n" + "".join(n + "\n" for n in self.LINES if n.startswith(kind)))
        self.forget()

    @staticmethod
    def forget():
        names.recorded.cache_clear()
        names.recorded_points.cache_clear()

    def test_point_that_vanishes(self):
        task = Task("unit a gcc", [])
        self.assertEqual(names.vanished(task, [parsed("1..2\nok 1 - y\nok 2 - x\n")]), [])
        self.assertEqual(len(names.vanished(task, [parsed("1..1\nok 1 - x\n")])), 1)
        self.assertEqual(names.vanished(task, [parsed("1..2\nok 1 - x\n")]), [])

    def test_vanished_point_fails_its_task(self):
        path = schedule.place.RESULTS / "runner-check.tap"
        path.write_text("1..1\nok 1 - x\n", encoding="utf-8")
        task = Task("unit a gcc", [], taps=["runner-check"])
        self.assertIn("'y' has vanished", schedule.judge(task, 0, 1).why)
        path.write_text("1..1\nok 1 - z\n", encoding="utf-8")
        why = schedule.judge(task, 0, 1).why
        self.assertTrue("'x' has vanished" in why and "'y' has vanished" in why)
        path.write_text("1..2\nok 1 - x\nnot ok 2 - y\n", encoding="utf-8")
        self.assertEqual(schedule.judge(task, 0, 1).why, "y")
        path.unlink()

    def test_row_may_be_reworded_but_not_vanish(self):
        task = Task("boot b", [])
        self.assertEqual(names.vanished(task, [parsed("1..1\nok 1 - row: new words => no\n")]), [])
        self.assertEqual(len(names.vanished(task, [parsed("1..1\nok 1 - other: x => no\n")])), 1)

    def test_task_that_vanishes(self):
        both = [Task("unit a gcc", [], tags={"check"}), Task("boot b", [])]
        self.assertEqual(names.lost_tasks(both, self.LINES), [])
        self.assertEqual(len(names.lost_tasks(both[:1], self.LINES)), 1)
        both[0].tags = {"unit"}
        self.assertIn("no longer runs", names.lost_tasks(both, self.LINES)[0])

    def test_new_names_are_recorded(self):
        task = Task("unit a gcc", [], tags={"check"})
        new = names.new_points(task, [parsed("1..2\nok 1 - x\nok 2 - z\n")])
        self.assertEqual(new, {"unit a: z"})
        names.note(new)
        self.assertEqual(names.record([task, Task("boot b", [], tags={"check"})]), 2)
        self.assertIn("boot b [check]", names.recorded())
        self.assertNotIn("boot b", names.recorded())
        self.assertTrue(self.LINES - {"boot b"} <= names.recorded())

    def test_names_that_are_not_recorded_fail_a_check(self):
        done = [schedule.Outcome(Task("unit a gcc", []), None, 1, [parsed("1..1\nok 1 - x\n")])]
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertTrue(report.summary(done, ["unit a: z"], False))
            self.assertFalse(report.summary(done, ["unit a: z"], True))
            self.assertTrue(report.summary(done, [], True))


class DeclarationTest(unittest.TestCase):
    """Declarations and words that are not understood"""

    def test_boot_with_unknown_key(self):
        good = {"about": "x", "kernel": "linux"}
        boots.check("x", good)
        for more in {"cpu": 2}, {"cpus": "2"}, {"kernel": "linus"}, {"system": "vert"}:
            with self.assertRaises(SystemExit):
                boots.check("x", {**good, **more})
        with self.assertRaises(SystemExit):
            boots.check("x", {"about": "x"})

    def test_words(self):
        tests = [Task("unit a gcc", [], tags={"unit", "check"}), Task("boot a", [], tags={"boot"}),
                 Task("boot off", [], tags={"boot"}), Task("boot on", [], tags={"boot"})]

        def names(*words):
            return [t.name for t in main.choose(tests, list(words))[0]]
        self.assertEqual(names("check"), ["unit a gcc"])
        self.assertEqual(names("unit", "a"), ["unit a gcc"])
        self.assertEqual(names("boot", "o*", "check"), ["boot off", "boot on", "unit a gcc"])
        self.assertEqual(names("row", "x"), ["boot off", "boot on"])
        tests[1].tags = {"boot", "long"}
        self.assertEqual(names("boot"), ["boot off", "boot on"])
        self.assertEqual(names("boot", "a"), ["boot a"])
        self.assertEqual(len(main.choose(tests, ["boot"], True)[0]), 3)
        for wrong in ("unit", "b"), ("nothing",):
            with self.assertRaises(SystemExit):
                names(*wrong)


def run(path):
    """Writes TAP; returns whether all passed."""
    result = unittest.TestResult()
    load = unittest.defaultTestLoader.loadTestsFromModule
    suite = unittest.TestSuite([load(sys.modules[__name__]), load(check_verdicts)])
    cases = [test for module in suite for group in module for test in group]
    suite.run(result)
    wrong = {test.id(): text for test, text in result.failures + result.errors}
    with open(path, "w", encoding="utf-8") as out:
        print(f"TAP version 13\n1..{len(cases)}", file=out)
        for n, test in enumerate(cases, 1):
            name = test.id().rsplit(".", 1)[1]
            print(f"{'not ok' if test.id() in wrong else 'ok'} {n} - runner: {name}", file=out)
    print("\n".join(wrong.values()))
    return not wrong


if __name__ == "__main__":
    sys.exit(not run(sys.argv[1]))
