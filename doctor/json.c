// SPDX-License-Identifier: GPL-2.0-only
/* The report for programs: keys are documented in docs/doctor.md, and stay. */
#include <inttypes.h>

#include "../audit/quote.h"
#include "doctor.h"

/* The separator before element @i of a list of @nr that has one line for each. */
static void next(FILE *out, int i)
{
	fputs(i ? ",\n    " : "\n    ", out);
}

static void print_counters(FILE *out, const char *key, const struct doctor_counter *c, int nr)
{
	int i;

	fprintf(out, "  \"%s\": {", key);
	for (i = 0; i < nr; i++) {
		next(out, i);
		json_text(out, c[i].name);
		fprintf(out, ": %" PRIu64, c[i].val);
	}
	fprintf(out, "\n  },\n");
}

static void print_smmu(FILE *out, const struct doctor_smmu *s)
{
	int i;

	fprintf(out, "{ ");
	json_field(out, "name", s->name);
	fprintf(out, ", \"bound\": %s", s->bound ? "true" : "false");
	fprintf(out, ", \"faults\": %" PRIu64 ", \"reg_writes\": %" PRIu64 ", \"syncs\": %" PRIu64
		", \"last\": [", s->faults, s->reg_writes, s->syncs);
	for (i = 0; i < s->nr_last; i++) {
		fputs(i ? ", " : "", out);
		json_text(out, s->last[i]);
	}
	fprintf(out, "] }");
}

static void print_smmus(FILE *out, const struct doctor *d)
{
	int i;

	fprintf(out, "  \"smmus\": [");
	for (i = 0; i < d->nr_smmus; i++) {
		next(out, i);
		print_smmu(out, &d->smmu[i]);
	}
	fprintf(out, "\n  ],\n");
}

static void print_devices(FILE *out, const struct doctor *d)
{
	const struct doctor_device *dev;
	int i;

	fprintf(out, "  \"devices\": [");
	for (i = 0; i < d->nr_devices; i++) {
		dev = &d->device[i];
		next(out, i);
		fprintf(out, "{ ");
		json_field(out, "bus", dev->bus);
		fputs(", ", out);
		json_field(out, "name", dev->name);
		fputs(", ", out);
		json_field(out, "verdict", judge_verdict(dev->verdict));
		fputs(", ", out);
		json_field(out, "smmu", dev->smmu);
		fputs(", ", out);
		json_field(out, "why", dev->why);
		fprintf(out, " }");
	}
	fprintf(out, "\n  ],\n");
}

static void print_refused(FILE *out, const struct doctor *d)
{
	int i;

	fprintf(out, "  \"refused\": [");
	for (i = 0; i < d->nr_refused; i++) {
		next(out, i);
		json_text(out, d->refused[i]);
	}
	fprintf(out, "\n  ],\n");
}

struct advice {
	FILE *out;
	int nr;
};

static void say(void *arg, const char *line)
{
	struct advice *a = arg;

	next(a->out, a->nr++);
	json_text(a->out, line);
}

static void print_head(FILE *out, const struct doctor *d)
{
	char summary[DOCTOR_LINE];

	judge_summary(d, summary, sizeof(summary));
	fprintf(out, "  \"version\": 1,\n  \"status\": %d,\n  ", judge(d));
	json_field(out, "summary", summary);
	fprintf(out, ",\n  ");
	json_field(out, "state", judge_state(d->state));
	fprintf(out, ",\n  ");
	json_field(out, "reason", d->reason);
	fprintf(out, ",\n  \"error\": %d,\n  \"protected_mode\": %s,\n  ", d->error,
		d->wants_pkvm ? "true" : "false");
	json_field(out, "option", d->option);
	fprintf(out, ",\n  \"complete\": %s,\n  \"restored\": %s,\n", d->lost ? "false" : "true",
		d->not_restored ? "false" : "true");
}

void json_print(FILE *out, const struct doctor *d)
{
	struct advice a = { .out = out };

	fprintf(out, "{\n");
	print_head(out, d);
	print_devices(out, d);
	print_refused(out, d);
	print_smmus(out, d);
	print_counters(out, "counters", d->counter, d->nr_counters);
	print_counters(out, "guards", d->guard, d->nr_guards);
	fprintf(out, "  \"advice\": [");
	judge_advice(d, say, &a);
	fprintf(out, "\n  ]\n}\n");
}
