# SPDX-License-Identifier: GPL-2.0-only
# The boots of `make machine-check` for the machine's boards, masters without a mainline
# driver, firmware's states, the eMMC and an NVMe disk; with mainline's kernel and with the
# series. Sourced.
# shellcheck shell=bash

# shellcheck source=tools/machine-boots.sh
. "$TOP/tools/machine-boots.sh"

device_boot()
{
	local name=machine-$1 machine=$2 board=$3 kernel=$4

	shift 4
	MACHINE=$machine BOARD=$board INITRD=$BUILD/initramfs/devices-$kernel.cpio \
		try "boot: $name" "$name" "$TOP/tools/boot" "$name" "$kernel" "$@" \
		kvm-arm.mode=protected rdinit=/devices
}

# Runs the boot with this name.
device_boot_named()
{
	local boot name machine board args

	for boot in "${DEVICE_BOOTS[@]}"; do
		IFS='|' read -r name machine board args <<< "$boot"
		# shellcheck disable=SC2086  # kernel and parameters, split at spaces
		[ "$name" != "$1" ] || device_boot "$name" "$machine" "$board" $args
	done
}

# Changes of the card are discarded: each boot has the same contents.
emmc_boot()
{
	local name=machine-$1 kernel=$2 machine=

	shift 2
	case $1 in
	MACHINE=*) machine=${1#*=} && shift ;;
	esac
	"$TOP/tools/mkemmc"
	MACHINE=$machine QEMU_EXTRA="-drive if=sd,format=raw,cache=unsafe,file=$BUILD/emmc/root.img" \
		try "boot: $name" "$name" "$TOP/tools/boot" "$name" "$kernel" -t 400 \
		"$@" root=/dev/mmcblk0 rw rootwait rdinit=/none init=/init
}

# The disk is empty, and slightly larger than the data written to it.
nvme_boot()
{
	local name=machine-$1 kernel=$2 image=$BUILD/nvme-$1.img

	shift 2
	rm -f "$image"
	truncate -s 96M "$image"
	MACHINE=pcie=on INITRD=$BUILD/initramfs/devices-$kernel.cpio \
		QEMU_EXTRA="-drive if=none,id=disk,format=raw,cache=unsafe,file=$image -device nvme,drive=disk,serial=1" \
		try "boot: $name" "$name" "$TOP/tools/boot" "$name" "$kernel" -t 400 \
		"$@" rdinit=/nvme
}

devices_check()
{
	local boot

	"$TOP/tools/mkdevices" linux
	"$TOP/tools/mkdevices" mainline
	for boot in "${DEVICE_BOOTS[@]}"; do
		device_boot_named "${boot%%|*}"
	done
	try "trace of BPMP's DMA" machine-bpmp-trace "$TOP/tools/machine-bpmp"
	try "board dump of the machine" machine-dump "$TOP/tools/machine-dump"
	try "wake, with a lock in the way" machine-reset "$TOP/tools/machine-reset"
	for boot in "${EMMC_BOOTS[@]}"; do
		# shellcheck disable=SC2086  # the same
		emmc_boot $boot
	done
	for boot in "${NVME_BOOTS[@]}"; do
		# shellcheck disable=SC2086  # the same
		nvme_boot $boot
	done
}
