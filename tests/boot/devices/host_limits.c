// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about limits: no free domain, no memory for tables, overflow of a page's count of
 * mappings.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../tap.h"
#include "devices.h"
#include "host.h"

#define SOME_IOVA	0x7ffff000ULL	/* so that a span of 4 MiB needs three tables */
#define EL2_DOMAINS	255
#define EL2_PINS	65535

/* Pages on per-CPU lists are free, too. */
static long free_pages(void)
{
	FILE *f = fopen("/proc/zoneinfo", "re");
	char line[128];
	long n, sum = 0;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, " nr_free_pages %ld", &n) == 1 ||
		    sscanf(line, " count: %ld", &n) == 1)
			sum += n;
	}
	if (f)
		fclose(f);
	return sum;
}

/* Domains of existing devices count, too. */
static void row_domains(void)
{
	struct att_domains first = { .want = 600 }, again = { .want = 600 };
	int ret = att_ioctl(ATT_IOC_DOMAINS, &first);
	long before = free_pages(), lost;
	bool right;

	ret = ret ?: att_ioctl(ATT_IOC_DOMAINS, &again);
	lost = before - free_pages();
	right = !ret && first.err == -ENOSPC && first.got <= EL2_DOMAINS &&
		first.got > EL2_DOMAINS - 32 && again.got == first.got &&
		again.err == first.err && lost < 128;
	tap_note("%u domains, then %d; again %u, then %d; %ld pages lost", first.got, first.err,
		 again.got, again.err, lost);
	tap_ok(right, "host-domains", "domains until none is left, twice => %s",
	       right ? "as many again" : "NOT AS MANY");
}

static void row_starve(void)
{
	struct att_starve s = { .iova = SOME_IOVA };
	int ret = att_ioctl(ATT_IOC_STARVE, &s);
	bool right = !ret && s.half_way && !s.err && !s.left_mapped;

	tap_note("%u maps failed, %u of them half-way, %u left something; other error %d, tried %d",
		 s.refused, s.half_way, s.left_mapped, s.err, ret);
	tap_ok(right, "host-starve", "a map without memory for its tables => %s",
	       right ? "fails, leaves nothing" : "WRONG");
	tap_ok(!ret && s.mapped, "host-span", "4 MiB are mapped => %s",
	       s.mapped ? "each page in place" : "NOT ALL");
	tap_ok(!ret && s.hole && s.gone, "host-hole",
	       "the middle is unmapped, then the rest => %s", s.hole ? "a hole" : "WRONG");
}

/* EL2's count of a page's mappings has a limit. */
static void row_pins(void)
{
	struct att_pins first = { .want = EL2_PINS + 1000 }, again = first;
	int ret = att_ioctl(ATT_IOC_PINS, &first) ?: att_ioctl(ATT_IOC_PINS, &again);
	bool right = !ret && first.got == EL2_PINS && first.err == -EBUSY &&
		     first.gone == first.got && again.got == EL2_PINS;

	tap_note("%u mappings, then %d, %u undone; again %u", first.got, first.err, first.gone,
		 again.got);
	tap_ok(right, "host-pins", "one page is mapped until that is refused, twice => %s",
	       right ? "as often again" : "WRONG");
}

void rows_limits(void)
{
	row_domains();
	row_starve();
	row_pins();
	row_shares();
	tap_ok(dma_works(), "host-limits-over", "ordinary DMA after that => works");
}
