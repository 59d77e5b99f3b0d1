// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested domains: stage 1 is the host's, stage 2 is the identity table. A nested domain is
 * one context of one SMMU, whose registers or descriptor the host programs by itself. There
 * is nothing to map or pin: what leaves the host leaves the identity table.
 *
 * Lending: the context translates through stage 2 before the host reaches its registers.
 * Taking back: the host does not reach them any more before the context changes.
 */
#include <linux/bitfield.h>

#include <nvhe/mem_protect.h>

#include "domain.h"

/* The SMMU and the context that a handle names, if there is such a domain. */
static struct hyp_smmu *split_handle(u64 handle, int *ctx)
{
	u64 nr = handle - PKVM_IOMMU_MAX_DOMAINS;

	*ctx = nr % PKVM_IOMMU_MAX_NESTED;
	return pkvm_iommu_smmu(nr / PKVM_IOMMU_MAX_NESTED);
}

/* The SMMU of a nested domain, and its context; NULL: there is no such domain. */
static struct hyp_smmu *find_nested(u64 handle, int *ctx)
{
	struct hyp_smmu *smmu = split_handle(handle, ctx);

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	return smmu && test_bit(*ctx, smmu->nested) ? smmu : NULL;
}

/* A domain whose end has begun takes no stream: its registers are not the host's any more. */
int pkvm_iommu_nested_ctx(const struct hyp_smmu *smmu, u64 handle)
{
	const struct hyp_smmu *owner;
	bool lent;
	int ctx;

	owner = find_nested(handle, &ctx);
	if (!owner)
		return -ENOENT;
	hyp_spin_lock(&host_mmu.lock);
	lent = test_bit(ctx, owner->lent);
	hyp_spin_unlock(&host_mmu.lock);
	if (!lent)
		return -ENOENT;
	return owner == smmu ? ctx : -EINVAL;
}

int pkvm_iommu_no_paging(u64 handle)
{
	bool nested;
	int ctx;

	hyp_spin_lock(&pkvm_iommu_attach_lock);
	nested = find_nested(handle, &ctx);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return nested ? -EINVAL : -ENOENT;
}

static int lend_ctx(struct hyp_smmu *smmu, u64 cd)
{
	int ctx;

	hyp_spin_lock(&smmu->lock);
	ctx = smmu->ops->ctx_lend(smmu, cd);
	hyp_spin_unlock(&smmu->lock);
	return ctx;
}

/* What the host needs to know of its context. */
static void tell_host(const struct hyp_smmu *smmu, int ctx, u64 *x2, u64 *x3)
{
	if (smmu->ops->lent_regs)
		smmu->ops->lent_regs(smmu, ctx, x2, x3);
	else
		*x2 = smmu->ops->lent_asid(smmu, ctx);
}

static s64 alloc_nested(struct hyp_smmu *smmu, u64 cd, u64 *x2, u64 *x3)
{
	int ctx = lend_ctx(smmu, cd);

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	if (ctx < 0)
		return ctx;
	__set_bit(ctx, smmu->nested);
	tell_host(smmu, ctx, x2, x3);
	hyp_spin_lock(&host_mmu.lock);
	pkvm_iommu_lend_regs(smmu, ctx);
	hyp_spin_unlock(&host_mmu.lock);
	return PKVM_IOMMU_DOMAIN_NESTED(smmu->nr, ctx);
}

s64 __pkvm_iommu_alloc_nested(u64 nr, u64 cd, u64 *x2, u64 *x3)
{
	struct hyp_smmu *smmu;
	s64 ret;

	*x2 = 0;
	*x3 = 0;
	ret = pkvm_iommu_runtime_gate();
	if (ret)
		return ret;
	smmu = pkvm_iommu_smmu(nr);
	if (!smmu)
		return -ENODEV;

	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = alloc_nested(smmu, cd, x2, x3);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return ret;
}

/* Is a stream attached, or may one that is stuck still use the domain? */
static bool has_streams(const struct hyp_smmu *smmu, int handle)
{
	const struct smmu_stream *s;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	for (s = smmu->streams; s < smmu->streams + smmu->nr_streams; s++) {
		if (s->domain == handle)
			return true;
		if (s->domain == STREAM_STUCK && (s->held[0] == handle || s->held[1] == handle))
			return true;
	}
	return false;
}

static int reclaim_regs(struct hyp_smmu *smmu, int ctx)
{
	int ret;

	hyp_spin_lock(&host_mmu.lock);
	ret = pkvm_iommu_reclaim_regs(smmu, ctx);
	hyp_spin_unlock(&host_mmu.lock);
	return ret;
}

static int take_ctx(struct hyp_smmu *smmu, int ctx)
{
	int ret;

	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->ctx_take(smmu, ctx);
	hyp_spin_unlock(&smmu->lock);
	return ret;
}

/* On an error the context is in quarantine, until a later call. */
static int free_nested(u64 handle)
{
	struct hyp_smmu *smmu;
	int ctx, ret;

	smmu = find_nested(handle, &ctx);
	if (!smmu)
		return -ENOENT;
	if (has_streams(smmu, handle))
		return -EBUSY;
	ret = reclaim_regs(smmu, ctx) ?: take_ctx(smmu, ctx);
	if (!ret)
		__clear_bit(ctx, smmu->nested);
	return ret;
}

int __pkvm_iommu_free_nested(u64 handle)
{
	int ret = pkvm_iommu_release_gate();

	if (ret)
		return ret;
	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = free_nested(handle);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return ret;
}

/* Its end is an address, or 2^64. Which sizes pages and blocks have is the back end's to say. */
static bool is_range(u64 iova, u64 size, u64 flags)
{
	u64 granule = FIELD_GET(PKVM_IOMMU_INVAL_GRANULE, flags);

	if (flags & ~(PKVM_IOMMU_INVAL_GRANULE | PKVM_IOMMU_INVAL_LEAF))
		return false;
	if (!size || size - 1 > ~iova)
		return false;
	return !((iova | size) & (BIT_ULL(granule) - 1));
}

/*
 * The host's own entries: no page depends on it. So it takes no lock but the SMMU's; the back
 * end knows which contexts are lent.
 */
int __pkvm_iommu_inval_nested(u64 handle, u64 iova, u64 size, u64 flags)
{
	bool all = flags == PKVM_IOMMU_INVAL_ALL && !iova && !size;
	struct hyp_smmu *smmu;
	int ctx, ret = pkvm_iommu_runtime_gate();

	if (ret)
		return ret;
	smmu = split_handle(handle, &ctx);
	if (!smmu)
		return -ENOENT;
	if (!smmu->ops->inval_lent || (!all && !is_range(iova, size, flags)))
		return -EINVAL;
	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->inval_lent(smmu, ctx, iova, size, flags);
	hyp_spin_unlock(&smmu->lock);
	return ret;
}
