// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reset lines, which the kernel's BPMP driver sets for whom it is asked: here for a block
 * whose own driver holds the line.
 */
#include <linux/errno.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>

#include <soc/tegra/bpmp.h>
#include <soc/tegra/bpmp-abi.h>

#include "internal.h"

static struct platform_device *find_bpmp(void)
{
	struct device_node *np = of_find_node_by_path("/bpmp");
	struct platform_device *pdev = np ? of_find_device_by_node(np) : NULL;

	of_node_put(np);
	return pdev;
}

static int transfer(struct tegra_bpmp *bpmp, const struct att_reset *reset)
{
	struct mrq_reset_request request = {
		.cmd = reset->asserted ? CMD_RESET_ASSERT : CMD_RESET_DEASSERT,
		.reset_id = reset->line,
	};
	struct tegra_bpmp_message msg = {
		.mrq = MRQ_RESET,
		.tx = { .data = &request, .size = sizeof(request) },
	};
	int err = tegra_bpmp_transfer(bpmp, &msg);

	return err ?: msg.rx.ret;
}

int att_reset(struct att_reset *reset)
{
	struct platform_device *pdev = find_bpmp();
	struct tegra_bpmp *bpmp = pdev ? platform_get_drvdata(pdev) : NULL;
	int err = bpmp ? transfer(bpmp, reset) : -ENODEV;

	if (pdev)
		put_device(&pdev->dev);
	return err;
}
