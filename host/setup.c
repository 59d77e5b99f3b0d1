// SPDX-License-Identifier: GPL-2.0-only
/*
 * The early helper: while the host is still trusted, describes SMMUs, memory
 * controller and streams to EL2, from the device tree blob. Until EL2 has taken the
 * SMMUs over, the probe of their drivers is deferred.
 */
#define pr_fmt(fmt) "pkvm-smmu: " fmt

#include <linux/acpi.h>
#include <linux/init.h>
#include <linux/libfdt.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_fdt.h>
#include <linux/printk.h>
#include <linux/smmu_owner.h>

#include <asm/virt.h>

#include "driver.h"
#include "topology_dt.h"

static struct pkvm_topology topology __ro_after_init;
static int topology_error __initdata;
static bool switched_off __initdata;
static bool trusted_os __initdata;
static bool inval_context __initdata;
static bool allow_suspend __initdata;

/* Number of SMMUs claimed for EL2: all of the topology's, or 0. */
static unsigned int nr_claimed __ro_after_init;

static int __init pkvm_iommu_param(char *arg)
{
	if (arg && !strcmp(arg, "off"))
		switched_off = true;
	else if (arg && !strcmp(arg, "trusted-os"))
		trusted_os = true;
	else if (arg && !strcmp(arg, "inval-context"))
		inval_context = true;
	else if (arg && !strcmp(arg, "allow-suspend"))
		allow_suspend = true;
	else
		pr_warn("pkvm_iommu=%s ignored, use \"off\", \"trusted-os\", \"inval-context\" or \"allow-suspend\"; DMA isolation stays on\n",
			arg ?: "");
	if (switched_off)
		pkvm_iommu_reserve_little();
	return 0;
}
early_param("pkvm_iommu", pkvm_iommu_param);

/**
 * pkvm_smmu_index() - the number of an SMMU at EL2
 * @np: the SMMU's node
 *
 * Compares addresses, because the topology comes from the blob and @np belongs to the
 * live tree.
 *
 * Return: its number, or -ENODEV for an SMMU that was not claimed for EL2.
 */
int pkvm_smmu_index(struct device_node *np)
{
	struct resource res;
	unsigned int i;

	if (!np || of_address_to_resource(np, 0, &res))
		return -ENODEV;
	for (i = 0; i < nr_claimed; i++) {
		if (topology.smmus[i].base[0] == res.start)
			return i;
	}
	return -ENODEV;
}

/**
 * pkvm_smmu_topology() - the topology as described to EL2
 *
 * Return: the table of the whole system, even if EL2 refused it.
 */
const struct pkvm_topology *pkvm_smmu_topology(void)
{
	return &topology;
}

int pkvm_smmu_owned_by_el2(struct device *dev)
{
	if (pkvm_smmu_crash_kept(dev))
		return -ENODEV;
	if (pkvm_smmu_index(dev->of_node) < 0)
		return 0;

	switch (pkvm_iommu_state()) {
	case PKVM_IOMMU_PENDING:
		return -EPROBE_DEFER;
	case PKVM_IOMMU_ACTIVE:
		return -ENODEV;
	default:
		return 0;
	}
}
EXPORT_SYMBOL_GPL(pkvm_smmu_owned_by_el2);

static int __init call_smmu(u64 nr, u64 kind, u64 base, u64 size, u64 match_mask)
{
	return pkvm_iommu_hvc(__pkvm_iommu_describe_smmu, NULL, nr, kind, base, size, match_mask);
}

static int __init call_smmu_regs(u64 nr, u64 base, u64 size)
{
	return pkvm_iommu_hvc(__pkvm_iommu_describe_smmu_regs, NULL, nr, base, size);
}

static int __init call_guard(u64 guard, u64 base, u64 size)
{
	return pkvm_iommu_hvc(__pkvm_iommu_describe_guard, NULL, guard, base, size);
}

static int __init call_streams(u64 smmu, u64 sid, u64 nr_sids, u64 client)
{
	return pkvm_iommu_hvc(__pkvm_iommu_describe_streams, NULL, smmu, sid, nr_sids, client);
}

/* What firmware's display reads, for instance. Without it the display faults. */
static int __init call_memory(u64 base, u64 size)
{
	int ret = pkvm_iommu_hvc(__pkvm_iommu_describe_memory, NULL, base, size);

	if (ret)
		pr_warn("refused: reserved memory at 0x%llx, 0x%llx bytes, which a device uses (%d)\n",
			base, size, ret);
	else
		pr_info("devices reach reserved memory at 0x%llx, 0x%llx bytes\n", base, size);
	return ret;
}

static const struct pkvm_topology_calls calls __initconst = {
	.smmu = call_smmu,
	.smmu_regs = call_smmu_regs,
	.guard_regs = call_guard,
	.streams = call_streams,
	.memory = call_memory,
};

/**
 * pkvm_smmu_has_stream() - does EL2 know a stream that the device tree names?
 * @index: the SMMU's number
 * @sid: the stream ID
 *
 * Return: false if all rows with this stream were refused: it faults, for good.
 */
bool pkvm_smmu_has_stream(unsigned int index, u32 sid)
{
	const struct pkvm_topology_row *row;

	for (row = topology.rows; row < topology.rows + topology.nr_rows; row++) {
		if (!row->error && row->smmu == index && sid - row->sid < row->nr_sids)
			return true;
	}
	return false;
}

static const char *row_error(int error)
{
	switch (error) {
	case -ENXIO:
		return "EL2 does not know it";
	case -EINVAL:
		return "the SMMU has no such stream ID";
	case -E2BIG:
		return "they are more than the SMMU can match";
	case -EEXIST:
		return "the client has another stream";
	case -ENOSPC:
		return "EL2 has no room for it";
	default:
		return "EL2 refused it";
	}
}

static void node_path(int node, char *path, size_t size)
{
	if (fdt_get_path(initial_boot_params, node, path, size))
		strscpy(path, "?", size);
}

static void client_in_words(u16 client, char *words, size_t size)
{
	if (client >= PKVM_IOMMU_CHANNEL(0))
		snprintf(words, size, " by channel %u", client - PKVM_IOMMU_CHANNEL(0));
	else
		snprintf(words, size, " by memory client 0x%x", client);
}

/**
 * pkvm_smmu_row_in_words() - which stream a row has, of which device
 * @row: the row
 * @words: filled; if the row was refused with the reason
 * @size: bytes of @words
 */
void pkvm_smmu_row_in_words(const struct pkvm_topology_row *row, char *words, size_t size)
{
	char device[96], smmu[96], ids[32] = "", client[32] = "";

	node_path(row->node, device, sizeof(device));
	node_path(topology.smmus[row->smmu].node, smmu, sizeof(smmu));
	if (row->nr_sids > 1)
		snprintf(ids, sizeof(ids), " and %u more", row->nr_sids - 1);
	if (row->client != PKVM_IOMMU_NO_CLIENT)
		client_in_words(row->client, client, sizeof(client));
	snprintf(words, size, "%s: stream 0x%x%s of %s%s%s%s", device, row->sid, ids, smmu, client,
		 row->error ? ": " : "", row->error ? row_error(row->error) : "");
}

/* The system goes on without the row: its streams fault, and its device gets no driver. */
static void __init report_refused_row(const struct pkvm_topology_row *row)
{
	char words[384];

	pkvm_smmu_row_in_words(row, words, sizeof(words));
	pr_warn("refused: %s (%d)\n", words, row->error);
}

static unsigned int __init report_refused_rows(void)
{
	const struct pkvm_topology_row *row;
	unsigned int nr_refused = 0;

	for (row = topology.rows; row < topology.rows + topology.nr_rows; row++) {
		if (!row->error)
			continue;
		report_refused_row(row);
		nr_refused++;
	}
	return nr_refused;
}

static int __init report_option(const char *word, s64 ret, const char *effect)
{
	if (ret)
		pr_err("pkvm_iommu=%s refused: %lld\n", word, ret);
	else
		pr_notice("pkvm_iommu=%s: %s\n", word, effect);
	return ret;
}

static int __init apply_options(void)
{
	int ret = 0;

	/* A trusted OS may access any memory for the host: OP-TEE registers the host's pages. */
	if (trusted_os)
		ret = report_option("trusted-os",
				    pkvm_iommu_hvc(__pkvm_iommu_allow_trusted_os, NULL, 0),
				    "SMCs to the trusted OS pass, protected VMs depend on it");
	/* For an SMMU whose invalidation by address drops too little. */
	if (!ret && inval_context)
		ret = report_option("inval-context",
				    pkvm_iommu_hvc(__pkvm_iommu_invalidate_contexts, NULL, 0),
				    "whole contexts are invalidated, never single pages");
	/* Until EL2 runs again after a suspend, devices may access any memory. */
	if (!ret && allow_suspend)
		ret = report_option("allow-suspend",
				    pkvm_iommu_hvc(__pkvm_iommu_allow_suspend, NULL, 0),
				    "the system may suspend while there are protected VMs");
	return ret;
}

/* The reason in words, with the path of the node to blame. */
static void __init explain_topology(void)
{
	char path[128];

	if (topology.bad_node < 0) {
		pkvm_iommu_set_reason("%s", topology.why);
		return;
	}
	node_path(topology.bad_node, path, sizeof(path));
	pkvm_iommu_set_reason("%s: %s", path, topology.why);
}

#ifdef CONFIG_PKVM_IOMMU_FDT_AT_EL2
static const char *__init tree_error(int error)
{
	switch (error) {
	case -E2BIG:
		return "the device tree is larger than EL2 has room for";
	case -EPERM:
		return "the device tree is not in memory of the host's";
	case -ENOMEM:
		return "too little memory was reserved for the device tree at EL2";
	default:
		return "EL2 could not read the device tree";
	}
}

/* Takes over what EL2 made of a row, if EL2 has the same row. */
static int __init take_row(u64 index, struct pkvm_topology_row *row)
{
	struct pkvm_iommu_res res;
	int error = pkvm_iommu_hvc(__pkvm_iommu_tree_row, &res, index);

	if (res.x2 != ((u64)row->smmu << 32 | row->sid) ||
	    res.x3 != ((u64)row->nr_sids << 32 | row->client))
		return -EINVAL;
	row->error = error;
	return 0;
}

/* EL2 parses the same blob. This driver needs the table, too. */
static int __init describe_by_tree(void)
{
	s64 nr = pkvm_iommu_hvc(__pkvm_iommu_describe_tree, NULL, (u64)initial_boot_params_pa,
				(u64)fdt_totalsize(initial_boot_params));
	u32 i;
	int ret;

	if (nr < 0) {
		pkvm_iommu_set_reason("%s", tree_error(nr));
		return nr;
	}
	ret = nr == topology.nr_rows ? 0 : -EINVAL;
	for (i = 0; i < topology.nr_rows && !ret; i++)
		ret = take_row(i, &topology.rows[i]);
	if (ret)
		pkvm_iommu_set_reason("EL2 has read another device tree than EL1");
	else
		pr_info("EL2 has read the device tree, %u bytes\n",
			fdt_totalsize(initial_boot_params));
	return ret;
}
#else
static int __init describe_by_tree(void)
{
	return -EOPNOTSUPP;
}
#endif

/* EL2's parser knows no SMMUv3s: EL1 describes these. */
static int __init describe(void)
{
	int ret;

	if (IS_ENABLED(CONFIG_PKVM_IOMMU_FDT_AT_EL2) &&
	    topology.smmus[0].kind == PKVM_IOMMU_SMMU_MMU500)
		return describe_by_tree();
	ret = pkvm_topology_describe(&topology, &calls);
	if (ret)
		explain_topology();
	return ret;
}

static const char * const guard_names[] __initconst = {
	[PKVM_IOMMU_GUARD_TEGRA_MC] = "the memory controller",
	[PKVM_IOMMU_GUARD_TEGRA_GPCDMA] = "the DMA engine on the control backbone",
	[PKVM_IOMMU_GUARD_TEGRA_SID] = "the devices that choose their stream ID",
	[PKVM_IOMMU_GUARD_TEGRA_PMC] = "the words that firmware obeys at wake",
	[PKVM_IOMMU_GUARD_TEGRA_EMC] = "the external memory controller",
	[PKVM_IOMMU_GUARD_QEMU_FW_CFG] = "QEMU's fw_cfg",
};

static_assert(ARRAY_SIZE(guard_names) == PKVM_IOMMU_NR_GUARDS);

/* What an error of the seal means for one SMMU, guard or client. */
static const char *__init seal_error(int error)
{
	switch (error) {
	case -EINVAL:
		return "EL2 knows no SoC that has it as described";
	case -ENODEV:
		return "it lacks what EL2 needs";
	case -ENOSPC:
		return "it is too small for all streams";
	case -EPERM:
		return "firmware has left it so that DMA can pass";
	case -EBUSY:
		return "DMA towards EL2's registers is running";
	case -EIO:
		return "it did not take what EL2 wrote";
	case -ETIMEDOUT:
		return "it did not confirm an invalidation";
	default:
		return "EL2 refused it";
	}
}

/* A row that names the client, for its SMMU and device. */
static const struct pkvm_topology_row *__init row_of_client(u64 client)
{
	const struct pkvm_topology_row *row;

	for (row = topology.rows; row < topology.rows + topology.nr_rows; row++) {
		if (!row->error && row->client == client)
			return row;
	}
	return NULL;
}

static void __init explain_client(u64 client, int error)
{
	const struct pkvm_topology_row *row = row_of_client(client);
	char words[200];

	if (row)
		pkvm_smmu_row_in_words(row, words, sizeof(words));
	else
		snprintf(words, sizeof(words), "memory client 0x%llx, which no device names",
			 client);
	pkvm_iommu_set_reason("%s: %s", words, seal_error(error));
}

static void __init explain_smmu(u64 nr, int error)
{
	char path[128] = "?";

	if (nr < topology.nr_smmus)
		node_path(topology.smmus[nr].node, path, sizeof(path));
	pkvm_iommu_set_reason("%s: %s", path, seal_error(error));
}

static void __init explain_guard(u64 id, int error)
{
	pkvm_iommu_set_reason("%s: %s", id < ARRAY_SIZE(guard_names) ? guard_names[id] : "a guard",
			      seal_error(error));
}

/* Called by KVM when EL2 has refused to take over what was described. */
static void __init pkvm_smmu_explain(u64 what, u64 which, int error)
{
	switch (what) {
	case PKVM_IOMMU_REFUSED_SMMU:
		explain_smmu(which, error);
		break;
	case PKVM_IOMMU_REFUSED_NO_SMMU:
		pkvm_iommu_set_reason("the device tree lacks the SMMU at 0x%llx", which);
		break;
	case PKVM_IOMMU_REFUSED_GUARD:
		explain_guard(which, error);
		break;
	case PKVM_IOMMU_REFUSED_CLIENT:
		explain_client(which, error);
		break;
	case PKVM_IOMMU_REFUSED_REGS:
		pkvm_iommu_set_reason("the registers at 0x%llx overlap others, or memory", which);
		break;
	case PKVM_IOMMU_REFUSED_MEMORY:
		pkvm_iommu_set_reason("memory from 0x%llx reaches an alias of DRAM", which);
		break;
	default:
		pkvm_iommu_set_reason("EL2 could not take the SMMUs over");
	}
}

/* The kernel's tree is quick to search, the blob is not. */
static bool __init has_node(const char *compatible)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, compatible);

	of_node_put(np);
	return np;
}

/*
 * A GIC's ITS reads and writes tables and commands in memory, where the host says. No SMMU
 * is in front of it, and EL2 owns none of its registers.
 */
static void __init report_its(void)
{
	const void *fdt = initial_boot_params;
	char path[128];
	int node;

	if (!has_node("arm,gic-v3-its"))
		return;
	for (node = fdt_node_offset_by_compatible(fdt, -1, "arm,gic-v3-its"); node >= 0;
	     node = fdt_node_offset_by_compatible(fdt, node, "arm,gic-v3-its")) {
		node_path(node, path, sizeof(path));
		pr_warn("%s is not contained: the host can have it write to any memory\n", path);
	}
}

/* Called once by KVM, just before the host is deprivileged. */
static int __init pkvm_smmu_describe(void)
{
	unsigned int nr_refused;
	int ret;

	if (switched_off)
		return PKVM_IOMMU_SETUP_OFF;
	if (topology_error) {
		explain_topology();
		return topology_error;
	}

	pkvm_smmu_test_early_calls("before the takeover");

	pkvm_iommu_set_reason("EL2 refused the description of the system");
	ret = apply_options();
	if (!ret)
		ret = describe();
	if (ret)
		return ret;
	nr_refused = report_refused_rows();

	pr_info("%u SMMUs, %u memory controller regions, %u topology rows described to EL2\n",
		topology.nr_smmus, topology.nr_mc_regions, topology.nr_rows - nr_refused);
	if (nr_refused)
		pr_warn("%u topology rows refused: their devices get no IOMMU and no driver\n",
			nr_refused);
	report_its();
	return PKVM_IOMMU_SETUP_TAKEOVER;
}

static const struct pkvm_iommu_setup setup __initconst = {
	.describe = pkvm_smmu_describe,
	.explain = pkvm_smmu_explain,
};

static int __init no_topology(const char *why)
{
	topology.bad_node = -1;
	topology.why = why;
	return -ENODEV;
}

static int __init parse_blob(const void *fdt)
{
	if (IS_ENABLED(CONFIG_PKVM_SMMU_V3) && has_node("arm,smmu-v3") &&
	    pkvm_topology_has_v3(fdt))
		return pkvm_topology_parse_v3(fdt, &topology);
	return pkvm_topology_parse(fdt, &topology);
}

static int __init read_topology(void)
{
	if (!acpi_disabled)
		return no_topology("ACPI describes this system, and EL2 needs a device tree");
	if (!initial_boot_params)
		return no_topology("there is no device tree");
	return parse_blob(initial_boot_params);
}

static int __init pkvm_smmu_early_init(void)
{
	int ret;

	/* Without pKVM, claim nothing: arm-smmu probes without being deferred. */
	if (!is_protected_kvm_enabled())
		return 0;

	if (!switched_off)
		topology_error = read_topology();

	ret = pkvm_iommu_register_setup(&setup);
	if (ret) {
		pr_err("can't register with KVM: %d\n", ret);
		return ret;
	}
	/* From here on, probes of these SMMUs are deferred until the state is decided. */
	if (!topology_error)
		nr_claimed = topology.nr_smmus;
	pkvm_smmu_test_early_calls("before KVM is there");
	return 0;
}
core_initcall(pkvm_smmu_early_init);
