#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Break the models on purpose, one patch of mutants/ at a time, and see that the
# tests notice. Patches are made in the project's root.
#	mutants.sh <work folder> <TAP file> [patch...]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$1
tap=$2
shift 2
[ $# -gt 0 ] || set -- "$here"/mutants/*.patch

rm -rf "$work"
mkdir -p "$work/machine"
cp -r "$here/../../machine/models" "$work/machine/models"

run() {
	make -C "$here" ROOT="$work" O="$work/build" RESULTS="$work/results" CCS=gcc CFLAGS=-O1 \
		FUZZ_RUNS=1000 SEED=1 check >"$work/log" 2>&1
}

if ! run; then
	cat "$work/log"
	echo "the tests fail before anything is broken"
	exit 1
fi

caught=0
missed=0
echo "1..$#" >"$tap"

# say ok|not\ ok NAME WHY: one line for the reader, one for the TAP file
say() {
	echo "$1 $((caught + missed)) - $2: $3" >>"$tap"
	echo "$2: $3"
}

# The first test that failed; without one, it was a sanitizer.
who() {
	sed -n 's/^not ok [0-9]* - //p' "$work/log" | head -1 | grep . || echo "a sanitizer"
}

for patch in "$@"; do
	name=$(basename "$patch" .patch)
	patch -s -d "$work" -p1 <"$patch"
	if run; then
		missed=$((missed + 1))
		say "not ok" "$name" "missed"
	elif grep -q '^not ok\|runtime error\|AddressSanitizer' "$work/log"; then
		caught=$((caught + 1))
		say "ok" "$name" "caught by $(who)"
	else
		cat "$work/log"
		missed=$((missed + 1))
		say "not ok" "$name" "does not build"
	fi
	patch -s -R -d "$work" -p1 <"$patch"
done
echo "model mutants caught: $caught of $((caught + missed))"
[ "$missed" -eq 0 ]
