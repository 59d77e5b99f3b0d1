// SPDX-License-Identifier: GPL-2.0-only
/* Prints what EL2 would make of a board: see report.h. */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "report.h"

#define MAX_SAY		sizeof(((struct board_words *)0)->text)

void board_printable(char *text)
{
	for (; *text; text++)
		if (!isprint((unsigned char)*text))
			*text = '?';
}

void board_say(FILE *out, const char *first, const char *fmt, ...)
{
	size_t indent = strlen(first), at = indent, len;
	static char text[MAX_SAY];
	char *word, *save;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	board_printable(text);
	fputs(first, out);
	for (word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		len = strlen(word);
		if (at > indent && at + 1 + len > BOARD_COLUMNS) {
			fprintf(out, "\n%*s", (int)indent, "");
			at = indent;
		}
		at += fprintf(out, "%s%s", at > indent ? " " : "", word);
	}
	fputc('\n', out);
}

static unsigned int ways_around(const struct board_result *r)
{
	unsigned int i, n = 0;

	for (i = 0; r->active && i < BOARD_NR_CLIENTS; i++)
		n += r->clients[i].around;
	return n;
}

static bool is_good(const struct board_result *r)
{
	return r->active && !r->aborted && !ways_around(r);
}

int board_status(const struct board_verdict *v)
{
	return is_good(&v->strict) && is_good(&v->lenient) ? 0 : 1;
}

static const char *state_of(const struct board_result *r)
{
	return r->active ? "ACTIVE" : "FAILED";
}

static void say_first(FILE *out, const struct board_verdict *v)
{
	const struct board_result *r = &v->strict;

	if (!board_status(v))
		board_say(out, "", "EL2 would be ACTIVE on this board: it binds every client %s.",
			  "that the topology names");
	else if (r->aborted)
		board_say(out, "", "EL2 would PANIC on this board: its read of 0x%08x aborts.",
			  r->aborted->addr);
	else if (ways_around(r) || ways_around(&v->lenient))
		board_say(out, "", "EL2 would be active on this board, but %s: an error of EL2's.",
			  "accesses would PASS AROUND the SMMUs");
	else if (r->active || v->lenient.active)
		board_say(out, "", "EL2 would be %s on this board if %s, and %s if not.",
			  state_of(r), "a client's lock also holds its stream ID",
			  state_of(&v->lenient));
	else
		board_say(out, "", "EL2 would be FAILED on this board, and refuse %s: %u reason%s.",
			  "protected VMs", r->nr_reasons, r->nr_reasons == 1 ? "" : "s");
}

static void say_board(FILE *out, const struct board_file *f)
{
	board_say(out, "board:  ", "%s", board_text(f, "model"));
	board_say(out, "kernel: ", "%s", board_text(f, "kernel"));
}

/* "client 0x016 (host1xdmar)" */
static void subject(const struct board_reason *why, char *buf, size_t size)
{
	const char *name;

	if (why->about == ABOUT_CLIENT) {
		name = board_client_name(why->nr);
		snprintf(buf, size, "client 0x%03x%s%s%s", why->nr, name ? " (" : "",
			 name ? name : "", name ? ")" : "");
	} else if (why->about == ABOUT_SMMU) {
		snprintf(buf, size, "SMMU %s", board_smmu_name(why->nr));
	} else if (why->about == ABOUT_BYPASS) {
		snprintf(buf, size, "the bypass register");
	} else {
		snprintf(buf, size, "the description");
	}
}

static bool same_reason(const struct board_file *f, const struct board_reason *a,
			const struct board_reason *b)
{
	struct board_words one, other;

	board_explain(f, a, &one);
	board_explain(f, b, &other);
	return a->about == b->about && a->err == b->err && !strcmp(one.text, other.text);
}

static bool is_first(const struct board_file *f, const struct board_result *r, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (same_reason(f, &r->reasons[i], &r->reasons[n]))
			return false;
	return true;
}

static void say_subjects(FILE *out, const struct board_file *f, const struct board_result *r,
			 unsigned int n)
{
	struct board_words list = { .len = 0 };
	unsigned int i;
	char one[64];

	for (i = n; i < r->nr_reasons; i++) {
		if (!same_reason(f, &r->reasons[i], &r->reasons[n]))
			continue;
		subject(&r->reasons[i], one, sizeof(one));
		board_add(&list, "%s,", one);
	}
	list.text[list.len - 1] = 0;	/* the last comma */
	board_say(out, "    refused: ", "%s.", list.text);
}

static void say_reason(FILE *out, const struct board_file *f, const struct board_result *r,
		       unsigned int n)
{
	const struct board_reason *why = &r->reasons[n];
	struct board_words words;
	char wrote[40] = "";

	board_explain(f, why, &words);
	if (why->did_write)
		snprintf(wrote, sizeof(wrote), ", after writing 0x%08x", why->wrote);
	board_say(out, "  - ", "%s: %s.", board_error(why->err), words.text);
	say_subjects(out, f, r, n);
	board_say(out, "    ", "%s0x%08x at 0x%08x%s.",
		  why->about == ABOUT_CLIENT ? "The first of them: EL2 finds " : "EL2 last finds ",
		  why->val, why->addr, wrote);
}

static void say_reasons(FILE *out, const struct board_file *f, const struct board_result *r)
{
	unsigned int i;

	for (i = 0; i < r->nr_reasons; i++)
		if (is_first(f, r, i))
			say_reason(out, f, r, i);
	if (!r->complete)
		board_say(out, "  - ", "EL2 still refuses; what is behind these is not known.");
}

static void say_why(FILE *out, const struct board_file *f, const struct board_verdict *v)
{
	if (v->strict.nr_reasons) {
		fputs("\nReasons, each found with the ones before it removed:\n", out);
		say_reasons(out, f, &v->strict);
	}
	if (v->lenient.nr_reasons && v->lenient.nr_reasons != v->strict.nr_reasons) {
		fputs("\nReasons that are left if a lock does not hold the stream ID:\n", out);
		say_reasons(out, f, &v->lenient);
	}
}

static void found(const struct board_client *c, char *buf, size_t size)
{
	const char *how = c->found_sec & BOARD_SEC_OVERRIDE ? "forced" : "device chooses";

	if (!c->found_sid && !c->found_sec)
		snprintf(buf, size, "all zero");
	else
		snprintf(buf, size, "0x%02x %s%s%s", c->found_sid, how,
			 c->found_sec & BOARD_SEC_OVERRIDE && !(c->found_sec & BOARD_SEC_NS) ?
			 ", secure" : "", c->found_sec & BOARD_SEC_LOCKED ? ", locked" : "");
}

static void made(const struct board_result *r, unsigned int i, char *buf, size_t size)
{
	const struct board_client *c = &r->clients[i];
	unsigned int sid, smmu;

	if (c->err)
		snprintf(buf, size, "refused: %.*s", (int)strcspn(board_error(c->err), " "),
			 board_error(c->err));
	else if (!r->complete)
		snprintf(buf, size, "not reached");
	else if (c->around)
		snprintf(buf, size, "PASSES AROUND");
	else if (!(c->sec & BOARD_SEC_OVERRIDE))
		snprintf(buf, size, c->sec ? "device chooses, locked" : "left as found");
	else
		snprintf(buf, size, "%s 0x%02x forced, locked%s",
			 board_row(i, &sid, &smmu) ? board_smmu_name(smmu) : "    ", c->sid,
			 c->sid ? "" : ": faults");
}

static void client_line(const struct board_result *r, unsigned int i, char *buf, size_t size)
{
	char a[48], b[48];

	found(&r->clients[i], a, sizeof(a));
	made(r, i, b, sizeof(b));
	snprintf(buf, size, "%-32s %s", a, b);
}

/* The last of the clients from @i on that have no name and the same line. */
static unsigned int last_alike(const struct board_result *r, unsigned int i, const char *line)
{
	char next[100];

	while (!board_client_name(i) && i + 1 < BOARD_NR_CLIENTS && !board_client_name(i + 1)) {
		client_line(r, i + 1, next, sizeof(next));
		if (strcmp(line, next))
			break;
		i++;
	}
	return i;
}

static void say_clients(FILE *out, const struct board_result *r)
{
	unsigned int i, last;
	char line[100];

	fprintf(out, "\n%-24s %-32s %s\n", "client", "found", "takeover makes of it");
	for (i = 0; i < BOARD_NR_CLIENTS; i = last + 1) {
		client_line(r, i, line, sizeof(line));
		last = last_alike(r, i, line);
		if (last > i)
			fprintf(out, "0x%03x to 0x%03x           %s\n", i, last, line);
		else
			fprintf(out, "0x%03x %-18s %s\n", i,
				board_client_name(i) ? board_client_name(i) : "", line);
	}
}

void board_report(FILE *out, const struct board_file *f, const struct board_verdict *v)
{
	say_first(out, v);
	say_board(out, f);
	say_why(out, f, v);
	say_clients(out, &v->strict);
	fputs("\nAssumptions of docs/not-covered.md:\n", out);
	board_assumptions(out, f);
}
