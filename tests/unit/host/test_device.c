// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices and their streams: groups, sharing, what a failed probe and a released device leave.
 * And the fault handler: which records it fetches, when it pauses, which stream it names. EL2
 * is a list of calls here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "driver.h"

#define SID_A		0x04
#define SID_B		0x0e
#define SID_C		0x12
#define UNKNOWN		0x33
#define SMMU		2
#define HANDLE		5

unsigned int host_fail_alloc;

static struct fwnode_handle node;
static struct pkvm_smmu smmu;
static struct platform_device pdev;
static struct iommu_fwspec fwspec[2];
static struct device dev[2];
static struct iommu_group groups[4];
static unsigned int nr_groups, nr_records, nr_pauses, nr_reports, nr_logged, nr_requested, nr_hvcs;
static unsigned int index_now, nr_resv_asked, nr_nested_faults, nr_restored;
static s64 odd_record;			/* what EL2 returns in place of one */
static u64 sid_flags;
static int report_error;
static u64 last_detached, last_attached, more_flags;
static s64 attach_error, detach_error;
static bool quiet;
static struct iommu_domain domain, *reported_to;
static struct device *reported_dev;

void shim_panic(const char *what, const char *file, int line)
{
	fail_msg("%s at %s:%d", what, file, line);
	exit(1);
}

struct iommu_group *host_new_group(bool pci)
{
	groups[nr_groups] = (struct iommu_group){ .refs = 1, .pci = pci };
	return &groups[nr_groups++];
}

/* Those of the firmware's description. */
void iommu_dma_get_resv_regions(struct device *d, struct list_head *head)
{
	assert_ptr_equal(d, &dev[0]);
	nr_resv_asked++;
}

int pkvm_smmu_index(struct device_node *np)
{
	return np ? (int)index_now : -ENODEV;
}

bool pkvm_smmu_has_stream(unsigned int index, u32 sid)
{
	return index == index_now && sid != UNKNOWN;
}

const struct iommu_domain_ops pkvm_smmu_paging_ops;

struct iommu_domain *pkvm_smmu_domain_alloc(struct device *d)
{
	return NULL;
}

unsigned int pkvm_smmu_nested_faults(struct pkvm_smmu *s)
{
	return nr_nested_faults;
}

int pkvm_smmu_banks_restored(void)
{
	nr_restored++;
	return 0;
}

/* No entry of a stream table needs a page. */
struct page *host_alloc_pages(unsigned int nr)
{
	fail();
	return NULL;
}

void host_free_pages(struct page *page, unsigned int nr)
{
	fail();
}

/* Records are in turn of stream A with a TBU's number, and of no stream. */
static s64 get_fault(struct pkvm_iommu_res *res)
{
	u64 flags = PKVM_IOMMU_FAULT_VALID | sid_flags;

	if (odd_record)
		return odd_record;
	if (!nr_records)
		return 0;
	nr_records--;
	res->x2 = 0x1000;
	return nr_records ? flags | more_flags : flags;
}

s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *a)
{
	nr_hvcs++;
	assert_int_equal(a[0], SMMU);
	if (!strcmp(name, "__pkvm_iommu_get_fault"))
		return get_fault(res);
	if (!strcmp(name, "__pkvm_iommu_detach")) {
		last_detached = a[1];
		return detach_error;
	}
	assert_string_equal(name, "__pkvm_iommu_attach");
	last_attached = a[1];
	return attach_error;
}

static int lines[16];
static const int two_lines[] = { 40, 41, 40, 41, 41, 0 };
static irq_handler_t handler;
static void *handler_data;

int host_irq_error, host_request_error;

int host_irq(unsigned int i)
{
	return lines[i];
}

void host_request_irq(int irq, irq_handler_t thread, void *data)
{
	nr_requested++;
	handler = thread;
	handler_data = data;
}

void host_msleep(unsigned int ms)
{
	nr_pauses++;
}

int host_report(struct iommu_domain *d, struct device *to, u64 iova, int flags)
{
	assert_int_equal(iova, 0x1000);
	nr_reports++;
	reported_to = d;
	reported_dev = to;
	return report_error;
}

bool host_ratelimit(struct ratelimit_state *rs)
{
	nr_logged += rs == &smmu.log;
	return !quiet;
}

static void describe(unsigned int i, u32 a, u32 b)
{
	fwspec[i] = (struct iommu_fwspec) {
		.iommu_fwnode = &node, .num_ids = 1 + (a != b), .ids = { a, b },
	};
	dev[i] = (struct device){ .fwspec = &fwspec[i] };
}

static int setup(void **state)
{
	smmu = (struct pkvm_smmu){ .dev = &pdev.dev, .index = SMMU, .match_mask = 0x7f80 };
	node.dev.drvdata = &smmu;
	describe(0, SID_A, SID_B);
	describe(1, SID_B, SID_B);
	host_fail_alloc = 0;
	host_messages = 0;
	index_now = SMMU;
	nr_resv_asked = 0;
	nr_groups = 0;
	nr_records = 0;
	nr_pauses = 0;
	nr_reports = 0;
	nr_logged = 0;
	report_error = 0;
	nr_requested = 0;
	nr_hvcs = 0;
	more_flags = PKVM_IOMMU_FAULT_MORE;
	last_detached = ~0ULL;
	last_attached = ~0ULL;
	attach_error = 0;
	detach_error = 0;
	nr_nested_faults = 0;
	nr_restored = 0;
	odd_record = 0;
	sid_flags = FIELD_PREP(PKVM_IOMMU_FAULT_SID, SID_A | 0x400) |
		    FIELD_PREP(PKVM_IOMMU_FAULT_SMMUV3_EVENT, 0x10);
	memcpy(lines, two_lines, sizeof(two_lines));
	host_request_error = 0;
	quiet = false;
	return 0;
}

static void add(unsigned int i)
{
	assert_ptr_equal(pkvm_smmu_ops.probe_device(&dev[i]), &smmu.iommu);
}

/* The next device there has no streams yet. */
static void release(unsigned int i)
{
	pkvm_smmu_ops.release_device(&dev[i]);
	assert_null(dev[i].priv);
}

static void expect_no_streams(void)
{
	unsigned int i;

	for (i = 0; i < 0x80; i++)
		assert_null(xa_load(&smmu.streams, i));
	for (i = 0; i < nr_groups; i++)
		assert_int_equal(groups[i].refs, 0);
	assert_false(smmu.lock.held);
	assert_int_equal(node.dev.refs, 0);
}

static void devices_of_a_stream_share_a_group(void **state)
{
	struct iommu_group *group;

	add(0);
	add(1);
	group = pkvm_smmu_ops.device_group(&dev[0]);
	assert_ptr_equal(pkvm_smmu_ops.device_group(&dev[1]), group);
	assert_int_equal(nr_groups, 1);
	assert_false(group->pci);
	group->refs -= 2;
	release(0);
	assert_int_equal(group->refs, 1);
	release(1);
	expect_no_streams();
}

/* A group may be that of some of the device's streams, or of all. */
static void a_group_of_one_stream_is_the_devices(void **state)
{
	struct iommu_group *group;

	dev[1].pci = true;
	add(1);
	group = pkvm_smmu_ops.device_group(&dev[1]);
	assert_true(group->pci);
	describe(0, SID_B, SID_A);
	add(0);
	assert_ptr_equal(pkvm_smmu_ops.device_group(&dev[0]), group);
	assert_ptr_equal(pkvm_smmu_ops.device_group(&dev[0]), group);
	assert_int_equal(nr_groups, 1);
	group->refs -= 3;
	release(0);
	assert_int_equal(group->refs, 1);
	release(1);
	expect_no_streams();
}

/* Streams whose groups differ already belong to no device. */
static void a_device_has_one_group(void **state)
{
	describe(0, SID_A, SID_A);
	add(0);
	add(1);
	pkvm_smmu_ops.device_group(&dev[0]);
	pkvm_smmu_ops.device_group(&dev[1]);
	assert_int_equal(nr_groups, 2);
	release(0);
	describe(0, SID_A, SID_B);
	fwspec[0].ids[2] = SID_C;
	add(0);
	assert_ptr_equal(pkvm_smmu_ops.device_group(&dev[0]), &groups[1]);
	release(0);
	fwspec[0].num_ids = 3;
	add(0);
	groups[2].refs = 1;
	((struct pkvm_smmu_stream *)xa_load(&smmu.streams, SID_A))->group = &groups[2];
	assert_true(IS_ERR(pkvm_smmu_ops.device_group(&dev[0])));
	assert_null(((struct pkvm_smmu_stream *)xa_load(&smmu.streams, SID_C))->group);
	assert_false(smmu.lock.held);
	release(0);
	release(1);
}

/* Each allocation fails in turn: what was there stays, and nothing else is left. */
static void a_failed_probe_leaves_nothing(void **state)
{
	unsigned int n;

	add(1);
	for (n = 1; ; n++) {
		host_fail_alloc = n;
		if (!IS_ERR(pkvm_smmu_ops.probe_device(&dev[0])))
			break;
		assert_null(dev[0].priv);
		assert_null(xa_load(&smmu.streams, SID_A));
		assert_non_null(xa_load(&smmu.streams, SID_B));
	}
	assert_int_equal(n, 3);
	host_fail_alloc = 0;
	release(0);
	release(1);
	expect_no_streams();
	for (n = 1; n < 4; n++) {
		host_fail_alloc = n;
		assert_true(IS_ERR(pkvm_smmu_ops.probe_device(&dev[0])));
		expect_no_streams();
	}
}

static void a_device_needs_an_smmu_and_a_stream(void **state)
{
	fwspec[0].num_ids = 0;
	assert_int_equal(PTR_ERR(pkvm_smmu_ops.probe_device(&dev[0])), -ENODEV);
	describe(0, SID_A, SID_B);
	node.dev.drvdata = NULL;
	assert_int_equal(PTR_ERR(pkvm_smmu_ops.probe_device(&dev[0])), -ENODEV);
	expect_no_streams();
}

/* A stream is blocked with its last device, if it was ever attached. */
static void the_last_device_of_a_stream_detaches_it(void **state)
{
	add(0);
	add(1);
	assert_int_equal(pkvm_smmu_attach(&dev[0], &domain, HANDLE), 0);
	assert_int_equal(last_attached, SID_B);
	release(0);
	assert_int_equal(last_detached, SID_A);
	assert_null(xa_load(&smmu.streams, SID_A));
	assert_non_null(xa_load(&smmu.streams, SID_B));
	release(1);
	assert_int_equal(last_detached, SID_B);
	nr_hvcs = 0;
	add(0);
	release(0);
	assert_int_equal(nr_hvcs, 0);
	expect_no_streams();
	/* What EL2 does not confirm is logged. */
	add(1);
	assert_int_equal(pkvm_smmu_attach(&dev[1], &domain, HANDLE), 0);
	assert_int_equal(host_messages, 0);
	detach_error = -EIO;
	release(1);
	assert_int_equal(host_messages, 1);
	expect_no_streams();
}

static int xlate(u32 sid, int nr_args)
{
	struct device_node np = {};
	struct of_phandle_args args = { .np = &np, .args_count = nr_args, .args = { sid } };

	return pkvm_smmu_ops.of_xlate(&dev[0], &args);
}

static void stream_ids_are_taken_once(void **state)
{
	fwspec[0].num_ids = 0;
	assert_int_equal(xlate(SID_A, 1), 0);
	assert_int_equal(xlate(SID_B, 1), 0);
	assert_int_equal(xlate(SID_A, 1), 0);
	assert_int_equal(fwspec[0].num_ids, 2);
	assert_int_equal(xlate(SID_A, 2), -EINVAL);
	/* EL2 has refused it: no driver may bind. */
	assert_int_equal(xlate(UNKNOWN, 1), -EPROBE_DEFER);
	assert_int_equal(fwspec[0].num_ids, 2);
	index_now = 0;
	assert_int_equal(xlate(SID_C, 1), 0);
	assert_int_equal(fwspec[0].num_ids, 3);
}

static void what_a_device_is_told(void **state)
{
	add(0);
	assert_false(pkvm_smmu_ops.capable(&dev[0], IOMMU_CAP_CACHE_COHERENCY));
	dev[0].coherent = true;
	assert_true(pkvm_smmu_ops.capable(&dev[0], IOMMU_CAP_CACHE_COHERENCY));
	assert_true(pkvm_smmu_ops.capable(&dev[0], IOMMU_CAP_NOEXEC));
	assert_false(pkvm_smmu_ops.capable(&dev[0], IOMMU_CAP_DEFERRED_FLUSH));
	smmu.nested = true;
	assert_true(pkvm_smmu_ops.capable(&dev[0], IOMMU_CAP_DEFERRED_FLUSH));
	assert_false(pkvm_smmu_ops.capable(&dev[0], IOMMU_CAP_OTHER));
	release(0);
}

static void identity_and_blocked_are_el2s(void **state)
{
	struct iommu_domain *identity = pkvm_smmu_ops.identity_domain;
	struct iommu_domain *blocked = pkvm_smmu_ops.blocked_domain;

	describe(0, SID_A, SID_A);
	add(0);
	assert_int_equal(identity->ops->attach_dev(identity, &dev[0], NULL), 0);
	assert_int_equal(last_attached, SID_A);
	assert_int_equal(blocked->ops->attach_dev(blocked, &dev[0], NULL), 0);
	assert_int_equal(last_detached, SID_A);
	release(0);
	expect_no_streams();
}

/* ---- faults ---- */

static irqreturn_t interrupt(unsigned int records)
{
	nr_records = records;
	return handler(lines[0], handler_data);
}

static void each_line_is_requested_once(void **state)
{
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	assert_int_equal(nr_requested, 2);
	assert_int_equal(smmu.nr_irqs, 2);
	assert_int_equal(interrupt(0), IRQ_NONE);
	assert_int_equal(interrupt(1), IRQ_HANDLED);
	assert_int_equal(nr_pauses, 0);
}

/* Their controller may not be there yet. */
static void lines_that_are_not_known_are_an_error(void **state)
{
	host_irq_error = -EPROBE_DEFER;
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), -EPROBE_DEFER);
	host_irq_error = 0;
	lines[0] = -EPROBE_DEFER;
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), -EPROBE_DEFER);
	assert_int_equal(nr_requested, 0);
	lines[0] = 40;
	host_request_error = -EBUSY;
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), -EBUSY);
	assert_int_equal(smmu.nr_irqs, 0);
}

static void a_few_lines_are_enough(void **state)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		lines[i] = 40 + i;
	lines[8] = 0;
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	assert_int_equal(smmu.nr_irqs, 8);
	lines[8] = 48;
	lines[9] = 0;
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), -E2BIG);
}

/* An error of EL2's has the bits of a record. */
static void what_is_no_record_is_not_kept(void **state)
{
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	odd_record = -EIO;
	assert_int_equal(interrupt(0), IRQ_NONE);
	odd_record = PKVM_IOMMU_FAULT_MORE & ~PKVM_IOMMU_FAULT_VALID;
	assert_int_equal(interrupt(0), IRQ_NONE);
	assert_int_equal(smmu.nr_faults, 0);
}

/* EL2 is asked for the next record if it says that there is one. */
static void the_last_record_is_the_last_call(void **state)
{
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	nr_hvcs = 0;
	assert_int_equal(interrupt(3), IRQ_HANDLED);
	assert_int_equal(nr_hvcs, 3);
}

/* They fault until the driver has written them again. */
static void restored_banks_are_written_in_the_handler(void **state)
{
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	assert_int_equal(interrupt(0), IRQ_NONE);
	assert_int_equal(nr_restored, 0);
	nr_nested_faults = 2;
	assert_int_equal(interrupt(0), IRQ_HANDLED);
	assert_int_equal(nr_restored, 1);
}

static void a_fault_is_logged_in_words(void **state)
{
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	interrupt(1);
	assert_non_null(strstr(host_message, "address=0x1000"));
	assert_non_null(strstr(host_message, "no device"));
	/* An error of the SMMU's own. */
	smmu.v3 = true;
	sid_flags = 0;
	interrupt(1);
	assert_int_equal(host_messages, 2);
	assert_non_null(strstr(host_message, "gerror=0x"));
	quiet = true;
	interrupt(1);
	assert_int_equal(host_messages, 2);
}

/* An MMU-500 interrupts again, an SMMUv3 does so only for the first of its events. */
static void all_events_are_fetched(void **state)
{
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	assert_int_equal(interrupt(100), IRQ_HANDLED);
	assert_int_equal(nr_records, 100 - 32);
	assert_int_equal(nr_pauses, 1);
	smmu.v3 = true;
	assert_int_equal(interrupt(100), IRQ_HANDLED);
	assert_int_equal(nr_records, 0);
	assert_int_equal(nr_pauses, 1 + 3);
	assert_int_equal(smmu.nr_faults, 132);
	/* Often a single one: a storm, too. */
	quiet = true;
	assert_int_equal(interrupt(1), IRQ_HANDLED);
	assert_int_equal(nr_pauses, 5);
}

/* What a driver's handler takes is not logged; what none takes is. */
static void a_fault_that_a_driver_handles_is_not_logged(void **state)
{
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	add(0);
	interrupt(1);
	assert_int_equal(nr_logged, 1);
	assert_int_equal(pkvm_smmu_attach(&dev[0], &domain, HANDLE), 0);
	interrupt(1);
	assert_int_equal(nr_reports, 1);
	assert_int_equal(nr_logged, 1);
	report_error = -EINVAL;
	interrupt(1);
	assert_int_equal(nr_reports, 2);
	assert_int_equal(nr_logged, 2);
	release(0);
}

/* The bits that the SMMU ignores are not the stream's; the first device is told. */
static void a_fault_is_told_to_the_streams_device(void **state)
{
	assert_int_equal(pkvm_smmu_request_irqs(&smmu), 0);
	add(0);
	interrupt(1);
	assert_int_equal(nr_reports, 0);
	assert_int_equal(pkvm_smmu_attach(&dev[0], &domain, HANDLE), 0);
	interrupt(1);
	assert_int_equal(nr_reports, 1);
	assert_ptr_equal(reported_to, &domain);
	assert_ptr_equal(reported_dev, &dev[0]);
	assert_int_equal(pkvm_smmu_attach(&dev[0], NULL, PKVM_SMMU_BLOCKED), 0);
	interrupt(1);
	assert_int_equal(nr_reports, 1);
	assert_int_equal(smmu.nr_faults, 3);
	assert_int_equal(smmu.faults[2].address, 0x1000);
	release(0);
}

/* Where the kernel maps doorbells of interrupts, if those pass the SMMU. */
static void an_smmuv3_has_a_window_for_messages(void **unused)
{
	LIST_HEAD(regions);
	struct iommu_resv_region *window;

	regions.local = true;
	add(0);
	pkvm_smmu_ops.get_resv_regions(&dev[0], &regions);
	assert_ptr_equal(regions.next, &regions);
	smmu.v3 = true;
	host_fail_alloc = 1;
	pkvm_smmu_ops.get_resv_regions(&dev[0], &regions);
	assert_ptr_equal(regions.next, &regions);
	pkvm_smmu_ops.get_resv_regions(&dev[0], &regions);
	assert_ptr_not_equal(regions.next, &regions);
	window = (struct iommu_resv_region *)regions.next;
	assert_int_equal(window->type, IOMMU_RESV_SW_MSI);
	assert_int_equal(window->start, 0x8000000);
	assert_int_equal(window->length, SZ_1M);
	assert_ptr_equal(regions.prev, regions.next);
	assert_int_equal(nr_resv_asked, 3);
	free(window);
	release(0);
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(devices_of_a_stream_share_a_group),
		T(a_group_of_one_stream_is_the_devices),
		T(a_device_has_one_group),
		T(a_failed_probe_leaves_nothing),
		T(a_device_needs_an_smmu_and_a_stream),
		T(the_last_device_of_a_stream_detaches_it),
		T(stream_ids_are_taken_once),
		T(what_a_device_is_told),
		T(an_smmuv3_has_a_window_for_messages),
		T(identity_and_blocked_are_el2s),
		T(each_line_is_requested_once),
		T(lines_that_are_not_known_are_an_error),
		T(a_few_lines_are_enough),
		T(what_is_no_record_is_not_kept),
		T(the_last_record_is_the_last_call),
		T(restored_banks_are_written_in_the_handler),
		T(a_fault_is_logged_in_words),
		T(all_events_are_fetched),
		T(a_fault_is_told_to_the_streams_device),
		T(a_fault_that_a_driver_handles_is_not_logged),
	};

	return cmocka_run_group_tests_name("host_device", tests, NULL, NULL);
}
