// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of pKVM's DMA isolation at EL1. It is decided once, in finalize_pkvm(),
 * while the host is still trusted.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kvm_host.h>
#include <linux/pkvm_iommu.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include <asm/kvm_pkvm.h>
#include <asm/virt.h>

static struct pkvm_iommu_setup setup __initdata;

static enum pkvm_iommu_state state __ro_after_init;
static char state_reason[256] __ro_after_init = "not decided yet";
static int state_error __ro_after_init;

/**
 * pkvm_iommu_register_setup() - register the early helper
 * @s: the helper; finalize_pkvm() calls it once, if protected KVM is enabled
 *
 * Call it from a core_initcall.
 *
 * Return: 0, or -EBUSY if a helper is already registered.
 */
int __init pkvm_iommu_register_setup(const struct pkvm_iommu_setup *s)
{
	if (setup.describe)
		return -EBUSY;
	setup = *s;
	return 0;
}

/**
 * pkvm_iommu_reserve_little() - reserve no more than a page at EL2 for the SMMUs
 *
 * For an early parameter: memory is reserved after these. EL2 cannot take the SMMUs over then,
 * and knows by the page that it has been started.
 */
void __init pkvm_iommu_reserve_little(void)
{
	kvm_nvhe_sym(pkvm_iommu_without_memory) = true;
}

/**
 * pkvm_iommu_state() - the state of DMA isolation
 *
 * Return: PKVM_IOMMU_PENDING until finalize_pkvm() has run, also without protected
 * KVM; then the final state.
 */
enum pkvm_iommu_state pkvm_iommu_state(void)
{
	/* Pairs with the release in set_state(). */
	return smp_load_acquire(&state);
}

/**
 * pkvm_iommu_state_reason() - the reason for the state
 *
 * Return: a string for the log.
 */
const char *pkvm_iommu_state_reason(void)
{
	return state_reason;
}

/**
 * pkvm_iommu_state_error() - the error that led to state FAILED
 *
 * Return: a negative errno, or 0.
 */
int pkvm_iommu_state_error(void)
{
	return state_error;
}

/* Without pKVM's code at EL2, an HVC would crash the host. */
bool pkvm_iommu_can_call(void)
{
	return is_protected_kvm_enabled() && is_kvm_arm_initialised();
}

s64 pkvm_iommu_result(const struct arm_smccc_res *smccc, struct pkvm_iommu_res *res)
{
	s64 ret = smccc->a0 == SMCCC_RET_SUCCESS ? (s64)smccc->a1 : -EOPNOTSUPP;

	if (res) {
		res->ret = ret;
		res->x2 = smccc->a2;
		res->x3 = smccc->a3;
	}
	return ret;
}

/**
 * pkvm_iommu_set_reason() - set the reason for a state that is about to be decided
 * @fmt: what was refused and why, as one sentence without its end
 */
void __init pkvm_iommu_set_reason(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(state_reason, sizeof(state_reason), fmt, args);
	va_end(args);
}

static void __init set_state(enum pkvm_iommu_state s, int error)
{
	state_error = error;
	/* Orders the reason before the state for readers of pkvm_iommu_state(). */
	smp_store_release(&state, s);
}

static void __init take_over(void)
{
	struct pkvm_iommu_res res;
	int ret = pkvm_iommu_hvc(__pkvm_iommu_seal, &res, 0);

	if (!ret)
		pkvm_iommu_set_reason("EL2 owns the SMMUs");
	else
		setup.explain(res.x2, res.x3, ret);
	set_state(ret ? PKVM_IOMMU_FAILED : PKVM_IOMMU_ACTIVE, ret);
}

static void __init switch_off(void)
{
	int ret = pkvm_iommu_hvc(__pkvm_iommu_switch_off, NULL, 0);

	if (!ret)
		pkvm_iommu_set_reason("switched off by pkvm_iommu=off");
	else
		pkvm_iommu_set_reason("EL2 refused to leave the SMMUs alone");
	set_state(ret ? PKVM_IOMMU_FAILED : PKVM_IOMMU_OFF, ret);
}

/*
 * If the helper fails, neither take over nor switch off: EL2 stays in state pending, in
 * which it refuses to run protected VMs. Only the command line leads to OFF: a system
 * without an SMMU that EL2 knows may well have devices that access memory.
 */
static void __init run_setup(void)
{
	int ret;

	pkvm_iommu_set_reason("no driver describes the SMMUs to EL2");
	ret = setup.describe ? setup.describe() : -ENODEV;
	if (ret == PKVM_IOMMU_SETUP_TAKEOVER)
		take_over();
	else if (ret == PKVM_IOMMU_SETUP_OFF)
		switch_off();
	else
		set_state(PKVM_IOMMU_FAILED, ret);
}

/* Errors, since "quiet" hides warnings: nobody is to take the protection for granted. */
static void __init report_state(void)
{
	switch (state) {
	case PKVM_IOMMU_ACTIVE:
		kvm_info("DMA isolation: active, %s\n", state_reason);
		break;
	case PKVM_IOMMU_OFF:
		kvm_err("DMA isolation: off, %s: devices reach the memory of protected VMs\n",
			state_reason);
		break;
	default:
		kvm_err("DMA isolation: failed, %s (%d): protected VMs are refused; pkvm_iommu=off allows them without isolation\n",
			state_reason, state_error);
	}
}

/**
 * pkvm_iommu_allows_pvms() - may a protected VM be created?
 *
 * EL2 decides; this tells the reason before any memory is spent.
 *
 * Return: true, or false after a line in the log.
 */
bool pkvm_iommu_allows_pvms(void)
{
	switch (pkvm_iommu_state()) {
	case PKVM_IOMMU_ACTIVE:
	case PKVM_IOMMU_OFF:
		return true;
	default:
		pr_err_ratelimited("kvm [%d]: protected VM refused: DMA isolation has failed, %s\n",
				   task_tgid_nr(current), state_reason);
		return false;
	}
}

/* kvm_hyp_reserve() clears the count when there are too many. */
static const char * __init no_pkvm_reason(void)
{
	if (!is_protected_kvm_enabled())
		return "no protected KVM";
	if (!kvm_nvhe_sym(hyp_memblock_nr))
		return "memory has more regions than EL2 has room for, KVM is not available";
	return "KVM is not available";
}

/**
 * pkvm_iommu_finalise() - decide the state
 * @pkvm: whether protected KVM is enabled
 *
 * finalize_pkvm() calls this last, while the host is still trusted.
 */
void __init pkvm_iommu_finalise(bool pkvm)
{
	if (!pkvm) {
		pkvm_iommu_set_reason("%s", no_pkvm_reason());
		set_state(PKVM_IOMMU_OFF, 0);
		if (is_protected_kvm_enabled())
			kvm_err("DMA isolation: off, %s\n", state_reason);
		return;
	}
	run_setup();
	report_state();
}
