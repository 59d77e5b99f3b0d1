// SPDX-License-Identifier: GPL-2.0-only
/*
 * Helpers for the rows about the host: the attacker's ioctls, and binding of the DMA engine's
 * driver.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../dmatest.h"
#include "../tap.h"
#include "host.h"

#define DRIVER		PLATFORM "drivers/tegra-gpcdma/"

int att_ioctl(unsigned long cmd, void *arg)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/dev/attacker", O_RDWR | O_CLOEXEC);
	return ioctl(fd, cmd, arg) ? -errno : 0;
}

int group_of(const char *device)
{
	char path[160], name[32];

	snprintf(path, sizeof(path), PLATFORM "devices/%s/iommu_group", device);
	link_name(path, name, sizeof(name));
	return strcmp(name, "-") ? atoi(name) : -1;
}

/* While it is loaded it holds channels, and the driver can't be unbound. */
bool dma_works(void)
{
	struct dmatest_sum sum;
	bool loaded = !system("insmod /lib/modules/dmatest.ko");

	sum = dmatest_run("50", "5000", false);
	tap_note("%u transfers, %u failures", sum.tests, sum.failures);
	return loaded && !system("rmmod dmatest") && sum.threads >= 4 &&
	       sum.tests == sum.threads * 50 && !sum.failures;
}

bool engine_unbind(void)
{
	return write_line(DRIVER "unbind", ENGINE) && access(DRIVER ENGINE, F_OK);
}

bool engine_bind(void)
{
	return write_line(DRIVER "bind", ENGINE) && !access(DRIVER ENGINE, F_OK);
}
