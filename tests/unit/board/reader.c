// SPDX-License-Identifier: GPL-2.0-only
/* Reads a board dump: see reader.h, and docs/board-dump.md for the format. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../board/dump.h"
#include "../../board/registers.h"
#include "reader.h"

enum place { HEAD, TEXTS, REGISTERS, END, DONE };

struct reader {
	struct board_file *f;
	enum place place;
	char section[BOARD_LINE + 1];
	unsigned int line;
	uint32_t crc;		/* of the lines so far */
	char *err;
	size_t size;
};

static int bad(struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int bad(struct reader *r, const char *fmt, ...)
{
	int n = snprintf(r->err, r->size, "line %u: ", r->line);
	va_list ap;

	va_start(ap, fmt);
	if (n > 0 && (size_t)n < r->size)
		vsnprintf(r->err + n, r->size - n, fmt, ap);
	va_end(ap);
	return -1;
}

/* The place of @addr among the registers, which are in order of their addresses. */
static unsigned int place_of(const struct board_file *f, uint32_t addr)
{
	unsigned int low = 0, high = f->nr_regs, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (f->regs[mid].addr < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct board_reg *board_find(const struct board_file *f, uint32_t addr)
{
	unsigned int at = place_of(f, addr);

	if (at == f->nr_regs || f->regs[at].addr != addr)
		return NULL;
	return (struct board_reg *)&f->regs[at];
}

static bool insert(struct board_file *f, const struct board_reg *reg)
{
	unsigned int at = place_of(f, reg->addr);

	if (f->nr_regs == BOARD_MAX_REGS)
		return false;
	memmove(&f->regs[at + 1], &f->regs[at], (f->nr_regs - at) * sizeof(*reg));
	f->regs[at] = *reg;
	f->nr_regs++;
	return true;
}

uint32_t board_value(const struct board_file *f, uint32_t addr)
{
	const struct board_reg *reg = board_find(f, addr);

	return reg ? reg->val : 0;
}

void board_set(struct board_file *f, uint32_t addr, uint32_t val)
{
	const struct board_reg reg = { .addr = addr, .val = val };
	struct board_reg *old = board_find(f, addr);

	if (old)
		*old = reg;
	else
		insert(f, &reg);
}

const char *board_text(const struct board_file *f, const char *key)
{
	size_t len = strlen(key);
	unsigned int i;

	for (i = 0; i < f->nr_texts; i++)
		if (!strncmp(f->texts[i], key, len) && f->texts[i][len] == ' ')
			return f->texts[i] + len + 1;
	return "-";
}

/*
 * "0x" and eight digits, letters in lower case, then the end or a space. Returns what
 * follows, or NULL.
 */
static const char *number(const char *at, uint32_t *val)
{
	char *end;

	if (strncmp(at, "0x", 2) || strspn(at + 2, "0123456789abcdef") != 8)
		return NULL;
	*val = (uint32_t)strtoul(at + 2, &end, 16);
	return !*end || *end == ' ' ? end : NULL;
}

static bool is_register_section(const char *name)
{
	struct board_block b;
	unsigned int i;

	for (i = 0; board_block_at(i, &b); i++)
		if (!strcmp(b.section, name))
			return true;
	return false;
}

static int section_line(struct reader *r, const char *at)
{
	size_t len = strlen(at);

	if (at[len - 1] != ']')
		return bad(r, "a section's header has no ']' at its end");
	snprintf(r->section, sizeof(r->section), "%.*s", (int)len - 2, at + 1);
	if (!strcmp(r->section, "board") || !strcmp(r->section, "log"))
		r->place = TEXTS;
	else if (!strcmp(r->section, "end"))
		r->place = END;
	else if (is_register_section(r->section))
		r->place = REGISTERS;
	else
		return bad(r, "there is no section [%.60s]", r->section);
	return 0;
}

static int text_line(struct reader *r, const char *at)
{
	if (r->f->nr_texts == BOARD_MAX_TEXTS)
		return bad(r, "more than %u lines of text", BOARD_MAX_TEXTS);
	snprintf(r->f->texts[r->f->nr_texts++], BOARD_LINE + 1, "%s", at);
	return 0;
}

static int add_register(struct reader *r, const struct board_reg *reg)
{
	struct board_block b;

	if (!board_block_of(reg->addr, &b))
		return bad(r, "0x%08" PRIx32 " is not a register of a dump", reg->addr);
	if (strcmp(b.section, r->section))
		return bad(r, "0x%08" PRIx32 " belongs to section [%s]", reg->addr, b.section);
	if (board_find(r->f, reg->addr))
		return bad(r, "0x%08" PRIx32 " is there a second time", reg->addr);
	if (!insert(r->f, reg))
		return bad(r, "more than %u registers", BOARD_MAX_REGS);
	return 0;
}

static int register_line(struct reader *r, const char *at)
{
	struct board_reg reg = { 0 };
	const char *rest = number(at, &reg.addr);

	if (!rest || *rest != ' ')
		return bad(r, "\"%.40s\" is not \"0xADDRESS 0xVALUE\"", at);
	rest++;
	reg.aborted = !strcmp(rest, "abort");
	if (!reg.aborted) {
		rest = number(rest, &reg.val);
		if (!rest || *rest)
			return bad(r, "\"%.40s\" is not \"0xADDRESS 0xVALUE\"", at);
	}
	return add_register(r, &reg);
}

static int head_line(struct reader *r, const char *at)
{
	char head[32];

	snprintf(head, sizeof(head), "board-dump %u", BOARD_VERSION);
	if (strcmp(at, head))
		return bad(r, "a dump that this program can read begins with \"%s\"", head);
	r->place = TEXTS;
	return 0;
}

static int end_line(struct reader *r, const char *at)
{
	uint32_t sum = 0;

	if (strncmp(at, "checksum ", 9) || !number(at + 9, &sum) || strlen(at) != 19)
		return bad(r, "\"checksum 0x...\" has to follow [end]");
	if (sum != r->crc)
		return bad(r, "checksum 0x%08" PRIx32 ", but the lines above have 0x%08" PRIx32
			   ": the file was changed or damaged", sum, r->crc);
	r->place = DONE;
	return 0;
}

static int one_line(struct reader *r, const char *at)
{
	if (r->place == HEAD)
		return head_line(r, at);
	if (r->place == DONE)
		return bad(r, "nothing may follow the checksum");
	if (r->place == END)
		return end_line(r, at);
	if (!*at || *at == '#')
		return 0;
	if (*at == '[')
		return section_line(r, at);
	if (!*r->section)
		return bad(r, "this line belongs to no section");
	return r->place == TEXTS ? text_line(r, at) : register_line(r, at);
}

/* Returns the line's length without its end, or -1. */
static int line_length(struct reader *r, const char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len && data[i] != '\n'; i++) {
		if (i == BOARD_LINE)
			return bad(r, "longer than %u characters", BOARD_LINE);
		if (data[i] < ' ' || data[i] > '~')
			return bad(r, "a character that cannot be printed, at column %zu", i + 1);
	}
	return i < len ? (int)i : bad(r, "the file ends within this line: it is truncated");
}

static int all_lines(struct reader *r, const char *data, size_t len)
{
	char buf[BOARD_LINE + 1];
	size_t at = 0;
	int n;

	for (; at < len; at += (size_t)n + 1) {
		r->line++;
		n = line_length(r, data + at, len - at);
		if (n < 0)
			return -1;
		memcpy(buf, data + at, (size_t)n);
		buf[n] = 0;
		if (one_line(r, buf))
			return -1;
		r->crc = board_crc(r->crc, data + at, (size_t)n + 1);
	}
	if (r->place == DONE)
		return 0;
	r->line++;
	return bad(r, "the file ends without its checksum: it is truncated");
}

static int check_complete(struct reader *r)
{
	struct board_block b;
	unsigned int i;
	uint32_t n;

	for (i = 0; board_block_at(i, &b); i++)
		for (n = 0; n < b.nr && !b.optional; n++)
			if (!board_find(r->f, b.base + n * b.step))
				return bad(r, "0x%08" PRIx32 " (%s, %s) is missing above this line",
					   b.base + n * b.step, b.section, b.name);
	return 0;
}

int board_parse(const char *data, size_t len, struct board_file *f, char *err, size_t size)
{
	struct reader r = { .f = f, .err = err, .size = size };

	memset(f, 0, sizeof(*f));
	err[0] = 0;
	return all_lines(&r, data, len) || check_complete(&r) ? -1 : 0;
}

int board_load(const char *path, struct board_file *f, char *err, size_t size)
{
	char *data = malloc(BOARD_MAX_FILE + 1);
	FILE *in = data ? fopen(path, "re") : NULL;
	size_t len;
	int ret = -1;

	if (!in) {
		snprintf(err, size, "%s", strerror(errno));
	} else {
		len = fread(data, 1, BOARD_MAX_FILE + 1, in);
		if (ferror(in))
			snprintf(err, size, "%s", strerror(errno));
		else if (len > BOARD_MAX_FILE)
			snprintf(err, size, "larger than %u bytes", BOARD_MAX_FILE);
		else
			ret = board_parse(data, len, f, err, size);
		fclose(in);
	}
	free(data);
	return ret;
}
