# SPDX-License-Identifier: GPL-2.0-only
# The boots that `make run` compares, and those that `make check` and
# `make machine-check` add:
# arguments for tools/boot. boot_test= selects the tests' expected results.
# shellcheck shell=bash disable=SC2034
BOOT_OFF=(kvm-arm.mode=protected pkvm_iommu=off boot_test=off)
BOOT_ON=(kvm-arm.mode=protected boot_test=on)

# NAME KERNEL ARGUMENT...
CHECK_BOOTS=(
	"mainline mainline kvm-arm.mode=protected boot_test=mainline"
	"on-hvhe linux -smp 4 kvm-arm.mode=protected arm64_sw.hvhe=1 boot_test=on"
	"on-nvhe linux kvm-arm.mode=protected arm64_sw.hvhe=0 id_aa64mmfr1.vh=0 boot_test=on"
	"judge-strict mainline iommu.strict=1 boot_test=judge boot_domain=DMA"
)
# Some boots of machine-boots.sh, all with EL2 as the owner of the SMMUs: the display that
# firmware has left running, the eMMC, and the NVMe disk.
CHECK_DEVICES='^display-on[|]'
CHECK_EMMC=("emmc-on linux kvm-arm.mode=protected EMMC_MIB=16")
CHECK_NVME=("nvme-on linux kvm-arm.mode=protected DISK_MIB=16")

# Boots of `make machine-check` that test the machine with mainline's drivers: boot_domain=
# selects the type of domain, -d another board's device tree.
MACHINE_BOOTS=(
	"judge-strict mainline iommu.strict=1 boot_test=judge boot_domain=DMA"
	"judge-lazy mainline iommu.strict=0 boot_test=judge boot_domain=DMA-FQ"
	"judge-passthrough mainline iommu.passthrough=1 boot_test=judge boot_domain=identity"
	"judge-12-cpus mainline -smp 12 -t 300 boot_test=judge"
	"judge-nano mainline -smp 4 -d tegra234-p3768-0000+p3767-0005 boot_test=judge"
	"judge-nx mainline -smp 4 -d tegra234-p3768-0000+p3767-0000 boot_test=judge"
	"judge-igx mainline -smp 4 -d tegra234-p3740-0002+p3701-0008 boot_test=judge"
)
KASAN_BOOT=(kasan kasan -m 3G -t 900 kvm-arm.mode=protected boot_test=on)
