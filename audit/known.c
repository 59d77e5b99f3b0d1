// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of devices and SoCs by their names, beyond what EL1's and EL2's code
 * decides. Compatible strings are those of the kernel's bindings, names of nodes those of
 * the Devicetree Specification's chapter "Generic Names Recommendation".
 */
#include <string.h>

#include "audit.h"

struct known_string {
	const char *compatible;
	enum audit_role role;
	const char *words;
};

#define FIRMWARE_WORDS \
	"a processor with firmware of its own: what its cores fetch is not contained"

static const struct known_string strings[] = {
	{ "nvidia,tegra234-gpcdma", ROLE_BACKBONE,
	  "reaches registers by the control backbone: EL2 guards its own registers" },
	{ "nvidia,tegra234-bpmp", ROLE_FIRMWARE, FIRMWARE_WORDS },
	{ "nvidia,tegra186-bpmp", ROLE_FIRMWARE, FIRMWARE_WORDS },
	{ "nvidia,tegra194-rce", ROLE_FIRMWARE, FIRMWARE_WORDS },
	{ "nvidia,tegra234-dce", ROLE_FIRMWARE, FIRMWARE_WORDS },
	{ "nvidia,tegra234-adma", ROLE_PROXY,
	  "its accesses are the audio processing engine's, clients APEDMAR and APEDMAW" },
	{ "nvidia,tegra194-adma", ROLE_PROXY, "its accesses are the audio processing engine's" },
	{ "nvidia,tegra186-adma", ROLE_PROXY, "its accesses are the audio processing engine's" },
	{ "nvidia,tegra234-nvdec", ROLE_BACKBONE,
	  "its microcontroller, which the host loads, reaches registers by the control backbone" },
	{ "nvidia,ga10b", ROLE_GPU, "no SMMU of EL2's is in front of it" },
	{ "nvidia,gv11b", ROLE_GPU, "no SMMU of EL2's is in front of it" },
	{ "arm,gic-v3-its", ROLE_ITS,
	  "reads and writes tables in memory, at addresses that the host gives it" },
	{ "arm,coresight-tmc", ROLE_TRACE, "an ETR writes traces to memory" },
	{ "arm,trace-buffer-extension", ROLE_TRACE, "CPUs write traces to memory" },
	{ "simple-framebuffer", ROLE_FRAMEBUFFER,
	  "the boot loader's: a display engine reads it from before the takeover on" },
	{ "pci-host-ecam-generic", ROLE_PCIE, NULL },
	{ "pci-host-cam-generic", ROLE_PCIE, NULL },
};

/* Generic names of devices that access memory by themselves. */
static const struct {
	const char *name;
	enum audit_role role;
} names[] = {
	{ "dma-controller", ROLE_MASTER }, { "dma", ROLE_MASTER }, { "ethernet", ROLE_MASTER },
	{ "mmc", ROLE_MASTER }, { "usb", ROLE_MASTER }, { "sata", ROLE_MASTER },
	{ "ufs", ROLE_MASTER }, { "ufshc", ROLE_MASTER }, { "gpu", ROLE_GPU },
	{ "display-controller", ROLE_MASTER }, { "display", ROLE_MASTER },
	{ "display-subsystem", ROLE_MASTER }, { "crypto", ROLE_MASTER },
	{ "video-codec", ROLE_MASTER }, { "npu", ROLE_MASTER }, { "isp", ROLE_MASTER },
	{ "hda", ROLE_MASTER }, { "remoteproc", ROLE_FIRMWARE }, { "pcie", ROLE_PCIE },
	{ "pci", ROLE_PCIE }, { "pcie-ep", ROLE_MASTER }, { "vop", ROLE_MASTER },
	{ "nand-controller", ROLE_MASTER }, { "jpegdec", ROLE_MASTER }, { "wifi", ROLE_MASTER },
};

static bool has_name(const char *name, const char *generic)
{
	size_t len = strcspn(name, "@");

	return len == strlen(generic) && !strncmp(name, generic, len);
}

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
	struct audit_known k = { .role = ROLE_OTHER };
	unsigned int i;

	for (i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
		if (tree_is(t, node, strings[i].compatible))
			return (struct audit_known) {
				.role = strings[i].role, .words = strings[i].words,
				.certain = true,
			};
	}
	return k;
}

static struct audit_known by_name(const struct audit_tree *t, int node)
{
	struct audit_known k = { .role = ROLE_OTHER };
	unsigned int i;

	if (!has_registers(t, node) || !is_on_bus(t, node))
		return k;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (has_name(t->node[node].name, names[i].name))
			k.role = names[i].role;
	}
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
