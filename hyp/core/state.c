// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of DMA isolation: whether it is active, whether EL2 has restored
 * what a suspend took, and the pages that EL2 has for the identity table.
 *
 * The hypercall dispatcher keeps set-up and run-time calls apart by a static
 * key. That is not sufficient: the key never flips in plain nVHE, and flips before
 * the last CPU has given its privileges up. So each handler checks the state too.
 */
#include <linux/string.h>

#include <asm/barrier.h>
#include <asm/kvm_pkvm_iommu.h>

#include <nvhe/memory.h>

#include "core.h"

DEFINE_HYP_SPINLOCK(pkvm_iommu_setup_lock);

static enum pkvm_iommu_state state;
static enum iommu_power power;
static unsigned int restores;
static bool description_closed;

/* Written by the seal only, which runs once. */
static struct {
	u64 what;
	u64 which;
} refusal;

static struct {
	void *pages;
	unsigned long nr;
	unsigned long used;
} pool;

void pkvm_iommu_init(void *pages, unsigned long nr_pages)
{
	pool.pages = pages;
	pool.nr = nr_pages;
}

void *pkvm_iommu_pool_alloc(void *cookie)
{
	void *page;

	if (pool.used == pool.nr)
		return NULL;
	page = pool.pages + (pool.used++ << PAGE_SHIFT);
	memset(page, 0, PAGE_SIZE);
	return page;
}

/* Skips at most @nr - 1 pages to align. */
void *pkvm_iommu_reserve(unsigned int nr)
{
	void *pages;
	unsigned int i;

	while (pool.used < pool.nr &&
	       !IS_ALIGNED(hyp_virt_to_phys(pool.pages) + (pool.used << PAGE_SHIFT),
			   nr << PAGE_SHIFT))
		pool.used++;
	if (nr > pool.nr - pool.used)
		return NULL;
	pages = pkvm_iommu_pool_alloc(NULL);
	for (i = 1; i < nr; i++)
		pkvm_iommu_pool_alloc(NULL);
	return pages;
}

unsigned long pkvm_iommu_pool_used(void)
{
	return pool.used;
}

enum pkvm_iommu_state pkvm_iommu_get_state(void)
{
	/* Pairs with the release in pkvm_iommu_set_state(). */
	return smp_load_acquire(&state);
}

void pkvm_iommu_set_state(enum pkvm_iommu_state s)
{
	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	/* Orders the set-up before the state for readers of pkvm_iommu_get_state(). */
	smp_store_release(&state, s);
}

/* Remembers what the seal refuses, for EL1's log. @error may be 0: nothing is refused. */
int pkvm_iommu_refuse(enum pkvm_iommu_refused what, u64 which, int error)
{
	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	if (error) {
		refusal.what = what;
		refusal.which = which;
	}
	return error;
}

void pkvm_iommu_refusal(u64 *what, u64 *which)
{
	*what = refusal.what;
	*which = refusal.which;
}

/* There is a pool only if __pkvm_init() has run, so not in plain nVHE. */
int pkvm_iommu_setup_gate(void)
{
	if (!pool.pages)
		return -EOPNOTSUPP;
	return pkvm_iommu_get_state() == PKVM_IOMMU_PENDING ? 0 : -EPERM;
}

int pkvm_iommu_describe_gate(void)
{
	int ret = pkvm_iommu_setup_gate();

	return !ret && description_closed ? -EPERM : ret;
}

void pkvm_iommu_close_description(void)
{
	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	description_closed = true;
}

int pkvm_iommu_runtime_gate(void)
{
	switch (pkvm_iommu_get_state()) {
	case PKVM_IOMMU_ACTIVE:
		return READ_ONCE(power) == IOMMU_POWER_GOOD ? 0 : -EIO;
	case PKVM_IOMMU_PENDING:
		return -EPERM;
	default:
		return -EOPNOTSUPP;
	}
}

/* What only takes access away is allowed while the SMMUs are closed. */
int pkvm_iommu_release_gate(void)
{
	int ret = pkvm_iommu_runtime_gate();

	return ret == -EIO && READ_ONCE(power) == IOMMU_POWER_CLOSED ? 0 : ret;
}

/* PENDING also forbids protected VMs: the host never completed set-up. */
bool pkvm_iommu_forbids_pvms(void)
{
	enum pkvm_iommu_state s = pkvm_iommu_get_state();

	return s == PKVM_IOMMU_FAILED || s == PKVM_IOMMU_PENDING;
}

void pkvm_iommu_set_power(enum iommu_power p)
{
	if (p == IOMMU_POWER_GOOD)
		WRITE_ONCE(restores, restores + 1);
	WRITE_ONCE(power, p);
}

bool pkvm_iommu_is_open(void)
{
	return READ_ONCE(power) == IOMMU_POWER_OPEN;
}

unsigned int pkvm_iommu_restores(void)
{
	return READ_ONCE(restores);
}

#ifndef __KVM_NVHE_HYPERVISOR__
void pkvm_iommu_reset_state(void)
{
	state = PKVM_IOMMU_PENDING;
	memset(&refusal, 0, sizeof(refusal));
	power = IOMMU_POWER_GOOD;
	restores = 0;
	description_closed = false;
	memset(&pool, 0, sizeof(pool));
}
#endif
