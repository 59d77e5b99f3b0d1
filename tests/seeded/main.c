// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs each seeded fault twice: with the correct driver, where the judge must not
 * complain, and with the wrong one, where it must report this fault.
 */
#include <stdio.h>
#include <string.h>

#include "driver.h"

static const struct seed_list *const lists[] = {
	&seeds_tlb, &seeds_streams, &seeds_banks, &seeds_tables, &seeds_mc, &seeds_faults,
};

#define NR_LISTS	(sizeof(lists) / sizeof(lists[0]))

static void run(const struct seed *s, bool wrong, char *complaint, size_t size)
{
	struct board *b = board_new(&s->firmware, wrong);

	s->run(b);
	judge_reach(b);
	snprintf(complaint, size, "%s", b->complaint);
	board_free(b);
}

static bool run_twins(const struct seed *s, unsigned int nr)
{
	char right[160], wrong[160];
	bool caught;

	run(s, false, right, sizeof(right));
	run(s, true, wrong, sizeof(wrong));
	caught = !right[0] && wrong[0] && strstr(wrong, s->sign);
	printf("%s %u - %s: %s => %s\n", caught ? "ok" : "not ok", nr, s->name, s->rule,
	       wrong[0] ? wrong : "NOT CAUGHT");
	if (right[0])
		printf("# the correct driver: %s\n", right);
	if (wrong[0] && !strstr(wrong, s->sign))
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
