// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boots EL1's early helper and all of EL2's code with a device tree, on the models that
 * the hosted tests use: with registers as after a reset, or as a board's dump has them.
 * So the program's answer is not a second implementation's.
 */
#include "hyp/core/core.h"
#include "hyp/tegra/mc_regs.h"
#include "hyp/tegra/soc.h"
#include "tests/unit/board/replay.h"

#include "audit.h"
#include "el1.h"

#define MAX_ARGS	5

typedef void (*hypercall)(struct kvm_cpu_context *ctxt);

static hypercall handler_of(const char *name)
{
	static const struct {
		const char *name;
		hypercall handler;
	} calls[] = {
		{ "__pkvm_iommu_describe_smmu", handle___pkvm_iommu_describe_smmu },
		{ "__pkvm_iommu_describe_smmu_regs", handle___pkvm_iommu_describe_smmu_regs },
		{ "__pkvm_iommu_describe_guard", handle___pkvm_iommu_describe_guard },
		{ "__pkvm_iommu_describe_streams", handle___pkvm_iommu_describe_streams },
		{ "__pkvm_iommu_seal", handle___pkvm_iommu_seal },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		if (!strcmp(calls[i].name, name))
			return calls[i].handler;
	}
	return NULL;
}

long long el2_hvc(const char *name, const unsigned long long *args, unsigned long long *x2,
		  unsigned long long *x3)
{
	struct kvm_cpu_context ctxt = { .regs.regs = { 0 } };
	hypercall handler = handler_of(name);

	if (!handler)
		return -EOPNOTSUPP;
	memcpy(&ctxt.regs.regs[1], args, MAX_ARGS * sizeof(*args));
	handler(&ctxt);
	*x2 = ctxt.regs.regs[2];
	*x3 = ctxt.regs.regs[3];
	return ctxt.regs.regs[1];
}

static const struct hyp_mc *find_mc(void)
{
	struct iommu_guard *guard;

	for_each_guard(guard) {
		if (guard->ops == &pkvm_tegra_mc_ops)
			return container_of(guard, struct hyp_mc, guard);
	}
	return NULL;
}

static const struct mc_client *mc_client(const struct hyp_mc *mc, unsigned int client)
{
	unsigned int i;

	for (i = 0; i < mc->nr_clients; i++) {
		if (mc->clients[i].client == client)
			return &mc->clients[i];
	}
	return NULL;
}

/* By what the memory controller's probe has decided. */
static enum audit_hold hold_of(const struct hyp_mc *mc, unsigned int client)
{
	const struct mc_client *c;

	if (!mc)
		return HOLD_WIRED;
	if (client == PKVM_IOMMU_NO_CLIENT)
		return HOLD_UNKNOWN;
	c = mc_client(mc, client);
	if (!c)
		return HOLD_NOTHING;
	if (!c->left)
		return HOLD_FORCED;
	if (!pkvm_tegra_mc_chooses_sid(mc, client))
		return HOLD_FIRMWARE;
	return pkvm_tegra_sid_is_held(mc->sid, client) ? HOLD_GUARD : HOLD_NOTHING;
}

static void read_rows(const struct board_result *r, struct audit_machine *m)
{
	const struct iommu_topology *topo = pkvm_iommu_topology;
	const struct hyp_mc *mc = find_mc();
	unsigned int i;

	m->nr_clients = min_t(unsigned int, topo->nr_rows, AUDIT_MAX_CLIENTS);
	for (i = 0; i < m->nr_clients; i++) {
		const struct iommu_row *row = &topo->rows[i];
		struct audit_client *c = &m->client[i];

		*c = (struct audit_client) {
			.smmu = row->smmu, .sid = row->sid, .client = row->client,
			.added = row->added, .hold = hold_of(mc, row->client),
			.guarded = mc && pkvm_tegra_sid_is_held(mc->sid, row->client),
		};
		if (row->client < BOARD_NR_CLIENTS && r->clients[row->client].err)
			c->hold = HOLD_NOTHING;
	}
}

static void read_smmus(struct audit_machine *m)
{
	struct hyp_smmu *smmu;

	m->nr_smmus = 0;
	for_each_smmu(smmu)
		m->smmu_base[m->nr_smmus++] = smmu->regs[0].base;
}

/* EL1's words are those of the first boot: later ones are with changed registers. */
static struct {
	bool have;
	int error;
	char reason[512];
	char log[8192];
} first;

static int boot(void)
{
	int ret = el1_boot();

	if (!first.have) {
		first.have = true;
		first.error = ret;
		snprintf(first.reason, sizeof(first.reason), "%s", pkvm_iommu_state_reason());
		snprintf(first.log, sizeof(first.log), "%s", el1_log_text());
	}
	return ret;
}

static bool replay(const struct board_file *f, bool lenient, struct board_result *r)
{
	first.have = false;
	board_replay(f, lenient, r);
	return r->active;
}

/* A lock of a client's may hold its stream ID, or not: the worse reading counts. */
static void run_twice(const struct board_file *f, struct board_result *r, struct audit_machine *m)
{
	bool lenient = true, strict;

	if (m->from_dump)
		lenient = replay(f, true, r);
	strict = replay(f, false, r);
	m->depends = m->from_dump && lenient != strict;
	if (strict && !lenient)
		replay(f, true, r);
	m->state = strict && lenient ? STATE_ACTIVE : STATE_FAILED;
}

const struct board_file *machine_dump(const char *path, const char **err)
{
	static struct board_file f;
	static char text[300];

	*err = text;
	return board_load(path, &f, text, sizeof(text)) ? NULL : &f;
}

void machine_run(const void *fdt, const struct board_file *dump, struct audit_machine *m)
{
	static const struct board_file as_after_reset;
	static struct board_result r;

	memset(m, 0, sizeof(*m));
	m->from_dump = dump;
	initial_boot_params = fdt;
	board_boot = boot;
	run_twice(dump ?: &as_after_reset, &r, m);
	m->error = first.error;
	m->tried = pkvm_iommu_topology->soc;
	memcpy(m->reason, first.reason, sizeof(m->reason));
	memcpy(m->log, first.log, sizeof(m->log));
	read_smmus(m);
	read_rows(&r, m);
}

const char *machine_client_name(unsigned int client)
{
	return board_client_name(client);
}
