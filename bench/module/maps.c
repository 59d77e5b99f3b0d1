// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cost of each map and unmap by the DMA API. Instructions are counted here. Exceptions
 * to EL2 and register writes of the SMMU, by EL1 and EL2, are in QEMU's log, in which a
 * mark stands before and after each operation: bench/entries counts them.
 */
#include <linux/dma-mapping.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include <asm/kvm_asm.h>

#include "calls.h"
#include "count.h"

#define WARM_UP		64
/* A flush queue of the DMA API is full after 255: two flushes, wherever it begins. */
#define ROUNDS		(2 * 255)
#define NR_SEGMENTS	64

/*
 * An HVC with an immediate of its own, which QEMU's log shows, and a function that does not
 * exist. MARK_END: nothing is measured.
 */
#define MARK_END	0xbe00
#define MARK(imm)								\
	({									\
		register u64 x0 asm("x0") =					\
			KVM_HOST_SMCCC_ID(__KVM_HOST_SMCCC_FUNC_MAX);		\
										\
		asm volatile("hvc	%1" : "+r" (x0) : "i" (imm)		\
			     : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8",	\
			       "x9", "x10", "x11", "x12", "x13", "x14", "x15",	\
			       "x16", "x17", "memory");				\
	})

/* Instructions of @op, which stands between marks. */
#define MARKED(imm, op)								\
	({									\
		u32 before, after;						\
										\
		MARK(imm);							\
		before = count_now();						\
		op;								\
		after = count_now();						\
		MARK(MARK_END);							\
		after - before;							\
	})

/* Pages in a row, or segments of a page each: in a row, or every other page. */
struct maps {
	struct device *dev;
	struct seq_file *s;
	struct sg_table row, scattered;
	struct page *page;
	u64 map, unmap;
};

static char *device = "";
module_param(device, charp, 0444);
MODULE_PARM_DESC(device, "the device that bench_maps maps pages for");

static struct device *find_device(void)
{
	struct device *dev = bus_find_device_by_name(&platform_bus_type, NULL, device);

#ifdef CONFIG_PCI
	if (!dev)
		dev = bus_find_device_by_name(&pci_bus_type, NULL, device);
#endif
	return dev;
}

/* The immediate is a constant of the instruction: one function for each pair of marks. */
#define ROUND_OF_PAGES(nr, imm)							\
static int round_##nr(struct maps *m)						\
{										\
	dma_addr_t addr;							\
										\
	m->map += MARKED(imm, addr = dma_map_page(m->dev, m->page, 0,		\
						  nr * PAGE_SIZE, DMA_BIDIRECTIONAL)); \
	if (!dma_mapping_error(m->dev, addr))					\
		m->unmap += MARKED((imm) + 1, dma_unmap_page(m->dev, addr, nr * PAGE_SIZE, \
							     DMA_BIDIRECTIONAL)); \
	return dma_mapping_error(m->dev, addr) ? -EIO : 0;			\
}

ROUND_OF_PAGES(1, 0xbe10)
ROUND_OF_PAGES(16, 0xbe20)
ROUND_OF_PAGES(256, 0xbe30)

#define ROUND_OF_SEGMENTS(list, imm)						\
static int round_##list(struct maps *m)						\
{										\
	int ret;								\
										\
	m->map += MARKED(imm, ret = dma_map_sgtable(m->dev, &m->list,		\
						    DMA_BIDIRECTIONAL, 0));	\
	if (!ret)								\
		m->unmap += MARKED((imm) + 1, dma_unmap_sgtable(m->dev, &m->list, \
								DMA_BIDIRECTIONAL, 0)); \
	return ret;								\
}

ROUND_OF_SEGMENTS(row, 0xbe40)
ROUND_OF_SEGMENTS(scattered, 0xbe50)

/*
 * Rounds of the warm-up have marks, too: bench/entries leaves as many out. Without interrupts:
 * what they do would count as an operation's, and a timer empties flush queues.
 */
static int rounds(struct maps *m, const char *name, int (*round)(struct maps *m))
{
	unsigned long flags;
	int ret = 0, i;

	local_irq_save(flags);
	for (i = 0; !ret && i < WARM_UP + ROUNDS; i++) {
		if (i == WARM_UP)
			m->map = m->unmap = 0;
		ret = round(m);
	}
	local_irq_restore(flags);
	if (!ret)
		seq_printf(m->s, "map-%s %llu\nunmap-%s %llu\n", name, m->map / ROUNDS, name,
			   m->unmap / ROUNDS);
	return ret;
}

/* One segment for every @step pages of the block. */
static int make_segments(struct maps *m, struct sg_table *list, unsigned int step)
{
	struct scatterlist *sg;
	int i, ret = sg_alloc_table(list, NR_SEGMENTS, GFP_KERNEL);

	if (!ret)
		for_each_sgtable_sg(list, sg, i)
			sg_set_page(sg, m->page + step * i, PAGE_SIZE, 0);
	return ret;
}

static int measure(struct maps *m)
{
	int ret = rounds(m, "1", round_1);

	ret = ret ?: rounds(m, "16", round_16);
	ret = ret ?: rounds(m, "256", round_256);
	ret = ret ?: rounds(m, "row", round_row);
	return ret ?: rounds(m, "scattered", round_scattered);
}

/**
 * bench_maps() - measure maps and unmaps of the device that the parameter names
 * @s: output
 *
 * Return: 0, -ENODEV without such a device, -ENOMEM, or an error of the DMA API.
 */
int bench_maps(struct seq_file *s)
{
	struct maps m = { .s = s, .dev = find_device() };
	int ret = -ENOMEM;

	if (!m.dev)
		return -ENODEV;
	m.page = alloc_pages(GFP_KERNEL, 8);
	if (m.page && !make_segments(&m, &m.row, 1) && !make_segments(&m, &m.scattered, 2))
		ret = measure(&m);
	sg_free_table(&m.scattered);
	sg_free_table(&m.row);
	if (m.page)
		__free_pages(m.page, 8);
	put_device(m.dev);
	return ret;
}
