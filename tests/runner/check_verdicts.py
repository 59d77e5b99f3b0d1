# SPDX-License-Identifier: GPL-2.0-only
"""Tests of verdicts.py: no change may hide behind the results of an earlier run."""
import os
import pathlib
import subprocess
import tempfile
import time
import unittest
from unittest import mock

from . import hosted, mutants, names, place, schedule, verdicts
from .model import Task

PATCH = """Breaks: x
Fails: unit prog:a

--- a/hyp/b.c
+++ b/hyp/b.c
@@ -1 +1 @@
-int b;
+int c;
"""


class Quiet:
    """A watch that says nothing"""

    def started(self, task):
        pass

    def ended(self, outcome):
        pass

    def tick(self, running, waiting):
        pass


class Folders(unittest.TestCase):
    """A clone and a cache that are empty"""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name).resolve()
        build = self.top / "build"
        for what, name, value in (
                (place, "TOP", self.top), (place, "TESTS", self.top / "tests"),
                (place, "BUILD", build), (place, "RESULTS", build / "results"),
                (place, "LOGS", build / "logs"), (schedule, "TIMES", build / "times.json"),
                (verdicts, "FOLDER", self.top / "cache"),
                (names, "FOLDER", self.top / "tests/names")):
            patched = mock.patch.object(what, name, value)
            patched.start()
            self.addCleanup(patched.stop)
        for path in place.RESULTS, place.LOGS, self.top / "hyp", names.FOLDER:
            path.mkdir(parents=True)
        self.forget()
        self.addCleanup(self.forget)

    @staticmethod
    def forget():
        """What a new process does not know"""
        for function in (hosted.object_files, hosted.files_of, hosted.headers_of, names.recorded,
                         names.recorded_points, mutants.names_of_files, mutants.descriptions,
                         verdicts.judges):
            function.cache_clear()


class KeyTest(Folders):
    """What decides whether a mutant is noticed"""

    def setUp(self):
        super().setUp()
        self.write("hyp/a.c", '#include <stdio.h>\n#include "a.h"\nint main(void) { return A; }\n')
        self.write("hyp/a.h", "#define A 0\n")
        self.write("hyp/b.c", "int b;\n")
        self.write("hyp/far.c", "int far;\n")
        self.write("hyp/include/nvhe/iommu.h", "\n")
        self.write("tests/hosted.mk", "x\n")
        self.write("tests/unit/core/tests.mk", "x\n")
        self.patch = self.write("tests/mutants/core/x.patch", PATCH)
        self.compile()
        for what, name, value in ((hosted, "sources", lambda: {"prog": ["hyp/a.c"]}),
                                  (hosted, "data", lambda: {"prog": ["build/*.dtb"]}),
                                  (verdicts, "tree", self.tree)):
            patched = mock.patch.object(what, name, value)
            patched.start()
            self.addCleanup(patched.stop)

    def write(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def tree(self):
        return sorted(str(p.relative_to(self.top)) for p in self.top.glob("**/*")
                      if p.is_file() and not p.is_relative_to(place.BUILD))

    def compile(self):
        out = place.BUILD / "hosted/gcc/obj/hyp"
        out.mkdir(parents=True, exist_ok=True)
        subprocess.run(["gcc", "-MMD", "-MP", "-c", "hyp/a.c", "-o", out / "a.o"], cwd=self.top,
                       check=True)
        # The times of two writes may be equal.
        now = time.time()
        for path in self.top.glob("hyp/*.*"):
            os.utime(path, (now - 10, now - 10))
        os.utime(out / "a.o", (now - 5, now - 5))

    def key(self):
        self.forget()
        return verdicts.key(Task("mutant core/x", ["try", self.patch], taps=["x"],
                                 inputs=lambda: mutants.inputs(self.patch)))

    def changed(self, name, text, compiled=True):
        """Whether the key is another one after a change of the file @name"""
        before = self.key()
        self.assertIsNotNone(before)
        self.write(name, text)
        if compiled:
            self.compile()
        return self.key() != before

    def test_nothing_has_changed(self):
        self.assertFalse(self.changed("hyp/a.h", "#define A 0\n"))
        self.assertFalse(self.changed("hyp/far.c", "int farther;\n"))

    def test_sources(self):
        self.assertTrue(self.changed("hyp/a.h", "#define A 1\n"))
        self.assertTrue(self.changed("hyp/a.c", '#include "a.h"\nint main(void) { return A; }\n'))
        self.assertTrue(self.changed("hyp/b.c", "int b; int d;\n"))

    def test_patch(self):
        self.assertTrue(self.changed("tests/mutants/core/x.patch", PATCH.replace("int c", "int d")))

    def test_descriptions_of_programs(self):
        for name in "tests/hosted.mk", "tests/unit/core/tests.mk", "hyp/include/nvhe/iommu.h":
            self.assertTrue(self.changed(name, "y\n"))

    def test_data_that_the_program_reads(self):
        self.assertTrue(self.changed("build/a.dtb", "x"))
        self.assertTrue(self.changed("build/a.dtb", "y"))

    def test_file_that_could_be_found_first(self):
        self.assertTrue(self.changed("hyp/stdio.h", "\n", compiled=False))

    def test_compiler_and_libraries(self):
        before = self.key()
        with mock.patch.object(verdicts, "compilers", lambda: "another"):
            self.assertNotEqual(self.key(), before)
        with mock.patch.object(verdicts, "system_headers", lambda names: "others"):
            self.assertNotEqual(self.key(), before)

    def test_variables(self):
        before = self.key()
        with mock.patch.dict("os.environ", {"STEPS": "3"}):
            self.assertNotEqual(self.key(), before)

    def test_inputs_that_are_not_known(self):
        self.write("hyp/a.h", "#define A 2\n")
        self.assertIsNone(self.key(), "the object is older than its header")
        self.compile()
        self.assertIsNotNone(self.key())
        self.write("tests/mutants/core/x.patch", PATCH + '+#include "far.c"\n')
        self.assertIsNone(self.key(), "the patch includes a file")

    def test_program_with_a_new_seed_in_each_run(self):
        self.assertFalse(hosted.random("prog"))
        self.write("hyp/a.h", "#define A 0 /* time(NULL) */\n")
        self.compile()
        self.forget()
        self.assertTrue(hosted.random("prog"))
        with mock.patch.dict("os.environ", {"SEED": "7"}):
            self.assertFalse(hosted.random("prog"))


class RunTest(Folders):
    """Tasks with inputs"""

    def setUp(self):
        super().setUp()
        self.input, self.runs = "1", self.top / "runs"

    def run_task(self, script='printf "1..1\\nok 1 - a\\n" > build/results/a.tap', fresh=False):
        """Whether the task was run, and its outcome"""
        self.runs.unlink(missing_ok=True)
        task = Task("unit a gcc", ["sh", "-c", f"echo > runs; {script}"], taps=["a"],
                    inputs=lambda: [self.input])
        done = schedule.Schedule({task.name: task}, 1, Quiet(), {"PATH": "/bin"}, None, fresh)
        outcome = done.run()[0]
        self.assertEqual(outcome.kept, not self.runs.exists())
        return self.runs.exists(), outcome

    def test_same_inputs(self):
        self.assertTrue(self.run_task()[0])
        (place.RESULTS / "a.tap").unlink()
        ran, outcome = self.run_task()
        self.assertFalse(ran)
        self.assertEqual([p.name for p in outcome.taps[0].points], ["a"])
        self.assertTrue(self.run_task(fresh=True)[0])

    def test_other_inputs(self):
        self.run_task()
        self.input = "2"
        self.assertTrue(self.run_task()[0])

    def test_failure_is_not_kept(self):
        for wrong in ('printf "1..1\\nnot ok 1 - a\\n" > build/results/a.tap', "true",
                      'printf "1..1\\nok 1 - a\\n" > build/results/a.tap; false'):
            self.run_task(wrong)
            self.assertTrue(self.run_task(wrong)[0])

    def test_change_during_a_run(self):
        task_inputs = iter("1222")
        with mock.patch.object(RunTest, "input", property(lambda s: next(task_inputs),
                                                          lambda s, v: None), create=True):
            self.run_task()
            self.assertTrue(self.run_task()[0])

    def test_kept_results_are_judged(self):
        self.run_task()
        (names.FOLDER / "unit").write_text("unit a: b\n", encoding="utf-8")
        self.forget()
        ran, outcome = self.run_task()
        self.assertFalse(ran)
        self.assertIn("'b' has vanished", outcome.why)

    def test_damaged_file(self):
        self.run_task()
        for path in verdicts.FOLDER.glob("*/*"):
            path.write_text("{", encoding="utf-8")
        self.assertTrue(self.run_task()[0])
