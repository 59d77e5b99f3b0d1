// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tegra's GPCDMA. Its memory side is behind an SMMU. Its other side is the control
 * backbone, which leads to all registers without passing an SMMU. So EL2 owns the
 * engine's registers, and carries out only those of the host's writes that leave no
 * enabled channel pointing to registers that EL2 owns.
 *
 * Only enabled channels matter, and only a write sets CSR.ENB, which traps here. The
 * registers of a running channel may hold the values of its transfer or of the next,
 * as written or advanced. So every combination of the values written since it was
 * enabled, and of those that can be read, must be harmless.
 *
 * MC_SEQ has the stream IDs that a channel presents on its memory side, and decides if
 * the memory controller forces none: because firmware locked it so, or because the
 * topology gives each channel its own. So no enabled channel has another device's stream
 * ID there, or another channel's.
 *
 * A suspend, or a reset of the engine by BPMP, needs no restore: ENB is clear and the
 * registers are zero. When a channel is enabled the next time, both these values and
 * those last written must be harmless.
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
 * The device tree reserves channel 0 for firmware, which may have closed it even to
 * reads: EL2 does not access it, and refuses the host's accesses.
 */
#define FIRST_CHANNEL	1

/* From here on there is memory, and no registers. */
#define BACKBONE_END	0x80000000U

static void __iomem *reg_va(const struct hyp_gpcdma *dma, unsigned int ch, u32 reg)
{
	return dma->guard.regs[0].va + GPCDMA_CHANNEL_SIZE * (ch + 1) + reg;
}

/*
 * The host can have BPMP stop the engine's clock or hold it in reset at any moment.
 * Then an access aborts. A read gives 0, and no write follows: what EL2 has not read
 * may lie in the registers still, when the clock is back.
 */
static u32 read_reg(struct hyp_gpcdma *dma, unsigned int ch, u32 reg)
{
	u32 val = 0;

	if (pkvm_iommu_read32(reg_va(dma, ch, reg), &val))
		dma->guard.aborted = true;
	return val;
}

static void write_reg(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	if (!dma->guard.aborted && pkvm_iommu_write32(reg_va(dma, ch, reg), val))
		dma->guard.aborted = true;
}

static u32 csr_mode(u32 csr)
{
	return FIELD_GET(GPCDMA_CSR_DMA, csr);
}

/* EL2's copy of the last value written to a register of the transfer, or NULL. */
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
 * Bytes that a count of words moves. How the engine treats a count that is no
 * multiple of the burst is not published: it may go on to the end of the burst.
 */
static u64 bytes_moved(u32 wcount)
{
	return sizeof(u32) * ALIGN(wcount + 1ULL, GPCDMA_MAX_BURST);
}

/* Bytes from @ptr on that are no register of EL2's; 0 outside of the backbone. */
static u32 bytes_to_next_reg(u32 ptr)
{
	return ptr < BACKBONE_END ? min_t(u64, BACKBONE_END - ptr, pkvm_iommu_room(ptr)) : 0;
}

/*
 * Is the pointer @reg of a channel that is enabled, or about to be, harmless? Address
 * wrapping and bus width, which could limit a transfer, are ignored. High address bits
 * and double buffering are refused, whatever they do.
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

/* Stream ID 0 belongs to no stream, and is what a reset and the kernel's memset leave. */
static bool sid_is_own(const struct hyp_gpcdma *dma, unsigned int ch, u32 sid)
{
	unsigned int i;

	if (dma->own_sids)
		return !sid || sid == dma->channels[ch].sid;
	for (i = 0; i < dma->nr_sids; i++) {
		if (sid == dma->sids[i])
			return true;
	}
	return !sid;
}

static bool sids_are_own(const struct hyp_gpcdma *dma, unsigned int ch, u32 mcseq)
{
	return sid_is_own(dma, ch, FIELD_GET(GPCDMA_MCSEQ_SID0, mcseq)) &&
	       sid_is_own(dma, ch, FIELD_GET(GPCDMA_MCSEQ_SID1, mcseq));
}

/*
 * Is the channel disabled? @csr: a value that says so. Nobody may have answered the read of
 * it: the host can make the backbone suppress the error. A value that EL2 chooses, and
 * reads back, is the channel's, and disables it.
 */
static bool is_disabled(struct hyp_gpcdma *dma, unsigned int ch, u32 csr)
{
	u32 other = csr ^ GPCDMA_CSR_WEIGHT;
	bool answered;

	write_reg(dma, ch, GPCDMA_CSR, other);
	answered = read_reg(dma, ch, GPCDMA_CSR) == other;
	write_reg(dma, ch, GPCDMA_CSR, csr);
	return answered && !dma->guard.aborted;
}

/* CSR; as written if the channel is not known to be disabled since. */
static u32 current_csr(struct hyp_gpcdma *dma, unsigned int ch)
{
	struct gpcdma_channel *c = &dma->channels[ch];
	u32 csr = read_reg(dma, ch, GPCDMA_CSR);

	if (!(csr & GPCDMA_CSR_ENB) && c->csr && is_disabled(dma, ch, csr))
		c->csr = 0;
	return c->csr ?: csr;
}

/* The kernel's driver disables a channel before it changes the mode. */
static bool write_is_harmless(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	bool running;
	u32 csr, next;

	if (reg == GPCDMA_CSR && !(val & GPCDMA_CSR_ENB))
		return true;
	csr = current_csr(dma, ch);
	next = reg == GPCDMA_CSR ? val : csr;
	running = csr & GPCDMA_CSR_ENB;
	if (!(next & GPCDMA_CSR_ENB))
		return true;
	if (running && csr_mode(csr) != csr_mode(next))
		return false;
	if (!sids_are_own(dma, ch, read_reg(dma, ch, GPCDMA_MCSEQ)))
		return false;
	return transfer_is_harmless(dma, ch, csr_mode(next), running);
}

/*
 * Disable a channel whose next state is not harmless; then any value but that of CSR
 * can be written. If the write were dropped instead, and ENB were left from a
 * transfer that is over, the host's next transfer would not be the one it requested.
 */
static void write_if_harmless(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	if (write_is_harmless(dma, ch, reg, val)) {
		if (reg == GPCDMA_CSR && val & GPCDMA_CSR_ENB)
			dma->channels[ch].csr = val;
		write_reg(dma, ch, reg, val);
		return;
	}
	write_reg(dma, ch, GPCDMA_CSR, 0);
	if (reg != GPCDMA_CSR && is_disabled(dma, ch, 0))
		write_reg(dma, ch, reg, val);
	if (!dma->guard.aborted)
		dma->guard.refused++;
}

/* After an abort the register has its old value, or shows the new one. */
static void checked_write(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	u32 *kept = last_written(dma, ch, reg);
	u32 old = kept ? *kept : 0;

	if (kept)
		*kept = val;
	write_if_harmless(dma, ch, reg, val);
	if (kept && dma->guard.aborted)
		*kept = old;
}

enum reg_kind { UNKNOWN, READ_ONLY, PLAIN, SINGLE_BUFFER, OWN_SIDS, CHECKED };

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
	case GPCDMA_MCSEQ:
		return OWN_SIDS;
	case GPCDMA_STATUS:
	case GPCDMA_CSRE:
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

/* Is this value of a register that is not CHECKED harmless in every state? */
static bool value_is_harmless(const struct hyp_gpcdma *dma, unsigned int ch, enum reg_kind kind,
			      u32 val)
{
	switch (kind) {
	case PLAIN:
		return true;
	case SINGLE_BUFFER:
		return !(val & GPCDMA_MMIOSEQ_DBL_BUF);
	case OWN_SIDS:
		return sids_are_own(dma, ch, val);
	default:
		return false;
	}
}

static void host_write(struct hyp_gpcdma *dma, unsigned int ch, u32 reg, u32 val)
{
	enum reg_kind kind = kind_of(reg);

	if (kind == CHECKED)
		checked_write(dma, ch, reg, val);
	else if (value_is_harmless(dma, ch, kind, val))
		write_reg(dma, ch, reg, val);
	else
		dma->guard.refused++;
}

/* Unknown registers are not read: what that does is not published. */
static u32 host_read(struct hyp_gpcdma *dma, unsigned int ch, u32 reg)
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

/* Is the channel disabled, or does it run without harm? */
static bool channel_is_harmless(struct hyp_gpcdma *dma, unsigned int ch)
{
	u32 csr = read_reg(dma, ch, GPCDMA_CSR);

	if (!(csr & GPCDMA_CSR_ENB))
		return true;
	dma->channels[ch].csr = csr;
	return sids_are_own(dma, ch, read_reg(dma, ch, GPCDMA_MCSEQ)) &&
	       transfer_is_harmless(dma, ch, csr_mode(csr), false);
}

/* The stream ID of each channel, if the topology has rows of channels; then others have none. */
static void learn_sids(struct hyp_gpcdma *dma, const struct iommu_row *rows, unsigned int nr_rows)
{
	const struct iommu_row *row;
	int ch;

	dma->own_sids = false;
	for (ch = 0; ch < GPCDMA_NR_CHANNELS; ch++)
		dma->channels[ch].sid = 0;
	for (row = rows; row < rows + nr_rows; row++) {
		ch = pkvm_iommu_channel(row->client);
		if (ch < 0)
			continue;
		dma->channels[ch].sid = row->sid;
		dma->own_sids = true;
	}
}

/**
 * gpcdma_probe() - does no running channel point to registers of EL2's, or present
 *	another device's stream ID?
 * @guard: its registers are mapped
 * @rows: the topology
 * @nr_rows: how many
 *
 * Writes nothing. The host is trusted until its accesses trap, but EL2 does not see
 * what it writes until then: so EL2 also reads the registers at each later write.
 * If the reads abort, no channel runs: after a reset ENB is clear, and without a clock
 * only what the trusted host or firmware has enabled could go on later.
 *
 * Return: 0, or -EBUSY.
 */
static int gpcdma_probe(struct iommu_guard *guard, const struct iommu_row *rows,
			unsigned int nr_rows)
{
	struct hyp_gpcdma *dma = to_gpcdma(guard);
	unsigned int ch;

	learn_sids(dma, rows, nr_rows);
	for (ch = FIRST_CHANNEL; ch < GPCDMA_NR_CHANNELS; ch++) {
		dma->channels[ch].src = read_reg(dma, ch, GPCDMA_SRC);
		dma->channels[ch].dst = read_reg(dma, ch, GPCDMA_DST);
		dma->channels[ch].high = read_reg(dma, ch, GPCDMA_HIGH);
		dma->channels[ch].wcount = read_reg(dma, ch, GPCDMA_WCOUNT);
		if (!channel_is_harmless(dma, ch))
			return -EBUSY;
	}
	return 0;
}

const struct iommu_guard_ops pkvm_tegra_gpcdma_ops = {
	.probe = gpcdma_probe,
	.host_access = gpcdma_host_access,
};
