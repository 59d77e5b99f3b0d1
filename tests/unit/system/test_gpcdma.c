// SPDX-License-Identifier: GPL-2.0-only
/*
 * GPCDMA and the control backbone: the host programs the engine with any values; the
 * model records the registers that the engine accesses. EL2's registers are never
 * accessed, and mainline's driver still works.
 */
#include <stdio.h>

#include "engine.h"

/* The test's own offsets and bits, taken neither from EL2 nor from the model. */
enum {
	CSR = 0x00, STATUS = 0x04, CSRE = 0x08, SRC = 0x0c, DST = 0x10, HIGH = 0x14, MCSEQ = 0x18,
	MMIOSEQ = 0x1c, WCOUNT = 0x20, XFER = 0x24, WSTATUS = 0x28, ERR = 0x30, PATTERN = 0x34,
};

#define ENB		0x80000000U
#define ONCE		0x08000000U
#define MODE(n)		((u32)(n) << 21)
#define WIDTH_32	0x20000000U
#define PAUSE		0x80000000U
#define IO2MEM		0
#define MEM2IO		2
#define MEM2MEM		4
#define FIXED		6

#define CH		20
#define UART		0x03100000U	/* belongs to the host, followed by 63 MiB of registers */
#define BUFFER		0xfff00000U	/* an IOVA on the memory side */
#define TOUCHED		64

static u64 touched[TOUCHED];
static unsigned int nr_touched;
static bool wrote, hit;

/* Of the power management controller one page; the external memory controller. */
static const struct {
	u32 base, size;
} closed[] = {
	{ 0x0c390000, 0x1000 }, { 0x02c60000, 0x90000 }, { 0x01780000, 0x80000 },
};

/* Uses the models' memory map, not EL2's list. */
static bool is_el2s(u64 addr)
{
	unsigned int n, i;

	for (n = 0; n < WORLD_NODES; n++)
		for (i = 0; i < world_instances(n); i++)
			if (addr - world_smmu_base(n, i) < WORLD_SMMU_SIZE)
				return true;
	for (i = 0; i < WORLD_MC_REGIONS; i++)
		if (addr - world_mc_base(i) < WORLD_MC_REGION_SIZE)
			return true;
	for (i = 0; i < ARRAY_SIZE(closed); i++)
		if (addr - closed[i].base < closed[i].size)
			return true;
	return addr - WORLD_GPCDMA_BASE < WORLD_GPCDMA_SIZE;
}

/* Hardware may ignore the high bits: check the low ones alone, too. */
static void on_backbone(uint64_t addr, size_t len, bool write)
{
	touched[nr_touched++ % TOUCHED] = addr;
	wrote = write;
	if (is_el2s((u32)addr) || is_el2s((u32)(addr + len - 1)) || addr >= MEM1)
		hit = true;
}

static void run(size_t bytes)
{
	world_gpcdma_run(bytes, on_backbone);
	if (hit)
		fail_msg("the engine accessed %#llx", touched[(nr_touched - 1) % TOUCHED]);
}

static u32 get(unsigned int ch, u32 reg)
{
	u64 v = 0;

	assert_true(sys_host_access(reg_addr(ch, reg), 4, false, &v));
	return v;
}

struct program {
	u32 csr, src, dst, high, wcount;
};

/* Without CSR.ENB, then with it, in the order of mainline's tegra_dma_start(). */
static void start(unsigned int ch, const struct program *p)
{
	put(ch, CSRE, get(ch, CSRE) & ~PAUSE);
	put(ch, SRC, p->src);
	put(ch, DST, p->dst);
	put(ch, HIGH, p->high);
	put(ch, WCOUNT, p->wcount);
	put(ch, CSR, 0);
	put(ch, PATTERN, 0xabcd);
	put(ch, MMIOSEQ, WIDTH_32);
	put(ch, MCSEQ, 0x86000204);
	put(ch, CSR, p->csr);
	put(ch, CSR, p->csr | ENB);
}

static bool started(unsigned int ch, const struct program *p)
{
	start(ch, p);
	return peek(ch, CSR) == (p->csr | ENB);
}

/* A program that EL2 must not start; the channel stays disabled. */
static void is_refused(unsigned int ch, const struct program *p)
{
	u64 before = refused();

	assert_false(started(ch, p));
	assert_int_equal(refused(), before + 1);
	assert_int_equal(peek(ch, CSR) & ENB, 0);
	nr_touched = 0;
	run(4096);
	assert_int_equal(nr_touched, 0);
}

static void is_run(unsigned int ch, const struct program *p)
{
	u64 before = refused();

	assert_true(started(ch, p));
	assert_int_equal(refused(), before);
	assert_int_equal(peek(ch, SRC), p->src);
	assert_int_equal(peek(ch, DST), p->dst);
	assert_int_equal(peek(ch, HIGH), p->high);
	assert_int_equal(peek(ch, WCOUNT), p->wcount);
}

/* A transfer of @words words to or from @io, as @mode says. */
static struct program io_program(u32 mode, u32 io, u32 words)
{
	return (struct program) {
		.csr = MODE(mode) | ONCE, .wcount = words - 1,
		.src = mode < MEM2IO ? io : BUFFER, .dst = mode < MEM2IO ? BUFFER : io,
	};
}

static int setup(void **state)
{
	(void)state;
	nr_touched = 0;
	hit = false;
	system_start(8, 0);
	return 0;
}

static int teardown(void **state)
{
	check_complaints();
	return 0;
}

/* Gets the i-th range of EL2's registers. Returns false past the last. */
static bool range(unsigned int i, u32 *base, u32 *size)
{
	static const u8 node[] = { WORLD_NISO1, WORLD_NISO1, WORLD_ISO, WORLD_NISO0, WORLD_NISO0 };
	static const u8 inst[] = { 0, 1, 0, 0, 1 };

	if (i < 5) {
		*base = world_smmu_base(node[i], inst[i]);
		*size = WORLD_SMMU_SIZE;
	} else if (i < 5 + WORLD_MC_REGIONS) {
		*base = world_mc_base(i - 5);
		*size = WORLD_MC_REGION_SIZE;
	} else if (i < 5 + WORLD_MC_REGIONS + ARRAY_SIZE(closed)) {
		*base = closed[i - 5 - WORLD_MC_REGIONS].base;
		*size = closed[i - 5 - WORLD_MC_REGIONS].size;
	} else {
		*base = WORLD_GPCDMA_BASE;
		*size = WORLD_GPCDMA_SIZE;
	}
	return i <= 5 + WORLD_MC_REGIONS + ARRAY_SIZE(closed);
}

static void programs_of_the_driver_work(void **state)
{
	u32 mode;

	for (mode = 0; mode < 4; mode++) {
		struct program p = io_program(mode, UART, 16);

		nr_touched = 0;
		is_run(CH, &p);
		run(4096);
		assert_int_equal(nr_touched, 16);
		assert_int_equal(touched[0], UART);
		assert_int_equal(wrote, mode >= MEM2IO);
		assert_int_equal(get(CH, STATUS) & 0x40000000, 0x40000000);
		put(CH, STATUS, 0x40000000);
		assert_int_equal(get(CH, STATUS), 0);
	}
	assert_int_equal(refused(), 0);
}

/* Memory-side addresses are translated by an SMMU: EL2 allows any value. */
static void memory_side_addresses_are_not_checked(void **state)
{
	u32 base, size;
	unsigned int i;

	for (i = 0; range(i, &base, &size); i++) {
		struct program p = { .csr = MODE(MEM2MEM) | ONCE, .src = base, .dst = base + 0x40,
				     .high = 0x7f007f, .wcount = 0x3fffffff };

		is_run(CH, &p);
		p.csr = MODE(FIXED) | ONCE;
		is_run(CH, &p);
		p = io_program(IO2MEM, UART, 4);
		p.dst = base;
		p.high = 0x7f0000;
		is_run(CH, &p);
		run(64);
		p = io_program(MEM2IO, UART, 4);
		p.src = base;
		p.high = 0x7f;
		is_run(CH, &p);
		put(CH, CSR, 0);
	}
	assert_int_equal(refused(), 0);
}

/* The driver writes the next period while one is running. */
static void cyclic_transfers_go_on(void **state)
{
	struct program p = io_program(MEM2IO, UART, 64);
	unsigned int i;

	p.csr = MODE(MEM2IO + 1);
	is_run(CH, &p);
	for (i = 0; i < 8; i++) {
		put(CH, WCOUNT, 63);
		put(CH, SRC, BUFFER + i * 256);
		put(CH, DST, UART);
		put(CH, HIGH, 0);
		put(CH, CSR, p.csr | ENB);
		run(256);
	}
	assert_int_equal(nr_touched, 8 * 64);
	put(CH, CSRE, PAUSE);
	put(CH, CSR, get(CH, CSR) & ~ENB);
	assert_int_equal(refused(), 0);
}

static void no_register_of_el2s_is_reached(void **state)
{
	u32 base, size, mode, i;

	for (i = 0; range(i, &base, &size); i++) {
		for (mode = 0; mode < 4; mode++) {
			struct program p[] = {
				io_program(mode, base, 1),
				io_program(mode, base + size - 4, 1),
				io_program(mode, base + size - 1, 1),
				io_program(mode, base + 0x20, 2),
				io_program(mode, base - 4, 2),
				io_program(mode, base - 0x100, 0x41),
				/* The engine may complete the last burst. */
				io_program(mode, base - 0x7c, 1),
			};
			unsigned int k;

			for (k = 0; k < ARRAY_SIZE(p); k++)
				is_refused(CH, &p[k]);
		}
	}
}

/* Registers next to EL2's are accessible to the last word. */
static void neighbours_are_reached(void **state)
{
	u32 base, size, mode, i;

	for (i = 0; range(i, &base, &size); i++) {
		for (mode = 0; mode < 4; mode++) {
			struct program below = io_program(mode, base - 0x80, 32);
			struct program above = io_program(mode, base + size, 32);

			if (!is_el2s(base - 4))
				is_run(CH, &below);
			run(4096);
			if (!is_el2s(base + size))
				is_run(CH, &above);
			run(4096);
		}
	}
	assert_true(nr_touched > 0);
}

static void nothing_is_reached_beyond_registers(void **state)
{
	u32 mode;

	for (mode = 0; mode < 4; mode++) {
		struct program p[] = {
			io_program(mode, MEM1, 1), io_program(mode, MEM1 - 4, 2),
			io_program(mode, 0xfffffffc, 2), io_program(mode, 0xffffffff, 1),
			/* The largest count, and one that exceeds the hardware's field. */
			io_program(mode, 0x20000000, 0x40000000), io_program(mode, 0, 0),
			io_program(mode, 0x20000000, 0x80000001),
			io_program(mode, UART, 1), io_program(mode, UART, 1),
		};
		unsigned int k, n = ARRAY_SIZE(p);

		p[n - 2].high = mode < MEM2IO ? 0x01 : 0x010000;
		p[n - 1].high = mode < MEM2IO ? 0x80 : 0x800000;
		for (k = 0; k < n; k++)
			is_refused(CH, &p[k]);
	}
}

static void unknown_modes_are_not_started(void **state)
{
	struct program p = io_program(IO2MEM, UART, 1);

	p.csr = MODE(5) | ONCE;
	is_refused(CH, &p);
	p.csr = MODE(7) | ONCE;
	is_refused(CH, &p);
}

static void refuse_and_stop(u32 reg, u32 val)
{
	u64 before = refused();

	put(CH, reg, val);
	assert_int_equal(refused(), before + 1);
	assert_int_equal(peek(CH, CSR) & ENB, 0);
	if (reg != CSR)
		assert_int_equal(peek(CH, reg), val);
	run(4096);
}

static void start_endless(u32 mode, u32 io, u32 words)
{
	struct program p = io_program(mode, io, words);

	p.csr &= ~ONCE;
	is_run(CH, &p);
	run(64);
}

/* A write that would redirect a running channel to EL2's registers stops it. */
static void a_running_channel_is_not_redirected(void **state)
{
	const u32 mc = world_mc_base(0);
	u32 mode;

	for (mode = 0; mode < 4; mode++) {
		start_endless(mode, UART, 4);
		refuse_and_stop(mode < MEM2IO ? SRC : DST, mc);
		start_endless(mode, UART, 4);
		refuse_and_stop(WCOUNT, 0x3f00000 / 4);
		start_endless(mode, UART, 4);
		refuse_and_stop(HIGH, 0x010001);
		start_endless(mode, UART, 4);
		refuse_and_stop(CSR, MODE(mode ^ 2) | ENB);
		start_endless(mode, UART, 4);
		refuse_and_stop(CSR, MODE(5) | ENB);
		/* A paused channel is still enabled. */
		start_endless(mode, UART, 4);
		put(CH, CSRE, PAUSE);
		refuse_and_stop(mode < MEM2IO ? SRC : DST, mc);
		put(CH, CSRE, 0);
	}
}

/* Its effect on the count is unknown, and mainline's driver doesn't use it. */
static void double_buffering_is_refused(void **state)
{
	const u32 double_buffered = 0x80000000U | WIDTH_32;
	struct program p = io_program(IO2MEM, UART, 4);
	u64 before = refused();

	is_run(CH, &p);
	put(CH, MMIOSEQ, double_buffered);
	assert_int_equal(refused(), before + 1);
	assert_int_equal(peek(CH, MMIOSEQ), WIDTH_32);
	assert_int_equal(peek(CH, CSR) & ENB, ENB);
	run(4096);

	/* Firmware may have enabled it. */
	poke(CH, MMIOSEQ, double_buffered);
	refuse_and_stop(CSR, MODE(IO2MEM) | ENB);
	poke(CH, MMIOSEQ, double_buffered);
	put(CH, CSR, MODE(MEM2MEM) | ONCE | ENB);
	assert_int_equal(peek(CH, CSR) & ENB, ENB);
}

/* A change of mode would turn a copy's memory address into a register's address. */
static void a_running_copy_does_not_change_mode(void **state)
{
	struct program p = { .csr = MODE(MEM2MEM), .src = world_mc_base(0), .dst = UART };

	is_run(CH, &p);
	refuse_and_stop(CSR, MODE(IO2MEM) | ENB);
	p.src = UART;
	is_run(CH, &p);
	refuse_and_stop(CSR, MODE(IO2MEM) | ENB);
	assert_true(started(CH, &(struct program) { .csr = MODE(IO2MEM), .src = UART }));
	refuse_and_stop(CSR, MODE(MEM2MEM) | ENB);
}

/* The current pointer with the next count, and the reverse. */
static void mixtures_of_two_transfers_are_checked(void **state)
{
	const u32 near = world_mc_base(0) - 0x100, far = 0x02cf0000;

	start_endless(IO2MEM, near, 4);
	put(CH, SRC, far);
	put(CH, SRC, far + 4);
	put(CH, CSR, MODE(IO2MEM) | ENB);
	assert_int_equal(peek(CH, CSR) & ENB, ENB);
	refuse_and_stop(WCOUNT, 0x40);

	start_endless(MEM2IO, far, 0x40);
	put(CH, WCOUNT, 3);
	put(CH, CSR, MODE(MEM2IO) | ENB);
	refuse_and_stop(DST, near + 4);

	/* Disabling the channel discards EL2's record of the old transfer. */
	start_endless(MEM2IO, near, 0x40);
	put(CH, CSR, 0);
	start_endless(MEM2IO, far, 0x100);
	put(CH, CSR, 0);
}

/* After a reset the registers are zero, but EL2's copies of them are not. */
static void a_reset_by_bpmp_bypasses_no_check(void **state)
{
	u32 mode;

	for (mode = 0; mode < 4; mode++) {
		struct program p = io_program(mode, 0x30000000, 4);

		is_run(CH, &p);
		world_gpcdma_reset();
		put(CH, WCOUNT, 0x2000000 / 4);		/* fits at 0x30000000, not at 0 */
		refuse_and_stop(CSR, MODE(mode) | ENB);

		/* The reset values move one word at address 0. */
		p = io_program(mode, 0, 1);
		world_gpcdma_reset();
		is_run(CH, &p);
		run(4096);
	}
}

/* The registers may show progress, and the engine may restart from these values. */
static void values_read_from_the_engine_are_checked(void **state)
{
	struct program p = io_program(IO2MEM, UART, 4);

	is_run(CH, &p);
	run(4096);
	poke(CH, SRC, world_mc_base(0) - 4);
	refuse_and_stop(CSR, MODE(IO2MEM) | ENB);

	is_run(CH, &p);
	run(4096);
	poke(CH, WCOUNT, 0x3f00000 / 4);
	refuse_and_stop(CSR, MODE(IO2MEM) | ENB);

	is_run(CH, &p);
	run(4096);
	poke(CH, HIGH, 2);
	refuse_and_stop(CSR, MODE(IO2MEM) | ENB);
}

/* The registers may show the running transfer: the written values are checked as well. */
static void written_values_are_checked(void **state)
{
	struct program p = io_program(MEM2IO, UART, 4);

	is_run(CH, &p);
	run(4096);
	put(CH, DST, world_mc_base(0));
	poke(CH, DST, UART);
	refuse_and_stop(CSR, MODE(MEM2IO) | ENB);

	is_run(CH, &p);
	run(4096);
	put(CH, WCOUNT, 0x3f00000 / 4);
	poke(CH, WCOUNT, 0);
	refuse_and_stop(CSR, MODE(MEM2IO) | ENB);

	is_run(CH, &p);
	run(4096);
	put(CH, HIGH, 0x10000);
	poke(CH, HIGH, 0);
	refuse_and_stop(CSR, MODE(MEM2IO) | ENB);
}

/* Calls @fn for each order of the five writes. */
static void permute(u32 *order, unsigned int n, void (*fn)(const u32 *order, u32 mode), u32 mode)
{
	unsigned int i;

	if (!n) {
		fn(order, mode);
		return;
	}
	for (i = 0; i < n; i++) {
		u32 *a = &order[i], *b = &order[n - 1], t = *a;

		*a = *b;
		*b = t;
		permute(order, n - 1, fn, mode);
		*b = *a;
		*a = t;
	}
}

static u32 value_of(const struct program *p, u32 reg)
{
	switch (reg) {
	case CSR:
		return p->csr | ENB;
	case SRC:
		return p->src;
	case DST:
		return p->dst;
	case HIGH:
		return p->high;
	default:
		return p->wcount;
	}
}

static void put_in_order(const u32 *order, const struct program *p)
{
	unsigned int i;

	for (i = 0; i < 5; i++) {
		put(CH, order[i], value_of(p, order[i]));
		run(8);
	}
}

static void program_in_order(const u32 *order, u32 mode)
{
	struct program mc = io_program(mode, world_mc_base(0), 4);
	const struct program smmu = io_program(mode, world_smmu_base(2, 1) - 8, 4);
	const struct program uart = io_program(mode, UART, 4);
	u64 before = refused();

	mc.csr &= ~ONCE;
	world_gpcdma_reset();
	put(CH, MMIOSEQ, WIDTH_32);
	put_in_order(order, &mc);
	run(4096);
	assert_true(refused() > before);
	put_in_order(order, &smmu);
	run(4096);
	put(CH, CSR, 0);
	before = refused();
	nr_touched = 0;
	put_in_order(order, &uart);
	run(4096);
	if (order[4] == CSR) {
		assert_int_equal(refused(), before);
		assert_int_equal(nr_touched, 4);
	}
}

static void no_order_of_writes_bypasses_the_check(void **state)
{
	u32 order[] = { CSR, SRC, DST, HIGH, WCOUNT }, mode;

	for (mode = 0; mode < 4; mode++)
		permute(order, 5, program_in_order, mode);
}

/* MC_SEQ decides if the memory controller forces no stream ID: 4 is the engine's own. */
static void other_stream_ids_are_not_written(void **state)
{
	static const u32 foreign[] = {
		0x7f, 0x7f << 7, 0x3fff, 0x01, 0x05, 0x44, 0x01 << 7 | 4, 0x06 << 7, 0x86000284,
	};
	static const u32 own[] = { 0x204, 0x200, 0x04, 0, 0x86000204, 0xffffc204 };
	u64 before;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(foreign); i++) {
		put(CH, MCSEQ, 0x86000204);
		before = refused();
		put(CH, MCSEQ, foreign[i]);
		assert_int_equal(refused(), before + 1);
		assert_int_equal(peek(CH, MCSEQ), 0x86000204);
	}
	before = refused();
	for (i = 0; i < ARRAY_SIZE(own); i++) {
		put(CH, MCSEQ, own[i]);
		assert_int_equal(peek(CH, MCSEQ), own[i]);
	}
	assert_int_equal(refused(), before);
}

/* Firmware may have left such a stream ID in any mode's registers. */
static void a_channel_with_another_stream_id_is_not_enabled(void **state)
{
	static const u32 modes[] = { 0, 1, 2, 3, MEM2MEM, FIXED };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		put(CH, SRC, UART);
		put(CH, DST, UART);
		poke(CH, MCSEQ, 0x7f << 7 | 4);
		refuse_and_stop(CSR, MODE(modes[i]) | ENB);
		poke(CH, MCSEQ, 4 << 7 | 0x7f);
		refuse_and_stop(CSR, MODE(modes[i]) | ENB);
		put(CH, MCSEQ, 0x204);
		put(CH, CSR, MODE(modes[i]) | ENB);
		assert_int_equal(peek(CH, CSR) & ENB, ENB);
		/* The next period of one that runs. */
		poke(CH, MCSEQ, 0x7f);
		refuse_and_stop(CSR, MODE(modes[i]) | ENB);
	}
}

static bool dropped(u64 addr, unsigned int size)
{
	u64 val = ~0ULL, before = refused();

	assert_true(sys_host_access(addr, size, true, &val));
	return refused() == before + 1;
}

static void only_known_registers_are_written(void **state)
{
	static const u32 known[] = { CSR, STATUS, CSRE, SRC, DST, HIGH, MCSEQ, MMIOSEQ, WCOUNT,
				     ERR, PATTERN };
	u32 off, i;

	for (off = 0; off < 0x10000; off += 4) {
		bool is_known = false;

		for (i = 0; i < ARRAY_SIZE(known); i++)
			is_known |= known[i] == off;
		assert_true(dropped(WORLD_GPCDMA_BASE + off, 4));	/* common to all channels */
		assert_true(dropped(reg_addr(0, off), 4));		/* firmware's channel */
		if (!is_known)
			assert_true(dropped(reg_addr(CH, off), 4));
		if (!is_known)
			assert_true(dropped(reg_addr(31, off), 4));
	}
	assert_int_equal(world_gpcdma_read(0x10000 + SRC, 4), 0);
}

static void only_whole_registers_are_written(void **state)
{
	static const struct { u32 off; u8 size; } shapes[] = {
		{ SRC, 1 }, { SRC, 2 }, { SRC, 8 }, { SRC + 1, 4 }, { SRC + 2, 4 }, { SRC + 3, 4 },
		{ CSR, 1 }, { CSR + 3, 1 }, { CSR + 2, 2 }, { CSR, 8 }, { DST + 4, 8 },
	};
	u64 val;
	u32 i;

	put(CH, SRC, 0x1234);
	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		assert_true(dropped(reg_addr(CH, shapes[i].off), shapes[i].size));
		val = 7;
		assert_true(sys_host_access(reg_addr(CH, shapes[i].off), shapes[i].size, false,
					    &val));
		assert_int_equal(val, 0);
	}
	assert_int_equal(peek(CH, SRC), 0x1234);
	assert_int_equal(peek(CH, CSR), 0);
}

static void registers_read_as_they_are(void **state)
{
	static const u32 regs[] = { CSR, STATUS, CSRE, SRC, DST, HIGH, MCSEQ, MMIOSEQ, WCOUNT,
				    XFER, WSTATUS, ERR, PATTERN };
	u32 ch, i;

	for (ch = 1; ch < 32; ch++) {
		struct program p = io_program(IO2MEM, UART + 4 * ch, 100 + ch);

		is_run(ch, &p);
		put(ch, PATTERN, 0x1000 + ch);
		assert_int_equal(peek(ch, SRC), UART + 4 * ch);
		assert_int_equal(peek(ch, XFER), 100 + ch);
		assert_int_equal(peek(ch, PATTERN), 0x1000 + ch);
		for (i = 0; i < ARRAY_SIZE(regs); i++)
			assert_int_equal(get(ch, regs[i]), peek(ch, regs[i]));
	}
	assert_int_equal(get(0, SRC), 0);
	assert_int_equal(refused(), 0);
}

/* Outside the frame, nothing is trapped or nothing is emulated. */
static void only_the_frame_is_emulated(void **state)
{
	u64 val = 0;

	assert_false(sys_host_access(WORLD_GPCDMA_BASE - 4, 4, true, &val));
	assert_false(sys_host_access(WORLD_GPCDMA_BASE + WORLD_GPCDMA_SIZE, 4, true, &val));
	assert_true(sys_host_access(WORLD_GPCDMA_BASE, 4, false, &val));
	assert_true(sys_host_access(WORLD_GPCDMA_BASE + WORLD_GPCDMA_SIZE - 4, 4, false, &val));
}

static s64 takeover_with(const struct program *p, u32 csre, u32 last)
{
	system_new(8, 0);
	system_describe();
	poke(last, SRC, p->src);
	poke(last, DST, p->dst);
	poke(last, HIGH, p->high);
	poke(last, WCOUNT, p->wcount);
	poke(last, CSRE, csre);
	poke(last, CSR, p->csr);
	return hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL);
}

/* The probe of each of the five instances tries ACTLR: 4 writes that change nothing. */
#define PROBE_WRITES	(5 * 4)

static void a_channel_aimed_at_registers_fails_the_takeover(void **state)
{
	u32 base, size, mode, i, ch;

	for (i = 0; range(i, &base, &size); i++) {
		for (mode = 0; mode < 4; mode++) {
			struct program p = io_program(mode, base + size - 4, 1);

			ch = 1 + (i + mode) % 31;
			p.csr |= ENB;
			assert_int_equal(takeover_with(&p, mode & 1 ? PAUSE : 0, ch), -EBUSY);
			assert_int_equal(shim_mmio_writes, PROBE_WRITES);
			assert_int_equal(sys_query(PKVM_IOMMU_QUERY_STATE, 0),
					 PKVM_IOMMU_FAILED);
			/* A disabled channel is harmless. */
			p.csr &= ~ENB;
			assert_int_equal(takeover_with(&p, 0, ch), 0);
		}
	}
	assert_int_equal(takeover_with(&(struct program) { .csr = MODE(7) | ENB }, 0, 31), -EBUSY);
}

static void a_channel_aimed_elsewhere_allows_the_takeover(void **state)
{
	struct program p = io_program(IO2MEM, UART, 4);

	p.csr = MODE(IO2MEM) | ENB;
	assert_int_equal(takeover_with(&p, 0, 31), 0);
	run(64);
	/* It was started before the takeover: EL2 does not know the earlier values. */
	put(31, SRC, UART);
	assert_int_equal(refused(), 0);
	put(31, SRC, world_mc_base(0));
	assert_int_equal(refused(), 1);
	assert_int_equal(peek(31, CSR) & ENB, 0);
	p = (struct program) { .csr = MODE(MEM2MEM) | ENB, .src = world_mc_base(0) };
	assert_int_equal(takeover_with(&p, 0, 31), 0);
	run(64);
}

static void a_channel_with_another_stream_id_fails_the_takeover(void **state)
{
	struct program p = { .csr = MODE(MEM2MEM) | ENB };
	u32 mcseq;

	for (mcseq = 0; mcseq < 2; mcseq++) {
		system_new(8, 0);
		system_describe();
		poke(31, MCSEQ, mcseq ? 0x7f << 7 | 4 : 0x7f);
		poke(31, CSR, p.csr);
		assert_int_equal(hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL), -EBUSY);
		assert_int_equal(shim_mmio_writes, PROBE_WRITES);
	}
	/* A disabled channel is harmless. */
	system_new(8, 0);
	system_describe();
	poke(31, MCSEQ, 0x7f);
	assert_int_equal(hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL), 0);
}

/* EL2 keeps its copies of the registers across a suspend, as across a reset. */
static void a_suspend_bypasses_no_check(void **state)
{
	struct program p = io_program(MEM2IO, 0x30000000, 4);

	is_run(CH, &p);
	world_lose_power();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(get(CH, DST), 0);
	put(CH, WCOUNT, 0x2000000 / 4);
	refuse_and_stop(CSR, MODE(MEM2IO) | ENB);
	is_run(CH, &p);
	run(4096);
}

static u32 pick(const u32 *of, u32 n)
{
	return of[rnd(n)];
}

/* Values that are close together, so that combinations hit limits. */
static u32 random_pointer(void)
{
	static const u32 near[] = { 0, 4, 8, 0x40, 0x100, 0xfffc, 0x10000, 0xffffff };
	u32 base, size;

	range(rnd(6 + WORLD_MC_REGIONS), &base, &size);
	switch (rnd(6)) {
	case 0:
		return base + pick(near, 8);
	case 1:
		return base - pick(near, 8);
	case 2:
		return base + size + pick(near, 8);
	case 3:
		return UART + pick(near, 8);
	case 4:
		return rnd(0x100000000ULL);
	default:
		return pick((const u32[]) { 0, MEM1, MEM1 - 8, BUFFER, 0xfffffff8 }, 5);
	}
}

static u32 random_words(void)
{
	switch (rnd(8)) {
	case 0:
		return rnd(0x100000000ULL);
	case 1:
		return rnd(0x10000);
	default:
		return rnd(32);
	}
}

static u32 random_csr(void)
{
	return MODE(rnd(8) ? rnd(4) : rnd(8)) | (rnd(3) ? ONCE : 0) | (rnd(4) ? ENB : 0) |
	       (rnd(4) ? 0 : rnd(0x200000));
}

static u32 random_value(u32 reg)
{
	switch (reg) {
	case CSR:
		return random_csr();
	case SRC:
	case DST:
		return random_pointer();
	case HIGH:
		return rnd(8) ? 0 : rnd(0x100000000ULL);
	case WCOUNT:
		return random_words();
	case CSRE:
		return rnd(4) ? 0 : PAUSE;
	default:
		return rnd(0x100000000ULL);
	}
}

static void random_write(void)
{
	static const u32 regs[] = { CSR, CSR, CSR, SRC, SRC, DST, DST, HIGH, WCOUNT, WCOUNT, CSRE,
				    STATUS, MCSEQ, MMIOSEQ, ERR, PATTERN };
	u32 ch = 1 + rnd(3) * 15, reg = pick(regs, ARRAY_SIZE(regs));
	u64 val = random_value(reg), addr = reg_addr(ch, reg);
	unsigned int size = 4;

	if (!rnd(20))
		addr = WORLD_GPCDMA_BASE + rnd(WORLD_GPCDMA_SIZE);
	if (!rnd(20))
		size = 1U << rnd(4);
	assert_true(sys_host_access(addr, size, true, &val));
}

static void random_writes_never_reach_el2s_registers(void **state)
{
	u64 rounds = env_number("GPCDMA_ROUNDS", 50000), n, reached = 0;

	world_expect_complaint("GPCDMA channel");
	for (n = 0; n < rounds; n++) {
		if (!rnd(200))
			world_gpcdma_reset();
		random_write();
		nr_touched = 0;
		run(rnd(4) ? 64 : 2048);
		reached += nr_touched;
	}
	printf("# %llu writes, %llu refused, the engine accessed %llu registers\n", rounds,
	       refused(), reached);
	/* Some writes are refused, and not all; a short run may be unlucky. */
	assert_true(rounds < 1000 || (refused() > rounds / 100 && reached > rounds / 100));
}

/* -- the engine without a clock, or in reset ----------------------------------- */

static unsigned int abort_after, engine_writes;
static bool clock_returns;

/* The first accesses to the engine go well, then one aborts, or all others do. */
static bool engine_aborts(u64 phys, bool write)
{
	if (phys - WORLD_GPCDMA_BASE >= WORLD_GPCDMA_SIZE)
		return false;
	if (abort_after) {
		abort_after--;
		engine_writes += write;
		return false;
	}
	engine_writes = 0;
	if (clock_returns)
		abort_after = ~0U;
	return true;
}

/* Does the host's write arrive if the @n-th access of EL2's to the engine aborts? */
static bool write_arrives(unsigned int n, unsigned int ch, u32 reg, u64 val)
{
	bool done;

	abort_after = n;
	clock_returns = true;
	engine_writes = 0;
	shim_mmio_aborts = engine_aborts;
	done = sys_host_access(reg_addr(ch, reg), 4, true, &val);
	shim_mmio_aborts = NULL;
	clock_returns = false;
	return done;
}

/* The host gets the abort that hardware would give it. */
static void an_engine_in_reset_aborts(void **state)
{
	static const u32 regs[] = { CSR, STATUS, CSRE, SRC, DST, HIGH, MMIOSEQ, WCOUNT };
	unsigned int i;
	u64 val;

	shim_mmio_aborts = engine_aborts;
	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		val = 0;
		abort_after = 0;
		assert_false(sys_host_access(reg_addr(CH, regs[i]), 4, false, &val));
		assert_false(sys_host_access(reg_addr(CH, regs[i]), 4, true, &val));
		/* The abort is not remembered. */
		abort_after = 100;
		assert_true(sys_host_access(reg_addr(CH, regs[i]), 4, false, &val));
	}
	abort_after = 0;
	/* What EL2 does not access does not abort. */
	assert_true(sys_host_access(reg_addr(CH, 0x3c), 4, false, &val));
	assert_int_equal(refused(), 0);
}

/* The clock stops before any of EL2's reads, and is back before its write. */
static void nothing_is_written_after_an_abort(void **state)
{
	struct program bad = io_program(MEM2IO, world_smmu_base(WORLD_ISO, 0), 1);
	unsigned int n;

	for (n = 0; n < 16; n++) {
		start(CH, &(struct program) { .csr = MODE(MEM2MEM), .dst = BUFFER });
		put(CH, CSR, 0);
		/* The engine shows a pointer that EL2 has not seen written. */
		poke(CH, DST, bad.dst);
		if (write_arrives(n, CH, CSR, bad.csr | ENB))
			break;
		assert_int_equal(engine_writes, 0);
		assert_int_equal(peek(CH, CSR) & ENB, 0);
		run(4096);
	}
	assert_true(n > 4 && n < 16);
	assert_int_equal(peek(CH, CSR) & ENB, 0);
}

/* A pointer whose write aborted is not what EL2 takes to be in the register. */
static void an_aborted_write_is_not_remembered(void **state)
{
	u32 el2s = world_smmu_base(WORLD_ISO, 0);
	struct program p = io_program(MEM2IO, UART, 4);

	start(CH, &p);
	run(4096);
	put(CH, CSR, 0);
	assert_false(write_arrives(0, CH, DST, el2s));
	put(CH, CSR, p.csr | ENB);
	assert_int_equal(peek(CH, CSR), p.csr | ENB);
	put(CH, CSR, 0);
	put(CH, DST, el2s);
	assert_false(write_arrives(0, CH, DST, UART));
	put(CH, CSR, p.csr | ENB);
	assert_int_equal(peek(CH, CSR) & ENB, 0);
}

/*
 * Without a clock a channel stays enabled, and still holds a pointer near EL2's
 * registers: a longer count must be refused when the clock is back.
 */
static void an_abort_makes_no_channel_idle(void **state)
{
	const u32 near = world_mc_base(0) - 0x100, far = 0x02cf0000;
	unsigned int n = 0;
	bool done;

	do {
		start_endless(IO2MEM, near, 4);
		put(CH, SRC, far);
		put(CH, SRC, far + 4);
		done = write_arrives(n, CH, CSR, MODE(IO2MEM) | ENB);
		assert_int_equal(peek(CH, CSR) & ENB, ENB);
		refuse_and_stop(WCOUNT, 0x40);
	} while (!done && ++n < 16);
	assert_true(n > 1 && done);
}

/*
 * An enable whose write aborts may have arrived all the same. Then EL2's reads are not answered,
 * and its writes arrive: the channel counts as enabled.
 */
static u32 arriving_csr;

static bool enable_aborts(u64 phys, bool write)
{
	if (phys != reg_addr(CH, CSR) || !write || !arriving_csr)
		return false;
	poke(CH, CSR, arriving_csr);
	arriving_csr = 0;
	return true;
}

static bool reads_are_lost(u64 phys, bool write)
{
	return !write && phys - WORLD_GPCDMA_BASE < WORLD_GPCDMA_SIZE;
}

static void an_enable_that_aborts_may_have_arrived(void **state)
{
	u64 csr = MODE(IO2MEM) | ENB;
	u32 el2s = world_mc_base(0);

	start_endless(IO2MEM, UART, 4);
	put(CH, CSR, 0);
	put(CH, SRC, UART);	/* EL2 finds that the channel is disabled */
	arriving_csr = csr;
	shim_mmio_aborts = enable_aborts;
	assert_false(sys_host_access(reg_addr(CH, CSR), 4, true, &csr));
	shim_mmio_aborts = NULL;
	assert_int_equal(peek(CH, CSR) & ENB, ENB);
	shim_mmio_lost_value = 0;
	shim_mmio_lost = reads_are_lost;
	put(CH, SRC, el2s);
	shim_mmio_lost = NULL;
	assert_true(!(peek(CH, CSR) & ENB) || peek(CH, SRC) != el2s);
	run(4096);
}

/* What did not arrive was not refused. */
static void an_abort_is_no_refusal(void **state)
{
	u64 before = refused();
	unsigned int n = 0;

	for (;;) {
		start_endless(IO2MEM, UART, 4);
		if (write_arrives(n++, CH, SRC, world_mc_base(0)))
			break;
		assert_int_equal(refused(), before);
		put(CH, CSR, 0);
	}
	assert_true(n > 2);
	assert_int_equal(refused(), before + 1);
}

/* -- the engine without a clock, and errors suppressed --------------------------- */

static unsigned int silent_for;

/* The first accesses to the engine are not answered. */
static bool engine_is_silent(u64 phys, bool write)
{
	if (phys - WORLD_GPCDMA_BASE >= WORLD_GPCDMA_SIZE || !silent_for)
		return false;
	silent_for--;
	return true;
}

static void silence(unsigned int n, u64 val)
{
	silent_for = n;
	shim_mmio_lost_value = val;
	shim_mmio_lost = n ? engine_is_silent : NULL;
}

/* Whatever a read gives that nobody answers, a running channel does not become idle. */
static void a_silent_engine_is_not_idle(void **state)
{
	static const u32 vals[] = { 0, ~0U, ~ENB, MODE(MEM2MEM), MODE(MEM2MEM) | ENB };
	const u32 near = world_mc_base(0) - 0x100, far = 0x02cf0000;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vals); i++) {
		start_endless(IO2MEM, near, 4);
		put(CH, SRC, far);
		put(CH, SRC, far + 4);
		silence(~0U, vals[i]);
		put(CH, CSR, MODE(IO2MEM) | ENB);
		put(CH, WCOUNT, 1);
		put(CH, CSR, 0);
		put(CH, CSR, MODE(IO2MEM) | ENB);
		silence(0, 0);
		assert_int_equal(peek(CH, CSR) & ENB, ENB);
		refuse_and_stop(WCOUNT, 0x40);
	}
}

/* The clock is back after any of EL2's accesses in one trap. */
static void a_refused_pointer_reaches_no_running_channel(void **state)
{
	u32 el2s = world_mc_base(0);
	unsigned int n;

	for (n = 0; n < 16; n++) {
		start_endless(IO2MEM, UART, 4);
		silence(n, 0);
		put(CH, SRC, el2s);
		silence(0, 0);
		assert_true(!(peek(CH, CSR) & ENB) || peek(CH, SRC) != el2s);
		run(4096);
		put(CH, CSR, 0);
	}
}

/* EL2's question leaves CSR as it was, and a channel that has ended is idle. */
static void a_channel_that_has_ended_is_idle(void **state)
{
	const u32 near = world_mc_base(0) - 0x100, far = 0x02cf0000;
	struct program p = io_program(IO2MEM, near, 4);
	u32 csr;

	is_run(CH, &p);
	run(4096);
	csr = peek(CH, CSR);
	assert_int_equal(csr & ENB, 0);
	put(CH, SRC, far);
	assert_int_equal(peek(CH, CSR), csr);
	p = io_program(IO2MEM, far, 0x40);
	is_run(CH, &p);
	run(4096);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(programs_of_the_driver_work),
		T(memory_side_addresses_are_not_checked),
		T(cyclic_transfers_go_on),
		T(no_register_of_el2s_is_reached),
		T(neighbours_are_reached),
		T(nothing_is_reached_beyond_registers),
		T(unknown_modes_are_not_started),
		T(a_running_channel_is_not_redirected),
		T(double_buffering_is_refused),
		T(a_running_copy_does_not_change_mode),
		T(mixtures_of_two_transfers_are_checked),
		T(a_reset_by_bpmp_bypasses_no_check),
		T(values_read_from_the_engine_are_checked),
		T(written_values_are_checked),
		T(no_order_of_writes_bypasses_the_check),
		T(other_stream_ids_are_not_written),
		T(a_channel_with_another_stream_id_is_not_enabled),
		T(only_known_registers_are_written),
		T(only_whole_registers_are_written),
		T(registers_read_as_they_are),
		T(only_the_frame_is_emulated),
		T(a_channel_aimed_at_registers_fails_the_takeover),
		T(a_channel_aimed_elsewhere_allows_the_takeover),
		T(a_channel_with_another_stream_id_fails_the_takeover),
		T(a_suspend_bypasses_no_check),
		T(an_engine_in_reset_aborts),
		T(nothing_is_written_after_an_abort),
		T(an_aborted_write_is_not_remembered),
		T(an_abort_makes_no_channel_idle),
		T(an_enable_that_aborts_may_have_arrived),
		T(an_abort_is_no_refusal),
		T(a_silent_engine_is_not_idle),
		T(a_refused_pointer_reaches_no_running_channel),
		T(a_channel_that_has_ended_is_idle),
		T(random_writes_never_reach_el2s_registers),
	};
	u64 seed = env_number("SEED", 1);

	printf("# SEED=%llu\n", seed);
	seed_rng(seed);
	return cmocka_run_group_tests_name("system_gpcdma", tests, NULL, NULL);
}
