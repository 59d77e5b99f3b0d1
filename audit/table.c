// SPDX-License-Identifier: GPL-2.0-only
/* The report for people: 100 columns, and the most important sentence first. */
#include <string.h>

#include "audit.h"

#define COLUMNS	100
#define NAME	30

/* The path without the buses that all devices share; its end, if it is too long. */
static void short_name(const struct audit *a, int node, char *buf, size_t size)
{
	const char *path = tree_path(&a->tree, node);
	size_t len;

	if (!strncmp(path, "/bus@0/", 7) || !strncmp(path, "/soc@0/", 7))
		path += 7;
	else if (!strncmp(path, "/soc/", 5))
		path += 5;
	len = strlen(path);
	if (len < size)
		snprintf(buf, size, "%s", path);
	else
		snprintf(buf, size, "..%s", path + len - (size - 3));
}

static void print_state(FILE *out, const struct audit *a)
{
	const struct audit_machine *m = &a->machine;
	const char *model = tree_text(&a->tree, 0, "model");

	board_say(out, "tree:  ", "%s (%s)", *model ? model : "no model",
		  tree_text(&a->tree, 0, "compatible"));
	board_say(out, "SoC:   ", "%s%s%s", a->soc ? a->soc->name : "not known by name",
		  a->soc && a->soc->why ? ": " : "", a->soc && a->soc->why ? a->soc->why : "");
	board_say(out, "state: ", "%s: %s.", m->state == STATE_ACTIVE ? "active" : "failed",
		  m->reason);
	if (known_gicv2(&a->tree))
		board_say(out, "KVM:   ", "%s is a GICv2: the kernel has no protected KVM with it.",
			  tree_path(&a->tree, known_gicv2(&a->tree)));
	if (!m->tried)
		return;
	board_say(out, "       ", m->from_dump ?
		  "Registers are those of the dump." :
		  "Assumed: firmware has locked no memory client, and nothing around the SMMUs. A board's dump (--dump) tells.");
}

/* "forced?+": see the legend. */
static void held_words(const struct audit *a, const struct audit_master *m, char *buf, size_t size)
{
	if (m->nr_streams && a->machine.tried)
		snprintf(buf, size, "%s%s%s", words_hold(m->hold), m->assumed ? "?" : "",
			 m->if_locked ? "+" : "");
	else
		snprintf(buf, size, "-");
}

static void print_master(FILE *out, const struct audit *a, const struct audit_master *m)
{
	char name[NAME + 1], smmus[14], streams[12], held[16], clients[200], line[320];

	short_name(a, m->node, name, sizeof(name));
	words_smmus(a, m, smmus, sizeof(smmus));
	words_streams(m, streams, sizeof(streams));
	words_clients(m, clients, sizeof(clients));
	held_words(a, m, held, sizeof(held));
	snprintf(line, sizeof(line), "%-*s %-9s %-3s %-11s %-11s %-9s %s", NAME, name,
		 words_verdict(m->verdict), m->enabled ? "on" : "off",
		 m->nr_streams ? smmus : "-",
		 m->nr_streams ? streams : "-", held, *clients ? clients : "-");
	if (strlen(line) > COLUMNS)
		memcpy(line + COLUMNS - 2, "..", 3);
	board_printable(line);
	fprintf(out, "%s\n", line);
}

static bool names_iommu(const struct audit_master *m)
{
	return m->iommu != AUDIT_NONE;
}

static void print_masters(FILE *out, const struct audit *a, bool named)
{
	int i, nr = 0;

	for (i = 0; i < a->nr_masters; i++)
		nr += names_iommu(&a->master[i]) == named;
	if (!nr)
		return;
	fputs(named ? "\nDMA masters that name an SMMU or IOMMU\n" :
		      "\nDMA masters that name none\n", out);
	fprintf(out, "%-*s %-9s %-3s %-11s %-11s %-9s %s\n", NAME, "device", "verdict", "set",
		"SMMU", "stream IDs", "held", "memory clients");
	for (i = 0; i < a->nr_masters; i++)
		if (names_iommu(&a->master[i]) == named)
			print_master(out, a, &a->master[i]);
}

static void print_legend(FILE *out, const struct audit *a)
{
	if (!a->machine.tried)
		return;
	fputc('\n', out);
	board_say(out, "set:  ", "on, or disabled by the tree, which does not change what a device can do");
	board_say(out, "held: ", "what decides its stream ID. forced: the memory controller, on the memory client. guarded: the device, by a register that EL2 guards. firmware: the memory controller, as firmware has locked it. not known: no table tells the memory client. not held: the device alone");
	board_say(out, "      ", "?: the tree names no memory client; those of the stream ID are assumed");
	board_say(out, "      ", "+: should firmware have locked the client so that nothing is forced, EL2 guards the device. Without +, such a lock leads to state failed if stream ID 0x7f passes around the SMMUs");
}

static void print_group(FILE *out, const struct audit *a, int first)
{
	const struct audit_stream *s = a->master[first].stream;
	char text[3000] = "", name[NAME + 1];
	size_t n = 0;
	int i, nr = 0;

	for (i = first; i < a->nr_masters; i++) {
		if (a->master[i].group != a->master[first].group || !a->master[i].nr_streams)
			continue;
		short_name(a, a->master[i].node, name, sizeof(name));
		if (n < sizeof(text) - 50)
			n += snprintf(text + n, sizeof(text) - n, "%s%s", nr ? ", " : "", name);
		nr++;
	}
	if (nr > 1)
		board_say(out, "  ", "%s 0x%02x: %s", words_smmu(a, s->smmu), s->sid, text);
}

static bool any_group(const struct audit *a)
{
	int i;

	for (i = 0; i < a->nr_masters; i++) {
		if (a->master[i].group != i)
			return true;
	}
	return false;
}

static void print_groups(FILE *out, const struct audit *a)
{
	int i;

	if (!any_group(a))
		return;
	fputs("\nDevices that share a stream: they reach the same memory\n", out);
	for (i = 0; i < a->nr_masters; i++)
		if (a->master[i].group == i && a->master[i].nr_streams)
			print_group(out, a, i);
}

static void print_refused(FILE *out)
{
	char words[400];
	int error, offset;
	unsigned int i;

	for (i = 0; rows_refused(i, words, sizeof(words), &error, &offset); i++) {
		if (!i)
			fputs("\nRows that EL2 refuses: streams that fault, of devices without a driver\n",
			      out);
		board_say(out, "  ", "%s (%d)", words, error);
	}
}

static const char *role_words(enum audit_role role)
{
	switch (role) {
	case ROLE_PCIE:
		return "PCIe: what is plugged in accesses memory";
	case ROLE_GPU:
		return "GPU";
	case ROLE_FIRMWARE:
		return "firmware processor";
	case ROLE_ITS:
		return "ITS";
	case ROLE_TRACE:
		return "trace";
	case ROLE_BACKBONE:
		return "control backbone";
	case ROLE_PROXY:
		return "DMA engine of another device";
	case ROLE_CLOSED:
		return "registers closed by EL2";
	case ROLE_FRAMEBUFFER:
		return "framebuffer";
	default:
		return "device";
	}
}

static void print_others(FILE *out, const struct audit *a)
{
	char name[NAME + 1];
	int i, nr = 0;

	for (i = 0; i < a->nr_others; i++) {
		struct audit_known k = known_device(&a->tree, a->other[i]);

		if (k.role == ROLE_PCIE)
			continue;
		if (!nr++)
			fputs("\nTo know of this tree\n", out);
		short_name(a, a->other[i], name, sizeof(name));
		board_say(out, "  ", "%s: %s%s%s", name, role_words(k.role), k.words ? "; " : "",
			  k.words ? k.words : "");
	}
}

static void print_reserved(FILE *out, const struct audit *a)
{
	int top = tree_find(&a->tree, "/reserved-memory"), i;
	char name[NAME + 1];
	bool any = false;

	for (i = 0; top > 0 && i < a->tree.nr; i++) {
		if (a->tree.node[i].parent != top)
			continue;
		if (!any)
			fputs("\nReserved memory\n", out);
		any = true;
		short_name(a, i, name, sizeof(name));
		board_say(out, "  ", "%s: %s%s", name, tree_has(&a->tree, i, "no-map") ?
			  "no-map: not the host's, no device reaches it through an SMMU" :
			  "the host's, devices may reach it",
			  tree_has(&a->tree, i, "iommu-addresses") ?
			  "; iommu-addresses: a device uses it from before the takeover on" : "");
	}
}

static void print_unseen(FILE *out, const struct audit *a)
{
	unsigned int i, added = 0;

	for (i = 0; i < a->machine.nr_clients; i++)
		added += a->machine.client[i].added;
	if (!a->machine.tried || !known_unseen(a->soc, 0))
		return;
	fputs("\nTo know of this SoC, whatever the tree shows\n", out);
	board_say(out, "  ", "Contained: %u further memory clients, which no device of the tree names. EL2 binds each to a stream of its own.",
		  added);
	for (i = 0; known_unseen(a->soc, i); i++)
		board_say(out, "  ", "Not contained: %s", known_unseen(a->soc, i));
}

void table_print(FILE *out, const struct audit *a)
{
	char text[400];

	words_summary(a, text, sizeof(text));
	board_say(out, "", "%s", text);
	print_state(out, a);
	print_masters(out, a, true);
	print_masters(out, a, false);
	print_legend(out, a);
	print_refused(out);
	print_groups(out, a);
	print_others(out, a);
	print_reserved(out, a);
	print_unseen(out, a);
}
