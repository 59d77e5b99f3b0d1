// SPDX-License-Identifier: GPL-2.0-only
/*
 * All operations on a domain by raw hypercalls. Counts for each call: instructions at
 * EL2, register writes and TLB syncs of the SMMU.
 *
 * The stream belongs to a device that is disabled in the device tree, so that no driver
 * uses it. It is attached to the host's identity domain before and afterwards.
 */
#include <linux/bitfield.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>

#include <asm/kvm_asm.h>
#include <asm/kvm_pkvm_iommu.h>

#include "calls.h"
#include "count.h"

/* By default the stream of MGBE's VF1, behind niso0, which has two instances. */
static unsigned int smmu = 2;
module_param(smmu, uint, 0400);
static unsigned int sid = 0x49;
module_param(sid, uint, 0400);
static bool v3;
module_param(v3, bool, 0400);

#define BIG_ORDER		8	/* the largest batch */
#define IOVA			SZ_1G
#define PROT			(PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE |\
				 PKVM_IOMMU_PROT_CACHE)
#define MAX_FREE_STEPS		256
#define EXTRA_TOPUPS		4	/* the first may split a block of the host's stage 2 */

/* What else there is when a call is measured "beside others". */
#define OTHER_DOMAINS		32
#define OTHER_STREAMS		2	/* those that follow */
#define OTHER_BLOCKS		64	/* of the largest batch, all mapped */

/* The mapped pages, and the domain. */
struct bench {
	struct seq_file *s;
	struct page *big;
	s64 handle;
};

/* Returns the call's result, or an error if the dispatcher refused the call. */
#define CALL(res, name, ...)							\
	({									\
		const u64 __args[6] = { __VA_ARGS__ };				\
										\
		count_hvc(res, KVM_HOST_SMCCC_FUNC(name), __args);		\
		(res)->x0 == SMCCC_RET_SUCCESS ? (s64)(res)->x1 : -EOPNOTSUPP;	\
	})

/* Sum over all SMMUs: a page that leaves the host is invalidated on each. */
static s64 query(u64 what)
{
	struct hvc_result res;
	s64 sum = 0, val;
	u64 i;

	for (i = 0; i < PKVM_IOMMU_MAX_SMMUS; i++) {
		val = CALL(&res, __pkvm_iommu_query, what, i);
		sum += val > 0 ? val : 0;
	}
	return sum;
}

/* Prints name, result, instructions, register writes, syncs; nothing without a name. */
static void show(struct seq_file *s, const char *label, s64 ret, u32 insns, s64 writes, s64 syncs)
{
	if (label)
		seq_printf(s, "%s %lld %u %lld %lld\n", label, ret, insns, writes, syncs);
}

/* Makes a call and shows it. */
#define SHOW(s, label, name, ...)						\
	({									\
		s64 __writes = query(PKVM_IOMMU_QUERY_REG_WRITES);		\
		s64 __syncs = query(PKVM_IOMMU_QUERY_SYNCS);			\
		struct hvc_result __res;					\
		s64 __ret = CALL(&__res, name, __VA_ARGS__);			\
										\
		__writes = query(PKVM_IOMMU_QUERY_REG_WRITES) - __writes;	\
		__syncs = query(PKVM_IOMMU_QUERY_SYNCS) - __syncs;		\
		show(s, label, __ret, __res.insns, __writes, __syncs);		\
		__ret;								\
	})

/**
 * bench_null_calls() - measure calls that do nothing
 * @s: output
 */
void bench_null_calls(struct seq_file *s)
{
	struct hvc_result res;
	const u64 none[6] = { };

	count_hvc(&res, KVM_HOST_SMCCC_ID(__KVM_HOST_SMCCC_FUNC_MAX), none);
	seq_printf(s, "null-unknown %lld %u 0 0\n", (s64)(s32)res.x0, res.insns);
	SHOW(s, "null-query", __pkvm_iommu_query, PKVM_IOMMU_QUERY_STATE, 0);
}

static s64 topup(struct bench *b, const char *label)
{
	struct page *page = alloc_page(GFP_KERNEL);
	s64 ret;

	if (!page)
		return -ENOMEM;
	ret = SHOW(b->s, label, __pkvm_iommu_topup, b->handle, page_to_pfn(page));
	if (ret)
		__free_page(page);
	return ret;
}

/* The first page of a domain: EL2 returns -ENOMEM, gets table pages, builds tables. */
static void first_map(struct bench *b)
{
	u64 phys = page_to_phys(b->big);
	struct hvc_result res;
	s64 ret = CALL(&res, __pkvm_iommu_map, b->handle, IOVA, phys, 1, PROT);
	u64 need;

	seq_printf(b->s, "map-refused-nomem %lld %u 0 0\n", ret, res.insns);
	for (need = ret == -ENOMEM ? res.x2 + EXTRA_TOPUPS : 0; need; need--)
		if (topup(b, "topup"))
			return;
	SHOW(b->s, "map-first", __pkvm_iommu_map, b->handle, IOVA, phys, 1, PROT);
	SHOW(b->s, "unmap-first", __pkvm_iommu_unmap, b->handle, IOVA, 1);
}

static void map_unmap(struct bench *b, const char *map, const char *unmap, u64 nr)
{
	u64 phys = page_to_phys(b->big);

	SHOW(b->s, map, __pkvm_iommu_map, b->handle, IOVA, phys, nr, PROT);
	if (nr == 1)
		SHOW(b->s, "iova-to-phys", __pkvm_iommu_iova_to_phys, b->handle, IOVA);
	SHOW(b->s, unmap, __pkvm_iommu_unmap, b->handle, IOVA, nr);
}

static void while_attached(struct bench *b)
{
	map_unmap(b, "map-1", "unmap-1", 1);
	map_unmap(b, "map-16", "unmap-16", 16);
	map_unmap(b, "map-256", "unmap-256", 256);
}

static void attach_detach(struct bench *b)
{
	s64 ret = SHOW(b->s, "attach", __pkvm_iommu_attach, smmu, sid, b->handle);

	if (ret)
		return;
	while_attached(b);
	SHOW(b->s, "detach", __pkvm_iommu_detach, smmu, sid);
	SHOW(b->s, "attach-from-blocked", __pkvm_iommu_attach, smmu, sid, b->handle);
	SHOW(b->s, "attach-identity", __pkvm_iommu_attach, smmu, sid,
	     PKVM_IOMMU_DOMAIN_IDENTITY);
}

static void free_domain(struct bench *b, const char *label)
{
	s64 ret;
	int i;

	for (i = 0; i < MAX_FREE_STEPS; i++) {
		ret = SHOW(b->s, label, __pkvm_iommu_free_domain, b->handle);
		if (ret > 0)
			__free_page(pfn_to_page(ret));
		else if (ret != -EAGAIN)
			return;
	}
}

static s64 alloc_domain(struct bench *b, const char *label)
{
	void *pages = alloc_pages_exact(2 * PAGE_SIZE, GFP_KERNEL);
	s64 handle;

	if (!pages)
		return -ENOMEM;
	handle = SHOW(b->s, label, __pkvm_iommu_alloc_domain, page_to_pfn(virt_to_page(pages)));
	if (handle < 0)
		free_pages_exact(pages, 2 * PAGE_SIZE);
	return handle;
}

/* Maps the largest batch at @iova, with as many tables as that needs. */
static bool map_block(struct bench *b, u64 iova)
{
	struct hvc_result res;
	s64 ret;

	do {
		ret = CALL(&res, __pkvm_iommu_map, b->handle, iova, page_to_phys(b->big),
			   1 << BIG_ORDER, PROT);
		if (ret != -ENOMEM)
			return ret == 1 << BIG_ORDER;
	} while (res.x2 && !topup(b, NULL));
	return false;
}

/* Returns how many streams are attached to the domain; only those that exist are. */
static unsigned int attach_streams(struct bench *b, u64 handle)
{
	unsigned int i, nr = 0;
	struct hvc_result res;

	for (i = 0; i <= OTHER_STREAMS; i++)
		nr += !CALL(&res, __pkvm_iommu_attach, smmu, sid + i, handle);
	return nr;
}

/* A domain with much mapped and several streams. */
static void crowded_domain(struct bench *b)
{
	unsigned int i, blocks = 0, streams = attach_streams(b, b->handle);

	for (i = 1; i <= OTHER_BLOCKS; i++)
		blocks += map_block(b, IOVA + i * SZ_2M);
	if (map_block(b, IOVA)) {
		SHOW(b->s, NULL, __pkvm_iommu_unmap, b->handle, IOVA, 1 << BIG_ORDER);
		SHOW(b->s, "map-1-crowded", __pkvm_iommu_map, b->handle, IOVA,
		     page_to_phys(b->big), 1, PROT);
		SHOW(b->s, "unmap-1-crowded", __pkvm_iommu_unmap, b->handle, IOVA, 1);
	}
	seq_printf(b->s, "crowd %u %u %u 0\n", blocks, streams, OTHER_DOMAINS + 1);
	attach_streams(b, PKVM_IOMMU_DOMAIN_IDENTITY);
}

/* The same calls beside other domains, streams and mappings. */
static void beside_others(struct seq_file *s, struct page *big)
{
	struct bench b[OTHER_DOMAINS + 1];
	unsigned int i, nr;

	for (nr = 0; nr < ARRAY_SIZE(b); nr++) {
		b[nr] = (struct bench) { .s = s, .big = big };
		b[nr].handle = alloc_domain(&b[nr], NULL);
		if (b[nr].handle < 0)
			break;
	}
	if (nr == ARRAY_SIZE(b))
		crowded_domain(&b[nr - 1]);
	for (i = 0; i < nr; i++)
		free_domain(&b[i], NULL);
}

/* Of an SMMUv3; an MMU-500 has registers for these, and refuses the calls. */
static void inval_nested(struct seq_file *s, s64 handle)
{
	const u64 flags = FIELD_PREP(PKVM_IOMMU_INVAL_GRANULE, PAGE_SHIFT) | PKVM_IOMMU_INVAL_LEAF;

	SHOW(s, "inval-1", __pkvm_iommu_inval_nested, handle, IOVA, PAGE_SIZE, flags);
	SHOW(s, "inval-256", __pkvm_iommu_inval_nested, handle, IOVA, 256 * PAGE_SIZE, flags);
	SHOW(s, "inval-all", __pkvm_iommu_inval_nested, handle, 0, 0, PKVM_IOMMU_INVAL_ALL);
}

/*
 * What a nested domain costs at EL2, all in all. An SMMUv3 gets a context descriptor of
 * zeroes, which nothing is translated by: no device runs.
 */
static void nested_domain(struct seq_file *s, const struct page *page)
{
	s64 handle = SHOW(s, "alloc-nested", __pkvm_iommu_alloc_nested, smmu,
			  v3 ? page_to_phys(page) : 0);

	if (handle < 0)
		return;
	if (v3)
		inval_nested(s, handle);
	SHOW(s, "attach-nested", __pkvm_iommu_attach, smmu, sid, handle);
	SHOW(s, "nested-to-identity", __pkvm_iommu_attach, smmu, sid,
	     PKVM_IOMMU_DOMAIN_IDENTITY);
	SHOW(s, "free-nested", __pkvm_iommu_free_nested, handle);
}

/**
 * bench_runtime_calls() - measure all operations on a domain
 * @s: output
 *
 * With protection off, the first call is refused, and no other is made.
 */
void bench_runtime_calls(struct seq_file *s)
{
	struct bench b = { .s = s, .big = alloc_pages(GFP_KERNEL | __GFP_ZERO, BIG_ORDER) };

	if (!b.big)
		return;
	b.handle = alloc_domain(&b, "alloc");
	if (b.handle >= PKVM_IOMMU_DOMAIN_FIRST) {
		first_map(&b);
		map_unmap(&b, "map-1-unattached", "unmap-1-unattached", 1);
		attach_detach(&b);
		free_domain(&b, "free-step");
		nested_domain(s, b.big);
		beside_others(s, b.big);
	}
	__free_pages(b.big, BIG_ORDER);
}
