/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nested domains: what they have in common, and what differs between the kinds of SMMUs. An
 * MMU-500's stage 1 is in the registers of a lent context bank (nested_mmu500.c), an SMMUv3's
 * in a context descriptor in memory (nested_smmuv3.c).
 */
#ifndef __PKVM_SMMU_NESTED_H
#define __PKVM_SMMU_NESTED_H

#include <linux/io-pgtable.h>
#include <linux/list.h>

#include "driver.h"

struct pkvm_smmu_nested;

/**
 * struct pkvm_smmu_stage1 - stage 1 of one kind of SMMU
 * @pgsize_bitmap: sizes of pages and blocks
 * @flush_ops: invalidations; their cookie is @cookie of the domain
 * @alloc: the domain's memory; what it needs before EL2 is asked for it. NULL: none
 * @release: free that memory. EL2 has no such domain, or has it no more
 * @open: EL2 has made the domain, and returned @res
 * @close: undo @open, before EL2 takes the domain back. NULL: nothing to do
 * @start: turn stage 1 on, with the tables of @cfg
 * @stop: make stage 1 fault, before its tables are freed
 * @sync: end the invalidations of @gather, which may be those of io-pgtable's tlb_add_page()
 * @flush: drop all TLB entries of the domain
 * @fault: read and clear record @i of a stage 1 fault, without the stream ID. Returns 1 if
 *	there was one, 0 if not, -ENOENT: there is no record @i. NULL: EL2 reports these faults
 * @resume: turn stage 1 on again after a suspend; NULL: EL2 has done all
 */
struct pkvm_smmu_stage1 {
	unsigned long pgsize_bitmap;
	const struct iommu_flush_ops *flush_ops;
	struct pkvm_smmu_nested *(*alloc)(struct pkvm_smmu *smmu);
	void (*release)(struct pkvm_smmu_nested *nested);
	int (*open)(struct pkvm_smmu_nested *nested, const struct pkvm_iommu_res *res);
	void (*close)(struct pkvm_smmu_nested *nested);
	void (*start)(struct pkvm_smmu_nested *nested, const struct io_pgtable_cfg *cfg);
	void (*stop)(struct pkvm_smmu_nested *nested);
	void (*sync)(struct pkvm_smmu_nested *nested, struct iommu_iotlb_gather *gather);
	void (*flush)(struct pkvm_smmu_nested *nested);
	int (*fault)(struct pkvm_smmu_nested *nested, unsigned int i,
		     struct pkvm_smmu_fault *fault);
	void (*resume)(struct pkvm_smmu_nested *nested);
};

/**
 * struct pkvm_smmu_nested - a nested domain
 * @domain: the IOMMU core's domain
 * @stage1: of the SMMU's kind
 * @cookie: argument of @stage1->flush_ops
 * @smmu: the SMMU of stage 1, to whose streams alone the domain can be attached
 * @cd: address of the context descriptor of an SMMUv3, else 0
 * @handle: EL2's handle
 * @pgtable: stage 1
 * @node: in @smmu's list, or in that of domains that EL2 has not freed yet
 */
struct pkvm_smmu_nested {
	struct iommu_domain domain;
	const struct pkvm_smmu_stage1 *stage1;
	void *cookie;
	struct pkvm_smmu *smmu;
	u64 cd;
	s64 handle;
	struct io_pgtable_ops *pgtable;
	struct list_head node;
};

extern const struct pkvm_smmu_stage1 pkvm_smmu_mmu500;
extern const struct pkvm_smmu_stage1 pkvm_smmu_smmuv3;

#endif /* __PKVM_SMMU_NESTED_H */
