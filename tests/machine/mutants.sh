#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Breaks the machine's QEMU devices on purpose, one patch of mutants/ at a time, and checks
# that a test of pcie.py fails. Rebuilds the clone's QEMU for each patch. Always reverts the
# patch, and rebuilds the unmodified QEMU at the end.
#
#   tests/machine/mutants.sh [PATCH...]

# shellcheck source=tools/lib.sh
. "$(dirname "$0")/../../tools/lib.sh"

[ $# -gt 0 ] || set -- "$TOP"/tests/machine/mutants/*.patch
out=$BUILD/tests/machine-mutants
applied=
caught=0
missed=0

take_back()
{
	[ -z "$applied" ] || patch -s -R -d "$TOP" -p1 < "$applied"
	applied=
}

test_machine()
{
	make -s -C "$TOP/tests/machine" check O="$out" RESULTS="$out" > "$out/log" 2>&1
}

trap take_back EXIT
mkdir -p "$out"
"$TOP/tools/build-qemu" > "$out/build.log" 2>&1
test_machine || { cat "$out/log"; die "the tests fail before anything is broken"; }
for p; do
	applied=$p
	patch -s -d "$TOP" -p1 < "$p"
	"$TOP/tools/build-qemu" > "$out/build.log" 2>&1 || die "$p does not build" "see $out/build.log"
	if test_machine || ! who=$(grep -m 1 '^not ok' "$out/log"); then
		missed=$((missed + 1))
		printf '%s: missed\n' "$(basename "$p" .patch)"
	else
		caught=$((caught + 1))
		printf '%s: caught by %s\n' "$(basename "$p" .patch)" "${who#not ok * - }"
	fi
	take_back
done
"$TOP/tools/build-qemu" > "$out/build.log" 2>&1
printf 'machine mutants caught: %d of %d\n' "$caught" "$((caught + missed))"
[ "$missed" -eq 0 ]
