// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tegra's GPCDMA. Its memory side is behind an SMMU, but its other side is the
 * control backbone, where all registers lie, and nothing stands in between. So
 * EL2 owns the engine's registers, and carries out of the host's writes what
 * leaves no channel running towards registers that are EL2's.
 *
 * Only the state of a channel that is enabled counts, and CSR.ENB rises by a write
 * alone, which is seen here. What the registers of a running channel mean is less
 * certain: a transfer's own values or those of the next, as written or advanced.
 * So any mixture of all that was written since it was enabled, and of what can be
 * read, has to be harmless.
 *
 * Nothing is to be done after a suspend, nor when BPMP has reset the engine: then
 * ENB is clear and the registers are zero. When a channel is enabled next, both
 * these and what was last written have to be harmless.
 */
#include <linux/align.h>
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/minmax.h>

#include "gpcdma_regs.h"
#include "soc.h"

#define to_gpcdma(ptr)	container_of_const(ptr, struct hyp_gpcdma, guard)

/*
 * The device tree keeps channel 0 from the kernel. It is firmware's, which may have
 * closed it even to reads: EL2 leaves it alone, and lets nobody else at it.
 */
#define FIRST_CHANNEL	1

/* From here on there is memory, and no register that words would be moved to. */
#define BACKBONE_END	0x80000000U

static void __iomem *reg_va(const struct hyp_gpcdma *dma, unsigned int ch, u32 reg)
{
	return dma->guard.regs[0].va + GPCDMA_CHANNEL_SIZE * (ch + 1) + reg;
}

static u32 read_reg(const struct hyp_gpcdma *dma, unsigned int ch, u32 reg)
{
	return readl_relaxed(reg_va(dma, ch, reg));
}

static void write_reg(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	writel_relaxed(val, reg_va(dma, ch, reg));
}

static u32 csr_mode(u32 csr)
{
	return FIELD_GET(GPCDMA_CSR_DMA, csr);
}

/* Where EL2 keeps what was last written to a register that says what is moved. */
static u32 *last_written(struct hyp_gpcdma *dma, unsigned int ch, u32 reg)
{
	struct gpcdma_channel *c = &dma->channels[ch];

	switch (reg) {
	case GPCDMA_SRC:
		return &c->src;
	case GPCDMA_DST:
		return &c->dst;
	case GPCDMA_HIGH:
		return &c->high;
	case GPCDMA_WCOUNT:
		return &c->wcount;
	default:
		return NULL;
	}
}

/*
 * Bytes that a count of words moves. What the engine makes of a count that is no
 * multiple of the burst isn't published: it may go on to the burst's end.
 */
static u64 bytes_moved(u32 wcount)
{
	return sizeof(u32) * ALIGN(wcount + 1ULL, GPCDMA_MAX_BURST);
}

/* Bytes from @ptr on that are no register of EL2's. */
static u32 bytes_to_next_reg(u32 ptr)
{
	return ptr < BACKBONE_END ? min_t(u64, BACKBONE_END - ptr, pkvm_iommu_room(ptr)) : 0;
}

/*
 * Can a channel that is enabled, or about to be, harm by the pointer @reg? How far
 * a wrapping address or a narrow bus would keep it from going doesn't count; nor
 * what high bits of an address or double buffering might do, they are to be clear.
 */
static bool pointer_is_harmless(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 high,
				bool running)
{
	struct gpcdma_channel *c = &dma->channels[ch];
	u32 now = read_reg(dma, ch, reg), was = *last_written(dma, ch, reg);

	if (!running) {
		c->room = BACKBONE_END;
		c->words = 0;
	}
	c->room = min3(c->room, bytes_to_next_reg(now), bytes_to_next_reg(was));
	c->words = max3(c->words, read_reg(dma, ch, GPCDMA_WCOUNT), c->wcount);
	if ((c->high | read_reg(dma, ch, GPCDMA_HIGH)) & high)
		return false;
	if (read_reg(dma, ch, GPCDMA_MMIOSEQ) & GPCDMA_MMIOSEQ_DBL_BUF)
		return false;
	return bytes_moved(c->words) <= c->room;
}

static bool transfer_is_harmless(struct hyp_gpcdma *dma, unsigned int ch, u32 mode, bool running)
{
	switch (mode) {
	case GPCDMA_IO2MEM:
	case GPCDMA_IO2MEM_FC:
		return pointer_is_harmless(dma, ch, GPCDMA_SRC, GPCDMA_HIGH_SRC, running);
	case GPCDMA_MEM2IO:
	case GPCDMA_MEM2IO_FC:
		return pointer_is_harmless(dma, ch, GPCDMA_DST, GPCDMA_HIGH_DST, running);
	case GPCDMA_MEM2MEM:
	case GPCDMA_FIXED_PATTERN2MEM:
		return true;
	default:
		return false;
	}
}

/* The kernel's driver disables a channel before it gives it another mode. */
static bool write_is_harmless(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	u32 csr = read_reg(dma, ch, GPCDMA_CSR);
	u32 next = reg == GPCDMA_CSR ? val : csr;
	bool running = csr & GPCDMA_CSR_ENB;

	if (!(next & GPCDMA_CSR_ENB))
		return true;
	if (running && csr_mode(csr) != csr_mode(next))
		return false;
	return transfer_is_harmless(dma, ch, csr_mode(next), running);
}

/*
 * A channel whose next state would do harm is disabled, and then may have any
 * value but that of CSR: were the write dropped, and ENB a relic of a transfer that
 * is over, the host's next transfer would be another than it asked for.
 */
static void checked_write(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	u32 *kept = last_written(dma, ch, reg);

	if (kept)
		*kept = val;
	if (write_is_harmless(dma, ch, reg, val)) {
		write_reg(dma, ch, reg, val);
		return;
	}
	dma->guard.refused++;
	write_reg(dma, ch, GPCDMA_CSR, 0);
	if (reg != GPCDMA_CSR)
		write_reg(dma, ch, reg, val);
}

enum reg_kind { UNKNOWN, READ_ONLY, PLAIN, SINGLE_BUFFER, CHECKED };

static enum reg_kind kind_of(u32 reg)
{
	switch (reg) {
	case GPCDMA_CSR:
	case GPCDMA_SRC:
	case GPCDMA_DST:
	case GPCDMA_HIGH:
	case GPCDMA_WCOUNT:
		return CHECKED;
	case GPCDMA_MMIOSEQ:
		return SINGLE_BUFFER;
	case GPCDMA_STATUS:
	case GPCDMA_CSRE:
	case GPCDMA_MCSEQ:
	case GPCDMA_ERR:
	case GPCDMA_FIXED_PATTERN:
		return PLAIN;
	case GPCDMA_XFER_COUNT:
	case GPCDMA_WSTATUS:
		return READ_ONLY;
	default:
		return UNKNOWN;
	}
}

static void host_write(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	enum reg_kind kind = kind_of(reg);

	if (kind == CHECKED)
		checked_write(dma, ch, reg, val);
	else if (kind == PLAIN || (kind == SINGLE_BUFFER && !(val & GPCDMA_MMIOSEQ_DBL_BUF)))
		write_reg(dma, ch, reg, val);
	else
		dma->guard.refused++;
}

/* What is not known isn't read either: an error would end at EL2. */
static u32 host_read(const struct hyp_gpcdma *dma, unsigned int ch, u32 reg)
{
	return kind_of(reg) == UNKNOWN ? 0 : read_reg(dma, ch, reg);
}

/*
 * Whole, aligned registers of channels that the kernel's driver knows read as they
 * are, all else reads as zero. Writes to the same pass if they leave the channel
 * harmless; one that does not disables it and is counted; all others are dropped
 * and counted.
 */
static void gpcdma_host_access(struct iommu_guard *guard, unsigned int range, u64 off,
			       unsigned int size, bool write, u64 *val)
{
	unsigned int ch = off / GPCDMA_CHANNEL_SIZE - 1;
	struct hyp_gpcdma *dma = to_gpcdma(guard);
	u32 reg = off % GPCDMA_CHANNEL_SIZE;
	bool known = ch >= FIRST_CHANNEL && ch < GPCDMA_NR_CHANNELS && size == sizeof(u32) &&
		     !(off % sizeof(u32));

	hyp_assert_lock_held(&guard->lock);
	if (!write)
		*val = known ? host_read(dma, ch, reg) : 0;
	else if (known)
		host_write(dma, ch, reg, *val);
	else
		guard->refused++;
}

/**
 * gpcdma_probe() - is no channel running towards registers of EL2's?
 * @guard: its registers are mapped
 *
 * Writes nothing. The host is trusted until its accesses trap, but EL2 does not see
 * what it writes until then: so EL2 also reads the registers at each later write.
 *
 * Return: 0, or -EBUSY.
 */
static int gpcdma_probe(struct iommu_guard *guard)
{
	struct hyp_gpcdma *dma = to_gpcdma(guard);
	unsigned int ch;
	u32 csr;

	for (ch = FIRST_CHANNEL; ch < GPCDMA_NR_CHANNELS; ch++) {
		dma->channels[ch].src = read_reg(dma, ch, GPCDMA_SRC);
		dma->channels[ch].dst = read_reg(dma, ch, GPCDMA_DST);
		dma->channels[ch].high = read_reg(dma, ch, GPCDMA_HIGH);
		dma->channels[ch].wcount = read_reg(dma, ch, GPCDMA_WCOUNT);
		csr = read_reg(dma, ch, GPCDMA_CSR);
		if (csr & GPCDMA_CSR_ENB && !transfer_is_harmless(dma, ch, csr_mode(csr), false))
			return -EBUSY;
	}
	return 0;
}

const struct iommu_guard_ops pkvm_tegra_gpcdma_ops = {
	.probe = gpcdma_probe,
	.host_access = gpcdma_host_access,
};
