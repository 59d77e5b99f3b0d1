// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PCIe controller's link, and its log.
 *
 * There is no training: the link is up as soon as all its conditions hold.
 */
#include <stdio.h>

#include "internal.h"

void pcie_log(const struct pcie *p, const char *what, uint64_t off, uint64_t val)
{
	char msg[96];

	if (!p->cfg.log)
		return;
	snprintf(msg, sizeof(msg), "%s at 0x%llx, value 0x%llx", what,
		 (unsigned long long)off, (unsigned long long)val);
	p->cfg.log(p->cfg.log_opaque, msg);
}

static bool link_wanted(const struct pcie *p)
{
	uint32_t type = pcie_appl(p, PCIE_APPL_DM_TYPE) & PCIE_APPL_DM_TYPE_MASK;

	return p->present && p->enabled &&
	       !p->asserted[PCIE_RESET_APB] && !p->asserted[PCIE_RESET_CORE] &&
	       type == PCIE_APPL_DM_TYPE_RP &&
	       (pcie_appl(p, PCIE_APPL_CTRL) & PCIE_APPL_CTRL_LTSSM_EN) &&
	       (pcie_appl(p, PCIE_APPL_PINMUX) & PCIE_APPL_PINMUX_PEX_RST);
}

bool pcie_link_is_up(const struct pcie *p)
{
	return link_wanted(p) && !p->in_l2;
}

uint32_t pcie_ltssm(const struct pcie *p)
{
	if (p->in_l2)
		return PCIE_LTSSM_L2_IDLE;
	return pcie_link_is_up(p) ? PCIE_LTSSM_L0 : PCIE_LTSSM_DETECT_QUIET;
}

void pcie_update_link(struct pcie *p)
{
	bool up;

	if (!link_wanted(p))
		p->in_l2 = false;
	up = pcie_link_is_up(p);
	if (up == p->up)
		return;
	p->up = up;
	if (p->cfg.link)
		p->cfg.link(p->cfg.opaque, up);
}
