/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Tegra adds to a standard SD host controller: vendor registers with
 * the stream IDs of its DMA, and a command queue engine that stays idle.
 *
 * The standard registers and the transfers themselves are not here: QEMU's own
 * controller has them. Offsets and bits are those that Linux's driver uses
 * (drivers/mmc/host/sdhci-tegra.c); reset values are assumed.
 */
#ifndef MODELS_SDMMC_H
#define MODELS_SDMMC_H

#include "../bus/bus.h"

struct sdmmc;

#define SDMMC_MMIO_SIZE			0x20000u
#define SDMMC_STANDARD_SIZE		0x100u	/* not answered by this model */

#define SDMMC_VENDOR_BASE		0x100u
#define SDMMC_VENDOR_SIZE		0x100u
#define SDMMC_DLLCAL_CFG		0x1b0u
#define SDMMC_DLLCAL_CALIBRATE			(UINT32_C(1) << 31)
#define SDMMC_DLLCAL_STA		0x1bcu
#define SDMMC_TUN_STATUS0		0x1c8u
#define SDMMC_TUN_STATUS1		0x1ccu
#define SDMMC_AUTO_CAL_CONFIG		0x1e4u
#define SDMMC_AUTO_CAL_START			(UINT32_C(1) << 31)
#define SDMMC_AUTO_CAL_STATUS		0x1ecu
#define SDMMC_CIF2AXI_CTRL		0x1fcu
#define SDMMC_CIF2AXI_READ_SHIFT		0
#define SDMMC_CIF2AXI_WRITE_SHIFT		8

#define SDMMC_CQE_BASE			0xf000u
#define SDMMC_CQE_SIZE			0x100u
#define SDMMC_CQE_VERSION		0xf000u
#define SDMMC_CQE_CAP			0xf004u
#define SDMMC_CQE_DOORBELL		0xf028u

/* The queue engine of eMMC 5.1, in the register's digits (assumed). */
#define SDMMC_CQE_VERSION_5_1		0x510u

/**
 * sdmmc_new() - a controller's additions in reset state
 * @log: programming errors; may be NULL
 *
 * Return: NULL when out of memory.
 */
struct sdmmc *sdmmc_new(bus_log_fn log, void *log_opaque);
void sdmmc_free(struct sdmmc *s);

/* The machine's reset, and the block's reset line from BPMP. */
void sdmmc_reset(struct sdmmc *s);

/**
 * sdmmc_mmio_read(), sdmmc_mmio_write() - access beyond the standard registers
 * @off:	offset in the block's window; what no register answers reads zero
 * @size:	1, 2 or 4, aligned; other shapes read zero and are ignored
 */
uint64_t sdmmc_mmio_read(const struct sdmmc *s, uint64_t off, unsigned int size);
void sdmmc_mmio_write(struct sdmmc *s, uint64_t off, uint64_t val, unsigned int size);

/**
 * sdmmc_stream_id() - the stream ID that the controller presents itself
 * @write: for writes to memory; which of the register's two fields serves which
 *	direction is assumed
 */
uint8_t sdmmc_stream_id(const struct sdmmc *s, bool write);

#endif
