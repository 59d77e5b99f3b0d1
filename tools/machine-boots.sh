# SPDX-License-Identifier: GPL-2.0-only
# The boots of `make machine-check`: what stands in the machine, which kernel, and
# arguments for tools/boot.
# shellcheck shell=bash disable=SC2034

# NAME | MACHINE | BOARD | KERNEL ARGUMENT...
#
# The display scans out before, in and after EL2's takeover, from each state that
# firmware may leave; "open" is the same attack with nothing in its way.
DEVICE_BOOTS=(
	"display-reset|scanout=on,stream-generator=on||linux boot_test=on tests=board,scanout,generator"
	"display-on|scanout=on,stream-generator=on,smmu-clientpd=off,smmu-streams=display||linux boot_test=on tests=scanout,generator"
	"display-all|scanout=on,stream-generator=on,smmu-clientpd=off,smmu-streams=all,mc-locked=on||linux boot_test=on tests=scanout,generator"
	"overlap|stream-generator=on,smmu-clientpd=off,smmu-streams=overlap||linux boot_test=on tests=board,generator"
	"display-open|scanout=on,stream-generator=on,smmu-clientpd=off,smmu-streams=display||linux pkvm_iommu=off arm-smmu.disable_bypass=0 boot_test=open tests=scanout,generator"
	"bpmp-dma|bpmp-fw-tag=off||mainline tests=board,bpmp"
	"bpmp-dma-on|bpmp-fw-tag=off||linux boot_test=on tests=board,bpmp"
	"cpus-1|||mainline -smp 1 tests=board"
	"cpus-12|||mainline -smp 12 tests=board"
	"cpus-12-on|||linux -smp 12 boot_test=on tests=board"
	"p3701-0008||p3737-0000+p3701-0008|mainline -smp 4 tests=board"
	"p3767-0000||p3768-0000+p3767-0000|mainline -smp 4 tests=board"
	"p3767-0005||p3768-0000+p3767-0005|mainline -smp 4 tests=board"
	"p3767-0005-on||p3768-0000+p3767-0005|linux boot_test=on tests=board"
	"p3740||p3740-0002+p3701-0008|mainline keep_bootcon printk.time=0 printk.devkmsg=on tests=board"
	"p3740-on||p3740-0002+p3701-0008|linux keep_bootcon printk.time=0 printk.devkmsg=on boot_test=on tests=board"
)

# NAME KERNEL ARGUMENT... ; the root file system is on the eMMC. EMMC_MIB= is how
# much is written and read back.
EMMC_BOOTS=(
	"emmc mainline EMMC_MIB=256"
	"emmc-lazy mainline iommu.strict=0 EMMC_MIB=128"
	"emmc-passthrough mainline iommu.passthrough=1 EMMC_MIB=128"
	"emmc-on linux kvm-arm.mode=protected EMMC_MIB=256"
)

# NAME KERNEL ARGUMENT... ; an NVMe disk behind PCIe controller 4. DISK_MIB= is how
# much is written and read back.
NVME_BOOTS=(
	"nvme mainline DISK_MIB=64"
	"nvme-on linux kvm-arm.mode=protected DISK_MIB=64"
)
