# SPDX-License-Identifier: GPL-2.0-only
# The boots that `make run` compares, and those that `make check` adds:
# arguments for tools/boot. boot_test= tells the tests what they must see.
# shellcheck shell=bash disable=SC2034
BOOT_OFF=(kvm-arm.mode=protected pkvm_iommu=off boot_test=off)
BOOT_ON=(kvm-arm.mode=protected boot_test=on)

# NAME KERNEL ARGUMENT...
CHECK_BOOTS=(
	"mainline mainline kvm-arm.mode=protected boot_test=mainline"
	"on-hvhe linux -smp 4 kvm-arm.mode=protected arm64_sw.hvhe=1 boot_test=on"
	"on-nvhe linux kvm-arm.mode=protected arm64_sw.hvhe=0 id_aa64mmfr1.vh=0 boot_test=on"
)
