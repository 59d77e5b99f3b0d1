// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device tree read at EL2: whatever the blob is, EL2 comes to the same description as
 * by EL1's calls, or to state FAILED; and it reads nothing but its copy.
 *
 * BLOBS=FOLDER has upstream's tegra234-*.dtb; without it they are in build/mainline.
 * TREE_RUNS=N changes that many blobs at random, TREE_SEED=N says which.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <libfdt.h>

#include <nvhe/mm.h>

#include "hyp/core/core.h"
#include "shim.h"
#include "topology_dt.h"

#define MEM		0x80000000ULL
#define MEM_SIZE	0x800000ULL
#define CARVEOUT	0x80800000ULL
#define POOL_PAGES	(PKVM_IOMMU_TREE_PAGES + 16)
/* In the middle of a page, behind EL2's pool. */
#define BLOB		(MEM + 0x200000 + 0x728)
#define MAX_BLOB	0x200000
#define OVERLAYS	"build/hosted/links/trees"

static char blob[MAX_BLOB];
static u32 blob_len;

/* ---- the system ---- */

static int reset(void **state)
{
	(void)state;
	shim_on_fixmap = NULL;
	shim_reset();
	hyp_state_reset();
	pkvm_iommu_reset_tree();
	shim_add_memory(MEM, MEM_SIZE, false);
	shim_add_memory(CARVEOUT, 0x100000, true);
	pkvm_iommu_init(shim_hyp_pages(MEM, POOL_PAGES), POOL_PAGES);
	return 0;
}

static void load(const char *path)
{
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	blob_len = fread(blob, 1, sizeof(blob), f);
	fclose(f);
	assert_true(blob_len > 1000 && blob_len < sizeof(blob));
}

static const char *in_blobs(const char *name)
{
	static char path[512];
	const char *folder = getenv("BLOBS");

	snprintf(path, sizeof(path), "%s/%s",
		 folder ? folder : "build/mainline/arch/arm64/boot/dts/nvidia", name);
	return path;
}

/* The developer kit's. */
static int with_agx(void **state)
{
	load(in_blobs("tegra234-p3737-0000+p3701-0000.dtb"));
	return reset(state);
}

static void place_at(u64 phys)
{
	memcpy(shim_mem(phys), blob, blob_len);
}

static int read_tree(void)
{
	place_at(BLOB);
	return __pkvm_iommu_describe_tree(BLOB, blob_len);
}

static enum pkvm_iommu_state state_now(void)
{
	return __pkvm_iommu_query(PKVM_IOMMU_QUERY_STATE, 0);
}

/* ---- what EL2 knows of the system, as bytes ---- */

struct smmu_seen {
	u32 kind, nr_regs, nr_streams, mask;
	struct { u64 base, size; } regs[PKVM_IOMMU_MAX_SMMU_REGS];
	u32 sid[512];
};

struct seen {
	int ret;
	u32 nr_smmus, nr_rows;
	struct smmu_seen smmu[PKVM_IOMMU_MAX_SMMUS];
	u32 nr_guard[PKVM_IOMMU_NR_GUARDS];
	u64 guard[PKVM_IOMMU_NR_GUARDS][PKVM_IOMMU_MAX_GUARD_REGS][2];
	struct { u32 sid, nr, client, smmu; } row[PKVM_IOMMU_MAX_ROWS];
	struct { u64 base, end; } memory[PKVM_IOMMU_MAX_MEMORY];
	int error[PKVM_IOMMU_MAX_ROWS];
};

static void see_smmu(struct smmu_seen *s, const struct hyp_smmu *smmu)
{
	unsigned int i;

	s->kind = smmu->kind;
	s->mask = smmu->sid_mask;
	s->nr_regs = smmu->nr_regs;
	s->nr_streams = smmu->nr_streams;
	for (i = 0; i < smmu->nr_regs; i++) {
		s->regs[i].base = smmu->regs[i].base;
		s->regs[i].size = smmu->regs[i].size;
	}
	assert_true(smmu->nr_streams <= 512);
	for (i = 0; i < smmu->nr_streams; i++)
		s->sid[i] = smmu->streams[i].sid;
}

static void see_guard(struct seen *s, unsigned int id)
{
	const struct guard_regs *g = &pkvm_iommu_topology->guards[id];
	unsigned int i;

	s->nr_guard[id] = g->nr;
	for (i = 0; i < g->nr; i++) {
		s->guard[id][i][0] = g->regs[i].base;
		s->guard[id][i][1] = g->regs[i].size;
	}
}

static void see(struct seen *s, int ret)
{
	const struct iommu_topology *t = pkvm_iommu_topology;
	unsigned int i;

	s->ret = ret;
	s->nr_smmus = t->nr_smmus;
	s->nr_rows = t->nr_rows;
	for (i = 0; i < t->nr_smmus; i++)
		see_smmu(&s->smmu[i], t->smmus[i]);
	for (i = 0; i < PKVM_IOMMU_NR_GUARDS; i++)
		see_guard(s, i);
	for (i = 0; i < t->nr_rows; i++) {
		s->row[i].sid = t->rows[i].sid;
		s->row[i].nr = t->rows[i].nr_sids;
		s->row[i].client = t->rows[i].client;
		s->row[i].smmu = t->rows[i].smmu;
	}
	for (i = 0; i < PKVM_IOMMU_MAX_MEMORY; i++)
		pkvm_iommu_nth_device_memory(i, &s->memory[i].base, &s->memory[i].end);
}

static const struct pkvm_topology_calls el1_calls = {
	.smmu = __pkvm_iommu_describe_smmu,
	.smmu_regs = __pkvm_iommu_describe_smmu_regs,
	.guard_regs = __pkvm_iommu_describe_guard,
	.streams = __pkvm_iommu_describe_streams,
	.memory = __pkvm_iommu_describe_memory,
};

/* EL1's way. The blob is alone in its memory, so that the sanitizer sees all accesses. */
static void by_calls(struct seen *s)
{
	static struct pkvm_topology topo;
	void *alone = malloc(blob_len);
	unsigned int i;
	int ret;

	reset(NULL);
	assert_non_null(alone);
	memcpy(alone, blob, blob_len);
	ret = fdt_totalsize(alone) > blob_len ? -EINVAL : pkvm_topology_parse(alone, &topo);
	if (!ret)
		ret = pkvm_topology_describe(&topo, &el1_calls) ?: (int)topo.nr_rows;
	see(s, ret);
	for (i = 0; ret > 0 && i < topo.nr_rows; i++)
		s->error[i] = topo.rows[i].error;
	free(alone);
}

/* EL2's way, and what it tells of each row. */
static void by_tree(struct seen *s)
{
	u64 stream, client;
	int ret, i;

	reset(NULL);
	ret = read_tree();
	see(s, ret);
	for (i = 0; i < ret; i++)
		s->error[i] = __pkvm_iommu_tree_row(i, &stream, &client);
	assert_int_equal(state_now(), ret < 0 ? PKVM_IOMMU_FAILED : PKVM_IOMMU_PENDING);
}

static void expect_alike(void)
{
	static struct seen a, b;

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	by_calls(&a);
	by_tree(&b);
	assert_int_equal(a.ret, b.ret);
	assert_memory_equal(&a, &b, sizeof(a));
}

/* ---- tests ---- */

static void both_ways_are_alike(void **state)
{
	glob_t g;
	size_t i;

	(void)state;
	assert_int_equal(glob(in_blobs("tegra234-*.dtb"), 0, NULL, &g), 0);
	assert_true(g.gl_pathc >= 6);
	for (i = 0; i < g.gl_pathc; i++) {
		load(g.gl_pathv[i]);
		expect_alike();
	}
	globfree(&g);
}

/* To the tree in @blob: an overlay; false if the tree has not the labels for it. */
static bool apply(const char *path)
{
	static char overlay[65536];
	FILE *f = fopen(path, "rb");
	size_t len;

	assert_non_null(f);
	len = fread(overlay, 1, sizeof(overlay), f);
	fclose(f);
	assert_true(len > 100 && len < sizeof(overlay));
	if (fdt_path_offset(blob, "/__symbols__") < 0)
		return false;
	assert_int_equal(fdt_open_into(blob, blob, sizeof(blob)), 0);
	assert_int_equal(fdt_overlay_apply(blob, overlay), 0);
	assert_int_equal(fdt_pack(blob), 0);
	blob_len = fdt_totalsize(blob);
	return true;
}

/* Trees that boards boot with, as far as they are described in public. */
static void overlays_are_alike(void **state)
{
	unsigned int applied = 0;
	glob_t boards, overlays;
	size_t b, o;

	(void)state;
	assert_int_equal(glob(in_blobs("tegra234-*.dtb"), 0, NULL, &boards), 0);
	assert_int_equal(glob(OVERLAYS "/*.dtbo", 0, NULL, &overlays), 0);
	for (b = 0; b < boards.gl_pathc; b++) {
		for (o = 0; o < overlays.gl_pathc; o++) {
			load(boards.gl_pathv[b]);
			if (!apply(overlays.gl_pathv[o]))
				continue;
			expect_alike();
			applied++;
		}
	}
	assert_true(applied >= 4 * overlays.gl_pathc);
	globfree(&boards);
	globfree(&overlays);
}

/* To the tree in @blob: reserved memory that the kernel must not map, and a device uses. */
static void add_memory(u64 base, u64 size)
{
	fdt64_t reg[2] = { cpu_to_fdt64(base), cpu_to_fdt64(size) };
	int node;

	assert_int_equal(fdt_open_into(blob, blob, sizeof(blob)), 0);
	node = fdt_path_offset(blob, "/reserved-memory");
	if (node < 0)
		node = fdt_add_subnode(blob, 0, "reserved-memory");
	assert_true(node > 0);
	assert_int_equal(fdt_setprop_u32(blob, node, "#address-cells", 2), 0);
	assert_int_equal(fdt_setprop_u32(blob, node, "#size-cells", 2), 0);
	assert_int_equal(fdt_setprop_empty(blob, node, "ranges"), 0);
	node = fdt_add_subnode(blob, node, "framebuffer");
	assert_true(node > 0);
	assert_int_equal(fdt_setprop(blob, node, "reg", reg, sizeof(reg)), 0);
	assert_int_equal(fdt_setprop_empty(blob, node, "no-map"), 0);
	assert_int_equal(fdt_setprop_empty(blob, node, "iommu-addresses"), 0);
	assert_int_equal(fdt_pack(blob), 0);
	blob_len = fdt_totalsize(blob);
}

static void memory_of_devices(void **state)
{
	(void)state;
	add_memory(CARVEOUT, 0x10000);
	expect_alike();
	assert_true(pkvm_iommu_is_device_memory(CARVEOUT + 0xffff));
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT + 0x10000, 0x1000), -EPERM);
}

/* The device is without it, the system goes on. */
static void memory_that_is_refused(void **state)
{
	(void)state;
	add_memory(MEM, 0x10000);
	expect_alike();
	assert_false(pkvm_iommu_is_device_memory(MEM));
}

static void the_tree_is_all_of_the_description(void **state)
{
	u64 stream, client;
	int nr;

	(void)state;
	nr = read_tree();
	assert_true(nr > 20);
	assert_int_equal(pkvm_iommu_topology->nr_smmus, 3);
	assert_int_equal(pkvm_iommu_topology->nr_rows, nr);
	assert_int_equal(__pkvm_iommu_tree_row(0, &stream, &client), 0);
	assert_int_equal(stream & ~0U, pkvm_iommu_topology->rows[0].sid);
	assert_int_equal(stream >> 32, pkvm_iommu_topology->rows[0].smmu);
	assert_int_equal(client & ~0U, pkvm_iommu_topology->rows[0].client);
	assert_int_equal(client >> 32, 1);
	assert_int_equal(__pkvm_iommu_tree_row(nr, &stream, &client), -ENOENT);
	assert_int_equal(stream | client, 0);
	/* Nothing is added to it, and it is read once. */
	assert_int_equal(__pkvm_iommu_describe_smmu(3, 0, 0x5000000, 0x1000000, 0x7f80), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_smmu_regs(1, 0x5000000, 0x1000000), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_guard(0, 0x5000000, 0x10000), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 0x7e, 1, 0xffff), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len), -EPERM);
	assert_int_equal(pkvm_iommu_topology->nr_rows, nr);
}

static void nothing_is_described_before(void **state)
{
	place_at(BLOB);
	assert_int_equal(__pkvm_iommu_describe_guard(0, 0x2c00000, 0x10000), 0);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len), -EEXIST);
	reset(state);
	place_at(BLOB);
	assert_int_equal(__pkvm_iommu_describe_smmu(0, 0, 0x8000000, 0x1000000, 0x7f80), 0);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len), -EEXIST);
	assert_int_equal(pkvm_iommu_topology->nr_smmus, 1);
	assert_int_equal(state_now(), PKVM_IOMMU_PENDING);
}

/* Refused before anything is read; the right call works then. */
static void sizes_are_checked(void **state)
{
	const u64 max = (u64)PKVM_IOMMU_TREE_PAGES << PAGE_SHIFT;

	(void)state;
	place_at(BLOB);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, 0), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, 39), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, max + 1), -E2BIG);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, ~0ULL), -E2BIG);
	assert_int_equal(__pkvm_iommu_describe_tree(~0ULL - 100, 4096), -EINVAL);
	assert_int_equal(state_now(), PKVM_IOMMU_PENDING);
	assert_true(__pkvm_iommu_describe_tree(BLOB, max) > 0);
}

static void only_the_hosts_memory_is_read(void **state)
{
	u64 page = ALIGN_DOWN(BLOB, PAGE_SIZE) + 3 * PAGE_SIZE;

	(void)state;
	place_at(BLOB);
	set_host_state(hyp_phys_to_page(page), PKVM_NOPAGE);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len), -EPERM);
	set_host_state(hyp_phys_to_page(page), PKVM_PAGE_SHARED_BORROWED);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_tree(MEM, 4096), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_tree(CARVEOUT, 4096), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_tree(0x2c00000, 4096), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_tree(CARVEOUT - 64, 4096), -EPERM);
	assert_int_equal(pkvm_iommu_topology->nr_smmus, 0);
	set_host_state(hyp_phys_to_page(page), PKVM_PAGE_OWNED);
	assert_true(__pkvm_iommu_describe_tree(BLOB, blob_len) > 0);
}

static void a_blob_that_is_cut_fails(void **state)
{
	u32 len;

	(void)state;
	for (len = 40; len < blob_len; len += 1 + len / 3) {
		reset(NULL);
		place_at(BLOB);
		assert_int_equal(__pkvm_iommu_describe_tree(BLOB, len), -EINVAL);
		assert_int_equal(state_now(), PKVM_IOMMU_FAILED);
		assert_int_equal(pkvm_iommu_topology->nr_smmus, 0);
		assert_int_equal(__pkvm_iommu_seal(), -EPERM);
	}
}

/* What an earlier call has copied is no part of the blob that this one names. */
static void a_rest_of_an_earlier_copy_is_not_read(void **state)
{
	const u64 behind = PAGE_ALIGN(BLOB + blob_len);

	(void)state;
	place_at(BLOB);
	set_host_state(hyp_phys_to_page(behind), PKVM_NOPAGE);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, behind + 1 - BLOB), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len - 1), -EINVAL);
	assert_int_equal(pkvm_iommu_topology->nr_smmus, 0);
	set_host_state(hyp_phys_to_page(behind), PKVM_PAGE_OWNED);
}

/* The header's total size is larger than the copy, and EL2's own memory has the strings. */
static void strings_beside_the_copy_are_none(void **state)
{
	const u64 max = (u64)PKVM_IOMMU_TREE_PAGES << PAGE_SHIFT;

	(void)state;
	memcpy(hyp_phys_to_virt(MEM + max), blob + fdt_off_dt_strings(blob),
	       fdt_size_dt_strings(blob));
	fdt_set_off_dt_strings(blob, max);
	fdt_set_totalsize(blob, max + fdt_size_dt_strings(blob));
	place_at(BLOB);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, max), -EINVAL);
	assert_int_equal(state_now(), PKVM_IOMMU_FAILED);
}

/* What EL2 refuses in the middle is not sealed. */
static void a_described_part_is_not_sealed(void **state)
{
	int node;

	(void)state;
	/* The second SMMU has registers that are not whole pages. */
	node = fdt_node_offset_by_compatible(blob, -1, "nvidia,tegra234-smmu");
	node = fdt_node_offset_by_compatible(blob, node, "nvidia,tegra234-smmu");
	assert_true(node > 0);
	((char *)fdt_getprop(blob, node, "reg", NULL))[7] = 1;
	assert_int_equal(read_tree(), -EINVAL);
	assert_int_equal(state_now(), PKVM_IOMMU_FAILED);
	assert_int_equal(__pkvm_iommu_seal(), -EPERM);
}

/* Another CPU of the host's writes what has been copied, and what has not. */
static u64 first_page;

static void change_what_is_copied(u64 phys)
{
	if (phys != first_page)
		memset(shim_mem(BLOB), 0xff, 64);
}

static void change_what_comes(u64 phys)
{
	if (phys == first_page)
		memset(shim_mem(first_page + PAGE_SIZE), 0xff, 4 * PAGE_SIZE);
}

static void the_copy_is_read_alone(void **state)
{
	int nr = read_tree();

	assert_true(nr > 20);
	first_page = ALIGN_DOWN(BLOB, PAGE_SIZE);
	reset(state);
	shim_on_fixmap = change_what_is_copied;
	assert_int_equal(read_tree(), nr);
	reset(state);
	shim_on_fixmap = change_what_comes;
	assert_int_equal(read_tree(), -EINVAL);
	assert_int_equal(state_now(), PKVM_IOMMU_FAILED);
}

static void without_memory_there_is_no_copy(void **state)
{
	(void)state;
	pkvm_iommu_reset_state();
	pkvm_iommu_init(hyp_phys_to_virt(MEM), PKVM_IOMMU_TREE_PAGES - 1);
	place_at(BLOB);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len), -ENOMEM);
	pkvm_iommu_init(NULL, 0);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len), -EOPNOTSUPP);
}

static void after_the_seal_nothing_is_read(void **state)
{
	u64 stream = 1, client = 1;

	(void)state;
	assert_true(read_tree() > 0);
	assert_int_equal(__pkvm_iommu_switch_off(), 0);
	assert_int_equal(__pkvm_iommu_describe_tree(BLOB, blob_len), -EPERM);
	assert_int_equal(__pkvm_iommu_tree_row(0, &stream, &client), -EPERM);
	assert_int_equal(stream | client, 0);
}

static void registers_carry_the_call(void **state)
{
	struct kvm_cpu_context ctxt;
	unsigned int bit;

	(void)state;
	place_at(BLOB);
	/* No bit is lost on the way. */
	for (bit = 32; bit < 64; bit++) {
		ctxt = (struct kvm_cpu_context) {
			.regs.regs = { 0, BLOB, blob_len | 1ULL << bit },
		};
		handle___pkvm_iommu_describe_tree(&ctxt);
		assert_int_equal((s64)ctxt.regs.regs[1], -E2BIG);
	}
	ctxt = (struct kvm_cpu_context) { .regs.regs = { 0, BLOB, blob_len } };
	handle___pkvm_iommu_describe_tree(&ctxt);
	assert_int_equal(ctxt.regs.regs[1], pkvm_iommu_topology->nr_rows);
	ctxt = (struct kvm_cpu_context) { .regs.regs = { 0, 1 } };
	handle___pkvm_iommu_tree_row(&ctxt);
	assert_int_equal(ctxt.regs.regs[1], 0);
	assert_int_equal((u32)ctxt.regs.regs[2], pkvm_iommu_topology->rows[1].sid);
	assert_int_equal((u32)ctxt.regs.regs[3], pkvm_iommu_topology->rows[1].client);
	for (bit = 32; bit < 64; bit++) {
		ctxt = (struct kvm_cpu_context) { .regs.regs = { 0, 1ULL << bit | 1 } };
		handle___pkvm_iommu_tree_row(&ctxt);
		assert_int_equal((s64)ctxt.regs.regs[1], -ENOENT);
	}
}

/* ---- blobs that are changed at random ---- */

static u64 rng;

static u32 rnd(u32 n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (rng >> 16) % n;
}

static void change_word(void)
{
	static const u32 odd[] = { 0, 1, 2, 3, 4, 9, 16, 0x7f, 0x80, 0x8000, ~0U, 1U << 31 };
	u32 at = 4 * rnd(blob_len / 4), val = rnd(2) ? odd[rnd(12)] : rnd(1024);

	/* One in eight is of the header. */
	if (!rnd(8))
		at = 4 * rnd(10);
	val = cpu_to_fdt32(val);
	memcpy(blob + at, &val, 4);
}

static void move_words(void)
{
	u32 len = 4 * (1 + rnd(64));
	u32 from = 4 * rnd((blob_len - len) / 4), to = 4 * rnd((blob_len - len) / 4);

	memmove(blob + to, blob + from, len);
}

static u64 number(const char *name, u64 otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

static void changed_blobs_are_read_alike(void **state)
{
	static char before[MAX_BLOB];
	u64 i, runs = number("TREE_RUNS", 300);
	u32 n;

	(void)state;
	rng = number("TREE_SEED", 1) * 0x9e3779b97f4a7c15ULL | 1;
	memcpy(before, blob, blob_len);
	for (i = 0; i < runs; i++) {
		memcpy(blob, before, blob_len);
		for (n = 1 + rnd(4); n; n--) {
			if (rnd(4))
				change_word();
			else
				move_words();
		}
		expect_alike();
	}
}

#define test(t)	cmocka_unit_test_setup(t, with_agx)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(both_ways_are_alike),
		test(overlays_are_alike),
		test(memory_of_devices),
		test(memory_that_is_refused),
		test(the_tree_is_all_of_the_description),
		test(nothing_is_described_before),
		test(sizes_are_checked),
		test(only_the_hosts_memory_is_read),
		test(a_blob_that_is_cut_fails),
		test(a_rest_of_an_earlier_copy_is_not_read),
		test(strings_beside_the_copy_are_none),
		test(a_described_part_is_not_sealed),
		test(the_copy_is_read_alone),
		test(without_memory_there_is_no_copy),
		test(after_the_seal_nothing_is_read),
		test(registers_carry_the_call),
		test(changed_blobs_are_read_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
