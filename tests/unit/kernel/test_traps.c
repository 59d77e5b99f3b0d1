// SPDX-License-Identifier: GPL-2.0-only
/*
 * hyp-main.c, mem_protect.c and switch.c: who handles an SMC of the host's, an abort of the
 * host's, and one of EL2's own. mmu.c: what the host does when EL2 shares a page no more.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <asm/esr.h>
#include <asm/kvm_pgtable.h>
#include <linux/kvm_host.h>
#include <nvhe/spinlock.h>
#include <nvhe/trap_handler.h>

#include "shim_base.h"

#define asmlinkage
#define ESR_ELx_xVC_IMM_MASK	0xffff
#define ESR_ELx_EC_DABT_CUR	0x25UL
#define ESR_ELx_FSC		0x3f
#define ESR_ELx_FSC_EXTABT	0x10
#define ARM_SMCCC_CALL_HINTS	0x10000
#define SMCCC_RET_NOT_SUPPORTED	((u64)-1)
#define HPFAR_EL2_NS		BIT_ULL(63)
#define HPFAR_EL2_FIPA		GENMASK_ULL(47, 4)
#define fallthrough		__attribute__((fallthrough))
#define SYS_ESR			(&esr_el2)
#define read_sysreg_el2(reg)	(*(reg))

#define SMC		0xc2000001UL
#define IPA		0x123456000ULL

struct kvm_vcpu_fault_info {
	u64 hpfar_el2, far_el2;
};

static struct kvm_cpu_context ctxt;
static u64 esr_el2;
static bool by_psci, by_ffa, allowed, emulated, known;
static jmp_buf panic;
static int idmap_result;

/*
 * In order: P PSCI, F FF-A, ? is it allowed, > firmware, s the instruction is skipped; E is it
 * emulated, M stage 2 maps it, A the host gets an abort.
 */
static char happened[16];
static unsigned int nr_happened;

static void happens(char what)
{
	assert_true(nr_happened < sizeof(happened) - 1);
	happened[nr_happened++] = what;
}

/* BUG() and BUG_ON(). */
void shim_panic(const char *what, const char *file, int line)
{
	fail_msg("EL2 panic: %s at %s:%d", what, file, line);
	exit(1);
}

static bool kvm_host_psci_handler(struct kvm_cpu_context *c, u32 id)
{
	happens('P');
	return by_psci;
}

static bool kvm_host_ffa_handler(struct kvm_cpu_context *c, u32 id)
{
	happens('F');
	return by_ffa;
}

bool pkvm_iommu_smc_allowed(u32 id)
{
	assert_int_equal(id, SMC);
	happens('?');
	return allowed;
}

static void default_host_smc_handler(struct kvm_cpu_context *c)
{
	happens('>');
}

static void kvm_skip_host_instr(void)
{
	happens('s');
}

static bool __get_fault_info(u64 esr, struct kvm_vcpu_fault_info *fault)
{
	fault->hpfar_el2 = HPFAR_EL2_NS | FIELD_PREP(HPFAR_EL2_FIPA, IPA >> 12);
	fault->far_el2 = 0xffff800012345678ULL;
	return known;
}

/* The page is that of the IPA, the offset that of the virtual address. */
bool pkvm_iommu_host_abort(struct kvm_cpu_context *c, u64 esr, u64 addr)
{
	assert_true(c == &ctxt);
	assert_int_equal(esr, esr_el2);
	assert_int_equal(addr, IPA | 0x678);
	happens('E');
	return emulated;
}

/* ---- which range stage 2 maps at once ---- */

#define KVM_PGTABLE_LAST_LEVEL			3
#define kvm_level_supports_block_mapping(level)	((level) >= 1)
#define kvm_pte_valid(pte)			((pte) & 1)
#define addr_is_memory(addr)			((void)(addr), false)
#define get_host_state(page)			(page)
#define hyp_phys_to_page(phys)			((void)(phys), PKVM_NOPAGE)
#define PKVM_NOPAGE				3

typedef u64 kvm_pte_t;

struct kvm_mem_range {
	u64 start, end;
};

static struct {
	hyp_spinlock_t lock;
	int pgt;
} host_mmu;

static u64 host_pte;
static struct kvm_mem_range clipped;
static int clip_result;

bool shim_holds(const hyp_spinlock_t *lock)
{
	return lock == &host_mmu.lock;
}

static u64 kvm_granule_size(s8 level)
{
	return PAGE_SIZE << 9 * (KVM_PGTABLE_LAST_LEVEL - level);
}

static bool range_included(const struct kvm_mem_range *child, const struct kvm_mem_range *parent)
{
	return parent->start <= child->start && child->end <= parent->end;
}

static int kvm_pgtable_get_leaf(int *pgt, u64 addr, kvm_pte_t *pte, s8 *level)
{
	*pte = host_pte;
	*level = 1;
	return 0;
}

int pkvm_iommu_clip_mmio(u64 addr, u64 *start, u64 *end)
{
	assert_int_equal(addr, IPA);
	*start = max(*start, clipped.start);
	*end = min(*end, clipped.end);
	return clip_result;
}

static int host_stage2_idmap(u64 addr)
{
	assert_int_equal(addr, IPA);
	happens('M');
	return idmap_result;
}

static void host_inject_mem_abort(struct kvm_cpu_context *c)
{
	happens('A');
}

static void __attribute__((noreturn)) hyp_panic(void)
{
	longjmp(panic, 1);
}

void handle_host_mem_abort(struct kvm_cpu_context *host_ctxt);
void kvm_host_el2_exception(void);

/* ---- EL2's table of fixups: entries are relative to where they are ---- */

struct kvm_exception_table_entry {
	int insn, fixup;
};

struct hyp_context {
	u64 sys_regs[2];
};

#define ELR_EL2			0
#define sysreg_elr_el2		elr
#define read_sysreg(reg)	sysreg_##reg
#define write_sysreg(val, reg)	(sysreg_##reg = (unsigned long)(val))
#define this_cpu_ptr(ptr)	(ptr)
#define __start___kvm_ex_table	ex_table[0]
#define __stop___kvm_ex_table	ex_table[ARRAY_SIZE(ex_table)]

char __guest_exit_restore_elr_and_panic[1];
static struct hyp_context kvm_hyp_ctxt;
static unsigned long elr;
static char code[8];
static struct kvm_exception_table_entry ex_table[3];

static void fill_ex_table(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ex_table); i++) {
		ex_table[i].insn = &code[2 * i] - (char *)&ex_table[i].insn;
		ex_table[i].fixup = &code[2 * i + 1] - (char *)&ex_table[i].fixup;
	}
}

#include "functions_extable.h"
#include "functions_abort.h"
#include "functions_fixup.h"
#include "functions_smc.h"

/* ---- the host's side of a guest's fault ---- */

#define FOLL_WRITE	1

typedef u64 gfn_t;
typedef u64 kvm_pfn_t;

struct kvm_vcpu {
	bool write, permission;
};

struct kvm_memory_slot {
	bool logging;
};

struct kvm_s2_fault_desc {
	struct kvm_vcpu *vcpu;
	phys_addr_t fault_ipa;
	struct kvm_memory_slot *memslot;
};

struct kvm_s2_fault_vma_info {
	struct page *page;
};

static struct kvm_vcpu vcpu;
static struct kvm_memory_slot slot;
static int map_result, nr_written, nr_released;
static bool pkvm_on, no_slot;

#define kvm_vcpu_trap_is_permission_fault(v)	((v)->permission)
#define kvm_is_write_fault(v)			((v)->write)
#define memslot_is_logging(s)			((s)->logging)
#define is_error_noslot_pfn(pfn)		(!(pfn))

static bool is_protected_kvm_enabled(void)
{
	return pkvm_on;
}

static void *get_mmu_memcache(struct kvm_vcpu *v)
{
	return v;
}

static int topup_mmu_memcache(struct kvm_vcpu *v, void *memcache)
{
	return 0;
}

static int kvm_s2_fault_pin_pfn(const struct kvm_s2_fault_desc *f,
				struct kvm_s2_fault_vma_info *vma)
{
	return 1;
}

static int kvm_s2_fault_compute_prot(const struct kvm_s2_fault_desc *f,
				     struct kvm_s2_fault_vma_info *vma,
				     enum kvm_pgtable_prot *prot)
{
	return 0;
}

static void kvm_release_page_unused(struct page *page)
{
	nr_released++;
}

static int kvm_s2_fault_map(const struct kvm_s2_fault_desc *f, struct kvm_s2_fault_vma_info *vma,
			    enum kvm_pgtable_prot prot, void *memcache)
{
	return map_result;
}

static kvm_pfn_t __kvm_faultin_pfn(struct kvm_memory_slot *s, gfn_t gfn, unsigned int flags,
				   bool *writable, struct page **page)
{
	assert_int_equal(gfn, IPA >> PAGE_SHIFT);
	assert_int_equal(flags, FOLL_WRITE);
	nr_written++;
	return !no_slot;
}

#include "functions_unshare.h"

static int setup(void **state)
{
	esr_el2 = 0;
	by_psci = false;
	by_ffa = false;
	allowed = false;
	emulated = false;
	known = true;
	idmap_result = 0;
	host_pte = 0;
	clip_result = 0;
	clipped = (struct kvm_mem_range){ 0, ~0ULL };
	fill_ex_table();
	elr = (unsigned long)&code[2];
	memset(&vcpu, 0, sizeof(vcpu));
	map_result = 0;
	nr_written = 0;
	nr_released = 0;
	pkvm_on = true;
	no_slot = false;
	return 0;
}

static void expect_smc(u64 id, const char *what, bool refused)
{
	memset(happened, 0, sizeof(happened));
	nr_happened = 0;
	ctxt.regs.regs[0] = id;
	handle_host_smc(&ctxt);
	assert_string_equal(happened, what);
	assert_int_equal(ctxt.regs.regs[0] == SMCCC_RET_NOT_SUPPORTED, refused);
}

static void an_smc_reaches_firmware_if_allowed(void **state)
{
	expect_smc(SMC, "PF?s", true);
	allowed = true;
	expect_smc(SMC, "PF?>s", false);
	expect_smc(SMC | ARM_SMCCC_CALL_HINTS, "PF?>s", false);
}

static void psci_and_ffa_have_filters_of_their_own(void **state)
{
	by_psci = true;
	expect_smc(SMC, "Ps", false);
	by_psci = false;
	by_ffa = true;
	expect_smc(SMC, "PFs", false);
}

static void expect_abort(const char *what)
{
	memset(happened, 0, sizeof(happened));
	nr_happened = 0;
	handle_host_mem_abort(&ctxt);
	assert_string_equal(happened, what);
}

static void an_access_is_emulated_or_mapped(void **state)
{
	esr_el2 = 0x93800047;
	expect_abort("EM");
	emulated = true;
	expect_abort("E");
	known = false;
	expect_abort("");
}

static void what_is_refused_aborts(void **state)
{
	idmap_result = -EPERM;
	expect_abort("EMA");
	idmap_result = -EEXIST;
	expect_abort("EM");
}

static void expect_range(u64 size)
{
	struct kvm_mem_range range = { 0, 1ULL << 39 };

	assert_int_equal(host_stage2_adjust_range(IPA, &range), 0);
	assert_int_equal(range.start, ALIGN_DOWN(IPA, size));
	assert_int_equal(range.end, range.start + size);
}

/* Registers of EL2's are never mapped, however large a block would fit around them. */
static void no_block_reaches_el2s_registers(void **state)
{
	struct kvm_mem_range range = { 0, 1ULL << 39 };

	expect_range(SZ_1G);
	clipped.start = ALIGN_DOWN(IPA, SZ_1G) + SZ_2M;
	expect_range(SZ_2M);
	clipped.end = IPA + PAGE_SIZE;
	expect_range(SZ_4K);
	clip_result = -EPERM;
	assert_int_equal(host_stage2_adjust_range(IPA, &range), -EPERM);
	clip_result = 0;
	host_pte = 1;
	assert_int_equal(host_stage2_adjust_range(IPA, &range), -EEXIST);
	host_pte = 2;
	assert_int_equal(host_stage2_adjust_range(IPA, &range), -EPERM);
}

static bool el2_survives(u64 esr)
{
	esr_el2 = esr;
	if (setjmp(panic))
		return false;
	kvm_host_el2_exception();
	return true;
}

/* An external abort of a load or store that has a fixup, and nothing else. */
static void el2_survives_what_it_expects(void **state)
{
	const u64 abort = ESR_ELx_EC_DABT_CUR << ESR_ELx_EC_SHIFT;

	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ex_table); i++) {
		elr = (unsigned long)&code[2 * i];
		assert_true(el2_survives(abort | ESR_ELx_FSC_EXTABT));
		assert_int_equal(elr, (unsigned long)&code[2 * i + 1]);
	}
	elr = (unsigned long)&code[2];
	assert_true(el2_survives(abort | ESR_ELx_WNR | ESR_ELx_FSC_EXTABT));
	elr = (unsigned long)&code[2];
	assert_false(el2_survives(abort | 0x07));
	assert_false(el2_survives(ESR_ELx_EC_DABT_LOW << ESR_ELx_EC_SHIFT | ESR_ELx_FSC_EXTABT));
	assert_false(el2_survives(0x21UL << ESR_ELx_EC_SHIFT | ESR_ELx_FSC_EXTABT));
	assert_int_equal(elr, (unsigned long)&code[2]);
	elr++;
	assert_false(el2_survives(abort | ESR_ELx_FSC_EXTABT));
}

/* Mainline's own use of the table, while a guest's vectors are: it panics by itself. */
static void a_guests_exit_has_its_fixups(void **state)
{
	const unsigned long panics = (unsigned long)__guest_exit_restore_elr_and_panic;

	__kvm_unexpected_el2_exception();
	assert_int_equal(elr, (unsigned long)&code[3]);
	elr = (unsigned long)&code[1];
	__kvm_unexpected_el2_exception();
	assert_int_equal(elr, panics);
	assert_int_equal(kvm_hyp_ctxt.sys_regs[ELR_EL2], (unsigned long)&code[1]);
}

static int guest_fault(bool write)
{
	const struct kvm_s2_fault_desc fault = {
		.vcpu = &vcpu, .fault_ipa = IPA, .memslot = &slot,
	};

	vcpu.write = write;
	return user_mem_abort(&fault);
}

/* Where the page's count is full, the VMM gets a page of its own, and the guest asks again. */
static void a_read_at_the_limit_gets_a_page(void **state)
{
	assert_int_equal(guest_fault(false), 0);
	assert_int_equal(nr_written, 0);
	map_result = -EBUSY;
	assert_int_equal(guest_fault(false), 0);
	assert_int_equal(nr_written, 1);
	assert_int_equal(nr_released, 1);
	no_slot = true;
	assert_int_equal(guest_fault(false), -EBUSY);
	assert_int_equal(nr_released, 1);
	/* A write has a page of its own already. */
	assert_int_equal(guest_fault(true), -EBUSY);
	pkvm_on = false;
	assert_int_equal(guest_fault(false), -EBUSY);
	map_result = -EPERM;
	pkvm_on = true;
	assert_int_equal(guest_fault(false), -EPERM);
	assert_int_equal(nr_written, 2);
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_smc_reaches_firmware_if_allowed),
		T(psci_and_ffa_have_filters_of_their_own),
		T(an_access_is_emulated_or_mapped),
		T(what_is_refused_aborts),
		T(no_block_reaches_el2s_registers),
		T(el2_survives_what_it_expects),
		T(a_guests_exit_has_its_fixups),
		T(a_read_at_the_limit_gets_a_page),
	};

	return cmocka_run_group_tests_name("kernel_traps", tests, NULL, NULL);
}
