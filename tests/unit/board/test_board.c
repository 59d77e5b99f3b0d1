// SPDX-License-Identifier: GPL-2.0-only
/*
 * Board dumps, from the program that takes one to the sentence about the board: the dump
 * is taken of the models, changed into those of other boards, and replayed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../system/system.h"
#include "../../board/dump.h"

#include "report.h"

#define SID(c)		(BOARD_MC_SID_PAGE + 8 * (c))
#define SEC(c)		(SID(c) + 4)
#define BYPASS(page)	(board_mc_page(page) + BOARD_MC_BYPASS)

#define HDAR		0x15	/* a row of the topology: stream ID 3 on niso0 */
#define HOST1XDMAR	0x16
#define SESRD		0x80
#define UNNAMED		0x1f5	/* in no table */

#define FORCED		(BOARD_SEC_OVERRIDE | BOARD_SEC_NS)

/* ---- a dump of the models ---- */

static struct {
	char *text;
	size_t len;
	char progress[1 << 19];
	size_t seen;		/* of the progress */
	uint32_t abort_at, deny_at, idr1;
	uint32_t last;		/* the address that was read last */
	bool told;		/* each address was in the progress before it was read */
} taken;

static bool world_read(uint32_t addr, uint32_t *val)
{
	unsigned int n, i;

	for (n = 0; n < WORLD_NODES; n++)
		for (i = 0; i < world_instances(n); i++)
			if (addr - world_smmu_base(n, i) < WORLD_SMMU_SIZE) {
				*val = world_smmu_read(n, i, addr - world_smmu_base(n, i), 4);
				return true;
			}
	for (i = 0; i < WORLD_MC_REGIONS; i++)
		if (addr - world_mc_base(i) < WORLD_MC_REGION_SIZE) {
			*val = world_mc_read(i, addr - world_mc_base(i), 4);
			return true;
		}
	return false;
}

static enum board_read read_models(void *opaque, uint32_t addr, uint32_t *val)
{
	char line[32], *at;

	snprintf(line, sizeof(line), "reading 0x%08x ", addr);
	at = strstr(taken.progress + taken.seen, line);
	taken.told &= !!at;
	taken.seen = at ? at - taken.progress : taken.seen;
	taken.last = addr;
	if (addr == taken.deny_at)
		return BOARD_DENIED;
	if (addr == taken.abort_at)
		return BOARD_ABORT;
	assert_true(world_read(addr, val));
	if (taken.idr1 && (addr & 0xffffff) == BOARD_IDR1)
		*val = taken.idr1;
	return BOARD_OK;
}

static bool no_read(uint64_t pa, void *buf, size_t len)
{
	return false;
}

static bool no_write(uint64_t pa, const void *buf, size_t len)
{
	return false;
}

/* proc/ and sys/ of the board */
static char root[32] = "build/board-XXXXXX";

static void write_root(const char *name, const char *val, size_t len)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	f = fopen(path, "we");
	assert_non_null(f);
	fwrite(val, 1, len, f);
	fclose(f);
}

static void make_root(void)
{
	char path[100];

	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/proc", root);
	mkdir(path, 0700);
	strcat(path, "/device-tree");
	mkdir(path, 0700);
	write_root("proc/version", "Linux version 7.3.4\n", 20);
	write_root("proc/device-tree/model", "An Orin\0\1", 9);
}

static const char kernel_log[] =
	"<6>[    0.000000] psci: PSCIv1.1 detected in firmware.\n"
	"<6>[    0.100000] input: something else\n"
	"<6>[    0.200000] arm-smmu 12000000.iommu: probing hardware\tconfiguration...";

static int take(void)
{
	static const struct world_config cfg = {
		.num_cb = BOARD_MAX_BANKS, .walk_read = no_read, .dma_read = no_read,
		.dma_write = no_write,
	};
	struct board_source src = { .read = read_models, .root = root, .log = kernel_log };
	FILE *out;
	int ret;

	free(taken.text);
	memset(taken.progress, 0, sizeof(taken.progress));
	taken.told = true;
	taken.seen = 0;
	world_new(&cfg);
	src.progress = fmemopen(taken.progress, sizeof(taken.progress), "w");
	out = open_memstream(&taken.text, &taken.len);
	assert_true(src.progress && out);
	ret = board_dump(out, &src);
	fclose(out);
	fclose(src.progress);
	world_free();
	return ret;
}

/* ---- helpers ---- */

static struct board_file file;
static struct board_verdict verdict;
static char error[300];

static void parse_taken(void)
{
	if (board_parse(taken.text, taken.len, &file, error, sizeof(error)))
		fail_msg("%s", error);
}

static int setup(void **state)
{
	taken.abort_at = 0;
	taken.deny_at = 0;
	taken.idr1 = 0;
	assert_int_equal(take(), 0);
	parse_taken();
	return 0;
}

static void replay(void)
{
	board_replay(&file, false, &verdict.strict);
	board_replay(&file, true, &verdict.lenient);
}

static void set_bypass(uint32_t val)
{
	unsigned int i;

	for (i = 0; i < BOARD_NR_MC_PAGES; i++)
		board_set(&file, BYPASS(i), val);
}

static void set_client(unsigned int client, uint32_t sid, uint32_t sec)
{
	board_set(&file, SID(client), sid);
	board_set(&file, SEC(client), sec);
}

static void one_reason(const struct board_result *r, enum board_about about, unsigned int nr,
		       int err)
{
	assert_false(r->active);
	assert_int_equal(r->err, err);
	assert_int_equal(r->nr_reasons, 1);
	assert_int_equal(r->reasons[0].about, about);
	assert_int_equal(r->reasons[0].nr, nr);
	assert_int_equal(r->reasons[0].err, err);
	assert_true(r->complete);
}

/* The report; its lines fit. */
static char *report(void)
{
	char *text, *at;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	board_report(out, &file, &verdict);
	fclose(out);
	for (at = text; *at; at += strcspn(at, "\n") + 1)
		if (strcspn(at, "\n") > BOARD_COLUMNS)
			fail_msg("more than %u columns: %.120s", BOARD_COLUMNS, at);
	return text;
}

/* One space for each run of spaces and line ends. */
static void squeeze(char *text)
{
	char *to = text;

	for (; *text; text++)
		if (*text != ' ' && *text != '\n')
			*to++ = *text;
		else if (to[-1] != ' ')
			*to++ = ' ';
	*to = 0;
}

static void reports(const char *words)
{
	char *text = report(), want[120];
	bool there;

	snprintf(want, sizeof(want), "%s", words);
	squeeze(want);
	squeeze(text);
	there = strstr(text, want);

	if (!there)
		printf("# %.2000s\n", text);
	free(text);
	if (!there)
		fail_msg("no word of \"%s\"", words);
}

static void begins(const char *words)
{
	char *text = report();
	bool there = !strncmp(text, words, strlen(words));

	if (!there)
		printf("# %.200s\n", text);
	free(text);
	assert_true(there);
}

/* ---- taking a dump ---- */

static void test_dump_is_complete(void **state)
{
	assert_int_equal(file.nr_regs, 2 * BOARD_NR_CLIENTS + BOARD_NR_MC_PAGES +
				       BOARD_NR_SMMUS * (6 + 2 * 128 + 2 * 128));
	assert_int_equal(board_value(&file, board_smmu_base(0) + BOARD_IDR0), 0xfc013e80);
	assert_int_equal(board_value(&file, SID(HDAR)), 3);
	assert_string_equal(board_text(&file, "model"), "An Orin");
	assert_string_equal(board_text(&file, "kernel"), "Linux version 7.3.4");
	assert_string_equal(board_text(&file, "soc-id"), "-");
}

/* Lines about firmware and SMMUs, and no others; a tab is no printable character. */
static void test_dump_of_the_log(void **state)
{
	assert_non_null(strstr(taken.text, "psci: PSCIv1.1 detected"));
	assert_non_null(strstr(taken.text, "probing hardware configuration"));
	assert_null(strstr(taken.text, "something else"));
}

static void test_dump_names_a_register_first(void **state)
{
	assert_true(taken.told);
	taken.deny_at = SEC(HDAR);
	assert_int_equal(take(), -1);
	assert_true(taken.told);
	assert_int_equal(taken.last, SEC(HDAR));
	assert_null(strstr(taken.text, "checksum"));
}

/* An SMMU with other pages has its bank registers elsewhere. */
static void test_dump_reads_what_exists(void **state)
{
	taken.idr1 = 0x60000f20;
	assert_int_equal(take(), 0);
	parse_taken();
	assert_null(board_find(&file, board_smmu_base(0) + BOARD_CBAR));
	taken.idr1 = 0xe0000f20;
	assert_int_equal(take(), 0);
	parse_taken();
	assert_non_null(board_find(&file, board_smmu_base(0) + BOARD_CBAR + 4 * 31));
	assert_null(board_find(&file, board_smmu_base(0) + BOARD_CBAR + 4 * 32));
}

static void test_dump_lists_without_reading(void **state)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	taken.last = 0;
	board_list(out);
	fclose(out);
	assert_non_null(strstr(text, "0x02c00000 to 0x02c00ffc"));
	assert_non_null(strstr(text, "0x11000c00 to 0x11000dfc"));
	assert_int_equal(taken.last, 0);
	free(text);
}

/* ---- reading a dump ---- */

/* The dump, with @old replaced by @new; and a new checksum, unless that is kept. */
static char *changed(const char *old, const char *new, bool seal)
{
	char *at = strstr(taken.text, old), *text, *sum;

	assert_non_null(at);
	text = calloc(1, taken.len + strlen(new) + 1);
	memcpy(text, taken.text, at - taken.text);
	strcat(text, new);
	strcat(text, at + strlen(old));
	sum = strstr(text, "checksum ");
	if (seal && sum)
		sprintf(sum, "checksum 0x%08x\n", board_crc(0, text, sum - text));
	return text;
}

static void refuses(char *text, size_t len, const char *words)
{
	struct board_file *f = malloc(sizeof(*f));

	assert_int_equal(board_parse(text, len, f, error, sizeof(error)), -1);
	if (!strstr(error, words))
		fail_msg("\"%s\" does not say \"%s\"", error, words);
	free(f);
}

static void refuses_change(const char *old, const char *new, bool seal, const char *words)
{
	char *text = changed(old, new, seal);

	refuses(text, strlen(text), words);
	free(text);
}

static void test_a_truncated_file(void **state)
{
	const char *sum = strstr(taken.text, "checksum");
	size_t len;

	refuses(taken.text, 0, "line 1: the file ends without its checksum");
	refuses(taken.text, sum - taken.text, "the file ends without its checksum");
	for (len = 1; len < taken.len; len += len / 2 + 1)
		refuses(taken.text, len, "truncated");
	refuses(taken.text, taken.len - 1, "truncated");
}

static void test_a_changed_file(void **state)
{
	refuses_change("0x02c000a8 0x00000003", "0x02c000a8 0x00000004", false, "checksum");
	refuses_change("checksum ", "checksum: ", false, "has to follow [end]");
	refuses_change("[end]\n", "", false, "is not \"0xADDRESS ");
}

static void test_a_register_twice(void **state)
{
	refuses_change("0x02c00004 ", "0x02c00000 ", true, "line 19: 0x02c00000 is there a second");
}

static void test_a_register_is_missing(void **state)
{
	refuses_change("0x02c000a8 0x00000003\n", "", true, "0x02c000a8 (mc stream-ids");
}

static void test_lines_of_another_form(void **state)
{
	static const char *const bad[] = {
		"0x2c00004 0x00000000", "0x02c00004 0x0", "0x02c00004", "0x02c00004  0x00000000",
		"02c0000004 0x00000000", "0x02c00004 0x00000000 1", "0x02c00004 -0x0000001",
		"0x02c00004 0x000000000", "0x02c00004 aborts", "hello", "0x02c00004 0x0000000g",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		refuses_change("0x02c00004 0x00000000", bad[i], true, "is not \"0xADDRESS ");
}

static void test_registers_of_no_dump(void **state)
{
	refuses_change("0x02c00004 ", "0x02c01004 ", true, "is not a register of a dump");
	refuses_change("0x02c00004 ", "0x02c00006 ", true, "is not a register of a dump");
	refuses_change("0x02c00004 ", "0x02c11820 ", true, "belongs to section [mc bypass]");
}

static void test_sections_of_no_dump(void **state)
{
	refuses_change("[mc bypass]", "[mc detour]", true, "no section [mc detour]");
	refuses_change("[mc bypass]", "[mc bypass", true, "has no ']'");
	refuses_change("[board]", "kernel 1", true, "belongs to no section");
}

static void test_another_version(void **state)
{
	refuses_change("board-dump 1", "board-dump 2", true, "line 1: a dump");
}

static void test_bytes_that_are_no_text(void **state)
{
	char *text = changed("[log]", "[log]\n\001", true), wide[BOARD_LINE + 3];

	refuses(text, strlen(text), "cannot be printed, at column 1");
	free(text);
	memset(wide, 'x', sizeof(wide));
	wide[sizeof(wide) - 1] = 0;
	refuses_change("[mc bypass]", wide, true, "longer than");
}

static void test_lines_after_the_end(void **state)
{
	char *text = malloc(taken.len + 3);

	memcpy(text, taken.text, taken.len);
	memcpy(text + taken.len, "#\n", 3);
	refuses(text, taken.len + 2, "nothing may follow the checksum");
	free(text);
}

static void test_too_many_texts(void **state)
{
	char many[4 * BOARD_MAX_TEXTS + 20] = "[log]\n";
	unsigned int i;

	for (i = 0; i < BOARD_MAX_TEXTS; i++)
		strcat(many, "x\n");
	refuses_change("[log]\n", many, true, "lines of text");
}

static void test_random_changes(void **state)
{
	struct board_file *f = malloc(sizeof(*f));
	char *text = malloc(taken.len);
	unsigned int i, n;

	seed_rng(env_number("SEED", 1));
	for (i = 0; i < 200; i++) {
		memcpy(text, taken.text, taken.len);
		for (n = rnd(4) + 1; n; n--)
			text[rnd(taken.len)] ^= 1 << rnd(8);
		if (memcmp(text, taken.text, taken.len))
			assert_int_equal(board_parse(text, rnd(8) ? taken.len : rnd(taken.len), f,
						     error, sizeof(error)), -1);
	}
	free(text);
	free(f);
}

/* ---- boards ---- */

static void test_board_like_the_machine(void **state)
{
	replay();
	assert_true(verdict.strict.active);
	assert_int_equal(verdict.strict.nr_reasons, 0);
	assert_int_equal(verdict.strict.clients[HDAR].sid, 3);
	assert_int_equal(verdict.strict.clients[HDAR].sec, FORCED | BOARD_SEC_LOCKED);
	assert_int_equal(board_status(&verdict), 0);
	begins("EL2 would be ACTIVE on this board");
	reports("niso0 0x03 forced, locked");
}

/* SD controllers, MGBE and GPCDMA: EL2 guards the device's own stream-ID registers. */
static bool is_held(unsigned int client)
{
	static const uint16_t held[] = {
		0x60, 0x63, 0x64, 0x67, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5f, 0x61, 0x65, 0x8c, 0x8d,
	};
	unsigned int i;

	for (i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
		if (held[i] == client)
			return true;
	}
	return false;
}

/*
 * Firmware as of Tegra194: stream ID 0x7f passes around for good, and most devices choose
 * their stream ID.
 */
static void test_board_like_tegra194(void **state)
{
	unsigned int i, sid, smmu, rows = 0;

	set_bypass(0x80000002);
	for (i = 0; i < BOARD_NR_CLIENTS; i++) {
		if (!board_row(i, &sid, &smmu))
			continue;
		rows += !(i % 3) || !is_held(i);
		if (i % 3)
			set_client(i, 0x7f, BOARD_SEC_LOCKED);
		else
			set_client(i, 0x7f, FORCED | BOARD_SEC_LOCKED);
	}
	replay();
	assert_false(verdict.strict.active);
	assert_int_equal(verdict.strict.err, -EPERM);
	assert_int_equal(verdict.strict.nr_reasons, rows);
	assert_true(verdict.strict.complete);
	assert_int_equal(verdict.strict.clients[HOST1XDMAR].err, -EPERM);
	/* What the lock holds matters only to clients that are forced. */
	assert_false(verdict.lenient.active);
	assert_in_range(verdict.lenient.nr_reasons, 1, rows - 1);
	assert_int_equal(verdict.lenient.clients[HDAR].err, 0);
	assert_int_equal(verdict.lenient.clients[HDAR].sid, 3);
	assert_int_equal(board_status(&verdict), 1);
	begins("EL2 would be FAILED on this board");
	reports("client 0x016 (host1xdmar)");
	reports("stream ID 0x7f passes around the SMMU for good");
	reports("refused: -EPERM");
}

/* The result depends on what nobody has published. */
static void test_board_locked_at_0x7f(void **state)
{
	set_bypass(0x80000002);
	set_client(HDAR, 0x7f, FORCED | BOARD_SEC_LOCKED);
	replay();
	one_reason(&verdict.strict, ABOUT_CLIENT, HDAR, -EPERM);
	assert_true(verdict.lenient.active);
	assert_int_equal(board_status(&verdict), 1);
	begins("EL2 would be FAILED on this board if a client's lock also holds its stream ID");
}

static void test_board_with_secure_clients(void **state)
{
	set_client(HDAR, 3, BOARD_SEC_OVERRIDE | BOARD_SEC_LOCKED);
	replay();
	one_reason(&verdict.strict, ABOUT_CLIENT, HDAR, -EPERM);
	reports("forced the accesses to be secure");

	/* Not locked: EL2 makes them non-secure. */
	set_client(HDAR, 3, BOARD_SEC_OVERRIDE);
	replay();
	assert_int_equal(verdict.strict.clients[HDAR].sec, FORCED | BOARD_SEC_LOCKED);
	assert_false(verdict.strict.clients[HDAR].around);
	assert_int_equal(board_status(&verdict), 0);
}

static void test_board_where_all_bypass(void **state)
{
	board_set(&file, BYPASS(3), 0x80000000);
	replay();
	one_reason(&verdict.strict, ABOUT_BYPASS, 3, -EPERM);
	assert_int_equal(verdict.strict.reasons[0].val, 0x80000000);
	reports("MC_SMMU_BYPASS_CONFIG of page 0x02c40000 is 0x80000000: mode 0, every");
}

/* Locked in the broadcast page alone. */
static void test_board_with_broadcast_locked(void **state)
{
	board_set(&file, BYPASS(0), 0x80000002);
	set_client(SESRD, 0x7f, FORCED);
	replay();
	assert_int_equal(board_status(&verdict), 0);
	assert_int_equal(verdict.strict.clients[SESRD].found_sid, 0x7f);
	assert_int_equal(verdict.strict.clients[SESRD].sid, 0);
	reports("0x080 sesrd 0x7f forced 0x00 forced, locked: faults");
}

static void test_board_with_other_smmus(void **state)
{
	board_set(&file, 0x12000000 + BOARD_IDR1, 0x60000f80);
	replay();
	one_reason(&verdict.strict, ABOUT_SMMU, WORLD_NISO0, -ENODEV);
	reports("its instances differ: register 0x24");

	board_set(&file, 0x11000000 + BOARD_IDR1, 0x60000f80);
	replay();
	one_reason(&verdict.strict, ABOUT_SMMU, WORLD_NISO0, -ENODEV);
	reports("niso0 has 0x100000 bytes of registers by IDR1");
	reports("contradicted  IDR1 of smmu niso0.0 is 0x60000f80");
}

static void test_board_with_few_streams(void **state)
{
	board_set(&file, 0x12000000 + BOARD_IDR0, 0xfc013e08);
	board_set(&file, 0x11000000 + BOARD_IDR0, 0xfc013e08);
	replay();
	one_reason(&verdict.strict, ABOUT_SMMU, WORLD_NISO0, -ENOSPC);
	reports("niso0 has 8 stream-match groups");
}

/* Bits that the models do not keep still reach EL2. */
static void test_board_with_extended_ids(void **state)
{
	board_set(&file, 0x10000000 + BOARD_SCR0, 0x00200009);
	replay();
	one_reason(&verdict.strict, ABOUT_SMMU, WORLD_ISO, -ENODEV);
	reports("iso uses extended stream IDs");
}

static void test_board_that_aborts(void **state)
{
	taken.abort_at = SEC(HDAR);
	assert_int_equal(take(), 0);
	parse_taken();
	assert_non_null(strstr(taken.text, " abort\n"));
	replay();
	assert_non_null(verdict.strict.aborted);
	assert_int_equal(verdict.strict.aborted->addr, SEC(HDAR));
	assert_int_equal(board_status(&verdict), 1);
	begins("EL2 would PANIC on this board: its read of 0x02c000ac");
}

/* What firmware left in an SMMU is what EL2 takes over. */
static void test_board_with_streams_running(void **state)
{
	unsigned int inst;

	for (inst = 0; inst < 2; inst++) {
		uint32_t base = world_smmu_base(WORLD_NISO0, inst);

		board_set(&file, base + BOARD_SCR0, 0x00200400);
		board_set(&file, base + BOARD_SMR + 4 * 9, 0x80000003);
		board_set(&file, base + BOARD_S2CR + 4 * 9, 5);
	}
	replay();
	assert_int_equal(board_status(&verdict), 0);
	reports("CLIENTPD (no translation) is set in 3");
	board_set(&file, world_smmu_base(WORLD_NISO0, 1) + BOARD_S2CR + 4 * 9, 6);
	reports("contradicted  Both instances of niso0 are programmed alike: 1 registers");
}

static void test_several_reasons(void **state)
{
	set_client(HDAR, 3, BOARD_SEC_OVERRIDE | BOARD_SEC_LOCKED);
	set_client(HOST1XDMAR, 0x28, FORCED | BOARD_SEC_LOCKED);
	board_set(&file, BYPASS(9), 0x80000000);
	board_set(&file, 0x10000000 + BOARD_IDR2, 0);
	replay();
	assert_int_equal(verdict.strict.nr_reasons, 4);
	assert_true(verdict.strict.complete);
	assert_int_equal(verdict.strict.clients[HDAR].err, -EPERM);
	assert_int_equal(verdict.strict.clients[HOST1XDMAR].err, -EPERM);
	begins("EL2 would be FAILED on this board, and refuse protected VMs: 4 reasons.");
}

/* The models judge, not only EL2. */
static void test_a_way_around_is_told(void **state)
{
	replay();
	assert_int_equal(board_status(&verdict), 0);
	verdict.strict.clients[HDAR].around = true;
	assert_int_equal(board_status(&verdict), 1);
	begins("EL2 would be active on this board, but accesses would PASS AROUND");
	verdict.strict.clients[HDAR].around = false;
	verdict.lenient.active = false;
	assert_int_equal(board_status(&verdict), 1);
}

static void test_assumptions(void **state)
{
	replay();
	reports("confirmed     Security registers have bits 0, 8 and 16 only");
	reports("confirmed     IDR0 of smmu niso1.0 is 0xfc013e80");
	reports("confirmed     Both instances of niso0 are programmed alike");
	board_set(&file, SEC(HDAR), FORCED | 0x2);
	board_set(&file, SID(HDAR), 0x83);
	reports("contradicted  Security registers have bits 0, 8 and 16 only: 1 clients have");
	reports("contradicted  Stream IDs have seven bits: 1 clients");
	set_client(UNNAMED, 1, FORCED);
	reports("contradicted  The clients are those of tegra234-mc.h: 1 others");
	board_set(&file, BYPASS(7), 3);
	reports("contradicted  MC_SMMU_BYPASS_CONFIG is in every page");
	set_bypass(0);
	reports("open          MC_SMMU_BYPASS_CONFIG is in every page");
}

#define test(fn)	cmocka_unit_test_setup(fn, setup)

static void remove_root(const char *name)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	remove(path);
}

static int group_teardown(void **state)
{
	remove_root("proc/version");
	remove_root("proc/device-tree/model");
	remove_root("proc/device-tree");
	remove_root("proc");
	remove_root("");
	free(taken.text);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_dump_is_complete),
		test(test_dump_of_the_log),
		test(test_dump_names_a_register_first),
		test(test_dump_reads_what_exists),
		test(test_dump_lists_without_reading),
		test(test_a_truncated_file),
		test(test_a_changed_file),
		test(test_a_register_twice),
		test(test_a_register_is_missing),
		test(test_lines_of_another_form),
		test(test_registers_of_no_dump),
		test(test_sections_of_no_dump),
		test(test_another_version),
		test(test_bytes_that_are_no_text),
		test(test_lines_after_the_end),
		test(test_too_many_texts),
		test(test_random_changes),
		test(test_board_like_the_machine),
		test(test_board_like_tegra194),
		test(test_board_locked_at_0x7f),
		test(test_board_with_secure_clients),
		test(test_board_where_all_bypass),
		test(test_board_with_broadcast_locked),
		test(test_board_with_other_smmus),
		test(test_board_with_few_streams),
		test(test_board_with_extended_ids),
		test(test_board_that_aborts),
		test(test_board_with_streams_running),
		test(test_several_reasons),
		test(test_a_way_around_is_told),
		test(test_assumptions),
	};

	make_root();
	return cmocka_run_group_tests(tests, NULL, group_teardown);
}
