# SPDX-License-Identifier: GPL-2.0-only
"""`make report`: build/results/index.html, one static page of the latest results."""
import html
import json
import re
import subprocess
import time

from . import place, tap

KEPT = place.RESULTS / "results.json"
PAGE = place.RESULTS / "index.html"
ROWS = place.TESTS / "boot/rows.list"

STYLE = """
:root { color-scheme: light dark; --line: #8886; --bad: #c22; --good: #2a7a2a; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0;
  border-bottom: 1px solid var(--line); } td { overflow-wrap: anywhere; }
td.n, th.n { text-align: right; white-space: nowrap; }
.bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); }
summary { cursor: pointer; padding: .3rem 0; } pre { overflow-x: auto; font-size: .85rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
@media (max-width: 40rem) { body { font-size: 14px; padding: .5rem; }
  td, th { padding-right: .35rem; } }
@media print { nav { display: none; } details > * { display: block; } a { color: inherit; }
  details::details-content { content-visibility: visible; block-size: auto; } tr { break-inside: avoid; } }
"""


def keep(outcomes):
    """Adds the outcomes of a run to those of earlier runs."""
    kept = load()
    for o in outcomes:
        if not o.task.is_build and o.task.counted:
            kept[o.task.name] = {
                "group": o.task.group, "title": o.task.title, "why": o.why,
                "seconds": round(o.seconds, 1), "log": o.task.log, "taps": o.task.taps,
                "when": time.strftime("%Y-%m-%d %H:%M")}
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True), encoding="utf-8")


def load():
    try:
        return json.loads(KEPT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def esc(text):
    return html.escape(str(text))


def row(*cells, tag="td", right=()):
    return "<tr>" + "".join(f"<{tag}{' class=n' if i in right else ''}>{c}</{tag}>"
                            for i, c in enumerate(cells)) + "</tr>"


def mark(good, text):
    return f"<span class={'good' if good else 'bad'}>{esc(text)}</span>"


def table(head, rows, right=()):
    return ("<table>" + row(*map(esc, head), tag="th", right=right)
            + "".join(rows) + "</table>")


def points(name):
    """The points of a boot by their row's ID"""
    return {p.text.split(":")[0]: p for p in tap.read(place.RESULTS / f"{name}.tap").points}


def attack_cell(point, wanted):
    """What a row said with protection off or on"""
    if point is None:
        return "-" if wanted == "-" else mark(False, "missing")
    said = point.text.partition(" => ")[2]
    return esc(said) if point.good else mark(False, said or "failed")


def attacks():
    """The table of `make run`"""
    off, on, rows = points("off"), points("on"), []
    for line in ROWS.read_text(encoding="utf-8").splitlines():
        cells = [c.strip() for c in line.split("|")]
        if line.startswith("#") or len(cells) != 3:
            continue
        point = on.get(cells[0]) or off.get(cells[0])
        title = point.text.split(": ", 1)[-1].split(" => ")[0] if point else cells[0]
        rows.append(row(esc(title), attack_cell(off.get(cells[0]), cells[1]),
                        attack_cell(on.get(cells[0]), cells[2])))
    return table(("what is tried", "protection off", "protection on"), rows)


def test_line(name, test):
    taps = [tap.read(place.RESULTS / f"{t}.tap") for t in test["taps"]]
    count = sum(len(t.points) for t in taps)
    bad = [line for t in taps for line in t.failures()] or ([test["why"]] if test["why"] else [])
    log = f"<a href='../logs/{esc(test['log'])}.log'>log</a>"
    # A mutant has no title: its result says which test noticed it.
    said = taps[0].points[0].text if name.startswith("mutant ") and taps[0].points else ""
    what = "<br>".join(mark(False, line) for line in bad) or esc(
        test["title"] or said.partition(": ")[2])
    return row(esc(name), what, mark(not bad, f"{count - len(bad)} of {count}"),
               f"{test['seconds']} s", log, right=(2, 3))


def groups(tests):
    """A folded table for each group, open if one of its tests failed"""
    found = {}
    for name, test in sorted(tests.items()):
        found.setdefault(test["group"], []).append((name, test))
    text = ""
    for group, members in sorted(found.items()):
        failed = sum(t["why"] is not None for _, t in members)
        text += (f"<details{' open' if failed else ''}><summary>{esc(group)}: {len(members)} "
                 + (mark(False, f"{failed} failed") if failed else mark(True, "passed"))
                 + "</summary>" + table(("test", "", "passed", "time", ""),
                                        [test_line(*m) for m in members], (2, 3)) + "</details>")
    return text


def log_lines(name, pattern):
    try:
        text = (place.LOGS / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [m.groups() for m in re.finditer(pattern, text, re.MULTILINE)]


def coverage():
    found = log_lines("test-coverage", r"^(hyp/\S+) +([\d.]+) % of +(\d+) lines(?:  +([\d.]+) %)?")
    return table(("file", "lines", "of", "branches"),
                 [row(esc(f), f"{lines} %", of, f"{branches} %" if branches else "",
                      right=(1, 2, 3)) for f, lines, of, branches in found], (1, 2, 3))


def figures():
    try:
        return f"<pre>{esc((place.RESULTS / 'bench.txt').read_text(encoding='utf-8'))}</pre>"
    except OSError:
        return "<p>None here: <code>make bench</code> measures them.</p>"


def versions():
    found = {"Linux": place.variable("LINUX_VERSION"), "QEMU": place.variable("QEMU_VERSION")}
    for what, argv in {"this clone": ("git", "describe", "--always", "--dirty"),
                       "gcc": ("gcc", "--version"), "clang": ("clang", "--version")}.items():
        done = subprocess.run(argv, cwd=place.TOP, check=False, capture_output=True, text=True)
        found[what] = (done.stdout.splitlines() or ["unknown"])[0]
    return table(("what", "version"), [row(esc(n), esc(v)) for n, v in found.items()])


def write():
    """Writes the page; returns its path."""
    tests = load()
    if not tests:
        raise SystemExit("error: there are no results\n  what to do: make check")
    failed = sum(t["why"] is not None for t in tests.values())
    sections = (("attacks", "Attacks", attacks()), ("tests", "Tests", groups(tests)),
                ("coverage", "Coverage of hyp/ by hosted tests", coverage()),
                ("figures", "Figures", figures()), ("versions", "Versions", versions()))
    body = "<nav>" + "".join(f"<a href='#{i}'>{esc(t)}</a>" for i, t, _ in sections) + "</nav>"
    body += "".join(f"<h2 id={i}>{esc(t)}</h2>{text}" for i, t, text in sections)
    PAGE.write_text(
        "<!DOCTYPE html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>pkvm-iommu: results</title><style>{STYLE}</style>"
        f"<h1>DMA isolation for protected KVM: {len(tests) - failed} of {len(tests)} test "
        f"programs, boots and mutants pass</h1>" + body, encoding="utf-8")
    return PAGE
