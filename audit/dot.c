// SPDX-License-Identifier: GPL-2.0-only
/* A picture for Graphviz: streams and the SMMUs that they arrive at. */
#include <ctype.h>
#include <string.h>

#include "audit.h"

static const char *colour(enum audit_verdict verdict)
{
	switch (verdict) {
	case VERDICT_CONTAINED:
		return "#d5e8d4";
	case VERDICT_FAULTS:
		return "#fff2cc";
	default:
		return "#f8cecc";
	}
}

/* A label may hold anything: the name is somebody else's. */
static void label(FILE *out, const char *s)
{
	for (; *s; s++)
		if (*s == '"' || *s == '\\' || !isprint((unsigned char)*s))
			fputc('?', out);
		else
			fputc(*s, out);
}

/* The streams that arrive at one SMMU. */
static void print_edge(FILE *out, int group, const struct audit_master *m, unsigned int smmu)
{
	struct audit_stream at[AUDIT_NODE_STREAMS];
	struct audit_master part = { .stream = at };
	char streams[24];
	int i;

	for (i = 0; i < m->nr_streams && i < AUDIT_NODE_STREAMS; i++)
		if (m->stream[i].smmu == smmu)
			at[part.nr_streams++] = m->stream[i];
	if (!part.nr_streams)
		return;
	words_streams(&part, streams, sizeof(streams));
	fprintf(out, "\tg%d -> s%u [label=\" %s\"];\n", group, smmu, streams);
}

/* Devices that share a stream are one box. */
static void print_group(FILE *out, const struct audit *a, int first)
{
	const struct audit_master *m = &a->master[first];
	unsigned int smmu;
	int i;

	fprintf(out, "\tg%d [fillcolor=\"%s\", label=\"", first, colour(m->verdict));
	for (i = first; i < a->nr_masters; i++) {
		if (a->master[i].group != first)
			continue;
		label(out, a->tree.node[a->master[i].node].name);
		fputs("\\l", out);
	}
	fprintf(out, "\"];\n");
	for (smmu = 0; smmu < a->machine.nr_smmus; smmu++)
		print_edge(out, first, m, smmu);
	if (m->verdict == VERDICT_OPEN || m->verdict == VERDICT_UNKNOWN)
		fprintf(out, "\tg%d -> memory [color=red];\n", first);
}

static void print_smmus(FILE *out, const struct audit *a)
{
	unsigned int i;

	for (i = 0; i < a->machine.nr_smmus; i++) {
		fprintf(out, "\ts%u [shape=box3d, fillcolor=\"#dae8fc\", label=\"", i);
		label(out, words_smmu(a, i));
		fprintf(out, "\"];\n\ts%u -> memory;\n", i);
	}
}

void dot_print(FILE *out, const struct audit *a)
{
	char words[400];
	int i;

	words_summary(a, words, sizeof(words));
	fprintf(out, "digraph dma {\n\trankdir=LR;\n\tlabelloc=t;\n\tlabel=\"");
	label(out, words);
	fputs("\";\n\tnode [shape=box, style=filled, ", out);
	fputs("fontname=\"sans-serif\", fontsize=10];\n", out);
	fprintf(out, "\tedge [fontname=\"sans-serif\", fontsize=9];\n");
	fprintf(out, "\tranksep=1.2; nodesep=0.08;\n");
	fprintf(out, "\tmemory [shape=cylinder, fillcolor=\"#e1d5e7\"];\n");
	print_smmus(out, a);
	for (i = 0; i < a->nr_masters; i++)
		if (a->master[i].group == i)
			print_group(out, a, i);
	fprintf(out, "}\n");
}
