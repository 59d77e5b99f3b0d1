# SPDX-License-Identifier: GPL-2.0-only
"""Results of a run: the summary, JUnit XML."""
import xml.etree.ElementTree as xml

from . import place


def groups(outcomes):
    """Outcomes of tests that count, by group, in the order of the groups' names"""
    found = {}
    for o in outcomes:
        if not o.task.is_build and o.task.counted:
            found.setdefault(o.task.group, []).append(o)
    return dict(sorted(found.items()))


def counts(outcomes):
    """Passed, failed and skipped tests. A task that failed without a failing test in its
    results counts as one failure."""
    passed = failed = skipped = 0
    for o in outcomes:
        bad = sum(t.failed for t in o.taps)
        passed += sum(t.passed for t in o.taps)
        skipped += sum(t.skipped for t in o.taps)
        failed += bad or not o.passed
    return passed, failed, skipped


def result(passed, failed, skipped):
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def tell_new(new):
    """Names that tests/names lacks, and what to do"""
    print(f"  {len(new)} tests are not in tests/names, and could vanish unnoticed:")
    for line in new[:5] + ["..."] * (len(new) > 5):
        print(f"    {line}")
    print("    to do: tests/run --names, and commit the result")


def summary(outcomes, new=(), strict=False):
    """Prints a line for each group, the failures, and the total as the last line. Returns
    whether all is well. Tests that are @new to tests/names are a failure if @strict."""
    print()
    for group, members in groups(outcomes).items():
        print(f"{group:34} {result(*counts(members))}")
    builds = [o for o in outcomes if o.task.is_build and not o.passed]
    for o in [o for o in outcomes if not o.passed and not o.task.is_build] + builds:
        lines = [line for t in o.taps for line in t.failures()] or [o.why]
        for line in lines:
            print(f"  not ok: {o.task.name}: {line}")
    if new:
        tell_new(new)
    passed, failed, skipped = counts([o for o in outcomes if not o.task.is_build
                                      and (o.task.counted or not o.passed)])
    failed += len(builds) + (strict and bool(new))
    print(result(passed, failed, skipped), flush=True)
    return passed > 0 and not failed


def case(suite, name, group, good, seconds, skipped=False, text=""):
    item = xml.SubElement(suite, "testcase", name=name, classname=group, time=f"{seconds:.1f}")
    if skipped:
        xml.SubElement(item, "skipped")
    if not good:
        xml.SubElement(item, "failure", message=text[:200]).text = text
    return item


def junit(outcomes):
    """Writes build/results/junit.xml."""
    root = xml.Element("testsuites")
    for group, members in groups(outcomes).items():
        passed, failed, skipped = counts(members)
        suite = xml.SubElement(root, "testsuite", name=group, tests=str(passed + failed + skipped),
                               failures=str(failed), skipped=str(skipped))
        for o in members:
            for t in o.taps:
                for p in t.points:
                    case(suite, p.name, o.task.name, p.good, 0, p.skipped, p.text)
            if not o.passed and not any(t.failed for t in o.taps):
                case(suite, o.task.name, o.task.name, False, o.seconds, text=o.why)
    xml.ElementTree(root).write(place.RESULTS / "junit.xml", encoding="utf-8",
                                xml_declaration=True)
