/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234 (Jetson AGX Orin): the machine's parts and their addresses.
 *
 * Addresses and interrupts are those of the upstream device tree,
 * arch/arm64/boot/dts/nvidia/tegra234.dtsi in Linux.
 */

#ifndef HW_ARM_TEGRA234_H
#define HW_ARM_TEGRA234_H

#include "hw/arm/boot.h"
#include "hw/boards.h"
#include "target/arm/cpu.h"
#include "bpmp.h"
#include "fabric.h"
#include "glue.h"
#include "gpcdma.h"
#include "hsp.h"
#include "mc.h"
#include "pcie.h"
#include "pmc.h"
#include "scanout.h"
#include "sdmmc.h"
#include "smmu.h"
#include "stream_generator.h"
#include "tcu.h"
#include "test_fifo.h"
#include "watchdog.h"
#include "window.h"

#define TEGRA234_MAX_CPUS       12
#define TEGRA234_CPU_HZ         31250000

#define TEGRA234_NUM_SPIS       960

#define TEGRA234_UARTI_BASE     0x031d0000
#define TEGRA234_UARTI_SPI      285
#define TEGRA234_GICD_BASE      0x0f400000
#define TEGRA234_GICR_BASE      0x0f440000
#define TEGRA234_DRAM_MAX       (64 * GiB)
#define TEGRA234_PA_SIZE        (1ULL << TEGRA234_ADDRESS_BITS)

/* Stands for secure memory: where no device tree has a node. */
#define TEGRA234_FIRMWARE_MEMORY 0x0fb20000

#define TEGRA234_NUM_SMMUS      5

/* Stream-match groups that firmware leaves valid, all of them in bypass. */
enum tegra234_streams {
    TEGRA234_STREAMS_NONE,
    TEGRA234_STREAMS_DISPLAY,
    TEGRA234_STREAMS_ALL,
    TEGRA234_STREAMS_OVERLAP,
};

#define TEGRA234_BYPASS_AS_AT_BOOT  UINT32_MAX

/* Which SMMUs' syncs never complete, and from when on. */
enum tegra234_stuck {
    TEGRA234_STUCK_OFF,
    TEGRA234_STUCK_ON,
    TEGRA234_STUCK_WAKE,
    TEGRA234_STUCK_ISO,
    TEGRA234_STUCK_NISO0,
    TEGRA234_STUCK_NISO1,
};

#define TYPE_TEGRA234_MACHINE   MACHINE_TYPE_NAME("tegra234")
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Machine, TEGRA234_MACHINE)

struct Tegra234Machine {
    MachineState parent_obj;

    struct arm_boot_info boot;
    ARMCPU *cpu[TEGRA234_MAX_CPUS];
    DeviceState *gic;

    MemoryRegion unmodelled;
    GHashTable *unmodelled_seen;
    MemoryRegion sysram;
    MemoryRegion dram_alias;
    MemoryRegion firmware_memory;

    /* What lies behind the memory controller: memory, and no register. */
    MemoryRegion memory_side;
    MemoryRegion memory_side_sysram;
    MemoryRegion memory_side_dram;
    MemoryRegion memory_side_alias;
    AddressSpace memory_as;

    Tegra234Smmu smmu[TEGRA234_NUM_SMMUS];

    Tegra234Mc mc;

    Tegra234Fabric fabric;

    Tegra234Hsp hsp_top0;
    Tegra234Hsp hsp_aon;
    Tegra234Bpmp bpmp;

    Tegra234Tcu tcu;

    Tegra234Pmc pmc;

    Tegra234Gpcdma gpcdma;

    Tegra234Sdmmc sdmmc;

    bool pcie_on;
    Tegra234Pcie pcie;

    uint32_t mc_bypass_config;
    bool mc_locked;
    bool mc_around;
    bool mc_own_sids;
    bool bpmp_fw_tag;
    bool backbone_errors;
    bool gpcdma_held;
    bool smmu_clientpd;
    enum tegra234_streams smmu_streams;
    bool wake_firmware;
    bool wake_table;
    uint32_t wake_bypass_config;
    enum tegra234_stuck sync_stuck;
    bool suspend_loses;

    bool stream_generator;
    Tegra234StreamGenerator generator;
    Tegra234TestFifo test_fifo;

    bool scanout_on;
    bool scanout_sleeps;
    Tegra234Scanout scanout;

    Tegra234Window window;

    Tegra234Watchdog watchdog;
    AddressSpace el3_memory;
    struct el3 *el3;

    /* The CPU that sleeps, and where it resumes. */
    QEMUTimer *wake_timer;
    ARMCPU *wake_cpu;
    uint64_t wake_entry;
    uint64_t wake_context_id;

    /* Where a CPU that is suspended alone goes on. */
    struct {
        uint64_t entry;
        uint64_t context_id;
    } suspended[TEGRA234_MAX_CPUS];
};

/* Ends QEMU with an error if the command line asks for something impossible. */
void tegra234_check_options(MachineState *ms);

void tegra234_create_cpus(Tegra234Machine *s);
void tegra234_create_memory(Tegra234Machine *s);
void tegra234_create_unmodelled(Tegra234Machine *s);

/* In this order: each needs those before it. */
void tegra234_create_smmus(Tegra234Machine *s);
void tegra234_create_mc(Tegra234Machine *s);
void tegra234_create_fabric(Tegra234Machine *s);
void tegra234_create_gpcdma(Tegra234Machine *s);
void tegra234_create_hsps(Tegra234Machine *s);
void tegra234_create_pcie(Tegra234Machine *s);
void tegra234_create_bpmp(Tegra234Machine *s);
void tegra234_create_tcu(Tegra234Machine *s);
void tegra234_create_sdmmc(Tegra234Machine *s);
void tegra234_create_pmc(Tegra234Machine *s);
void tegra234_create_suspend(Tegra234Machine *s);
void tegra234_create_watchdog(Tegra234Machine *s);
void tegra234_create_el3(Tegra234Machine *s);

/* For tests; they create nothing unless the command line asks for them. */
void tegra234_create_stream_generator(Tegra234Machine *s);
void tegra234_create_scanout(Tegra234Machine *s);
void tegra234_create_window(Tegra234Machine *s);
uint64_t tegra234_frame_buffer(Tegra234Machine *s);
void tegra234_reserve_frame_buffer(Tegra234Machine *s, void *fdt);

/* The model of EL3 calls it: that CPU, which makes an SMC, loses power. */
void tegra234_cpu_suspend(void *opaque, unsigned int n, uint64_t entry,
                          uint64_t context_id);

void tegra234_reset_suspend(Tegra234Machine *s);
/* The SMMUs and the memory controller come back as after reset. */
void tegra234_lose_smmus(Tegra234Machine *s);
void tegra234_reset_el3(Tegra234Machine *s);

/*
 * What firmware does on its way to the kernel: to the memory controller, which
 * the next reset then shows, to SMMUs that have been reset, and to the display.
 */
void tegra234_firmware_mc(Tegra234Machine *s);
void tegra234_firmware_smmus(Tegra234Machine *s);
void tegra234_firmware_scanout(Tegra234Machine *s);
void tegra234_firmware_pmc(Tegra234Machine *s);
/* The same when the machine wakes up: nothing, unless it is asked for. */
void tegra234_firmware_wakes(Tegra234Machine *s);
void tegra234_add_firmware_properties(ObjectClass *oc);

/* Injected faults apply from reset on, or from the wake on. */
void tegra234_reset_broken(Tegra234Machine *s);
void tegra234_wake_broken(Tegra234Machine *s);
void tegra234_add_broken_properties(ObjectClass *oc);

/* "info smmu", "info mc" */
void tegra234_register_view(void);

/* The interrupt controller's input for shared peripheral interrupt @spi. */
qemu_irq tegra234_spi(Tegra234Machine *s, unsigned int spi);

#endif
