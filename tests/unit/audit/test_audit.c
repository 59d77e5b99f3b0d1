// SPDX-License-Identifier: GPL-2.0-only
/* pkvm-dma-audit: what it says of trees and dumps that are built here. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libfdt.h>

#include "../../../audit/audit.h"
#include "../board/replay.h"
#include "blob.h"

#define NO_CLIENT	0xffff

static struct audit audit;
static char path[32];

static void write_file(char *name, const void *data, size_t len)
{
	int fd;

	memcpy(name, "build/audit-XXXXXX", 19);
	fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
	close(fd);
}

static int teardown(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < audit.nr_masters; i++)
		free(audit.master[i].stream);
	free(audit.master);
	free(audit.other);
	free(audit.tree.node);
	free((void *)audit.tree.fdt);
	memset(&audit, 0, sizeof(audit));
	if (*path)
		unlink(path);
	*path = 0;
	return 0;
}

static void run_with(const struct blob_config *cfg, const struct board_file *dump)
{
	const char *err;
	const void *blob;
	size_t len;

	blob = blob_make(cfg, &len);
	write_file(path, blob, len);
	err = tree_load(&audit.tree, path);
	if (err)
		fail_msg("%s", err);
	machine_run(audit.tree.fdt, dump, &audit.machine);
	report_make(&audit);
}

static void run(const struct blob_config *cfg)
{
	run_with(cfg, NULL);
}

/* The master whose node's name begins with @name. */
static const struct audit_master *master(const char *name)
{
	int i;

	for (i = 0; i < audit.nr_masters; i++) {
		if (!strncmp(audit.tree.node[audit.master[i].node].name, name, strlen(name)))
			return &audit.master[i];
	}
	fail_msg("no %s", name);
	return NULL;
}

static const struct blob_config plain = { .off = -1 };

/* ---- trees ---- */

static void upstreams_tree_is_contained(void **state)
{
	(void)state;
	run(&plain);
	assert_int_equal(audit.machine.state, STATE_ACTIVE);
	assert_true(audit.machine.tried);
	assert_string_equal(audit.machine.reason, "EL2 owns the SMMUs");
	assert_int_equal(audit.nr_masters, 72);
	assert_int_equal(audit.count[VERDICT_CONTAINED], 72);
	assert_int_equal(report_status(&audit), 0);
	assert_string_equal(words_smmu(&audit, NISO0), "niso0");
	assert_string_equal(words_smmu(&audit, NISO1), "niso1");
}

/* Of each client and device: how its stream ID is held, and what if firmware has locked it. */
static void how_stream_ids_are_held(void **state)
{
	const struct audit_master *m;

	(void)state;
	run(&plain);
	m = master("dev0@2.4");		/* GPCDMA: its clients are assumed */
	assert_int_equal(m->hold, HOLD_FORCED);
	assert_true(m->assumed && m->if_locked);
	m = master("dev5@0.1");		/* SDMMC1's read client */
	assert_int_equal(m->hold, HOLD_FORCED);
	assert_true(!m->assumed && m->if_locked);
	m = master("dev9@2.3");		/* HDA */
	assert_int_equal(m->hold, HOLD_FORCED);
	assert_false(m->assumed || m->if_locked);
	m = master("dev44@0.2e");	/* SE: 0x80 and 0x81 have no stream of their own */
	assert_int_equal(m->hold, HOLD_UNKNOWN);
	assert_false(m->assumed || m->if_locked);
}

static void devices_of_one_stream_share_it(void **state)
{
	(void)state;
	run(&plain);
	assert_true(report_shares(master("dev5@0.1"), master("dev6@0.1")));
	assert_int_equal(master("dev5@0.1")->group, master("dev6@0.1")->group);
	/* The same number on two SMMUs is not one stream. */
	assert_false(report_shares(master("dev1@2.2"), master("dev7@0.2")));
	assert_int_not_equal(master("dev1@2.2")->group, master("dev7@0.2")->group);
}

static void add_foreign_row(void)
{
	blob_master("foreign@0", ISO, 0x33, NO_CLIENT);
}

static void refused_rows_are_told(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_foreign_row };
	int error, offset;
	char words[400];

	(void)state;
	run(&cfg);
	assert_int_equal(audit.machine.state, STATE_ACTIVE);
	assert_int_equal(master("foreign")->verdict, VERDICT_FAULTS);
	assert_int_equal(report_status(&audit), 0);
	assert_true(rows_refused(0, words, sizeof(words), &error, &offset));
	assert_string_equal(words, "/bus@0/foreign@0: stream 0x33 of /bus@0/iommu@10000000: EL2 does not know it");
	assert_int_equal(tree_at(&audit.tree, offset), master("foreign")->node);
	assert_false(rows_refused(1, words, sizeof(words), &error, &offset));
	assert_non_null(strstr(audit.machine.log, words));
}

static void add_device(const char *name, const char *compatible)
{
	blob_begin(name);
	blob_text("compatible", compatible);
	blob_cells("reg", 4, 0, 0x17000000, 0, 0x1000);
	blob_end();
}

static void add_uncontained(void)
{
	add_device("gpu@17000000", "nvidia,ga10b");
	add_device("ethernet@2310000", "somebody,mac");
	add_device("serial@3100000", "somebody,uart");
}

static void masters_without_an_smmu(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_uncontained };
	int i;

	(void)state;
	run(&cfg);
	assert_int_equal(audit.machine.state, STATE_ACTIVE);
	assert_int_equal(master("gpu")->verdict, VERDICT_OPEN);
	assert_int_equal(master("ethernet")->verdict, VERDICT_UNKNOWN);
	for (i = 0; i < audit.nr_masters; i++)
		assert_string_not_equal(audit.tree.node[audit.master[i].node].name,
					"serial@3100000");
	assert_int_equal(report_status(&audit), 1);
}

static void add_unknown(void)
{
	add_device("ethernet@2310000", "somebody,mac");
}

static void what_is_not_known_is_not_contained(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_unknown };

	(void)state;
	run(&cfg);
	assert_int_equal(audit.count[VERDICT_UNKNOWN], 1);
	assert_int_equal(audit.count[VERDICT_OPEN], 0);
	assert_int_equal(report_status(&audit), 1);
}

static void add_bus_of_usb(void)
{
	blob_begin("usb@3610000");
	blob_text("compatible", "nvidia,tegra234-xusb");
	blob_cells("reg", 4, 0, 0x3610000, 0, 0x40000);
	blob_cells("iommus", 2, SMMU_PHANDLE + NISO1, 0x0e);
	blob_begin("ethernet@1");
	blob_text("compatible", "usb955,9ff");
	blob_cells("reg", 1, 1);
	blob_end();
	blob_end();
}

/* What hangs on a bus without "ranges" has no registers of the CPUs', and no DMA. */
static void devices_of_other_buses_are_none(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_bus_of_usb };

	(void)state;
	run(&cfg);
	assert_int_equal(audit.nr_masters, 73);
	assert_int_equal(report_status(&audit), 0);
}

static void a_disabled_smmu_leaves_all_open(void **state)
{
	const struct blob_config cfg = { .off = ISO };

	(void)state;
	run(&cfg);
	assert_int_equal(audit.machine.state, STATE_FAILED);
	assert_false(audit.machine.tried);
	assert_non_null(strstr(audit.machine.reason, "iommu@10000000: this SMMU is disabled"));
	assert_int_equal(audit.nr_masters, 72);
	assert_int_equal(audit.count[VERDICT_OPEN], 72);
	assert_int_equal(report_status(&audit), 1);
}

static void add_gic(void)
{
	blob_begin("interrupt-controller@3881000");
	blob_text("compatible", "arm,gic-400");
	blob_cells("interrupt-controller", 0);
	blob_end();
}

static void add_two_its(void)
{
	add_device("msi-controller@17000000", "arm,gic-v3-its");
	add_device("its@17010000", "arm,gic-v3-its");
}

static void the_log_names_each_its(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_two_its };

	(void)state;
	run(&plain);
	assert_null(strstr(audit.machine.log, "not contained"));
	teardown(NULL);
	run(&cfg);
	assert_int_equal(audit.machine.state, STATE_ACTIVE);
	assert_non_null(strstr(audit.machine.log, "msi-controller@17000000 is not contained"));
	assert_non_null(strstr(audit.machine.log, "its@17010000 is not contained"));
	assert_true(master("msi-controller@")->verdict == VERDICT_OPEN);
}

static void socs_are_known_by_name(void **state)
{
	const struct blob_config cfg = {
		.compatible = "nvidia,tegra194", .off = -1, .add = add_gic,
	};

	(void)state;
	run(&plain);
	assert_true(audit.soc && audit.soc->owned);
	assert_int_equal(known_gicv2(&audit.tree), 0);
	teardown(NULL);
	run(&cfg);
	assert_true(audit.soc && !audit.soc->owned);
	assert_string_equal(audit.tree.node[known_gicv2(&audit.tree)].name,
			    "interrupt-controller@3881000");
}

static void nodes_are_found_by_their_names(void **state)
{
	int node;

	(void)state;
	run(&plain);
	node = master("dev5@0.1")->node;
	assert_int_equal(tree_find(&audit.tree, "dev5@0.1"), node);
	assert_int_equal(tree_find(&audit.tree, "dev5@0.1/"), node);
	assert_int_equal(tree_find(&audit.tree, "/bus@0/dev5@0.1/"), node);
	assert_int_equal(tree_find(&audit.tree, "/"), 0);
	assert_int_equal(tree_find(&audit.tree, "dev5@0."), AUDIT_NONE);
	assert_int_equal(tree_find(&audit.tree, "dev5@0.1/x"), AUDIT_NONE);
	assert_int_equal(tree_find(&audit.tree, ""), AUDIT_NONE);
}

/* ---- dumps ---- */

#define HDAR		0x15
#define SDMMCRA		0x60
#define SDMMCWA		0x64
#define CHOOSES_LOCKED	(BOARD_SEC_LOCKED | BOARD_SEC_NS)
#define AROUND_LOCKED	0x80000002	/* stream ID 0x7f passes around the SMMUs */

static struct board_file dump;

static void add_reg(uint32_t addr, uint32_t val)
{
	unsigned int at = dump.nr_regs++;

	for (; at && dump.regs[at - 1].addr > addr; at--)
		dump.regs[at] = dump.regs[at - 1];
	dump.regs[at] = (struct board_reg) { .addr = addr, .val = val };
}

static void add_client(unsigned int client, uint32_t sid, uint32_t security)
{
	add_reg(BOARD_MC_SID_PAGE + 8 * client, sid);
	add_reg(BOARD_MC_SID_PAGE + 8 * client + 4, security);
}

/* A dump: clients that are open, but for those that are added later. */
static void begin_dump(uint32_t bypass)
{
	unsigned int i;

	dump.nr_regs = 0;
	for (i = 0; i < BOARD_NR_MC_PAGES; i++)
		add_reg(board_mc_page(i) + BOARD_MC_BYPASS, bypass);
}

static void a_dump_like_a_reset(void **state)
{
	(void)state;
	begin_dump(0);
	run_with(&plain, &dump);
	assert_true(audit.machine.from_dump);
	assert_int_equal(audit.machine.state, STATE_ACTIVE);
	assert_int_equal(report_status(&audit), 0);
}

/* The memory controller forces nothing on SDMMC1: EL2 guards its register. */
static void a_dump_with_a_guarded_device(void **state)
{
	(void)state;
	begin_dump(AROUND_LOCKED);
	add_client(SDMMCRA, 0x7f, CHOOSES_LOCKED);
	add_client(SDMMCWA, 0x7f, CHOOSES_LOCKED);
	run_with(&plain, &dump);
	assert_int_equal(audit.machine.state, STATE_ACTIVE);
	assert_int_equal(master("dev5@0.1")->hold, HOLD_GUARD);
	assert_int_equal(master("dev7@0.2")->hold, HOLD_FORCED);
	assert_int_equal(report_status(&audit), 0);
}

/* Nothing can hold HDA: EL2 refuses the board, and EL1 says why. */
static void a_dump_with_a_device_that_nothing_holds(void **state)
{
	(void)state;
	begin_dump(AROUND_LOCKED);
	add_client(HDAR, 0x7f, CHOOSES_LOCKED);
	run_with(&plain, &dump);
	assert_int_equal(audit.machine.state, STATE_FAILED);
	assert_false(audit.machine.depends);
	assert_int_equal(audit.machine.error, -EPERM);
	assert_non_null(strstr(audit.machine.reason, "by memory client 0x15: firmware has left"));
	assert_int_equal(master("dev9@2.3")->hold, HOLD_NOTHING);
	assert_int_equal(master("dev9@2.3")->verdict, VERDICT_OPEN);
	assert_int_equal(report_status(&audit), 1);
}

/* Forced to another stream, and locked: does the lock hold the stream ID, too? */
static void a_dump_that_can_be_read_in_two_ways(void **state)
{
	(void)state;
	begin_dump(0);
	add_client(HDAR, 0x44, BOARD_SEC_OVERRIDE | CHOOSES_LOCKED);
	run_with(&plain, &dump);
	assert_true(audit.machine.depends);
	assert_int_equal(audit.machine.state, STATE_FAILED);
	assert_int_equal(report_status(&audit), 1);
}

/* ---- blobs that are damaged ---- */

static const char *load(const void *data, size_t len)
{
	teardown(NULL);
	write_file(path, data, len);
	return tree_load(&audit.tree, path);
}

static void a_truncated_blob_is_refused(void **state)
{
	const void *blob;
	size_t len, i;

	(void)state;
	blob = blob_make(&plain, &len);
	assert_null(load(blob, len));
	for (i = 0; i < len; i += len / 97)
		assert_non_null(load(blob, i));
	assert_string_equal(load("not a blob, but longer than a header is, I hope", 47),
			    "it is no device tree blob");
}

/* A tree of one node, with @nr words of its structure changed. */
static const char *load_changed(int at, int nr, ...)
{
	static char buf[256];
	fdt32_t *cell;
	va_list ap;

	fdt_create(buf, sizeof(buf));
	fdt_finish_reservemap(buf);
	fdt_begin_node(buf, "");
	fdt_property_u32(buf, "a", 1);
	fdt_end_node(buf);
	fdt_finish(buf);
	cell = (fdt32_t *)(buf + fdt_off_dt_struct(buf)) + at;
	va_start(ap, nr);
	while (nr--)
		*cell++ = cpu_to_fdt32(va_arg(ap, unsigned int));
	va_end(ap);
	return load(buf, fdt_totalsize(buf));
}

/* The words: begin, name, property, length, offset of its name, value, end of node, end. */
static void a_damaged_structure_is_refused(void **state)
{
	static const char damaged[] = "the device tree blob is damaged";

	(void)state;
	assert_null(load_changed(0, 0));
	assert_null(load_changed(2, 4, FDT_NOP, FDT_BEGIN_NODE, 0x61000000, FDT_END_NODE));
	assert_string_equal(load_changed(1, 1, 0x61000000), damaged);	/* the root has a name */
	assert_string_equal(load_changed(3, 1, 100), damaged);
	assert_string_equal(load_changed(4, 1, 100), damaged);
	assert_string_equal(load_changed(6, 1, FDT_NOP), damaged);	/* the root does not end */
	assert_string_equal(load_changed(7, 1, FDT_NOP), damaged);
	/* A second root. */
	assert_string_equal(load_changed(2, 4, FDT_END_NODE, FDT_BEGIN_NODE, 0, FDT_NOP), damaged);
}

/* Whatever the bytes are: a reason, or a report. */
static void damaged_blobs_do_no_harm(void **state)
{
	static char copy[1 << 17];
	const void *blob;
	unsigned int i, j;
	size_t len;

	(void)state;
	blob = blob_make(&plain, &len);
	srand(1);
	for (i = 0; i < 60; i++) {
		memcpy(copy, blob, len);
		for (j = 0; j < 1 + i % 4; j++)
			copy[40 + rand() % (len - 40)] = rand();
		if (load(copy, len))
			continue;
		machine_run(audit.tree.fdt, NULL, &audit.machine);
		report_make(&audit);
	}
}

static void add_deep(void)
{
	int i;

	for (i = 0; i < 60; i++)
		blob_begin("a-node-with-a-rather-long-name@0");
	for (i = 0; i < 60; i++)
		blob_end();
}

static void paths_of_deep_nodes_are_cut(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_deep };

	(void)state;
	run(&cfg);
	assert_int_equal(audit.machine.state, STATE_FAILED);
	assert_non_null(strstr(audit.machine.reason, "nested too deeply"));
	assert_int_equal(strncmp(tree_path(&audit.tree, audit.tree.nr - 1), "...", 3), 0);
	assert_string_equal(tree_path(&audit.tree, 1), "/bus@0");
	assert_string_equal(tree_path(&audit.tree, 0), "/");
}

/* ---- forms of output ---- */

static char *printed(void (*print)(FILE *out, const struct audit *a))
{
	static char *text;
	size_t len;
	FILE *out;

	free(text);
	out = open_memstream(&text, &len);
	print(out, &audit);
	fclose(out);
	return text;
}

static void the_first_line_is_the_answer(void **state)
{
	const struct blob_config off = { .off = ISO };
	const char *text, *line;

	(void)state;
	run(&plain);
	text = printed(table_print);
	assert_int_equal(strncmp(text, "EL2 would be ACTIVE: all 72 DMA masters", 39), 0);
	for (line = text; *line; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= 100);
	teardown(NULL);
	run(&off);
	text = printed(table_print);
	assert_int_equal(strncmp(text, "EL2 would be FAILED: none of the 72", 35), 0);
}

static char *explained(const char *what)
{
	static char *text;
	size_t len;
	FILE *out;

	free(text);
	out = open_memstream(&text, &len);
	explain_print(out, &audit, what);
	fclose(out);
	return text;
}

static void add_contexts(void)
{
	blob_begin("host@13e00000");
	blob_cells("iommus", 2, SMMU_PHANDLE + NISO1, 0x27);
	blob_cells("interconnects", 3, MC_PHANDLE, 0x16, MC_PHANDLE + 1);
	blob_cells("iommu-map", 8, 0, SMMU_PHANDLE + NISO0, 0x35, 1,
		   1, SMMU_PHANDLE + NISO1, 0x35, 1);
	blob_end();
}

/* Stream ID 0x27 is forced on the client, whatever else the tree maps. */
static void streams_that_no_client_presents_are_told(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_contexts };

	(void)state;
	run(&cfg);
	assert_int_equal(master("host@")->hold, HOLD_FORCED);
	assert_non_null(strstr(explained("host@13e00000"), "\n2 of its streams name no memory "));
	assert_null(strstr(explained("dev5@0.1"), "of its streams"));
	assert_null(strstr(explained("dev0@2.4"), "of its streams"));	/* GPCDMA */
}

static void all_smmus_of_a_device_are_told(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_contexts };
	char row[100];

	(void)state;
	snprintf(row, sizeof(row), "\n%-30s contained on  niso1 niso0 0x27 0x35   forced    host1xdmar\n",
		 "host@13e00000");
	run(&cfg);
	assert_non_null(strstr(printed(table_print), row));
}

#define EVIL		"x\033]0;y\a\177\tz\nfree\233@0"
#define EVIL_SHOWN	"x?]0;y???z?free?@0"

static void add_evil(void)
{
	blob_master(EVIL, ISO, 0x33, NO_CLIENT);
}

static void assert_printable(const char *text)
{
	assert_non_null(strstr(text, EVIL_SHOWN));
	for (; *text; text++)
		assert_true(*text == '\n' || (*text >= ' ' && *text <= '~'));
}

/* The device's row is refused, so that its name is in all forms. */
static void text_has_no_control_characters(void **state)
{
	const struct blob_config cfg = { .off = -1, .add = add_evil };

	(void)state;
	run(&cfg);
	assert_string_equal(audit.tree.node[master("x")->node].name, EVIL);
	assert_printable(printed(table_print));
	assert_non_null(strstr(printed(table_print), "\n" EVIL_SHOWN " "));
	assert_printable(explained(EVIL));
	assert_non_null(strstr(printed(dot_print), EVIL_SHOWN));
	assert_printable(audit.machine.log);
	assert_non_null(strstr(audit.machine.log, EVIL_SHOWN ": stream 0x33"));
}

static void the_models_name_is_quoted(void **state)
{
	(void)state;
	run(&plain);
	assert_non_null(strstr(printed(table_print), "\ntree:  a board of \"ours\"? (nvidia"));
	assert_non_null(strstr(printed(json_print), "\"a board of \\\"ours\\\"\\u000a\""));
	assert_non_null(strstr(printed(dot_print), "digraph dma {"));
}

#define test(fn)	cmocka_unit_test_teardown(fn, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(upstreams_tree_is_contained),
		test(how_stream_ids_are_held),
		test(devices_of_one_stream_share_it),
		test(refused_rows_are_told),
		test(masters_without_an_smmu),
		test(what_is_not_known_is_not_contained),
		test(devices_of_other_buses_are_none),
		test(a_disabled_smmu_leaves_all_open),
		test(the_log_names_each_its),
		test(socs_are_known_by_name),
		test(nodes_are_found_by_their_names),
		test(a_dump_like_a_reset),
		test(a_dump_with_a_guarded_device),
		test(a_dump_with_a_device_that_nothing_holds),
		test(a_dump_that_can_be_read_in_two_ways),
		test(a_truncated_blob_is_refused),
		test(a_damaged_structure_is_refused),
		test(damaged_blobs_do_no_harm),
		test(paths_of_deep_nodes_are_cut),
		test(the_first_line_is_the_answer),
		test(streams_that_no_client_presents_are_told),
		test(all_smmus_of_a_device_are_told),
		test(text_has_no_control_characters),
		test(the_models_name_is_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
