// SPDX-License-Identifier: GPL-2.0-only
#include "mmio.h"

static u64 mmio_read(void *opaque, u64 off, unsigned int size)
{
	return v3_read(opaque, off, size);
}

static void mmio_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	if (v3_write_uses_memory(opaque, off, val))
		shim_needs_stores();
	v3_write(opaque, off, val, size);
}

const struct shim_mmio_ops v3_mmio_ops = { mmio_read, mmio_write };
