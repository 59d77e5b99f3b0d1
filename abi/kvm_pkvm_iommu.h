/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What crosses from EL1 to EL2: the hypercalls of pKVM's DMA isolation, their
 * arguments and their results.
 *
 * Every call returns in x1, as a signed 64-bit value, 0 or a positive result
 * for success and a negative errno for a refusal. A refusal changes nothing.
 */
#ifndef __ASM_KVM_PKVM_IOMMU_H
#define __ASM_KVM_PKVM_IOMMU_H

#include <linux/bits.h>
#include <linux/types.h>

/* Limits of the interface; EL2 refuses what exceeds them. */
#define PKVM_IOMMU_MAX_SMMUS		4	/* nodes, each of 1 or 2 instances */
#define PKVM_IOMMU_MAX_INSTANCES	2	/* mirrored instances of a node */
#define PKVM_IOMMU_MAX_STREAMS		256	/* rows of the topology table */
#define PKVM_IOMMU_MAX_MC_REGIONS	24
#define PKVM_IOMMU_MAX_DOMAINS		256
#define PKVM_IOMMU_MAX_BATCH		256	/* pages one map or unmap call handles */

/*
 * Set-up calls, phase 1: the host is trusted. One shot, in this order, refused
 * with -EPERM once the topology is sealed and by the dispatcher once the host
 * has dropped its privileges.
 *
 * __pkvm_iommu_describe_smmu(smmu, base0, base1, size, match_mask)
 *	SMMU node number @smmu (0 based, dense), its instances' register bases
 *	(@base1 is 0 for a single instance), bytes of each, and the stream ID
 *	bits that are ignored (stream-match-mask).
 * __pkvm_iommu_describe_mc(region, base, size)
 *	Register region number @region of the memory controller (0 is the
 *	stream-ID page).
 * __pkvm_iommu_describe_stream(row)
 *	One row of the topology, packed by PKVM_IOMMU_ROW().
 * __pkvm_iommu_takeover()
 *	Checks all that was described, donates the MMIO, takes the SMMUs and the
 *	memory controller over, seals. The verdict is final, whatever it is.
 * __pkvm_iommu_switch_off()
 *	The kernel command line says so: nothing is taken over, protected VMs
 *	are as in mainline. Final.
 */

/* A topology row: which stream of which SMMU a client or device presents. */
#define PKVM_IOMMU_ROW_SID		GENMASK_ULL(14, 0)
#define PKVM_IOMMU_ROW_SMMU		GENMASK_ULL(23, 16)
#define PKVM_IOMMU_ROW_CLIENT		GENMASK_ULL(47, 32)

/* PKVM_IOMMU_ROW_CLIENT of a device that no memory client is known for. */
#define PKVM_IOMMU_NO_CLIENT		0xffffULL

#define PKVM_IOMMU_ROW(smmu, sid, client)				\
	(((__u64)(client) << 32) | ((__u64)(smmu) << 16) | (__u64)(sid))

/*
 * Run-time calls, phase 2: the host is not trusted. Refused with -EPERM before
 * the takeover and by the dispatcher before the host dropped its privileges;
 * -EOPNOTSUPP when the verdict is "never" or "off"; -EIO after a suspend that lost
 * the SMMUs' state and from which EL2 could not bring it back.
 *
 * __pkvm_iommu_alloc_domain(pfn)
 *	A paging domain with an empty table. Donates the two pages from @pfn.
 *	Returns the handle, PKVM_IOMMU_DOMAIN_FIRST or above.
 * __pkvm_iommu_free_domain(handle)
 *	Takes a bounded step of the teardown; the domain must be attached to
 *	nothing. Returns > 0: the frame number of a page that is the host's
 *	again, zeroed, call again; 0: the domain is gone; -EAGAIN: call again.
 * __pkvm_iommu_topup(handle, pfn)
 *	Donates one page for the domain's tables.
 * __pkvm_iommu_attach(smmu, sid, handle)
 *	The stream is translated by that domain from now on.
 * __pkvm_iommu_detach(smmu, sid)
 *	The stream faults from now on.
 * __pkvm_iommu_map(handle, iova, phys, nr_pages, prot)
 *	Returns the number of pages mapped, at most PKVM_IOMMU_MAX_BATCH, at
 *	least 1. -ENOMEM: x2 says how many pages to donate by
 *	__pkvm_iommu_topup() before trying again.
 * __pkvm_iommu_unmap(handle, iova, nr_pages)
 *	Returns the number of pages unmapped, up to the first hole; they are out
 *	of every TLB on return. 0: nothing is mapped at @iova.
 * __pkvm_iommu_iova_to_phys(handle, iova)
 *	Returns the physical address, or -ENOENT.
 * __pkvm_iommu_get_fault(smmu)
 *	Reads and clears the oldest fault of a node. Returns 0: none; else
 *	PKVM_IOMMU_FAULT_* bits, with the address in x2 and fault status
 *	registers in x3 (FSR or sGFSR in [31:0], FSYNR0 or sGFSYNR0 in [63:32]).
 * __pkvm_iommu_query(what, index)
 *	Returns one of the figures PKVM_IOMMU_QUERY_*.
 */
#define PKVM_IOMMU_DOMAIN_IDENTITY	0	/* all that the host may reach */
#define PKVM_IOMMU_DOMAIN_FIRST		1

#define PKVM_IOMMU_PROT_READ		BIT(0)
#define PKVM_IOMMU_PROT_WRITE		BIT(1)
#define PKVM_IOMMU_PROT_CACHE		BIT(2)
#define PKVM_IOMMU_PROT_MASK		GENMASK(2, 0)

/* The input size of all tables that EL2 builds: below DRAM's alias at bit 39. */
#define PKVM_IOMMU_IAS			39

#define PKVM_IOMMU_FAULT_VALID		BIT_ULL(62)
#define PKVM_IOMMU_FAULT_GLOBAL		BIT_ULL(61)	/* no context: unknown stream, ... */
#define PKVM_IOMMU_FAULT_WRITE		BIT_ULL(60)
#define PKVM_IOMMU_FAULT_MULTI		BIT_ULL(59)	/* more were lost behind this one */
#define PKVM_IOMMU_FAULT_MORE		BIT_ULL(58)	/* another record is waiting */
#define PKVM_IOMMU_FAULT_INSTANCE	GENMASK_ULL(39, 32)
#define PKVM_IOMMU_FAULT_BANK		GENMASK_ULL(31, 16)
#define PKVM_IOMMU_FAULT_SID		GENMASK_ULL(14, 0)

enum pkvm_iommu_query {
	PKVM_IOMMU_QUERY_VERDICT,	/* enum pkvm_iommu_verdict */
	PKVM_IOMMU_QUERY_MC_DROPPED,	/* host writes to the MC that were dropped */
	PKVM_IOMMU_QUERY_REG_WRITES,	/* SMMU register writes by EL2; index: node */
	PKVM_IOMMU_QUERY_SYNCS,		/* TLB syncs by EL2; index: node */
	PKVM_IOMMU_QUERY_TABLE_PAGES,	/* pages of the identity table in use */
	PKVM_IOMMU_QUERY_RESTORES,	/* times that EL2 brought lost state back */
	PKVM_IOMMU_QUERY_GPCDMA_REFUSED, /* host writes to GPCDMA that were refused */
	PKVM_IOMMU_NR_QUERIES,
};

/* One verdict for all SMMUs. */
enum pkvm_iommu_verdict {
	PKVM_IOMMU_PENDING,	/* not decided yet: whoever asks must come back */
	PKVM_IOMMU_ACTIVE,	/* EL2 owns every SMMU, the memory controller, GPCDMA */
	PKVM_IOMMU_OFF,		/* switched off on the command line, or nothing to own */
	PKVM_IOMMU_NEVER,	/* takeover failed: no protected VM may run */
};

#endif /* __ASM_KVM_PKVM_IOMMU_H */
