#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Makes the models more lenient, one patch at a time, and checks that the seeded fault
# that `kinder` lists for the patch is not caught any more: so the model catches it.
#	mutants.sh <work folder> <results folder>
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tests/mutants/copies.sh
. "$root/tests/mutants/copies.sh"
work=$1
tap=$2/kinder.tap
mapfile -t pairs < <(grep -v '^#' "$here/kinder")

# Runs the seeded faults in this copy.
run()
{
	make -C . -f "$here/Makefile" ROOT=. MODELS=machine/models O=build RESULTS=results \
		CCS=gcc CFLAGS=-O1 SANITIZE= check > log 2>&1
}

try()
{
	local mutant seed

	read -r mutant seed <<< "${pairs[$1]}"
	rm -rf results
	if ! patch -s -p1 < "$root/tests/models/mutants/$mutant.patch"; then
		echo "the patch does not apply"
		return
	fi
	run || true
	if grep -qE "^not ok [0-9]+ - $seed:" results/seeded-gcc.tap; then
		echo ok
	else
		echo "$seed is still caught"
	fi
}

rm -rf "$work"
mkdir -p "$work/whole/machine" "$2"
cp -r "$root/machine/models" "$work/whole/machine/models"
cd "$work/whole"
run || { cat log; exit 1; }
cd "$here"
in_copies "$work" ${#pairs[@]} try

bad=0
printf 'TAP version 13\n1..%d\n' ${#pairs[@]} > "$tap"
for ((i = 0; i < ${#pairs[@]}; i++)); do
	read -r mutant seed <<< "${pairs[i]}"
	why=$(result "$work" "$i") word=ok
	if [ "$why" != ok ]; then
		bad=$((bad + 1)) word='not ok'
		echo "$mutant: $why"
	fi
	echo "$word $((i + 1)) - on a machine with $mutant, $seed passes" >> "$tap"
done
echo "seeded faults that a kinder machine lets pass: $((${#pairs[@]} - bad)) of ${#pairs[@]}"
[ "$bad" -eq 0 ]
