// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which devices access memory, and whether each is contained: devices with a link to their
 * IOMMU, devices of PCI, and platform devices whose node names an IOMMU, or whose names are
 * those of devices that access memory.
 */
#include <string.h>
#include <unistd.h>

#include "../audit/names.h"
#include "doctor.h"

#define BUSES "sys/bus"

/* Bridges above a PCI device that are looked at. */
#define MAX_PCI_DEPTH 16

struct bus {
	struct doctor *d;
	const char *name;
};

/*
 * The link leads to ".../<device of the IOMMU>/iommu/<name>"; an IOMMU itself has a folder
 * of that name.
 */
static bool read_iommu(const char *dev, char *name, size_t size)
{
	char path[DOCTOR_LINE], *end, *base;

	if (!files_target(path, sizeof(path), "%s/iommu", dev))
		return false;
	end = strstr(path, "/iommu/");
	if (!end)
		return false;
	*end = 0;
	base = strrchr(path, '/');
	snprintf(name, size, "%.*s", (int)size - 1, base ? base + 1 : path);
	return true;
}

/* The IOMMU that a node's property names in its cell @cell. */
static bool read_phandle(const char *dev, const char *prop, int cell, uint32_t *phandle)
{
	unsigned char b[8];
	long len = files_bytes((char *)b, sizeof(b), "%s/of_node/%s", dev, prop);

	if (len < 0)
		return false;
	*phandle = 0;
	if (len >= 4 * cell + 4)
		*phandle = (uint32_t)b[4 * cell] << 24 | b[4 * cell + 1] << 16 |
			   b[4 * cell + 2] << 8 | b[4 * cell + 3];
	return true;
}

/* A CPU reaches its registers: buses of ports, PHYs and chips have no "ranges". */
static bool is_on_bus(const char *node)
{
	char path[DOCTOR_LINE], *end, *base = strstr(node, "/devicetree/base/");

	if (!base)
		return false;
	snprintf(path, sizeof(path), "%s", node);
	base = path + (base - node) + strlen("/devicetree/base");
	while ((end = strrchr(path, '/')) > base) {
		*end = 0;
		strcat(path, "/ranges");
		if (access(path, F_OK))
			return false;
		*end = 0;
	}
	return true;
}

static struct audit_known known_device(const char *dev)
{
	struct audit_known k = { .role = ROLE_OTHER };
	char strings[DOCTOR_LINE], node[DOCTOR_LINE];
	long len = files_bytes(strings, sizeof(strings), "%s/of_node/compatible", dev);

	if (len <= 0)
		return k;
	k = names_compatible(strings, len);
	if (k.certain || !files_exist("%s/of_node/reg", dev) ||
	    !files_target(node, sizeof(node), "%s/of_node", dev))
		return k;
	if (is_on_bus(node))
		k.role = names_generic(strrchr(node, '/') + 1);
	return k;
}

static void judge_as(struct doctor_device *dev, enum doctor_verdict verdict, const char *why)
{
	dev->verdict = verdict;
	dev->why = why;
}

static void judge_link(const struct doctor *d, struct doctor_device *dev)
{
	if (smmus_by_name(d, dev->smmu))
		judge_as(dev, DOCTOR_CONTAINED, "");
	else
		judge_as(dev, DOCTOR_OPEN, "its IOMMU is the host's");
}

/* A node names its IOMMU, and the driver gave it none. @why: it is open if that is not EL2's. */
static void judge_node(const struct doctor *d, struct doctor_device *dev, uint32_t phandle,
		       const char *why)
{
	const struct doctor_smmu *s = smmus_by_phandle(d, phandle);

	if (!s) {
		judge_as(dev, DOCTOR_OPEN, why);
		return;
	}
	snprintf(dev->smmu, sizeof(dev->smmu), "%s", s->name);
	if (s->bound)
		judge_as(dev, DOCTOR_FAULTS, "its streams are refused, or nobody has attached them");
	else
		judge_as(dev, DOCTOR_FAULTS, "pkvm-smmu did not bind to its SMMU, which EL2 owns");
}

/* A bridge to PCI: its devices are judged one by one. */
static void judge_bridge(const struct doctor *d, struct doctor_device *dev, uint32_t phandle)
{
	const struct doctor_smmu *s = smmus_by_phandle(d, phandle);

	judge_node(d, dev, phandle, "the IOMMU that its node maps IDs to is not EL2's");
	if (s && s->bound)
		judge_as(dev, DOCTOR_CONTAINED, "");
}

/* Of the bridge that a PCI device is below, at any depth. */
static bool read_bridge(const char *dev, uint32_t *phandle)
{
	char path[DOCTOR_LINE];
	int i;

	snprintf(path, sizeof(path), "%s", dev);
	for (i = 0; i < MAX_PCI_DEPTH && strlen(path) + 4 < sizeof(path); i++) {
		strcat(path, "/..");
		if (read_phandle(path, "iommu-map", 1, phandle))
			return true;
	}
	return false;
}

static void judge_pci(const struct doctor *d, struct doctor_device *dev, const char *path)
{
	uint32_t phandle = 0;

	read_bridge(path, &phandle);
	judge_node(d, dev, phandle, "it has no IOMMU");
}

static void judge_name(struct doctor_device *dev, const struct audit_known *k)
{
	/* Of an engine whose accesses are another device's, EL2's table has the stream. */
	if (names_contained(k->role))
		judge_as(dev, DOCTOR_CONTAINED, "");
	else if (k->certain)
		judge_as(dev, DOCTOR_OPEN, k->words ? k->words : "its node names no IOMMU");
	else
		judge_as(dev, DOCTOR_UNKNOWN, "by its name it accesses memory, and it has no IOMMU");
}

/* Platform devices. False: it does not access memory, as far as its node tells. */
static bool judge_platform(const struct doctor *d, struct doctor_device *dev, const char *path)
{
	struct audit_known k;
	uint32_t phandle;

	if (read_phandle(path, "iommus", 0, &phandle)) {
		judge_node(d, dev, phandle, "the IOMMU that its node names is not EL2's");
		return true;
	}
	if (read_phandle(path, "iommu-map", 1, &phandle)) {
		judge_bridge(d, dev, phandle);
		return true;
	}
	k = known_device(path);
	if (!names_master(k.role))
		return false;
	judge_name(dev, &k);
	return true;
}

/* Only buses whose devices have registers and nodes of their own. */
static bool judge_device(const struct doctor *d, struct doctor_device *dev, const char *path)
{
	if (read_iommu(path, dev->smmu, sizeof(dev->smmu)))
		judge_link(d, dev);
	else if (!strcmp(dev->bus, "pci"))
		judge_pci(d, dev, path);
	else if (strcmp(dev->bus, "platform") && strcmp(dev->bus, "amba"))
		return false;
	else if (!judge_platform(d, dev, path))
		return false;
	if (d->state != DOCTOR_ACTIVE)
		judge_as(dev, DOCTOR_OPEN, "DMA isolation is not active");
	return true;
}

static void add_device(void *arg, const char *name)
{
	const struct bus *b = arg;
	struct doctor_device dev = { .why = "" }, *more;
	char path[DOCTOR_LINE];

	snprintf(dev.bus, sizeof(dev.bus), "%.31s", b->name);
	snprintf(dev.name, sizeof(dev.name), "%.127s", name);
	snprintf(path, sizeof(path), BUSES "/%s/devices/%s", dev.bus, dev.name);
	if (!judge_device(b->d, &dev, path))
		return;
	more = gather_more(b->d, &b->d->device, &b->d->nr_devices, sizeof(dev));
	if (!more)
		return;
	*more = dev;
	b->d->count[dev.verdict]++;
}

static void add_bus(void *arg, const char *name)
{
	struct bus b = { .d = arg, .name = name };
	char path[DOCTOR_LINE];

	snprintf(path, sizeof(path), BUSES "/%.31s/devices", name);
	if (files_list(path, add_device, &b))
		b.d->lost = true;
}

void devices_find(struct doctor *d)
{
	if (files_list(BUSES, add_bus, d))
		d->lost = true;
}
