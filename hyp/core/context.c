// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts of a domain: one on each SMMU of which a stream is attached to it, allocated
 * with the first stream, freed and invalidated with the last. A context that an SMMU does
 * not confirm to be free is in quarantine: it is not used again, and its domain is not
 * freed, until a later attempt is confirmed.
 */
#include "domain.h"

DEFINE_HYP_SPINLOCK(pkvm_iommu_attach_lock);

/* Free the context of @domain on @smmu, which no stream selects; on an error it stays. */
static int free_ctx(struct hyp_smmu *smmu, struct domain *domain)
{
	int ret;

	hyp_assert_lock_held(&domain->lock);
	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->ctx_free(smmu, domain->ctx[smmu->nr]);
	hyp_spin_unlock(&smmu->lock);
	if (!ret)
		domain->ctx[smmu->nr] = DOMAIN_NO_CTX;
	return ret;
}

static int alloc_ctx(struct hyp_smmu *smmu, struct domain *domain)
{
	int ctx;

	hyp_assert_lock_held(&domain->lock);
	hyp_spin_lock(&smmu->lock);
	ctx = smmu->ops->ctx_alloc(smmu, &domain->pt.cfg);
	hyp_spin_unlock(&smmu->lock);
	if (ctx >= 0)
		domain->ctx[smmu->nr] = ctx;
	return ctx;
}

/* A context in quarantine is not used again, but its domain may get another one. */
static int new_ctx(struct hyp_smmu *smmu, struct domain *domain)
{
	int ret = 0;

	if (domain->ctx[smmu->nr] != DOMAIN_NO_CTX)
		ret = free_ctx(smmu, domain);
	return ret ? ret : alloc_ctx(smmu, domain);
}

int pkvm_iommu_get_ctx(struct hyp_smmu *smmu, struct domain *domain)
{
	unsigned int nr = smmu->nr;
	int ctx;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	hyp_spin_lock(&domain->lock);
	ctx = domain->nr_streams[nr] ? domain->ctx[nr] : new_ctx(smmu, domain);
	if (ctx >= 0) {
		domain->nr_streams[nr]++;
		domain->nr_attached++;
	}
	hyp_spin_unlock(&domain->lock);
	return ctx;
}

void pkvm_iommu_put_ctx(struct hyp_smmu *smmu, struct domain *domain)
{
	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	hyp_spin_lock(&domain->lock);
	domain->nr_attached--;
	if (!--domain->nr_streams[smmu->nr])
		free_ctx(smmu, domain);
	hyp_spin_unlock(&domain->lock);
}

int pkvm_iommu_retire_ctxs(struct domain *domain)
{
	struct hyp_smmu *smmu;
	int err, ret = 0;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	hyp_spin_lock(&domain->lock);
	for_each_smmu(smmu) {
		if (domain->ctx[smmu->nr] == DOMAIN_NO_CTX || domain->nr_streams[smmu->nr])
			continue;
		err = free_ctx(smmu, domain);
		ret = ret ?: err;
	}
	hyp_spin_unlock(&domain->lock);
	return ret;
}
