// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory controller's model: overrides and their locks, the bypass of the SMMU,
 * decoding, the error log as the kernel's driver reads it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rng.h"
#include "tegra234/mc.h"

/* An override counts, and the accesses are non-secure. */
#define FORCED	(MC_SID_SECURITY_NS | MC_SID_SECURITY_OVERRIDE)
#define DRAM_SIZE	(UINT64_C(1) << 30)
#define CLIENT_HDAR	0x15u
#define CLIENT_UNNAMED	0x1f0u

struct fixture {
	struct mc *mc;
	bool line;
	unsigned int edges;
	unsigned int logged;
};

static void on_irq(void *opaque, unsigned int line, bool level)
{
	struct fixture *f = opaque;

	assert_int_equal(line, 0);
	assert_true(level != f->line);
	f->line = level;
	f->edges++;
}

static void on_log(void *opaque, const char *msg)
{
	struct fixture *f = opaque;

	assert_null(strchr(msg, '\n'));
	f->logged++;
}

static const struct bus_irq_ops irq_ops = { .set = on_irq };

static struct mc_config config(struct fixture *f)
{
	struct mc_config cfg = tegra234_mc_config;

	cfg.dram_size = DRAM_SIZE;
	cfg.irq = &irq_ops;
	cfg.irq_opaque = f;
	cfg.log = on_log;
	cfg.log_opaque = f;
	return cfg;
}

static int setup(void **state)
{
	static struct fixture f;
	struct mc_config cfg;

	memset(&f, 0, sizeof(f));
	cfg = config(&f);
	f.mc = mc_new(&cfg);
	*state = &f;
	return f.mc ? 0 : -1;
}

static int teardown(void **state)
{
	mc_free(((struct fixture *)*state)->mc);
	return 0;
}

static uint32_t rd(struct mc *mc, unsigned int region, uint64_t off)
{
	return (uint32_t)mc_mmio_read(mc, region, off, 4);
}

static void wr(struct mc *mc, unsigned int region, uint64_t off, uint32_t val)
{
	mc_mmio_write(mc, region, off, val, 4);
}

static uint64_t override_of(unsigned int client)
{
	return 8u * client;
}

static uint64_t security_of(unsigned int client)
{
	return 8u * client + 4;
}

static struct mc_resolution resolve(struct mc *mc, unsigned int client, uint8_t sid)
{
	struct bus_txn txn = { .client = (uint16_t)client, .sid = sid };
	struct mc_resolution res;

	mc_resolve(mc, &txn, &res);
	return res;
}

/* The kernel's driver expects the override enabled for each client it knows. */
static void reset_state(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;
	unsigned int i, ch, forced = 0;
	const struct mc_client *c;

	for (i = 0; i < tegra234_mc_clients.nr; i++) {
		c = &tegra234_mc_clients.client[i];
		assert_int_equal(rd(mc, MC_REGION_SID, override_of(c->id)), c->sid);
		assert_int_equal(!!(rd(mc, MC_REGION_SID, security_of(c->id)) &
				    FORCED), c->forced);
		forced += c->forced;
	}
	assert_int_equal(forced, 82);
	for (ch = 0; ch < MC_NR_CHANNELS; ch++)
		assert_int_equal(rd(mc, MC_REGION_CH0 + ch, MC_CFG_CHANNEL_ENABLE), 0xffff);
}

static void table_is_sorted(void **state)
{
	const struct mc_clients *t = &tegra234_mc_clients;
	const struct mc_client *c, *prev = NULL;
	unsigned int i;

	(void)state;
	for (i = 0; i < t->nr; i++) {
		c = &t->client[i];
		assert_true(c->id < MC_NR_CLIENTS);
		assert_true(!prev || prev->id < c->id);
		assert_ptr_equal(mc_client_find(t, c->id), c);
		prev = c;
	}
	assert_null(mc_client_find(t, CLIENT_UNNAMED));
	assert_null(mc_client_find(t, BUS_CLIENT_NONE));
	assert_null(mc_client_find(t, UINT32_MAX));
}

static void bad_configurations(void **state)
{
	struct mc_config cfg = config(*state);

	cfg.clients = NULL;
	assert_null(mc_new(&cfg));
	cfg = config(*state);
	cfg.address_bits = 0;
	assert_null(mc_new(&cfg));
	cfg.address_bits = 64;
	assert_null(mc_new(&cfg));
}

static void override_replaces_sid(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;
	struct mc_resolution r = resolve(mc, CLIENT_HDAR, 0x55);

	assert_true(r.overridden);
	assert_int_equal(r.sid, 0x03);
	wr(mc, MC_REGION_SID, override_of(CLIENT_HDAR), 0x22);
	assert_int_equal(resolve(mc, CLIENT_HDAR, 0x55).sid, 0x22);
	/* The next client is unchanged. */
	assert_int_equal(resolve(mc, 0x1c, 0x55).sid, 0x24);
}

static void device_sid_counts_without_override(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;
	struct mc_resolution r = resolve(mc, MC_CLIENT_AXISR, 0x55);

	assert_false(r.overridden);
	assert_int_equal(r.sid, 0x55);
	wr(mc, MC_REGION_SID, security_of(MC_CLIENT_AXISR), FORCED);
	r = resolve(mc, MC_CLIENT_AXISR, 0x55);
	assert_true(r.overridden);
	assert_int_equal(r.sid, 0x04);
	wr(mc, MC_REGION_SID, security_of(MC_CLIENT_AXISR), 0);
	assert_int_equal(resolve(mc, MC_CLIENT_AXISR, 0x55).sid, 0x55);
}

/* Secure accesses pass no register that the non-secure world programs. */
static void a_forced_client_without_ns_bypasses(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;

	wr(mc, MC_REGION_BROADCAST, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_NONE);
	assert_false(resolve(mc, CLIENT_HDAR, 0x55).bypass_smmu);
	wr(mc, MC_REGION_SID, security_of(CLIENT_HDAR), FORCED & ~MC_SID_SECURITY_NS);
	assert_true(resolve(mc, CLIENT_HDAR, 0x55).bypass_smmu);
	wr(mc, MC_REGION_SID, security_of(CLIENT_HDAR), MC_SID_SECURITY_NS);
	assert_false(resolve(mc, CLIENT_HDAR, 0x55).bypass_smmu);
	wr(mc, MC_REGION_SID, security_of(CLIENT_HDAR), 0);
	assert_false(resolve(mc, CLIENT_HDAR, 0x55).bypass_smmu);
}

/* No registers: clients that the table does not name, or that pass no SMMU. */
static void clients_without_registers(void **state)
{
	static const unsigned int without[] = { CLIENT_UNNAMED, 0, MC_NR_CLIENTS - 1 };
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
		f->logged = 0;
		wr(f->mc, MC_REGION_SID, override_of(without[i]), 0x33);
		wr(f->mc, MC_REGION_SID, security_of(without[i]), FORCED);
		assert_int_equal(rd(f->mc, MC_REGION_SID, override_of(without[i])), 0);
		assert_int_equal(rd(f->mc, MC_REGION_SID, security_of(without[i])), 0);
		assert_int_equal(f->logged, 4);
		assert_int_equal(resolve(f->mc, without[i], 0x11).sid, 0x11);
	}
	f->logged = 0;
	/* A master without a client has no override. */
	assert_int_equal(resolve(f->mc, BUS_CLIENT_NONE, 0x11).sid, 0x11);
	assert_int_equal(resolve(f->mc, MC_NR_CLIENTS, 0x11).sid, 0x11);
}

/* Option: non-secure writes change stream IDs only. */
static void security_may_be_closed(void **state)
{
	struct fixture *f = *state;
	struct mc_config cfg = config(f);
	struct mc *mc;

	cfg.security_closed = true;
	mc = mc_new(&cfg);
	assert_non_null(mc);
	wr(mc, MC_REGION_SID, security_of(MC_CLIENT_AXISR), FORCED);
	assert_int_equal(rd(mc, MC_REGION_SID, security_of(MC_CLIENT_AXISR)), 0);
	wr(mc, MC_REGION_SID, override_of(MC_CLIENT_AXISR), 0x21);
	assert_int_equal(rd(mc, MC_REGION_SID, override_of(MC_CLIENT_AXISR)), 0x21);
	mc_free(mc);
}

static void lock_holds_until_reset(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;
	uint32_t locked = FORCED | MC_SID_SECURITY_LOCKED;
	struct mc_stats st;

	wr(mc, MC_REGION_SID, security_of(CLIENT_HDAR), locked);
	wr(mc, MC_REGION_SID, override_of(CLIENT_HDAR), 0x7f);
	wr(mc, MC_REGION_SID, security_of(CLIENT_HDAR), 0);
	mc_mmio_write(mc, MC_REGION_SID, override_of(CLIENT_HDAR), 0x7f, 8);
	assert_int_equal(rd(mc, MC_REGION_SID, override_of(CLIENT_HDAR)), 0x03);
	assert_int_equal(rd(mc, MC_REGION_SID, security_of(CLIENT_HDAR)), locked);
	mc_get_stats(mc, &st);
	assert_int_equal(st.locked_writes, 4);
	assert_int_equal(st.sid_changes, 1);
	mc_reset(mc);
	wr(mc, MC_REGION_SID, override_of(CLIENT_HDAR), 0x21);
	assert_int_equal(rd(mc, MC_REGION_SID, override_of(CLIENT_HDAR)), 0x21);
}

static void firmware_may_lock(void **state)
{
	struct fixture *f = *state;
	struct mc_config cfg = config(f);
	struct mc *mc;

	cfg.lock_overrides = true;
	cfg.bypass_config = MC_BYPASS_LOCKED | MC_BYPASS_NONE;
	mc = mc_new(&cfg);
	assert_non_null(mc);
	wr(mc, MC_REGION_SID, override_of(CLIENT_HDAR), 0x7f);
	assert_int_equal(resolve(mc, CLIENT_HDAR, 0).sid, 0x03);
	wr(mc, MC_REGION_BROADCAST, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_ALL);
	assert_false(resolve(mc, CLIENT_HDAR, 0).bypass_smmu);
	mc_free(mc);
}

/* Option: the lock covers the override bit, but not the stream ID. */
static void lock_may_leave_the_sid(void **state)
{
	struct fixture *f = *state;
	struct mc_config cfg = config(f);
	uint32_t locked = FORCED | MC_SID_SECURITY_LOCKED;
	struct mc *mc;

	cfg.lock_overrides = true;
	cfg.lock_leaves_sid = true;
	mc = mc_new(&cfg);
	assert_non_null(mc);
	wr(mc, MC_REGION_SID, override_of(CLIENT_HDAR), 0x21);
	assert_int_equal(resolve(mc, CLIENT_HDAR, 0).sid, 0x21);
	wr(mc, MC_REGION_SID, security_of(CLIENT_HDAR), 0);
	assert_int_equal(rd(mc, MC_REGION_SID, security_of(CLIENT_HDAR)), locked);
	mc_free(mc);
}

/* Every client with an SMMU is forced to 0x7f and bypasses; others are unchanged. */
static void firmware_may_send_all_around(void **state)
{
	struct fixture *f = *state;
	struct mc_config cfg = config(f);
	struct mc *mc;

	cfg.around = true;
	mc = mc_new(&cfg);
	assert_non_null(mc);
	assert_true(resolve(mc, CLIENT_HDAR, 0x03).bypass_smmu);
	assert_true(resolve(mc, MC_CLIENT_AXISR, 0x04).bypass_smmu);
	assert_true(resolve(mc, 0x124, 0x04).bypass_smmu);
	assert_int_equal(rd(mc, MC_REGION_SID, security_of(CLIENT_HDAR)), FORCED);
	assert_int_equal(rd(mc, MC_REGION_SID, override_of(0)), 0);
	mc_free(mc);
}

/* The device's stream ID counts, 0x7f too, and no write changes that. */
static void firmware_may_let_devices_choose(void **state)
{
	static const uint16_t choosers[] = { CLIENT_HDAR };
	struct fixture *f = *state;
	struct mc_config cfg = config(f);
	struct mc *mc;

	cfg.choosers = choosers;
	cfg.nr_choosers = 1;
	mc = mc_new(&cfg);
	assert_non_null(mc);
	wr(mc, MC_REGION_SID, override_of(CLIENT_HDAR), 0x03);
	wr(mc, MC_REGION_SID, security_of(CLIENT_HDAR), FORCED);
	assert_int_equal(rd(mc, MC_REGION_SID, security_of(CLIENT_HDAR)), MC_SID_SECURITY_LOCKED);
	assert_int_equal(rd(mc, MC_REGION_SID, override_of(CLIENT_HDAR)), MC_SID_PASSTHROUGH);
	assert_int_equal(resolve(mc, CLIENT_HDAR, 0x21).sid, 0x21);
	assert_false(resolve(mc, CLIENT_HDAR, 0x21).bypass_smmu);
	assert_true(resolve(mc, CLIENT_HDAR, 0x7f).bypass_smmu);
	mc_free(mc);
}

static void sid_7f_bypasses(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;

	assert_false(resolve(mc, MC_CLIENT_AXISR, 0x7e).bypass_smmu);
	assert_true(resolve(mc, MC_CLIENT_AXISR, 0x7f).bypass_smmu);
	/* With the override enabled, the device's own stream ID is ignored. */
	assert_false(resolve(mc, CLIENT_HDAR, 0x7f).bypass_smmu);
	wr(mc, MC_REGION_BROADCAST, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_NONE);
	assert_false(resolve(mc, MC_CLIENT_AXISR, 0x7f).bypass_smmu);
	wr(mc, MC_REGION_BROADCAST, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_ALL);
	assert_true(resolve(mc, CLIENT_HDAR, 0x01).bypass_smmu);
	assert_true(resolve(mc, BUS_CLIENT_NONE, 0x01).bypass_smmu);
}

static void one_channel_opens_the_way(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;
	unsigned int ch;

	for (ch = 0; ch < MC_NR_CHANNELS; ch++) {
		wr(mc, MC_REGION_BROADCAST, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_NONE);
		assert_false(resolve(mc, CLIENT_HDAR, 0x7f).bypass_smmu);
		wr(mc, MC_REGION_CH0 + ch, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_ALL);
		assert_true(resolve(mc, CLIENT_HDAR, 0x7f).bypass_smmu);
	}
}

static void bypass_lock_holds(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;

	wr(mc, MC_REGION_BROADCAST, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_LOCKED | MC_BYPASS_NONE);
	wr(mc, MC_REGION_BROADCAST, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_ALL);
	wr(mc, MC_REGION_CH0 + 5, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_ALL);
	assert_false(resolve(mc, CLIENT_HDAR, 0).bypass_smmu);
	mc_reset(mc);
	assert_int_equal(rd(mc, MC_REGION_BROADCAST, MC_SMMU_BYPASS_CONFIG), MC_BYPASS_SID);
}

static void decoding(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;
	uint64_t pa = 0, alias = UINT64_C(1) << 39;

	assert_int_equal(mc_decode(mc, 0x80000000, &pa), BUS_OK);
	assert_int_equal(pa, 0x80000000);
	assert_int_equal(mc_decode(mc, 0x80000000 + DRAM_SIZE - 1, &pa), BUS_OK);
	assert_int_equal(mc_decode(mc, 0x80000000 + DRAM_SIZE, &pa), BUS_DECERR);
	assert_int_equal(mc_decode(mc, 0x7fffffff, &pa), BUS_DECERR);
	assert_int_equal(mc_decode(mc, 0x40000000, &pa), BUS_OK);
	assert_int_equal(mc_decode(mc, 0x40080000, &pa), BUS_DECERR);
	/* The alias contains DRAM only. */
	assert_int_equal(mc_decode(mc, alias + 0x80001234, &pa), BUS_OK);
	assert_int_equal(pa, 0x80001234);
	assert_int_equal(mc_decode(mc, alias + 0x40000000, &pa), BUS_DECERR);
	assert_int_equal(mc_decode(mc, (UINT64_C(1) << 40) + 0x80000000, &pa), BUS_DECERR);
	/* Clients can't access registers. */
	assert_int_equal(mc_decode(mc, 0x02c00000, &pa), BUS_DECERR);
	assert_int_equal(mc_decode(mc, 0x12000000, &pa), BUS_DECERR);
}

static unsigned int reporting_channel(struct mc *mc)
{
	uint32_t global = rd(mc, MC_REGION_BROADCAST, MC_GLOBAL_INTSTATUS) & 0xff00;
	unsigned int ch;

	assert_int_not_equal(global, 0);
	for (ch = 0; !(global & (UINT32_C(0x100) << ch)); ch++)
		continue;
	return ch;
}

/* The kernel handler's steps. */
static void error_log(void **state)
{
	struct fixture *f = *state;
	struct bus_txn txn = { .client = MC_CLIENT_AXISW, .write = true };
	unsigned int ch;

	wr(f->mc, MC_REGION_BROADCAST, MC_INTMASK, MC_INT_DECERR_EMEM);
	mc_report_decerr(f->mc, &txn, UINT64_C(0x3412345678));
	assert_true(f->line);
	ch = reporting_channel(f->mc);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_INTSTATUS), MC_INT_DECERR_EMEM);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_STATUS) & 0x701001ff,
			 0x20000000 | MC_CLIENT_AXISW | (rd(f->mc, MC_REGION_CH0 + ch,
							   MC_ERR_STATUS) & 0x100000));
	assert_true(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_STATUS) & 0x10000);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_ADR), 0x12345678);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_ADR_HI), 0x34);
	wr(f->mc, MC_REGION_CH0 + ch, MC_INTSTATUS, MC_INT_DECERR_EMEM);
	wr(f->mc, MC_REGION_BROADCAST, MC_GLOBAL_INTSTATUS, UINT32_C(0x100) << ch);
	assert_false(f->line);
	assert_int_equal(rd(f->mc, MC_REGION_BROADCAST, MC_GLOBAL_INTSTATUS), 0);
}

static void smmu_fault_shows_the_sentinel(void **state)
{
	struct fixture *f = *state;
	struct bus_txn txn = { .client = MC_CLIENT_AXISR, .addr = 0x1000 };
	unsigned int ch;

	mc_report_smmu_fault(f->mc, &txn);
	/* Masked: recorded, but no interrupt. */
	assert_false(f->line);
	ch = reporting_channel(f->mc);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_ADR), 0xffffff00);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_ADR_HI), 0xff);
	assert_false(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_STATUS) & 0x10000);
	wr(f->mc, MC_REGION_BROADCAST, MC_INTMASK, MC_INT_DECERR_EMEM);
	assert_true(f->line);
	mc_reset(f->mc);
	assert_false(f->line);
}

static void first_error_stands(void **state)
{
	struct fixture *f = *state;
	struct bus_txn txn = { .client = MC_CLIENT_AXISR };
	struct mc_stats st;
	unsigned int ch;

	mc_report_decerr(f->mc, &txn, 0x100);
	txn.client = CLIENT_HDAR;
	mc_report_decerr(f->mc, &txn, 0x200);
	ch = reporting_channel(f->mc);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_ADR), 0x100);
	mc_get_stats(f->mc, &st);
	assert_int_equal(st.errors, 2);
	/* The log can't be written. */
	wr(f->mc, MC_REGION_BROADCAST, MC_ERR_ADR, 0);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_ERR_ADR), 0x100);
}

static void access_shapes(void **state)
{
	struct fixture *f = *state;
	struct mc *mc = f->mc;

	/* A pair of words reaches both registers. */
	mc_mmio_write(mc, MC_REGION_SID, override_of(MC_CLIENT_AXISW),
		      (uint64_t)FORCED << 32 | 0x2a, 8);
	assert_int_equal(resolve(mc, MC_CLIENT_AXISW, 0).sid, 0x2a);
	assert_int_equal(mc_mmio_read(mc, MC_REGION_SID, override_of(MC_CLIENT_AXISW), 8),
			 (uint64_t)FORCED << 32 | 0x2a);
	/* So does a byte: bit 8 is bit 0 of the second. */
	mc_mmio_write(mc, MC_REGION_SID, security_of(MC_CLIENT_AXISW) + 1, 0, 1);
	assert_false(resolve(mc, MC_CLIENT_AXISW, 0).overridden);
	assert_int_equal(f->logged, 0);
	mc_mmio_write(mc, MC_REGION_SID, override_of(MC_CLIENT_AXISW) + 2, ~UINT64_C(0), 4);
	assert_int_equal(mc_mmio_read(mc, MC_REGION_SID, 0x10000, 4), 0);
	assert_int_equal(mc_mmio_read(mc, MC_REGION_SID, override_of(MC_NR_CLIENTS), 4), 0);
	assert_int_equal(f->logged, 3);
	assert_int_equal(rd(mc, MC_REGION_SID, override_of(MC_CLIENT_AXISW)), 0x2a);
	assert_int_equal(mc_mmio_read(mc, MC_NR_REGIONS, 0, 4), 0);
}

/* A byte write to a write-1-to-clear register clears nothing else. */
static void narrow_clear(void **state)
{
	struct fixture *f = *state;
	struct bus_txn txn = { .client = 1 };
	unsigned int ch;

	mc_report_decerr(f->mc, &txn, 0);
	ch = reporting_channel(f->mc);
	mc_mmio_write(f->mc, MC_REGION_CH0 + ch, MC_INTSTATUS + 1, 0xff, 1);
	assert_int_equal(rd(f->mc, MC_REGION_CH0 + ch, MC_INTSTATUS), MC_INT_DECERR_EMEM);
}

static void broadcast_writes_all(void **state)
{
	struct mc *mc = ((struct fixture *)*state)->mc;
	unsigned int ch;

	wr(mc, MC_REGION_BROADCAST, 0x2004, 0x12345);
	for (ch = 0; ch < MC_NR_CHANNELS; ch++)
		assert_int_equal(rd(mc, MC_REGION_CH0 + ch, 0x2004), 0x12345);
	wr(mc, MC_REGION_CH0 + 3, 0x2004, 0x777);
	assert_int_equal(rd(mc, MC_REGION_CH0 + 3, 0x2004), 0x777);
	assert_int_equal(rd(mc, MC_REGION_CH0 + 4, 0x2004), 0x12345);
}

static void region_addresses(void **state)
{
	(void)state;
	assert_int_equal(tegra234_mc_region[MC_REGION_SID], 0x02c00000);
	assert_int_equal(tegra234_mc_region[MC_REGION_BROADCAST], 0x02c10000);
	assert_int_equal(tegra234_mc_region[MC_REGION_CH0 + 3], 0x02c50000);
	assert_int_equal(tegra234_mc_region[MC_REGION_CH0 + 4], 0x02b80000);
	assert_int_equal(tegra234_mc_region[MC_REGION_CH0 + 15], 0x01770000);
}

static uint64_t fuzz_offset(struct rng *r)
{
	static const uint32_t hot[] = {
		MC_INTSTATUS, MC_INTMASK, MC_ERR_STATUS, MC_GLOBAL_INTSTATUS,
		MC_SMMU_BYPASS_CONFIG, MC_CFG_CHANNEL_ENABLE,
	};

	switch (rng_below(r, 3)) {
	case 0:
		return hot[rng_below(r, sizeof(hot) / sizeof(hot[0]))];
	case 1:
		return rng_below(r, 8 * MC_NR_CLIENTS);
	default:
		return rng_next(r) >> (rng_below(r, 2) ? 48 : 0);
	}
}

/* After any writes, a locked client has its stream ID, and the interrupt is correct. */
static void fuzz_registers(void **state)
{
	uint32_t locked = FORCED | MC_SID_SECURITY_LOCKED;
	struct fixture *f = *state;
	struct bus_txn txn;
	long runs = rng_runs();
	struct rng r;
	long i;

	rng_init(&r, "mc");
	wr(f->mc, MC_REGION_SID, security_of(CLIENT_HDAR), locked);
	for (i = 0; i < runs; i++) {
		unsigned int region = rng_below(&r, MC_NR_REGIONS + 1);
		unsigned int size = 1u << rng_below(&r, 5);

		txn.client = (uint16_t)rng_next(&r);
		txn.write = rng_below(&r, 2);
		txn.sid = (uint8_t)rng_next(&r);
		if (rng_below(&r, 2))
			mc_mmio_write(f->mc, region, fuzz_offset(&r), rng_next(&r), size);
		else
			mc_mmio_read(f->mc, region, fuzz_offset(&r), size);
		if (!rng_below(&r, 8))
			mc_report_decerr(f->mc, &txn, rng_next(&r));
		assert_true(resolve(f->mc, txn.client, txn.sid).sid <= 0x7f);
		assert_int_equal(resolve(f->mc, CLIENT_HDAR, txn.sid).sid, 0x03);
	}
	wr(f->mc, MC_REGION_BROADCAST, MC_INTSTATUS, UINT32_MAX);
	assert_false(f->line);
}

struct text {
	unsigned int lines;
	char all[32768];
};

static void on_line(void *opaque, const char *line)
{
	struct text *t = opaque;

	assert_null(strchr(line, '\n'));
	assert_true(strlen(t->all) + strlen(line) + 2 < sizeof(t->all));
	strcat(t->all, line);
	strcat(t->all, "\n");
	t->lines++;
}

static void in_words(void **state)
{
	struct fixture *f = *state;
	struct bus_txn txn = { .client = CLIENT_HDAR, .addr = 0x1000 };
	struct text t = { 0 };

	wr(f->mc, MC_REGION_SID, 8 * CLIENT_HDAR + 4, 0x10101);
	wr(f->mc, MC_REGION_CH0 + 3, MC_SMMU_BYPASS_CONFIG, MC_BYPASS_LOCKED | MC_BYPASS_NONE);
	mc_report_decerr(f->mc, &txn, 0x1000);
	mc_show(f->mc, on_line, &t);
	assert_non_null(strstr(t.all, "channel 0: SMMU_BYPASS_CONFIG 0x00000002, 0x7f passes"));
	assert_null(strstr(t.all, "channel 2: SMMU_BYPASS_CONFIG"));
	assert_non_null(strstr(t.all, "channel 3: SMMU_BYPASS_CONFIG 0x80000003, none passes"));
	assert_non_null(strstr(t.all, "around, locked\n"));
	assert_non_null(strstr(t.all, "channel 4: SMMU_BYPASS_CONFIG 0x00000002"));
	assert_non_null(strstr(t.all, "channel 4: INTSTATUS 0x40, ERR_STATUS 0x"));
	assert_non_null(strstr(t.all, "client 0x015 hdar: niso0, stream 0x03 forced, locked\n"));
	assert_non_null(strstr(t.all, "client 0x08c axisr: niso0, stream 0x04 not forced\n"));
	assert_non_null(strstr(t.all, "client 0x000 ptcr: no SMMU\n"));
	assert_int_equal(f->logged, 0);
}

static void firmware_settings_change(void **state)
{
	struct fixture *f = *state;

	mc_set_firmware(f->mc, MC_BYPASS_LOCKED | MC_BYPASS_NONE, true);
	assert_int_equal(rd(f->mc, MC_REGION_CH0, MC_SMMU_BYPASS_CONFIG), MC_BYPASS_SID);
	mc_reset(f->mc);
	assert_int_equal(rd(f->mc, MC_REGION_CH0, MC_SMMU_BYPASS_CONFIG),
			 MC_BYPASS_LOCKED | MC_BYPASS_NONE);
	assert_int_equal(rd(f->mc, MC_REGION_SID, 8 * CLIENT_HDAR + 4), 0x10101);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(reset_state),
		T(table_is_sorted),
		T(bad_configurations),
		T(override_replaces_sid),
		T(device_sid_counts_without_override),
		T(a_forced_client_without_ns_bypasses),
		T(clients_without_registers),
		T(security_may_be_closed),
		T(lock_holds_until_reset),
		T(firmware_may_lock),
		T(lock_may_leave_the_sid),
		T(firmware_may_send_all_around),
		T(firmware_may_let_devices_choose),
		T(sid_7f_bypasses),
		T(one_channel_opens_the_way),
		T(bypass_lock_holds),
		T(decoding),
		T(error_log),
		T(smmu_fault_shows_the_sentinel),
		T(first_error_stands),
		T(access_shapes),
		T(narrow_clear),
		T(broadcast_writes_all),
		T(region_addresses),
		T(in_words),
		T(firmware_settings_change),
		T(fuzz_registers),
	};

	return cmocka_run_group_tests_name("mc", tests, NULL, NULL);
}
