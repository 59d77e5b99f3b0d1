// SPDX-License-Identifier: GPL-2.0-only
/*
 * The SMMUs that EL2 owns: in state active all that the device tree has. One whose driver has
 * bound has a folder in debugfs, with its counters and faults. Others are found by their nodes.
 */
#include <stdlib.h>
#include <string.h>

#include "doctor.h"

#define FOLDER		"sys/kernel/debug/pkvm_smmu"
#define DEVICES		"sys/bus/platform/devices"

const struct doctor_smmu *smmus_by_name(const struct doctor *d, const char *name)
{
	int i;

	for (i = 0; i < d->nr_smmus; i++) {
		if (!strcmp(d->smmu[i].name, name))
			return &d->smmu[i];
	}
	return NULL;
}

const struct doctor_smmu *smmus_by_phandle(const struct doctor *d, uint32_t phandle)
{
	int i;

	for (i = 0; i < d->nr_smmus; i++) {
		if (phandle && d->smmu[i].phandle == phandle)
			return &d->smmu[i];
	}
	return NULL;
}

static uint32_t phandle_of(const char *device)
{
	unsigned char b[4];

	if (files_bytes((char *)b, sizeof(b), DEVICES "/%s/of_node/phandle", device) != 4)
		return 0;
	return (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

static struct doctor_smmu *add_smmu(struct doctor *d, const char *name, bool bound)
{
	struct doctor_smmu *s = gather_more(d, &d->smmu, &d->nr_smmus, sizeof(*s));

	if (!s)
		return NULL;
	snprintf(s->name, sizeof(s->name), "%.100s", name);
	s->phandle = phandle_of(s->name);
	s->bound = bound;
	return s;
}

/* "12 context sid=0x4 read address=0x80001000 fsr=...": the last lines are the latest. */
static void add_fault(void *arg, const char *line)
{
	struct doctor_smmu *s = arg;
	char *end;
	uint64_t nr = strtoull(line, &end, 10);

	if (end == line)
		return;
	s->faults = nr + 1;
	if (s->nr_last == DOCTOR_LAST_FAULTS) {
		memmove(s->last[0], s->last[1], sizeof(s->last) - sizeof(s->last[0]));
		s->nr_last--;
	}
	snprintf(s->last[s->nr_last++], DOCTOR_LINE, "%s", end + strspn(end, " "));
}

static void add_folder(void *arg, const char *name)
{
	struct doctor *d = arg;
	struct doctor_smmu *s;
	char path[DOCTOR_LINE];

	if (!strcmp(name, "guards") || !files_exist(FOLDER "/%.100s/.", name))
		return;
	s = add_smmu(d, name, true);
	if (!s)
		return;
	snprintf(path, sizeof(path), FOLDER "/%.100s/reg_writes", name);
	gather_number(d, &s->reg_writes, path);
	snprintf(path, sizeof(path), FOLDER "/%.100s/syncs", name);
	gather_number(d, &s->syncs, path);
	snprintf(path, sizeof(path), FOLDER "/%.100s/faults", name);
	d->lost |= files_lines(path, add_fault, s) || !files_exist(FOLDER "/%.100s/streams", name);
}

/* Does its driver match it? */
static bool is_smmu(const char *device)
{
	static const char * const names[] = { "nvidia,tegra234-smmu", "arm,smmu-v3" };
	char list[DOCTOR_LINE];
	unsigned int i;
	long len, at;

	len = files_bytes(list, sizeof(list) - 1, DEVICES "/%.100s/of_node/compatible", device);
	list[len > 0 ? len : 0] = 0;
	for (at = 0; at < len; at += strlen(list + at) + 1) {
		for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
			if (!strcmp(list + at, names[i]))
				return true;
		}
	}
	return false;
}

/* One that has a driver, and no folder, has lost it. */
static void add_node(void *arg, const char *name)
{
	struct doctor *d = arg;
	bool bound;

	if (smmus_by_name(d, name) || !is_smmu(name))
		return;
	bound = files_exist(DEVICES "/%.100s/driver", name);
	d->lost |= bound;
	add_smmu(d, name, bound);
}

/* "2 0x4 0x61": the first is the SMMU's number. */
static void count_smmus(void *arg, const char *line)
{
	int *nr = arg, index = atoi(line);

	if (*nr <= index)
		*nr = index + 1;
}

void smmus_find(struct doctor *d)
{
	int nr = 0;

	if (files_list(FOLDER, add_folder, d))
		d->lost = true;
	if (d->state != DOCTOR_ACTIVE)
		return;
	if (files_list(DEVICES, add_node, d) ||
	    files_lines(FOLDER "/topology", count_smmus, &nr) || d->nr_smmus < nr)
		d->lost = true;
}
