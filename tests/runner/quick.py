# SPDX-License-Identifier: GPL-2.0-only
"""`make check-quick`: hosted programs by gcc, and the mutants that a change affects."""
import subprocess

from . import hosted, mutants, place

# More mutants than this take too long.
MOST = 60


def git(*argv):
    done = subprocess.run(["git", *argv], cwd=place.TOP, check=False, capture_output=True,
                          text=True)
    return done.stdout.split("\n") if done.returncode == 0 else []


def changed():
    """Files that differ from where this branch left main, with those that git does not know"""
    base = (git("merge-base", "HEAD", "origin/main") or git("merge-base", "HEAD", "main")
            or ["HEAD"])[0]
    return set(git("diff", "--name-only", base)
               + git("ls-files", "--others", "--exclude-standard")) - {""}


def is_affected(patch, files):
    """Is the patch itself, a file that it breaks, or a test that it names among @files?"""
    if place.short(patch) in files or files & set(
            mutants.touched(patch.read_text(encoding="utf-8"))):
        return True
    return any(s in files for name in mutants.programs_of(patch)
               for s in hosted.sources().get(name, []) if s.startswith("tests/"))


def some(patches, most):
    """At most @most of the patches, from all over the list"""
    return [patches[i * len(patches) // most] for i in range(most)] \
        if len(patches) > most else patches


def choose(tests, files):
    """The tests of `make check-quick`, after a change of @files, and what to say of them"""
    chosen = [t for t in tests if "hosted" in t.tags and t.kind in ("unit", "model", "seeded")
              and t.name.endswith(" gcc") or t.name in ("test runner", "test names")]
    hosted_patches = [p for p in mutants.patches() if p.parent.name not in mutants.SLOW]
    affected = [p for p in hosted_patches if is_affected(p, files)]
    # A new patch has never been seen to be noticed.
    own = [p for p in affected if place.short(p) in files]
    others = [p for p in affected if p not in own]
    taken = own + some(others, max(MOST - len(own), 0))
    names = {f"mutant {mutants.name_of(p)}" for p in taken}
    text = f"{len(files)} files have changed; {len(affected)} mutants break them"
    if len(taken) < len(affected):
        text += f", of which {len(taken)} are tried (`make mutants`: all)"
    return chosen + [t for t in tests if t.name in names], text
