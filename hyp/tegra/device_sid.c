// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices that choose the stream ID of their accesses by a register of their own.
 * Where firmware locked the memory controller so that it forces none, that register
 * decides whether the accesses pass an SMMU, and as which stream. So EL2 owns all
 * registers of such a device. The host's accesses trap; they pass unchanged, unless
 * they would give the device another stream ID.
 *
 * EL2 touches a device only when the host does: it may be off, or in reset, at the
 * takeover and after a suspend, and a read would abort. That is enough,
 * because a device accesses memory only after writes of the host's to its registers,
 * each of which traps: before one passes, the stream ID is the device's own. So values
 * that a reset or a suspend left do no harm either. What firmware or the kernel started
 * before the seal is trusted, as the rest of that phase.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/io.h>

#include "soc.h"

#define to_sid(ptr)	container_of_const(ptr, struct hyp_sid, guard)

/* Bytes of a stream-ID register, with one stream ID each. */
#define ALL_BYTES	0x01010101U

/*
 * The host can have BPMP stop the device's clock or hold it in reset, and not each offset
 * may be answered. Then an access aborts: a read gives 0, and no write follows.
 */
static u64 read_reg(struct hyp_sid *sid, const void __iomem *va, unsigned int size)
{
	u64 val = 0;

	if (pkvm_iommu_read(va, size, &val))
		sid->guard.aborted = true;
	return val;
}

static void write_reg(struct hyp_sid *sid, void __iomem *va, unsigned int size, u64 val)
{
	if (!sid->guard.aborted && pkvm_iommu_write(va, size, val))
		sid->guard.aborted = true;
}

/* The device that a range of registers belongs to, or NULL. */
static const struct sid_device *device_at(const struct hyp_sid *sid, u64 base)
{
	unsigned int i;

	for (i = 0; i < sid->nr_devices; i++) {
		if (sid->devices[i].base == base)
			return &sid->devices[i];
	}
	return NULL;
}

/* The value of a stream-ID register that has the device's own everywhere. */
static u32 own_value(const struct sid_device *dev, const struct sid_reg *reg)
{
	return (ALL_BYTES * dev->sid) & reg->fields;
}

/* The device's own stream ID, or 0, which belongs to no stream, in each byte. */
static bool value_is_own(const struct sid_device *dev, const struct sid_reg *reg, u32 val)
{
	unsigned int shift;
	u8 byte;

	if (val & ~reg->fields)
		return false;
	for (shift = 0; shift < 32; shift += 8) {
		byte = val >> shift;
		if (byte && byte != dev->sid)
			return false;
	}
	return true;
}

/*
 * Is the device's own stream ID in its register? 0 does not tell: it may be what a read
 * gives that nobody answers.
 */
static bool sid_is_held(struct hyp_sid *sid, const struct sid_device *dev,
			const struct sid_reg *reg, void __iomem *va)
{
	u32 val = read_reg(sid, va + reg->off, sizeof(u32));

	return val && value_is_own(dev, reg, val);
}

/* Does the device present nothing but its own stream ID now? Make it so. */
static bool hold_sid(struct hyp_sid *sid, const struct sid_device *dev, void __iomem *va)
{
	const struct sid_reg *reg;

	for (reg = dev->regs; reg < dev->regs + dev->nr_regs; reg++) {
		if (sid_is_held(sid, dev, reg, va))
			continue;
		write_reg(sid, va + reg->off, sizeof(u32), own_value(dev, reg));
		if (!sid_is_held(sid, dev, reg, va))
			return false;
	}
	return true;
}

/* A stream-ID register is written whole, and with the device's own. */
static bool write_is_harmless(const struct sid_device *dev, u64 off, unsigned int size, u64 val)
{
	const struct sid_reg *reg;

	for (reg = dev->regs; reg < dev->regs + dev->nr_regs; reg++) {
		if (off >= reg->off + sizeof(u32) || off + size <= reg->off)
			continue;
		if (size != sizeof(u32) || off != reg->off || !value_is_own(dev, reg, val))
			return false;
	}
	return true;
}

/*
 * Aligned loads and stores of all sizes pass; stores that would change the stream ID
 * to another one's, and all stores while the device does not take its own, are dropped
 * and counted.
 */
static void sid_host_access(struct iommu_guard *guard, unsigned int range, u64 off,
			    unsigned int size, bool write, u64 *val)
{
	struct hyp_sid *sid = to_sid(guard);
	const struct sid_device *dev = device_at(sid, guard->regs[range].base);
	void __iomem *va = guard->regs[range].va;
	bool whole = dev && IS_ALIGNED(off, size);

	hyp_assert_lock_held(&guard->lock);
	if (!write)
		*val = whole ? read_reg(sid, va + off, size) : 0;
	else if (whole && write_is_harmless(dev, off, size, *val) && hold_sid(sid, dev, va))
		write_reg(sid, va + off, size, *val);
	else if (!guard->aborted)
		guard->refused++;
}

/* Can the device present a stream ID that the memory controller does not replace? */
static bool is_needed(const struct hyp_sid *sid, const struct sid_device *dev)
{
	return pkvm_tegra_mc_chooses_sid(sid->mc, dev->clients[0]) ||
	       pkvm_tegra_mc_chooses_sid(sid->mc, dev->clients[1]);
}

/**
 * sid_probe() - keep the ranges of devices whose stream ID nothing else forces
 * @guard: its ranges are mapped
 * @rows: the topology
 * @nr_rows: how many
 *
 * A trap costs some hundred instructions: all other devices stay the host's.
 *
 * Return: 0; -ENODEV: a range belongs to no device, or is too small for its registers.
 */
static int sid_probe(struct iommu_guard *guard, const struct iommu_row *rows,
		     unsigned int nr_rows)
{
	const struct sid_device *dev;
	unsigned int i, nr = 0;

	for (i = 0; i < guard->nr_regs; i++) {
		dev = device_at(to_sid(guard), guard->regs[i].base);
		if (!dev || guard->regs[i].size < dev->regs[dev->nr_regs - 1].off + sizeof(u32))
			return -ENODEV;
		if (is_needed(to_sid(guard), dev))
			guard->regs[nr++] = guard->regs[i];
	}
	guard->nr_regs = nr;
	return 0;
}

const struct iommu_guard_ops pkvm_tegra_sid_ops = {
	.probe = sid_probe,
	.host_access = sid_host_access,
};
