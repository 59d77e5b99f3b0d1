// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about SMMUs whose syncs never complete: from boot, while mappings are removed, and
 * after a resume.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "devices.h"
#include "dma_rows.h"
#include "rows.h"
#include "scanout/scanout.h"
#include "sleep.h"
#include "window.h"

#define DEBUGFS		"/sys/kernel/debug/pkvm_smmu/"
#define PATIENCE_MS	20000

static bool file_says(const char *path, const char *words)
{
	char line[128] = "";
	FILE *f = fopen(path, "re");

	if (f && !fgets(line, sizeof(line), f))
		line[0] = 0;
	if (f)
		fclose(f);
	tap_note("%s: %s", path, line[0] ? line : "nothing");
	return !strncmp(line, words, strlen(words));
}

/* ---- from boot ---- */

/* Refused when it is created, or when it first runs. */
static int guest_runs(struct vm *vm)
{
	const char *what;
	int ret = vm_create(vm, &what);

	if (!ret) {
		what = "run it";
		ret = vm_do(vm, GUEST_DRAW, PAGE_READ, 0) ? -EPERM : 0;
	}
	if (ret)
		tap_note("%s: %s", what, strerror(-ret));
	return ret;
}

void rows_failed(void)
{
	bool failed = file_says(DEBUGFS "state", "failed") && log_after("DMA isolation: failed");
	struct vm vm;
	int ret;

	tap_ok(failed, "state-failed", "the takeover's sync doesn't complete => %s",
	       failed ? "failed" : "ANOTHER STATE");
	ret = guest_runs(&vm);
	vm_destroy(&vm);
	tap_ok(ret, "failed-guest", "a protected guest => %s", ret ? "refused" : "RUNS");
}

/* ---- at run time ---- */

/* The IOVA of the unconfirmed unmap stays refused. */
#define IOVA_OTHER	(IOVA_GUEST + GUEST_PAGE)

static int64_t call(enum att_call_name name, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		    uint64_t e)
{
	const uint64_t args[6] = { a, b, c, d, e };

	return hypercall(name, args);
}

static int64_t attached_domain(void)
{
	FILE *f = fopen(DEBUGFS DMA_SMMU "/streams", "re");
	long long handle = -1, h;
	unsigned int sid;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%x %lld", &sid, &h) == 2 && sid == DMA_SID)
			handle = h;
	if (f)
		fclose(f);
	return handle;
}

/* Maps and unmaps @pa until an unmap returns @want, or another error occurs. */
static int64_t unmap_until(int64_t want, uint64_t dom, uint64_t iova, uint64_t pa)
{
	int64_t ret = 0;

	for (int ms = 0; ms < PATIENCE_MS; ms += 20) {
		if (call(ATT_MAP, dom, iova, pa, 1, 1) != 1)
			return ret;
		ret = call(ATT_UNMAP, dom, iova, 1, 0, 0);
		if (ret == want || ret != 1)
			return ret;
		usleep(20000);
	}
	return ret;
}

/* A page that can be donated to the guest unless it is pinned. */
static int guest_takes(struct vm *vm, unsigned int page)
{
	const uint64_t draw[4] = { GUEST_DRAW, page };

	return vm_cmd(vm, draw, NULL, NULL);
}

static void rows_unconfirmed(struct vm *vm, uint64_t dom, uint64_t pa)
{
	int64_t ret = unmap_until(-ETIMEDOUT, dom, IOVA_GUEST, pa);
	int busy;

	tap_ok(ret == -ETIMEDOUT, "stuck-unmap", "unmap, and one instance doesn't confirm it => %s",
	       ret == -ETIMEDOUT ? "-ETIMEDOUT" : "WRONG");
	tap_note("unmap returned %lld", (long long)ret);
	ret = call(ATT_IOVA_TO_PHYS, dom, IOVA_GUEST, 0, 0, 0);
	tap_ok(ret == -ENOENT, "stuck-entry", "its entry in the table => %s",
	       ret == -ENOENT ? "gone" : "THERE");
	busy = guest_takes(vm, PAGE_DONATED);
	tap_ok(busy == -EBUSY, "stuck-donate", "the guest takes the page that was unmapped => %s",
	       busy == -EBUSY ? "refused" : busy ? strerror(-busy) : "DONATED");
}

/* The page can be donated to the guest once its unmap is confirmed; all else works. */
static void rows_mended(struct vm *vm, uint64_t dom, uint64_t other)
{
	uint64_t result;
	int64_t ret = 0;
	int busy;

	call(ATT_MAP, dom, IOVA_OTHER, other, 1, 1);
	/* The machine may not have let go yet: an unmap that timed out is repeated. */
	for (int ms = 0; ms < PATIENCE_MS; ms += 200, usleep(200000)) {
		ret = call(ATT_UNMAP, dom, IOVA_OTHER, 1, 0, 0);
		if (ret != -ETIMEDOUT)
			break;
	}
	tap_ok(ret == 1, "stuck-mended", "syncs complete again: map and unmap of a page => %s",
	       ret == 1 ? "done" : "FAILS");
	busy = vm_cmd_again(vm, &result, NULL);
	tap_ok(busy == -EBUSY, "stuck-quarantine", "the page that was never confirmed => %s",
	       busy == -EBUSY ? "stays out of the guest's reach" : "DONATED");
	ret = call(ATT_UNMAP, dom, IOVA_GUEST, 1, 0, 0);
	busy = vm_cmd_again(vm, &result, NULL);
	tap_ok(ret == 1 && !busy, "stuck-forgiven", "unmapped again, and confirmed => %s",
	       ret == 1 && !busy ? "the guest takes it" : "LOST");
}

static void row_host_goes_on(void)
{
	bool arrives = dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	struct vm vm;
	int ret = guest_runs(&vm);

	if (!ret)
		ret = vm_do(&vm, GUEST_CHANGED, PAGE_READ, 0) || vm_finish(&vm);
	vm_destroy(&vm);
	tap_ok(arrives && !ret, "stuck-host", "DMA of the host's, another guest => %s, %s",
	       arrives ? "arrives" : "LOST", ret ? "FAILS" : "runs");
}

void rows_stuck(void)
{
	bool ready = paging_with_host_pages();
	int64_t dom = attached_domain();
	struct vm vm;
	uint64_t pa;

	ready = ready && dom > 0 && !guest_runs(&vm);
	tap_ok(ready, "stuck-ready", "a guest, a domain, two mapped pages => %s",
	       ready ? "yes" : "NO");
	if (!ready)
		return;
	memset(vm_page(&vm, PAGE_DONATED), 0x5a, GUEST_PAGE);
	memset(vm_page(&vm, PAGE_TAKEN), 0x5a, GUEST_PAGE);
	pa = vm_phys(vm_page(&vm, PAGE_DONATED));
	/* Only one instance of the pair is stuck. */
	ask_machine("smmu-sync-stuck", "niso0.1");
	rows_unconfirmed(&vm, dom, pa);
	ask_machine("smmu-sync-stuck", "off");
	rows_mended(&vm, dom, vm_phys(vm_page(&vm, PAGE_TAKEN)));
	vm_destroy(&vm);
	row_host_goes_on();
	dma_domain(ATT_DOMAIN_DEFAULT);
}

/* ---- after a resume ---- */

static void rows_closed(struct vm *vm)
{
	uint32_t pages = scan(SCANOUT_SIZE) / 4096;
	bool shut = window_shut(), running = scan_next_frame(), moved, stolen;
	int64_t ret;

	tap_ok(shut, "lost-window", "no SMMU opens again after EL2 has closed it => %s",
	       shut ? "shut" : "OPEN");
	tap_ok(!dead && running && scan(SCANOUT_BAD) == pages, "lost-display",
	       "the display reads its own picture => %s", scan(SCANOUT_BAD) ? "fault" : "READ");
	moved = dma_copy(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER);
	tap_ok(!moved, "lost-dma", "DMA between pages of the host's => %s",
	       moved ? "ARRIVES" : "fault");
	ret = call(ATT_ALLOC_DOMAIN, host_pa(HOST_SOURCE) / GUEST_PAGE, 0, 0, 0, 0);
	tap_ok(ret == -EIO, "lost-calls", "run-time calls => %s", ret == -EIO ? "-EIO" : "WRONG");
	stolen = gen_reads_as_display(vm_phys(vm_page(vm, PAGE_READ)));
	ret = vm_do(vm, GUEST_CHANGED, PAGE_READ, 0);
	tap_ok(!dead && !stolen && !ret, "lost-guest",
	       "the guest's page, read as the display does => %s",
	       stolen ? "READ" : ret ? "THE GUEST IS LOST" : "fault");
}

void rows_lost(void)
{
	bool ready = scan_there() && scan_next_frame(), slept;
	struct vm vm;

	ready = !guest_runs(&vm) && ready && !dma_domain(ATT_DOMAIN_IDENTITY) &&
		dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER);
	tap_ok(ready, "lost-ready", "a guest, the display and DMA before the sleep => %s",
	       ready ? "run" : "NOT ALL");
	slept = sleep_deep();
	tap_ok(slept && sleep_restores() < 0, "lost-sleep",
	       "the machine wakes, and no SMMU confirms its restore => %s",
	       slept ? "the host runs" : "WRONG");
	if (slept)
		rows_closed(&vm);
	vm_destroy(&vm);
}
