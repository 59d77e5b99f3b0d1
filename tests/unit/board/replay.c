// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replays a board dump: see replay.h. The models start with the values of the dump. Where
 * a model does not keep a bit, EL2 reads the value of the dump until it writes the
 * register.
 */
#include <stdlib.h>

#include "../system/system.h"

#include "replay.h"

#define EXIDENABLE	0x8u
#define CLIENT_PTCR	0x00u
#define CLIENT_MPCOREW	0x39u

static struct {
	struct board_file file;
	bool written[BOARD_MAX_REGS];	/* by EL2, by the register's index */
	uint32_t addr, val;		/* EL2's last access */
	uint32_t wrote_addr, wrote;
	bool any_write;
	const struct board_reg *aborted;
} board;

/* ---- EL2's accesses ---- */

/* From now on EL2 reads what the model has. */
static void forget(uint32_t addr)
{
	struct board_reg *reg = board_find(&board.file, addr);

	if (reg)
		board.written[reg - board.file.regs] = true;
}

static u64 note_read(uint32_t addr, u64 val)
{
	const struct board_reg *reg = board_find(&board.file, addr);

	board.addr = addr;
	if (reg && reg->aborted && !board.aborted)
		board.aborted = reg;
	if (reg && !board.written[reg - board.file.regs])
		val = reg->val;
	board.val = (uint32_t)val;
	return val;
}

static void note_write(uint32_t addr, u64 val)
{
	unsigned int i;

	board.addr = addr;
	board.val = (uint32_t)val;
	board.wrote_addr = addr;
	board.wrote = (uint32_t)val;
	board.any_write = true;
	forget(addr);
	for (i = 0; addr == board_mc_page(0) + BOARD_MC_BYPASS && i < BOARD_NR_MC_PAGES; i++)
		forget(board_mc_page(i) + BOARD_MC_BYPASS);
}

static u64 smmu_read(void *opaque, u64 off, unsigned int size)
{
	uintptr_t which = (uintptr_t)opaque;
	u64 val = world_smmu_read(which / 2, which % 2, off, size);

	return note_read(world_smmu_base(which / 2, which % 2) + off, val);
}

static void smmu_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	uintptr_t which = (uintptr_t)opaque;

	note_write(world_smmu_base(which / 2, which % 2) + off, val);
	world_smmu_write(which / 2, which % 2, off, val, size);
}

static u64 mc_read(void *opaque, u64 off, unsigned int size)
{
	uintptr_t page = (uintptr_t)opaque;

	return note_read(world_mc_base(page) + off, world_mc_read(page, off, size));
}

static void mc_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	uintptr_t page = (uintptr_t)opaque;

	note_write(world_mc_base(page) + off, val);
	world_mc_write(page, off, val, size);
}

/* A dump does not contain the DMA engine's registers: it is idle. */
static u64 gpcdma_read(void *opaque, u64 off, unsigned int size)
{
	return world_gpcdma_read(off, size);
}

static void gpcdma_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	world_gpcdma_write(off, val, size);
}

/* Nor PMC's scratch words: firmware has no table to play back. */
static u64 scratch_read(void *opaque, u64 off, unsigned int size)
{
	return world_scratch_read(off, size);
}

static void scratch_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	world_scratch_write(off, val, size);
}

static void add_registers(void)
{
	static const struct shim_mmio_ops scratch_ops = { scratch_read, scratch_write };
	static const struct shim_mmio_ops gpcdma_ops = { gpcdma_read, gpcdma_write };
	static const struct shim_mmio_ops smmu_ops = { smmu_read, smmu_write };
	static const struct shim_mmio_ops mc_ops = { mc_read, mc_write };
	uintptr_t n, i;

	for (n = 0; n < WORLD_NODES; n++)
		for (i = 0; i < world_instances(n); i++)
			shim_add_mmio(world_smmu_base(n, i), WORLD_SMMU_SIZE, &smmu_ops,
				      (void *)(2 * n + i));
	for (i = 0; i < WORLD_MC_REGIONS; i++)
		shim_add_mmio(world_mc_base(i), WORLD_MC_REGION_SIZE, &mc_ops, (void *)i);
	shim_add_mmio(WORLD_GPCDMA_BASE, WORLD_GPCDMA_SIZE, &gpcdma_ops, NULL);
	shim_add_mmio(WORLD_SCRATCH_BASE, WORLD_SCRATCH_SIZE, &scratch_ops, NULL);
}

/* ---- the board's state, in the models ---- */

static bool walk_read(uint64_t pa, void *buf, size_t len)
{
	return shim_poc_read(pa, buf, len);
}

static bool no_dma_read(uint64_t pa, void *buf, size_t len)
{
	return false;
}

static bool no_dma_write(uint64_t pa, const void *buf, size_t len)
{
	return false;
}

/* The stream ID before the security register, whose lock may hold both. */
static void load_mc(void)
{
	uint32_t client, addr, i;

	for (client = 0; client < BOARD_NR_CLIENTS; client++) {
		addr = BOARD_MC_SID_PAGE + 8 * client;
		world_mc_write(0, 8 * client, board_value(&board.file, addr), 4);
		world_mc_write(0, 8 * client + 4, board_value(&board.file, addr + 4), 4);
	}
	for (i = 1; i < BOARD_NR_MC_PAGES; i++)
		world_mc_write(i + 1, BOARD_MC_BYPASS,
			       board_value(&board.file, board_mc_page(i) + BOARD_MC_BYPASS), 4);
}

static void load_array(unsigned int node, unsigned int inst, uint32_t off, unsigned int nr)
{
	uint32_t base = world_smmu_base(node, inst) + off, i;

	for (i = 0; i < nr; i++)
		if (board_find(&board.file, base + 4 * i))
			world_smmu_write(node, inst, off + 4 * i,
					 board_value(&board.file, base + 4 * i), 4);
}

static void load_smmu(unsigned int node, unsigned int inst)
{
	load_array(node, inst, BOARD_CBAR, BOARD_MAX_BANKS);
	load_array(node, inst, BOARD_CBA2R, BOARD_MAX_BANKS);
	load_array(node, inst, BOARD_S2CR, BOARD_MAX_GROUPS);
	load_array(node, inst, BOARD_SMR, BOARD_MAX_GROUPS);
	load_array(node, inst, BOARD_SACR, 1);
	load_array(node, inst, BOARD_SCR0, 1);
}

static void power_on(bool lock_leaves_sid)
{
	const struct world_config cfg = {
		.num_cb = BOARD_MAX_BANKS, .lock_leaves_sid = lock_leaves_sid,
		.walk_read = walk_read, .dma_read = no_dma_read, .dma_write = no_dma_write,
	};
	unsigned int n, i;

	shim_reset();
	hyp_state_reset();
	shim_add_memory(MEM1, MEM1_PAGES * PAGE_SIZE, false);
	shim_add_memory(CARVEOUT, CARVEOUT_PAGES * PAGE_SIZE, true);
	shim_add_memory(MEM2, MEM2_PAGES * PAGE_SIZE, false);
	pkvm_iommu_init(shim_hyp_pages(MEM1, POOL_PAGES), POOL_PAGES);
	world_new(&cfg);
	world_expect_complaint("");	/* firmware's values are what they are */
	load_mc();
	for (n = 0; n < WORLD_NODES; n++)
		for (i = 0; i < world_instances(n); i++)
			load_smmu(n, i);
	memset(board.written, 0, sizeof(board.written));
	board.any_write = false;
	add_registers();
}

/* ---- reasons ---- */

static void find_subject(struct board_reason *why)
{
	unsigned int n, i;

	why->about = ABOUT_OTHER;
	if (why->addr - BOARD_MC_SID_PAGE < 8 * BOARD_NR_CLIENTS) {
		why->about = ABOUT_CLIENT;
		why->nr = (why->addr - BOARD_MC_SID_PAGE) / 8;
	}
	for (i = 0; i < BOARD_NR_MC_PAGES; i++)
		if (why->addr == board_mc_page(i) + BOARD_MC_BYPASS) {
			why->about = ABOUT_BYPASS;
			why->nr = i;
		}
	for (n = 0; n < WORLD_NODES; n++)
		for (i = 0; i < world_instances(n); i++)
			if (why->addr - world_smmu_base(n, i) < WORLD_SMMU_SIZE) {
				why->about = ABOUT_SMMU;
				why->nr = n;
			}
}

static struct board_reason reason(int err, bool panicked)
{
	struct board_reason why = {
		.err = err, .panicked = panicked, .addr = board.addr, .val = board.val,
		.did_write = board.any_write && board.wrote_addr == board.addr,
		.wrote = board.wrote,
	};

	find_subject(&why);
	return why;
}

/* Changes the dump so that EL2 does not refuse it for this reason. */
static void remove_reason(const struct board_reason *why)
{
	static const struct { uint32_t off; unsigned int idr; } ids[] = {
		{ BOARD_IDR0, 0 }, { BOARD_IDR1, 1 }, { BOARD_IDR2, 2 }, { BOARD_IDR7, 7 },
	};
	uint32_t addr = BOARD_MC_SID_PAGE + 8 * why->nr;
	unsigned int i, n;

	if (why->about == ABOUT_CLIENT) {
		board_set(&board.file, addr, 0);
		board_set(&board.file, addr + 4, 0);
	} else if (why->about == ABOUT_BYPASS) {
		board_set(&board.file, board_mc_page(why->nr) + BOARD_MC_BYPASS, 3);
	}
	for (i = 0; why->about == ABOUT_SMMU && i < world_instances(why->nr); i++) {
		addr = world_smmu_base(why->nr, i);
		for (n = 0; n < ARRAY_SIZE(ids); n++)
			board_set(&board.file, addr + ids[n].off, board_assumed_idr(ids[n].idr));
		board_set(&board.file, addr + BOARD_SCR0,
			  board_value(&board.file, addr + BOARD_SCR0) & ~EXIDENABLE);
	}
}

static bool same_subject(const struct board_reason *a, const struct board_reason *b)
{
	return a->about == b->about && a->nr == b->nr;
}

static bool is_known(const struct board_result *r, const struct board_reason *why)
{
	unsigned int i;

	for (i = 0; i < r->nr_reasons; i++)
		if (same_subject(&r->reasons[i], why))
			return true;
	return r->nr_reasons == BOARD_MAX_REASONS || why->about == ABOUT_OTHER;
}

/* ---- one boot after the other ---- */

static int boot_developer_kit(void)
{
	system_describe();
	return hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL);
}

int (*board_boot)(void) = boot_developer_kit;

static int boot(bool lock_leaves_sid, bool *panicked)
{
	volatile int ret = -EFAULT;

	power_on(lock_leaves_sid);
	*panicked = shim_panics(ret = board_boot());
	return ret;
}

static void read_clients(const struct board_file *f, struct board_result *r)
{
	struct board_client *c;
	uint32_t addr, i;

	for (i = 0; i < BOARD_NR_CLIENTS; i++) {
		c = &r->clients[i];
		addr = BOARD_MC_SID_PAGE + 8 * i;
		c->found_sid = board_value(f, addr);
		c->found_sec = board_value(f, addr + 4);
		c->sid = world_mc_read(0, 8 * i, 4);
		c->sec = world_mc_read(0, 8 * i + 4, 4);
		c->around = world_client_sid(i, BOARD_SID_AROUND) < 0 && !board_is_no_master(i) &&
			    (c->found_sid | c->found_sec | c->sid | c->sec);
	}
}

static void add_reason(struct board_result *r, const struct board_reason *why)
{
	r->reasons[r->nr_reasons++] = *why;
	if (why->about == ABOUT_CLIENT)
		r->clients[why->nr].err = why->err;
	remove_reason(why);
}

void board_replay(const struct board_file *f, bool lock_leaves_sid, struct board_result *r)
{
	struct board_reason why;
	bool panicked;
	int ret;

	memset(r, 0, sizeof(*r));
	board.file = *f;
	board.aborted = NULL;
	ret = boot(lock_leaves_sid, &panicked);
	r->err = ret;
	r->active = !ret && !panicked && pkvm_iommu_get_state() == PKVM_IOMMU_ACTIVE;
	while (ret || panicked) {
		why = reason(ret, panicked);
		if (is_known(r, &why))
			break;
		add_reason(r, &why);
		ret = boot(lock_leaves_sid, &panicked);
	}
	r->complete = !ret && !panicked;
	r->aborted = board.aborted ? board_find(f, board.aborted->addr) : NULL;
	read_clients(f, r);
	world_free();
}

/* ---- names and rows ---- */

bool board_row(unsigned int client, unsigned int *sid, unsigned int *smmu)
{
	unsigned int i;

	for (i = 0; i < NR_ORIN_ROWS; i++) {
		if (orin_rows[i].client != client)
			continue;
		*sid = orin_rows[i].sid;
		*smmu = orin_rows[i].smmu;
		return true;
	}
	return false;
}

int board_instance(unsigned int nr, unsigned int inst)
{
	int i;

	if (inst >= world_instances(nr))
		return -1;
	for (i = 0; board_smmu_base(i) != world_smmu_base(nr, inst); i++)
		;
	return i;
}

const char *board_smmu_name(unsigned int nr)
{
	static const char *const name[] = {
		[WORLD_NISO1] = "niso1", [WORLD_ISO] = "iso", [WORLD_NISO0] = "niso0",
	};

	return name[nr];
}

bool board_is_no_master(unsigned int client)
{
	return client == CLIENT_PTCR || client == CLIENT_MPCOREW;
}
