// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about the display that firmware has left running: EL2's takeover doesn't disturb
 * it, and it reaches host memory only.
 */
#include <string.h>
#include <unistd.h>

#include "../tap.h"
#include "devices.h"
#include "scanout/scanout.h"

#define FRAME_US	15000
#define PAGE_WORDS	1024

uint32_t scan(uint32_t off)
{
	return reg(SCANOUT + off);
}

bool scan_there(void)
{
	return scan(SCANOUT_ID) == SCANOUT_ID_VALUE && !dead;
}

uint64_t scan_base(void)
{
	return scan(SCANOUT_BASE_LO) | (uint64_t)scan(SCANOUT_BASE_HI) << 32;
}

/* Waits for the end of a frame that starts after now. */
bool scan_next_frame(void)
{
	uint32_t begin = scan(SCANOUT_FRAMES);

	for (int i = 0; i < 200; i++) {
		usleep(FRAME_US);
		if (scan(SCANOUT_FRAMES) - begin >= 2)
			return true;
	}
	return false;
}

/* The checksum of the picture that the machine's firmware has painted. */
static uint32_t painted(void)
{
	uint32_t pages = scan(SCANOUT_SIZE) / 4096, page[PAGE_WORDS], sum = 0;

	for (uint32_t i = 0; i < pages; i++) {
		for (uint32_t j = 0; j < PAGE_WORDS; j++)
			page[j] = (i * PAGE_WORDS + j) * 2654435761u;
		sum = scanout_sum(sum, page, sizeof(page));
	}
	return sum;
}

bool scan_is_painted(void)
{
	return !scan(SCANOUT_BAD) && scan(SCANOUT_SUM) == painted();
}

void scan_point_at(uint64_t pa)
{
	set_reg(SCANOUT + SCANOUT_BASE_LO, (uint32_t)pa);
	set_reg(SCANOUT + SCANOUT_BASE_HI, (uint32_t)(pa >> 32));
}

static void row_contained(uint64_t picture)
{
	uint64_t el2 = el2_memory();
	uint32_t pages = scan(SCANOUT_SIZE) / 4096, bad, before;
	bool running;

	before = scan(SCANOUT_FRAMES);
	scan_point_at(el2);
	running = scan_next_frame();
	bad = scan(SCANOUT_BAD);
	tap_note("EL2's memory at %#llx: %u of %u pages stopped, %u frames",
		 (unsigned long long)el2, bad, pages, scan(SCANOUT_FRAMES) - before);
	tap_ok(!dead && el2 && running && bad == (boot == BOOT_ON ? pages : 0), "scan-el2",
	       "the display is pointed at EL2's memory => %s",
	       bad == pages ? "fault" : bad ? "READ IN PART" : "read");
	scan_point_at(picture);
}

void rows_scanout(void)
{
	uint64_t picture = scan_base();
	bool there = scan_there(), running;

	tap_ok(there, "scan-there", "the display's engine is there => %s", there ? "yes" : "NO");
	if (!there)
		return;
	running = scan_next_frame();
	tap_note("%u frames, %u reads, %u faults since power-on", scan(SCANOUT_FRAMES),
		 scan(SCANOUT_READS), scan(SCANOUT_FAULTS));
	tap_ok(running, "scan-running", "the display goes on scanning out => yes");
	tap_ok(!scan(SCANOUT_FAULTS), "scan-unbroken",
	       "reads that failed since power-on, through each driver's start => %u",
	       scan(SCANOUT_FAULTS));
	tap_ok(scan(SCANOUT_SUM) == painted() && !scan(SCANOUT_BAD), "scan-picture",
	       "the picture is what firmware painted => %s",
	       scan(SCANOUT_SUM) == painted() ? "the same" : "ANOTHER");
	row_contained(picture);
	running = scan_next_frame();
	tap_ok(running && scan_is_painted(), "scan-back",
	       "pointed back at its picture => %s", scan(SCANOUT_BAD) ? "FAULTS" : "the same");
}
