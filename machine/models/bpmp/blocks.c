// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BPMP: blocks that answer no access while they are in reset or without their clock.
 */
#include "internal.h"

bool bpmp_block_answers(const struct bpmp *b, unsigned int nr)
{
	const struct bpmp_block *block = &b->cfg.soc->blocks[nr];

	return !b->reset_asserted[block->reset] && (!block->clock || b->clock[block->clock].on);
}

void bpmp_blocks_update(struct bpmp *b)
{
	unsigned int nr;
	bool answers;

	for (nr = 0; nr < b->cfg.soc->nr_blocks; nr++) {
		answers = bpmp_block_answers(b, nr);
		if (b->block_answers[nr] == answers)
			continue;
		b->block_answers[nr] = answers;
		if (b->cfg.block)
			b->cfg.block(b->cfg.block_opaque, nr, answers);
	}
}

void bpmp_blocks_init(struct bpmp *b)
{
	unsigned int nr;

	for (nr = 0; nr < b->cfg.soc->nr_blocks; nr++)
		b->block_answers[nr] = bpmp_block_answers(b, nr);
}
