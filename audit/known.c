// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of the nodes of a tree and of SoCs by their names, beyond what EL1's and
 * EL2's code decides.
 */
#include <string.h>

#include "audit.h"

/* A name counts for a device with registers only: "usb" may be a port of a hub. */
static bool has_registers(const struct audit_tree *t, int node)
{
	return tree_has(t, node, "reg") && tree_has(t, node, "compatible");
}

/* Registers that a CPU reaches: buses of ports, PHYs and chips have no "ranges". */
static bool is_on_bus(const struct audit_tree *t, int node)
{
	for (node = t->node[node].parent; node > 0; node = t->node[node].parent) {
		if (!tree_has(t, node, "ranges"))
			return false;
	}
	return true;
}

static struct audit_known by_string(const struct audit_tree *t, int node)
{
	const char *list;
	int len;

	list = tree_prop(t, node, "compatible", &len);
	return list ? names_compatible(list, len) : (struct audit_known) { .role = ROLE_OTHER };
}

static struct audit_known by_name(const struct audit_tree *t, int node)
{
	struct audit_known k = { .role = ROLE_OTHER };

	if (has_registers(t, node) && is_on_bus(t, node))
		k.role = names_generic(t->node[node].name);
	return k;
}

/* Devices below a root port present requester IDs, which the root's "iommu-map" maps. */
static bool is_below_pci(const struct audit_tree *t, int node)
{
	for (node = t->node[node].parent; node > 0; node = t->node[node].parent) {
		if (!strcmp(tree_text(t, node, "device_type"), "pci"))
			return true;
	}
	return false;
}

/* Those that the kernel's irq-gic.c matches, and that hold a CPU's interrupts. */
int known_gicv2(const struct audit_tree *t)
{
	static const char * const gics[] = {
		"arm,gic-400", "arm,cortex-a15-gic", "arm,cortex-a9-gic", "arm,cortex-a7-gic",
		"arm,arm11mp-gic", "arm,arm1176jzf-devchip-gic",
	};
	unsigned int i;
	int node;

	for (node = 1; node < t->nr; node++)
		for (i = 0; i < sizeof(gics) / sizeof(*gics); i++)
			if (tree_has(t, node, "interrupt-controller") &&
			    tree_is(t, node, gics[i]))
				return node;
	return 0;
}

struct audit_known known_device(const struct audit_tree *t, int node)
{
	struct audit_known k = { .role = ROLE_OTHER };

	if (is_below_pci(t, node))
		return k;
	if (tree_has(t, node, "compatible"))
		k = by_string(t, node);
	if (k.certain)
		return k;
	if (!strcmp(tree_text(t, node, "device_type"), "pci") && has_registers(t, node))
		return (struct audit_known) { .role = ROLE_PCIE, .certain = true };
	return by_name(t, node);
}

static const struct audit_soc socs[] = {
	{ "nvidia,tegra234", "Tegra234 (Orin)", true, NULL },
	{ "nvidia,tegra264", "Tegra264 (Thor)", false,
	  "EL2 has no table of its five SMMUv3s, and none of what decides its stream IDs" },
	{ "nvidia,tegra194", "Tegra194 (Xavier)", false,
	  "EL2 has no table of its SMMUs and memory clients" },
	{ "nvidia,tegra186", "Tegra186 (Tegra X2)", false,
	  "EL2 has no table of its SMMU and memory clients" },
	{ "nvidia,tegra210", "Tegra210 (Tegra X1)", false,
	  "the SMMU in its memory controller is NVIDIA's own, which EL2 has no driver for" },
	{ "nvidia,tegra132", "Tegra132 (Tegra K1)", false,
	  "the SMMU in its memory controller is NVIDIA's own, which EL2 has no driver for" },
	{ "linux,dummy-virt", "QEMU's machine \"virt\"", false,
	  "EL2 can own it only if the kernel has CONFIG_PKVM_SMMU_V3" },
};

const struct audit_soc *known_soc(const struct audit_tree *t)
{
	unsigned int i;

	for (i = 0; i < sizeof(socs) / sizeof(*socs); i++) {
		if (tree_is(t, 0, socs[i].compatible))
			return &socs[i];
	}
	return NULL;
}

const char *known_smmu_name(const struct audit_soc *soc, uint64_t base)
{
	static const struct {
		uint64_t base;
		const char *name;
	} smmus[] = {
		{ 0x08000000, "niso1" }, { 0x10000000, "iso" }, { 0x12000000, "niso0" },
	};
	unsigned int i;

	for (i = 0; soc && soc->owned && i < sizeof(smmus) / sizeof(*smmus); i++) {
		if (smmus[i].base == base)
			return smmus[i].name;
	}
	return NULL;
}

/* Of docs/not-covered.md, "Masters that are not behind an SMMU". */
const char *known_unseen(const struct audit_soc *soc, unsigned int i)
{
	static const char * const tegra234[] = {
		"The GPU at 0x17000000: no SMMU of EL2's is in front of it.",
		"Firmware processors (BPMP, SCE, RCE, APE, SPE, PSC, DCE): what their cores fetch.",
		"Initiators of the control backbone other than GPCDMA: the microcontrollers of NVDEC and TSEC, PEATRANS, firmware processors, CoreSight, and DMA engines of firmware's clusters.",
		"Debug: the CPUs' trace buffers, and the JTAG port.",
	};

	if (!soc || !soc->owned || i >= sizeof(tegra234) / sizeof(*tegra234))
		return NULL;
	return tegra234[i];
}
