/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between EL1 and EL2: the hypercalls of pKVM's DMA isolation,
 * their arguments and their results.
 *
 * Every call returns a signed 64-bit value in x1: 0 or a positive result on
 * success, a negative errno on refusal. A refused call changes nothing.
 */
#ifndef __ASM_KVM_PKVM_IOMMU_H
#define __ASM_KVM_PKVM_IOMMU_H

#include <linux/bits.h>
#include <linux/types.h>

/* Limits of the interface; EL2 refuses what exceeds them. */
#define PKVM_IOMMU_MAX_SMMUS		4
#define PKVM_IOMMU_MAX_SMMU_REGS	2	/* register ranges of one SMMU */
#define PKVM_IOMMU_MAX_ROWS		256	/* rows of the topology table */
#define PKVM_IOMMU_MAX_GUARD_REGS	24	/* register ranges of one guard */
#define PKVM_IOMMU_MAX_MEMORY		8	/* ranges of memory for devices alone */
#define PKVM_IOMMU_MAX_DOMAINS		256
#define PKVM_IOMMU_MAX_NESTED		128	/* nested domains of one SMMU */
#define PKVM_IOMMU_MAX_BATCH		256	/* pages that one map or unmap call handles */
#define PKVM_IOMMU_TREE_PAGES		256	/* of the largest device tree that EL2 reads */

/* Pages that are reserved at boot for tables and queues of each SMMUv3. */
#define PKVM_IOMMU_SMMU_V3_PAGES	40

/* The architecture of an SMMU, which selects EL2's back end. */
enum pkvm_iommu_smmu_kind {
	PKVM_IOMMU_SMMU_MMU500,		/* Arm MMU-500, SMMUv2; ranges: mirrored instances */
	PKVM_IOMMU_SMMU_V3,		/* Arm SMMUv3, one range; with CONFIG_PKVM_SMMU_V3 */
	PKVM_IOMMU_NR_SMMU_KINDS,
};

/* Guards: blocks of registers, other than the SMMUs', that EL2 owns. */
enum pkvm_iommu_guard {
	PKVM_IOMMU_GUARD_TEGRA_MC,	/* decides which stream ID a client presents */
	PKVM_IOMMU_GUARD_TEGRA_GPCDMA,	/* DMA engine on the control backbone */
	PKVM_IOMMU_GUARD_TEGRA_SID,	/* devices that choose their stream ID */
	PKVM_IOMMU_GUARD_TEGRA_PMC,	/* scratch words that firmware obeys at wake */
	PKVM_IOMMU_GUARD_TEGRA_EMC,	/* external memory controller */
	PKVM_IOMMU_GUARD_QEMU_FW_CFG,	/* DMA of QEMU's fw_cfg, which passes no SMMU */
	PKVM_IOMMU_NR_GUARDS,
};

/* Client number of a device for which no memory client is known. */
#define PKVM_IOMMU_NO_CLIENT		0xffffU

/*
 * In the place of a client: channel @n of the SoC's DMA engine, which presents a stream ID
 * of its own.
 */
#define PKVM_IOMMU_CHANNEL(n)		(0x8000U + (n))
#define PKVM_IOMMU_NR_CHANNELS		32

/*
 * Set-up calls, phase 1: the host is trusted. Refused with -EPERM once the state
 * is not PENDING any more, and by the dispatcher once the host has dropped its
 * privileges.
 *
 * __pkvm_iommu_describe_smmu(smmu, kind, base, size, sid_mask)
 *	SMMU number @smmu (dense, from 0), of enum pkvm_iommu_smmu_kind: its first
 *	register range, and the stream ID bits that it ignores (an MMU-500's
 *	stream-match-mask).
 * __pkvm_iommu_describe_smmu_regs(smmu, base, size)
 *	One more register range of SMMU @smmu.
 * __pkvm_iommu_describe_guard(guard, base, size)
 *	The next register range of a guard, in the order of the device tree.
 * __pkvm_iommu_describe_streams(smmu, sid, nr_sids, client)
 *	A row of the topology: client @client presents the stream IDs
 *	[@sid, @sid + @nr_sids), each of 32 bits, to SMMU @smmu. A client has
 *	exactly one stream ID, and so has PKVM_IOMMU_CHANNEL(n); only
 *	PKVM_IOMMU_NO_CLIENT may have more. After all SMMUs and guards. -ENXIO: EL2
 *	knows the SoC, but not this row; it is left out, its streams fault.
 * __pkvm_iommu_describe_memory(base, size)
 *	Devices may reach this memory, though it is NOMAP: firmware has left a device
 *	that uses it, such as a display.
 * __pkvm_iommu_describe_tree(phys, size)
 *	Instead of all calls above, with CONFIG_PKVM_IOMMU_FDT_AT_EL2: EL2 copies the
 *	device tree blob of @size bytes at @phys, in memory of the host's, and describes
 *	what it parses there. Returns the number of rows. -EINVAL: it is damaged or not
 *	understood; -E2BIG: larger than PKVM_IOMMU_TREE_PAGES pages, or describes too
 *	much; -EPERM: not in memory of the host's; -EEXIST: something is described
 *	already; -ENOMEM: too little memory was reserved; or an error of the calls
 *	above. After an error in the blob, the state is FAILED.
 * __pkvm_iommu_tree_row(index)
 *	What EL2 made of a row: 0 or its error, -ENOENT past the last. x2: number of
 *	the SMMU in [63:32], stream ID in [31:0]; x3: number of stream IDs in [63:32],
 *	client in [31:0].
 * __pkvm_iommu_allow_trusted_os()
 *	In state ACTIVE, EL2 also forwards the host's SMCs to a trusted OS.
 * __pkvm_iommu_invalidate_contexts()
 *	From the seal on, EL2 invalidates whole contexts only, never by address.
 * __pkvm_iommu_allow_suspend()
 *	In state ACTIVE, the host may also suspend the system while there are protected
 *	VMs.
 * __pkvm_iommu_seal()
 *	Checks the description, takes the SMMUs and guards over, closes their
 *	registers to the host. Decides the state, ACTIVE or FAILED, for good.
 *	After an error x2 has enum pkvm_iommu_refused, and x3 says which one.
 * __pkvm_iommu_switch_off()
 *	For pkvm_iommu=off on the kernel command line: the state becomes OFF for
 *	good, nothing is taken over, protected VMs are as in mainline.
 */

/* What the seal has refused, and what x3 is then. */
enum pkvm_iommu_refused {
	PKVM_IOMMU_REFUSED_SYSTEM,	/* 0: no part of it in particular */
	PKVM_IOMMU_REFUSED_SMMU,	/* number of the SMMU */
	PKVM_IOMMU_REFUSED_NO_SMMU,	/* base of an SMMU of the SoC that was not described */
	PKVM_IOMMU_REFUSED_GUARD,	/* enum pkvm_iommu_guard */
	PKVM_IOMMU_REFUSED_CLIENT,	/* memory client of a guard */
	PKVM_IOMMU_REFUSED_REGS,	/* base of registers that overlap others, or memory */
	PKVM_IOMMU_REFUSED_MEMORY,	/* base of memory that has addresses of an alias */
};

/*
 * Run-time calls, phase 2: the host is not trusted. Refused with -EPERM in state
 * PENDING and by the dispatcher before the host has dropped its privileges, with
 * -EOPNOTSUPP in states OFF and FAILED, and with -EIO after a suspend from which
 * EL2 could not restore the SMMUs.
 *
 * __pkvm_iommu_alloc_domain(pfn)
 *	Creates a paging domain with an empty table. The host donates the two
 *	pages from @pfn on. Returns the handle, PKVM_IOMMU_DOMAIN_FIRST or above.
 * __pkvm_iommu_free_domain(handle)
 *	Takes one bounded step of the teardown; no stream may be attached to the
 *	domain. Returns > 0: the frame number of a page that was given back to
 *	the host, zeroed, call again; 0: the domain is gone; -EAGAIN: call again.
 * __pkvm_iommu_topup(handle, pfn)
 *	The host donates one page for the domain's tables. With PKVM_IOMMU_STREAMS(@smmu) in
 *	the place of a handle: for entries of that SMMU's stream table; EL2 keeps it for good.
 *	-EEXIST: it has one left; -ENOSPC: it takes no more.
 * __pkvm_iommu_alloc_nested(smmu, cd)
 *	Creates a nested domain on SMMU @smmu: stage 1 is the host's, stage 2 is the table
 *	of all that the host may reach. Returns the handle. -EOPNOTSUPP: the SMMU cannot
 *	lend a context safely.
 *	MMU-500: @cd is 0. The host may access the registers of the domain's context from
 *	then on: x2: byte offset of their page in each register range of the SMMU; x3: its
 *	size. Until it has programmed stage 1, and again after each of EL2's restores, all
 *	accesses fault.
 *	SMMUv3: @cd is the address of the host's context descriptor of 64 bytes, aligned to
 *	its size, which the SMMU reads through stage 2, and EL2 never. x2: the ASID by which
 *	__pkvm_iommu_inval_nested() invalidates; x3: 0.
 * __pkvm_iommu_free_nested(handle)
 *	Takes such registers from the host, and frees the context; no stream may be
 *	attached to the domain.
 * __pkvm_iommu_inval_nested(handle, iova, size, flags)
 *	SMMUv3: drops what TLBs hold of stage 1 at [@iova, @iova + @size), or of all of the
 *	domain, with PKVM_IOMMU_INVAL_*. On return all SMMU accesses by it have ended.
 *	MMU-500: -EINVAL, as its host has the registers for that.
 * __pkvm_iommu_attach(smmu, sid, handle)
 *	Translates the stream by the domain from the return on. A nested domain takes
 *	streams of its own SMMU only. -ENOMEM: the stream's entry needs a page; after
 *	__pkvm_iommu_topup(PKVM_IOMMU_STREAMS(@smmu)) the call is repeated.
 * __pkvm_iommu_detach(smmu, sid)
 *	Makes the stream fault from the return on. -ENOMEM: as for an attach.
 * __pkvm_iommu_map(handle, iova, phys, nr_pages, prot)
 *	Returns the number of pages mapped, at least 1, at most
 *	PKVM_IOMMU_MAX_BATCH. -ENOMEM: x2 has the number of pages to donate by
 *	__pkvm_iommu_topup() before the call is repeated.
 * __pkvm_iommu_unmap(handle, iova, nr_pages)
 *	Returns the number of pages unmapped, up to the first hole; on return no
 *	TLB holds them. 0: nothing is mapped at @iova.
 * __pkvm_iommu_iova_to_phys(handle, iova)
 *	Returns the physical address, or -ENOENT.
 * __pkvm_iommu_get_fault(smmu)
 *	Reads and clears one fault record of an SMMU. Returns 0: there is none;
 *	else PKVM_IOMMU_FAULT_*, the input address in x2 and the back end's raw
 *	status in x3 (MMU-500: FSR or sGFSR in [31:0], FSYNR0 or sGFSYNR0 in
 *	[63:32]; SMMUv3: the second 64 bits of the event, or SMMU_GERROR's active
 *	bits).
 * __pkvm_iommu_query(what, index)
 *	Returns a value of enum pkvm_iommu_query. @index is the number of the SMMU
 *	or of the guard where the table says so, and is ignored otherwise. The
 *	state can be read in every state, once run-time calls reach EL2.
 */
#define PKVM_IOMMU_DOMAIN_IDENTITY	0	/* all that the host may reach */
#define PKVM_IOMMU_DOMAIN_FIRST		1
/* Nested domain by context @ctx of SMMU @smmu; of type int, as the result of a call. */
#define PKVM_IOMMU_DOMAIN_NESTED(smmu, ctx)	\
	((int)(PKVM_IOMMU_MAX_DOMAINS + (smmu) * PKVM_IOMMU_MAX_NESTED + (ctx)))

/* For __pkvm_iommu_topup() alone: the stream table of SMMU @smmu. No domain has this handle. */
#define PKVM_IOMMU_STREAMS(smmu)		\
	(PKVM_IOMMU_DOMAIN_NESTED(PKVM_IOMMU_MAX_SMMUS, 0) + (int)(smmu))

/*
 * What __pkvm_iommu_inval_nested() invalidates: pages or blocks of one size, of tables with
 * granules of 4, 16 or 64 KiB; only the last level, or tables too; or the ASID.
 */
#define PKVM_IOMMU_INVAL_GRANULE	GENMASK(5, 0)	/* log2 of the size */
#define PKVM_IOMMU_INVAL_LEAF		BIT(6)
#define PKVM_IOMMU_INVAL_ALL		BIT(7)		/* alone; @iova and @size are 0 */

#define PKVM_IOMMU_PROT_READ		BIT(0)
#define PKVM_IOMMU_PROT_WRITE		BIT(1)
#define PKVM_IOMMU_PROT_CACHE		BIT(2)
#define PKVM_IOMMU_PROT_MASK		GENMASK(2, 0)

/* Input address bits of all tables that EL2 builds. */
#define PKVM_IOMMU_IAS			39

/* A fault record, in terms that do not depend on the SMMU's architecture. */
#define PKVM_IOMMU_FAULT_VALID		BIT_ULL(62)
#define PKVM_IOMMU_FAULT_WRITE		BIT_ULL(61)
#define PKVM_IOMMU_FAULT_MULTI		BIT_ULL(60)	/* later records of this source were lost */
#define PKVM_IOMMU_FAULT_MORE		BIT_ULL(59)	/* another record is waiting */
#define PKVM_IOMMU_FAULT_KIND		GENMASK_ULL(58, 56)	/* enum pkvm_iommu_fault_kind */
#define PKVM_IOMMU_FAULT_REASON		GENMASK_ULL(55, 52)	/* enum pkvm_iommu_fault_reason */
#define PKVM_IOMMU_FAULT_SOURCE		GENMASK_ULL(51, 32)	/* raw, see below */
#define PKVM_IOMMU_FAULT_SID		GENMASK_ULL(31, 0)

/* Sources of an MMU-500's records: the mirrored instance and the context bank. */
#define PKVM_IOMMU_FAULT_MMU500_INSTANCE	GENMASK_ULL(51, 48)
#define PKVM_IOMMU_FAULT_MMU500_BANK		GENMASK_ULL(47, 32)

/* Source of an SMMUv3's records: the event's number; 0: an error in SMMU_GERROR. */
#define PKVM_IOMMU_FAULT_SMMUV3_EVENT		GENMASK_ULL(39, 32)

enum pkvm_iommu_fault_kind {
	PKVM_IOMMU_FAULT_KIND_STREAM,	/* no context: the stream is unknown or blocked */
	PKVM_IOMMU_FAULT_KIND_CONTEXT,	/* the translation by a context failed */
};

enum pkvm_iommu_fault_reason {
	PKVM_IOMMU_FAULT_REASON_OTHER,
	PKVM_IOMMU_FAULT_REASON_TRANSLATION,	/* no page is mapped */
	PKVM_IOMMU_FAULT_REASON_PERMISSION,	/* the page forbids the access */
	PKVM_IOMMU_FAULT_REASON_EXTERNAL,	/* the table walk got a bus error */
	PKVM_IOMMU_FAULT_REASON_UNKNOWN_STREAM,	/* no entry matches the stream ID */
	PKVM_IOMMU_FAULT_REASON_CONFLICT,	/* several entries match the stream ID */
};

/* The state and EL2's counters; what the index selects. */
enum pkvm_iommu_query {
	PKVM_IOMMU_QUERY_STATE,		/* none: enum pkvm_iommu_state */
	PKVM_IOMMU_QUERY_TABLE_PAGES,	/* none: pages in use of those reserved at boot */
	PKVM_IOMMU_QUERY_RESTORES,	/* none: times that EL2 restored lost state */
	PKVM_IOMMU_QUERY_REG_WRITES,	/* SMMU: register writes by EL2 */
	PKVM_IOMMU_QUERY_SYNCS,		/* SMMU: TLB syncs by EL2 */
	PKVM_IOMMU_QUERY_REFUSED,	/* guard: host writes that EL2 did not carry out */
	PKVM_IOMMU_QUERY_SMCS_REFUSED,	/* none: SMCs of the host that EL2 did not forward */
	PKVM_IOMMU_QUERY_TRUSTED_OS,	/* none: 1 if SMCs to a trusted OS are forwarded */
	PKVM_IOMMU_QUERY_SUSPENDS_REFUSED, /* none: SYSTEM_SUSPEND calls that EL2 refused */
	PKVM_IOMMU_QUERY_SUSPEND_ALLOWED, /* none: 1 if no such call is refused */
	PKVM_IOMMU_QUERY_LENT,		/* SMMU: nested domains, those being freed apart */
	PKVM_IOMMU_NR_QUERIES,
};

/* The state of DMA isolation, one for all SMMUs. It leaves PENDING once. */
enum pkvm_iommu_state {
	PKVM_IOMMU_PENDING,	/* not decided yet: SMMU drivers defer */
	PKVM_IOMMU_ACTIVE,	/* EL2 owns every SMMU and every guard */
	PKVM_IOMMU_OFF,		/* switched off on the command line */
	PKVM_IOMMU_FAILED,	/* set-up failed: no protected VM may run */
};

#endif /* __ASM_KVM_PKVM_IOMMU_H */
