// SPDX-License-Identifier: GPL-2.0-only
/* The report for people. */
#include <ctype.h>
#include <inttypes.h>

#include "doctor.h"

struct plain {
	char text[DOCTOR_LINE];
};

/* Names and lines may have bytes that a terminal obeys: only printable ASCII passes. */
static struct plain plain(const char *s)
{
	struct plain p;
	size_t i;

	for (i = 0; s[i] && i < sizeof(p.text) - 1; i++)
		p.text[i] = isprint((unsigned char)s[i]) ? s[i] : '?';
	p.text[i] = 0;
	return p;
}

static void print_device(FILE *out, const struct doctor_device *dev)
{
	fprintf(out, "  %-9s  %-9s %-28s", judge_verdict(dev->verdict),
		plain(dev->bus).text, plain(dev->name).text);
	if (*dev->smmu)
		fprintf(out, "  %s", plain(dev->smmu).text);
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

	fprintf(out, "SMMU %s: ", plain(s->name).text);
	if (!s->bound) {
		fprintf(out, "pkvm-smmu did not bind\n");
		return;
	}
	fprintf(out, "%" PRIu64 " faults, %" PRIu64 " register writes, %" PRIu64 " syncs\n",
		s->faults, s->reg_writes, s->syncs);
	for (i = 0; i < s->nr_last; i++)
		fprintf(out, "  %s\n", plain(s->last[i]).text);
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
		fprintf(out, "  %-20s %" PRIu64 "\n", plain(d->counter[i].name).text,
			d->counter[i].val);
	for (i = 0; i < d->nr_guards; i++)
		fprintf(out, "  %-20s %" PRIu64 " writes dropped\n",
			plain(d->guard[i].name).text, d->guard[i].val);
}

static void print_refused(FILE *out, const struct doctor *d)
{
	int i;

	if (d->nr_refused)
		fprintf(out, "\nstreams that EL2 refused\n");
	for (i = 0; i < d->nr_refused; i++)
		fprintf(out, "  %s\n", plain(d->refused[i]).text);
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
			plain(d->reason).text, d->error);
	print_devices(out, d);
	print_refused(out, d);
	print_smmus(out, d);
	print_counters(out, d);
	judge_advice(d, say, &a);
	if (d->state == DOCTOR_ACTIVE)
		fprintf(out, "\nNot seen here: what no SMMU controls, docs/not-covered.md lists it.\n");
}
