// SPDX-License-Identifier: GPL-2.0-only
/*
 * What to do about a state that is not active, by its reason. The words are those of
 * host/setup.c, host/kvm/pkvm_iommu.c and abi/topology_*.c; unit test "doctor" compares them.
 */
#include <errno.h>
#include <string.h>

#include "doctor.h"

/**
 * struct advice - a row of the table
 * @words: a part of the reason
 * @text: the advice
 * @error: the errno that the reason has; 0: any
 * @wants_pkvm: only if the command line has kvm-arm.mode=protected
 */
struct advice {
	const char *words;
	const char *text;
	int error;
	bool wants_pkvm;
};

#define TRY_TREE	" pkvm-dma-audit TREE.dtb tries the result."
#define KERNELS_TREE	" Or boot the kernel's own device tree: docs/jetson.md."
#define DUMP		" Take a board dump, with pkvm_iommu=off: docs/board-dump.md."
#define REPORT		" Report the kernel's log."
#define EL1_READS_TREE	" Or build the kernel without CONFIG_PKVM_IOMMU_FDT_AT_EL2."

#define CORRECTED	"Correct this node of the device tree." TRY_TREE KERNELS_TREE
#define SMALLER \
	"Remove nodes that the board does not use from the device tree." TRY_TREE
#define KNOWN_SOC \
	"pkvm-dma-audit /sys/firmware/fdt says whether EL2 knows this SoC. If it does, boot the kernel's own device tree: docs/jetson.md."

/* The first row that matches counts. */
static const struct advice table[] = {
	/* KVM and the command line */
	{ "switched off by pkvm_iommu=off", .text = "Boot without pkvm_iommu=off." },
	{ "EL2 refused to leave the SMMUs alone",
	  .text = "EL2 refused pkvm_iommu=off: boot without it." REPORT },
	{ "no protected KVM",
	  .text = "KVM is not protected: the kernel must enter at EL2. See dmesg | grep -i kvm.",
	  .wants_pkvm = true },
	{ "no protected KVM", .text = "Boot with kvm-arm.mode=protected." },
	{ "memory has more regions",
	  .text = "EL2 has room for 128 regions: remove no-map nodes of reserved-memory." },
	{ "KVM is not available",
	  .text = "KVM needs a kernel that enters at EL2, and a GICv3. See dmesg | grep -i kvm." },
	{ "not decided yet",
	  .text = "The kernel has not finished booting: run this program again." },
	{ "no driver describes the SMMUs",
	  .text = "pkvm-smmu did not register with KVM: dmesg | grep pkvm-smmu says why." },
	{ "EL2 refused the description of the system",
	  .text = "EL2 has no code or no memory for an option: boot without it." REPORT,
	  .error = -EOPNOTSUPP },
	{ "EL2 refused the description of the system",
	  .text = "EL2 refused an option: boot without it. dmesg | grep pkvm_iommu= names it." },

	/* the device tree as a whole */
	{ "ACPI describes this system",
	  .text = "Select Device Tree in UEFI's setup, or boot with acpi=off." },
	{ "there is no device tree",
	  .text = "Select Device Tree in UEFI's setup, or name a tree in extlinux.conf (FDT)." },
	{ "L4T r35", .text = "Boot upstream's device tree, or that of L4T r36: docs/jetson.md." },
	{ "the device tree is larger than EL2 has room for", .text = SMALLER EL1_READS_TREE },
	{ "the device tree is not in memory of the host's",
	  .text = "Have the boot loader load the device tree outside of /reserved-memory."
	  EL1_READS_TREE },
	{ "too little memory was reserved for the device tree",
	  .text = "EL2's memory does not suffice for the device tree." REPORT EL1_READS_TREE },
	{ "EL2 could not read the device tree",
	  .text = "EL1 has read the device tree, and EL2 has not." REPORT EL1_READS_TREE },
	{ "EL2 has read another device tree",
	  .text = "The device tree changed while the kernel booted." REPORT EL1_READS_TREE },
	{ "the device tree blob is damaged",
	  .text = "Copy the device tree again. dtc -I dtb -O dts TREE.dtb must read it." },
	{ "the device tree has no SMMU", .text = KNOWN_SOC },
	{ "EL2 has no driver for this SMMU or IOMMU", .text = KNOWN_SOC },
	{ "the device tree has no memory controller", .text = KNOWN_SOC },
	{ "EL2 knows no SoC", .text = KNOWN_SOC },

	/* more than there is room for */
	{ "than EL2 has room for", .text = SMALLER },
	{ "than EL1 has room for", .text = SMALLER },
	{ "than EL1 has time for", .text = SMALLER },
	{ "than an SMMU can match", .text = SMALLER },
	{ "nested too deeply", .text = SMALLER },
	{ "it is too small for all streams", .text = SMALLER },

	/* a node of the device tree */
	{ "the device tree lacks the SMMU",
	  .text = "Add the SMMU to the device tree: EL2 needs all SMMUs of the SoC." KERNELS_TREE },
	{ "this SMMU is disabled",
	  .text = "Enable the SMMU in the device tree: status = \"okay\"." TRY_TREE },
	{ "a disabled SMMU, or no SMMUv3",
	  .text = "Enable all SMMUs in the device tree. Beside SMMUv3s EL2 owns no other IOMMU." },
	{ "a second memory controller",
	  .text = "Enable one memory controller only in the device tree." TRY_TREE },
	{ "overlap others, or memory",
	  .text = "Correct the node whose reg has this address, or the memory node."
	  KERNELS_TREE },
	{ "reaches an alias of DRAM",
	  .text = "Boot with less memory (mem=), so that none is at this address." },
	{ "are not understood", .text = CORRECTED },
	{ "is not understood", .text = CORRECTED },
	{ "EL2 refused this SMMU", .text = CORRECTED },
	{ "EL2 refused the memory controller", .text = CORRECTED },

	/* the hardware, and what firmware has made of it */
	{ "the words that firmware obeys at wake",
	  .text = "One is an address in the host's memory: switch the power off and on.",
	  .error = -EPERM },
	{ "the words that firmware obeys at wake",
	  .text = "EL2 cannot read one, and no board dump has it." REPORT, .error = -ENODEV },
	{ "so that DMA can pass", .text = "Firmware has locked what EL2 needs." DUMP },
	{ "it lacks what EL2 needs",
	  .text = "Registers, which no device tree shows, are not as EL2 needs them." DUMP },
	{ "DMA towards EL2's registers is running",
	  .text = "A device ran at boot: stop it in the boot loader." },
	{ "it did not take what EL2 wrote",
	  .text = "A register keeps its value: firmware may have locked it." DUMP REPORT },
	{ "it did not confirm an invalidation",
	  .text = "An SMMU is stuck, or has no clock: switch the power off and on." DUMP REPORT },
	{ "EL2 could not take the SMMUs over",
	  .text = "EL2's memory does not suffice for its tables." REPORT, .error = -ENOMEM },
	{ "EL2 could not take the SMMUs over",
	  .text = "Boot a device tree in which a device names an SMMU." TRY_TREE,
	  .error = -ENODEV },
	{ "EL2 could not take the SMMUs over",
	  .text = "Compare with pkvm-dma-audit --log /sys/firmware/fdt." REPORT },
	{ "EL2 refused it", .text = "The driver has no words for this error." DUMP REPORT },
};

const char advice_otherwise[] =
	"This program does not know this reason: take that of the kernel's version.";

static bool matches(const struct advice *a, const struct doctor *d)
{
	return strstr(d->reason, a->words) && (!a->error || a->error == d->error) &&
	       (!a->wants_pkvm || d->wants_pkvm);
}

const char *advice_on_reason(const struct doctor *d)
{
	unsigned int i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (matches(&table[i], d))
			return table[i].text;
	}
	return advice_otherwise;
}

const char *advice_words(unsigned int i)
{
	return i < sizeof(table) / sizeof(*table) ? table[i].words : NULL;
}
