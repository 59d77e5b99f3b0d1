/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the test FIFO, which asks GPCDMA for data. It is there only beside
 * the stream generator, and no chip has it either.
 */

#include "qemu/osdep.h"
#include "tegra234.h"

static uint64_t fifo_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Machine *s = opaque;

    return testfifo_mmio_read(s->testfifo, off, size);
}

static void fifo_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Machine *s = opaque;

    testfifo_mmio_write(s->testfifo, off, val, size);
}

static const MemoryRegionOps fifo_ops = {
    .read = fifo_read,
    .write = fifo_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void request(void *opaque, unsigned int line, bool in, bool level)
{
    Tegra234Machine *s = opaque;

    gpcdma_request(s->gpcdma.model, line, in, level);
}

void tegra234_create_test_fifo(Tegra234Machine *s)
{
    if (!s->stream_generator) {
        return;
    }
    s->testfifo = testfifo_new(request, s);
    assert(s->testfifo);
    tegra234_map_mmio(s, &s->testfifo_mmio, &fifo_ops, s,
                      "tegra234.test-fifo",
                      TEGRA234_TEST_FIFO_BASE, TESTFIFO_MMIO_SIZE);
}

void tegra234_reset_test_fifo(Tegra234Machine *s)
{
    if (s->testfifo) {
        testfifo_reset(s->testfifo);
    }
}
