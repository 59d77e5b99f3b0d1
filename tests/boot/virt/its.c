// SPDX-License-Identifier: GPL-2.0-only
/*
 * The row about the GIC's ITS, which writes where its tables are said to be. The host gives
 * it a command queue of its own, with two commands: a device's table of interrupts is in the
 * guest's page, and an interrupt is entered into that table.
 */
#include <string.h>
#include <unistd.h>

#include "../attack.h"
#include "../dma_rows.h"
#include "registers.h"
#include "virt.h"

#define CMD_MAPD	0x08
#define CMD_MAPTI	0x0a
#define CMD_WORDS	4
#define MAPD_VALID	(1UL << 63)

/* A device that is not there; the ITS has a table for those of its bus. */
#define DEVICE		0xffUL
#define INTID		8192UL

#define POLLS		1000

/* Not with its=off, or msi=gicv2m. */
#define ITS_NODE	"/sys/firmware/devicetree/base/intc@8000000/its@8080000"

static bool access64(uint64_t reg, bool write, uint64_t *val)
{
	struct att_access a = { .phys = reg, .size = 8, .write = write, .val = *val };
	bool done = phys_access(&a);

	*val = a.val;
	return done;
}

static bool set64(uint64_t reg, uint64_t val)
{
	return access64(reg, true, &val);
}

static bool quiescent(void)
{
	uint32_t ctlr = 0;

	for (int i = 0; i < POLLS && !(ctlr & GITS_CTLR_QUIESCENT); i++) {
		if (!reg_read(GITS_CTLR, &ctlr))
			return false;
		usleep(10);
	}
	return ctlr & GITS_CTLR_QUIESCENT;
}

static bool consumed(uint64_t end)
{
	uint64_t at = ~end;

	for (int i = 0; i < POLLS && (at & GITS_QUEUE_OFFSET) != end; i++) {
		if (!access64(GITS_CREADR, false, &at))
			return false;
		usleep(10);
	}
	return (at & GITS_QUEUE_OFFSET) == end;
}

/* Has the ITS carry out the commands up to @end of the queue at @base. */
static bool run_queue(uint64_t base, uint64_t end)
{
	return reg_write(GITS_CTLR, 0) && quiescent() && set64(GITS_CBASER, base) &&
	       set64(GITS_CWRITER, end) && reg_write(GITS_CTLR, GITS_CTLR_ENABLED) &&
	       consumed(end);
}

static uint64_t fill_queue(uint64_t table)
{
	const uint64_t cmds[][CMD_WORDS] = {
		{ CMD_MAPD | DEVICE << 32, 0, MAPD_VALID | table },
		{ CMD_MAPTI | DEVICE << 32, INTID << 32, 0 },
		{ CMD_MAPD | DEVICE << 32, 0, 0 },
	};

	memset(host_va(HOST_SOURCE), 0, GUEST_PAGE);
	memcpy(host_va(HOST_SOURCE), cmds, sizeof(cmds));
	return sizeof(cmds);
}

/*
 * The kernel's queue starts over at its first command: the ITS carries all of them out
 * again, up to the last, and is as it was.
 */
static bool its_writes(uint64_t table)
{
	uint64_t base = 0, at = 0;
	bool done;

	if (!access64(GITS_CBASER, false, &base) || !access64(GITS_CREADR, false, &at))
		return false;
	done = run_queue(GITS_CBASER_VALID | host_pa(HOST_SOURCE), fill_queue(table));
	return run_queue(base, at & GITS_QUEUE_OFFSET) && done;
}

void row_its(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_WRITE), cmd[4] = { GUEST_CHANGED, PAGE_WRITE };
	uint64_t n = 0, now = 0;
	bool seen;

	if (access(ITS_NODE, F_OK)) {
		tap_ok(true, "its", "the ITS writes the guest's page => there is no ITS");
		return;
	}
	seen = pa && its_writes(pa) && !vm_cmd(vm, cmd, &n, &now) && n &&
	       (now >> 2 & 0xffffff) == INTID;
	tap_note("%lu words changed, the first is 0x%lx", n, now);
	tap_ok(seen, "its", "the ITS, which no SMMU contains, writes the guest's page => %s",
	       seen ? "guest sees it" : "guest does not see it");
}
