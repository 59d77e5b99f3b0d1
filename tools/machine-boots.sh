# SPDX-License-Identifier: GPL-2.0-only
# The boots of `make machine-check`: properties of the machine, kernel, and arguments for
# tools/boot.
# shellcheck shell=bash disable=SC2034

# NAME | MACHINE | BOARD | KERNEL ARGUMENT...
#
# The display scans out before, during and after EL2's takeover, with each state that
# firmware may leave; "open" is the same attack without protection. In "sleep" it
# continues during a deep sleep and reads EL2's memory; with -i the time for which SMMUs
# are open is measured in instructions, the same in each run. In "wake-table" the host makes
# a table of registers that firmware plays back after the sleep. In "storm" two masters fault
# continuously. "host-" boots test operations of the host: drivers are unbound and bound,
# domains change their type, memory runs out; in "host-stuck" an SMMU's syncs get stuck
# while drivers map and unmap. "refused-" boots have device trees that EL2 must refuse; "off"
# parses none; in "rows" and "r36" it refuses some streams, and nothing else. In "own-sids"
# the stream ID of GPCDMA and the SD controllers is what their own registers say. In
# "engine-held" GPCDMA is in reset at the takeover.
DEVICE_BOOTS=(
	"display-reset|scanout=on,stream-generator=on||linux boot_test=on tests=board,scanout,generator,window"
	"display-on|scanout=on,stream-generator=on,smmu-clientpd=off,smmu-streams=display||linux boot_test=on tests=scanout,generator,window"
	"display-all|scanout=on,stream-generator=on,smmu-clientpd=off,smmu-streams=all,mc-locked=on||linux boot_test=on tests=scanout,generator,window"
	"around|stream-generator=on,mc-around=on,mc-bypass-config=0x80000002||linux boot_test=on tests=board,generator"
	"display-around|scanout=on,stream-generator=on,mc-around=on||linux boot_test=on tests=scanout,generator"
	"around-locked|stream-generator=on,mc-around=on,mc-locked=on,mc-bypass-config=0x80000002||linux boot_test=on tests=generator"
	"own-sids|mc-own-sids=on,mc-bypass-config=0x80000002||linux boot_test=on tests=sid,board"
	"own-sids-open|mc-own-sids=on,mc-bypass-config=0x80000002||linux pkvm_iommu=off arm-smmu.disable_bypass=0 boot_test=open tests=sid"
	"engine-held|gpcdma-held=on,stream-generator=on||linux boot_test=on tests=board,slave"
	"overlap|stream-generator=on,smmu-clientpd=off,smmu-streams=overlap||linux boot_test=on tests=board,generator"
	"display-open|scanout=on,stream-generator=on,smmu-clientpd=off,smmu-streams=display||linux pkvm_iommu=off arm-smmu.disable_bypass=0 boot_test=open tests=scanout,generator,window"
	"dma-slave|stream-generator=on||mainline tests=slave"
	"sleep-display|scanout=on,stream-generator=on||linux -i boot_test=on tests=sleep,generator"
	"sleep-firmware|scanout=on,stream-generator=on,smmu-clientpd=off,smmu-streams=all,mc-locked=on,wake-firmware=on||linux -i boot_test=on tests=sleep,generator"
	"sleep-around|scanout=on,stream-generator=on,wake-mc-bypass-config=0||linux -i boot_test=on tests=sleep,generator"
	"sleep-dead|scanout=on,scanout-sleeps=on||linux -i boot_test=on tests=sleep-dead"
	"sleep-lost|scanout=on,stream-generator=on,smmu-sync-stuck=wake||linux -i boot_test=on tests=lost"
	"wake-table|||linux boot_test=on tests=wake-table,board"
	"wake-table-open|||linux pkvm_iommu=off arm-smmu.disable_bypass=0 boot_test=open tests=wake-table"
	"wake-table-own|wake-table=on||linux boot_test=on tests=wake-own,board"
	"stuck|||linux -q boot_test=on tests=stuck"
	"stuck-boot|smmu-sync-stuck=on||linux refused=/bus@0/iommu@8000000 tests=failed,refused,board"
	"refused-iso-off||@iso-off|linux quiet refused=/bus@0/iommu@10000000 tests=refused"
	"refused-r35||@r35|linux refused=r36 tests=refused"
	"refused-smmuv3||@smmuv3|linux refused=/bus@0/iommu@5000000 tests=refused,board"
	"off||@map-long|linux quiet pkvm_iommu=off tests=off,board"
	"rows||@rows|linux boot_test=on refused_rows=4 refused=/bus@0/mmc@3460000 unbound=3460000.mmc tests=refused-rows,board"
	"r36||@r36|linux boot_test=on refused_rows=4 refused=/bus@0/host1x@13e00000/crypto@15820000 tests=refused-rows,board"
	"map-long||@map-long|linux boot_test=on tests=board"
	"storm|scanout=on,stream-generator=on||linux boot_test=on tests=storm,board"
	"host-mainline|||mainline boot_domain=DMA tests=host,masters,board"
	"host-on|||linux boot_test=on boot_domain=DMA tests=host,masters,limits,board"
	"host-stuck|||linux -q boot_test=on tests=host-stuck"
	"host-lazy|||linux iommu.strict=0 boot_test=on boot_domain=DMA tests=host,board"
	"host-passthrough|||linux iommu.passthrough=1 boot_test=on boot_domain=identity tests=host,masters,board"
	"stall|stream-generator=on||mainline tests=board,stall"
	"bpmp-dma|bpmp-fw-tag=off||mainline tests=board,bpmp"
	"bpmp-dma-on|bpmp-fw-tag=off||linux boot_test=on tests=board,bpmp"
	"cpus-1|||mainline -smp 1 tests=board"
	"cpus-12|||mainline -smp 12 tests=board"
	"cpus-12-on|||linux -smp 12 boot_test=on tests=board"
	"p3701-0008||p3737-0000+p3701-0008|mainline -smp 4 tests=board"
	"p3767-0000||p3768-0000+p3767-0000|mainline -smp 4 tests=board"
	"p3767-0005||p3768-0000+p3767-0005|mainline -smp 4 tests=board"
	"p3767-0005-on||p3768-0000+p3767-0005|linux boot_test=on tests=board"
	"p3740||p3740-0002+p3701-0008|mainline tests=board"
	"p3740-on||p3740-0002+p3701-0008|linux boot_test=on tests=board"
)

# NAME KERNEL [MACHINE=...] ARGUMENT... ; the root file system is on the eMMC. EMMC_MIB=
# MiB are written and read back.
EMMC_BOOTS=(
	"emmc mainline EMMC_MIB=256"
	"emmc-lazy mainline iommu.strict=0 EMMC_MIB=128"
	"emmc-passthrough mainline iommu.passthrough=1 EMMC_MIB=128"
	"emmc-sleep mainline EMMC_MIB=32 EMMC_SLEEP=1"
	"emmc-sleep-on linux kvm-arm.mode=protected EMMC_MIB=32 EMMC_SLEEP=1"
	"emmc-on linux kvm-arm.mode=protected EMMC_MIB=256"
	"emmc-own-sids linux MACHINE=mc-own-sids=on,mc-bypass-config=0x80000002 kvm-arm.mode=protected EMMC_MIB=32 EMMC_SLEEP=1"
)

# NAME KERNEL ARGUMENT... ; an NVMe disk behind PCIe controller 4. DISK_MIB= MiB are written
# and read back.
NVME_BOOTS=(
	"nvme mainline DISK_MIB=64"
	"nvme-on linux kvm-arm.mode=protected DISK_MIB=64"
)
