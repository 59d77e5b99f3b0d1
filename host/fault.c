// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults: an SMMU interrupts the host; the host reads the fault records of lent banks, and
 * fetches all others from EL2.
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

	/* Banks that EL2 has restored fault until they are written. */
	if (nr)
		pkvm_smmu_banks_restored();
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
