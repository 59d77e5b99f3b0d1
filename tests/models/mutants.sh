#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Breaks the models on purpose, one patch of mutants/ at a time, and checks that a test
# fails. Patches are relative to the project's root.
#	mutants.sh <work folder> <TAP file> [patch...]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/mutants/copies.sh
. "$here/../mutants/copies.sh"
work=$1
tap=$2
shift 2
[ $# -gt 0 ] || set -- "$here"/mutants/*.patch
mapfile -t patches < <(realpath "$@")

# run plain|sanitized: runs the tests in this copy. Without sanitizers they take a third
# of the time, and most faults are found.
run()
{
	local sanitize=()

	[ "$1" = sanitized ] || sanitize=(SANITIZE=)
	make -C . -f "$here/Makefile" ROOT=. MODELS=machine/models O="build/$1" \
		RESULTS="results/$1" CCS=gcc CFLAGS=-O1 "${sanitize[@]}" FUZZ_RUNS=1000 SEED=1 \
		check > log 2>&1
}

# Prints the first test that failed; a program that died reports none.
who()
{
	sed -n 's/^not ok [0-9]* - //p' log | head -1 | grep . ||
		{ grep -q 'runtime error\|AddressSanitizer' log && echo "a sanitizer"; } || echo "a crash"
}

# look plain|sanitized: prints a result, if there is one
look()
{
	if run "$1"; then
		return
	elif grep -q ': FAILED' log; then
		echo "caught by $(who)"
	else
		cat log >&2
		echo "does not build"
	fi
}

try()
{
	local why

	if ! patch -s -f -F 0 -p1 < "${patches[$1]}" > log; then
		echo "does not apply"
		return
	fi
	why=$(look plain)
	why=${why:-$(look sanitized)}
	echo "${why:-missed}"
}

rm -rf "$work"
mkdir -p "$work/whole/machine"
cp -r "$here/../../machine/models" "$work/whole/machine/models"
cd "$work/whole"
if ! run plain; then
	cat log
	echo "the tests fail before anything is broken"
	exit 1
fi
cd "$here"
in_copies "$work" ${#patches[@]} try

caught=0
echo "1..${#patches[@]}" > "$tap"
for ((i = 0; i < ${#patches[@]}; i++)); do
	name=$(basename "${patches[i]}" .patch)
	why=$(result "$work" "$i")
	word='not ok'
	if [ "${why#caught}" != "$why" ]; then
		word=ok
		caught=$((caught + 1))
	fi
	echo "$word $((i + 1)) - $name: $why" >> "$tap"
	echo "$name: $why"
done
echo "model mutants caught: $caught of ${#patches[@]}"
[ "$caught" -eq ${#patches[@]} ]
