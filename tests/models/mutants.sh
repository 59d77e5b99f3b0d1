#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Break the models on purpose, one patch of mutants/ at a time, and see that the
# tests notice. Patches are made in the project's root.
#	mutants.sh <work folder> [patch...]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$1
shift
[ $# -gt 0 ] || set -- "$here"/mutants/*.patch

rm -rf "$work"
mkdir -p "$work/machine"
cp -r "$here/../../machine/models" "$work/machine/models"

run() {
	make -C "$here" ROOT="$work" O="$work/build" CCS=gcc CFLAGS=-O1 FUZZ_RUNS=1000 SEED=1 \
		>"$work/log" 2>&1
}

if ! run; then
	cat "$work/log"
	echo "the tests fail before anything is broken"
	exit 1
fi

caught=0
missed=0
for patch in "$@"; do
	name=$(basename "$patch" .patch)
	patch -s -d "$work" -p1 <"$patch"
	if run; then
		echo "MISSED $name"
		missed=$((missed + 1))
	elif grep -q '^not ok\|runtime error\|AddressSanitizer' "$work/log"; then
		echo "caught $name: $(grep '^not ok' "$work/log" | head -1)"
		caught=$((caught + 1))
	else
		cat "$work/log"
		echo "BROKEN $name: does not build"
		missed=$((missed + 1))
	fi
	patch -s -R -d "$work" -p1 <"$patch"
done
echo "model mutants caught: $caught of $((caught + missed))"
[ "$missed" -eq 0 ]
