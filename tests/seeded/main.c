// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs each seeded fault twice: with the correct driver, where neither judge nor model
 * may complain, and with the wrong one, where the judge must report this fault. Of the
 * model's complaints the wrong driver may draw the one that its seed names.
 */
#include <stdio.h>
#include <string.h>

#include "driver.h"

static const struct seed_list *const lists[] = {
	&seeds_tlb, &seeds_streams, &seeds_banks, &seeds_lent, &seeds_tables, &seeds_mc,
	&seeds_faults,
};

#define NR_LISTS	(sizeof(lists) / sizeof(lists[0]))

struct outcome {
	char complaint[160], protest[200];
};

static struct outcome run(const struct seed *s, bool wrong)
{
	struct board *b = board_new(&s->firmware, wrong);
	struct outcome o;

	s->run(b);
	judge_reach(b);
	snprintf(o.complaint, sizeof(o.complaint), "%s", b->complaint);
	snprintf(o.protest, sizeof(o.protest), "%s", b->protest);
	board_free(b);
	return o;
}

static bool protest_fits(const struct seed *s, const char *protest)
{
	return s->protest ? !!strstr(protest, s->protest) : !protest[0];
}

static bool run_twins(const struct seed *s, unsigned int nr)
{
	const struct outcome right = run(s, false), wrong = run(s, true);
	bool quiet = !right.complaint[0] && !right.protest[0];
	bool told = wrong.complaint[0] && strstr(wrong.complaint, s->sign);
	bool caught = quiet && told && protest_fits(s, wrong.protest);

	printf("%s %u - %s: %s => %s\n", caught ? "ok" : "not ok", nr, s->name, s->rule,
	       wrong.complaint[0] ? wrong.complaint : "NOT CAUGHT");
	if (!quiet)
		printf("# the correct driver: %s %s\n", right.complaint, right.protest);
	if (wrong.complaint[0] && !told)
		printf("# not the expected complaint (\"%s\")\n", s->sign);
	if (!protest_fits(s, wrong.protest))
		printf("# not what the model is expected to say (\"%s\"): %s\n",
		       s->protest ? s->protest : "", wrong.protest);
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
