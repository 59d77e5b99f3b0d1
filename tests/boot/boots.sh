# SPDX-License-Identifier: GPL-2.0-only
# The boots that `make run` compares, and those that `make check` adds:
# arguments for tools/boot.
# shellcheck shell=bash disable=SC2034
BOOT_OFF=(kvm-arm.mode=protected)
BOOT_ON=(kvm-arm.mode=protected)

# NAME KERNEL ARGUMENT...
CHECK_BOOTS=(
	"mainline mainline kvm-arm.mode=protected"
)
