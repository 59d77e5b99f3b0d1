# SPDX-License-Identifier: GPL-2.0-only
# Shared by `make check` and `make machine-check`: runs steps, LANES at a time. A step
# that fails leaves a "not ok" and does not stop the others. The lines of the steps
# are printed in the order in which the steps were started.
# shellcheck shell=bash

LANES=${LANES:-1}
titles=() names=() pids=() begun=() took=() codes=()
shown=0

# try TITLE NAME COMMAND...: if a step fails without "not ok" in its TAP,
# build/results/NAME.tap, adds a "not ok". With one lane it returns when the step has
# ended.
try()
{
	[ "$LANES" -eq 1 ] || steps_wait $((LANES - 1))
	mkdir -p "$LOGS"
	titles+=("$1") names+=("$2") begun+=("$SECONDS") took+=('') codes+=('')
	setsid --wait "${@:3}" < /dev/null > "$LOGS/$2.log" 2>&1 &
	pids+=($!)
	[ "$LANES" -gt 1 ] || steps_wait 0
}

# The boot's TAP is named after the boot, so its step's name is the same.
try_boot()
{
	local name=$1
	shift
	try "boot: $name" "$name" "$TOP/tools/boot" "$name" "$@"
}

# steps_wait N: until no more than N steps run
steps_wait()
{
	local tick=$SECONDS

	trap steps_stop INT TERM HUP
	while steps_look; [ "$running" -gt "$1" ]; do
		if [ "$SECONDS" -ge "$tick" ]; then
			step_tick "${titles[shown]}" "$LOGS/${names[shown]}.log" \
				$((SECONDS - begun[shown]))
			tick=$((SECONDS + 1))
		fi
		sleep 0.05
	done
	trap - INT TERM HUP
}

# Collects the steps that have ended; counts those that still run.
steps_look()
{
	local i

	running=0
	for ((i = shown; i < ${#pids[@]}; i++)); do
		[ -z "${codes[i]}" ] || continue
		if kill -0 "${pids[i]}" 2>/dev/null; then
			running=$((running + 1))
			continue
		fi
		codes[i]=0
		wait "${pids[i]}" || codes[i]=$?
		took[i]=$((SECONDS - begun[i]))
	done
	while [ -n "${codes[shown]:-}" ]; do
		step_show "$shown"
		shown=$((shown + 1))
	done
}

step_show()
{
	local title=${titles[$1]} name=${names[$1]}

	! on_tty || printf '\r\033[K'
	if [ "${codes[$1]}" -eq 0 ]; then
		printf '%-34s %4d s\n' "$title" "${took[$1]}"
		return
	fi
	step_failed "$title" "$LOGS/$name.log" "${codes[$1]}"
	! grep -qs '^not ok' "$RESULTS/$name.tap" || return 0
	printf 'TAP version 13\n1..1\nnot ok 1 - %s => failed, see build/logs/%s.log\n' \
		"$title" "$name" > "$RESULTS/$name.tap"
}

steps_stop()
{
	local i

	for ((i = shown; i < ${#pids[@]}; i++)); do
		[ -n "${codes[i]}" ] || kill -TERM -- "-${pids[i]}" 2>/dev/null || true
	done
	step_stop "${pids[-1]}"
}
