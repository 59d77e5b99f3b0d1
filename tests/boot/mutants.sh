#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Breaks EL2 or the driver on purpose, one patch of tests/boot/mutants at a time, and
# checks that a boot fails:
#
#   tests/boot/mutants.sh [PATCH...]
#
# A patch's line "Fails: BOOT:ROW..." names boots of tools/boots.sh (on), of
# tools/machine-boots.sh (machine-NAME) or machine-reset, and rows that must be
# "not ok" in them. Everything is built in a copy, build/boot-mutants, with the
# QEMU that is there. TAP in build/results/boot-mutants.tap.

# shellcheck source=tools/lib.sh
. "$(dirname "$0")/../../tools/lib.sh"

copy=$BUILD/boot-mutants
tap=$RESULTS/boot-mutants.tap
said=$LOGS/boot-mutants.log
[ $# -gt 0 ] || set -- "$TOP"/tests/boot/mutants/*.patch
[ -x "$BUILD/qemu/qemu-system-aarch64" ] || die "no QEMU in build/qemu" "run 'make qemu'"

# Writes only files that differ, so that little is rebuilt.
fresh_copy()
{
	mkdir -p "$copy/build/logs" "$copy/build/results" "$RESULTS"
	git -C "$TOP" ls-files -z | rsync -a --checksum -0 --files-from=- "$TOP/" "$copy/"
	ln -sfn "$BUILD/qemu" "$copy/build/qemu"
}

build_copy()
{
	"$copy/tools/build-kernel" mainline && "$copy/tools/build-kernel" linux &&
		"$copy/tools/mkinitramfs" linux && "$copy/tools/mkdevices" linux
}

# Runs one boot of the copy, which is expected to fail.
boot_copy()
{
	local name=$1
	(
		# shellcheck disable=SC2030  # nothing else is to have these
		TOP=$copy BUILD=$copy/build RESULTS=$copy/build/results LOGS=$copy/build/logs
		# shellcheck source=tools/steps.sh
		. "$TOP/tools/steps.sh"
		# shellcheck source=tools/boots.sh
		. "$TOP/tools/boots.sh"
		# shellcheck source=tools/machine-devices.sh
		. "$TOP/tools/machine-devices.sh"
		rm -f "$RESULTS/$name.tap"
		case $name in
		on) try_boot on linux "${BOOT_ON[@]}" ;;
		machine-reset) try "$name" "$name" "$TOP/tools/machine-reset" ;;
		*) device_boot_named "${name#machine-}" ;;
		esac
	)
}

# row_failed ROW TAP: the row failed, or the boot ended early after other rows passed.
row_failed()
{
	! grep -q "^not ok [0-9]* - $1:" "$2" || return 0
	! grep -q "^ok [0-9]* - $1:" "$2" && grep -q '^ok' "$2" && ! grep -q '^1\.\.' "$2"
}

# Checks every row that the patch names.
seen()
{
	local fails boot row

	fails=$(sed -n 's/^Fails: //p' "$1")
	for boot in $(tr ' ' '\n' <<< "$fails" | cut -d: -f1 | sort -u); do
		boot_copy "$boot" >> "$said" 2>&1 || true
	done
	for row in $fails; do
		boot=${row%%:*}
		row_failed "${row#*:}" "$copy/build/results/$boot.tap" || {
			printf '# %s: row %s did not fail\n' "$boot" "${row#*:}"
			return 1
		}
	done
}

caught()
{
	patch -s -d "$copy" -p1 < "$1" && build_copy >> "$said" 2>&1 && seen "$1"
}

n=0
: > "$said"
{
	printf 'TAP version 13\n1..%d\n' $#
	for p; do
		n=$((n + 1)) not=''
		fresh_copy
		if ! caught "$p"; then not='not '; fi
		printf '%sok %d - %s: %s\n' "$not" "$n" "$(basename "$p" .patch)" \
			"$([ -z "$not" ] && sed -n 's/^Fails: /fails /p' "$p" || echo missed)"
	done
} | tee "$tap"
! grep -q '^not ok' "$tap"
