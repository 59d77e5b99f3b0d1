/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A paging domain: a page table, a pool of pages for it, and the contexts that use
 * it. The structure is in the first of the two pages that the host donated for the
 * domain; the second is the root of the table.
 */
#ifndef __HYP_DOMAIN_H
#define __HYP_DOMAIN_H

#include "core.h"

#define DOMAIN_NO_CTX	(-1)

/* In smmu_stream.domain, in the place of a handle. */
#define STREAM_BLOCKED	(-1)
#define STREAM_STUCK	(-2)	/* blocked, but the hardware has not confirmed it */

/**
 * struct domain - a paging domain
 * @lock: guards everything below
 * @pt: its table
 * @pool: free pages for the table, linked through their first word
 * @nr_pool: how many
 * @nr_attached: streams attached, on all SMMUs; written under attach_lock too
 * @ctx: by SMMU, the context that translates by this domain, or DOMAIN_NO_CTX
 * @nr_streams: by SMMU, the streams that this context serves. A context without one is
 *	in quarantine: the SMMU has not confirmed that it holds nothing of the table. The
 *	domain's pages are given back only when that is confirmed.
 */
struct domain {
	hyp_spinlock_t lock;
	struct hyp_pgtable pt;
	void *pool;
	unsigned int nr_pool;
	unsigned int nr_attached;
	s16 ctx[PKVM_IOMMU_MAX_SMMUS];
	u16 nr_streams[PKVM_IOMMU_MAX_SMMUS];
};

/* Outermost of the locks that a run-time call takes. */
extern hyp_spinlock_t pkvm_iommu_attach_lock;

/*
 * pkvm_iommu_get_domain() - the domain of a handle, which then stays until pkvm_iommu_put_domain().
 * NULL: no such domain, or it is being freed.
 */
struct domain *pkvm_iommu_get_domain(u64 handle);
void pkvm_iommu_put_domain(u64 handle);

/*
 * context.c; attach_lock is held.
 * pkvm_iommu_get_ctx() - count one more stream of @smmu; the number of its context, or an error.
 * pkvm_iommu_put_ctx() - count one less; the SMMU does not select the context for it any more.
 * pkvm_iommu_retire_ctxs() - free contexts in quarantine; on an error some are left.
 */
int pkvm_iommu_get_ctx(struct hyp_smmu *smmu, struct domain *domain);
void pkvm_iommu_put_ctx(struct hyp_smmu *smmu, struct domain *domain);
int pkvm_iommu_retire_ctxs(struct domain *domain);

/*
 * nested.c
 * pkvm_iommu_nested_ctx() - the context of @smmu that a nested domain is. -EINVAL: the domain is
 *	on another SMMU; -ENOENT: there is no such domain. attach_lock is held.
 * pkvm_iommu_no_paging() - why a handle is no paging domain: -EINVAL or -ENOENT, as above.
 */
int pkvm_iommu_nested_ctx(const struct hyp_smmu *smmu, u64 handle);
int pkvm_iommu_no_paging(u64 handle);

/* The pool; domain->lock is held. */
void pkvm_iommu_pool_push(struct domain *domain, void *page);
void *pkvm_iommu_pool_pop(void *domain);

#endif /* __HYP_DOMAIN_H */
