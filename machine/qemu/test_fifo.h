/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the test FIFO. Property "gpcdma" (link): whom it asks for data.
 */

#ifndef HW_ARM_TEGRA234_TEST_FIFO_H
#define HW_ARM_TEGRA234_TEST_FIFO_H

#include "glue.h"
#include "gpcdma.h"
#include "models/testfifo/testfifo.h"

#define TYPE_TEGRA234_TEST_FIFO "tegra234-test-fifo"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234TestFifo, TEGRA234_TEST_FIFO)

struct Tegra234TestFifo {
    SysBusDevice parent_obj;

    Tegra234Gpcdma *gpcdma;

    struct testfifo *model;
    MemoryRegion mmio;
};

#endif
