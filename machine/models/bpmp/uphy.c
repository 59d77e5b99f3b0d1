// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BPMP: requests for the lanes that PCIe controllers share (MRQ_UPHY).
 *
 * Only the start and the stop of a controller is served. A controller that the
 * machine does not have is refused with -EINVAL (assumed).
 */
#include "internal.h"

#define CMD_PCIE_CONTROLLER_STATE	4u

/* Bits of bpmp_config.pcie_controllers. */
#define NR_CONTROLLERS			32u

static uint32_t get16(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static bool controller_exists(const struct bpmp *b, uint32_t id)
{
	return id < NR_CONTROLLERS && (b->cfg.pcie_controllers >> id & 1);
}

int bpmp_uphy_request(struct bpmp *b, const uint8_t *req)
{
	uint32_t cmd = get16(req + 2), id = req[4];

	if (cmd != CMD_PCIE_CONTROLLER_STATE)
		return -BPMP_EBADCMD;
	if (!controller_exists(b, id))
		return -BPMP_EINVAL;
	if (b->cfg.pcie_state)
		b->cfg.pcie_state(b->cfg.pcie_opaque, id, req[5] != 0);
	return 0;
}
