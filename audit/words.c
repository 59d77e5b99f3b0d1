// SPDX-License-Identifier: GPL-2.0-only
/* Names and sentences that all forms of output use. */
#include <string.h>

#include "audit.h"

const char *words_verdict(enum audit_verdict verdict)
{
	static const char * const words[NR_VERDICTS] = {
		[VERDICT_CONTAINED] = "contained",
		[VERDICT_FAULTS] = "faults",
		[VERDICT_OPEN] = "open",
		[VERDICT_UNKNOWN] = "unknown",
	};

	return words[verdict];
}

const char *words_hold(enum audit_hold hold)
{
	static const char * const words[NR_HOLDS] = {
		[HOLD_FORCED] = "forced",
		[HOLD_GUARD] = "guarded",
		[HOLD_FIRMWARE] = "firmware",
		[HOLD_WIRED] = "wired",
		[HOLD_UNKNOWN] = "not known",
		[HOLD_NOTHING] = "not held",
	};

	return words[hold];
}

const char *words_smmu(const struct audit *a, unsigned int smmu)
{
	static char buf[24];
	const char *name;

	if (smmu >= a->machine.nr_smmus)
		return "?";
	name = known_smmu_name(a->soc, a->machine.smmu_base[smmu]);
	if (name)
		return name;
	snprintf(buf, sizeof(buf), "%llx", (unsigned long long)a->machine.smmu_base[smmu]);
	return buf;
}

static void contained_summary(const struct audit *a, char *buf, size_t size)
{
	int open = a->count[VERDICT_OPEN] + a->count[VERDICT_UNKNOWN];
	int faults = a->count[VERDICT_FAULTS];
	int n;

	n = snprintf(buf, size, "EL2 would be ACTIVE: ");
	if (open)
		n += snprintf(buf + n, size - n, "%d of %d DMA masters of this tree %s not contained",
			      open, a->nr_masters, open == 1 ? "is" : "are");
	else
		n += snprintf(buf + n, size - n, "all %d DMA masters of this tree are contained",
			      a->nr_masters);
	if (faults)
		n += snprintf(buf + n, size - n, "; %d of them get%s no driver", faults,
			      faults == 1 ? "s" : "");
	snprintf(buf + n, size - n, ".");
}

void words_summary(const struct audit *a, char *buf, size_t size)
{
	const struct audit_machine *m = &a->machine;

	if (m->state == STATE_ACTIVE)
		contained_summary(a, buf, size);
	else if (m->depends)
		snprintf(buf, size, "EL2 would be ACTIVE or FAILED: that depends on what firmware's locks hold, which the dump does not tell.");
	else
		snprintf(buf, size, "EL2 would be FAILED: none of the %d DMA masters of this tree is contained, and protected VMs are refused.",
			 a->nr_masters);
}

/* Appends @word; false, after "..", if there is no room for it and what may follow. */
static bool append(char *buf, size_t size, const char *word)
{
	size_t n = strlen(buf);

	const char *space = n ? " " : "";

	if (n + strlen(space) + strlen(word) + 3 > size) {
		snprintf(buf + n, size - n, "..");
		return false;
	}
	snprintf(buf + n, size - n, "%s%s", space, word);
	return true;
}

static bool is_repeated(const struct audit_master *m, int i)
{
	int j;

	for (j = 0; j < i; j++) {
		if (m->stream[j].sid == m->stream[i].sid && m->stream[j].nr == m->stream[i].nr)
			return true;
	}
	return false;
}

static bool is_smmu_of_earlier(const struct audit_master *m, int i)
{
	int j;

	for (j = 0; j < i; j++) {
		if (m->stream[j].smmu == m->stream[i].smmu)
			return true;
	}
	return false;
}

/* "niso1 niso0", each SMMU once; long lists are cut. */
void words_smmus(const struct audit *a, const struct audit_master *m, char *buf, size_t size)
{
	int i;

	buf[0] = 0;
	for (i = 0; i < m->nr_streams; i++) {
		if (!is_smmu_of_earlier(m, i) &&
		    !append(buf, size, words_smmu(a, m->stream[i].smmu)))
			return;
	}
}

/* "0x04 0x05", each stream ID once; long lists are cut. */
void words_streams(const struct audit_master *m, char *buf, size_t size)
{
	char word[32];
	int i, n;

	buf[0] = 0;
	for (i = 0; i < m->nr_streams; i++) {
		if (is_repeated(m, i))
			continue;
		n = snprintf(word, sizeof(word), "0x%02x", m->stream[i].sid);
		if (m->stream[i].nr > 1)
			snprintf(word + n, sizeof(word) - n, "+%u", m->stream[i].nr - 1);
		if (!append(buf, size, word))
			return;
	}
}

void words_clients(const struct audit_master *m, char *buf, size_t size)
{
	const char *name;
	char number[16];
	int i;

	buf[0] = 0;
	for (i = 0; i < m->nr_streams; i++) {
		if (m->stream[i].client == AUDIT_NO_CLIENT)
			continue;
		name = machine_client_name(m->stream[i].client);
		snprintf(number, sizeof(number), "0x%02x", m->stream[i].client);
		if (!append(buf, size, name ? name : number))
			return;
	}
}
