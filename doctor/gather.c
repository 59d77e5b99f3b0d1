// SPDX-License-Identifier: GPL-2.0-only
/* What EL2 and its driver tell: <debugfs>/pkvm_smmu/, and the kernel's command line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"

#define DEBUGFS		"sys/kernel/debug"
#define FOLDER		DEBUGFS "/pkvm_smmu"

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

	if (files_read(d->reason, sizeof(d->reason), FOLDER "/reason"))
		d->lost = true;
	end = strrchr(d->reason, '(');
	if (!end || end == d->reason || sscanf(end, "(%d)", &d->error) != 1)
		return;
	end[-1] = 0;
}

/* The value of a parameter, in whose name the kernel takes "-" for "_"; or NULL. */
static const char *value_of(const char *word, const char *name)
{
	for (; *name; word++, name++) {
		if ((*word == '-' ? '_' : *word) != *name)
			return NULL;
	}
	return *word == '=' ? word + 1 : NULL;
}

/* Each option counts, whatever follows it. */
static void read_parameter(struct doctor *d, const char *word)
{
	const char *mode = value_of(word, "kvm_arm.mode"), *option = value_of(word, "pkvm_iommu");
	size_t len = strlen(d->option);

	if (mode)
		d->wants_pkvm = !strcmp(mode, "protected");
	if (option)
		snprintf(d->option + len, sizeof(d->option) - len, "%s%s", len ? " " : "", option);
}

/* What follows "--" is init's. */
static void read_command_line(struct doctor *d)
{
	char line[4096], *word, *rest;

	if (files_read(line, sizeof(line), "proc/cmdline"))
		d->lost = true;
	for (word = strtok_r(line, " ", &rest); word && strcmp(word, "--");
	     word = strtok_r(NULL, " ", &rest))
		read_parameter(d, word);
}

/* -EINVAL: the file has no number. */
static int read_number(uint64_t *val, const char *path)
{
	char text[32], *end;
	int err = files_read(text, sizeof(text), "%s", path);

	if (err)
		return err;
	*val = strtoull(text, &end, 10);
	return end != text && !*end ? 0 : -EINVAL;
}

/* EL2 answers in state active only, with -EIO while it could not restore the SMMUs. */
static void lose(struct doctor *d, int err)
{
	if (d->state != DOCTOR_ACTIVE)
		return;
	d->lost = true;
	if (err == -EIO)
		d->not_restored = true;
}

void gather_number(struct doctor *d, uint64_t *val, const char *path)
{
	int err = read_number(val, path);

	if (err)
		lose(d, err);
}

static void add_number(struct doctor *d, struct doctor_counter **list, int *nr,
		       const char *name, uint64_t val)
{
	struct doctor_counter *c = gather_more(d, list, nr, sizeof(*c));

	if (!c)
		return;
	snprintf(c->name, sizeof(c->name), "%.100s", name);
	c->val = val;
}

/* EL2's counters, of the whole system: each file that has a number. Folders are others'. */
static void add_counter(void *arg, const char *name)
{
	struct doctor *d = arg;
	char path[DOCTOR_LINE];
	uint64_t val;
	int err;

	snprintf(path, sizeof(path), FOLDER "/%.100s", name);
	err = read_number(&val, path);
	if (!err)
		add_number(d, &d->counter, &d->nr_counters, name, val);
	else if (err != -EISDIR && err != -EINVAL)
		lose(d, err);
}

static const struct doctor_counter *find_counter(const struct doctor *d, const char *name)
{
	int i;

	for (i = 0; i < d->nr_counters; i++) {
		if (!strcmp(d->counter[i].name, name))
			return &d->counter[i];
	}
	return NULL;
}

/* Those that every kernel with the series has. */
static void find_counters(struct doctor *d)
{
	static const char * const names[] = {
		"table_pages", "restores", "smcs_refused", "trusted_os", "suspends_refused",
		"suspend_allowed",
	};
	unsigned int i;

	if (files_list(FOLDER, add_counter, d))
		d->lost = true;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!find_counter(d, names[i]))
			lose(d, -ENOENT);
	}
}

/* -ENODEV: the SoC has no such guard. */
static void add_guard(void *arg, const char *name)
{
	struct doctor *d = arg;
	char path[DOCTOR_LINE];
	uint64_t val = 0;
	int err;

	snprintf(path, sizeof(path), FOLDER "/guards/%.100s/refused", name);
	err = read_number(&val, path);
	if (err == -ENODEV)
		return;
	if (err)
		lose(d, err);
	add_number(d, &d->guard, &d->nr_guards, name, val);
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
	find_counters(d);
	smmus_find(d);
	if (files_list(FOLDER "/guards", add_guard, d) ||
	    files_lines(FOLDER "/refused", add_refused, d))
		d->lost = true;
	devices_find(d);
}

uint64_t gather_counter(const struct doctor *d, const char *name)
{
	const struct doctor_counter *c = find_counter(d, name);

	return c ? c->val : 0;
}

void gather_free(struct doctor *d)
{
	free(d->counter);
	free(d->guard);
	free(d->smmu);
	free(d->device);
	free(d->refused);
}
