// SPDX-License-Identifier: GPL-2.0-only
/* The report for programs: keys are documented in docs/audit.md, and stay. */
#include <string.h>

#include "audit.h"
#include "quote.h"

static void print_stream(FILE *out, const struct audit *a, const struct audit_stream *s)
{
	const char *name = s->client == AUDIT_NO_CLIENT ? NULL : machine_client_name(s->client);

	fprintf(out, "{ ");
	json_field(out, "smmu", words_smmu(a, s->smmu));
	fprintf(out, ", \"sid\": %u, \"count\": %u, \"client\": ", s->sid, s->nr);
	if (s->client == AUDIT_NO_CLIENT)
		fprintf(out, "null, ");
	else
		fprintf(out, "%u, ", s->client);
	json_field(out, "client_name", name ? name : "");
	fprintf(out, ", \"error\": %d }", s->error);
}

static const char *role(enum audit_role r)
{
	static const char * const names[] = {
		[ROLE_OTHER] = "master", [ROLE_MASTER] = "master", [ROLE_PCIE] = "pcie",
		[ROLE_GPU] = "gpu", [ROLE_FIRMWARE] = "firmware", [ROLE_ITS] = "its",
		[ROLE_TRACE] = "trace", [ROLE_BACKBONE] = "backbone", [ROLE_PROXY] = "proxy",
		[ROLE_FRAMEBUFFER] = "framebuffer", [ROLE_CLOSED] = "closed",
	};

	return names[r];
}

static void print_shares(FILE *out, const struct audit *a, const struct audit_master *m)
{
	bool any = false;
	int i;

	fprintf(out, ",\n      \"shares_with\": [");
	for (i = 0; i < a->nr_masters; i++) {
		if (&a->master[i] == m || !report_shares(m, &a->master[i]))
			continue;
		fputs(any ? ", " : "", out);
		json_text(out, tree_path(&a->tree, a->master[i].node));
		any = true;
	}
	fprintf(out, "]");
}

static void print_master(FILE *out, const struct audit *a, const struct audit_master *m)
{
	int i;

	fprintf(out, "    { ");
	json_field(out, "path", tree_path(&a->tree, m->node));
	fprintf(out, ", ");
	json_field(out, "role", role(m->known.role));
	fprintf(out, ", \"enabled\": %s,\n      ", m->enabled ? "true" : "false");
	json_field(out, "verdict", words_verdict(m->verdict));
	fprintf(out, ", \"iommu\": ");
	json_text(out, m->iommu == AUDIT_NONE ? "" : tree_path(&a->tree, m->iommu));
	fprintf(out, ",\n      ");
	json_field(out, "held", m->nr_streams && a->machine.tried ? words_hold(m->hold) : "");
	fprintf(out, ", \"guarded_if_locked\": %s, \"clients_assumed\": %s,\n",
		m->if_locked ? "true" : "false", m->assumed ? "true" : "false");
	fprintf(out, "      \"streams\": [");
	for (i = 0; i < m->nr_streams; i++) {
		fprintf(out, "%s\n        ", i ? "," : "");
		print_stream(out, a, &m->stream[i]);
	}
	fprintf(out, "]");
	print_shares(out, a, m);
	fprintf(out, " }");
}

static void print_refused(FILE *out, const struct audit *a)
{
	char words[400];
	int error, offset;
	unsigned int i;

	fprintf(out, "  \"refused_rows\": [");
	for (i = 0; rows_refused(i, words, sizeof(words), &error, &offset); i++) {
		fprintf(out, "%s\n    { ", i ? "," : "");
		json_field(out, "path", tree_path(&a->tree, tree_at(&a->tree, offset)));
		fprintf(out, ", \"error\": %d, ", error);
		json_field(out, "words", words);
		fprintf(out, " }");
	}
	fprintf(out, "],\n");
}

static void print_others(FILE *out, const struct audit *a)
{
	int i;

	fprintf(out, "  \"notes\": [");
	for (i = 0; i < a->nr_others; i++) {
		struct audit_known k = known_device(&a->tree, a->other[i]);

		fprintf(out, "%s\n    { ", i ? "," : "");
		json_field(out, "path", tree_path(&a->tree, a->other[i]));
		fprintf(out, ", ");
		json_field(out, "role", role(k.role));
		fprintf(out, ", ");
		json_field(out, "words", k.words ? k.words : "");
		fprintf(out, " }");
	}
	fprintf(out, "],\n");
}

static void print_unseen(FILE *out, const struct audit *a)
{
	unsigned int i;

	fprintf(out, "  \"not_in_any_tree\": [");
	for (i = 0; known_unseen(a->soc, i); i++) {
		fprintf(out, "%s\n    ", i ? "," : "");
		json_text(out, known_unseen(a->soc, i));
	}
	fprintf(out, "]\n}\n");
}

static void print_head(FILE *out, const struct audit *a)
{
	const struct audit_machine *m = &a->machine;
	char words[400];
	int i;

	words_summary(a, words, sizeof(words));
	fprintf(out, "{\n  \"version\": 1,\n  ");
	json_field(out, "summary", words);
	fprintf(out, ",\n  ");
	json_field(out, "model", tree_text(&a->tree, 0, "model"));
	fprintf(out, ",\n  ");
	json_field(out, "compatible", tree_text(&a->tree, 0, "compatible"));
	fprintf(out, ",\n  ");
	json_field(out, "soc", a->soc ? a->soc->name : "");
	fprintf(out, ",\n  ");
	json_field(out, "soc_note", a->soc && a->soc->why ? a->soc->why : "");
	fprintf(out, ",\n  ");
	json_field(out, "state", m->state == STATE_ACTIVE ? "active" : "failed");
	fprintf(out, ",\n  \"error\": %d,\n  ", m->error);
	json_field(out, "reason", m->reason);
	fprintf(out, ",\n  \"gicv2\": %s", known_gicv2(&a->tree) ? "true" : "false");
	fprintf(out, ",\n  \"from_dump\": %s,\n", m->from_dump ? "true" : "false");
	for (i = 0; i < NR_VERDICTS; i++)
		fprintf(out, "  \"%s\": %d,\n", words_verdict(i), a->count[i]);
}

void json_print(FILE *out, const struct audit *a)
{
	int i;

	print_head(out, a);
	fprintf(out, "  \"masters\": [");
	for (i = 0; i < a->nr_masters; i++) {
		fprintf(out, "%s\n", i ? "," : "");
		print_master(out, a, &a->master[i]);
	}
	fprintf(out, "],\n");
	print_refused(out, a);
	print_others(out, a);
	print_unseen(out, a);
}
