# SPDX-License-Identifier: GPL-2.0-only
# What those share that break code on purpose: copies of a tree in which all is
# built, so that a broken piece costs what it changes; several at a time. Sourced.
# shellcheck shell=bash

JOBS=${JOBS:-2}
# Each copy has a make of its own.
unset MAKEFLAGS MFLAGS MAKELEVEL

# in_copies WORK COUNT COMMAND: runs COMMAND I, for each I below COUNT, in a copy of
# WORK/whole. Paths in there must be relative. What it prints is then the contents
# of WORK/verdictI.
in_copies()
{
	local n

	rm -f "$1"/verdict*
	for ((n = 0; n < JOBS; n++)); do one_copy "$@" "$n" & done
	wait
}

# Every JOBS-th, from the N-th on.
one_copy()
{
	local work=$1 count=$2 command=$3 copy=$1/copy$4 i

	mkdir -p "$copy"
	for ((i = $4; i < count; i += JOBS)); do
		rsync -a --delete "$work/whole/" "$copy/"
		(cd "$copy" && "$command" "$i") > "$work/verdict$i"
	done
}

# verdict WORK I: "no verdict" if the command died
verdict() { grep . "$1/verdict$2" 2> /dev/null || echo "no verdict"; }
