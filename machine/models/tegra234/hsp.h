/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234's HSPs, as data for their model: the two that the device tree describes,
 * connected to nothing.
 */
#ifndef MODELS_TEGRA234_HSP_H
#define MODELS_TEGRA234_HSP_H

#include "../hsp/hsp.h"

extern const struct hsp_config tegra234_hsp_top0_config, tegra234_hsp_aon_config;

#endif
