// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hosted model as a program, for tests/machine/smmuv3.py: it carries out lines from
 * standard input, with the features that QEMU's SMMUv3 has, and answers each access.
 *
 *	w OFFSET VALUE SIZE	write a register
 *	p OFFSET VALUE MASK	read a register until these bits of it have this value
 *	m ADDRESS VALUE		store 64 bits of memory
 *	a SID ADDRESS WRITE	a device's access: where it goes, or "fault"; the events of it;
 *				and where it might go by all that is cached or in memory
 *	r OFFSET MASK		read these bits of a register
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nvhe/iommu.h>
#include <nvhe/mem_protect.h>
#include <nvhe/mm.h>

#include "shim.h"
#include "shim_internal.h"
#include "model.h"

struct host_mmu host_mmu;
hyp_spinlock_t pkvm_pgd_lock;

#define EVENTQ_BASE	0xa0
#define EVENTQ_PROD	0x100a8
#define EVENT_BYTES	32
#define POLLS		16

static struct v3_model model;

/* Coherent, both stages, two levels, ranges; faults abort; no ATS, PRI, MSIs. */
static const struct v3_ids ids = {
	.idr0 = 0x3 | 2 << 2 | 1 << 4 | 1 << 12 | 1 << 18 | 2 << 21 | 1 << 24 | 1 << 26 | 1 << 27,
	.idr1 = 19 << 21 | 19 << 16 | 16,
	.idr3 = 1 << 10,
	.idr5 = 4 | 1 << 4,
};

static void store(uint64_t pa, uint64_t val)
{
	memcpy(shim_mem(pa), &val, sizeof(val));
	shim_poc_write(pa, &val, sizeof(val));
}

static void poll(uint64_t off, uint32_t val, uint32_t mask)
{
	unsigned int i;

	for (i = 0; i < POLLS; i++)
		if ((v3_read(&model, off, 4) & mask) == val)
			return;
	printf("stuck at 0x%llx\n", (unsigned long long)off);
}

/* The records from index @from on: number, stream, address, read. */
static void print_events(uint32_t from)
{
	uint64_t base = v3_read(&model, EVENTQ_BASE, 8);
	uint32_t mask = (2u << (base & 0x1f)) - 1, to = v3_read(&model, EVENTQ_PROD, 4), slot;
	unsigned long long *evt;

	for (; (from ^ to) & mask; from = (from + 1) & mask) {
		slot = from & (mask >> 1);
		evt = shim_mem((base & 0xfffffffffffe0ULL) + slot * EVENT_BYTES);
		printf(" event %llx %llx %llx %llx", evt[0] & 0xff, evt[0] >> 32, evt[2],
		       evt[1] >> 35 & 1);
	}
}

static void print_outputs(const unsigned long long *out, unsigned int n)
{
	printf(" |");
	while (n--)
		printf(" %llx", out[n]);
	putchar('\n');
}

static void device(uint32_t sid, uint64_t addr, bool write)
{
	unsigned long long out[V3_OUTPUTS];
	unsigned int n = v3_outputs(&model, sid, addr, out);
	uint32_t from = v3_read(&model, EVENTQ_PROD, 4);
	uint64_t pa = v3_access(&model, sid, addr, write);

	if (pa == V3_FAULT)
		printf("fault");
	else
		printf("%llx", (unsigned long long)pa);
	print_events(from);
	print_outputs(out, n);
}

static bool carry_out(char op, unsigned long long a, unsigned long long b, unsigned long long c)
{
	switch (op) {
	case 'w':
		v3_write(&model, a, b, c);
		return true;
	case 'p':
		poll(a, b, c);
		return true;
	case 'm':
		store(a, b);
		return true;
	case 'a':
		device(a, b, c);
		return true;
	case 'r':
		printf("%llx\n", (unsigned long long)v3_read(&model, a, 4) & b);
		return true;
	}
	return false;
}

int main(void)
{
	unsigned long long a, b, c;
	char line[128], op;

	shim_memory_reset();
	shim_add_memory(SHIM_PHYS_BASE, 0x1000000, false);
	v3_init(&model, &ids);
	while (fgets(line, sizeof(line), stdin)) {
		a = 0;
		b = 0;
		c = 0;
		if (sscanf(line, "%c %llx %llx %llx", &op, &a, &b, &c) < 2 ||
		    !carry_out(op, a, b, c)) {
			fprintf(stderr, "not understood: %s", line);
			return EXIT_FAILURE;
		}
	}
	return 0;
}
