/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra's memory controller, with 16 channels: stream-ID overrides, the bypass of the
 * SMMUs, address decoding, the error log and its interrupt.
 */
#ifndef MODELS_MC_H
#define MODELS_MC_H

#include "../bus/bus.h"
#include "clients.h"

struct mc;

/* The register regions, in the order of the device tree's reg property. */
enum mc_region {
	MC_REGION_SID,
	MC_REGION_BROADCAST,
	MC_REGION_CH0,
	MC_NR_CHANNELS = 16,
	MC_NR_REGIONS = MC_REGION_CH0 + MC_NR_CHANNELS,
};

#define MC_REGION_SIZE 0x10000u

/* Register offsets inside the broadcast and channel regions. */
#define MC_INTSTATUS			0x0000u
#define MC_INTMASK			0x0004u
#define MC_ERR_STATUS			0x0008u
#define MC_ERR_ADR			0x000cu
#define MC_CFG_CHANNEL_ENABLE		0x0df8u
#define MC_GLOBAL_INTSTATUS		0x0f24u
#define MC_ERR_ADR_HI			0x11fcu
#define MC_SMMU_BYPASS_CONFIG		0x1820u

#define MC_INT_DECERR_EMEM		(UINT32_C(1) << 6)

/*
 * Stream-ID region: override at 8 * client, security at 8 * client + 4. Those of clients
 * without a stream ID read as zero, and accesses are logged as errors.
 */
#define MC_SID_OVERRIDE_MASK		0xffu
#define MC_SID_SECURITY_NS		(UINT32_C(1) << 0)
#define MC_SID_SECURITY_OVERRIDE	(UINT32_C(1) << 8)
#define MC_SID_SECURITY_LOCKED		(UINT32_C(1) << 16)

/* MC_SMMU_BYPASS_CONFIG, as firmware of T186 and T194 uses it (T234 assumed). */
#define MC_BYPASS_MODE_MASK		0x3u
#define MC_BYPASS_ALL			0x0u	/* every access bypasses the SMMUs */
#define MC_BYPASS_RESERVED		0x1u
#define MC_BYPASS_SID			0x2u	/* stream ID 0x7f does */
#define MC_BYPASS_NONE			0x3u	/* none does */
#define MC_BYPASS_LOCKED		(UINT32_C(1) << 31)

/* The logged address of an access that an SMMU terminated. */
#define MC_SMMU_FAULT_SENTINEL		UINT64_C(0xffffffff00)

/**
 * struct mc_config - how the memory controller is built
 * @clients:	the SoC's table of clients
 * @address_bits: width of an address, 1 to 63; nothing is decoded above
 * @dram_base, @dram_size: the memory
 * @dram_alias:	address bits that select an alias of the same memory
 * @sysram_base, @sysram_size: the on-chip memory
 * @bypass_config: MC_SMMU_BYPASS_CONFIG as firmware leaves it
 * @lock_overrides: firmware has locked the overrides of all clients that it
 *		forces (bit 16 of their security registers)
 * @lock_leaves_sid: a lock holds the security register alone, as the kernel's
 *		driver needs it to be behind the firmware of Tegra186 and Tegra194
 * @security_closed: non-secure writes to security registers have no effect, as a
 *		comment in NVIDIA's driver says of Tegra194's firmware
 * @around:	firmware has forced stream ID 0x7f on every client behind an SMMU,
 *		as that of Tegra186 and Tegra194 does
 * @choosers, @nr_choosers: clients whose device chooses the stream ID: firmware has
 *	locked them without an override, as that of Tegra194 does with many; what it
 *	wrote as their stream ID, 0x7f, has no effect
 * @irq:	line 0 is the one interrupt; may be NULL
 * @log:	programming errors; may be NULL
 */
struct mc_config {
	const struct mc_clients *clients;
	unsigned int address_bits;
	uint64_t dram_base;
	uint64_t dram_size;
	uint64_t dram_alias;
	uint64_t sysram_base;
	uint64_t sysram_size;
	uint32_t bypass_config;
	bool lock_overrides;
	bool lock_leaves_sid;
	bool security_closed;
	bool around;
	const uint16_t *choosers;
	unsigned int nr_choosers;
	const struct bus_irq_ops *irq;
	void *irq_opaque;
	bus_log_fn log;
	void *log_opaque;
};

/*
 * Return: a controller in reset state, NULL when out of memory or when @cfg has no
 * clients or no valid width of an address.
 */
struct mc *mc_new(const struct mc_config *cfg);
void mc_free(struct mc *mc);

/**
 * mc_reset() - back to what firmware leaves: overrides, locks and the bypass
 *	register as configured, nothing logged, the interrupt low
 */
void mc_reset(struct mc *mc);

/**
 * mc_set_firmware() - what firmware will have left after the next reset
 * @bypass_config, @lock_overrides: as in struct mc_config
 */
void mc_set_firmware(struct mc *mc, uint32_t bypass_config, bool lock_overrides);

/**
 * mc_mmio_read(), mc_mmio_write() - register access
 * @region:	of enum mc_region; any other reads zero and ignores writes
 * @off:	offset in the region
 * @size:	1, 2, 4 or 8; parts of a 32-bit register and aligned pairs work
 *		as byte lanes (assumed), other shapes read zero and are ignored
 */
uint64_t mc_mmio_read(struct mc *mc, unsigned int region, uint64_t off, unsigned int size);
void mc_mmio_write(struct mc *mc, unsigned int region, uint64_t off, uint64_t val,
		   unsigned int size);

/**
 * struct mc_resolution - where the memory controller sends an access
 * @sid:	stream ID after the override
 * @overridden:	it is the register's, not the device's
 * @bypass_smmu: the access passes around the SMMU
 */
struct mc_resolution {
	uint8_t sid;
	bool overridden;
	bool bypass_smmu;
};

/**
 * mc_resolve() - apply override and bypass registers to an access
 * @txn: its client may have any value; BUS_CLIENT_NONE has no override
 */
void mc_resolve(const struct mc *mc, const struct bus_txn *txn, struct mc_resolution *res);

/**
 * mc_decode() - what lies at a physical address
 * @pa:		address as it leaves the SMMU, or as a CPU issues it
 * @mem_pa:	on BUS_OK, the same memory's address without its alias's bits
 *
 * Return: BUS_OK for DRAM and on-chip memory, else BUS_DECERR. Records nothing.
 */
enum bus_status mc_decode(const struct mc *mc, uint64_t pa, uint64_t *mem_pa);

/* Log an access and raise the interrupt: no memory at @pa; an SMMU fault. */
void mc_report_decerr(struct mc *mc, const struct bus_txn *txn, uint64_t pa);
void mc_report_smmu_fault(struct mc *mc, const struct bus_txn *txn);

/**
 * struct mc_stats - counters since mc_new(), kept over a reset
 * @reg_reads, @reg_writes: accesses that reached a register
 * @sid_writes:	writes to override and security registers
 * @sid_changes: those of them that changed a register
 * @locked_writes: writes dropped by a lock
 * @bypass_writes: writes to MC_SMMU_BYPASS_CONFIG
 * @errors:	accesses reported
 */
struct mc_stats {
	uint64_t reg_reads, reg_writes;
	uint64_t sid_writes, sid_changes, locked_writes, bypass_writes;
	uint64_t errors;
};

/* The table that the controller was configured with. */
const struct mc_clients *mc_get_clients(const struct mc *mc);

void mc_get_stats(const struct mc *mc, struct mc_stats *st);

/*
 * Print, in lines: the bypass register of each channel that differs from the one
 * before, logged errors, and each client that the table names or whose registers are
 * not zero. Registers are read as by a CPU, and the reads are counted.
 */
void mc_show(struct mc *mc, bus_text_fn out, void *opaque);

#endif
