/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the stream generator, a device for tests that no chip has. It is
 * there only with -M tegra234,stream-generator=on.
 */

#include "qemu/osdep.h"
#include "tegra234.h"

static uint64_t generator_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Machine *s = opaque;

    return streamgen_mmio_read(s->streamgen, off, size);
}

static void generator_write(void *opaque, hwaddr off, uint64_t val,
                            unsigned size)
{
    Tegra234Machine *s = opaque;

    streamgen_mmio_write(s->streamgen, off, val, size);
}

static const MemoryRegionOps generator_ops = {
    .read = generator_read,
    .write = generator_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

void tegra234_create_stream_generator(Tegra234Machine *s)
{
    struct streamgen_config cfg = { .mem = &fabric_ops };

    if (!s->stream_generator) {
        return;
    }
    for (unsigned int i = 0; i < STREAMGEN_NR_NODES; i++) {
        s->streamgen_port[i].fabric = s->fabric.model;
        s->streamgen_port[i].node = i < SMMU_NR_NODES ? i : SMMU_NONE;
        cfg.mem_opaque[i] = &s->streamgen_port[i];
    }
    s->streamgen = streamgen_new(&cfg);
    assert(s->streamgen);
    tegra234_map_mmio(s, &s->streamgen_mmio, &generator_ops, s,
                      "tegra234.stream-generator",
                      TEGRA234_STREAM_GENERATOR_BASE, STREAMGEN_MMIO_SIZE);
}

void tegra234_reset_stream_generator(Tegra234Machine *s)
{
    if (s->streamgen) {
        streamgen_reset(s->streamgen);
    }
}
