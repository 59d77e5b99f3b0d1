// SPDX-License-Identifier: GPL-2.0-only
/*
 * Physical memory for hosted tests, seen three ways: by whoever owns a page, by
 * EL2 (only what EL2 owns), and by a walker that sees what was cleaned to PoC.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shim.h"
#include "shim_internal.h"

#define NR_PAGES	(SHIM_PHYS_SIZE >> PAGE_SHIFT)
#define MAX_REGIONS	16

struct memblock_region hyp_memory[MAX_REGIONS];
unsigned int hyp_memblock_nr;

void (*shim_after_word)(u64 phys);
void (*shim_before_clean)(u64 phys);

#define LINE 64ULL

static int mem_fd = -1, poc_fd = -1, pages_fd = -1, stale_fd = -1;
static u8 *stale;	/* by cache line: a device has written memory, a CPU's copy is older */
static u8 *cpu_view, *hyp_view, *poc_view;
static struct hyp_page *pages;

static void *map_view(int fd, size_t size, int prot)
{
	void *va = mmap(NULL, size, prot, MAP_SHARED | MAP_NORESERVE, fd, 0);

	if (va == MAP_FAILED) {
		perror("shim: mmap");
		exit(99);
	}
	return va;
}

static int new_file(const char *name, size_t size)
{
	int fd = memfd_create(name, 0);

	if (fd < 0 || ftruncate(fd, (off_t)size)) {
		perror("shim: memfd");
		exit(99);
	}
	return fd;
}

static void empty_file(int fd, size_t size)
{
	if (ftruncate(fd, 0) || ftruncate(fd, (off_t)size))
		exit(99);
}

void shim_memory_reset(void)
{
	const size_t pages_size = NR_PAGES * sizeof(struct hyp_page);

	if (mem_fd < 0) {
		mem_fd = new_file("mem", SHIM_PHYS_SIZE);
		poc_fd = new_file("poc", SHIM_PHYS_SIZE);
		pages_fd = new_file("pages", pages_size);
		stale_fd = new_file("stale", SHIM_PHYS_SIZE / LINE);
		cpu_view = map_view(mem_fd, SHIM_PHYS_SIZE, PROT_READ | PROT_WRITE);
		hyp_view = map_view(mem_fd, SHIM_PHYS_SIZE, PROT_NONE);
		poc_view = map_view(poc_fd, SHIM_PHYS_SIZE, PROT_READ | PROT_WRITE);
		pages = map_view(pages_fd, pages_size, PROT_READ | PROT_WRITE);
		stale = map_view(stale_fd, SHIM_PHYS_SIZE / LINE, PROT_READ | PROT_WRITE);
	}
	empty_file(mem_fd, SHIM_PHYS_SIZE);
	empty_file(poc_fd, SHIM_PHYS_SIZE);
	empty_file(pages_fd, pages_size);
	empty_file(stale_fd, SHIM_PHYS_SIZE / LINE);
	mprotect(hyp_view, SHIM_PHYS_SIZE, PROT_NONE);
	hyp_memblock_nr = 0;
	shim_stores_pending = false;
	shim_before_clean = NULL;
}

void shim_add_memory(u64 base, u64 size, bool nomap)
{
	BUG_ON(base < SHIM_PHYS_BASE || base + size > SHIM_PHYS_BASE + SHIM_PHYS_SIZE);
	BUG_ON(hyp_memblock_nr == MAX_REGIONS);
	hyp_memory[hyp_memblock_nr++] = (struct memblock_region) {
		.base = base, .size = size, .flags = nomap ? MEMBLOCK_NOMAP : MEMBLOCK_NONE,
	};
}

static const struct memblock_region *region_of(u64 phys)
{
	unsigned int i;

	for (i = 0; i < hyp_memblock_nr; i++)
		if (phys >= hyp_memory[i].base && phys - hyp_memory[i].base < hyp_memory[i].size)
			return &hyp_memory[i];
	return NULL;
}

bool addr_is_memory(phys_addr_t phys)
{
	return region_of(phys);
}

int check_range_allowed_memory(u64 start, u64 end)
{
	const struct memblock_region *reg = region_of(start);

	if (region_of(end - 1) != reg)
		return -EINVAL;
	return !reg || reg->flags & MEMBLOCK_NOMAP ? -EPERM : 0;
}

/* The vmemmap is backed for memory only: elsewhere EL2 would fault. */
struct hyp_page *hyp_phys_to_page(phys_addr_t phys)
{
	BUG_ON(!addr_is_memory(phys));
	return &pages[(phys - SHIM_PHYS_BASE) >> PAGE_SHIFT];
}

void *hyp_phys_to_virt(phys_addr_t phys)
{
	BUG_ON(phys - SHIM_PHYS_BASE >= SHIM_PHYS_SIZE);
	return hyp_view + (phys - SHIM_PHYS_BASE);
}

phys_addr_t hyp_virt_to_phys(const void *va)
{
	BUG_ON((u64)((const u8 *)va - hyp_view) >= SHIM_PHYS_SIZE);
	return SHIM_PHYS_BASE + (u64)((const u8 *)va - hyp_view);
}

void (*shim_on_fixmap)(u64 phys);
static bool fixmap_used;

void *hyp_fixmap_map(phys_addr_t phys)
{
	BUG_ON(fixmap_used || !addr_is_memory(phys));
	if (shim_on_fixmap)
		shim_on_fixmap(phys);
	fixmap_used = true;
	return cpu_view + (phys - SHIM_PHYS_BASE);
}

void hyp_fixmap_unmap(void)
{
	BUG_ON(!fixmap_used);
	fixmap_used = false;
}

void shim_hyp_view(u64 phys, u64 nr, bool mapped)
{
	if (mprotect(hyp_phys_to_virt(phys), nr << PAGE_SHIFT,
		     mapped ? PROT_READ | PROT_WRITE : PROT_NONE))
		exit(99);
}

void *shim_hyp_pages(u64 phys, u64 nr)
{
	u64 i;

	for (i = 0; i < nr; i++) {
		struct hyp_page *p = hyp_phys_to_page(phys + (i << PAGE_SHIFT));

		set_host_state(p, PKVM_NOPAGE);
		set_hyp_state(p, PKVM_PAGE_OWNED);
	}
	/* What EL2's zeroes are written over, through a cache. */
	memset(poc_view + (phys - SHIM_PHYS_BASE), 0xa5, nr << PAGE_SHIFT);
	shim_hyp_view(phys, nr, true);
	return hyp_phys_to_virt(phys);
}

void *shim_mem(u64 phys)
{
	return addr_is_memory(phys) ? cpu_view + (phys - SHIM_PHYS_BASE) : NULL;
}

/* Each word is read at once, whoever writes it at the time. */
bool shim_poc_read(u64 phys, void *buf, size_t len)
{
	const u8 *from;
	u64 word;
	size_t i;

	if (!addr_is_memory(phys))
		return false;
	from = poc_view + (phys - SHIM_PHYS_BASE);
	if (!IS_ALIGNED(phys | len, 8)) {
		memcpy(buf, from, len);
		return true;
	}
	for (i = 0; i < len; i += sizeof(word)) {
		word = __atomic_load_n((const u64 *)(from + i), __ATOMIC_ACQUIRE);
		memcpy((u8 *)buf + i, &word, sizeof(word));
	}
	return true;
}

/* Words, or one part of a word. */
static void store(u8 *to, const void *buf, size_t len)
{
	u64 word;
	size_t i;

	if (!IS_ALIGNED((uintptr_t)to | len, 8)) {
		memcpy(to, buf, len);
		return;
	}
	for (i = 0; i < len; i += sizeof(word)) {
		memcpy(&word, (const u8 *)buf + i, sizeof(word));
		__atomic_store_n((u64 *)(to + i), word, __ATOMIC_RELEASE);
	}
}

bool shim_poc_write(u64 phys, const void *buf, size_t len)
{
	if (!addr_is_memory(phys))
		return false;
	store(poc_view + (phys - SHIM_PHYS_BASE), buf, len);
	return true;
}

bool shim_dma_write(u64 phys, const void *buf, size_t len)
{
	if (!shim_poc_write(phys, buf, len))
		return false;
	store(cpu_view + (phys - SHIM_PHYS_BASE), buf, len);
	return true;
}

bool shim_stale_write(u64 phys, const void *buf, size_t len)
{
	u64 at, off = phys - SHIM_PHYS_BASE;

	if (!shim_poc_write(phys, buf, len))
		return false;
	for (at = off / LINE; at <= (off + len - 1) / LINE; at++)
		__atomic_store_n(&stale[at], 1, __ATOMIC_RELEASE);
	return true;
}

/* EL2 has an address for its own pages, and for the one that the fixmap maps. */
static u64 phys_of(const void *va)
{
	u64 off = (u64)((const u8 *)va - cpu_view);

	return off < SHIM_PHYS_SIZE && fixmap_used ? SHIM_PHYS_BASE + off : hyp_virt_to_phys(va);
}

/* Drops a line that has not been written since it was read. */
static void drop_line(u64 off)
{
	u64 at, word;

	for (at = off; at < off + LINE; at += sizeof(word)) {
		word = __atomic_load_n((u64 *)(poc_view + at), __ATOMIC_ACQUIRE);
		__atomic_store_n((u64 *)(cpu_view + at), word, __ATOMIC_RELAXED);
	}
}

/* Whole cache lines, as a clean and invalidation by address works. */
void shim_clean_to_poc(const void *va, size_t size)
{
	u64 start = ALIGN_DOWN(phys_of(va), LINE) - SHIM_PHYS_BASE;
	u64 end = ALIGN(phys_of(va) + size, LINE) - SHIM_PHYS_BASE;

	if (shim_before_clean)
		shim_before_clean(phys_of(va));
	for (; start < end; start += sizeof(u64)) {
		if (__atomic_exchange_n(&stale[start / LINE], 0, __ATOMIC_ACQ_REL))
			drop_line(start);
		u64 word = __atomic_load_n((u64 *)(cpu_view + start), __ATOMIC_RELAXED);
		bool changed = shim_after_word && *(u64 *)(poc_view + start) != word;

		__atomic_store_n((u64 *)(poc_view + start), word, __ATOMIC_RELEASE);
		if (changed)
			shim_after_word(SHIM_PHYS_BASE + start);
	}
	shim_stores_pending = true;
}
