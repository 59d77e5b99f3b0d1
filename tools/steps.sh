# SPDX-License-Identifier: GPL-2.0-only
# What `make check` and `make machine-check` share: steps that go on after one
# has failed, and leave a "not ok" for it.
# shellcheck shell=bash

# try TITLE NAME COMMAND...: a step that fails without saying so in its TAP,
# build/results/NAME.tap, is given a "not ok" of its own.
try()
{
	local title=$1 name=$2
	shift 2

	step "$title" "$name" "$@" && return
	! grep -qs '^not ok' "$RESULTS/$name.tap" || return 0
	printf 'TAP version 13\n1..1\nnot ok 1 - %s => failed, see build/logs/%s.log\n' \
		"$title" "$name" > "$RESULTS/$name.tap"
}

# The boot's TAP is named after the boot, so its step's name is the same.
try_boot()
{
	local name=$1
	shift
	try "boot: $name" "$name" "$TOP/tools/boot" "$name" "$@"
}
