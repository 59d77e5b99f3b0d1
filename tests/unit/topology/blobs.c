// SPDX-License-Identifier: GPL-2.0-only
/* Device tree blobs that are changed at random: blobs.h. */
#include <stdio.h>
#include <stdlib.h>

#include <linux/libfdt.h>

#include "blobs.h"

#define MAX_SEEDS	64
#define MAX_CHANGES	8
#define MAX_PROPS	8192

/* A blob, and where its properties are. */
static struct seed {
	char *data;
	uint32_t len;
	uint32_t prop[MAX_PROPS];
	uint32_t nr_props;
} seeds[MAX_SEEDS];

static unsigned int nr_seeds;
static uint64_t rng;

char *blob;
uint32_t blob_len;

static void blobs_seed(uint64_t seed)
{
	rng = seed * 2 + 1;
}

uint32_t blobs_rnd(uint32_t n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (rng >> 16) % n;
}

/* Properties whose names the parser knows come four times, so that they change often. */
static void find_props(struct seed *s)
{
	const struct fdt_property *prop;
	int at = 0, next = 0, len, n;
	const char *name;
	uint32_t tag;

	do {
		at = next;
		tag = fdt_next_tag(s->data, at, &next);
		if (tag != FDT_PROP || s->nr_props > MAX_PROPS - 4)
			continue;
		prop = fdt_get_property_by_offset(s->data, at, &len);
		if (!prop)
			continue;
		name = fdt_string(s->data, fdt32_ld(&prop->nameoff));
		n = strstr(name, "iommu") || strstr(name, "interconnect") || strstr(name, "reg") ||
		    strstr(name, "compatible") || strstr(name, "ranges") ? 4 : 1;
		while (n--)
			s->prop[s->nr_props++] = fdt_off_dt_struct(s->data) + at;
	} while (tag != FDT_END);
}

static int load(struct seed *s, const char *path)
{
	FILE *f = fopen(path, "rb");
	long len = -1;

	if (f && !fseek(f, 0, SEEK_END))
		len = ftell(f);
	if (len < (long)sizeof(struct fdt_header) || len > 1 << 21)
		return -1;
	rewind(f);
	s->data = malloc(len);
	s->len = len;
	len = s->data && fread(s->data, 1, len, f) == s->len ? 0 : -1;
	fclose(f);
	if (len || fdt_check_full(s->data, s->len))
		return -1;
	find_props(s);
	return s->nr_props ? 0 : -1;
}

/* Some word of the structure block, which is aligned. */
static uint32_t some_word(void)
{
	uint32_t size = fdt_size_dt_struct(blob) / 4;

	return fdt_off_dt_struct(blob) + 4 * (size ? blobs_rnd(size) : 0);
}

static void put(uint32_t at, uint32_t val)
{
	val = cpu_to_fdt32(val);
	if (at <= blob_len - 4)
		memcpy(blob + at, &val, 4);
}

/* Tags, lengths, phandles and sizes that are close to a bound. */
static uint32_t odd_number(void)
{
	static const uint32_t numbers[] = {
		FDT_BEGIN_NODE, FDT_END_NODE, FDT_PROP, FDT_NOP, FDT_END, 0, 5, 16, 17, 127, 128,
		129, 255, 256, 0x7f, 0x80, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff,
		0x80000000, 0xfffffffc, 0xffffffff,
	};

	return numbers[blobs_rnd(sizeof(numbers) / sizeof(*numbers))];
}

static void move_words(void)
{
	uint32_t from = some_word(), to = some_word(), len = 4 * (1 + blobs_rnd(64));

	if (from <= blob_len - len && to <= blob_len - len && len < blob_len)
		memmove(blob + to, blob + from, len);
}

static uint32_t get(uint32_t at)
{
	uint32_t val = 0;

	if (at <= blob_len - 4)
		memcpy(&val, blob + at, 4);
	return fdt32_to_cpu(val);
}

/* These leave the tree as it is, but for one property: its length, its name, a cell. */
static void shorten(uint32_t prop)
{
	uint32_t len = get(prop + 4);

	if (len < 4 || len % 4 || len > blob_len - 12 - prop)
		return;
	put(prop + 4, len - 4);
	put(prop + 12 + len - 4, FDT_NOP);
}

static void change_prop(const struct seed *s)
{
	uint32_t prop = s->prop[blobs_rnd(s->nr_props)], other = s->prop[blobs_rnd(s->nr_props)];
	uint32_t cells = get(prop + 4) / 4;

	switch (blobs_rnd(4)) {
	case 0:
		shorten(prop);
		break;
	case 1:
		put(prop + 8, get(other + 8));
		break;
	case 2:
		if (cells && cells < blob_len / 4)
			put(prop + 12 + 4 * blobs_rnd(cells), get(other + 12));
		break;
	default:
		if (cells && cells < blob_len / 4)
			put(prop + 12 + 4 * blobs_rnd(cells), odd_number());
	}
}

/* The header, but for the magic number; no blob says that it is longer than its memory. */
static void change_header(void)
{
	uint32_t at = 4 * (1 + blobs_rnd(sizeof(struct fdt_header) / 4 - 1));

	put(at, blobs_rnd(2) ? odd_number() : blobs_rnd(2 * blob_len));
	if (fdt_totalsize(blob) > blob_len)
		fdt_set_totalsize(blob, blob_len);
}

static void change(const struct seed *s)
{
	switch (blobs_rnd(16)) {
	case 0:
		blob[blobs_rnd(blob_len - 40) + 40] = blobs_rnd(256);
		break;
	case 1:
		blob[some_word() % blob_len] ^= 1 << blobs_rnd(8);
		break;
	case 2:
	case 3:
		put(some_word(), odd_number());
		break;
	case 4:
		put(some_word(), blobs_rnd(1024));
		break;
	case 5:
	case 6:
		move_words();
		break;
	case 7:
		if (!blobs_rnd(4))
			change_header();
		break;
	default:
		change_prop(s);
	}
}

/* One more blob that is changed; -1: it is none. */
static int blobs_load(const char *path)
{
	if (nr_seeds == MAX_SEEDS || load(&seeds[nr_seeds], path))
		return -1;
	nr_seeds++;
	return 0;
}

/* The blob is alone in its memory, so that the sanitizer sees each access beside it. */
void blobs_make(void)
{
	const struct seed *s = &seeds[blobs_rnd(nr_seeds)];
	uint32_t i, n = 1 + blobs_rnd(MAX_CHANGES);

	free(blob);
	blob_len = s->len;
	blob = malloc(blob_len);
	if (!blob)
		exit(2);
	memcpy(blob, s->data, blob_len);
	for (i = 0; i < n; i++)
		change(s);
}

void blobs_keep(const char *path)
{
	FILE *f = fopen(path, "wb");

	if (f && fwrite(blob, 1, blob_len, f) == blob_len)
		fclose(f);
}

uint64_t blobs_arguments(int argc, char **argv)
{
	uint64_t runs = argc > 3 ? strtoull(argv[1], NULL, 0) : 0;
	int n;

	for (n = 3; n < argc; n++) {
		if (blobs_load(argv[n])) {
			fprintf(stderr, "%s: no blob\n", argv[n]);
			return 0;
		}
	}
	if (runs)
		blobs_seed(strtoull(argv[2], NULL, 0));
	else
		fprintf(stderr, "usage: %s RUNS SEED BLOB...\n", argv[0]);
	return runs;
}
