// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tegra's memory controller in front of the SMMUs decides which stream ID a client
 * presents, and whether an access passes an SMMU at all. EL2 owns all of its
 * registers; the host's accesses trap and are emulated here.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/io.h>

#include "mc_regs.h"
#include "soc.h"

#define to_mc(ptr)	container_of_const(ptr, struct hyp_mc, guard)

/*
 * The stream ID of a client is forced. Without NS the accesses would be secure: the
 * SMMU's non-secure registers, which EL2 programs, would not apply to them.
 */
#define MC_FORCED	(MC_SID_SECURITY_OVERRIDE | MC_SID_SECURITY_NS)
/* And it is locked so. */
#define MC_BOUND	(MC_FORCED | MC_SID_SECURITY_LOCKED)

static u32 mc_read(const struct hyp_mc *mc, unsigned int region, u32 off)
{
	return readl_relaxed(mc->guard.regs[region].va + off);
}

/* Write a register whose bits @mask must take their values. */
static int mc_write_check(struct hyp_mc *mc, unsigned int region, u32 off, u32 val, u32 mask)
{
	writel_relaxed(val, mc->guard.regs[region].va + off);
	return (mc_read(mc, region, off) ^ val) & mask ? -EIO : 0;
}

static u32 security_reg(const struct hyp_mc *mc, unsigned int client)
{
	return mc_read(mc, MC_SID_PAGE, MC_SID_SECURITY(client));
}

static u32 override_sid(const struct hyp_mc *mc, unsigned int client)
{
	return FIELD_GET(MC_SID_OVERRIDE_SID, mc_read(mc, MC_SID_PAGE, MC_SID_OVERRIDE(client)));
}

static u32 bypass_mode(u32 bypass)
{
	return FIELD_GET(MC_SMMU_BYPASS_MODE, bypass);
}

/* The device behind the client chooses the stream ID, and firmware locked it so. */
static bool chooses_for_good(u32 sec)
{
	return (sec & MC_SID_SECURITY_LOCKED) && !(sec & MC_SID_SECURITY_OVERRIDE);
}

bool pkvm_tegra_mc_chooses_sid(const struct hyp_mc *mc, unsigned int client)
{
	return client < MC_NR_CLIENTS && chooses_for_good(security_reg(mc, client));
}

/* Firmware forced the client's accesses to be secure, and locked it so. */
static bool is_secure_for_good(u32 sec)
{
	return (sec & MC_BOUND) == (MC_BOUND & ~MC_SID_SECURITY_NS);
}

/* Firmware may have locked a mode that lets SID 0x7f bypass, but no weaker one. */
static int probe_bypass(const struct hyp_mc *mc, bool *passthrough)
{
	unsigned int i;
	u32 bypass;

	/* Each channel has the register; which one has an effect is not known. */
	for (i = MC_BROADCAST; i < mc->guard.nr_regs; i++) {
		bypass = mc_read(mc, i, MC_SMMU_BYPASS_CONFIG);
		if (!(bypass & MC_SMMU_BYPASS_LOCKED) ||
		    bypass_mode(bypass) == MC_SMMU_BYPASS_MODE_NONE)
			continue;
		if (bypass_mode(bypass) != MC_SMMU_BYPASS_MODE_SID)
			return -EPERM;
		*passthrough = true;
	}
	return 0;
}

/**
 * mc_probe() - can the memory controller be made to contain its clients?
 * @guard: its ranges are mapped
 *
 * Return: 0; -ENODEV: a region is missing or too small; -EPERM: firmware locked a
 * state in which every client, or one that chooses its stream ID and that no guard
 * holds, can bypass its SMMU, or a client whose accesses are secure.
 */
static int mc_probe(struct iommu_guard *guard)
{
	struct hyp_mc *mc = to_mc(guard);
	bool passthrough = false;
	unsigned int i;
	int ret;
	u32 sec;

	if (mc->guard.nr_regs <= MC_CHANNEL0)
		return -ENODEV;
	for (i = 0; i < mc->guard.nr_regs; i++) {
		if (mc->guard.regs[i].size <= MC_SMMU_BYPASS_CONFIG)
			return -ENODEV;
	}

	ret = probe_bypass(mc, &passthrough);
	for (i = 0; i < MC_NR_CLIENTS && !ret; i++) {
		sec = security_reg(mc, i);
		if (is_secure_for_good(sec) ||
		    (passthrough && chooses_for_good(sec) && !pkvm_tegra_sid_is_held(mc->sid, i)))
			ret = -EPERM;
	}
	return ret;
}

/* One write for all channels. A locked register does not change. */
static void write_bypass(struct hyp_mc *mc)
{
	writel_relaxed(MC_SMMU_BYPASS_MODE_NONE | MC_SMMU_BYPASS_LOCKED,
		       mc->guard.regs[MC_BROADCAST].va + MC_SMMU_BYPASS_CONFIG);
}

/*
 * No client bypasses an SMMU from now on, unless firmware locked that: see the probe.
 * @passthrough: firmware did, and stream ID 0x7f still bypasses.
 */
static int close_bypass(struct hyp_mc *mc, bool *passthrough)
{
	unsigned int i;
	u32 bypass;

	write_bypass(mc);
	for (i = MC_BROADCAST; i < mc->guard.nr_regs; i++) {
		bypass = mc_read(mc, i, MC_SMMU_BYPASS_CONFIG);
		if (!(bypass & MC_SMMU_BYPASS_LOCKED))
			return -EIO;
	}
	return probe_bypass(mc, passthrough);
}

/*
 * Whether the lock of a client's security register also locks its stream ID is not
 * known: firmware of Tegra186 and Tegra194 sets it with the stream ID at 0x7f, and the
 * kernel's driver replaces that later. So EL2 tries to write the stream ID.
 */
static int set_sid(struct hyp_mc *mc, unsigned int client, u32 sid)
{
	if (override_sid(mc, client) == sid)
		return 0;
	return mc_write_check(mc, MC_SID_PAGE, MC_SID_OVERRIDE(client), sid,
			      MC_SID_OVERRIDE_SID);
}

/*
 * Force a stream ID on a client, then lock it: a master on the control backbone could
 * write these registers without passing an SMMU.
 */
static int force_sid(struct hyp_mc *mc, unsigned int client, u32 sid)
{
	u32 sec = security_reg(mc, client);
	int ret;

	/* The device's guard forces the stream ID: see check_row(). */
	if (chooses_for_good(sec))
		return 0;
	ret = set_sid(mc, client, sid);
	if (ret || (sec & MC_SID_SECURITY_LOCKED))
		return ret;
	return mc_write_check(mc, MC_SID_PAGE, MC_SID_SECURITY(client), sec | MC_BOUND, MC_BOUND);
}

/* No client: registers that read as zero and do not keep a write. */
static bool is_client(struct hyp_mc *mc, unsigned int client)
{
	return override_sid(mc, client) || security_reg(mc, client) ||
	       !mc_write_check(mc, MC_SID_PAGE, MC_SID_SECURITY(client),
			       MC_FORCED, MC_FORCED);
}

/*
 * Clients without an SMMU, whose addresses no device chooses: the SMMUs' own table
 * walks, and the CPUs, which the host's stage 2 contains.
 */
static bool is_no_master(unsigned int client)
{
	return client == MC_CLIENT_PTCR || client == MC_CLIENT_MPCOREW;
}

/*
 * A client that no table contains keeps its stream ID, forced, unless that is the one
 * that bypasses the SMMUs: firmware may have given that to all clients, and the
 * devices behind them are not known.
 */
static int force_unnamed(struct hyp_mc *mc, unsigned int client, bool passthrough)
{
	u32 sec = security_reg(mc, client), sid = override_sid(mc, client);

	if (chooses_for_good(sec) || !is_client(mc, client))
		return 0;
	/* Stream IDs have seven bits; the effect of an eighth is not known. */
	if (sid >= MC_SID_PASSTHROUGH && !is_no_master(client) &&
	    (passthrough || !(sec & MC_SID_SECURITY_OVERRIDE)))
		sid = MC_SID_INVALID;
	return force_sid(mc, client, sid);
}

static bool has_client(const struct iommu_row *row)
{
	return row->client != PKVM_IOMMU_NO_CLIENT;
}

/*
 * Can this row be carried out? Until all rows are checked, the only register that
 * is written is a locked client's stream ID, with the row's own value.
 */
static int check_row(struct hyp_mc *mc, const struct iommu_row *row)
{
	u32 sec;

	if (!has_client(row))
		return 0;
	if (row->client >= MC_NR_CLIENTS || row->sid == MC_SID_INVALID ||
	    row->sid >= MC_SID_PASSTHROUGH)
		return -EINVAL;
	sec = security_reg(mc, row->client);
	if (!(sec & MC_SID_SECURITY_LOCKED))
		return 0;
	if (chooses_for_good(sec))
		return pkvm_tegra_sid_is_held(mc->sid, row->client) ? 0 : -EPERM;
	return set_sid(mc, row->client, row->sid) ? -EPERM : 0;
}

/* A client presents one stream ID, however many devices share it. */
static int check_rows(struct hyp_mc *mc, const struct iommu_row *rows, unsigned int nr_rows)
{
	unsigned int i, j;
	int ret;

	for (i = 0; i < nr_rows; i++) {
		ret = check_row(mc, &rows[i]);
		if (ret)
			return ret;
		for (j = 0; j < i; j++) {
			if (has_client(&rows[i]) && rows[i].client == rows[j].client &&
			    rows[i].sid != rows[j].sid)
				return -EINVAL;
		}
	}
	return 0;
}

/* After the clients of the rows have been locked. */
static int force_rest(struct hyp_mc *mc, bool passthrough)
{
	unsigned int client;
	int ret = 0;

	for (client = 0; client < MC_NR_CLIENTS && !ret; client++)
		ret = force_unnamed(mc, client, passthrough);
	return ret;
}

/* Keep a copy of what a suspend may reset. */
static void remember_clients(struct hyp_mc *mc)
{
	unsigned int i;

	for (i = MC_BROADCAST; i < mc->guard.nr_regs; i++)
		mc->bypass[i] = mc_read(mc, i, MC_SMMU_BYPASS_CONFIG);
	for (i = 0; i < MC_NR_CLIENTS; i++) {
		mc->clients[i].sid = override_sid(mc, i);
		mc->clients[i].security = security_reg(mc, i);
	}
}

/**
 * mc_takeover() - bind every client to its stream ID
 * @guard: a probed memory controller
 * @rows: the topology
 * @nr_rows: how many
 *
 * The SMMUs are taken over before: they contain the new stream ID of a client.
 *
 * Return: 0; -EINVAL: a row is not possible; -EPERM: firmware locked a client to
 * another stream ID, or to none; -EIO: a register did not take its value, also of a
 * client that no table contains and that firmware locked to the bypassing stream ID.
 */
static int mc_takeover(struct iommu_guard *guard, const struct iommu_row *rows,
		       unsigned int nr_rows)
{
	struct hyp_mc *mc = to_mc(guard);
	bool passthrough = false;
	unsigned int i;
	int ret;

	hyp_assert_lock_held(&guard->lock);
	ret = check_rows(mc, rows, nr_rows) ?: close_bypass(mc, &passthrough);
	for (i = 0; i < nr_rows && !ret; i++) {
		if (has_client(&rows[i]))
			ret = force_sid(mc, rows[i].client, rows[i].sid);
	}
	ret = ret ?: force_rest(mc, passthrough);
	if (!ret)
		remember_clients(mc);
	return ret;
}

/*
 * Is a bypass register as takeover left it? The tightest value always is: firmware may
 * have locked a weaker one at boot, and not after the suspend.
 */
static bool bypass_is_closed(const struct hyp_mc *mc, unsigned int region)
{
	u32 bypass = mc_read(mc, region, MC_SMMU_BYPASS_CONFIG);

	if (!(bypass & MC_SMMU_BYPASS_LOCKED))
		return false;
	return bypass_mode(bypass) == MC_SMMU_BYPASS_MODE_NONE ||
	       bypass_mode(bypass) == bypass_mode(mc->bypass[region]);
}

static bool all_bypasses_closed(const struct hyp_mc *mc)
{
	unsigned int i;

	for (i = MC_BROADCAST; i < mc->guard.nr_regs; i++) {
		if (!bypass_is_closed(mc, i))
			return false;
	}
	return true;
}

static bool mc_lost(struct iommu_guard *guard)
{
	hyp_assert_lock_held(&guard->lock);
	return !all_bypasses_closed(to_mc(guard));
}

static int mc_close(struct iommu_guard *guard)
{
	struct hyp_mc *mc = to_mc(guard);

	hyp_assert_lock_held(&guard->lock);
	write_bypass(mc);
	return all_bypasses_closed(mc) ? 0 : -EIO;
}

static bool client_is_bound(const struct hyp_mc *mc, unsigned int client)
{
	const struct mc_client *c = &mc->clients[client];

	return override_sid(mc, client) == c->sid &&
	       !((security_reg(mc, client) ^ c->security) & MC_BOUND);
}

/* The stream ID, then the override bit, then the lock. */
static int restore_client(struct hyp_mc *mc, unsigned int client)
{
	const struct mc_client *c = &mc->clients[client];
	int ret;

	if (client_is_bound(mc, client))
		return 0;
	ret = set_sid(mc, client, c->sid);
	if (security_reg(mc, client) & MC_SID_SECURITY_LOCKED)
		return client_is_bound(mc, client) ? 0 : -EIO;
	return ret ?:
	       mc_write_check(mc, MC_SID_PAGE, MC_SID_SECURITY(client),
			      c->security & ~MC_SID_SECURITY_LOCKED, MC_FORCED) ?:
	       mc_write_check(mc, MC_SID_PAGE, MC_SID_SECURITY(client), c->security, MC_BOUND);
}

/**
 * mc_restore() - program again what takeover did, after a suspend
 * @guard: a memory controller that was taken over
 *
 * Every client is bound as before, also those that no table contains: firmware may
 * give them other stream IDs now than at boot.
 *
 * Return: 0; -EIO: firmware locked another value, or a register did not take its
 * value. Then accesses may bypass the SMMUs.
 */
static int mc_restore(struct iommu_guard *guard)
{
	struct hyp_mc *mc = to_mc(guard);
	unsigned int client;
	int ret = 0;

	hyp_assert_lock_held(&guard->lock);
	for (client = 0; client < MC_NR_CLIENTS && !ret; client++)
		ret = restore_client(mc, client);
	return ret;
}

/*
 * The writes that the kernel's tegra-mc needs: tegra_mc_setup_intmask() and the
 * end of tegra30_mc_handle_irq().
 */
static bool write_passes(unsigned int region, u32 off)
{
	switch (region) {
	case MC_SID_PAGE:
		return false;
	case MC_BROADCAST:
		return off == MC_INTMASK || off == MC_GLOBAL_INTSTATUS;
	default:
		return off == MC_INTSTATUS;
	}
}

/* tegra-mc and vendor drivers write stream IDs that are set already. */
static bool changes_nothing(const struct hyp_mc *mc, unsigned int region, u32 off, u32 val)
{
	return region == MC_SID_PAGE && off < MC_SID_OVERRIDE(MC_NR_CLIENTS) &&
	       mc_read(mc, region, off) == val;
}

static void host_write(struct hyp_mc *mc, unsigned int region, u64 off, bool whole, u64 val)
{
	if (whole && write_passes(region, off))
		writel_relaxed(val, mc->guard.regs[region].va + off);
	else if (!whole || !changes_nothing(mc, region, off, val))
		mc->guard.refused++;
}

/* Beyond the registers of clients the stream-ID page is unknown: it is not read. */
static bool is_readable(unsigned int region, u64 off)
{
	return region != MC_SID_PAGE || off < MC_SID_OVERRIDE(MC_NR_CLIENTS);
}

/*
 * Whole, aligned, known registers read as they are, all else reads as zero. Writes pass
 * if they are harmless and needed; others are dropped and counted.
 */
static void mc_host_access(struct iommu_guard *guard, unsigned int range, u64 off,
			   unsigned int size, bool write, u64 *val)
{
	bool whole = size == sizeof(u32) && !(off % sizeof(u32));
	struct hyp_mc *mc = to_mc(guard);

	hyp_assert_lock_held(&guard->lock);
	if (write)
		host_write(mc, range, off, whole, *val);
	else
		*val = whole && is_readable(range, off) ? mc_read(mc, range, off) : 0;
}

const struct iommu_guard_ops pkvm_tegra_mc_ops = {
	.probe = mc_probe,
	.takeover = mc_takeover,
	.lost = mc_lost,
	.close = mc_close,
	.restore = mc_restore,
	.host_access = mc_host_access,
};
