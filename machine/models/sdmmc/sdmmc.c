// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tegra's SD host controller beyond the standard: registers that hold what
 * is written, calibrations that end at once, an idle command queue engine.
 */
#include <stdlib.h>
#include <string.h>

#include "sdmmc.h"

#define SID_MASK	0x7fu
/* The reset value is not published; stream ID 0x7f is the worst case. */
#define CIF2AXI_RESET	0x7f7fu

struct sdmmc {
	uint32_t vendor[SDMMC_VENDOR_SIZE / 4];
	uint32_t cqe[SDMMC_CQE_SIZE / 4];
	bus_log_fn log;
	void *log_opaque;
};

struct sdmmc *sdmmc_new(bus_log_fn log, void *log_opaque)
{
	struct sdmmc *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->log = log;
	s->log_opaque = log_opaque;
	sdmmc_reset(s);
	return s;
}

void sdmmc_free(struct sdmmc *s)
{
	free(s);
}

static uint32_t *find(struct sdmmc *s, uint64_t off)
{
	if (off >= SDMMC_VENDOR_BASE && off - SDMMC_VENDOR_BASE < SDMMC_VENDOR_SIZE)
		return &s->vendor[(off - SDMMC_VENDOR_BASE) / 4];
	if (off >= SDMMC_CQE_BASE && off - SDMMC_CQE_BASE < SDMMC_CQE_SIZE)
		return &s->cqe[(off - SDMMC_CQE_BASE) / 4];
	return NULL;
}

void sdmmc_reset(struct sdmmc *s)
{
	memset(s->vendor, 0, sizeof(s->vendor));
	memset(s->cqe, 0, sizeof(s->cqe));
	*find(s, SDMMC_CIF2AXI_CTRL) = CIF2AXI_RESET;
	*find(s, SDMMC_CQE_VERSION) = SDMMC_CQE_VERSION_5_1;
}

static bool shape_ok(uint64_t off, unsigned int size)
{
	return (size == 1 || size == 2 || size == 4) && !(off % size);
}

static uint32_t lanes(uint64_t off, unsigned int size)
{
	return (uint32_t)(((UINT64_C(1) << (8 * size)) - 1) << (8 * (off & 3)));
}

uint64_t sdmmc_mmio_read(const struct sdmmc *s, uint64_t off, unsigned int size)
{
	const uint32_t *reg = find((struct sdmmc *)s, off);

	if (!reg || !shape_ok(off, size))
		return 0;
	return (*reg & lanes(off, size)) >> (8 * (off & 3));
}

static bool read_only(uint64_t reg)
{
	switch (reg) {
	case SDMMC_DLLCAL_STA:
	case SDMMC_TUN_STATUS0:
	case SDMMC_TUN_STATUS1:
	case SDMMC_AUTO_CAL_STATUS:
	case SDMMC_CQE_VERSION:
	case SDMMC_CQE_CAP:
		return true;
	default:
		return false;
	}
}

/* Bits that start an operation, which ends before the next access. */
static uint32_t self_clearing(uint64_t reg)
{
	switch (reg) {
	case SDMMC_DLLCAL_CFG:
		return SDMMC_DLLCAL_CALIBRATE;
	case SDMMC_AUTO_CAL_CONFIG:
		return SDMMC_AUTO_CAL_START;
	case SDMMC_CQE_DOORBELL:
		return UINT32_MAX;
	default:
		return 0;
	}
}

void sdmmc_mmio_write(struct sdmmc *s, uint64_t off, uint64_t val, unsigned int size)
{
	uint32_t *reg = find(s, off);
	uint64_t aligned = off & ~UINT64_C(3);
	uint32_t mask;

	if (!reg || !shape_ok(off, size) || read_only(aligned))
		return;
	if (aligned == SDMMC_CQE_DOORBELL && s->log)
		s->log(s->log_opaque, "task sent to the command queue engine, which never runs");
	mask = lanes(off, size);
	*reg = (*reg & ~mask) | ((uint32_t)(val << (8 * (off & 3))) & mask);
	*reg &= ~self_clearing(aligned);
}

uint8_t sdmmc_stream_id(const struct sdmmc *s, bool write)
{
	uint32_t reg = s->vendor[(SDMMC_CIF2AXI_CTRL - SDMMC_VENDOR_BASE) / 4];

	return reg >> (write ? SDMMC_CIF2AXI_WRITE_SHIFT : SDMMC_CIF2AXI_READ_SHIFT) & SID_MASK;
}
