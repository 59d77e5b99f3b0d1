// SPDX-License-Identifier: GPL-2.0-only
/* What rows of nested domains have in common on all machines. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dma_rows.h"
#include "nested.h"

#define POLL_US		2000
#define POLLS		1000
#define NESTED_RACES	8
#define RACE_TRIES	3

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static bool smmu_is_nested(const char *smmu)
{
	char path[128], kind[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/sys/kernel/debug/pkvm_smmu/%s/domains", smmu);
	f = fopen(path, "re");
	if (f && !fgets(kind, sizeof(kind), f))
		kind[0] = 0;
	if (f)
		fclose(f);
	return !strcmp(kind, "nested\n");
}

void row_nested_kind(void)
{
	static const char *const smmus[] = SMMU_NAMES;
	bool right = dma_domain_handle() >= NESTED_FIRST;

	for (unsigned int i = 0; i < ARRAY_SIZE(smmus); i++)
		right = right && smmu_is_nested(smmus[i]);
	tap_ok(right, "nested-domains", "the kind of domains on all SMMUs => %s",
	       right ? "nested" : "WRONG");
}

bool guest_is_safe(struct vm *vm, uint64_t pa, unsigned int *arrived)
{
	struct attempt a = {
		.vm = vm, .page = PAGE_READ, .addr = pa, .dst = host_pa(HOST_TARGET),
		.sid = ATT_SID_DRIVER,
	};

	if (attempt_read(&a))
		return false;
	dma_fill(pa, 0xbadc0de5, ATT_SID_DRIVER);
	*arrived += dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER);
	return !vm_do(vm, GUEST_CHANGED, PAGE_READ, 0);
}

/*
 * A page that DMA reads all the time becomes the guest's. @before and @after: transfers that
 * brought words of the page; @tried: all that began once the guest had the page.
 */
struct reader {
	atomic_bool taken, stop;
	atomic_uint before, after, tried;
};

/* A device that does not tell errors writes zeroes for what it could not read. */
static bool page_comes(void)
{
	*host_va(HOST_TARGET) = 0;
	return dma_copy(IOVA_GUEST, IOVA_TARGET, ATT_SID_DRIVER) && *host_va(HOST_TARGET);
}

static void *read_page(void *arg)
{
	struct reader *r = arg;

	while (!r->stop) {
		bool taken = r->taken, comes = page_comes();

		r->before += comes && !taken;
		r->after += comes && taken;
		r->tried += taken;
	}
	return NULL;
}

static bool taken_while_read(struct vm *vm, unsigned int page, unsigned int *before)
{
	struct reader r = { 0 };
	pthread_t reader;
	bool right;

	if (dma_map(IOVA_GUEST, vm_phys(vm_page(vm, page)), GUEST_PAGE, false) ||
	    pthread_create(&reader, NULL, read_page, &r))
		return false;
	for (unsigned int i = 0; i < POLLS && !r.before; i++)
		usleep(POLL_US);
	right = r.before && !vm_do(vm, GUEST_DRAW, page, 0);
	r.taken = true;
	for (unsigned int i = 0; i < POLLS && r.tried < RACE_TRIES; i++)
		usleep(POLL_US);
	r.stop = true;
	pthread_join(reader, NULL);
	*before += r.before;
	return right && r.tried && !r.after && !dma_unmap(IOVA_GUEST, GUEST_PAGE);
}

void row_nested_race(struct vm *vm)
{
	bool right = paging_with_host_pages();
	unsigned int before = 0;

	for (unsigned int page = PAGE_RACE; page < PAGE_RACE + NESTED_RACES && right; page++) {
		memset(vm_page(vm, page), 0x77, GUEST_PAGE);
		right = taken_while_read(vm, page, &before);
	}
	tap_note("%u transfers before the guest took its pages", before);
	tap_ok(right, "nested-race", "a page is read by DMA while the guest takes it => %s",
	       right ? "not once it has it" : "WRONG");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

static bool all_refused(const struct nested_try *tries, unsigned int nr)
{
	bool right = true;

	for (unsigned int i = 0; i < nr; i++) {
		int64_t ret = hypercall(tries[i].call, tries[i].args);

		if (ret < 0 && ret != -ENOTTY)
			continue;
		tap_note("try %u was not refused: %lld", i, (long long)ret);
		right = false;
	}
	return right;
}

void row_nested_calls(bool right, const struct nested_try *tries, unsigned int nr)
{
	right = all_refused(tries, nr) && right &&
		dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	tap_ok(right, "nested-calls", "calls with a nested domain, or with none => %s",
	       right ? "refused" : "WRONG");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

uint64_t garbage_word(struct garbage *g)
{
	g->seed ^= g->seed << 13;
	g->seed ^= g->seed >> 7;
	g->seed ^= g->seed << 17;
	return g->seed;
}

static void *write_garbage(void *arg)
{
	struct garbage *g = arg;

	while (!g->stop) {
		g->write(g);
		g->writes++;
	}
	return NULL;
}

bool garbage_is_harmless(struct garbage *g, struct vm *vm, unsigned int rounds)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);
	unsigned int arrived = 0, round;
	pthread_t writer;
	bool right = true;

	g->seed = 0x9e3779b97f4a7c15;
	if (!g->tables || pthread_create(&writer, NULL, write_garbage, g))
		return false;
	for (round = 0; round < rounds && right; round++)
		right = guest_is_safe(vm, pa, &arrived);
	g->stop = true;
	pthread_join(writer, NULL);
	tap_note("%u writes; of %u transfers of the host's own, %u arrived", g->writes, round,
		 arrived);
	return right && g->writes > round;
}
