# SPDX-License-Identifier: GPL-2.0-only
# What each map and unmap of the DMA API costs: instructions, entries to EL2, register writes
# and syncs of SMMUs. Sourced after lib.sh by bench/run and bench/virt.
# shellcheck shell=bash

EACH_MODES=(off nested paging)

# each_boots PREFIX ROUND EVENTS ARGUMENT...: a boot in each mode, PREFIX-each-MODE-ROUND, by
# tools/boot. QEMU's log, with its EVENTS and all exceptions, does not change the instructions.
each_boots()
{
	local prefix=$1 round=$2 events=$3 mode name log
	local -A parameter=([off]=pkvm_iommu=off [nested]=pkvm_iommu.domains=nested
			    [paging]=pkvm_iommu.domains=paging)
	shift 3

	for mode in "${EACH_MODES[@]}"; do
		name=$prefix-each-$mode-$round
		log=$LOGS/qemu-$name.log
		QEMU_EXTRA="$ICOUNT -d int $events" INITRD=$BUILD/bench/bench.cpio \
			step "round $round, each map, $mode" "$name" "$TOP/tools/boot" "$name" \
			linux "$@" "${parameter[$mode]}" bench=maps
		"$TOP/bench/entries" "$log" > "$BUILD/bench/entries" || die \
			"$log lacks the marks of the benchmark" \
			"look at build/logs/boot-$name.log"
		sort "$BUILD/bench/entries" >> "$RESULTS/$name.tap"
		rm -f "$log"
	done
}

# Instructions are nanoseconds of the machine's time, on one CPU.
ICOUNT='-icount shift=0,sleep=off -rtc clock=vm'

# each_tegra234 ROUND ARGUMENT...
each_tegra234()
{
	each_boots bench "$1" "-trace tegra234_smmu_write -trace tegra234_smmu_sync" \
		-t 900 quiet kvm-arm.mode=protected "${@:2}"
}

# each_virt ROUND. To tools/boot MACHINE= means properties of the machine.
each_virt()
{
	MACHINE='' each_boots bench-virt "$1" "-trace smmuv3_write_mmio -trace smmuv3_cmdq_opcode" \
		-M virt -smp 1 -t 900 quiet kvm-arm.mode=protected rdinit=/virt
}

# each_table PREFIX ROUND [COMMAND...]: the figures as a table, or what COMMAND makes of them
each_table()
{
	local prefix=$1 round=$2 mode files=()
	shift 2
	[ $# -gt 0 ] || set -- "$TOP/bench/each"

	for mode in "${EACH_MODES[@]}"; do files+=("$RESULTS/$prefix-each-$mode-$round.tap"); done
	"$@" "${files[@]}"
}
