// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stream table of an SMMUv3. It has an entry for each stream of the topology, and
 * none for others: their transactions abort.
 *
 * Of a range, such as the requester IDs of a PCIe root, all streams translate by the
 * identity table until one is set. Level 1 descriptors of whole blocks of 64 such streams
 * lead to one shared page. A block gets a page of its own, with the same contents, when
 * the first of its streams is set.
 */
#include <linux/minmax.h>

#include "smmuv3.h"

static u64 l1_desc(void *page)
{
	return FIELD_PREP(L1_SPAN, SMMUV3_SPLIT + 1) | (hyp_virt_to_phys(page) & L1_ADDR);
}

static int alloc_levels(struct hyp_smmu *smmu)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);

	if (node->linear)
		return 0;
	node->l1 = smmuv3_reserve(smmu, SMMUV3_L1_PAGES);
	node->shared = smmuv3_reserve(smmu, 1);
	return node->l1 && node->shared ? 0 : -ENOMEM;
}

static unsigned int reserved_l2(const struct hyp_smmuv3 *node)
{
	return node->linear ? 1 : SMMUV3_RESERVED_L2;
}

/**
 * pkvm_smmuv3_strtab_alloc() - the memory of the stream table
 * @smmu: a node whose stream IDs are known
 *
 * Return: 0, or -ENOMEM: too few pages were reserved at boot.
 */
int pkvm_smmuv3_strtab_alloc(struct hyp_smmu *smmu)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);
	int ret = alloc_levels(smmu);
	void *page;

	while (node->l2_nr < reserved_l2(node) && !ret) {
		page = pkvm_iommu_reserve(1);
		if (page)
			node->l2_pages[node->l2_nr++] = page;
		else
			ret = -ENOMEM;
	}
	return ret;
}

static struct smmuv3_ste *new_page(struct hyp_smmuv3 *node)
{
	return node->l2_used < node->l2_nr ? node->l2_pages[node->l2_used++] : NULL;
}

/* The page of a block of stream IDs, or NULL. */
static struct smmuv3_ste *block_page(const struct hyp_smmuv3 *node, unsigned int block)
{
	if (node->linear)
		return node->l2_used ? node->l2_pages[0] : NULL;
	return node->l1[block] ? hyp_phys_to_virt(node->l1[block] & L1_ADDR) : NULL;
}

static void set_desc(struct hyp_smmu *smmu, unsigned int block, void *page)
{
	u64 *desc = &to_smmuv3(smmu)->l1[block];

	/* The entries are in memory before the SMMU can find them. */
	wmb();
	WRITE_ONCE(*desc, l1_desc(page));
	smmuv3_clean(smmu, desc, sizeof(*desc));
}

/*
 * A page of its own for a block: a copy of the shared one, or empty. For a linear table,
 * the only one.
 */
static struct smmuv3_ste *own_page(struct hyp_smmu *smmu, unsigned int block)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);
	struct smmuv3_ste *page = block_page(node, block), *copy;

	if (page && page != node->shared)
		return page;
	copy = new_page(node);
	if (!copy)
		return NULL;
	if (page)
		memcpy(copy, page, PAGE_SIZE);
	smmuv3_clean(smmu, copy, PAGE_SIZE);
	if (!node->linear)
		set_desc(smmu, block, copy);
	return copy;
}

/**
 * pkvm_smmuv3_stream_add() - see struct smmu_ops
 * @smmu: a node that was taken over
 * @sid: a stream of one of its ranges
 *
 * The new page has what the shared one has, so it does not matter which of them the SMMU
 * uses until the stream is set; then its copy of the descriptor is invalidated, too.
 *
 * Return: 0; -ENOMEM: no page is left; -ENOSPC: nor would the host's help.
 */
int pkvm_smmuv3_stream_add(struct hyp_smmu *smmu, u32 sid)
{
	hyp_assert_lock_held(&smmu->lock);
	if (own_page(smmu, sid >> SMMUV3_SPLIT))
		return 0;
	return to_smmuv3(smmu)->l2_nr < SMMUV3_MAX_L2 ? -ENOMEM : -ENOSPC;
}

/**
 * pkvm_smmuv3_stream_page() - see struct smmu_ops
 * @smmu: a node that was taken over
 * @page: of zeroes; NULL to ask
 *
 * The host's pages come one at a time, when none is left: no more than the streams in use
 * need become EL2's for good. A linear table never needs one.
 *
 * Return: 0; -EEXIST: one is left; -ENOSPC: there are as many as EL2 counts.
 */
int pkvm_smmuv3_stream_page(struct hyp_smmu *smmu, void *page)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);

	hyp_assert_lock_held(&smmu->lock);
	if (node->l2_used < node->l2_nr)
		return -EEXIST;
	if (node->linear || node->l2_nr == SMMUV3_MAX_L2)
		return -ENOSPC;
	if (page)
		node->l2_pages[node->l2_nr++] = page;
	return 0;
}

/* The entry of one of smmu->streams, which no other stream shares. */
struct smmuv3_ste *pkvm_smmuv3_ste(const struct hyp_smmu *smmu, u32 sid)
{
	return block_page(to_smmuv3(smmu), sid >> SMMUV3_SPLIT) + (sid & (STES_PER_PAGE - 1));
}

static int fill_block(struct hyp_smmu *smmu, unsigned int block, u32 first, u32 last,
		      const struct smmuv3_ste *ste)
{
	struct smmuv3_ste *page = own_page(smmu, block);
	u32 i;

	if (!page)
		return -ENOSPC;
	for (i = first; i <= last; i++)
		page[i] = *ste;
	smmuv3_clean(smmu, page, PAGE_SIZE);
	return 0;
}

/* Stream IDs [@first, @last], of which the part in one block is handled. */
static int add_block(struct hyp_smmu *smmu, u32 first, u32 last, const struct smmuv3_ste *ste)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);
	unsigned int block = first >> SMMUV3_SPLIT, base = block << SMMUV3_SPLIT;
	u32 end = min(last - base, STES_PER_PAGE - 1);

	if (node->linear || first != base || end != STES_PER_PAGE - 1 || block_page(node, block))
		return fill_block(smmu, block, first - base, end, ste);
	set_desc(smmu, block, node->shared);
	return 0;
}

static int add_sids(struct hyp_smmu *smmu, u32 first, u32 last, const struct smmuv3_ste *ste)
{
	unsigned int block = first >> SMMUV3_SPLIT;
	int ret = 0;

	for (; block <= last >> SMMUV3_SPLIT && !ret; block++)
		ret = add_block(smmu, max(first, block << SMMUV3_SPLIT), last, ste);
	return ret;
}

static void fill_shared(struct hyp_smmu *smmu, const struct smmuv3_ste *ste)
{
	struct smmuv3_ste *page = to_smmuv3(smmu)->shared;
	unsigned int i;

	for (i = 0; page && i < STES_PER_PAGE; i++)
		page[i] = *ste;
	if (page)
		smmuv3_clean(smmu, page, PAGE_SIZE);
}

/**
 * pkvm_smmuv3_strtab_build() - every stream of the topology gets its entry
 * @smmu: a probed node, whose SMMU does not use the table yet
 *
 * Return: 0, or -ENOSPC: the streams need more pages.
 */
int pkvm_smmuv3_strtab_build(struct hyp_smmu *smmu)
{
	struct smmuv3_ste ste = pkvm_smmuv3_make_ste(smmu, SMMU_CTX_IDENTITY);
	unsigned int i;
	int ret = 0;

	hyp_assert_lock_held(&smmu->lock);
	fill_shared(smmu, &ste);
	for (i = 0; i < smmu->nr_ranges && !ret; i++)
		ret = add_sids(smmu, smmu->ranges[i].sid,
			       smmu->ranges[i].sid + smmu->ranges[i].nr - 1, &ste);
	for (i = 0; i < smmu->nr_streams && !ret; i++) {
		smmu->streams[i].ctx = SMMU_CTX_IDENTITY;
		ret = add_sids(smmu, smmu->streams[i].sid, smmu->streams[i].sid, &ste);
	}
	return ret;
}

/* While the SMMU is disabled: where the table is. */
int pkvm_smmuv3_strtab_program(struct hyp_smmu *smmu)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);
	void *table = node->linear ? (void *)node->l2_pages[0] : (void *)node->l1;
	u32 cfg = FIELD_PREP(STRTAB_CFG_LOG2SIZE, node->sid_bits);

	if (!node->linear)
		cfg |= FIELD_PREP(STRTAB_CFG_FMT, STRTAB_FMT_2LEVEL) |
		       FIELD_PREP(STRTAB_CFG_SPLIT, SMMUV3_SPLIT);
	return smmuv3_writeq_check(smmu, SMMUV3_STRTAB_BASE,
				   STRTAB_BASE_RA | hyp_virt_to_phys(table), STRTAB_BASE_ADDR) ?:
	       smmuv3_write_check(smmu, SMMUV3_STRTAB_BASE_CFG, cfg,
				  STRTAB_CFG_LOG2SIZE | STRTAB_CFG_SPLIT | STRTAB_CFG_FMT);
}
