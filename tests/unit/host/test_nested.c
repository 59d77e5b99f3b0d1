// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver's nested domains: which registers of a lent bank it writes on which instance,
 * in which order it ends, and what it makes of a bank's faults. EL2 and the SMMU are
 * recorded here. An access to registers that are not lent, or not mapped, ends a test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "bank.h"
#include "shim.h"

#define NR_INSTANCES	2
#define SMMU		1
#define CTX		7
#define SID		4
#define OFFSET		0x870000ULL
#define SIZE		0x10000ULL
#define IOVA		0x1234567000ULL
#define TTBR		0x98765000ULL
#define MAIR		0x12f404ff44ULL

enum {
	SCTLR = 0, RESUME = 8, TCR2 = 0x10, TTBR0 = 0x20, TTBR1 = 0x28, TCR = 0x30, MAIR0 = 0x38,
	MAIR1 = 0x3c,
	FSR = 0x58, FAR = 0x60, FSYNR0 = 0x68, TLBIVA = 0x600, TLBIASID = 0x610, TLBIVAL = 0x620,
	TLBSYNC = 0x7f0, TLBSTATUS = 0x7f4,
};

/* One instance: the last value of each register, and how often TLBSYNC was written. */
static struct bank_regs {
	u64 val[0x1000];
	unsigned int syncs, nr_writes[0x1000];
	unsigned int slow;		/* reads of TLBSTATUS until a sync is done */
} inst[NR_INSTANCES];

unsigned int host_fail_alloc;
static struct platform_device pdev;
static struct pkvm_smmu smmu;
static struct pkvm_smmu_stream stream;
static struct { struct pkvm_smmu_master m; } master;
static struct device dev;
static struct io_pgtable_cfg tables;
static struct io_pgtable_ops pgtable;
static void *bank;
static bool lent, handler_runs, no_tables, stops;
static s64 lend_error, take_error;
static unsigned int nr_mapped, nr_tables, nr_lends, nr_faults;
static s64 restores;
static struct pkvm_smmu_fault last_fault;
static s64 attached_to;

static u64 read_reg(void *opaque, u64 off, unsigned int size)
{
	struct bank_regs *regs = opaque;

	assert_true(lent);
	assert_true(off < 0x1000);
	/* Another CPU's sync does not begin before this one's end. */
	if (off == TLBSTATUS && bank)
		assert_true(((struct pkvm_smmu_bank *)bank)->sync_lock.held);
	if (off == TLBSTATUS && regs->slow) {
		regs->slow -= regs->slow != ~0U;
		return 1;
	}
	return regs->val[off];
}

static void write_reg(void *opaque, u64 off, unsigned int size, u64 val)
{
	struct bank_regs *regs = opaque;

	assert_true(lent);
	assert_true(off < 0x1000);
	/* Nothing fills the TLB again: a bank that stops has no tables before the flush. */
	if (off == TLBIASID && stops)
		assert_true(inst[0].val[TCR] & inst[1].val[TCR] & BIT(7));
	regs->syncs += off == TLBSYNC;
	regs->nr_writes[off]++;
	if (off == FSR)
		regs->val[off] &= ~val;
	else
		regs->val[off] = val;
}

static const struct shim_mmio_ops reg_ops = { .read = read_reg, .write = write_reg };

void *host_ioremap(u64 phys, u64 size)
{
	assert_int_equal(size, SIZE);
	nr_mapped++;
	return shim_ioremap(phys, size);
}

/* Another CPU may run the fault handler whenever the SMMU's lock is free. */
static void handler_meanwhile(void)
{
	if (handler_runs && !smmu.lock.held)
		assert_int_equal(pkvm_smmu_nested_faults(&smmu), 0);
}

void host_iounmap(void *va)
{
	handler_meanwhile();
	nr_mapped--;
	handler_meanwhile();
}

/* An MMU-500's domain has nothing that the SMMU reads but its tables. */
void *host_dma_alloc(size_t size, dma_addr_t *addr)
{
	fail();
	return NULL;
}

void host_dma_free(size_t size, void *va, dma_addr_t addr)
{
	fail();
}

unsigned long host_jiffies(void)
{
	return 0;
}

static s64 alloc_nested(struct pkvm_iommu_res *res, u64 nr, u64 cd)
{
	assert_int_equal(nr, SMMU);
	assert_int_equal(cd, 0);
	nr_lends++;
	if (lend_error)
		return lend_error;
	assert_false(lent);
	lent = true;
	if (res)
		*res = (struct pkvm_iommu_res){ .x2 = OFFSET, .x3 = SIZE };
	return PKVM_IOMMU_DOMAIN_NESTED(SMMU, CTX);
}

static s64 free_nested(u64 handle)
{
	assert_int_equal(handle, PKVM_IOMMU_DOMAIN_NESTED(SMMU, CTX));
	/* What is lent no more may not be mapped any more. */
	assert_int_equal(nr_mapped, 0);
	lent = false;
	return take_error;
}

s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *a)
{
	if (!strcmp(name, "__pkvm_iommu_alloc_nested"))
		return alloc_nested(res, a[0], a[1]);
	if (!strcmp(name, "__pkvm_iommu_free_nested"))
		return free_nested(a[0]);
	if (!strcmp(name, "__pkvm_iommu_query") && a[0] == PKVM_IOMMU_QUERY_RESTORES)
		return restores;
	fail_msg("unknown call %s", name);
	return -EINVAL;
}

int pkvm_smmu_attach(struct device *d, struct iommu_domain *domain, s64 handle)
{
	assert_ptr_equal(d, &dev);
	attached_to = handle;
	return 0;
}

void pkvm_smmu_record_fault(struct pkvm_smmu *s, const struct pkvm_smmu_fault *fault)
{
	assert_ptr_equal(s, &smmu);
	assert_true(s->lock.held);
	last_fault = *fault;
	nr_faults++;
}

/* In place of io-pgtable: one set of tables, of which only the settings matter. */
struct io_pgtable_ops *alloc_io_pgtable_ops(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
					    void *cookie)
{
	assert_int_equal(fmt, ARM_64_LPAE_S1);
	if (no_tables)
		return NULL;
	cfg->arm_lpae_s1_cfg.ttbr = TTBR;
	cfg->arm_lpae_s1_cfg.mair = MAIR;
	cfg->arm_lpae_s1_cfg.tcr.tsz = 64 - cfg->ias;
	tables = *cfg;
	bank = cookie;
	nr_tables++;
	return &pgtable;
}

/* The kernel's function flushes, too: the registers must still be there. */
void free_io_pgtable_ops(struct io_pgtable_ops *ops)
{
	assert_ptr_equal(ops, &pgtable);
	/* No walk may start: EPD0, and a flush. */
	assert_true(inst[0].val[TCR] & inst[1].val[TCR] & BIT(7));
	assert_true(inst[0].nr_writes[TLBIASID] && inst[1].nr_writes[TLBIASID]);
	tables.tlb->tlb_flush_all(bank);
	nr_tables--;
}

static int setup(void **state)
{
	static struct resource regs[NR_INSTANCES + 1] = {
		{ 0x12000000, 0x1000000 }, { 0x11000000, 0x1000000 },
	};
	unsigned int i;

	shim_reset();
	memset(inst, 0, sizeof(inst));
	for (i = 0; i < NR_INSTANCES; i++)
		shim_add_mmio(regs[i].start + OFFSET, SIZE, &reg_ops, &inst[i]);
	pdev.dev.regs = regs;
	smmu = (struct pkvm_smmu){ .dev = &pdev.dev, .index = SMMU };
	INIT_LIST_HEAD(&smmu.nested_domains);
	stream = (struct pkvm_smmu_stream){ .smmu = &smmu, .sid = SID };
	smmu.streams = (struct xarray){};
	xa_store(&smmu.streams, SID, &stream, 0);
	master.m.smmu = &smmu;
	dev.priv = &master.m;
	lent = false;
	handler_runs = false;
	no_tables = false;
	stops = false;
	lend_error = 0;
	take_error = 0;
	nr_mapped = 0;
	nr_tables = 0;
	nr_lends = 0;
	nr_faults = 0;
	attached_to = -1;
	host_messages = 0;
	return 0;
}

static struct iommu_domain *new_domain(void)
{
	struct iommu_domain *domain = pkvm_smmu_nested_alloc(&smmu);

	assert_false(IS_ERR(domain));
	return domain;
}

static void expect_started(void)
{
	unsigned int i;

	for (i = 0; i < NR_INSTANCES; i++) {
		assert_int_equal(inst[i].val[TTBR0], (u64)CTX << 48 | TTBR);
		assert_int_equal(inst[i].val[TTBR1], (u64)CTX << 48);
		assert_int_equal(inst[i].val[MAIR0], (u32)MAIR);
		assert_int_equal(inst[i].val[MAIR1], MAIR >> 32);
		/* Input size, no upper half, lower half on. */
		assert_int_equal(inst[i].val[TCR] & 0x3f, 64 - PKVM_IOMMU_IAS);
		assert_int_equal(inst[i].val[TCR] & (BIT(23) | BIT(7)), BIT(23));
		assert_int_equal(inst[i].val[TCR2] >> 15, 7);
		/* On, faults are reported, and nothing stalls. */
		assert_int_equal(inst[i].val[SCTLR] & (BIT(7) | BIT(6) | BIT(5) | BIT(0)),
				 BIT(6) | BIT(5) | BIT(0));
	}
}

static void every_instance_is_programmed(void **state)
{
	struct iommu_domain *domain = new_domain();

	expect_started();
	/* No block: its place may have had a table, which a walk cache still has. */
	assert_int_equal(tables.pgsize_bitmap, SZ_4K);
	assert_int_equal(domain->pgsize_bitmap, SZ_4K);
	assert_true(domain->geometry.force_aperture);
	domain->ops->free(domain);
	assert_false(lent);
	assert_int_equal(nr_tables, 0);
}

static void expect_untouched(void)
{
	unsigned int i, reg;

	for (i = 0; i < NR_INSTANCES; i++) {
		for (reg = 0; reg < ARRAY_SIZE(inst[i].nr_writes); reg++)
			assert_int_equal(inst[i].nr_writes[reg], 0);
	}
}

static void a_resume_programs_again(void **state)
{
	struct iommu_domain *domain = new_domain();

	memset(inst, 0, sizeof(inst));
	pkvm_smmu_nested_resume(&smmu);
	expect_started();
	domain->ops->free(domain);
	/* No bank is left that a resume would write, or a restore. */
	pkvm_smmu_nested_resume(&smmu);
	restores++;
	assert_int_equal(pkvm_smmu_banks_restored(), 0);
}

static void a_restore_programs_again(void **state)
{
	struct iommu_domain *domain = new_domain();

	memset(inst, 0, sizeof(inst));
	assert_int_equal(pkvm_smmu_banks_restored(), 0);
	expect_untouched();
	restores++;
	/* A CPU that comes back has its interrupts off. */
	host_atomic++;
	assert_int_equal(pkvm_smmu_banks_restored(), 0);
	host_atomic--;
	expect_started();
	memset(inst, 0, sizeof(inst));
	assert_int_equal(pkvm_smmu_banks_restored(), 0);
	expect_untouched();
	domain->ops->free(domain);
	/* No bank is left that it would write. */
	restores++;
	assert_int_equal(pkvm_smmu_banks_restored(), 0);
}

/* Then a later restore is the one to follow. */
static void a_failed_restore_programs_nothing(void **state)
{
	struct iommu_domain *domain = new_domain();
	s64 done = restores;

	memset(inst, 0, sizeof(inst));
	restores = -EIO;
	assert_int_equal(pkvm_smmu_banks_restored(), -EIO);
	expect_untouched();
	restores = done + 1;
	assert_int_equal(pkvm_smmu_banks_restored(), 0);
	expect_started();
	domain->ops->free(domain);
}

static void invalidations_reach_every_instance(void **state)
{
	struct iommu_domain *domain = new_domain();
	struct iommu_iotlb_gather gather = {};
	unsigned int i;

	/* Drivers unmap where they must not sleep. */
	host_atomic++;
	tables.tlb->tlb_add_page(&gather, IOVA, SZ_4K, bank);
	for (i = 0; i < NR_INSTANCES; i++) {
		assert_int_equal(inst[i].val[TLBIVAL], (u64)CTX << 48 | IOVA >> 12);
		assert_int_equal(inst[i].syncs, 0);
	}
	domain->ops->iotlb_sync(domain, &gather);
	tables.tlb->tlb_flush_walk(IOVA, 4 * SZ_4K, SZ_4K, bank);
	domain->ops->flush_iotlb_all(domain);
	host_atomic--;
	for (i = 0; i < NR_INSTANCES; i++) {
		assert_int_equal(inst[i].nr_writes[TLBIVA], 4);
		assert_int_equal(inst[i].val[TLBIVA], (u64)CTX << 48 | ((IOVA >> 12) + 3));
		assert_int_equal(inst[i].val[TLBIASID], CTX);
		assert_int_equal(inst[i].syncs, 3);
	}
	domain->ops->free(domain);
}

/* A sync ends when the slowest instance has ended it, or after a bounded time. */
static void a_sync_waits_for_every_instance(void **state)
{
	struct iommu_domain *domain = new_domain();
	unsigned int i;

	for (i = 0; i < NR_INSTANCES; i++) {
		inst[i].slow = 100;
		domain->ops->iotlb_sync(domain, NULL);
		assert_int_equal(inst[i].slow, 0);
	}
	inst[1].slow = ~0U;
	assert_int_equal(host_messages, 0);
	domain->ops->iotlb_sync(domain, NULL);
	assert_int_equal(host_messages, 1);
	inst[1].slow = 0;
	domain->ops->free(domain);
}

static void one_domain_is_for_one_smmu(void **state)
{
	struct iommu_domain *domain = new_domain();
	struct pkvm_smmu other = {};

	assert_int_equal(domain->ops->attach_dev(domain, &dev, NULL), 0);
	assert_int_equal(attached_to, PKVM_IOMMU_DOMAIN_NESTED(SMMU, CTX));
	attached_to = -1;
	master.m.smmu = &other;
	assert_int_equal(domain->ops->attach_dev(domain, &dev, NULL), -EINVAL);
	dev.priv = NULL;
	assert_int_equal(domain->ops->attach_dev(domain, &dev, NULL), -EINVAL);
	assert_int_equal(attached_to, -1);
	domain->ops->free(domain);
}

static void expect_fault(unsigned int instance, u64 address, bool write, u64 reason)
{
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_SID, last_fault.flags), SID);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_MMU500_BANK, last_fault.flags), CTX);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_MMU500_INSTANCE, last_fault.flags), instance);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_REASON, last_fault.flags), reason);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_KIND, last_fault.flags),
			 PKVM_IOMMU_FAULT_KIND_CONTEXT);
	assert_int_equal(!!(last_fault.flags & PKVM_IOMMU_FAULT_WRITE), write);
	assert_int_equal(last_fault.address, address);
}

static void faults_are_reported_and_cleared(void **state)
{
	struct iommu_domain *domain = new_domain();

	stream.domain = domain;
	assert_int_equal(pkvm_smmu_nested_faults(&smmu), 0);
	inst[1].val[FSR] = BIT(1);
	inst[1].val[FSYNR0] = BIT(4);
	inst[1].val[FAR] = IOVA;
	assert_int_equal(pkvm_smmu_nested_faults(&smmu), 1);
	expect_fault(1, IOVA, true, PKVM_IOMMU_FAULT_REASON_TRANSLATION);
	assert_int_equal(inst[1].val[FSR], 0);

	assert_int_equal(last_fault.status, BIT_ULL(4 + 32) | BIT(1));
	assert_false(last_fault.flags & PKVM_IOMMU_FAULT_MULTI);

	/* Stalled, by whatever the host has written: it goes on with an error. */
	inst[0].val[FSR] = BIT(31) | BIT(30) | BIT(3);
	inst[0].val[FAR] = IOVA + SZ_4K;
	assert_int_equal(pkvm_smmu_nested_faults(&smmu), 1);
	expect_fault(0, IOVA + SZ_4K, false, PKVM_IOMMU_FAULT_REASON_PERMISSION);
	assert_int_equal(inst[0].val[RESUME], 1);
	assert_true(last_fault.flags & PKVM_IOMMU_FAULT_MULTI);
	assert_int_equal(pkvm_smmu_nested_faults(&smmu), 0);
	assert_int_equal(nr_faults, 2);
	domain->ops->free(domain);
	assert_int_equal(pkvm_smmu_nested_faults(&smmu), 0);
}

/* Its registers are unmapped, then EL2's: whoever reads them ends in an abort. */
static void a_handler_meanwhile_leaves_a_domain_that_ends(void **state)
{
	struct iommu_domain *domain = new_domain();
	unsigned int i;

	for (i = 0; i < NR_INSTANCES; i++)
		inst[i].val[FSR] = BIT(1);
	handler_runs = true;
	domain->ops->free(domain);
	assert_int_equal(nr_mapped, 0);
	assert_int_equal(nr_faults, 0);
}

/* EL2 has taken the registers, but not freed the bank: it is asked again. */
static void an_unconfirmed_bank_is_given_back_later(void **state)
{
	struct iommu_domain *domain = new_domain();

	take_error = -ETIMEDOUT;
	domain->ops->free(domain);
	assert_int_equal(nr_tables, 0);
	take_error = 0;
	lend_error = -ENOSPC;
	lent = true;		/* the next call is free_nested() of the old handle */
	assert_true(IS_ERR(pkvm_smmu_nested_alloc(&smmu)));
	assert_false(lent);
	lent = true;
	assert_true(IS_ERR(pkvm_smmu_nested_alloc(&smmu)));
	assert_true(lent);	/* only once */
}

static void what_is_not_lent_is_not_touched(void **state)
{
	lend_error = -EOPNOTSUPP;
	assert_int_equal(PTR_ERR(pkvm_smmu_nested_alloc(&smmu)), -EOPNOTSUPP);
	assert_int_equal(pkvm_smmu_can_nest(&smmu), -EOPNOTSUPP);
	lend_error = 0;
	assert_int_equal(pkvm_smmu_can_nest(&smmu), 0);
	assert_false(lent);
	assert_int_equal(nr_lends, 3);
}

/* As before, and the bank is given back. */
static void without_tables_there_is_no_domain(void **state)
{
	no_tables = true;
	assert_int_equal(PTR_ERR(pkvm_smmu_nested_alloc(&smmu)), -ENOMEM);
	assert_int_equal(nr_mapped, 0);
	assert_int_equal(nr_tables, 0);
	assert_false(lent);
	assert_int_equal(pkvm_smmu_nested_faults(&smmu), 0);
}

static void a_bank_is_empty_before_its_end(void **state)
{
	struct iommu_domain *domain = new_domain();

	stops = true;
	domain->ops->free(domain);
	assert_false(lent);
}

/* Where walks snoop, a barrier orders the store of an entry before its invalidation. */
static void a_bank_knows_whether_walks_snoop(void **state)
{
	struct iommu_domain *domain;

	smmu.coherent = true;
	domain = new_domain();
	assert_true(((struct pkvm_smmu_bank *)bank)->coherent);
	assert_true(tables.coherent_walk);
	domain->ops->free(domain);
}

/* Registers that no range of the SMMU contains: the bank is given back. */
static void a_wrong_offset_is_refused(void **state)
{
	struct iommu_domain *domain;

	pdev.dev.regs[1].size = OFFSET + SIZE;
	domain = new_domain();
	domain->ops->free(domain);
	pdev.dev.regs[1].size = OFFSET + SIZE - 1;
	assert_true(IS_ERR(pkvm_smmu_nested_alloc(&smmu)));
	pdev.dev.regs[1].size = 0x1000000;
	assert_false(lent);
	assert_int_equal(nr_tables, 0);
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_instance_is_programmed),
		T(a_resume_programs_again),
		T(a_restore_programs_again),
		T(a_failed_restore_programs_nothing),
		T(invalidations_reach_every_instance),
		T(a_sync_waits_for_every_instance),
		T(one_domain_is_for_one_smmu),
		T(faults_are_reported_and_cleared),
		T(a_handler_meanwhile_leaves_a_domain_that_ends),
		T(an_unconfirmed_bank_is_given_back_later),
		T(what_is_not_lent_is_not_touched),
		T(without_tables_there_is_no_domain),
		T(a_bank_is_empty_before_its_end),
		T(a_bank_knows_whether_walks_snoop),
		T(a_wrong_offset_is_refused),
	};

	return cmocka_run_group_tests_name("host_nested", tests, NULL, NULL);
}
