// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes a board dump. Nothing is written to the board but the dump, and the address of
 * each register is printed before it is read: if the board stops, the last one is the
 * reason.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "dump.h"
#include "registers.h"

#define MAX_TEXT	150	/* of a line of text in a dump */

struct dump {
	FILE *out;
	const struct board_source *src;
	uint32_t crc;
	bool failed;
	uint32_t idr0, idr1;	/* of the SMMU that is being read */
};

uint32_t board_crc(uint32_t crc, const void *data, size_t len)
{
	const uint8_t *p = data;
	unsigned int bit;

	for (crc = ~crc; len--; p++) {
		crc ^= *p;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
	}
	return ~crc;
}

static void line(struct dump *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void line(struct dump *d, const char *fmt, ...)
{
	char buf[MAX_TEXT + 50];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(buf, sizeof(buf) - 1, fmt, ap);
	va_end(ap);
	if (len > (int)sizeof(buf) - 2)
		len = sizeof(buf) - 2;
	buf[len++] = '\n';
	d->crc = board_crc(d->crc, buf, len);
	d->failed |= fwrite(buf, 1, len, d->out) != (size_t)len;
}

/* A line of text: printable, not too long. */
static void text(struct dump *d, const char *key, const char *val, size_t len)
{
	char buf[MAX_TEXT + 1];
	size_t i;

	if (len > MAX_TEXT - 30)
		len = MAX_TEXT - 30;
	for (i = 0; i < len; i++)
		buf[i] = isprint((unsigned char)val[i]) ? val[i] : ' ';
	while (i && buf[i - 1] == ' ')
		i--;
	buf[i] = 0;
	line(d, "%.28s %s", key, buf);
}

/* A file of proc or sys; strings of the device tree end with a zero byte. */
static void text_file(struct dump *d, const char *key, const char *path)
{
	char name[256], val[MAX_TEXT];
	size_t len;
	FILE *f;

	snprintf(name, sizeof(name), "%s/%s", d->src->root, path);
	f = fopen(name, "re");
	if (!f) {
		text(d, key, "-", 1);
		return;
	}
	len = fread(val, 1, sizeof(val), f);
	fclose(f);
	text(d, key, val, len);
}

static void dump_board(struct dump *d)
{
	static const struct {
		const char *key, *path;
	} files[] = {
		{ "kernel", "proc/version" },
		{ "model", "proc/device-tree/model" },
		{ "compatible", "proc/device-tree/compatible" },
		{ "psci", "proc/device-tree/psci/compatible" },
		{ "psci-method", "proc/device-tree/psci/method" },
		{ "sdei", "proc/device-tree/firmware/sdei/compatible" },
		{ "optee", "proc/device-tree/firmware/optee/compatible" },
		{ "soc-id", "sys/devices/soc0/soc_id" },
		{ "soc-revision", "sys/devices/soc0/revision" },
	};
	size_t i;

	line(d, "[board]");
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		text_file(d, files[i].key, files[i].path);
}

/* Lines of the kernel's log about firmware's calls, and about who owns the SMMUs. */
static bool is_wanted(const char *at, size_t len)
{
	static const char *const words[] = {
		"psci:", "sdei:", "smccc:", "SMCCC", "SDEIv", "arm-smmu ", "DMA isolation:",
	};
	char buf[256];
	size_t i;

	if (len >= sizeof(buf))
		len = sizeof(buf) - 1;
	memcpy(buf, at, len);
	buf[len] = 0;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(buf, words[i]))
			return true;
	return false;
}

static void dump_log(struct dump *d)
{
	const char *at = d->src->log;
	unsigned int left = 200;
	size_t len;

	line(d, "[log]");
	for (; at && *at && left; at += len + (at[len] != 0)) {
		len = strcspn(at, "\n");
		if (is_wanted(at, len)) {
			text(d, ">", at, len);
			left--;
		}
	}
}

/* Registers that the SMMU's ID registers say exist. */
static uint32_t existing(const struct dump *d, const struct board_block *b)
{
	uint32_t nr = b->nr;

	if (b->limit == BOARD_GROUPS)
		nr = d->idr0 & 0xff;
	else if (b->limit == BOARD_BANKS)
		nr = d->idr1 >> 31 ? d->idr1 & 0xff : 0;	/* else pages have 4 KiB */
	return nr < b->nr ? nr : b->nr;
}

static bool dump_register(struct dump *d, const struct board_block *b, uint32_t addr)
{
	enum board_read result;
	uint32_t val = 0;

	fprintf(d->src->progress, "reading 0x%08" PRIx32 " %s: %s\n", addr, b->section, b->name);
	fflush(d->src->progress);
	result = d->src->read(d->src->opaque, addr, &val);
	if (result == BOARD_DENIED)
		return false;
	if (result == BOARD_ABORT)
		line(d, "0x%08" PRIx32 " abort", addr);
	else
		line(d, "0x%08" PRIx32 " 0x%08" PRIx32, addr, val);
	if (!strcmp(b->name, "IDR0"))
		d->idr0 = val;
	else if (!strcmp(b->name, "IDR1"))
		d->idr1 = val;
	return true;
}

static bool dump_registers(struct dump *d)
{
	const char *section = "";
	struct board_block b;
	unsigned int i;
	uint32_t n;

	for (i = 0; board_block_at(i, &b); i++) {
		if (strcmp(b.section, section))
			line(d, "[%s]", b.section);
		section = b.section;
		line(d, "# %s", b.name);
		for (n = 0; n < existing(d, &b); n++)
			if (!dump_register(d, &b, b.base + n * b.step))
				return false;
	}
	return true;
}

int board_dump(FILE *out, const struct board_source *src)
{
	struct dump d = { .out = out, .src = src };

	line(&d, "board-dump %u", BOARD_VERSION);
	line(&d, "# Registers and texts of a board. docs/board-dump.md describes the format.");
	dump_board(&d);
	dump_log(&d);
	if (!dump_registers(&d))
		return -1;
	line(&d, "[end]");
	d.failed |= fprintf(out, "checksum 0x%08" PRIx32 "\n", d.crc) < 0;
	return d.failed || fflush(out) ? -1 : 0;
}

void board_list(FILE *out)
{
	struct board_block b;
	unsigned int i;

	for (i = 0; board_block_at(i, &b); i++)
		fprintf(out, "0x%08" PRIx32 " to 0x%08" PRIx32 "  %-13s %s: %s%s\n", b.base,
			b.base + (b.nr - 1) * b.step, b.section, b.name, b.why,
			b.limit == BOARD_ALL ? "" : ", as many as IDR0 or IDR1 says");
}
