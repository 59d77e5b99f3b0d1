// SPDX-License-Identifier: GPL-2.0-only
/*
 * The row about QEMU's fw_cfg, which copies an item to any address, around the SMMU: the
 * signature "QEMU", to the guest's page. From docs/specs/fw_cfg.rst of QEMU.
 */
#include <endian.h>
#include <string.h>
#include <unistd.h>

#include "../attack.h"
#include "../dma_rows.h"
#include "registers.h"
#include "virt.h"

#define CONTROL_READ	0x02
#define CONTROL_SELECT	0x08	/* item 0 is the signature */
#define SIGNATURE	"QEMU"
#define POLLS		100

/* Big endian, as the register is. */
struct fw_cfg_access {
	uint32_t control;
	uint32_t length;
	uint64_t address;
};

/* True: the device has carried it out. */
static bool fw_cfg_writes(uint64_t pa)
{
	volatile struct fw_cfg_access *access = (void *)host_va(HOST_SOURCE);
	struct att_access start = {
		.phys = FW_CFG_DMA, .size = 8, .write = true, .val = htobe64(host_pa(HOST_SOURCE)),
	};

	access->control = htobe32(CONTROL_SELECT | CONTROL_READ);
	access->length = htobe32(strlen(SIGNATURE));
	access->address = htobe64(pa);
	if (!phys_access(&start))
		return false;
	for (int i = 0; i < POLLS && access->control; i++)
		usleep(1000);
	return !access->control;
}

void row_fw_cfg(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_WRITE), cmd[4] = { GUEST_CHANGED, PAGE_WRITE };
	uint64_t n = 0, now = 0;
	bool done = pa && fw_cfg_writes(pa), asked = !vm_cmd(vm, cmd, &n, &now);
	bool seen = n && !memcmp(&now, SIGNATURE, strlen(SIGNATURE));

	tap_note("%lu words changed, the first is 0x%lx", n, now);
	tap_ok(pa && asked && (protection ? !done && !n : done && seen), "fw-cfg",
	       "QEMU's fw_cfg, which no SMMU contains, writes the guest's page => %s",
	       n ? "guest sees it" : done ? "NO ERROR" : "write dropped, nothing changed");
}
