// SPDX-License-Identifier: GPL-2.0-only
/* Loss of power: SMMUs are closed, then restored; and each failure of this. */
#include <pthread.h>
#include <time.h>

#include "setup.h"

#define SECRET	HOST_PAGE(300)		/* donated to a guest */
#define IOVA	0x10000000ULL

static u64 handle;

/* Streams in a paging domain, in identity, and blocked; a page donated to a guest. */
static int busy_system(void **state)
{
	active_system(state);
	handle = new_domain(0, 8);
	assert_int_equal(map_pages(handle, IOVA, HOST_PAGE(100), 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(__pkvm_iommu_detach(1, 2), 0);
	assert_int_equal(__pkvm_host_donate_hyp(hyp_phys_to_pfn(SECRET), 1), 0);
	return 0;
}

static void check_open(void)
{
	assert_int_equal(fake_dma(0, 1, IOVA), HOST_PAGE(100));
	assert_int_equal(fake_dma(0, 1, HOST_PAGE(100)), FAKE_FAULT);
	assert_int_equal(fake_dma(0, 2, HOST_PAGE(100)), HOST_PAGE(100));
	assert_int_equal(fake_dma(1, 1, HOST_PAGE(100)), HOST_PAGE(100));
	assert_int_equal(fake_dma(1, 2, HOST_PAGE(100)), FAKE_FAULT);
	assert_int_equal(fake_dma(0, 2, SECRET), FAKE_FAULT);
}

static void check_shut(void)
{
	unsigned int smmu, sid;

	for (smmu = 0; smmu < 2; smmu++) {
		for (sid = 1; sid <= 3; sid++) {
			assert_int_equal(fake_dma(smmu, sid, HOST_PAGE(100)), FAKE_FAULT);
			assert_int_equal(fake_dma(smmu, sid, SECRET), FAKE_FAULT);
			assert_int_equal(fake_dma(smmu, sid, IOVA), FAKE_FAULT);
		}
	}
}

static s64 restores(void)
{
	return __pkvm_iommu_query(PKVM_IOMMU_QUERY_RESTORES, 0);
}

static void everything_is_restored(void **state)
{
	fake_lose_power();
	assert_int_equal(fake_dma(0, 2, SECRET), SECRET);
	assert_int_equal(pkvm_iommu_resume(true), 0);
	check_open();
	assert_int_equal(restores(), 1);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 1), 1);
	assert_int_equal(fake_dma(0, 1, IOVA), FAKE_FAULT);
}

/* After a system suspend, EL2 restores without checking what was lost. */
static void a_suspend_without_loss_is_restored_too(void **state)
{
	assert_int_equal(pkvm_iommu_resume(true), 0);
	check_open();
	assert_int_equal(restores(), 1);
	assert_int_equal(fake_calls(FAKE_RESTORE), 2);
}

static void cpu_resume_restores_only_lost_smmus(void **state)
{
	assert_int_equal(pkvm_iommu_resume(false), 0);
	assert_int_equal(fake_calls(FAKE_CLOSE), 0);
	assert_int_equal(restores(), 0);
	fake_lose_power();
	assert_int_equal(pkvm_iommu_resume(false), 0);
	check_open();
	assert_int_equal(restores(), 1);
	/* Neither does it miss a memory controller that was reset alone. */
	fake_open_mc();
	assert_int_equal(pkvm_iommu_resume(false), 0);
	check_open();
	assert_int_equal(restores(), 2);
	assert_int_equal(pkvm_iommu_resume(false), 0);
	assert_int_equal(restores(), 2);
}

static void nothing_is_touched_before_the_state_is_active(void **state)
{
	reset_system(state);
	describe_system();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(__pkvm_iommu_switch_off(), 0);
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(fake_calls(FAKE_CLOSE) + fake_calls(FAKE_RESTORE) +
			 fake_calls(FAKE_MC_RESTORE), 0);
}

static s64 runtime_call(unsigned int i)
{
	u64 a, b, pfn = hyp_phys_to_pfn(HOST_PAGE(200));

	switch (i) {
	case 0:
		return __pkvm_iommu_alloc_domain(pfn);
	case 1:
		return __pkvm_iommu_topup(handle, pfn);
	case 2:
		return __pkvm_iommu_attach(0, 2, handle);
	case 3:
		return map_pages(handle, IOVA + 0x1000, HOST_PAGE(101), 1);
	case 4:
		return __pkvm_iommu_iova_to_phys(handle, IOVA);
	case 5:
		return __pkvm_iommu_get_fault(0, &a, &b);
	case 6:
		return __pkvm_iommu_query(PKVM_IOMMU_QUERY_SYNCS, 0);
	default:
		return restores();
	}
}

static s64 release_call(unsigned int i)
{
	switch (i) {
	case 0:
		return __pkvm_iommu_unmap(handle, IOVA, 1);
	case 1:
		return __pkvm_iommu_detach(0, 1);
	default:
		return __pkvm_iommu_free_domain(handle);
	}
}

static void check_calls_fail(void)
{
	unsigned int i;

	for (i = 0; i <= 7; i++)
		assert_int_equal(runtime_call(i), -EIO);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_STATE, 0), PKVM_IOMMU_ACTIVE);
}

static int donate(unsigned int n)
{
	return __pkvm_host_donate_hyp(hyp_phys_to_pfn(HOST_PAGE(n)), 1);
}

/* All streams fault: pages still leave the host, those that are mapped for DMA do not. */
static void check_lost(void)
{
	check_shut();
	check_calls_fail();
	assert_int_equal(donate(100), -EBUSY);
	assert_int_equal(donate(102), 0);
}

/* Streams may pass: no page leaves the host, and no call changes anything. */
static void check_open_to_all(void)
{
	unsigned int i;

	check_calls_fail();
	for (i = 0; i <= 2; i++)
		assert_int_equal(release_call(i), -EIO);
	assert_int_equal(donate(102), -EIO);
}

/* The restore fails on either SMMU; one that was restored already is closed again. */
static void a_failed_restore_leaves_all_closed(void **state)
{
	unsigned int nth;

	for (nth = 1; nth <= 2; nth++) {
		busy_system(state);
		fake_lose_power();
		fake_fail(FAKE_RESTORE, nth, nth == 1 ? -ETIMEDOUT : -EIO, false);
		assert_int_equal(pkvm_iommu_resume(true), 0);
		check_lost();
	}
}

static void a_later_suspend_can_recover(void **state)
{
	fake_lose_power();
	fake_fail(FAKE_RESTORE, 2, -ETIMEDOUT, false);
	assert_int_equal(pkvm_iommu_resume(true), 0);
	check_lost();
	fake_lose_power();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	check_open();
	assert_int_equal(restores(), 1);
}

/* What the host takes away while the SMMUs are closed stays away when they are back. */
static void released_while_closed_stays_released(void **state)
{
	fake_lose_power();
	fake_fail(FAKE_RESTORE, 1, -EIO, false);
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 1), 1);
	assert_int_equal(donate(100), 0);
	assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	while (release_call(2) > 0)
		;
	check_shut();
	fake_lose_power();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(fake_dma(0, 1, IOVA), FAKE_FAULT);
	assert_int_equal(fake_dma(0, 2, HOST_PAGE(100)), FAKE_FAULT);
	assert_int_equal(fake_dma(0, 3, HOST_PAGE(100)), FAKE_FAULT);
	assert_int_equal(fake_dma(0, 3, HOST_PAGE(101)), HOST_PAGE(101));
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), -ENOENT);
}

/* EL2 does not return to the host; it still closes the other SMMUs. */
static void a_failed_close_is_an_error(void **state)
{
	unsigned int nth;

	for (nth = 1; nth <= 2; nth++) {
		busy_system(state);
		fake_lose_power();
		fake_fail(FAKE_CLOSE, nth, -EIO, false);
		assert_int_equal(pkvm_iommu_resume(true), -EIO);
		assert_int_equal(fake_calls(FAKE_CLOSE), 2);
		assert_int_equal(fake_calls(FAKE_RESTORE), 0);
		assert_int_equal(fake_dma(2 - nth, 1, SECRET), FAKE_FAULT);
		check_open_to_all();
	}
}

static void a_failed_second_close_is_an_error(void **state)
{
	fake_lose_power();
	fake_fail(FAKE_RESTORE, 2, -EIO, false);
	fake_fail(FAKE_CLOSE, 3, -EIO, false);
	assert_int_equal(pkvm_iommu_resume(true), -EIO);
	assert_int_equal(fake_calls(FAKE_CLOSE), 4);
	check_open_to_all();
}

/* Every later step is taken all the same. */
static void a_failed_shut_is_an_error(void **state)
{
	fake_lose_power();
	fake_fail(FAKE_SHUT, 1, -EIO, false);
	assert_int_equal(pkvm_iommu_resume(true), -EIO);
	assert_int_equal(fake_calls(FAKE_SHUT), 2);
	assert_int_equal(fake_calls(FAKE_CLOSE), 2);
	assert_int_equal(fake_calls(FAKE_RESTORE), 0);
	check_open_to_all();
}

static void a_bypass_that_stays_is_an_error(void **state)
{
	fake_lose_power();
	fake_fail(FAKE_MC_CLOSE, 1, -EIO, false);
	assert_int_equal(pkvm_iommu_resume(true), -EIO);
	assert_int_equal(fake_calls(FAKE_CLOSE), 2);
	assert_int_equal(fake_calls(FAKE_MC_RESTORE) + fake_calls(FAKE_RESTORE), 0);
	check_open_to_all();
	/* The next suspend may mend even that. */
	fake_lose_power();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	check_open();
	assert_int_equal(donate(102), 0);
}

static void a_memory_controller_that_stays_open_is_an_error(void **state)
{
	fake_lose_power();
	fake_fail(FAKE_MC_RESTORE, 1, -EIO, false);
	assert_int_equal(pkvm_iommu_resume(true), -EIO);
	assert_int_equal(fake_calls(FAKE_RESTORE), 0);
	check_shut();
	check_open_to_all();
}

/* Whichever CPU asks, the host does not run on it while a stream may pass. */
static void no_cpu_goes_on_after_a_failed_close(void **state)
{
	fake_lose_power();
	fake_fail(FAKE_CLOSE, 1, -EIO, true);
	assert_int_equal(pkvm_iommu_resume(true), -EIO);
	assert_int_equal(pkvm_iommu_resume(false), -EIO);
	check_open_to_all();
	/* The CPU that succeeds goes on. */
	fake_fail(FAKE_CLOSE, 1, 0, false);
	assert_int_equal(pkvm_iommu_resume(false), 0);
	check_open();
}

static pthread_t other_cpu;
static int other_result;

static void *resume_on_other_cpu(void *unused)
{
	other_result = pkvm_iommu_resume(true);
	return NULL;
}

static void *wake_other_cpu(void *unused)
{
	other_result = pkvm_iommu_resume(false);
	return NULL;
}

/* While one CPU restores the last SMMU another resumes, and fails. It gets 100 ms to begin. */
static void start_other_cpu(unsigned int smmu)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	unsigned int i, before = fake_calls(FAKE_SHUT);

	if (smmu != 1)
		return;
	fake_after_restore = NULL;
	fake_fail(FAKE_CLOSE, 1, -EIO, true);
	assert_int_equal(pthread_create(&other_cpu, NULL, resume_on_other_cpu, NULL), 0);
	for (i = 0; i < 100 && fake_calls(FAKE_SHUT) == before; i++)
		nanosleep(&ms, NULL);
}

/* A success that is older than the failure does not let pages leave the host. */
static void resumes_take_turns(void **state)
{
	fake_lose_power();
	fake_after_restore = start_other_cpu;
	assert_int_equal(pkvm_iommu_resume(false), 0);
	pthread_join(other_cpu, NULL);
	assert_int_equal(other_result, -EIO);
	check_open_to_all();
}

/* While one CPU restores the last SMMU another wakes. It gets 20 ms to begin. */
static void wake_meanwhile(unsigned int smmu)
{
	const struct timespec delay = { .tv_nsec = 20000000 };

	if (smmu != 1)
		return;
	fake_after_restore = NULL;
	assert_int_equal(pthread_create(&other_cpu, NULL, wake_other_cpu, NULL), 0);
	nanosleep(&delay, NULL);
}

/* It finds all restored, and cuts nobody's DMA once more. */
static void a_cpu_that_has_waited_looks_again(void **state)
{
	fake_lose_power();
	fake_after_restore = wake_meanwhile;
	assert_int_equal(pkvm_iommu_resume(true), 0);
	pthread_join(other_cpu, NULL);
	assert_int_equal(other_result, 0);
	assert_int_equal(fake_calls(FAKE_CLOSE), 2);
	assert_int_equal(restores(), 1);
	check_open();
}

/* 20 ms is enough for one that does not wait. */
static bool opens_soon(void)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	unsigned int i;

	for (i = 0; i < 20 && !pkvm_iommu_is_open(); i++)
		nanosleep(&ms, NULL);
	return pkvm_iommu_is_open();
}

/* One that has found the SMMUs closed ends first. It has host_mmu.lock all the time. */
static void a_resume_waits_for_a_donation(void **state)
{
	unsigned int before = fake_calls(FAKE_SHUT) + fake_calls(FAKE_MC_CLOSE);

	hyp_spin_lock(&host_mmu.lock);
	fake_lose_power();
	assert_int_equal(pthread_create(&other_cpu, NULL, resume_on_other_cpu, NULL), 0);
	assert_false(opens_soon());
	assert_int_equal(fake_calls(FAKE_SHUT) + fake_calls(FAKE_MC_CLOSE), before);
	hyp_spin_unlock(&host_mmu.lock);
	pthread_join(other_cpu, NULL);
	assert_int_equal(other_result, 0);
	check_open();
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, busy_system, NULL)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_restored),
		TEST(a_suspend_without_loss_is_restored_too),
		TEST(cpu_resume_restores_only_lost_smmus),
		TEST(nothing_is_touched_before_the_state_is_active),
		TEST(a_failed_restore_leaves_all_closed),
		TEST(a_later_suspend_can_recover),
		TEST(released_while_closed_stays_released),
		TEST(a_failed_close_is_an_error),
		TEST(a_failed_second_close_is_an_error),
		TEST(a_failed_shut_is_an_error),
		TEST(a_bypass_that_stays_is_an_error),
		TEST(a_memory_controller_that_stays_open_is_an_error),
		TEST(no_cpu_goes_on_after_a_failed_close),
		TEST(resumes_take_turns),
		TEST(a_cpu_that_has_waited_looks_again),
		TEST(a_resume_waits_for_a_donation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
