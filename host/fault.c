// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults: an SMMU interrupts the host; the host reads the fault records of lent banks,
 * fetches all others from EL2, and reports them to the device's driver, or logs them.
 *
 * A device that faults continuously must not stall the host. The handler is a
 * thread, and the line stays masked while it runs: a sleep in the thread throttles
 * the interrupt.
 */
#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>

#include "driver.h"

/* Records fetched in one run of the handler. */
#define FAULTS_PER_PASS		32
#define STORM_PAUSE_MS		50

static const char *fault_reason(const struct pkvm_smmu_fault *fault)
{
	switch (FIELD_GET(PKVM_IOMMU_FAULT_REASON, fault->flags)) {
	case PKVM_IOMMU_FAULT_REASON_TRANSLATION:
		return "not mapped";
	case PKVM_IOMMU_FAULT_REASON_PERMISSION:
		return "not permitted";
	case PKVM_IOMMU_FAULT_REASON_EXTERNAL:
		return "table walk failed";
	case PKVM_IOMMU_FAULT_REASON_UNKNOWN_STREAM:
		return "unknown stream";
	case PKVM_IOMMU_FAULT_REASON_CONFLICT:
		return "stream matched twice";
	default:
		return "other reason";
	}
}

static void pkvm_smmu_log_fault(struct pkvm_smmu *smmu, u32 sid, struct device *master,
				const struct pkvm_smmu_fault *fault)
{
	char words[PKVM_SMMU_FAULT_WORDS];

	if (!__ratelimit(&smmu->log))
		return;
	pkvm_smmu_fault_in_words(smmu, fault, words, sizeof(words));
	dev_err(smmu->dev, "%s fault: sid=0x%x (%s), %s, %s%s\n", pkvm_smmu_fault_kind(fault), sid,
		master ? dev_name(master) : "no device", words, fault_reason(fault),
		fault->flags & PKVM_IOMMU_FAULT_MULTI ? ", others lost" : "");
}

/* An error that concerns no device: the SMMU could not write an event or an interrupt. */
static void pkvm_smmu_log_error(struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault)
{
	char words[PKVM_SMMU_FAULT_WORDS];

	if (!__ratelimit(&smmu->log))
		return;
	pkvm_smmu_fault_in_words(smmu, fault, words, sizeof(words));
	dev_err(smmu->dev, "global error: %s\n", words);
}

/*
 * The stream ID in a fault record has the TBU's number in the bits that
 * stream-match-mask ignores: clear them. Report the stream's first device: the SMMU
 * can't distinguish the devices of a stream.
 */
static void pkvm_smmu_report_fault(struct pkvm_smmu *smmu, u32 sid,
				   const struct pkvm_smmu_fault *fault)
{
	bool write = fault->flags & PKVM_IOMMU_FAULT_WRITE;
	struct pkvm_smmu_stream *stream = xa_load(&smmu->streams, sid & ~smmu->match_mask);
	struct pkvm_smmu_link *link = NULL;
	bool handled = false;

	if (!pkvm_smmu_fault_has_stream(smmu, fault)) {
		pkvm_smmu_log_error(smmu, fault);
		return;
	}
	if (stream)
		link = list_first_entry_or_null(&stream->links, struct pkvm_smmu_link, node);
	if (link && stream->domain)
		handled = !report_iommu_fault(stream->domain, link->dev, fault->address,
					      write ? IOMMU_FAULT_WRITE : IOMMU_FAULT_READ);
	if (!handled)
		pkvm_smmu_log_fault(smmu, sid, link ? link->dev : NULL, fault);
}

/**
 * pkvm_smmu_record_fault() - keep a fault for debugfs, and report it
 * @smmu: the SMMU, whose lock is held
 * @fault: the fault
 */
void pkvm_smmu_record_fault(struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault)
{
	lockdep_assert_held(&smmu->lock);
	smmu->faults[smmu->nr_faults++ % PKVM_SMMU_KEPT_FAULTS] = *fault;
	pkvm_smmu_report_fault(smmu, FIELD_GET(PKVM_IOMMU_FAULT_SID, fault->flags), fault);
}

/* Returns true if there was a fault. Sets @more if EL2 has another one. */
static bool pkvm_smmu_fetch_fault(struct pkvm_smmu *smmu, bool *more)
{
	struct pkvm_smmu_fault fault;
	struct pkvm_iommu_res res;
	s64 ret = pkvm_iommu_hvc(__pkvm_iommu_get_fault, &res, (u64)smmu->index);

	if (ret <= 0 || !(ret & PKVM_IOMMU_FAULT_VALID))
		return false;
	fault = (struct pkvm_smmu_fault) {
		.flags = ret, .address = res.x2, .status = res.x3,
	};
	*more = ret & PKVM_IOMMU_FAULT_MORE;

	mutex_lock(&smmu->lock);
	pkvm_smmu_record_fault(smmu, &fault);
	mutex_unlock(&smmu->lock);
	return true;
}

/* Returns how many faults there were. Sets @more if EL2 has another one. */
static unsigned int pkvm_smmu_fault_pass(struct pkvm_smmu *smmu, bool *more)
{
	unsigned int nr = pkvm_smmu_nested_faults(smmu);

	*more = true;
	while (*more && nr < FAULTS_PER_PASS) {
		*more = false;
		if (!pkvm_smmu_fetch_fault(smmu, more))
			break;
		nr++;
	}
	if (nr >= FAULTS_PER_PASS || !__ratelimit(&smmu->storm))
		msleep(STORM_PAUSE_MS);
	return nr;
}

static irqreturn_t pkvm_smmu_fault_thread(int irq, void *data)
{
	struct pkvm_smmu *smmu = data;
	unsigned int nr = 0;
	bool more;

	do {
		nr += pkvm_smmu_fault_pass(smmu, &more);
	} while (more && smmu->v3);
	return nr ? IRQ_HANDLED : IRQ_NONE;
}

static bool is_repeated(const int *irqs, unsigned int nr, int irq)
{
	while (nr--) {
		if (irqs[nr] == irq)
			return true;
	}
	return false;
}

/**
 * pkvm_smmu_request_irqs() - request all interrupts of an SMMU
 * @smmu: the SMMU
 *
 * The device tree has one interrupt for each context bank, but they are the same two
 * or three lines, repeated. Each line is requested once.
 *
 * Return: 0 or an error.
 */
int pkvm_smmu_request_irqs(struct pkvm_smmu *smmu)
{
	struct platform_device *pdev = to_platform_device(smmu->dev);
	int irqs[8], irq, i, ret, count = platform_irq_count(pdev);
	unsigned int nr = 0;

	for (i = 0; i < count; i++) {
		irq = platform_get_irq(pdev, i);
		if (irq < 0)
			return irq;
		if (is_repeated(irqs, nr, irq))
			continue;
		if (nr == ARRAY_SIZE(irqs))
			return dev_err_probe(smmu->dev, -E2BIG, "too many interrupt lines\n");
		ret = devm_request_threaded_irq(smmu->dev, irq, NULL, pkvm_smmu_fault_thread,
						IRQF_ONESHOT | IRQF_SHARED, "pkvm-smmu fault",
						smmu);
		if (ret)
			return dev_err_probe(smmu->dev, ret, "can't request interrupt %d\n", irq);
		irqs[nr++] = irq;
	}
	smmu->nr_irqs = nr;
	return count < 0 ? count : 0;
}
