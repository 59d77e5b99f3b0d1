#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Makes the models kinder, one patch at a time, and sees that the seeded fault
# that each names in `kinder` goes uncaught: so it is the machine that catches.
#	mutants.sh <work folder> <results folder>
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$1
tap=$2/kinder.tap
n=0 bad=0

rm -rf "$work"
mkdir -p "$work/machine" "$2"
cp -r "$root/machine/models" "$work/machine/models"

# try MUTANT SEED
try() {
	patch -s -d "$work" -p1 <"$root/tests/models/mutants/$1.patch"
	make -C "$here" MODELS="$work/machine/models" O="$work/build" RESULTS="$work" CCS=gcc \
		CFLAGS=-O1 SANITIZE= check >"$work/log" 2>&1 || true
	patch -s -R -d "$work" -p1 <"$root/tests/models/mutants/$1.patch"
	grep -qE "^not ok [0-9]+ - $2:" "$work/seeded-gcc.tap"
}

printf 'TAP version 13\n1..%u\n' "$(grep -vc '^#' "$here/kinder")" >"$tap"
while read -r mutant seed; do
	n=$((n + 1)) word=ok
	rm -f "$work/seeded-gcc.tap"
	if ! try "$mutant" "$seed"; then
		bad=$((bad + 1)) word='not ok'
		echo "$mutant: takes nothing away by which $seed is caught"
	fi
	echo "$word $n - on a machine with $mutant, $seed passes" >>"$tap"
done <<LIST
$(sed '/^#/d' "$here/kinder")
LIST
echo "seeded faults that a kinder machine lets pass: $((n - bad)) of $n"
[ "$bad" -eq 0 ]
