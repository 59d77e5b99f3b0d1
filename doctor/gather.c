// SPDX-License-Identifier: GPL-2.0-only
/* What EL2 and its driver tell: <debugfs>/pkvm_smmu/, and the kernel's command line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"

#define DEBUGFS		"sys/kernel/debug"
#define FOLDER		DEBUGFS "/pkvm_smmu"
#define DEVICES		"sys/bus/platform/devices"

void *gather_more(struct doctor *d, void *array, int *nr, size_t size)
{
	char **list = array;
	char *more;

	more = *nr < DOCTOR_MAX ? realloc(*list, (*nr + 1) * size) : NULL;
	if (!more) {
		d->lost = true;
		return NULL;
	}
	*list = more;
	more += (*nr)++ * size;
	memset(more, 0, size);
	return more;
}

/* "debugfs /sys/kernel/debug debugfs rw,relatime 0 0" */
static void find_debugfs(void *arg, const char *line)
{
	bool *mounted = arg;

	if (strstr(line, " /" DEBUGFS " debugfs "))
		*mounted = true;
}

/* Only where debugfs is known to be mounted does its silence mean something. */
static enum doctor_state no_state(int err)
{
	bool mounted = false;

	if (err == -EACCES || err == -EPERM)
		return DOCTOR_NO_ACCESS;
	if (err != -ENOENT)
		return DOCTOR_UNREADABLE;
	files_lines("proc/mounts", find_debugfs, &mounted);
	return mounted ? DOCTOR_ABSENT : DOCTOR_NO_DEBUGFS;
}

static enum doctor_state read_state(void)
{
	static const enum doctor_state states[] = {
		DOCTOR_ACTIVE, DOCTOR_OFF, DOCTOR_FAILED, DOCTOR_PENDING,
	};
	char word[16];
	unsigned int i;
	int err = files_read(word, sizeof(word), FOLDER "/state");

	if (err)
		return no_state(err);
	for (i = 0; i < sizeof(states) / sizeof(*states); i++) {
		if (!strcmp(word, judge_state(states[i])))
			return states[i];
	}
	return DOCTOR_UNREADABLE;
}

/* "EL2 owns the SMMUs (0)" */
static void read_reason(struct doctor *d)
{
	char *end;

	files_read(d->reason, sizeof(d->reason), FOLDER "/reason");
	end = strrchr(d->reason, '(');
	if (!end || end == d->reason || sscanf(end, "(%d)", &d->error) != 1)
		return;
	end[-1] = 0;
}

static void read_command_line(struct doctor *d)
{
	char line[4096], *word, *rest;

	if (files_read(line, sizeof(line), "proc/cmdline"))
		d->lost = true;
	for (word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		if (!strncmp(word, "kvm-arm.mode=", 13))
			d->wants_pkvm = !strcmp(word + 13, "protected");
		if (!strncmp(word, "pkvm_iommu=", 11))
			snprintf(d->option, sizeof(d->option), "%.100s", word + 11);
	}
}

static bool read_number(uint64_t *val, const char *path)
{
	char text[32], *end;

	if (files_read(text, sizeof(text), "%s", path))
		return false;
	*val = strtoull(text, &end, 10);
	return end != text && !*end;
}

/* EL2's counters, of the whole system: each file that has a number. */
static void add_counter(void *arg, const char *name)
{
	struct doctor *d = arg;
	struct doctor_counter *c;
	char path[DOCTOR_LINE];
	uint64_t val;

	snprintf(path, sizeof(path), FOLDER "/%.100s", name);
	if (!read_number(&val, path))
		return;
	c = gather_more(d, &d->counter, &d->nr_counters, sizeof(*c));
	if (!c)
		return;
	snprintf(c->name, sizeof(c->name), "%.100s", name);
	c->val = val;
}

static void add_guard(void *arg, const char *name)
{
	struct doctor *d = arg;
	struct doctor_counter *c;
	char path[DOCTOR_LINE];

	c = gather_more(d, &d->guard, &d->nr_guards, sizeof(*c));
	if (!c)
		return;
	snprintf(c->name, sizeof(c->name), "%.100s", name);
	snprintf(path, sizeof(path), FOLDER "/guards/%.100s/refused", name);
	if (!read_number(&c->val, path))
		d->lost = true;
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

static uint32_t phandle_of(const char *device)
{
	unsigned char b[4];

	if (files_bytes((char *)b, sizeof(b), DEVICES "/%s/of_node/phandle", device) != 4)
		return 0;
	return (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

static void add_smmu(void *arg, const char *name)
{
	struct doctor *d = arg;
	struct doctor_smmu *s;
	char path[DOCTOR_LINE];

	if (!files_exist(FOLDER "/%s/streams", name))
		return;
	s = gather_more(d, &d->smmu, &d->nr_smmus, sizeof(*s));
	if (!s)
		return;
	snprintf(s->name, sizeof(s->name), "%.100s", name);
	s->phandle = phandle_of(s->name);
	snprintf(path, sizeof(path), FOLDER "/%.100s/reg_writes", name);
	d->lost |= !read_number(&s->reg_writes, path);
	snprintf(path, sizeof(path), FOLDER "/%.100s/syncs", name);
	d->lost |= !read_number(&s->syncs, path);
	snprintf(path, sizeof(path), FOLDER "/%.100s/faults", name);
	d->lost |= !!files_lines(path, add_fault, s);
}

static void add_refused(void *arg, const char *line)
{
	struct doctor *d = arg;
	char *r = gather_more(d, &d->refused, &d->nr_refused, DOCTOR_LINE);

	if (r)
		snprintf(r, DOCTOR_LINE, "%s", line);
}

void gather(struct doctor *d)
{
	memset(d, 0, sizeof(*d));
	d->state = read_state();
	read_command_line(d);
	if (d->state >= DOCTOR_ABSENT)
		return;
	read_reason(d);
	if (files_list(FOLDER, add_counter, d) || files_list(FOLDER, add_smmu, d) ||
	    files_list(FOLDER "/guards", add_guard, d) ||
	    files_lines(FOLDER "/refused", add_refused, d))
		d->lost = true;
	devices_find(d);
}

uint64_t gather_counter(const struct doctor *d, const char *name)
{
	int i;

	for (i = 0; i < d->nr_counters; i++) {
		if (!strcmp(d->counter[i].name, name))
			return d->counter[i].val;
	}
	return 0;
}

void gather_free(struct doctor *d)
{
	free(d->counter);
	free(d->guard);
	free(d->smmu);
	free(d->device);
	free(d->refused);
}
