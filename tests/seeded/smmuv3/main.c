// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs each seeded fault of an SMMUv3's driver twice: with the correct driver, where the
 * judge may not complain, and with the wrong one, where it must report this fault.
 */
#include <stdio.h>
#include <string.h>

#include "driver.h"

static const struct seed_list *const lists[] = {
	&seeds_takeover, &seeds_streams, &seeds_tlb, &seeds_queue, &seeds_tables, &seeds_events,
	&seeds_nested,
};

#define NR_LISTS	(sizeof(lists) / sizeof(lists[0]))

struct outcome {
	char complaint[160];
};

static struct outcome run(const struct seed *s, bool wrong)
{
	struct board *b = board_new(&s->fw, wrong);
	struct outcome o;

	s->run(b);
	judge_reach(b);
	snprintf(o.complaint, sizeof(o.complaint), "%s", b->complaint);
	board_free(b);
	return o;
}

static bool run_twins(const struct seed *s, unsigned int nr)
{
	const struct outcome right = run(s, false), wrong = run(s, true);
	bool told = wrong.complaint[0] && strstr(wrong.complaint, s->sign);
	bool caught = !right.complaint[0] && told;

	printf("%s %u - %s: %s => %s\n", caught ? "ok" : "not ok", nr, s->name, s->rule,
	       wrong.complaint[0] ? wrong.complaint : "NOT CAUGHT");
	if (right.complaint[0])
		printf("# the correct driver: %s\n", right.complaint);
	if (wrong.complaint[0] && !told)
		printf("# not the expected complaint (\"%s\")\n", s->sign);
	return caught;
}

int main(void)
{
	unsigned int i, j, total = 0, nr = 0, caught = 0;

	for (i = 0; i < NR_LISTS; i++)
		total += lists[i]->nr;
	printf("TAP version 13\n1..%u\n", total);
	for (i = 0; i < NR_LISTS; i++)
		for (j = 0; j < lists[i]->nr; j++)
			caught += run_twins(&lists[i]->seeds[j], ++nr);
	printf("# seeded faults caught: %u of %u\n", caught, total);
	return caught != total;
}
