// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Register accesses: from an offset to a row of a frame's table. What no row
 * describes, and any access of the wrong size, is RAZ/WI and logged.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"

/*
 * struct place - a register found
 * @n: index in its array, or number of its bank
 * @high: the access is to the upper half of a 64-bit register
 */
struct place {
	const struct reg *reg;
	unsigned int n;
	uint8_t *cell;
	bool half, high;
};

static unsigned int array_limit(const struct mmu500 *m, const struct frame *fr,
				const struct reg *r)
{
	if (fr == &mmu500_frame_gr1)
		return m->cfg.num_cb;
	if (r->count == MAX_GROUPS)
		return m->cfg.num_smrg;
	return r->count;
}

static const struct reg *find_row(const struct mmu500 *m, const struct frame *fr, uint32_t off)
{
	size_t i;

	for (i = 0; i < fr->nr; i++) {
		const struct reg *r = &fr->regs[i];

		if (off >= r->off && off < r->off + array_limit(m, fr, r) * r->width)
			return r;
	}
	return NULL;
}

static bool size_fits(const struct reg *r, uint32_t off, unsigned int size)
{
	return size == r->width ? !(off % size) : size == 4 && r->width == 8 && !(off % 4);
}

static const struct frame *find_frame(const struct mmu500 *m, uint64_t off, unsigned int *bank)
{
	uint64_t nr = off >> FRAME_SHIFT;

	*bank = 0;
	if (nr == 0)
		return &mmu500_frame_gr0;
	if (nr == 1)
		return &mmu500_frame_gr1;
	if (nr == PMU_FRAME)
		return &mmu500_frame_pmu;
	if (nr < NUM_GLOBAL_FRAMES || nr - NUM_GLOBAL_FRAMES >= m->cfg.num_cb)
		return NULL;
	*bank = (unsigned int)(nr - NUM_GLOBAL_FRAMES);
	return &mmu500_frame_bank;
}

static bool find_place(struct mmu500 *m, uint64_t off, unsigned int size, struct place *p)
{
	uint32_t in_frame = off & (FRAME_SIZE - 1);
	const struct frame *fr;
	unsigned int bank;

	fr = find_frame(m, off, &bank);
	p->reg = fr ? find_row(m, fr, in_frame) : NULL;
	if (!p->reg || !size_fits(p->reg, in_frame, size))
		return false;
	p->n = (in_frame - p->reg->off) / p->reg->width;
	p->cell = fr == &mmu500_frame_bank ? (uint8_t *)&m->bank[bank] : (uint8_t *)m;
	p->cell += p->reg->field + (size_t)p->n * p->reg->step;
	if (fr == &mmu500_frame_bank)
		p->n = bank;
	p->half = size != p->reg->width;
	p->high = p->half && (in_frame & 4);
	return true;
}

static uint64_t load(const struct place *p)
{
	uint64_t wide;
	uint32_t word;

	if (!p->reg->backed)
		return 0;
	if (p->reg->width == 8) {
		memcpy(&wide, p->cell, sizeof(wide));
		return wide;
	}
	memcpy(&word, p->cell, sizeof(word));
	return word;
}

static void store(const struct place *p, uint64_t val)
{
	uint32_t word = (uint32_t)val;

	if (!p->reg->backed)
		return;
	if (p->reg->width == 8)
		memcpy(p->cell, &val, sizeof(val));
	else
		memcpy(p->cell, &word, sizeof(word));
}

static uint64_t merge(const struct place *p, uint64_t old, uint64_t val)
{
	if (!p->half)
		return p->reg->width == 8 ? val : (uint32_t)val;
	if (p->high)
		return (old & UINT32_MAX) | val << 32;
	return (old & ~(uint64_t)UINT32_MAX) | (uint32_t)val;
}

uint64_t mmu500_mmio_read(struct mmu500 *m, uint64_t off, unsigned int size)
{
	struct place p;
	uint64_t val;

	m->stats.reg_reads++;
	if (!find_place(m, off, size, &p)) {
		mmu500_log(m, "read of %u bytes at 0x%llx: no such register", size,
			   (unsigned long long)off);
		return 0;
	}
	val = p.reg->read ? p.reg->read(m, p.n) : load(&p);
	if (!p.half)
		return val;
	return p.high ? val >> 32 : val & UINT32_MAX;
}

/* The low half of a 64-bit register is the one that acts. */
void mmu500_mmio_write(struct mmu500 *m, uint64_t off, uint64_t val, unsigned int size)
{
	struct place p;
	uint64_t old;

	m->stats.reg_writes++;
	if (!find_place(m, off, size, &p) || (!p.reg->writable && !p.reg->write)) {
		mmu500_log(m, "write of 0x%llx, %u bytes, at 0x%llx: no such register",
			   (unsigned long long)val, size, (unsigned long long)off);
		return;
	}
	old = load(&p);
	val = merge(&p, old, val);
	store(&p, (old & ~p.reg->writable) | (val & p.reg->writable));
	if (p.reg->write && !p.high)
		p.reg->write(m, p.n, val);
	mmu500_update_irq(m);
}

/* Without the frame's prefix, which PMU registers don't have. */
static const char *plain_name(const struct reg *r)
{
	const char *end = strchr(r->name, '_');

	return end ? end + 1 : r->name;
}

/* IDR0 and its like are the first of several: the number counts on. */
static void array_name(const struct reg *r, unsigned int n, char *buf, size_t len)
{
	const char *name = plain_name(r);
	size_t last = strlen(name) - 1;

	if (name[last] >= '0' && name[last] <= '9')
		snprintf(buf, len, "%.*s%u", (int)last, name, name[last] - '0' + n);
	else
		snprintf(buf, len, "%s[%u]", name, n);
}

void mmu500_reg_name(const struct mmu500 *m, uint64_t off, char *buf, size_t len)
{
	uint32_t in_frame = off & (FRAME_SIZE - 1);
	const struct frame *fr;
	const struct reg *r;
	unsigned int bank;
	char name[32];

	fr = find_frame(m, off, &bank);
	r = fr ? find_row(m, fr, in_frame) : NULL;
	if (!r) {
		snprintf(buf, len, "no register");
		return;
	}
	if (r->count > 1)
		array_name(r, (in_frame - r->off) / r->width, name, sizeof(name));
	else
		snprintf(name, sizeof(name), "%s", plain_name(r));
	if (fr == &mmu500_frame_bank)
		snprintf(buf, len, "bank %u %s", bank, name);
	else
		snprintf(buf, len, "%s", name);
}

uint64_t mmu500_mmio_size(const struct mmu500 *m)
{
	(void)m;
	return 2ull * NUM_GLOBAL_FRAMES * FRAME_SIZE;
}
