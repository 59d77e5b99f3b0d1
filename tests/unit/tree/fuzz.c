// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes device tree blobs at random and has EL2 read them by its hypercall, with the files
 * that are EL2's. The host may name fewer bytes than the blob has, and another CPU of its may
 * write the blob while EL2 copies it. Whatever the bytes are: no access outside of the copy
 * (the address sanitizer tells), no panic, no endless loop, no register access. Then the
 * state is FAILED, and nothing can be sealed; or a description that EL2 can judge.
 *
 *   tree_fuzz RUNS SEED BLOB...
 *
 * The same arguments give the same blobs. A blob that fails is written to fuzz-failed.dtb.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, len)
#define ASAN_UNPOISON_MEMORY_REGION(at, len)
#endif

#include <nvhe/mm.h>

#include "hyp/core/core.h"
#include "shim.h"
#include "tests/unit/topology/blobs.h"

#define SECONDS		10	/* of CPU time, for one blob */
#define FAILED		"fuzz-failed.dtb"

#define MEM		0x80000000ULL
#define POOL_PAGES	(PKVM_IOMMU_TREE_PAGES + 16)
#define COPY_BYTES	((u64)PKVM_IOMMU_TREE_PAGES << PAGE_SHIFT)
/* In the middle of a page, behind EL2's pool. */
#define BLOB		(MEM + 0x200000 + 0x728)

static unsigned long long nr_run, nr_described, nr_known;
static u64 size;		/* of the blob, as the host says */
static bool racing;		/* another CPU writes it meanwhile */

static void fail(const char *what)
{
	blobs_keep(FAILED);
	fprintf(stderr, "run %llu: %s\n", nr_run, what);
	_exit(1);
}

static void too_slow(int sig)
{
	(void)sig;
	fail("too slow");
}

/* Before each page is copied: EL2's memory behind the copy is nobody's to read. */
static void before_page(u64 phys)
{
	u32 word = blobs_rnd(~0U);

	(void)phys;
	ASAN_POISON_MEMORY_REGION(hyp_phys_to_virt(MEM) + size, COPY_BYTES - size);
	if (racing && !blobs_rnd(8))
		memcpy(shim_mem(BLOB + blobs_rnd(size - sizeof(word))), &word, sizeof(word));
}

static void boot(void)
{
	ASAN_UNPOISON_MEMORY_REGION(hyp_phys_to_virt(MEM), COPY_BYTES);
	hyp_state_reset();
	pkvm_iommu_reset_tree();
	pkvm_iommu_init(hyp_phys_to_virt(MEM), POOL_PAGES);
}

static void check_rows(int nr)
{
	const struct iommu_topology *t = pkvm_iommu_topology;
	u64 stream, client;
	int i;

	if (nr > PKVM_IOMMU_MAX_ROWS || t->nr_rows > (unsigned int)nr || !t->nr_smmus)
		fail("more, or less, than was described");
	for (i = 0; i < nr; i++) {
		if (__pkvm_iommu_tree_row(i, &stream, &client) == -ENOENT ||
		    stream >> 32 >= t->nr_smmus)
			fail("a row without an SMMU");
	}
}

/* What a seal begins with, before it touches a register. */
static void judge(void)
{
	int ret;

	hyp_spin_lock(&pkvm_iommu_setup_lock);
	ret = pkvm_iommu_check_topology(pkvm_iommu_socs, pkvm_iommu_nr_socs);
	if (!ret)
		ret = pkvm_iommu_check_ranges();
	hyp_spin_unlock(&pkvm_iommu_setup_lock);
	nr_known += !ret;
	if (ret > 0)
		fail("no errno");
}

static void check(int ret)
{
	enum pkvm_iommu_state state = __pkvm_iommu_query(PKVM_IOMMU_QUERY_STATE, 0);

	if (shim_mmio_writes)
		fail("a register was written");
	if (state != (ret < 0 ? PKVM_IOMMU_FAILED : PKVM_IOMMU_PENDING))
		fail("the state is wrong");
	if (ret < 0) {
		if (__pkvm_iommu_seal() != -EPERM)
			fail("it can be sealed");
		return;
	}
	nr_described++;
	check_rows(ret);
	judge();
}

static void run(void)
{
	const struct itimerval limit = { .it_value.tv_sec = SECONDS };

	blobs_make();
	boot();
	memcpy(shim_mem(BLOB), blob, blob_len);
	size = blobs_rnd(16) ? blob_len : 40 + blobs_rnd(blob_len - 40);
	racing = !blobs_rnd(8);
	setitimer(ITIMER_PROF, &limit, NULL);
	check(__pkvm_iommu_describe_tree(BLOB, size));
}

int main(int argc, char **argv)
{
	unsigned long long runs = blobs_arguments(argc, argv);

	if (!runs)
		return 2;
	signal(SIGPROF, too_slow);
	shim_reset();
	shim_add_memory(MEM, 0x800000, false);
	shim_hyp_pages(MEM, POOL_PAGES);
	shim_on_fixmap = before_page;
	for (nr_run = 0; nr_run < runs; nr_run++)
		run();
	printf("%llu blobs of %d trees, %llu described, %llu of a known SoC\n", runs, argc - 3,
	       nr_described, nr_known);
	return !nr_known;
}
