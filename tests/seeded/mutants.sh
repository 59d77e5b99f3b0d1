#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Makes the models kinder, one patch at a time, and sees that the seeded fault
# that each names in `kinder` goes uncaught: so it is the machine that catches.
#	mutants.sh <work folder>
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$1
bad=0 good=0

rm -rf "$work"
mkdir -p "$work/machine"
cp -r "$root/machine/models" "$work/machine/models"

# try MUTANT SEED
try() {
	patch -s -d "$work" -p1 <"$root/tests/models/mutants/$1.patch"
	make -C "$here" MODELS="$work/machine/models" O="$work/build" RESULTS="$work" CCS=gcc \
		CFLAGS=-O1 check >"$work/log" 2>&1 || true
	patch -s -R -d "$work" -p1 <"$root/tests/models/mutants/$1.patch"
	grep -qE "^not ok [0-9]+ - $2:" "$work/seeded-gcc.tap"
}

while read -r mutant seed; do
	rm -f "$work/seeded-gcc.tap"
	if try "$mutant" "$seed"; then
		good=$((good + 1))
	else
		bad=$((bad + 1))
		echo "$mutant: the machine doesn't catch $seed by what this takes away"
	fi
done <<LIST
$(sed '/^#/d' "$here/kinder")
LIST
echo "seeded faults that a kinder machine lets pass: $good of $((good + bad))"
[ "$bad" -eq 0 ]
