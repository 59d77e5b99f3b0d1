// SPDX-License-Identifier: GPL-2.0-only
/* Memory controller: takeover from firmware's state, and the host's accesses. */
#include "env.h"
#include "hyp/tegra/soc.h"
#include "mc_model.h"
#include "shim_internal.h"
#include "hyp/tegra/mc_regs.h"

#define AXISR	0x8c
#define AXISW	0x8d
#define UFSHCR	0x90	/* has no row; its device may choose the stream ID */
#define PSCR	0x33	/* the secure world's */
#define LAST	0x124

#define BYPASS_ALL	0
#define BYPASS_SID	MC_SMMU_BYPASS_MODE_SID
#define FORCED		(MC_SID_SECURITY_OVERRIDE | MC_SID_SECURITY_NS)
#define BYPASS_NONE	MC_SMMU_BYPASS_MODE_NONE
#define LOCKED		MC_SMMU_BYPASS_LOCKED

static const struct iommu_row rows[] = {
	ROW(0, 0x04, AXISR), ROW(0, 0x04, AXISW),
	ROW(0, 0x0c, PKVM_IOMMU_NO_CLIENT),
	ROW(1, 0x02, 0x63), ROW(1, 0x02, 0x67),
};

static struct mc_model *model;
static struct hyp_mc mc;
static struct iommu_guard *guard = &mc.guard;
static u64 writes, lost_write;
static u32 lost_bits;		/* of the stream-ID page */
static u32 lost_mode;		/* of the bypass registers */
static struct mc_model_firmware firmware;	/* for the next init() */
static u16 unpaired[MC_MAX_CLIENTS];
static const u16 secure[] = { PSCR };

struct region {
	unsigned int nr;
};

static struct region regions[MC_MODEL_REGIONS];

/* Other accesses may abort at EL2. */
static void check_access(unsigned int region, u64 off, unsigned int size)
{
	assert_int_equal(size, 4);
	assert_int_equal(off % 4, 0);
	assert_true(region || mc_model_has(off / 8));
}

static u64 reads;

static u64 region_read(void *opaque, u64 off, unsigned int size)
{
	reads++;
	check_access(((struct region *)opaque)->nr, off, size);
	return mc_model_read(model, ((struct region *)opaque)->nr, off, size);
}

static void region_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	check_access(((struct region *)opaque)->nr, off, size);
	if (!((struct region *)opaque)->nr)
		val &= ~(u64)lost_bits;
	else if (off == MC_SMMU_BYPASS_CONFIG)
		val &= ~(u64)lost_mode;
	if (++writes != lost_write)
		mc_model_write(model, ((struct region *)opaque)->nr, off, val, size);
}

static const struct shim_mmio_ops ops = { region_read, region_write };

static bool has_row(unsigned int client)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].client == client)
			return true;
	}
	return false;
}

/* All clients that have registers, but for those of rows. */
static unsigned int list_unpaired(void)
{
	unsigned int client, nr = 0;

	for (client = 0; client < MC_NR_CLIENTS; client++) {
		if (mc_model_has(client) && !has_row(client))
			unpaired[nr++] = client;
	}
	return nr;
}

static void init(u32 bypass, bool lock_overrides)
{
	unsigned int i;

	shim_mmio_reset();
	firmware.lock_overrides = lock_overrides;
	model = mc_model_new(bypass, &firmware);
	mc = (struct hyp_mc) {
		.guard = { .ops = &pkvm_tegra_mc_ops, .nr_regs = MC_MODEL_REGIONS },
		.unpaired = unpaired, .nr_unpaired = list_unpaired(),
		.secure = secure, .nr_secure = ARRAY_SIZE(secure),
	};
	hyp_spin_lock_init(&guard->lock);
	writes = 0;
	lost_write = 0;
	lost_bits = 0;
	lost_mode = 0;
	for (i = 0; i < MC_MODEL_REGIONS; i++) {
		regions[i].nr = i;
		shim_add_mmio(mc_model_base(i), 0x10000, &ops, &regions[i]);
		guard->regs[i].base = mc_model_base(i);
		guard->regs[i].size = 0x10000;
		guard->regs[i].va = shim_ioremap(mc_model_base(i), 0x10000);
	}
}

static void fini(void)
{
	firmware = (struct mc_model_firmware) { };
	mc_model_free(model);
	shim_mmio_reset();
}

/* The stream-ID page, but for which client is which. */
static u64 checksum(void)
{
	u64 off, sum = 0;

	for (off = 0; off < 8 * MC_NR_CLIENTS; off += 4) {
		if (mc_model_has(off / 8))
			sum = sum * 31 + mc_model_read(model, 0, off, 4);
	}
	return sum;
}

/* Whatever the probe tries, the registers are as before. */
static int mc_probe_rows(const struct iommu_row *r, unsigned int nr)
{
	u64 before = checksum();
	int ret = guard->ops->probe(guard, r, nr);

	assert_int_equal(checksum(), before);
	return ret;
}

static int mc_probe(void)
{
	return mc_probe_rows(rows, ARRAY_SIZE(rows));
}

static int mc_takeover(void)
{
	int ret;

	hyp_spin_lock(&guard->lock);
	ret = guard->ops->takeover(guard);
	hyp_spin_unlock(&guard->lock);
	return ret;
}

static bool mc_lost(void)
{
	bool ret;

	hyp_spin_lock(&guard->lock);
	ret = guard->ops->lost(guard);
	hyp_spin_unlock(&guard->lock);
	return ret;
}

static int mc_restore(void)
{
	int ret;

	hyp_spin_lock(&guard->lock);
	ret = guard->ops->close(guard) ?: guard->ops->restore(guard);
	hyp_spin_unlock(&guard->lock);
	return ret;
}

static int take_over(void)
{
	return mc_probe() ?: mc_takeover();
}

static void fw_client(unsigned int client, u32 sid, u32 security)
{
	mc_model_write(model, 0, MC_SID_OVERRIDE(client), sid, 4);
	mc_model_write(model, 0, MC_SID_SECURITY(client), security, 4);
}

/* Locks all clients to 0x7f, as Tegra194's firmware does. */
static void fw_lock_to_passthrough(void)
{
	unsigned int client;

	for (client = 0; client < MC_NR_CLIENTS; client++) {
		if (mc_model_has(client))
			fw_client(client, 0x7f, FORCED | MC_SID_SECURITY_LOCKED);
	}
}

/* Clients with a row have the row's stream ID, whatever the device presents. */
static void check_rows(void)
{
	unsigned int sid;

	for (sid = 0; sid < 0x80; sid++) {
		assert_int_equal(mc_model_sid(model, AXISR, sid), 0x04);
		assert_int_equal(mc_model_sid(model, AXISW, sid), 0x04);
		assert_int_equal(mc_model_sid(model, 0x63, sid), 0x02);
		assert_int_equal(mc_model_sid(model, 0x67, sid), 0x02);
		assert_false(mc_model_bypasses(model, AXISR, sid));
	}
}

/* Other clients can't choose a stream ID or bypass the SMMU either. */
static void check_contained(void)
{
	unsigned int client, sid, first;

	check_rows();
	for (client = 0; client < MC_NR_CLIENTS; client++) {
		first = mc_model_sid(model, client, 0);
		for (sid = 0; sid < 0x80 && mc_model_has(client); sid++) {
			assert_int_equal(mc_model_sid(model, client, sid), first);
			assert_false(mc_model_bypasses(model, client, sid));
		}
	}
}

static void test_takeover(void **state)
{
	static const u32 modes[] = {
		BYPASS_SID, BYPASS_ALL, BYPASS_NONE, 1, BYPASS_SID | LOCKED, BYPASS_NONE | LOCKED,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		init(modes[i], false);
		fw_client(AXISR, 0x7f, 0);
		fw_client(UFSHCR, 0x0c, 0);
		assert_int_equal(take_over(), 0);
		check_contained();
		assert_int_equal(mc_model_sid(model, UFSHCR, 0x55), 0x0c);
		fini();
	}
}

static void test_locked_as_wanted(void **state)
{
	init(BYPASS_SID | LOCKED, true);
	fw_client(AXISR, 0x04, FORCED | MC_SID_SECURITY_LOCKED);
	assert_int_equal(take_over(), 0);
	check_contained();
	fini();
}

static void test_locked_otherwise(void **state)
{
	static const u32 wrong[] = { 0x05, 0x7f };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		init(BYPASS_NONE, false);
		fw_client(AXISW, wrong[i], FORCED | MC_SID_SECURITY_LOCKED);
		assert_int_equal(mc_probe(), -EPERM);
		assert_int_equal(guard->culprit, AXISW);
		fini();
	}
}

/* No device was described that would rely on the SoC's own stream ID. */
static void test_added_rows(void **state)
{
	static const struct iommu_row display = { .sid = 0x01, .nr_sids = 1, .smmu = 2,
						  .client = 0x92, .added = true };
	static const struct { u32 bypass, sid, security; int ret; u32 expected; } cases[] = {
		{ BYPASS_SID, 0x7f, 0, 0, 0x01 },
		{ BYPASS_SID, 0x7f, FORCED, 0, 0x01 },
		{ BYPASS_SID | LOCKED, 0x7f, FORCED, 0, 0x01 },
		{ BYPASS_SID, 0x33, FORCED | MC_SID_SECURITY_LOCKED, 0, 0x33 },
		{ BYPASS_SID | LOCKED, 0x33, FORCED | MC_SID_SECURITY_LOCKED, 0, 0x33 },
		{ BYPASS_SID, 0x7f, FORCED | MC_SID_SECURITY_LOCKED, 0, 0x7f },
		{ BYPASS_SID | LOCKED, 0x7f, FORCED | MC_SID_SECURITY_LOCKED, -EPERM, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		init(cases[i].bypass, false);
		mc.nr_unpaired = 0;
		fw_client(0x92, cases[i].sid, cases[i].security);
		assert_int_equal(mc_probe_rows(&display, 1), cases[i].ret);
		if (!cases[i].ret) {
			assert_int_equal(mc_takeover(), 0);
			assert_int_equal(mc_model_sid(model, 0x92, 0x55), cases[i].expected);
			assert_false(mc_model_bypasses(model, 0x92, 0x55));
		}
		fini();
	}
}

/* Security registers ignore non-secure writes: what firmware left decides. */
static void test_closed_security_registers(void **state)
{
	u32 sid;

	firmware.security_closed = true;
	init(BYPASS_SID, false);
	/* A stream ID of firmware's: the probe tries another, in vain, and puts it back. */
	mc_model_write(model, 0, MC_SID_OVERRIDE(AXISR), 0x21, 4);
	mc_model_write(model, 0, MC_SID_OVERRIDE(0x63), 0x22, 4);
	assert_int_equal(take_over(), 0);
	assert_int_equal(mc_model_read(model, 0, MC_SID_OVERRIDE(AXISR), 4), 0x21);
	assert_true(pkvm_tegra_mc_chooses_sid(&mc, AXISR));
	assert_false(pkvm_tegra_mc_chooses_sid(&mc, 0x63));
	assert_false(pkvm_tegra_mc_chooses_sid(&mc, 0));
	for (sid = 0; sid < 0x80; sid++)
		assert_false(mc_model_bypasses(model, AXISR, sid));
	assert_int_equal(mc_model_sid(model, 0x63, 0x7f), 0x02);
	assert_int_equal(mc_restore(), 0);
	fini();

	firmware.security_closed = true;
	init(BYPASS_SID | LOCKED, false);
	assert_int_equal(mc_probe(), -EPERM);
	fini();
}

/* The bypass of 0x7f is locked on, but the clients' stream IDs can still be written. */
static void test_locked_to_passthrough(void **state)
{
	firmware.lock_leaves_sid = true;
	init(BYPASS_SID | LOCKED, false);
	fw_lock_to_passthrough();
	assert_int_equal(take_over(), 0);
	check_contained();
	fini();
}

/* Firmware has locked the bypass of all clients open, on all channels or on one. */
static void test_bypass_locked_open(void **state)
{
	unsigned int mode, ch;

	for (mode = 0; mode < 2; mode++) {
		init(mode | LOCKED, false);
		assert_int_equal(mc_probe(), -EPERM);
		fini();
		for (ch = MC_CHANNEL0; ch < MC_MODEL_REGIONS; ch++) {
			init(BYPASS_NONE, false);
			mc_model_write(model, ch, MC_SMMU_BYPASS_CONFIG, mode | LOCKED, 4);
			assert_int_equal(mc_probe(), -EPERM);
			assert_int_equal(writes, 0);
			fini();
		}
	}
}

/* The bypass of 0x7f is locked on, and a client is locked without override. */
static void test_can_choose_passthrough(void **state)
{
	unsigned int client;

	for (client = 0; client < MC_NR_CLIENTS; client++) {
		if (!mc_model_has(client))
			continue;
		init(BYPASS_SID | LOCKED, false);
		fw_client(client, 0x03, MC_SID_SECURITY_LOCKED);
		assert_int_equal(mc_probe(), -EPERM);
		fini();
		init(BYPASS_SID, false);
		fw_client(client, 0x03, MC_SID_SECURITY_LOCKED);
		assert_int_equal(take_over(), 0);
		assert_true(pkvm_tegra_mc_chooses_sid(&mc, client));
		assert_false(mc_model_bypasses(model, client, 0x7f));
		/* A stream ID that is not forced has no effect. */
		mc_model_reset(model);
		fw_client(client, 0x05, MC_SID_SECURITY_LOCKED);
		assert_int_equal(mc_restore(), 0);
		fini();
	}
}

/* EL2 forces 0 on unpaired clients that have 0x7f or more, forced by firmware or not. */
static void test_passthrough_without_row(void **state)
{
	static const u32 security[] = { 0, FORCED }, sids[] = { 0x7f, 0x80, 0xff };
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(security); i++) {
		for (j = 0; j < ARRAY_SIZE(sids); j++) {
			init(BYPASS_SID | LOCKED, false);
			fw_client(UFSHCR, sids[j], security[i]);
			assert_int_equal(take_over(), 0);
			assert_int_equal(mc_model_sid(model, UFSHCR, 0x7f), 0);
			assert_false(mc_model_bypasses(model, UFSHCR, 0x7f));
			fini();
		}
	}
}

/* A client is locked to 0x7f: the probe refuses if 0x7f bypasses, and only then. */
static void test_locked_passthrough_without_row(void **state)
{
	const u32 bound = FORCED | MC_SID_SECURITY_LOCKED;

	init(BYPASS_SID | LOCKED, false);
	fw_client(UFSHCR, 0x7f, bound);
	assert_int_equal(mc_probe(), -EPERM);
	fini();

	init(BYPASS_SID, false);
	fw_client(UFSHCR, 0x7f, bound);
	assert_int_equal(take_over(), 0);
	check_contained();
	fini();
}

/* A client that is forced to be secure: EL2 clears that, unless it is locked. */
static void test_secure_clients(void **state)
{
	static const unsigned int clients[] = { AXISR, UFSHCR, LAST };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(clients); i++) {
		init(BYPASS_NONE, false);
		fw_client(clients[i], 0x04, MC_SID_SECURITY_OVERRIDE);
		assert_true(mc_model_bypasses(model, clients[i], 0x04));
		assert_int_equal(take_over(), 0);
		check_contained();
		fini();

		init(BYPASS_NONE, false);
		fw_client(clients[i], 0x04, MC_SID_SECURITY_OVERRIDE | MC_SID_SECURITY_LOCKED);
		assert_int_equal(mc_probe(), -EPERM);
		fini();
	}
}

/* The secure world's client stays as it is, or is forced as any other. */
static void test_secure_worlds_client(void **state)
{
	static const u32 locks[] = { 0, MC_SID_SECURITY_LOCKED };
	unsigned int i;
	u32 sec;

	for (i = 0; i < ARRAY_SIZE(locks); i++) {
		init(BYPASS_SID | LOCKED, false);
		sec = MC_SID_SECURITY_OVERRIDE | locks[i];
		fw_client(PSCR, 0x7f, sec);
		assert_int_equal(take_over(), 0);
		assert_int_equal(mc_model_read(model, 0, MC_SID_SECURITY(PSCR), 4), sec);
		assert_int_equal(mc_model_sid(model, PSCR, 0), 0x7f);
		assert_false(pkvm_tegra_mc_chooses_sid(&mc, PSCR));
		fini();
	}
	init(BYPASS_SID | LOCKED, false);
	fw_client(PSCR, 0x03, MC_SID_SECURITY_LOCKED);
	assert_int_equal(mc_probe(), -EPERM);
	fini();
}

/* -- channels with streams of their own --------------------------------------- */

static const struct iommu_row channel_rows[] = {
	ROW(0, 0x04, AXISR), ROW(0, 0x04, AXISW), ROW(0, 0x0e, PKVM_IOMMU_CHANNEL(2)),
	ROW(1, 0x02, 0x63), ROW(1, 0x02, 0x67),
};

static const u16 held[] = { AXISR, AXISW };
static const struct hyp_sid sid_guard = { .held = held, .nr_held = ARRAY_SIZE(held) };

static void init_channels(u32 bypass)
{
	init(bypass, false);
	mc.sid = &sid_guard;
}

static int take_over_channels(void)
{
	return mc_probe_rows(channel_rows, ARRAY_SIZE(channel_rows)) ?: mc_takeover();
}

/* The engine's clients present what it chooses, and no other client does; all are locked. */
static void check_channels(void)
{
	unsigned int sid;

	for (sid = 0; sid < 0x80; sid++) {
		assert_int_equal(mc_model_sid(model, AXISR, sid), sid);
		assert_int_equal(mc_model_sid(model, AXISW, sid), sid);
		assert_false(mc_model_bypasses(model, AXISR, sid));
		assert_false(mc_model_bypasses(model, AXISW, sid));
		assert_int_equal(mc_model_sid(model, 0x63, sid), 0x02);
	}
	assert_true(mc_model_read(model, 0, MC_SID_SECURITY(AXISR), 4) & MC_SID_SECURITY_LOCKED);
	assert_true(mc_model_read(model, 0, MC_SID_SECURITY(AXISW), 4) & MC_SID_SECURITY_LOCKED);
	assert_true(pkvm_tegra_mc_chooses_sid(&mc, AXISR));
	assert_false(pkvm_tegra_mc_chooses_sid(&mc, 0x63));
}

static void test_channels(void **state)
{
	static const u32 security[] = {
		0, FORCED, MC_SID_SECURITY_NS, MC_SID_SECURITY_OVERRIDE, MC_SID_SECURITY_LOCKED,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(security); i++) {
		init_channels(BYPASS_SID);
		fw_client(AXISR, 0x7f, security[i]);
		fw_client(AXISW, 0x04, security[i]);
		assert_int_equal(take_over_channels(), 0);
		check_channels();
		mc_model_reset(model);
		/* A lock of firmware's is there again when EL2 wakes up. */
		if (security[i] & MC_SID_SECURITY_LOCKED) {
			fw_client(AXISR, 0x7f, security[i]);
			fw_client(AXISW, 0x04, security[i]);
		}
		assert_int_equal(mc_restore(), 0);
		check_channels();
		fini();
	}
}

/* Without rows of channels, or behind a client that no guard holds: forced. */
static void test_no_channels(void **state)
{
	init_channels(BYPASS_SID);
	assert_int_equal(take_over_channels(), 0);
	fini();
	init_channels(BYPASS_SID);
	assert_int_equal(take_over(), 0);
	check_contained();
	fini();
	init_channels(BYPASS_SID);
	mc.sid = NULL;
	assert_int_equal(take_over_channels(), 0);
	check_contained();
	fini();
}

/* Firmware forces a stream ID for good, or lets 0x7f pass around: no driver could work. */
static void test_channels_not_freed(void **state)
{
	static const struct { u32 bypass, security; u16 culprit; } cases[] = {
		{ BYPASS_SID, FORCED | MC_SID_SECURITY_LOCKED, AXISW },
		{ BYPASS_SID | LOCKED, 0, AXISR },
		{ BYPASS_SID | LOCKED, MC_SID_SECURITY_LOCKED, AXISR },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		init_channels(cases[i].bypass);
		fw_client(AXISW, 0x04, cases[i].security);
		assert_int_equal(take_over_channels(), -EPERM);
		assert_int_equal(guard->culprit, cases[i].culprit);
		fini();
	}
	firmware.security_closed = true;
	init_channels(BYPASS_SID);
	assert_int_equal(take_over_channels(), 0);
	assert_int_equal(mc_model_sid(model, AXISR, 0x55), 0x55);
	fini();
}

/* At the wake, firmware locks a stream ID on the engine: the system is reset. */
static void test_channels_locked_at_wake(void **state)
{
	init_channels(BYPASS_SID);
	assert_int_equal(take_over_channels(), 0);
	mc_model_reset(model);
	fw_client(AXISR, 0x04, FORCED | MC_SID_SECURITY_LOCKED);
	assert_int_equal(mc_restore(), -EIO);
	fini();
}

/* Each lost write is reported, or has no effect. */
static void test_channels_lost_writes(void **state)
{
	u64 nr, total;
	int ret;

	init_channels(BYPASS_SID);
	fw_client(AXISR, 0x7f, FORCED);
	assert_int_equal(mc_probe_rows(channel_rows, ARRAY_SIZE(channel_rows)), 0);
	writes = 0;
	assert_int_equal(mc_takeover(), 0);
	total = writes;
	fini();
	for (nr = 1; nr <= total; nr++) {
		init_channels(BYPASS_SID);
		fw_client(AXISR, 0x7f, FORCED);
		assert_int_equal(mc_probe_rows(channel_rows, ARRAY_SIZE(channel_rows)), 0);
		writes = 0;
		lost_write = nr;
		ret = mc_takeover();
		assert_true(!ret || ret == -EIO);
		if (!ret)
			check_channels();
		fini();
	}
}

static void refuse(struct iommu_row a, struct iommu_row b, unsigned int nr)
{
	struct iommu_row bad[] = { a, b };

	init(BYPASS_NONE, false);
	assert_int_equal(mc_probe_rows(bad, nr), -EINVAL);
	fini();
}

static void test_too_many_clients(void **state)
{
	static u16 many[MC_MAX_CLIENTS + 1];
	unsigned int i;

	init(BYPASS_NONE, false);
	mc.unpaired = many;
	mc.nr_unpaired = ARRAY_SIZE(many);
	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = AXISR;
	assert_int_equal(mc_probe_rows(NULL, 0), -ENOSPC);
	fini();
}

static void test_bad_rows(void **state)
{
	refuse(ROW(0, 0x00, AXISR), (struct iommu_row){ }, 1);
	refuse(ROW(0, 0x7f, AXISR), (struct iommu_row){ }, 1);
	refuse(ROW(0, 0x84, AXISR), (struct iommu_row){ }, 1);
	refuse(ROW(0, 0x04, MC_NR_CLIENTS), (struct iommu_row){ }, 1);
	refuse(ROW(0, 0x04, AXISR), ROW(0, 0x05, AXISR), 2);
}

static void test_regions(void **state)
{
	init(BYPASS_NONE, false);
	guard->nr_regs = 2;
	assert_int_equal(mc_probe(), -ENODEV);
	guard->nr_regs = MC_MODEL_REGIONS;
	guard->regs[3].size = 0x1000;
	assert_int_equal(mc_probe(), -ENODEV);
	fini();
}

/* Each lost write is either repeated or reported. */
static void test_lost_writes(void **state)
{
	u64 nr, total;
	int ret, errors = 0;

	init(BYPASS_SID, false);
	assert_int_equal(mc_probe(), 0);
	writes = 0;
	assert_int_equal(mc_takeover(), 0);
	total = writes;
	fini();
	for (nr = 1; nr <= total; nr++) {
		init(BYPASS_SID, false);
		assert_int_equal(mc_probe(), 0);
		writes = 0;
		lost_write = nr;
		ret = mc_takeover();
		assert_true(!ret || ret == -EIO);
		errors += !!ret;
		if (!ret)
			check_contained();
		fini();
	}
	/* The bypass, and each client that firmware has not forced. */
	assert_true(errors > 60);
}

/* A register that takes the override takes the lock, too. */
static void test_lock_not_taken(void **state)
{
	init(BYPASS_SID, false);
	assert_int_equal(mc_probe(), 0);
	lost_bits = MC_SID_SECURITY_LOCKED;
	assert_int_equal(mc_takeover(), -EIO);
	fini();
}

/* The bypass register takes the lock, but not the mode: 0x7f passes after all. */
static void test_bypass_mode_not_taken(void **state)
{
	init(BYPASS_SID, false);
	assert_int_equal(mc_probe(), 0);
	lost_mode = BYPASS_NONE & ~BYPASS_SID;
	assert_int_equal(mc_takeover(), -EIO);
	fini();
}

/* -- the host's accesses ------------------------------------------------------ */

static void host_access(u64 addr, unsigned int size, bool write, u64 *val)
{
	unsigned int range = 0;

	while (addr < guard->regs[range].base || addr - guard->regs[range].base >= 0x10000)
		range++;
	hyp_spin_lock(&guard->lock);
	guard->ops->host_access(guard, range, addr - guard->regs[range].base, size,
				  write, val);
	hyp_spin_unlock(&guard->lock);
}

static u64 host_read(u64 addr, unsigned int size)
{
	u64 val = 0x5a5a5a5a5a5a5a5a;

	host_access(addr, size, false, &val);
	return val;
}

static void host_write(u64 addr, unsigned int size, u64 val)
{
	host_access(addr, size, true, &val);
}

static bool always_aborts(u64 phys, bool write)
{
	return true;
}

static u64 aborts_at;

static bool one_aborts(u64 phys, bool write)
{
	return phys == aborts_at;
}

static bool writes_abort(u64 phys, bool write)
{
	return write && phys == aborts_at;
}

/* The probe ends, and has written nothing, if a register that EL2 reads aborts. */
static void test_probe_aborts(void **state)
{
	unsigned int region;

	for (region = 0; region < MC_MODEL_REGIONS + 1; region++) {
		init(BYPASS_SID, false);
		aborts_at = region == MC_MODEL_REGIONS ?
			    mc_model_base(0) + MC_SID_SECURITY(rows[0].client) :
			    mc_model_base(region) +
			    (region ? MC_SMMU_BYPASS_CONFIG : MC_SID_OVERRIDE(rows[0].client));
		writes = 0;
		shim_mmio_aborts = one_aborts;
		assert_int_equal(mc_probe(), -ENODEV);
		shim_mmio_aborts = NULL;
		assert_int_equal(writes, 0);
		fini();
	}
}

/* A register that is closed to EL2's writes: as if they had no effect. */
static void test_write_aborts(void **state)
{
	init(BYPASS_ALL, false);
	aborts_at = mc_model_base(MC_BROADCAST) + MC_SMMU_BYPASS_CONFIG;
	shim_mmio_aborts = writes_abort;
	assert_int_equal(mc_probe(), 0);
	assert_int_equal(mc_takeover(), -EIO);
	shim_mmio_aborts = NULL;
	fini();
	init(BYPASS_ALL, false);
	aborts_at = mc_model_base(0) + MC_SID_SECURITY(rows[0].client);
	shim_mmio_aborts = writes_abort;
	assert_int_equal(mc_probe(), 0);
	aborts_at = mc_model_base(0) + MC_SID_SECURITY(rows[1].client);
	assert_int_equal(mc_takeover(), -EIO);
	shim_mmio_aborts = NULL;
	fini();
}

/* What drivers read of broadcast and channel pages, and what EL2 does. */
static bool known(u64 off)
{
	static const u64 regs[] = {
		0x0, 0x4, 0x8, 0xc, 0x54, 0x654, 0x658, 0x67c, 0x680, 0x9b0, 0x9b4, 0x9c0, 0x9c4,
		0xc00, 0xc04, 0xdf8, 0xf24, 0x11fc, 0x1820, 0x1880,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		if (off == regs[i])
			return true;
	}
	for (i = 1; i < 32; i++) {
		u64 first = i < 6 ? 0xc0c + 0x50 * (i - 1) : 0x2004 + 0x50 * (i - 6);

		if (off >= first && off < first + 12)
			return true;
	}
	return false;
}

/* Each register that can be read is one that is read, and the reverse. */
static void test_host_reads_known_registers(void **state)
{
	unsigned int region;
	u64 off, before;

	init(BYPASS_SID, false);
	assert_int_equal(take_over(), 0);
	for (region = 1; region < MC_MODEL_REGIONS; region++) {
		for (off = 0; off < 0x10000; off += 4) {
			before = reads;
			host_read(mc_model_base(region) + off, 4);
			assert_int_equal(reads - before, known(off));
		}
	}
	fini();
}

/* Not each register may be answered. */
static void test_host_read_aborts(void **state)
{
	init(BYPASS_SID, false);
	assert_int_equal(take_over(), 0);
	guard->aborted = false;
	shim_mmio_aborts = always_aborts;
	assert_int_equal(host_read(mc_model_base(1) + 0xc04, 4), 0);
	assert_true(guard->aborted);
	guard->aborted = false;
	assert_int_equal(host_read(mc_model_base(1) + 0xc08, 4), 0);
	assert_false(guard->aborted);
	host_write(mc_model_base(2), 4, 1);
	assert_true(guard->aborted);
	shim_mmio_aborts = NULL;
	fini();
}

static void test_host_reads(void **state)
{
	unsigned int region, size;
	u64 off;

	init(BYPASS_SID, false);
	assert_int_equal(take_over(), 0);
	for (region = 0; region < MC_MODEL_REGIONS; region++) {
		for (off = 0; off < 0x10000; off += 4)
			assert_int_equal(host_read(mc_model_base(region) + off, 4),
					 mc_model_read(model, region, off, 4));
	}
	for (size = 1; size <= 16; size *= 2) {
		if (size != 4)
			assert_int_equal(host_read(mc_model_base(0) + 8 * AXISR, size), 0);
	}
	for (off = 1; off < 4; off++)
		assert_int_equal(host_read(mc_model_base(0) + 8 * AXISR + off, 4), 0);
	assert_int_equal(guard->refused, 0);
	fini();
}

static bool allowed(unsigned int region, u64 off)
{
	if (!region)
		return false;
	return region == 1 ? off == 0x4 || off == 0xf24 : off == 0;
}

/* A host write to each register of each page changes it only if that is allowed. */
static void test_host_writes(void **state)
{
	unsigned int region;
	u64 off, before, dropped = 0;

	init(BYPASS_SID, false);
	assert_int_equal(take_over(), 0);
	for (region = 0; region < MC_MODEL_REGIONS; region++) {
		for (off = 0; off < 0x10000; off += 4) {
			before = writes;
			host_write(mc_model_base(region) + off, 4,
				   ~mc_model_read(model, region, off, 4));
			assert_int_equal(writes - before, allowed(region, off));
			dropped += !allowed(region, off);
			assert_int_equal(guard->refused, dropped);
		}
	}
	check_contained();
	fini();
}

static void test_odd_writes(void **state)
{
	static const struct { u64 off; unsigned int size; } odd[] = {
		{ 0x4, 1 }, { 0x4, 2 }, { 0x4, 8 }, { 0x5, 4 }, { 0x6, 4 }, { 0x0, 8 }, { 0x4, 16 },
		{ 0xf24, 8 }, { 0xf20, 8 }, { 0xf23, 4 }, { 0xfffc, 8 }, { 0xffff, 4 },
	};
	unsigned int i, region;

	init(BYPASS_SID, false);
	assert_int_equal(take_over(), 0);
	writes = 0;
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		for (region = 0; region < 3; region++)
			host_write(mc_model_base(region) + odd[i].off, odd[i].size, ~0ULL);
	}
	assert_int_equal(writes, 0);
	assert_int_equal(guard->refused, 3 * ARRAY_SIZE(odd));
	fini();
}

/* Writes that mainline's tegra-mc makes at attach and resume: the value is set already. */
static void test_writes_that_change_nothing(void **state)
{
	u64 base = mc_model_base(0);

	init(BYPASS_SID, false);
	assert_int_equal(take_over(), 0);
	writes = 0;
	host_write(base + MC_SID_OVERRIDE(AXISR), 4, 0x04);
	host_write(base + MC_SID_SECURITY(AXISR), 4, host_read(base + MC_SID_SECURITY(AXISR), 4));
	assert_int_equal(guard->refused, 0);
	host_write(base + MC_SID_OVERRIDE(AXISR), 4, 0x05);
	host_write(base + MC_SID_SECURITY(AXISR), 4, 0);
	assert_int_equal(guard->refused, 2);
	assert_int_equal(writes, 0);
	fini();
}

/* No driver makes them in other pages: EL2 reads nothing there, since a read may abort. */
static void test_refused_writes_read_nothing(void **state)
{
	u64 bypass = mc_model_base(MC_BROADCAST) + MC_SMMU_BYPASS_CONFIG, val;

	init(BYPASS_SID, false);
	assert_int_equal(take_over(), 0);
	val = host_read(bypass, 4);
	writes = 0;
	reads = 0;
	host_write(bypass, 4, val);
	host_write(mc_model_base(MC_CHANNEL0) + MC_EMEM_ADR_CFG, 4, 0);
	assert_int_equal(guard->refused, 2);
	assert_int_equal(reads | writes, 0);
	fini();
}

/* The stream ID of every client, for any ID that its device presents. */
static void note_sids(u8 *sids)
{
	unsigned int client;

	for (client = 0; client < MC_NR_CLIENTS; client++)
		sids[client] = mc_model_sid(model, client, 0x55);
}

static void taken_over(u8 *sids)
{
	init(BYPASS_SID, false);
	fw_client(UFSHCR, 0x2d, 0);
	assert_int_equal(take_over(), 0);
	note_sids(sids);
	assert_int_equal(sids[UFSHCR], 0x2d);
	writes = 0;
}

/* Firmware gives a client another stream ID than at boot. */
static void test_restore(void **state)
{
	u8 before[MC_NR_CLIENTS], after[MC_NR_CLIENTS];

	taken_over(before);
	mc_model_reset(model);
	assert_int_equal(mc_model_sid(model, UFSHCR, 0x55), 0x55);
	assert_true(mc_model_bypasses(model, UFSHCR, 0x7f));
	assert_int_equal(mc_restore(), 0);
	check_contained();
	note_sids(after);
	assert_memory_equal(before, after, sizeof(before));
	writes = 0;
	assert_int_equal(mc_restore(), 0);
	assert_int_equal(writes, 1);
	fini();
}

/*
 * Whatever a suspend leaves of a client's registers, unlocked: they are as before, the lock
 * included. Also if firmware forces the right stream ID already.
 */
static void test_restore_from_any_registers(void **state)
{
	static const u32 left[] = { 0, MC_SID_SECURITY_OVERRIDE, MC_SID_SECURITY_NS, FORCED };
	u8 sids[MC_NR_CLIENTS];
	unsigned int i, client;
	u64 before;

	for (i = 0; i < 2 * ARRAY_SIZE(left); i++) {
		taken_over(sids);
		before = checksum();
		mc_model_reset(model);
		for (client = 0; client < MC_NR_CLIENTS; client++) {
			if (mc_model_has(client))
				fw_client(client, i & 1 ? sids[client] : 0x33, left[i / 2]);
		}
		assert_int_equal(mc_restore(), 0);
		assert_int_equal(checksum(), before);
		fini();
	}
}

static int restore_after(unsigned int region, u64 off, u32 val)
{
	u8 sids[MC_NR_CLIENTS];
	int ret;

	taken_over(sids);
	mc_model_reset(model);
	mc_model_write(model, region, off, val, 4);
	ret = mc_restore();
	fini();
	return ret;
}

/* Firmware may lock a client to its old stream ID only. */
static void test_restore_of_locked_clients(void **state)
{
	const u32 bound = MC_SID_SECURITY_LOCKED | FORCED;

	assert_int_equal(restore_after(0, MC_SID_SECURITY(AXISR), MC_SID_SECURITY_LOCKED), -EIO);
	assert_int_equal(restore_after(0, MC_SID_SECURITY(UFSHCR), bound), -EIO);
	assert_int_equal(restore_after(MC_BROADCAST, MC_SMMU_BYPASS_CONFIG, BYPASS_SID | LOCKED),
			 -EIO);
	assert_int_equal(restore_after(MC_BROADCAST, MC_SMMU_BYPASS_CONFIG, BYPASS_ALL | LOCKED),
			 -EIO);
	assert_int_equal(restore_after(MC_CHANNEL0, MC_SMMU_BYPASS_CONFIG, BYPASS_ALL | LOCKED),
			 -EIO);
	assert_int_equal(restore_after(MC_BROADCAST, MC_SMMU_BYPASS_CONFIG, BYPASS_NONE | LOCKED),
			 0);
}

/* Firmware locked a weak mode at boot, and leaves the register alone after a suspend. */
static void test_restore_of_a_tighter_bypass(void **state)
{
	unsigned int i;

	init(BYPASS_SID, false);
	for (i = MC_BROADCAST; i < MC_MODEL_REGIONS; i++)
		mc_model_write(model, i, MC_SMMU_BYPASS_CONFIG, BYPASS_SID | LOCKED, 4);
	assert_int_equal(take_over(), 0);
	mc_model_reset(model);
	assert_int_equal(mc_restore(), 0);
	assert_false(mc_lost());
	fini();
}

static void test_loss_is_seen(void **state)
{
	u8 sids[MC_NR_CLIENTS];

	taken_over(sids);
	assert_false(mc_lost());
	assert_int_equal(writes, 0);
	mc_model_reset(model);
	assert_true(mc_lost());
	assert_int_equal(mc_restore(), 0);
	assert_false(mc_lost());
	fini();
}

/* As at boot, firmware sets every client to 0x7f and locks all it can. */
static void test_restore_of_passthrough(void **state)
{
	u8 before[MC_NR_CLIENTS], after[MC_NR_CLIENTS];

	firmware.lock_leaves_sid = true;
	taken_over(before);
	mc_model_reset(model);
	fw_lock_to_passthrough();
	assert_int_equal(mc_restore(), 0);
	check_contained();
	note_sids(after);
	assert_memory_equal(before, after, sizeof(before));
	fini();
}

/* Each write lost in turn is noticed. */
static void test_restore_losing_writes(void **state)
{
	u8 sids[MC_NR_CLIENTS];
	u64 total, nr;

	taken_over(sids);
	mc_model_reset(model);
	assert_int_equal(mc_restore(), 0);
	total = writes;
	fini();
	assert_true(total > 100);
	for (nr = 1; nr <= total; nr++) {
		taken_over(sids);
		mc_model_reset(model);
		lost_write = nr;
		if (!mc_restore())
			check_contained();
		else
			assert_true(writes >= nr);
		fini();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_takeover),
		cmocka_unit_test(test_locked_as_wanted),
		cmocka_unit_test(test_locked_otherwise),
		cmocka_unit_test(test_added_rows),
		cmocka_unit_test(test_closed_security_registers),
		cmocka_unit_test(test_locked_to_passthrough),
		cmocka_unit_test(test_bypass_locked_open),
		cmocka_unit_test(test_can_choose_passthrough),
		cmocka_unit_test(test_passthrough_without_row),
		cmocka_unit_test(test_locked_passthrough_without_row),
		cmocka_unit_test(test_secure_clients),
		cmocka_unit_test(test_secure_worlds_client),
		cmocka_unit_test(test_channels),
		cmocka_unit_test(test_no_channels),
		cmocka_unit_test(test_channels_not_freed),
		cmocka_unit_test(test_channels_locked_at_wake),
		cmocka_unit_test(test_channels_lost_writes),
		cmocka_unit_test(test_too_many_clients),
		cmocka_unit_test(test_bad_rows),
		cmocka_unit_test(test_regions),
		cmocka_unit_test(test_lost_writes),
		cmocka_unit_test(test_lock_not_taken),
		cmocka_unit_test(test_bypass_mode_not_taken),
		cmocka_unit_test(test_host_reads),
		cmocka_unit_test(test_host_reads_known_registers),
		cmocka_unit_test(test_host_read_aborts),
		cmocka_unit_test(test_probe_aborts),
		cmocka_unit_test(test_write_aborts),
		cmocka_unit_test(test_host_writes),
		cmocka_unit_test(test_odd_writes),
		cmocka_unit_test(test_writes_that_change_nothing),
		cmocka_unit_test(test_refused_writes_read_nothing),
		cmocka_unit_test(test_restore),
		cmocka_unit_test(test_restore_from_any_registers),
		cmocka_unit_test(test_restore_of_locked_clients),
		cmocka_unit_test(test_restore_of_a_tighter_bypass),
		cmocka_unit_test(test_loss_is_seen),
		cmocka_unit_test(test_restore_of_passthrough),
		cmocka_unit_test(test_restore_losing_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
