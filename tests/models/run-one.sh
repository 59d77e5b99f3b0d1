#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs one test program, stores its TAP, and prints one line with the result.
#	run-one.sh <compiler> <part> <program> <results folder>
set -eu

cc=$1 part=$2 program=$3 results=$4
name=$(basename "$program")
tap=$results/models-$part-$name-$cc.tap

mkdir -p "$results"
if ! CMOCKA_MESSAGE_OUTPUT=TAP "$program" >"$tap" 2>&1; then
	cat "$tap"
	echo "$cc $part/$name: FAILED, see $tap"
	exit 1
fi
echo "$cc $part/$name: $(grep -c '^ok' "$tap") passed"
grep '^# [0-9s]' "$tap" || true
