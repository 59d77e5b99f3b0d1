// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about SMCs by which firmware acts for the host: it enters EL2 at the host's
 * address, or it zeroes memory.
 */
#include <string.h>
#include <sys/mman.h>

#include "dma_rows.h"

#define NEW_VIDEOMEM_REGION	0x82000003
#define NOT_SUPPORTED		UINT64_MAX

#define MIB			0x100000UL
#define HUGE			(2 * MIB)

/* CurrentEL of EL2. */
#define AT_EL2			(2 << 2)

/* The code ran, took the page's first word, and changed the second. */
static bool el2_ran(struct vm *vm, const struct att_el2 *att)
{
	uint64_t changed[4] = { GUEST_CHANGED, PAGE_READ }, secret = 0, nr = 0, now = 0;

	vm_value(vm, GUEST_REVEAL, PAGE_READ, 0, &secret);
	vm_cmd(vm, changed, &nr, &now);
	tap_note("CurrentEL %#x, %u of %u SMCs refused", att->el, att->refused, att->calls);
	return att->el == AT_EL2 && secret && att->secret == secret && nr == 1 && now == ~secret;
}

/* EL2 refused every SMC, has counted them, and the page is unchanged. */
static bool all_refused(struct vm *vm, const struct att_el2 *att, uint64_t before)
{
	tap_note("CurrentEL %#x, %u of %u SMCs refused", att->el, att->refused, att->calls);
	return !att->el && !att->secret && att->calls && att->refused == att->calls &&
	       smcs_refused() == before + att->calls &&
	       !vm_do(vm, GUEST_CHANGED, PAGE_READ, 0);
}

static void row_enter(struct vm *vm, enum att_el2_how how, const char *id, const char *what)
{
	struct att_el2 att = { .how = how, .guest = draw_secret(vm, PAGE_READ) };
	uint64_t before = smcs_refused();
	bool right = att.guest && enter_el2(&att);

	right = right && (protection ? all_refused(vm, &att, before) : el2_ran(vm, &att));
	tap_ok(right, id, "%s => %s", what,
	       !right ? "WRONG" : protection ? "refused, counted" : "EL2 runs it, secret read");
}

static bool is_contiguous(const unsigned char *mem, unsigned long len)
{
	uint64_t pa = vm_phys(mem);

	for (unsigned long off = 0; off < len; off += GUEST_PAGE) {
		if (!pa || vm_phys(mem + off) != pa + off)
			return false;
	}
	return !(pa % MIB);
}

/* Two MiB, physically contiguous, within @area of 2 * HUGE; NULL if there are none. */
static unsigned char *huge_page(unsigned char *area)
{
	unsigned char *mem = (void *)(((uintptr_t)area + HUGE - 1) & ~(HUGE - 1));

	if (madvise(mem, HUGE, MADV_HUGEPAGE))
		return NULL;
	memset(mem, 0x3c, HUGE);
	return is_contiguous(mem, HUGE) ? mem : NULL;
}

static bool video_moves(struct vm *vm, uint64_t pa)
{
	uint64_t first = 0, off = firmware_call(NEW_VIDEOMEM_REGION, pa + MIB, MIB);

	off |= firmware_call(NEW_VIDEOMEM_REGION, pa, MIB);
	vm_value(vm, GUEST_READ, PAGE_READ, 0, &first);
	return !off && !first && vm_do(vm, GUEST_CHANGED, PAGE_READ, 0) == GUEST_WORDS;
}

static bool video_stays(struct vm *vm, uint64_t pa)
{
	uint64_t before = smcs_refused();

	return firmware_call(NEW_VIDEOMEM_REGION, pa + MIB, MIB) == NOT_SUPPORTED &&
	       firmware_call(NEW_VIDEOMEM_REGION, pa, MIB) == NOT_SUPPORTED &&
	       smcs_refused() == before + 2 && !vm_do(vm, GUEST_CHANGED, PAGE_READ, 0);
}

/*
 * A guest of its own, whose image ends in the first MiB of @mem and whose data lies in
 * the second, with nothing else but this process' memory. The second becomes the video
 * memory, and then the first does, so firmware clears the second.
 */
static bool video_attack(unsigned char *mem)
{
	unsigned char *guest = mem + MIB - GUEST_FIRST_DATA * GUEST_PAGE;
	uint64_t pa = vm_phys(mem);
	const char *what = "";
	struct vm vm;
	bool right;

	right = !vm_create_at(&vm, guest, &what) && !vm_do(&vm, GUEST_DRAW, PAGE_READ, 0) &&
		!vm_do(&vm, GUEST_CHANGED, PAGE_READ, 0);
	right = right && (protection ? video_stays(&vm, pa) : video_moves(&vm, pa));
	vm_finish(&vm);
	vm_destroy(&vm);
	return right;
}

static void row_videomem(void)
{
	unsigned char *area = mmap(NULL, 2 * HUGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *mem = NULL;
	bool right;

	if (area != MAP_FAILED)
		mem = huge_page(area);
	if (!mem)
		tap_note("no 2 MiB of contiguous memory");
	right = mem && video_attack(mem);
	tap_ok(right, "smc-videomem",
	       "an SMC moves the video memory over a guest's pages and away => %s",
	       !right ? "WRONG" : protection ? "refused, counted" : "zeroed");
	if (area != MAP_FAILED)
		munmap(area, 2 * HUGE);
}

void rows_smc(struct vm *vm)
{
	row_enter(vm, ATT_EL2_SDEI, "smc-sdei",
		  "SMCs make EL3 enter EL2 as the host's SDEI handler");
	row_enter(vm, ATT_EL2_FIQ, "smc-fiq",
		  "an SMC sets where EL2 goes on after a watchdog's FIQ");
	row_videomem();
}
