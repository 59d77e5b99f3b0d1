// SPDX-License-Identifier: GPL-2.0-only
/* The report for people. */
#include <inttypes.h>

#include "doctor.h"

static void print_device(FILE *out, const struct doctor_device *dev)
{
	fprintf(out, "  %-9s  %-9s %-28s", judge_verdict(dev->verdict),
		dev->bus, dev->name);
	if (*dev->smmu)
		fprintf(out, "  %s", dev->smmu);
	fputc('\n', out);
	if (*dev->why)
		fprintf(out, "             %s\n", dev->why);
}

static void print_devices(FILE *out, const struct doctor *d)
{
	int v, i;

	if (d->state != DOCTOR_ACTIVE)
		return;
	fprintf(out, "\ndevices: %d contained, %d fault, %d open, %d unknown\n",
		d->count[DOCTOR_CONTAINED], d->count[DOCTOR_FAULTS], d->count[DOCTOR_OPEN],
		d->count[DOCTOR_UNKNOWN]);
	for (v = NR_DOCTOR_VERDICTS - 1; v >= 0; v--)
		for (i = 0; i < d->nr_devices; i++)
			if ((int)d->device[i].verdict == v)
				print_device(out, &d->device[i]);
}

static void print_smmu(FILE *out, const struct doctor_smmu *s)
{
	int i;

	fprintf(out, "SMMU %s: ", s->name);
	if (!s->bound) {
		fprintf(out, "pkvm-smmu did not bind\n");
		return;
	}
	fprintf(out, "%" PRIu64 " faults, %" PRIu64 " register writes, %" PRIu64 " syncs\n",
		s->faults, s->reg_writes, s->syncs);
	for (i = 0; i < s->nr_last; i++)
		fprintf(out, "  %s\n", s->last[i]);
}

static void print_smmus(FILE *out, const struct doctor *d)
{
	int i;

	if (d->nr_smmus)
		fputc('\n', out);
	for (i = 0; i < d->nr_smmus; i++)
		print_smmu(out, &d->smmu[i]);
}

static void print_counters(FILE *out, const struct doctor *d)
{
	int i;

	if (d->nr_counters + d->nr_guards)
		fprintf(out, "\ncounters\n");
	for (i = 0; i < d->nr_counters; i++)
		fprintf(out, "  %-20s %" PRIu64 "\n", d->counter[i].name,
			d->counter[i].val);
	for (i = 0; i < d->nr_guards; i++)
		fprintf(out, "  %-20s %" PRIu64 " writes dropped\n",
			d->guard[i].name, d->guard[i].val);
}

static void print_refused(FILE *out, const struct doctor *d)
{
	int i;

	if (d->nr_refused)
		fprintf(out, "\nstreams that EL2 refused\n");
	for (i = 0; i < d->nr_refused; i++)
		fprintf(out, "  %s\n", d->refused[i]);
}

struct advice {
	FILE *out;
	bool any;
};

static void say(void *arg, const char *line)
{
	struct advice *a = arg;

	fprintf(a->out, "%s  - %s\n", a->any ? "" : "\nadvice\n", line);
	a->any = true;
}

void text_print(FILE *out, const struct doctor *d)
{
	struct advice a = { .out = out };
	char summary[DOCTOR_LINE];

	judge_summary(d, summary, sizeof(summary));
	fprintf(out, "%s\n", summary);
	if (*d->reason)
		fprintf(out, "state: %s, %s (%d)\n", judge_state(d->state),
			d->reason, d->error);
	print_devices(out, d);
	print_refused(out, d);
	print_smmus(out, d);
	print_counters(out, d);
	judge_advice(d, say, &a);
	if (d->state == DOCTOR_ACTIVE)
		fprintf(out, "\nNot seen here: what no SMMU controls, docs/not-covered.md lists it.\n");
}
