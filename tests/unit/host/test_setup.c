// SPDX-License-Identifier: GPL-2.0-only
/*
 * The early helper: what the command line makes of it, what it tells EL2 and in which order,
 * whose probes wait, and what the log says when EL2 refuses. The parser, KVM and EL2 are played.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "host/setup.c"

#define NR_ROWS		4
#define BASE(smmu)	(0x10000000ULL + 0x1000000 * (smmu))

static char blob[4096], log_text[4096], happened[256], reason[256];
static struct pkvm_topology described;
static struct pkvm_iommu_setup helper;
static struct pkvm_iommu_res tree_rows[NR_ROWS];
static enum pkvm_iommu_state state_now;
static const char *failing, *found;
static int parse_error, register_error;
static s64 failure;
static unsigned int nr_little, nr_parsed;
static int node_of_smmu, node_of_device, node_of_its[2];

const void *initial_boot_params = blob;
u64 initial_boot_params_pa = 0x83000000;
bool acpi_disabled, pkvm_on;
static bool blob_has_v3;
unsigned int host_fail_alloc;

void shim_panic(const char *what, const char *file, int line)
{
	fail_msg("%s at %s:%d", what, file, line);
	exit(1);
}

struct device_node *early_find_node(const char *compatible)
{
	static struct device_node node;

	return found && !strcmp(compatible, found) ? &node : NULL;
}

void early_log(char level, const char *fmt, ...)
{
	size_t at = strlen(log_text);
	va_list args;

	log_text[at++] = level;
	log_text[at++] = ' ';
	va_start(args, fmt);
	vsnprintf(log_text + at, sizeof(log_text) - at, fmt, args);
	va_end(args);
}

void pkvm_iommu_reserve_little(void)
{
	nr_little++;
}

int pkvm_iommu_register_setup(const struct pkvm_iommu_setup *s)
{
	helper = *s;
	return register_error;
}

void pkvm_iommu_set_reason(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
}

enum pkvm_iommu_state pkvm_iommu_state(void)
{
	return state_now;
}

static int parse(struct pkvm_topology *topo, const char *how)
{
	strcat(happened, how);
	nr_parsed++;
	*topo = described;
	return parse_error;
}

int pkvm_topology_parse(const void *fdt, struct pkvm_topology *topo)
{
	assert_ptr_equal(fdt, blob);
	return parse(topo, "P ");
}

bool pkvm_topology_has_v3(const void *fdt)
{
	return blob_has_v3;
}

int pkvm_topology_parse_v3(const void *fdt, struct pkvm_topology *topo)
{
	return parse(topo, "P3 ");
}

/* The letters of EL2's calls, in order; call @failing fails. */
static const struct {
	const char *name, *letter;
	unsigned int nr_args;
} known[] = {
	{ "describe_smmu", "s", 5 }, { "describe_smmu_regs", "+", 3 },
	{ "describe_guard", "g", 3 }, { "describe_streams", "r", 4 },
	{ "describe_memory", "m", 2 }, { "describe_tree", "t", 2 }, { "tree_row", "", 1 },
	{ "allow_trusted_os", "T", 0 }, { "invalidate_contexts", "I", 0 },
	{ "allow_suspend", "S", 0 },
};

static u64 last_args[ARRAY_SIZE(known)][6];

static unsigned int number_of(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (!strcmp(name, known[i].name))
			return i;
	}
	fail_msg("unknown call %s", name);
	return 0;
}

static const u64 *args_of(const char *name)
{
	return last_args[number_of(name)];
}

s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *args)
{
	unsigned int call = number_of(name + strlen("__pkvm_iommu_"));

	strcat(happened, known[call].letter);
	memcpy(last_args[call], args, sizeof(last_args[call]));
	if (failing && !strcmp(failing, known[call].letter))
		return failure;
	if (!strcmp(known[call].name, "tree_row")) {
		assert_true(args[0] < NR_ROWS);
		*res = tree_rows[args[0]];
		return res->ret;
	}
	return strcmp(known[call].letter, "t") ? 0 : NR_ROWS;
}

struct page *host_alloc_pages(unsigned int nr)
{
	fail();
	return NULL;
}

void host_free_pages(struct page *page, unsigned int nr)
{
	fail();
}

/* ---- a system of two SMMUs, one of two instances, and four rows ---- */

static void make_blob(void)
{
	assert_int_equal(fdt_create_empty_tree(blob, sizeof(blob)), 0);
	assert_true(fdt_add_subnode(blob, 0, "smmu") > 0);
	assert_true(fdt_add_subnode(blob, 0, "device") > 0);
	assert_true(fdt_add_subnode(blob, 0, "its-a") > 0);
	assert_true(fdt_add_subnode(blob, 0, "its-b") > 0);
	fdt_setprop_string(blob, fdt_path_offset(blob, "/its-a"), "compatible", "arm,gic-v3-its");
	fdt_setprop_string(blob, fdt_path_offset(blob, "/its-b"), "compatible", "arm,gic-v3-its");
	node_of_smmu = fdt_path_offset(blob, "/smmu");
	node_of_device = fdt_path_offset(blob, "/device");
	node_of_its[0] = fdt_path_offset(blob, "/its-a");
	node_of_its[1] = fdt_path_offset(blob, "/its-b");
}

static void make_rows(void)
{
	unsigned int i;

	for (i = 0; i < NR_ROWS; i++) {
		described.rows[i] = (struct pkvm_topology_row) {
			.sid = 4 + i, .nr_sids = i == 2 ? 3 : 1, .smmu = i & 1,
			.client = i ? 0x60 + i : PKVM_IOMMU_NO_CLIENT, .node = node_of_device,
		};
		tree_rows[i] = (struct pkvm_iommu_res) {
			.x2 = (u64)(i & 1) << 32 | (4 + i),
			.x3 = (u64)(i == 2 ? 3 : 1) << 32 | described.rows[i].client,
		};
	}
}

static int setup_test(void **unused)
{
	make_blob();
	described = (struct pkvm_topology) {
		.nr_smmus = 2, .nr_mc_regions = 2, .nr_rows = NR_ROWS, .nr_memory = 1,
		.smmus = {
			{ .base = { BASE(0) }, .nr_instances = 1, .size = 0x800000,
			  .match_mask = 0x7f80, .node = node_of_smmu },
			{ .base = { BASE(1), BASE(2) }, .nr_instances = 2, .size = 0x1000000,
			  .node = node_of_smmu },
		},
		.mc = { { 0x2c00000, 0x10000 }, { 0x2c10000, 0x10000 } },
		.memory = { { 0xf0000000, 0x200000 } },
		.bad_node = -1,
	};
	make_rows();
	topology = (struct pkvm_topology){};
	topology_error = 0;
	switched_off = false;
	trusted_os = false;
	inval_context = false;
	allow_suspend = false;
	nr_claimed = 0;
	helper = (struct pkvm_iommu_setup){};
	state_now = PKVM_IOMMU_PENDING;
	failing = NULL;
	failure = -EINVAL;
	found = NULL;
	blob_has_v3 = true;
	parse_error = 0;
	register_error = 0;
	nr_little = 0;
	nr_parsed = 0;
	initial_boot_params = blob;
	acpi_disabled = true;
	pkvm_on = true;
	memset(log_text, 0, sizeof(log_text));
	memset(happened, 0, sizeof(happened));
	memset(reason, 0, sizeof(reason));
	return 0;
}

static void param(const char *word)
{
	char arg[32];

	snprintf(arg, sizeof(arg), "%s", word);
	assert_int_equal(early_param_of(arg), 0);
}

/* Boots as far as KVM's call of the helper. */
static int boot(void)
{
	int ret = early_initcall();

	return ret ? ret : helper.describe();
}

static bool logged(const char *text)
{
	return strstr(log_text, text);
}

/* What describes the system to EL2. */
#define DESCRIPTION	(CONFIG_PKVM_IOMMU_FDT_AT_EL2 ? "t" : "ss+ggrrrrm")

static void expect_calls(const char *options)
{
	char expected[64];

	snprintf(expected, sizeof(expected), "P %s%s", options, DESCRIPTION);
	assert_string_equal(happened, expected);
}

/* ---- tests ---- */

static void expect_args(const char *call, const u64 *expected, unsigned int nr)
{
	assert_memory_equal(args_of(call), expected, nr * sizeof(*expected));
}

/* The last call of each kind; all that a tree takes are its address and its size. */
static void expect_last_calls(void)
{
	static const u64 smmu[] = { 1, 0, BASE(1), 0x1000000, 0 };
	static const u64 smmu_regs[] = { 1, BASE(2), 0x1000000 };
	static const u64 guard[] = { PKVM_IOMMU_GUARD_TEGRA_MC, 0x2c10000, 0x10000 };
	static const u64 row[] = { 1, 7, 1, 0x63 };
	static const u64 memory[] = { 0xf0000000, 0x200000 };

	expect_args("describe_smmu", smmu, ARRAY_SIZE(smmu));
	expect_args("describe_smmu_regs", smmu_regs, ARRAY_SIZE(smmu_regs));
	expect_args("describe_guard", guard, ARRAY_SIZE(guard));
	expect_args("describe_streams", row, ARRAY_SIZE(row));
	expect_args("describe_memory", memory, ARRAY_SIZE(memory));
}

static void the_whole_system_is_described(void **unused)
{
	const u64 tree[] = { initial_boot_params_pa, 0 };

	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	expect_calls("");
	assert_true(logged("i 2 SMMUs, 2 memory controller regions, 4 topology rows described"));
	assert_false(logged("refused"));
	assert_int_equal(nr_little, 0);
	if (!CONFIG_PKVM_IOMMU_FDT_AT_EL2) {
		expect_last_calls();
		return;
	}
	expect_args("describe_tree", tree, 1);
	assert_int_equal(args_of("describe_tree")[1], fdt_totalsize(blob));
}

/* Any word but "off" leaves the isolation on. */
static void the_command_line_is_obeyed(void **unused)
{
	param("on");
	param("");
	assert_int_equal(early_param_of(NULL), 0);
	assert_true(logged("w pkvm_iommu=on ignored"));
	assert_int_equal(nr_little, 0);
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	expect_calls("");

	setup_test(NULL);
	param("trusted-os");
	param("inval-context");
	param("allow-suspend");
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	expect_calls("TIS");
	assert_true(logged("n pkvm_iommu=allow-suspend: the system may suspend"));
	assert_int_equal(nr_little, 0);
}

static void switched_off_nothing_is_described(void **unused)
{
	param("off");
	assert_int_equal(nr_little, 1);
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_OFF);
	assert_string_equal(happened, "");
	assert_int_equal(nr_parsed, 0);
}

/* An option that EL2 has not taken must not look as if it had. */
static void a_refused_option_ends_the_setup(void **unused)
{
	static const char * const words[] = { "trusted-os", "inval-context", "allow-suspend" };
	static const char * const letters[] = { "T", "I", "S" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		setup_test(NULL);
		param("trusted-os");
		param("inval-context");
		param("allow-suspend");
		failing = letters[i];
		failure = -EPERM;
		assert_int_equal(boot(), -EPERM);
		assert_true(logged("e pkvm_iommu="));
		assert_true(logged(words[i]));
		assert_int_equal(strlen(happened), strlen("P ") + i + 1);
		assert_int_not_equal(strlen(reason), 0);
	}
}

/* The SMMU that the first kernel's EL2 has kept from a crash kernel. */
static struct device_node *crash_kept;

bool pkvm_smmu_crash_kept(struct device *dev)
{
	return crash_kept && dev->of_node == crash_kept;
}

/* EL2 does not run, as far as this kernel knows, and nothing was claimed for it. */
static void mainline_stays_away_in_a_crash_kernel(void **unused)
{
	struct device_node kept = { .base = BASE(1) }, other = { .base = BASE(2) };
	struct device dev = { .of_node = &kept };

	state_now = PKVM_IOMMU_OFF;
	assert_int_equal(pkvm_smmu_owned_by_el2(&dev), 0);
	crash_kept = &kept;
	assert_int_equal(pkvm_smmu_owned_by_el2(&dev), -ENODEV);
	dev.of_node = &other;
	assert_int_equal(pkvm_smmu_owned_by_el2(&dev), 0);
	crash_kept = NULL;
}

static void expect_owner(enum pkvm_iommu_state state, int claimed, int other)
{
	struct device_node smmu = { .base = BASE(1) }, foreign = { .base = BASE(2) };
	struct device dev = { .of_node = &smmu };

	state_now = state;
	assert_int_equal(pkvm_smmu_owned_by_el2(&dev), claimed);
	dev.of_node = &foreign;
	assert_int_equal(pkvm_smmu_owned_by_el2(&dev), other);
	dev.of_node = NULL;
	assert_int_equal(pkvm_smmu_owned_by_el2(&dev), other);
}

/* Mainline's driver waits, stays away, or has the SMMU, also after EL2 has failed. */
static void mainline_has_what_el2_has_not(void **unused)
{
	assert_int_equal(early_initcall(), 0);
	expect_owner(PKVM_IOMMU_PENDING, -EPROBE_DEFER, 0);
	expect_owner(PKVM_IOMMU_ACTIVE, -ENODEV, 0);
	expect_owner(PKVM_IOMMU_OFF, 0, 0);
	expect_owner(PKVM_IOMMU_FAILED, 0, 0);
}

static void expect_nothing_claimed(void)
{
	struct device_node smmu = { .base = BASE(0) };

	assert_int_equal(pkvm_smmu_index(&smmu), -ENODEV);
	expect_owner(PKVM_IOMMU_PENDING, 0, 0);
}

static void nothing_is_claimed_in_vain(void **unused)
{
	pkvm_on = false;
	assert_int_equal(early_initcall(), 0);
	assert_null(helper.describe);
	expect_nothing_claimed();

	setup_test(NULL);
	param("off");
	assert_int_equal(early_initcall(), 0);
	expect_nothing_claimed();

	setup_test(NULL);
	parse_error = -EINVAL;
	assert_int_equal(early_initcall(), 0);
	expect_nothing_claimed();

	setup_test(NULL);
	register_error = -EBUSY;
	assert_int_equal(early_initcall(), -EBUSY);
	expect_nothing_claimed();
}

static void an_smmu_is_known_by_its_address(void **unused)
{
	struct device_node node = { .base = BASE(1) };

	assert_int_equal(early_initcall(), 0);
	assert_int_equal(pkvm_smmu_index(&node), 1);
	node.base = BASE(0);
	assert_int_equal(pkvm_smmu_index(&node), 0);
	node.base = BASE(2);
	assert_int_equal(pkvm_smmu_index(&node), -ENODEV);
	node = (struct device_node){ .base = BASE(0), .without_reg = true };
	assert_int_equal(pkvm_smmu_index(&node), -ENODEV);
	assert_int_equal(pkvm_smmu_index(NULL), -ENODEV);
}

static void what_cannot_be_read_fails_with_a_reason(void **unused)
{
	parse_error = -EINVAL;
	described.bad_node = node_of_smmu;
	described.why = "it is odd";
	assert_int_equal(boot(), -EINVAL);
	assert_string_equal(reason, "/smmu: it is odd");
	assert_string_equal(happened, "P ");

	setup_test(NULL);
	parse_error = -EINVAL;
	described.why = "it is damaged";
	assert_int_equal(boot(), -EINVAL);
	assert_string_equal(reason, "it is damaged");

	setup_test(NULL);
	acpi_disabled = false;
	assert_int_equal(boot(), -ENODEV);
	assert_non_null(strstr(reason, "ACPI"));
	assert_string_equal(happened, "");

	setup_test(NULL);
	initial_boot_params = NULL;
	assert_int_equal(boot(), -ENODEV);
	assert_non_null(strstr(reason, "no device tree"));
}

/* SMMUs and guards that EL2 refuses end the set-up; a row costs its device. */
static void what_el2_refuses_is_named(void **unused)
{
	if (CONFIG_PKVM_IOMMU_FDT_AT_EL2)
		return;
	failing = "+";
	assert_int_equal(boot(), -EINVAL);
	assert_string_equal(reason, "/smmu: EL2 refused this SMMU");
	setup_test(NULL);
	failing = "g";
	assert_int_equal(boot(), -EINVAL);
	assert_string_equal(reason, "EL2 refused the memory controller");
	setup_test(NULL);
	failing = "m";
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	assert_true(logged("w refused: reserved memory at 0xf0000000"));
}

static void refused_rows_cost_their_devices(void **unused)
{
	failing = CONFIG_PKVM_IOMMU_FDT_AT_EL2 ? NULL : "r";
	failure = -ENXIO;
	tree_rows[1].ret = -ENXIO;
	tree_rows[2].ret = -ENXIO;
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	assert_true(logged("w refused: /device: stream 0x5 of /smmu by memory client 0x61: EL2"));
	assert_true(logged("EL2 does not know it"));
	assert_true(logged("stream 0x6 and 2 more of /smmu"));
	assert_true(logged(CONFIG_PKVM_IOMMU_FDT_AT_EL2 ? "w 2 topology rows refused" :
							  "w 4 topology rows refused"));
	assert_true(logged(CONFIG_PKVM_IOMMU_FDT_AT_EL2 ? "2 topology rows described" :
							  "0 topology rows described"));
	assert_false(pkvm_smmu_has_stream(1, 5));
	assert_false(pkvm_smmu_has_stream(0, 7));
	if (CONFIG_PKVM_IOMMU_FDT_AT_EL2)
		assert_true(pkvm_smmu_has_stream(1, 7));
}

static void a_stream_is_one_of_a_row(void **unused)
{
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	assert_true(pkvm_smmu_has_stream(0, 6));
	assert_true(pkvm_smmu_has_stream(0, 8));
	assert_false(pkvm_smmu_has_stream(0, 9));
	assert_false(pkvm_smmu_has_stream(0, 5));
	assert_false(pkvm_smmu_has_stream(1, 6));
	assert_int_equal(pkvm_smmu_topology()->nr_rows, NR_ROWS);
	/* Two rows name it, and one of them counts. */
	topology.rows[1].error = -ENXIO;
	topology.rows[3].sid = 5;
	assert_true(pkvm_smmu_has_stream(1, 5));
}

static void expect_reason(u64 what, u64 which, int error, const char *text)
{
	helper.explain(what, which, error);
	assert_string_equal(reason, text);
}

static void a_refused_takeover_is_put_into_words(void **unused)
{
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	expect_reason(PKVM_IOMMU_REFUSED_SMMU, 1, -ENOSPC,
		      "/smmu: it is too small for all streams");
	expect_reason(PKVM_IOMMU_REFUSED_SMMU, 2, -ENODEV, "?: it lacks what EL2 needs");
	expect_reason(PKVM_IOMMU_REFUSED_NO_SMMU, 0x8000000, -EINVAL,
		      "the device tree lacks the SMMU at 0x8000000");
	expect_reason(PKVM_IOMMU_REFUSED_GUARD, PKVM_IOMMU_GUARD_TEGRA_MC, -EPERM,
		      "the memory controller: firmware has left it so that DMA can pass");
	expect_reason(PKVM_IOMMU_REFUSED_GUARD, PKVM_IOMMU_NR_GUARDS, -EIO,
		      "a guard: it did not take what EL2 wrote");
	expect_reason(PKVM_IOMMU_REFUSED_CLIENT, 0x61, -EIO,
		      "/device: stream 0x5 of /smmu by memory client 0x61: it did not take what EL2 wrote");
	expect_reason(PKVM_IOMMU_REFUSED_CLIENT, 0x99, -EPERM,
		      "memory client 0x99, which no device names: firmware has left it so that DMA can pass");
	expect_reason(PKVM_IOMMU_REFUSED_REGS, 0x2c00000, -EINVAL,
		      "the registers at 0x2c00000 overlap others, or memory");
	expect_reason(PKVM_IOMMU_REFUSED_MEMORY, 0x8000000000, -ERANGE,
		      "memory from 0x8000000000 reaches an alias of DRAM");
	expect_reason(PKVM_IOMMU_REFUSED_SYSTEM, 0, -ENOMEM,
		      "EL2 could not take the SMMUs over");
}

static void expect_words(struct pkvm_topology_row row, const char *expected)
{
	char words[200];

	pkvm_smmu_row_in_words(&row, words, sizeof(words));
	assert_string_equal(words, expected);
}

static void a_row_is_told_in_words(void **unused)
{
	struct pkvm_topology_row row;

	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	row = (struct pkvm_topology_row) {
		.sid = 4, .nr_sids = 1, .client = PKVM_IOMMU_NO_CLIENT, .node = node_of_device,
	};
	expect_words(row, "/device: stream 0x4 of /smmu");
	row.client = 0x61;
	expect_words(row, "/device: stream 0x4 of /smmu by memory client 0x61");
	row.client = PKVM_IOMMU_CHANNEL(0);
	expect_words(row, "/device: stream 0x4 of /smmu by channel 0");
	row.error = -ENXIO;
	expect_words(row, "/device: stream 0x4 of /smmu by channel 0: EL2 does not know it");
	row.error = 0;
	row.client = PKVM_IOMMU_CHANNEL(7);
	row.nr_sids = 3;
	row.node = -1;
	expect_words(row, "?: stream 0x4 and 2 more of /smmu by channel 7");
}

static void an_its_is_not_contained(void **unused)
{
	found = "arm,gic-v3-its";
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	assert_true(logged("w /its-a is not contained"));
	assert_true(logged("w /its-b is not contained"));
}

/* EL1 describes SMMUv3s in either configuration. */
static void smmuv3s_have_a_parser_of_their_own(void **unused)
{
	found = "arm,smmu-v3";
	described.smmus[0].kind = PKVM_IOMMU_SMMU_V3;
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	assert_string_equal(happened, "P3 ss+ggrrrrm");
	/* Nor may one look for them in vain: other parts of the tree decide then. */
	setup_test(NULL);
	found = "arm,smmu-v3";
	blob_has_v3 = false;
	assert_int_equal(boot(), PKVM_IOMMU_SETUP_TAKEOVER);
	expect_calls("");
}

/* EL1's driver needs the table that EL2 has, row for row. */
static void el2s_table_is_compared(void **unused)
{
	unsigned int i;

	if (!CONFIG_PKVM_IOMMU_FDT_AT_EL2)
		return;
	for (i = 0; i < 2 * NR_ROWS; i++) {
		setup_test(NULL);
		if (i & 1)
			tree_rows[i / 2].x2 ^= i & 2 ? 1 : 1ULL << 32;
		else
			tree_rows[i / 2].x3 ^= i & 2 ? 1 : 1ULL << 32;
		assert_int_equal(boot(), -EINVAL);
		assert_string_equal(reason, "EL2 has read another device tree than EL1");
	}
	setup_test(NULL);
	failing = "t";
	failure = NR_ROWS - 1;
	assert_int_equal(boot(), -EINVAL);
	setup_test(NULL);
	failing = "t";
	failure = -E2BIG;
	assert_int_equal(boot(), -E2BIG);
	assert_string_equal(reason, "the device tree is larger than EL2 has room for");
}

#define T(name) cmocka_unit_test_setup(name, setup_test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_whole_system_is_described),
		T(the_command_line_is_obeyed),
		T(switched_off_nothing_is_described),
		T(a_refused_option_ends_the_setup),
		T(mainline_has_what_el2_has_not),
		T(mainline_stays_away_in_a_crash_kernel),
		T(nothing_is_claimed_in_vain),
		T(an_smmu_is_known_by_its_address),
		T(what_cannot_be_read_fails_with_a_reason),
		T(what_el2_refuses_is_named),
		T(refused_rows_cost_their_devices),
		T(a_stream_is_one_of_a_row),
		T(a_refused_takeover_is_put_into_words),
		T(a_row_is_told_in_words),
		T(an_its_is_not_contained),
		T(smmuv3s_have_a_parser_of_their_own),
		T(el2s_table_is_compared),
	};

	return cmocka_run_group_tests_name(HOST_TEST_NAME, tests, NULL, NULL);
}
