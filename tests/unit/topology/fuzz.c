// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes device tree blobs at random and has the parser read them. Whatever the bytes are:
 * no access outside of the blob (the sanitizers tell), no endless loop, a reason for each
 * refusal, and a table within its bounds.
 *
 *   fuzz RUNS SEED BLOB...
 *
 * The same arguments give the same blobs. A blob that fails is written to fuzz-failed.dtb.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/errno.h>
#include <linux/libfdt.h>

#include "../../../abi/topology_dt.h"

#define MAX_SEEDS	64
#define MAX_CHANGES	8
#define SECONDS		10	/* for one blob, however busy the machine */

#define MAX_PROPS	8192

/* A blob, and where its properties are. */
static struct seed {
	char *data;
	uint32_t len;
	uint32_t prop[MAX_PROPS];
	uint32_t nr_props;
} seeds[MAX_SEEDS];

static struct pkvm_topology topo;
static char *blob;
static uint32_t blob_len;
static uint64_t rng;

static uint32_t rnd(uint32_t n)
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

	return fdt_off_dt_struct(blob) + 4 * (size ? rnd(size) : 0);
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

	return numbers[rnd(sizeof(numbers) / sizeof(*numbers))];
}

static void move_words(void)
{
	uint32_t from = some_word(), to = some_word(), len = 4 * (1 + rnd(64));

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
	uint32_t prop = s->prop[rnd(s->nr_props)], other = s->prop[rnd(s->nr_props)];
	uint32_t cells = get(prop + 4) / 4;

	switch (rnd(4)) {
	case 0:
		shorten(prop);
		break;
	case 1:
		put(prop + 8, get(other + 8));
		break;
	case 2:
		if (cells && cells < blob_len / 4)
			put(prop + 12 + 4 * rnd(cells), get(other + 12));
		break;
	default:
		if (cells && cells < blob_len / 4)
			put(prop + 12 + 4 * rnd(cells), odd_number());
	}
}

/* The header, but for the magic number; no blob says that it is longer than its memory. */
static void change_header(void)
{
	uint32_t at = 4 * (1 + rnd(sizeof(struct fdt_header) / 4 - 1));

	put(at, rnd(2) ? odd_number() : rnd(2 * blob_len));
	if (fdt_totalsize(blob) > blob_len)
		fdt_set_totalsize(blob, blob_len);
}

static void change(const struct seed *s)
{
	switch (rnd(16)) {
	case 0:
		blob[rnd(blob_len - 40) + 40] = rnd(256);
		break;
	case 1:
		blob[some_word() % blob_len] ^= 1 << rnd(8);
		break;
	case 2:
	case 3:
		put(some_word(), odd_number());
		break;
	case 4:
		put(some_word(), rnd(1024));
		break;
	case 5:
	case 6:
		move_words();
		break;
	case 7:
		if (!rnd(4))
			change_header();
		break;
	default:
		change_prop(s);
	}
}

/* The blob is alone in its memory, so that the sanitizer sees each access beside it. */
static void make_blob(const struct seed *s)
{
	uint32_t i, n = 1 + rnd(MAX_CHANGES);

	blob_len = s->len;
	blob = malloc(blob_len);
	if (!blob)
		exit(2);
	memcpy(blob, s->data, blob_len);
	for (i = 0; i < n; i++)
		change(s);
}

static int row_is_sane(const struct pkvm_topology_row *row)
{
	if (row->smmu >= topo.nr_smmus || !row->nr_sids || row->node < 0)
		return 0;
	return row->error || (row->nr_sids == 1 && row->sid <= 0x7fff &&
			      !(row->sid & topo.smmus[row->smmu].match_mask));
}

static int table_is_sane(void)
{
	uint32_t i;

	if (topo.nr_smmus > PKVM_IOMMU_MAX_SMMUS || topo.nr_rows > PKVM_IOMMU_MAX_ROWS ||
	    topo.nr_mc_regions > PKVM_IOMMU_MAX_GUARD_REGS || !topo.nr_smmus)
		return 0;
	for (i = 0; i < topo.nr_smmus; i++)
		if (topo.smmus[i].nr_instances > PKVM_IOMMU_MAX_SMMU_REGS)
			return 0;
	for (i = 0; i < topo.nr_rows; i++)
		if (!row_is_sane(&topo.rows[i]))
			return 0;
	return 1;
}

static int result_is_sane(int ret)
{
	switch (ret) {
	case 0:
		return table_is_sane();
	case -EINVAL:
	case -E2BIG:
	case -ENODEV:
	case -ENXIO:
		return topo.why && topo.bad_node >= -1 && topo.bad_node < (int)blob_len;
	default:
		return 0;
	}
}

static void keep_blob(void)
{
	FILE *f = fopen("fuzz-failed.dtb", "wb");

	if (f && fwrite(blob, 1, blob_len, f) == blob_len)
		fclose(f);
}

static void too_slow(int sig)
{
	(void)sig;
	keep_blob();
	_exit(3);
}

int main(int argc, char **argv)
{
	uint64_t i, runs = argc > 3 ? strtoull(argv[1], NULL, 0) : 0, accepted = 0;
	int nr = argc - 3 < MAX_SEEDS ? argc - 3 : MAX_SEEDS, n, ret;

	for (n = 0; n < nr; n++) {
		if (load(&seeds[n], argv[3 + n])) {
			fprintf(stderr, "%s: no blob\n", argv[3 + n]);
			return 2;
		}
	}
	if (!runs) {
		fputs("usage: fuzz RUNS SEED BLOB...\n", stderr);
		return 2;
	}
	rng = strtoull(argv[2], NULL, 0) * 2 + 1;
	signal(SIGALRM, too_slow);
	for (i = 0; i < runs; i++) {
		make_blob(&seeds[rnd(nr)]);
		alarm(SECONDS);
		ret = pkvm_topology_parse(blob, &topo);
		if (!result_is_sane(ret)) {
			keep_blob();
			fprintf(stderr, "run %llu: %d\n", (unsigned long long)i, ret);
			return 1;
		}
		accepted += !ret;
		free(blob);
	}
	printf("%llu blobs of %d trees, %llu accepted\n", (unsigned long long)runs, nr,
	       (unsigned long long)accepted);
	return !accepted;
}
