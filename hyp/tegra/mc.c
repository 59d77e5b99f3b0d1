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

/* The register may be closed to non-secure writes: then it keeps its value, or aborts. */
static void mc_write(struct hyp_mc *mc, unsigned int region, u32 off, u32 val)
{
	if (pkvm_iommu_write32(mc->guard.regs[region].va + off, val))
		mc->guard.aborted = true;
}

/* Does a read of this register abort? The probe reads all that EL2 reads later. */
static bool answers(const struct hyp_mc *mc, unsigned int region, u32 off)
{
	u32 val;

	return !pkvm_iommu_read32(mc->guard.regs[region].va + off, &val);
}

/* Write a register whose bits @mask must take their values. */
static int mc_write_check(struct hyp_mc *mc, unsigned int region, u32 off, u32 val, u32 mask)
{
	mc_write(mc, region, off, val);
	return (mc_read(mc, region, off) ^ val) & mask ? -EIO : 0;
}

/* Nothing is forced. Whether NS has an effect then is not published: it can only help. */
static u32 freed(u32 sec)
{
	return (sec & ~MC_SID_SECURITY_OVERRIDE) | MC_SID_SECURITY_NS;
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

/* The entry of a client that has registers, or NULL. */
static const struct mc_client *find_client(const struct hyp_mc *mc, unsigned int client)
{
	unsigned int i;

	for (i = 0; i < mc->nr_clients; i++) {
		if (mc->clients[i].client == client)
			return &mc->clients[i];
	}
	return NULL;
}

bool pkvm_tegra_mc_chooses_sid(const struct hyp_mc *mc, unsigned int client)
{
	const struct mc_client *c = find_client(mc, client);

	return c && (c->free || (c->left && !(c->security & MC_SID_SECURITY_OVERRIDE)));
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

/* One write for all channels. A locked register does not change. */
static void write_bypass(struct hyp_mc *mc)
{
	mc_write(mc, MC_BROADCAST, MC_SMMU_BYPASS_CONFIG,
		 MC_SMMU_BYPASS_MODE_NONE | MC_SMMU_BYPASS_LOCKED);
}

/*
 * No client bypasses an SMMU from now on, unless firmware locked that before the probe,
 * which knows then what to make of each client.
 */
static int close_bypass(struct hyp_mc *mc)
{
	bool passthrough = false;
	unsigned int i;

	write_bypass(mc);
	for (i = MC_BROADCAST; i < mc->guard.nr_regs; i++) {
		if (!(mc_read(mc, i, MC_SMMU_BYPASS_CONFIG) & MC_SMMU_BYPASS_LOCKED))
			return -EIO;
	}
	return probe_bypass(mc, &passthrough) || (passthrough && !mc->passthrough) ? -EIO : 0;
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
 * Can a stream ID be forced on the client? Where only a write can tell, EL2 writes what
 * the takeover is going to, but for the lock, and puts the old value back: firmware may
 * have locked the register, or have closed it to non-secure writes.
 */
static bool can_force(struct hyp_mc *mc, unsigned int client, u32 sid)
{
	u32 sec = security_reg(mc, client), old = override_sid(mc, client);
	bool forced = (sec & MC_FORCED) == MC_FORCED, can;

	if (!forced && (sec & MC_SID_SECURITY_LOCKED))
		return false;
	can = !set_sid(mc, client, sid);
	if (can && !forced) {
		can = !mc_write_check(mc, MC_SID_PAGE, MC_SID_SECURITY(client),
				      sec | MC_FORCED, MC_FORCED);
		mc_write(mc, MC_SID_PAGE, MC_SID_SECURITY(client), sec);
	}
	set_sid(mc, client, old);
	return can;
}

static bool is_in(unsigned int client, const u16 *clients, unsigned int nr)
{
	while (nr--) {
		if (clients[nr] == client)
			return true;
	}
	return false;
}

/* The secure world's own, and forced to be secure. */
static bool is_secure_worlds(const struct hyp_mc *mc, const struct mc_client *c)
{
	return (c->security & MC_FORCED) == MC_SID_SECURITY_OVERRIDE &&
	       is_in(c->client, mc->secure, mc->nr_secure);
}

/*
 * A client that EL2 cannot force keeps what firmware gave it, if that is contained: it
 * passes around no SMMU, and no driver relies on another stream.
 */
static bool may_be_left(const struct hyp_mc *mc, const struct mc_client *c, bool described)
{
	if (!(c->security & MC_SID_SECURITY_OVERRIDE))
		return !mc->passthrough || pkvm_tegra_sid_is_held(mc->sid, c->client);
	if (!(c->security & MC_SID_SECURITY_NS))
		return false;
	/* Stream IDs have seven bits; the effect of an eighth is not known. */
	return !described && !(mc->passthrough && c->sid >= MC_SID_PASSTHROUGH);
}

/* Has the client's device several streams, one for each channel, and a guard that holds it? */
static bool has_channels(const struct hyp_mc *mc, unsigned int client)
{
	return mc->channels && mc->sid && is_in(client, mc->sid->held, mc->sid->nr_held);
}

/* Does the security register take a value that forces nothing? The old one is put back. */
static bool can_free(struct hyp_mc *mc, const struct mc_client *c)
{
	bool can = !mc_write_check(mc, MC_SID_PAGE, MC_SID_SECURITY(c->client),
				   freed(c->security), MC_FORCED);

	mc_write(mc, MC_SID_PAGE, MC_SID_SECURITY(c->client), c->security);
	return can;
}

/*
 * The channels' stream IDs are to reach the SMMU as their guard lets them. Not while 0x7f
 * passes around it: another device could be behind the same client.
 */
static int plan_channels(struct hyp_mc *mc, struct mc_client *c)
{
	c->free = !mc->passthrough && can_free(mc, c);
	c->left = !c->free;
	return c->free || (!mc->passthrough && !(c->security & MC_SID_SECURITY_OVERRIDE)) ?
	       0 : -EPERM;
}

static int plan_forced(struct hyp_mc *mc, struct mc_client *c, u32 sid, bool described)
{
	c->left = is_secure_worlds(mc, c) || !can_force(mc, c->client, sid);
	if (c->left && !is_secure_worlds(mc, c) && !may_be_left(mc, c, described))
		return -EPERM;
	if (!c->left)
		c->sid = sid;
	return 0;
}

/* Decide what becomes of a client. @sid: its stream ID, if that can be forced. */
static int plan_client(struct hyp_mc *mc, unsigned int client, u32 sid, bool described)
{
	struct mc_client *c = &mc->clients[mc->nr_clients];
	int ret;

	if (mc->nr_clients == MC_MAX_CLIENTS)
		return -ENOSPC;
	if (!answers(mc, MC_SID_PAGE, MC_SID_OVERRIDE(client)) ||
	    !answers(mc, MC_SID_PAGE, MC_SID_SECURITY(client)))
		return -ENODEV;
	*c = (struct mc_client) {
		.client = client,
		.sid = override_sid(mc, client),
		.security = security_reg(mc, client),
	};
	ret = has_channels(mc, client) ? plan_channels(mc, c) :
					 plan_forced(mc, c, sid, described);
	mc->nr_clients += !ret;
	return ret;
}

/* A client presents one stream ID, however many devices share it. */
static int plan_row(struct hyp_mc *mc, const struct iommu_row *row)
{
	if (row->client == PKVM_IOMMU_NO_CLIENT || pkvm_iommu_channel(row->client) >= 0)
		return 0;
	if (row->client >= MC_NR_CLIENTS || row->sid == MC_SID_INVALID ||
	    row->sid >= MC_SID_PASSTHROUGH || find_client(mc, row->client))
		return -EINVAL;
	return plan_client(mc, row->client, row->sid, !row->added);
}

/*
 * A client whose stream no table tells keeps the stream ID that was found, forced, unless
 * that is the one that bypasses the SMMUs.
 */
static int plan_unpaired(struct hyp_mc *mc, unsigned int client)
{
	u32 sid = override_sid(mc, client);

	if (sid >= MC_SID_PASSTHROUGH)
		sid = MC_SID_INVALID;
	return plan_client(mc, client, sid, false);
}

/* Names the client of an error, if it is one. */
static int blame(struct hyp_mc *mc, unsigned int client, int error)
{
	if (error)
		mc->guard.culprit = client;
	return error;
}

static int plan_clients(struct hyp_mc *mc, const struct iommu_row *rows, unsigned int nr_rows)
{
	unsigned int i;
	int ret = 0;

	mc->nr_clients = 0;
	mc->channels = false;
	for (i = 0; i < nr_rows; i++)
		mc->channels |= pkvm_iommu_channel(rows[i].client) >= 0;
	for (i = 0; i < nr_rows && !ret; i++)
		ret = blame(mc, rows[i].client, plan_row(mc, &rows[i]));
	for (i = 0; i < mc->nr_unpaired && !ret; i++)
		ret = blame(mc, mc->unpaired[i], plan_unpaired(mc, mc->unpaired[i]));
	return ret;
}

/**
 * mc_probe() - can the memory controller be made to contain its clients?
 * @guard: its ranges are mapped
 * @rows: the topology
 * @nr_rows: how many
 *
 * Decides what becomes of each client. Only clients of rows and of the SoC's list have
 * registers; no other is accessed. Every register is as before on return.
 *
 * Return: 0; -ENODEV: a region is missing or too small, or a read aborts; -EINVAL: a row
 * is not possible;
 * -EPERM: firmware fixed a state in which every client bypasses its SMMU, or one that can
 * be bound to no other and that no guard holds, or a client whose accesses are secure, or
 * one of a described device that presents another stream ID, or one that cannot be freed
 * for channels with streams of their own.
 */
static int mc_probe(struct iommu_guard *guard, const struct iommu_row *rows,
		    unsigned int nr_rows)
{
	struct hyp_mc *mc = to_mc(guard);
	unsigned int i;

	if (mc->guard.nr_regs <= MC_CHANNEL0)
		return -ENODEV;
	for (i = 0; i < mc->guard.nr_regs; i++) {
		if (mc->guard.regs[i].size <= MC_SMMU_BYPASS_CONFIG)
			return -ENODEV;
		if (i != MC_SID_PAGE && !answers(mc, i, MC_SMMU_BYPASS_CONFIG))
			return -ENODEV;
	}
	mc->passthrough = false;
	return probe_bypass(mc, &mc->passthrough) ?: plan_clients(mc, rows, nr_rows);
}

/*
 * Force the stream ID on a client, or none, then lock it: a master on the control backbone could
 * write these registers without passing an SMMU. A register that firmware forced and
 * closed to non-secure writes does not take the lock, and needs none.
 */
static int bind_client(struct hyp_mc *mc, const struct mc_client *c)
{
	u32 sec = security_reg(mc, c->client);
	bool forced = (sec & MC_FORCED) == MC_FORCED;
	int ret;

	if (c->left)
		return 0;
	if (c->free)
		return mc_write_check(mc, MC_SID_PAGE, MC_SID_SECURITY(c->client),
				      freed(sec) | MC_SID_SECURITY_LOCKED, MC_BOUND);
	ret = set_sid(mc, c->client, c->sid);
	if (ret || (sec & MC_SID_SECURITY_LOCKED))
		return ret;
	return mc_write_check(mc, MC_SID_PAGE, MC_SID_SECURITY(c->client), sec | MC_BOUND,
			      forced ? MC_FORCED : MC_BOUND);
}

/* Keep a copy of what a suspend may reset. */
static void remember_clients(struct hyp_mc *mc)
{
	struct mc_client *c;
	unsigned int i;

	for (i = MC_BROADCAST; i < mc->guard.nr_regs; i++)
		mc->bypass[i] = mc_read(mc, i, MC_SMMU_BYPASS_CONFIG);
	for (c = mc->clients; c < mc->clients + mc->nr_clients; c++) {
		c->sid = override_sid(mc, c->client);
		c->security = security_reg(mc, c->client);
	}
}

/**
 * mc_takeover() - bind every client to its stream ID
 * @guard: a probed memory controller
 *
 * The SMMUs are taken over before: they contain the new stream ID of a client. The bypass
 * is closed last: a display that firmware left running at 0x7f would fault until its
 * client is bound.
 *
 * Return: 0; -EIO: a register did not take its value.
 */
static int mc_takeover(struct iommu_guard *guard)
{
	struct hyp_mc *mc = to_mc(guard);
	unsigned int i;
	int ret = 0;

	hyp_assert_lock_held(&guard->lock);
	for (i = 0; i < mc->nr_clients && !ret; i++)
		ret = blame(mc, mc->clients[i].client, bind_client(mc, &mc->clients[i]));
	ret = ret ?: close_bypass(mc);
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

static bool client_is_bound(const struct hyp_mc *mc, const struct mc_client *c)
{
	if ((security_reg(mc, c->client) ^ c->security) & MC_BOUND)
		return false;
	/* Without the override the register has no effect. */
	return !(c->security & MC_SID_SECURITY_OVERRIDE) ||
	       override_sid(mc, c->client) == c->sid;
}

/* The stream ID, then the override bit, then the lock. */
static int restore_client(struct hyp_mc *mc, const struct mc_client *c)
{
	u32 off = MC_SID_SECURITY(c->client);
	int ret;

	if (client_is_bound(mc, c))
		return 0;
	ret = set_sid(mc, c->client, c->sid);
	if (security_reg(mc, c->client) & MC_SID_SECURITY_LOCKED)
		return client_is_bound(mc, c) ? 0 : -EIO;
	return ret ?:
	       mc_write_check(mc, MC_SID_PAGE, off, c->security & ~MC_SID_SECURITY_LOCKED,
			      MC_FORCED) ?:
	       mc_write_check(mc, MC_SID_PAGE, off, c->security, MC_BOUND);
}

/**
 * mc_restore() - program again what takeover did, after a suspend
 * @guard: a memory controller that was taken over
 *
 * Every client is as before, also those without a described device: firmware may give
 * them other stream IDs now than at boot.
 *
 * Return: 0; -EIO: firmware locked another value, or a register did not take its
 * value. Then accesses may bypass the SMMUs.
 */
static int mc_restore(struct iommu_guard *guard)
{
	struct hyp_mc *mc = to_mc(guard);
	unsigned int i;
	int ret = 0;

	hyp_assert_lock_held(&guard->lock);
	for (i = 0; i < mc->nr_clients && !ret; i++)
		ret = restore_client(mc, &mc->clients[i]);
	return ret;
}

/*
 * Registers of broadcast and channel pages that drivers read: tegra20_mc_regs and
 * tegra30_mc_handle_irq() of the kernel, mc-utils.c of NVIDIA's.
 */
static const u16 readable[] = {
	MC_INTSTATUS, MC_INTMASK, MC_GLOBAL_INTSTATUS,
	MC_ERR_STATUS, MC_ERR_ADR, MC_ERR_ADR_HI,
	MC_ERR_VPR_STATUS, MC_ERR_VPR_ADR, MC_ERR_SEC_STATUS, MC_ERR_SEC_ADR,
	MC_ERR_MTS_STATUS, MC_ERR_MTS_ADR, MC_ERR_CARVEOUT_STATUS, MC_ERR_CARVEOUT_ADR,
	MC_ERR_ROUTE_STATUS, MC_ERR_ROUTE_ADR,
	MC_EMEM_ADR_CFG, MC_CHANNEL_ENABLE, MC_ECC_CONTROL, MC_SMMU_BYPASS_CONFIG,
};

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

/* Base and size of a carveout: tegra_mc_get_carveout_info() of the kernel. */
static bool is_carveout(u64 off)
{
	u64 first = off < MC_CARVEOUT_6 ? MC_CARVEOUT_1 : MC_CARVEOUT_6;
	unsigned int nr = off < MC_CARVEOUT_6 ? 5 : MC_NR_CARVEOUTS - 6;

	return off >= first && (off - first) / MC_CARVEOUT_STRIDE < nr &&
	       (off - first) % MC_CARVEOUT_STRIDE < MC_CARVEOUT_SIZE;
}

/* Others may not exist, and are known to no driver: EL2 does not access them. */
static bool is_readable(const struct hyp_mc *mc, unsigned int region, u64 off)
{
	if (region == MC_SID_PAGE)
		return find_client(mc, MC_SID_CLIENT(off));
	return is_in(off, readable, ARRAY_SIZE(readable)) || is_carveout(off);
}

/* tegra-mc and vendor drivers write stream IDs that are set already. */
static bool changes_nothing(const struct hyp_mc *mc, unsigned int region, u32 off, u32 val)
{
	return region == MC_SID_PAGE && is_readable(mc, region, off) &&
	       mc_read(mc, region, off) == val;
}

static void host_write(struct hyp_mc *mc, unsigned int region, u64 off, bool whole, u64 val)
{
	if (whole && write_passes(region, off))
		mc_write(mc, region, off, val);
	else if (!whole || !changes_nothing(mc, region, off, val))
		mc->guard.refused++;
}

/* That each is answered is not published. */
static u32 read_for_host(struct hyp_mc *mc, unsigned int region, u64 off)
{
	u32 val = 0;

	if (pkvm_iommu_read32(mc->guard.regs[region].va + off, &val))
		mc->guard.aborted = true;
	return val;
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
		*val = whole && is_readable(mc, range, off) ? read_for_host(mc, range, off) : 0;
}

const struct iommu_guard_ops pkvm_tegra_mc_ops = {
	.probe = mc_probe,
	.takeover = mc_takeover,
	.lost = mc_lost,
	.close = mc_close,
	.restore = mc_restore,
	.host_access = mc_host_access,
};
