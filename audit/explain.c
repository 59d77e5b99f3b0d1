// SPDX-License-Identifier: GPL-2.0-only
/* One node in words. */
#include <string.h>

#include "audit.h"

static void say_verdict(FILE *out, const struct audit *a, const struct audit_master *m)
{
	const char *path = tree_path(&a->tree, m->node);

	switch (m->verdict) {
	case VERDICT_CONTAINED:
		board_say(out, "", "%s is contained: EL2 decides which memory its DMA reaches.",
			  path);
		break;
	case VERDICT_FAULTS:
		board_say(out, "", "%s is contained, but of no use: EL2 refuses streams of it, which fault, and it gets no driver.",
			  path);
		break;
	case VERDICT_OPEN:
		board_say(out, "", "%s is not contained: its DMA reaches any memory.", path);
		break;
	default:
		board_say(out, "", "%s: not known. Its name is one of devices that access memory, and it names no SMMU.",
			  path);
	}
	if (a->machine.state != STATE_ACTIVE)
		board_say(out, "", "EL2 would own no SMMU of this system: %s.", a->machine.reason);
	if (!m->enabled)
		board_say(out, "", "The tree disables it. It counts all the same: whoever reaches its registers can start it.");
}

static void say_hold(FILE *out, const struct audit_master *m)
{
	static const char * const words[NR_HOLDS] = {
		[HOLD_FORCED] = "The memory controller forces the stream ID on its clients; the device's own choice has no effect.",
		[HOLD_GUARD] = "Firmware has locked the memory controller so that the device chooses its stream ID. EL2 guards the device's registers, so that it can only choose its own.",
		[HOLD_FIRMWARE] = "The memory controller forces the stream ID that firmware has locked.",
		[HOLD_WIRED] = "No register decides its stream ID.",
		[HOLD_UNKNOWN] = "No table tells which memory client it has. Whatever it has, the memory controller forces that client's stream ID on it.",
		[HOLD_NOTHING] = "Nothing holds its stream ID.",
	};

	board_say(out, "", "%s", words[m->hold]);
	if (m->assumed)
		board_say(out, "", "The tree names no memory client of it: those that present this stream ID are assumed.");
	if (m->hold != HOLD_FORCED)
		return;
	if (m->if_locked)
		board_say(out, "", "Should firmware have locked these clients so that nothing can be forced, EL2 guards the device's registers.");
	else
		board_say(out, "", "Should firmware have locked these clients so that nothing can be forced, and stream ID 0x7f pass around the SMMUs, the state is failed: nothing else holds this device.");
}

/* EL2 binds a device's clients to its first stream ID, the only one that names them. */
static void say_unnamed(FILE *out, const struct audit_master *m)
{
	unsigned int named = 0, unnamed = 0;
	int i;

	for (i = 0; i < m->nr_streams; i++) {
		if (m->stream[i].client == AUDIT_NO_CLIENT)
			unnamed += m->stream[i].nr;
		else
			named += m->stream[i].nr;
	}
	if (m->hold == HOLD_FORCED && named && unnamed)
		board_say(out, "", "%u of its streams name no memory client, and none presents them: each client presents the stream ID that is forced on it. DMA of a context that a driver attaches to such a stream faults, or reaches what the forced stream ID reaches.",
			  unnamed);
}

static void say_streams(FILE *out, const struct audit *a, const struct audit_master *m)
{
	const char *name;
	int i;

	for (i = 0; i < m->nr_streams; i++) {
		const struct audit_stream *s = &m->stream[i];

		name = s->client == AUDIT_NO_CLIENT ? NULL : machine_client_name(s->client);
		fprintf(out, "  SMMU %s, stream ID 0x%02x", words_smmu(a, s->smmu), s->sid);
		if (s->nr > 1)
			fprintf(out, " and %u more", s->nr - 1);
		if (s->client != AUDIT_NO_CLIENT)
			fprintf(out, ", memory client 0x%03x%s%s", s->client, name ? " " : "",
				name ? name : "");
		if (s->error)
			fprintf(out, ": refused (%d)", s->error);
		fputc('\n', out);
	}
}

static void say_shares(FILE *out, const struct audit *a, const struct audit_master *m)
{
	int i;

	for (i = 0; i < a->nr_masters; i++)
		if (&a->master[i] != m && report_shares(m, &a->master[i]))
			board_say(out, "", "It shares a stream with %s: both reach the same memory.",
				  tree_path(&a->tree, a->master[i].node));
}

static void say_refused(FILE *out, const struct audit *a, const struct audit_master *m)
{
	char words[400];
	int error, offset;
	unsigned int i;

	for (i = 0; rows_refused(i, words, sizeof(words), &error, &offset); i++)
		if (tree_at(&a->tree, offset) == m->node)
			board_say(out, "  refused: ", "%s (%d)", words, error);
}

static int say_other(FILE *out, const struct audit *a, int node)
{
	struct audit_known k = known_device(&a->tree, node);
	const char *path = tree_path(&a->tree, node);

	if (k.words)
		board_say(out, "", "%s: %s.", path, k.words);
	else
		board_say(out, "", "%s: nothing says that it accesses memory by itself: it names no SMMU, and its name is not one of devices that do. Where it moves data, a DMA controller (\"dmas\") does that for it.",
			  path);
	return 0;
}

int explain_print(FILE *out, const struct audit *a, const char *what)
{
	int node = tree_find(&a->tree, what);
	const struct audit_master *m;

	if (node < 0) {
		fprintf(stderr, "pkvm-dma-audit: %s: no such node, or several: give its path\n",
			what);
		return 2;
	}
	m = report_master(a, node);
	if (!m)
		return say_other(out, a, node);
	say_verdict(out, a, m);
	say_streams(out, a, m);
	say_refused(out, a, m);
	if (m->nr_streams && a->machine.tried)
		say_hold(out, m);
	if (m->nr_streams && a->machine.tried)
		say_unnamed(out, m);
	say_shares(out, a, m);
	if (m->known.words)
		board_say(out, "", "To know: %s.", m->known.words);
	return m->verdict == VERDICT_CONTAINED || m->verdict == VERDICT_FAULTS ? 0 : 1;
}
