// SPDX-License-Identifier: GPL-2.0-only
/*
 * A race: one CPU maps and unmaps a page for DMA in a loop, another donates the same
 * page to the guest. The first must exclude the other: once the guest owns the page, it
 * has no mapping and none can be made.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "dma_rows.h"

#define RACE_PAGES	12
#define RACE_TRIES	100000

struct race {
	uint64_t pa;
	atomic_bool stop;
	bool mapped;		/* a mapping existed while the guest owned the page */
	atomic_uint maps;
};

static void *map_and_unmap(void *arg)
{
	struct race *race = arg;

	while (!race->stop) {
		race->mapped = !dma_map(IOVA_GUEST, race->pa, GUEST_PAGE, true);
		if (!race->mapped)
			continue;
		race->maps++;
		if (race->stop)
			break;
		dma_unmap(IOVA_GUEST, GUEST_PAGE);
		race->mapped = false;
	}
	return NULL;
}

/* Repeats the guest's request until it succeeds. Returns the number of refusals. */
static int take_page(struct vm *vm, unsigned int page)
{
	uint64_t draw[4] = { GUEST_DRAW, page };
	int busy = 0, ret = vm_cmd(vm, draw, NULL, NULL);

	while (ret == -EBUSY && busy++ < RACE_TRIES)
		ret = vm_cmd_again(vm, NULL, NULL);
	return ret ? ret : busy;
}

/* True: the guest owns the page, and it is not mapped. */
static bool race_for(struct vm *vm, unsigned int page, unsigned int *maps, unsigned int *busy)
{
	struct race race = { .pa = vm_phys(vm_page(vm, page)) };
	pthread_t mapper;
	int ret;

	if (pthread_create(&mapper, NULL, map_and_unmap, &race))
		return false;
	for (int i = 0; page % 2 && !race.maps && i < RACE_TRIES; i++)
		sched_yield();
	ret = take_page(vm, page);
	race.stop = true;
	pthread_join(mapper, NULL);
	if (ret < 0 || race.mapped)
		tap_note("page %u: result %d%s", page, ret, race.mapped ? ", mapped" : "");
	if (race.mapped)
		dma_unmap(IOVA_GUEST, GUEST_PAGE);
	*maps += race.maps;
	*busy += ret > 0 ? ret : 0;
	return ret >= 0 && !race.mapped && dma_map(IOVA_GUEST, race.pa, GUEST_PAGE, true);
}

void row_race(struct vm *vm)
{
	unsigned int maps = 0, busy = 0;
	bool right = paging_with_host_pages();

	for (unsigned int page = PAGE_RACE; page < PAGE_RACE + RACE_PAGES && right; page++)
		right = race_for(vm, page, &maps, &busy);
	tap_note("mapped %u times, the guest was kept out %u times", maps, busy);
	tap_ok(right && maps && busy, "race",
	       "a page is mapped and given to the guest at the same time => %s",
	       right ? "one or the other" : "BOTH");
	dma_domain(ATT_DOMAIN_DEFAULT);
}
