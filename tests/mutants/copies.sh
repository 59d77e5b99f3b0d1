# SPDX-License-Identifier: GPL-2.0-only
# Shared by the scripts that run mutants: runs them in copies of a tree that is built
# already, several at a time, so that only changed files are rebuilt. Sourced.
# shellcheck shell=bash

JOBS=${JOBS:-2}
# Each copy runs its own make, without the job server of the caller.
unset MAKEFLAGS MFLAGS MAKELEVEL

# in_copies WORK COUNT COMMAND: runs COMMAND I, for each I below COUNT, in a copy of
# WORK/whole. Paths in the copy must be relative. The output goes to WORK/resultI.
in_copies()
{
	local n

	rm -f "$1"/result*
	for ((n = 0; n < JOBS; n++)); do one_copy "$@" "$n" & done
	wait
}

# Runs every JOBS-th command, starting with number N.
one_copy()
{
	local work=$1 count=$2 command=$3 copy=$1/copy$4 i

	mkdir -p "$copy"
	for ((i = $4; i < count; i += JOBS)); do
		rsync -a --delete "$work/whole/" "$copy/"
		(cd "$copy" && "$command" "$i") > "$work/result$i"
	done
}

# result WORK I: the output of command I, "no result" if it died
result() { grep . "$1/result$2" 2> /dev/null || echo "no result"; }
