// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of pKVM's DMA isolation at EL1. It is decided once, in finalize_pkvm(),
 * while the host is still trusted.
 */
#include <linux/init.h>
#include <linux/kvm_host.h>
#include <linux/pkvm_iommu.h>
#include <linux/printk.h>

#include <asm/virt.h>

static int (*setup_fn)(void) __initdata;

static enum pkvm_iommu_state state __ro_after_init;
static const char *state_reason __ro_after_init = "not decided yet";
static int state_error __ro_after_init;

/**
 * pkvm_iommu_register_setup() - register the early helper
 * @setup: describes SMMUs, memory controller and streams by set-up hypercalls
 *
 * Call it from a core_initcall. finalize_pkvm() calls @setup once, if protected KVM is
 * enabled. @setup returns PKVM_IOMMU_SETUP_TAKEOVER, PKVM_IOMMU_SETUP_OFF or a
 * negative errno; it does not start the takeover itself.
 *
 * Return: 0, or -EBUSY if a helper is already registered.
 */
int __init pkvm_iommu_register_setup(int (*setup)(void))
{
	if (setup_fn)
		return -EBUSY;
	setup_fn = setup;
	return 0;
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

static void __init set_state(enum pkvm_iommu_state s, const char *reason, int error)
{
	state_reason = reason;
	state_error = error;
	/* Orders the reason before the state for readers of pkvm_iommu_state(). */
	smp_store_release(&state, s);
}

static void __init take_over(void)
{
	int ret = pkvm_iommu_hvc(__pkvm_iommu_seal, NULL, 0);

	if (!ret)
		set_state(PKVM_IOMMU_ACTIVE, "EL2 owns the SMMUs", 0);
	else
		set_state(PKVM_IOMMU_FAILED, "EL2 could not take the SMMUs over", ret);
}

static void __init switch_off(const char *reason)
{
	int ret = pkvm_iommu_hvc(__pkvm_iommu_switch_off, NULL, 0);

	if (!ret)
		set_state(PKVM_IOMMU_OFF, reason, 0);
	else
		set_state(PKVM_IOMMU_FAILED, "EL2 refused to leave the SMMUs alone", ret);
}

/*
 * If @setup_fn fails, neither take over nor switch off: EL2 stays in state pending, in
 * which it refuses to run protected VMs.
 */
static void __init run_setup(void)
{
	int ret = setup_fn ? setup_fn() : PKVM_IOMMU_SETUP_OFF;

	if (ret == PKVM_IOMMU_SETUP_TAKEOVER)
		take_over();
	else if (ret == PKVM_IOMMU_SETUP_OFF)
		switch_off(setup_fn ? "switched off" : "no SMMU to own");
	else
		set_state(PKVM_IOMMU_FAILED, "the system could not be described", ret);
}

static void __init report_state(void)
{
	switch (state) {
	case PKVM_IOMMU_ACTIVE:
		kvm_info("DMA isolation: active, %s\n", state_reason);
		break;
	case PKVM_IOMMU_FAILED:
		kvm_err("DMA isolation: failed, %s (%d): no protected VM can run\n",
			state_reason, state_error);
		break;
	default:
		kvm_info("DMA isolation: off, %s\n", state_reason);
	}
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
		set_state(PKVM_IOMMU_OFF, "no protected KVM", 0);
		return;
	}
	run_setup();
	report_state();
}
