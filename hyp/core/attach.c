// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which domain translates each stream. A domain has one context on each SMMU of
 * which a stream is attached to it: allocated with the first stream, freed and
 * invalidated with the last.
 *
 * attach_lock serialises all changes. When hardware does not confirm a change, the
 * stream is blocked.
 */
#include <nvhe/mem_protect.h>

#include "domain.h"

#define STREAM_BLOCKED	(-1)
#define STREAM_STUCK	(-2)	/* blocked, but the hardware has not confirmed it */

/* Count one more stream of @smmu; returns the number of the context. */
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

/* Count one stream of @smmu less. The SMMU does not select the context for it any more. */
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
 * Switch a stream to context @ctx of domain @handle. On an error the stream is
 * blocked. @stuck: the hardware has not confirmed even that, and the stream may still
 * use the old context or the new one.
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
 * A stream has left the domain of @handle. When the SMMU does not confirm that the
 * context is freed, the domain is quarantined.
 */
static void leave_domain(struct hyp_smmu *smmu, int handle)
{
	struct domain *domain;

	if (handle < PKVM_IOMMU_DOMAIN_FIRST)
		return;
	/* Exists: a domain with a stream attached cannot be freed. */
	domain = pkvm_iommu_get_domain(handle);
	put_ctx(smmu, domain);
	pkvm_iommu_put_domain(handle);
}

/* A stuck stream may use either context: neither domain loses its count. */
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

/* Look up a stream that the host names in the sealed topology. */
static int find_stream(int gate, u64 nr, u64 sid, struct hyp_smmu **smmu)
{
	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	if (gate)
		return gate;
	*smmu = pkvm_iommu_smmu(nr);
	return *smmu ? pkvm_iommu_stream(*smmu, sid) : -ENODEV;
}

int __pkvm_iommu_attach(u64 nr, u64 sid, u64 handle)
{
	struct hyp_smmu *smmu;
	int ret;

	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = find_stream(pkvm_iommu_runtime_gate(), nr, sid, &smmu);
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
	ret = find_stream(pkvm_iommu_release_gate(), nr, sid, &smmu);
	if (ret >= 0)
		ret = detach_stream(smmu, ret);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return ret;
}
