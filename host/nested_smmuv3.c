// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested domains of an SMMUv3: stage 1 is in a context descriptor (CD) of the host's, which
 * the SMMU reads through EL2's stage 2. The command queue is EL2's: the host asks for
 * invalidations, once for all that one iommu_unmap() or one flush queue has gathered.
 *
 * There is no barrier before such a call: EL2 has one between what it is asked and the
 * SMMU's look at it, which orders the host's stores of the same CPU, too.
 */
#include <linux/bitfield.h>
#include <linux/bitops.h>
#include <linux/dma-mapping.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "nested.h"

/* A CD (Arm IHI 0070): 64 bytes. Its table entries are little-endian and never stall. */
#define CD_WORDS		8
#define CD0_T0SZ		GENMASK_ULL(5, 0)
#define CD0_TG0			GENMASK_ULL(7, 6)
#define CD0_IR0			GENMASK_ULL(9, 8)
#define CD0_OR0			GENMASK_ULL(11, 10)
#define CD0_SH0			GENMASK_ULL(13, 12)
#define CD0_EPD1		BIT_ULL(30)
#define CD0_V			BIT_ULL(31)
#define CD0_IPS			GENMASK_ULL(34, 32)
#define CD0_AA64		BIT_ULL(41)
#define CD0_R			BIT_ULL(45)
#define CD0_A			BIT_ULL(46)
#define CD0_ASET		BIT_ULL(47)
#define CD0_ASID		GENMASK_ULL(63, 48)
#define CD1_TTB0		GENMASK_ULL(51, 4)

/**
 * struct nested_smmuv3 - a nested domain of an SMMUv3
 * @nested: what all kinds have
 * @desc: the CD
 * @addr: where the SMMU finds it
 * @asid: of the domain's TLB entries, chosen by EL2
 */
struct nested_smmuv3 {
	struct pkvm_smmu_nested nested;
	__le64 *desc;
	dma_addr_t addr;
	u16 asid;
};

static struct nested_smmuv3 *to_smmuv3(struct pkvm_smmu_nested *nested)
{
	return container_of(nested, struct nested_smmuv3, nested);
}

/*
 * The CD is of zeroes, and so not valid, until smmuv3_start(). An allocation is at least a
 * page, so nothing else of the host's shares the CD's.
 */
static struct pkvm_smmu_nested *smmuv3_alloc(struct pkvm_smmu *smmu)
{
	struct nested_smmuv3 *v3 = kzalloc_obj(*v3);

	if (!v3)
		return NULL;
	v3->desc = dma_alloc_coherent(smmu->dev, CD_WORDS * sizeof(*v3->desc), &v3->addr,
				      GFP_KERNEL);
	if (!v3->desc) {
		kfree(v3);
		return NULL;
	}
	v3->nested.cd = v3->addr;
	v3->nested.cookie = v3;
	return &v3->nested;
}

/* An SMMU that has not confirmed the domain's end may still read the CD: it is kept until then. */
static void smmuv3_release(struct pkvm_smmu_nested *nested)
{
	struct nested_smmuv3 *v3 = to_smmuv3(nested);

	dma_free_coherent(nested->smmu->dev, CD_WORDS * sizeof(*v3->desc), v3->desc, v3->addr);
	kfree(v3);
}

static int smmuv3_open(struct pkvm_smmu_nested *nested, const struct pkvm_iommu_res *res)
{
	to_smmuv3(nested)->asid = res->x2;
	return 0;
}

/* As mainline's driver: faults abort and are recorded, the ASID is the SMMU's own. */
static void smmuv3_start(struct pkvm_smmu_nested *nested, const struct io_pgtable_cfg *cfg)
{
	const typeof(cfg->arm_lpae_s1_cfg.tcr) *tcr = &cfg->arm_lpae_s1_cfg.tcr;
	struct nested_smmuv3 *v3 = to_smmuv3(nested);
	u64 word0 = FIELD_PREP(CD0_T0SZ, tcr->tsz) | FIELD_PREP(CD0_TG0, tcr->tg) |
		    FIELD_PREP(CD0_IR0, tcr->irgn) | FIELD_PREP(CD0_OR0, tcr->orgn) |
		    FIELD_PREP(CD0_SH0, tcr->sh) | FIELD_PREP(CD0_IPS, tcr->ips) |
		    FIELD_PREP(CD0_ASID, v3->asid) | CD0_EPD1 | CD0_AA64 | CD0_R | CD0_A |
		    CD0_ASET | CD0_V;

	v3->desc[3] = cpu_to_le64(cfg->arm_lpae_s1_cfg.mair);
	v3->desc[1] = cpu_to_le64(cfg->arm_lpae_s1_cfg.ttbr & CD1_TTB0);
	/* Valid once the rest is there. */
	dma_wmb();
	WRITE_ONCE(v3->desc[0], cpu_to_le64(word0));
}

static void smmuv3_inval(struct pkvm_smmu_nested *nested, u64 iova, u64 size, u64 flags)
{
	s64 ret = pkvm_iommu_hvc(__pkvm_iommu_inval_nested, NULL, nested->handle, iova, size,
				 flags);

	/*
	 * As with any driver of an SMMU, nothing can be done. Memory of guests does not depend
	 * on it: EL2 makes its own invalidations.
	 */
	if (ret)
		dev_err_ratelimited(nested->smmu->dev, "domain %lld: no invalidation: %pe\n",
				    nested->handle, ERR_PTR(ret));
}

static void smmuv3_flush(struct pkvm_smmu_nested *nested)
{
	smmuv3_inval(nested, 0, 0, PKVM_IOMMU_INVAL_ALL);
}

/*
 * No stream is attached any more, unless EL2 could not confirm that: a new CD fetch of such
 * a one finds none.
 */
static void smmuv3_stop(struct pkvm_smmu_nested *nested)
{
	WRITE_ONCE(to_smmuv3(nested)->desc[0], 0);
	smmuv3_flush(nested);
}

static u64 granule_flag(size_t granule)
{
	return FIELD_PREP(PKVM_IOMMU_INVAL_GRANULE, __ffs(granule));
}

static void smmuv3_sync(struct pkvm_smmu_nested *nested, struct iommu_iotlb_gather *gather)
{
	if (gather->pgsize)
		smmuv3_inval(nested, gather->start, gather->end - gather->start + 1,
			     granule_flag(gather->pgsize) | PKVM_IOMMU_INVAL_LEAF);
}

static void smmuv3_flush_all(void *cookie)
{
	struct nested_smmuv3 *v3 = cookie;

	smmuv3_flush(&v3->nested);
}

static void smmuv3_flush_walk(unsigned long iova, size_t size, size_t granule, void *cookie)
{
	struct nested_smmuv3 *v3 = cookie;

	smmuv3_inval(&v3->nested, iova, size, granule_flag(granule));
}

/* A gather has pages of one size, without a gap: the core calls smmuv3_sync() before others. */
static void smmuv3_add_page(struct iommu_iotlb_gather *gather, unsigned long iova, size_t granule,
			    void *cookie)
{
	struct nested_smmuv3 *v3 = cookie;

	iommu_iotlb_gather_add_page(&v3->nested.domain, gather, iova, granule);
}

static const struct iommu_flush_ops smmuv3_flush_ops = {
	.tlb_flush_all	= smmuv3_flush_all,
	.tlb_flush_walk	= smmuv3_flush_walk,
	.tlb_add_page	= smmuv3_add_page,
};

/* Page sizes: those of tables of 4 KiB, which every SMMU that EL2 takes over has. */
const struct pkvm_smmu_stage1 pkvm_smmu_smmuv3 = {
	.pgsize_bitmap	= SZ_4K | SZ_2M | SZ_1G,
	.flush_ops	= &smmuv3_flush_ops,
	.alloc		= smmuv3_alloc,
	.release	= smmuv3_release,
	.open		= smmuv3_open,
	.start		= smmuv3_start,
	.stop		= smmuv3_stop,
	.sync		= smmuv3_sync,
	.flush		= smmuv3_flush,
};
