// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of devices that access memory by themselves. Compatible strings are those of the
 * kernel's bindings, names of nodes those of the Devicetree Specification's chapter
 * "Generic Names Recommendation". pkvm-dma-doctor uses them, too.
 */
#include <string.h>

#include "names.h"

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
	  "its accesses to memory are the audio processing engine's, clients APEDMAR and APEDMAW; "
	  "whether it reaches registers is not known" },
	{ "nvidia,tegra194-adma", ROLE_PROXY, "its accesses are the audio processing engine's" },
	{ "nvidia,tegra186-adma", ROLE_PROXY, "its accesses are the audio processing engine's" },
	{ "nvidia,tegra234-nvdec", ROLE_BACKBONE,
	  "its microcontroller, which the host loads, reaches registers by the control backbone" },
	{ "nvidia,ga10b", ROLE_GPU, "no SMMU of EL2's is in front of it" },
	{ "nvidia,gv11b", ROLE_GPU, "no SMMU of EL2's is in front of it" },
	{ "arm,gic-v3-its", ROLE_ITS,
	  "reads and writes tables in memory, at addresses that the host gives it" },
	{ "qemu,fw-cfg-mmio", ROLE_CLOSED,
	  "copies to any address that it is told: EL2 closes its registers" },
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

/* A string list is one string after another, each with its end, up to @len. */
static bool has_string(const char *list, size_t len, const char *s)
{
	size_t n;

	for (; len; list += n, len -= n) {
		n = strnlen(list, len);
		if (n == strlen(s) && !memcmp(list, s, n))
			return true;
		n += n < len;
	}
	return false;
}

struct audit_known names_compatible(const char *list, size_t len)
{
	unsigned int i;

	for (i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
		if (has_string(list, len, strings[i].compatible))
			return (struct audit_known) {
				.role = strings[i].role, .words = strings[i].words,
				.certain = true,
			};
	}
	return (struct audit_known) { .role = ROLE_OTHER };
}

static bool has_name(const char *name, const char *generic)
{
	size_t len = strcspn(name, "@");

	return len == strlen(generic) && !strncmp(name, generic, len);
}

enum audit_role names_generic(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (has_name(name, names[i].name))
			return names[i].role;
	}
	return ROLE_OTHER;
}

bool names_master(enum audit_role role)
{
	switch (role) {
	case ROLE_MASTER:
	case ROLE_PCIE:
	case ROLE_GPU:
	case ROLE_ITS:
	case ROLE_BACKBONE:
	case ROLE_PROXY:
	case ROLE_CLOSED:
		return true;
	default:
		return false;
	}
}

bool names_contained(enum audit_role role)
{
	return role == ROLE_PROXY || role == ROLE_CLOSED;
}
