// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What Tegra234's HSPs consist of.
 */
#include "hsp.h"

const struct hsp_config tegra234_hsp_top0_config = {
	.nr_sm = 8,
	.nr_ss = 2,
	.nr_as = 2,
	.nr_db = 7,
	.nr_si = 8,
	.db_masters = { [HSP_DB_BPMP] = UINT32_C(1) << HSP_MASTER_CCPLEX },
};

/* The size of the node's register space and its interrupt names fit this. */
const struct hsp_config tegra234_hsp_aon_config = {
	.nr_sm = 8,
	.nr_ss = 2,
	.nr_as = 2,
	.nr_si = 5,
};
