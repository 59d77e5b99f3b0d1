// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about the host's handling of masters without a model: a device that shares a
 * stream, functions behind a PCIe root complex, and contexts of host1x.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "devices.h"
#include "host.h"

#define SPI_NODE	"/bus@0/spi@3210000"
#define PCIE_NODE	"/bus@0/pcie@14160000"
#define HOST1X_NODE	"/bus@0/host1x@13e00000"
#define SID_GPCDMA	0x04
#define SID_PCIE4	0x13
#define SID_CTX0	0x35

static bool make(struct att_master *m, const char *node, uint32_t id)
{
	int ret;

	memset(m, 0, sizeof(*m));
	snprintf(m->node, sizeof(m->node), "%s", node);
	m->id = id;
	ret = att_ioctl(ATT_IOC_MASTER, m) ?: m->ret;
	tap_note("%s, id %#x: %d, %u streams, the first %#x, group %d", node, id, ret, m->nr_sids,
		 m->sid, m->group);
	return !ret;
}

static bool attaches(const struct att_master *m)
{
	struct att_slot slot = { .slot = m->slot };
	int ret = att_ioctl(ATT_IOC_TRY, &slot) ?: slot.ret;

	if (ret)
		tap_note("slot %u: %d", m->slot, ret);
	return !ret;
}

static bool take_away(const struct att_master *m)
{
	struct att_slot slot = { .slot = m->slot };

	return !att_ioctl(ATT_IOC_REMOVE, &slot);
}

/* Attaching the group attaches the shared stream, only once. */
static void row_shared(void)
{
	struct att_master spi;
	bool joined = make(&spi, SPI_NODE, ATT_NO_ID) && spi.sid == SID_GPCDMA &&
		      spi.group == group_of(ENGINE);
	bool moved = joined && attaches(&spi) && dma_works();
	bool left = joined && take_away(&spi) && dma_works();

	tap_ok(joined, "host-shared", "a second device of a stream => %s",
	       joined ? "same group" : "ANOTHER GROUP");
	tap_ok(moved, "host-shared-moved", "both are attached elsewhere and back => %s",
	       moved ? "the first works" : "FAILS");
	tap_ok(left, "host-shared-left", "it is removed => %s", left ? "the first works" : "FAILS");
}

/* All requesters behind a root complex have the same stream: they share a group. */
static void row_pcie(void)
{
	struct att_master a, b;
	bool made = make(&a, PCIE_NODE, 0x100) && make(&b, PCIE_NODE, 0x208);
	bool one = made && a.sid == SID_PCIE4 && b.sid == SID_PCIE4 && a.nr_sids == 1 &&
		   a.group == b.group;
	bool works = one && attaches(&a) && attaches(&b);
	bool left = works && take_away(&a) && attaches(&b) && take_away(&b);

	tap_ok(one, "host-pcie", "two functions of a PCIe root => %s",
	       one ? "one stream, one group" : "WRONG");
	tap_ok(left, "host-pcie-attach", "attached, and taken away one by one => %s",
	       left ? "done" : "FAILS");
}

static void row_host1x(void)
{
	struct att_master a, b;
	bool made = make(&a, HOST1X_NODE, 0) && make(&b, HOST1X_NODE, 1);
	bool apart = made && a.sid == SID_CTX0 && b.sid == SID_CTX0 + 1 && a.group != b.group;
	bool works = apart && attaches(&a) && attaches(&b) && take_away(&a) && take_away(&b);

	tap_ok(apart, "host-contexts", "two contexts of host1x => %s",
	       apart ? "two streams, two groups" : "WRONG");
	tap_ok(works, "host-contexts-attach", "each is attached => %s", works ? "done" : "FAILS");
}

void rows_masters(void)
{
	row_shared();
	row_pcie();
	row_host1x();
}
