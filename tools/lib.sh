# SPDX-License-Identifier: GPL-2.0-only
# Shared by the scripts of tools/: paths, pins, messages, steps, locks.
# shellcheck shell=bash
# shellcheck disable=SC2034  # most of the variables are read by the sourcing script
#
# Source it first:   . "$(dirname "$0")/lib.sh"
#
# Variables it sets:
#   TOP BUILD RESULTS LOGS   this clone, and its folders for builds, TAP files, logs
#   CACHE DL                 shared by all clones: sources, downloads, ccache
#   LINUX_VERSION LINUX_TREE pinned kernel, and its pristine tree (or LINUX_SRC=)
#   QEMU_VERSION QEMU_TREE   the same for QEMU (QEMU_SRC= wins)
#   JOBS                     how many jobs a build may run at once

set -euo pipefail
export LC_ALL=C.UTF-8
umask 022

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
BUILD=$TOP/build
RESULTS=$BUILD/results
LOGS=$BUILD/logs
CACHE=${PKVM_IOMMU_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/pkvm-iommu}
DL=$CACHE/dl
JOBS=${JOBS:-$(nproc)}

export CCACHE_DIR=$CACHE/ccache
# Clones have different paths, but the same objects.
export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$TOP
export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-2G}

# shellcheck source=tools/pins.sh
. "$TOP/tools/pins.sh"

LINUX_TREE=${LINUX_SRC:-$CACHE/linux-$LINUX_VERSION}
LINUX_OLDER_TREE=$CACHE/linux-$LINUX_OLDER_VERSION
QEMU_TREE=${QEMU_SRC:-$CACHE/qemu-$QEMU_VERSION}

#
# Messages
#

note() { printf '%s\n' "$*"; }

# die MESSAGE [WHAT-TO-DO]
die()
{
	printf 'error: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf '  what to do: %s\n' "$2" >&2
	exit 1
}

on_tty() { [ -t 1 ] && [ -z "${NO_PROGRESS:-}" ]; }

# Reports a failed step: the end of its log, the log's path, and how to continue.
step_failed()
{
	local title=$1 log=$2 rc=$3 hint above

	# In a log of many tests, the failure may be far above the end.
	above=$(head -n -25 "$log" | grep -aE '^not ok|^FAIL|error:|: FAILED|: missed' | head -n 10) ||
		true
	# die() writes "error: ... what to do: ..." at the end of the log.
	hint=$(sed -n 's/^  what to do: //p' "$log" | tail -n 1)
	{
		printf '\n%s: failed (exit %s). ' "$title" "$rc"
		[ -z "$above" ] || printf 'In its log:\n%s\n' "$above" | sed '2,$s/^/  | /'
		printf 'The end of its log:\n'
		grep -v '^  what to do: ' "$log" | tail -n 25 | sed 's/^/  | /'
		printf 'whole log:  %s\n' "$log"
		printf 'what to do: %s\n' \
			"${hint:-mend what the log names and run the same command again; finished steps are kept}"
	} >&2
}

# Terminates the process group that a step has started, and waits for its end.
step_stop()
{
	trap - INT TERM HUP
	kill -TERM -- "-$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
	on_tty && printf '\n'
	printf 'interrupted; what is finished is kept, the same command goes on from there\n' >&2
	exit 130
}

# Prints progress: updates one line on a terminal, else prints a line now and then.
step_tick()
{
	local title=$1 log=$2 secs=$3 last

	if on_tty; then
		last=$(tail -n 1 "$log" 2>/dev/null | tr -d '\r\000-\037' | cut -c 1-50)
		printf '\r\033[K%-34s %4d s  %s' "$title" "$secs" "$last"
	elif [ "$secs" -gt 0 ] && [ $((secs % 60)) -eq 0 ]; then
		printf '%-34s %4d s ...\n' "$title" "$secs"
	fi
}

# step TITLE LOGNAME COMMAND...: runs the command with its output in
# build/logs/LOGNAME.log, shows progress and time; returns the command's result.
step()
{
	local title=$1 log=$LOGS/$2.log pid rc=0 t0=$SECONDS tick=0
	shift 2
	mkdir -p "$LOGS"
	: > "$log"

	setsid --wait "$@" < /dev/null > "$log" 2>&1 &
	pid=$!
	# shellcheck disable=SC2064  # this step's pid, not a later one's
	trap "step_stop $pid" INT TERM HUP
	while kill -0 "$pid" 2>/dev/null; do
		[ $((SECONDS - t0)) -lt "$tick" ] || {
			step_tick "$title" "$log" $((SECONDS - t0))
			tick=$((SECONDS - t0 + 1))
		}
		sleep 0.05
	done
	wait "$pid" || rc=$?
	trap - INT TERM HUP

	on_tty && printf '\r\033[K'
	if [ "$rc" -ne 0 ]; then
		step_failed "$title" "$log" "$rc"
		return "$rc"
	fi
	printf '%-34s %4d s\n' "$title" $((SECONDS - t0))
}

#
# Files
#

# copy_if_changed SRC DST: keeps DST's time if nothing has changed, so that make doesn't
# rebuild targets that depend on it.
copy_if_changed()
{
	cmp -s "$1" "$2" && return 0
	mkdir -p "$(dirname "$2")"
	cp -- "$1" "$2.new.$$"
	mv -f -- "$2.new.$$" "$2"
}

# key WORDS...: prints a hash of a set of inputs. For a word that is a file, its contents
# are hashed.
key()
{
	local w

	for w; do
		if [ -f "$w" ]; then sha256sum < "$w"; else printf '%s\n' "$w"; fi
	done | sha256sum | cut -c 1-16
}

# lock NAME ... unlock: only one clone at a time may do this in the cache. It does not wrap
# a function, since that would disable `set -e` in it. The end of a script releases its
# lock.
lock()
{
	mkdir -p "$CACHE/locks" || die "the cache $CACHE can't be written" \
		"set PKVM_IOMMU_CACHE= to a folder that can"
	exec {lock_fd}> "$CACHE/locks/$1"
	flock -n "$lock_fd" || {
		note "waiting for another clone ($1) ..."
		flock "$lock_fd"
	}
}

unlock() { exec {lock_fd}>&-; }

# need_space DIR MIB WHAT
need_space()
{
	local have

	mkdir -p "$1" || die "$1 can't be created" "check its permissions"
	have=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
	[ "$have" -ge "$2" ] || die \
		"$3 needs $2 MiB in $1, which has $have MiB left" \
		"free some space there, or set PKVM_IOMMU_CACHE= to a folder on a larger disk"
}
