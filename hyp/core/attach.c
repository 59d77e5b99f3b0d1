// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which domain translates each stream. A domain has one context for each SMMU
 * that it serves a stream of: made when the first comes, freed, with all that
 * TLBs hold of it, when the last has gone.
 *
 * attach_lock makes each change one step for all others. When hardware does not
 * confirm a change, the stream ends up blocked: never half-way.
 */
#include <nvhe/mem_protect.h>

#include "domain.h"

#define STREAM_BLOCKED	(-1)
#define STREAM_STUCK	(-2)	/* told to fault, and that was not confirmed */

/* A context of @smmu for one stream more; returns its number. */
static int get_ctx(struct hyp_smmu *smmu, struct domain *domain)
{
	unsigned int nr = smmu->nr;
	int ctx;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	hyp_spin_lock(&domain->lock);
	ctx = domain->ctx[nr];
	if (ctx == DOMAIN_NO_CTX) {
		hyp_spin_lock(&smmu->lock);
		ctx = smmu->ops->ctx_alloc(smmu, &domain->pt.cfg);
		hyp_spin_unlock(&smmu->lock);
	}
	if (ctx >= 0) {
		domain->ctx[nr] = ctx;
		domain->nr_streams[nr]++;
		domain->nr_attached++;
	}
	hyp_spin_unlock(&domain->lock);
	return ctx;
}

/* One stream of @smmu less; no S2CR selects the context for it any more. */
static void put_ctx(struct hyp_smmu *smmu, struct domain *domain)
{
	unsigned int nr = smmu->nr;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	hyp_spin_lock(&domain->lock);
	domain->nr_attached--;
	if (!--domain->nr_streams[nr]) {
		hyp_spin_lock(&smmu->lock);
		if (smmu->ops->ctx_free(smmu, domain->ctx[nr]))
			domain->quarantined = true;
		hyp_spin_unlock(&smmu->lock);
		domain->ctx[nr] = DOMAIN_NO_CTX;
	}
	hyp_spin_unlock(&domain->lock);
}

/*
 * The stream goes over to @ctx, which stands for @handle. 0: it has. Else it is
 * blocked; unless even that was not confirmed (@stuck), and it may still be at
 * either place.
 */
static int set_stream(struct hyp_smmu *smmu, int stream, int ctx, int handle, bool *stuck)
{
	int ret;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	*stuck = false;
	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->stream_set(smmu, stream, ctx);
	if (ret)
		*stuck = smmu->ops->stream_set(smmu, stream, SMMU_CTX_BLOCKED);
	smmu->streams[stream].domain = *stuck ? STREAM_STUCK : ret ? STREAM_BLOCKED : handle;
	hyp_spin_unlock(&smmu->lock);
	return ret;
}

/*
 * A stream has left the domain of @handle. When the SMMU does not confirm that
 * the context is gone, it is the domain that stays in quarantine.
 */
static void leave_domain(struct hyp_smmu *smmu, int handle)
{
	struct domain *domain;

	if (handle < PKVM_IOMMU_DOMAIN_FIRST)
		return;
	/* It had a stream attached, so it is there, and stays until here. */
	domain = pkvm_iommu_get_domain(handle);
	put_ctx(smmu, domain);
	pkvm_iommu_put_domain(handle);
}

/* A stuck stream leaves nothing: both places stay as used as they were. */
static int move_stream(struct hyp_smmu *smmu, int stream, int ctx, int handle, bool *stuck)
{
	int old = smmu->streams[stream].domain;
	int ret;

	ret = set_stream(smmu, stream, ctx, handle, stuck);
	if (!*stuck)
		leave_domain(smmu, old);
	return ret;
}

static int attach_domain(struct hyp_smmu *smmu, int stream, u64 handle)
{
	struct domain *domain = pkvm_iommu_get_domain(handle);
	int ctx, ret;
	bool stuck;

	if (!domain)
		return -ENOENT;
	ctx = get_ctx(smmu, domain);
	ret = ctx < 0 ? ctx : move_stream(smmu, stream, ctx, handle, &stuck);
	if (ctx >= 0 && ret && !stuck)
		put_ctx(smmu, domain);
	pkvm_iommu_put_domain(handle);
	return ret;
}

static int attach_stream(struct hyp_smmu *smmu, int stream, u64 handle)
{
	bool stuck;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	if (handle >= PKVM_IOMMU_MAX_DOMAINS)
		return -ENOENT;
	if (smmu->streams[stream].domain == (int)handle)
		return 0;
	if (handle == PKVM_IOMMU_DOMAIN_IDENTITY)
		return move_stream(smmu, stream, SMMU_CTX_IDENTITY, handle, &stuck);
	return attach_domain(smmu, stream, handle);
}

static int detach_stream(struct hyp_smmu *smmu, int stream)
{
	bool stuck;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	if (smmu->streams[stream].domain == STREAM_BLOCKED)
		return 0;
	return move_stream(smmu, stream, SMMU_CTX_BLOCKED, STREAM_BLOCKED, &stuck);
}

/* The sealed topology's answer to a stream that the host names. */
static int find_stream(u64 nr, u64 sid, struct hyp_smmu **smmu)
{
	int ret;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	ret = pkvm_iommu_runtime_gate();
	if (ret)
		return ret;
	*smmu = pkvm_iommu_smmu(nr);
	return *smmu ? pkvm_iommu_stream(*smmu, sid) : -ENODEV;
}

int __pkvm_iommu_attach(u64 nr, u64 sid, u64 handle)
{
	struct hyp_smmu *smmu;
	int ret;

	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = find_stream(nr, sid, &smmu);
	if (ret >= 0)
		ret = attach_stream(smmu, ret, handle);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return ret;
}

int __pkvm_iommu_detach(u64 nr, u64 sid)
{
	struct hyp_smmu *smmu;
	int ret;

	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = find_stream(nr, sid, &smmu);
	if (ret >= 0)
		ret = detach_stream(smmu, ret);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return ret;
}
