/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a hosted test has in hand: physical memory, MMIO, page ownership as the
 * host and guests change it, and faults to inject. See the nvhe headers for what the
 * code under test sees of it.
 */
#ifndef SHIM_H
#define SHIM_H

#include <setjmp.h>
#include <nvhe/mem_protect.h>

/* All of physical memory lies in [SHIM_PHYS_BASE, + SHIM_PHYS_SIZE). */
#define SHIM_PHYS_BASE	0x80000000ULL
#define SHIM_PHYS_SIZE	0x200000000ULL

/* Everything as at power-on: no memory, no MMIO, all locks free. */
void shim_reset(void);

/* A memblock region, in rising order. The host owns it unless @nomap. */
void shim_add_memory(u64 base, u64 size, bool nomap);

/* Pages that EL2 owns from its start on (the reserved pool); EL2's address. */
void *shim_hyp_pages(u64 phys, u64 nr);

/* Memory as CPUs see it, whoever owns it; 0 outside of memory. */
void *shim_mem(u64 phys);

/* Memory as a non-coherent walker sees it: what was last cleaned to PoC. */
bool shim_poc_read(u64 phys, void *buf, size_t len);
bool shim_poc_write(u64 phys, const void *buf, size_t len);	/* a device's store */
bool shim_dma_write(u64 phys, const void *buf, size_t len);	/* one that CPUs see, too */
bool shim_stale_write(u64 phys, const void *buf, size_t len);	/* once they have flushed the line */

/*
 * Barriers, by thread. Stores are pending from WRITE_ONCE() or a clean to the next barrier that
 * orders stores, although arm64's functions that clean end with one: the code under test does
 * not rely on that. Loads are pending from a load of a register to the next barrier that orders
 * loads. A page that leaves the host with a load pending is a panic: the load may be the one
 * that confirms that no device reaches it. shim_needs_stores() panics with a store pending:
 * for models, at a write of a register that makes an SMMU read memory.
 */
extern _Thread_local bool shim_stores_pending, shim_loads_pending;
extern _Thread_local unsigned int shim_store_barriers;	/* how many so far */
void shim_needs_stores(void);

/* An MMU-500's invalidations and syncs, of the global page and of a bank. */
static inline bool shim_is_mmu500_invalidation(u64 off)
{
	return off < 0x10000 ? off >= 0x60 && off < 0x74 :
			       (off & 0xffff) >= 0x600 && (off & 0xffff) < 0x7f4;
}

/*
 * Called, if set, when a thread has let go of a lock and holds none: the turn of another CPU. Not
 * while it is being called.
 */
extern void (*shim_other_turn)(const hyp_spinlock_t *lock);
/* A lock after which it is the other's turn even if this thread holds more: NULL, or one. */
extern const hyp_spinlock_t *shim_turn_lock;

/* Called, if set, before each clean; it also drops the lines, for memory that a device wrote. */
extern void (*shim_before_clean)(u64 phys);

/* Called, if set, after each 64-bit word whose clean has changed what a walker sees. */
extern void (*shim_after_word)(u64 phys);

/* A stage-2 annotation's worth of ownership changes, hooks included. */
int shim_host_donate_guest(u64 phys);
int shim_guest_share_host(u64 phys);
int shim_guest_unshare_host(u64 phys);
int shim_guest_reclaim(u64 phys);	/* zeroes what the guest owned */
int shim_guest_force_reclaim(u64 phys);	/* the guest has not ended */
int shim_host_share_guest(u64 phys, u64 ipa);
int shim_host_unshare_guest(u64 ipa);
int shim_host_share_hyp(u64 phys);
int shim_host_unshare_hyp(u64 phys);

/*
 * MMIO: @read and @write get the offset in the range. The same range can be
 * mapped by __pkvm_create_private_mapping() or, by a test, shim_ioremap().
 */
struct shim_mmio_ops {
	u64 (*read)(void *opaque, u64 off, unsigned int size);
	void (*write)(void *opaque, u64 off, unsigned int size, u64 val);
};

void shim_add_mmio(u64 base, u64 size, const struct shim_mmio_ops *ops, void *opaque);
void *shim_ioremap(u64 base, u64 size);

/* Called, if set, after each MMIO write has reached its model. */
extern void (*shim_after_write)(u64 phys, unsigned int size, u64 val);
extern u64 shim_mmio_writes;

/* EL2's trace events since they are on: how many, and the text of one, or "". */
extern bool shim_tracing;
unsigned int shim_events(void);
const char *shim_event_text(unsigned int i);

/* Called, if set, before each MMIO access: does it abort? Plain accesses then fail the test. */
extern bool (*shim_mmio_aborts)(u64 phys, bool write);

/*
 * Called, if set, before each MMIO access that does not abort: does nobody answer it? Then
 * a read gives shim_mmio_lost_value.
 */
extern bool (*shim_mmio_lost)(u64 phys, bool write);
extern u64 shim_mmio_lost_value;

/* The n-th call from now on fails; 0: none does. */
extern unsigned int shim_fail_private_mapping;
extern unsigned int shim_fail_donate;
extern unsigned int shim_fail_unmap;	/* of the host's registers */
/* A page cannot be marked as taken in the guest's stage 2. */
extern bool shim_fail_annotate;

/* Do CPUs have FEAT_S2FWB? Then KVM does not clean the pages that it maps for a guest. */
extern bool shim_fwb;

/*
 * The host accesses a register: is it mapped, or does stage 2 map it now? A page stays
 * mapped until EL2 unmaps it.
 */
bool shim_host_mmio(u64 addr);
bool shim_host_maps(u64 addr);	/* is it mapped already? */

/* How often the host's trapped instruction was skipped. */
extern _Thread_local unsigned int shim_skipped;

/*
 * Was @stmt a panic at EL2? Locks that it held are let go of, so that the test
 * can go on to look; what it left half done is left so.
 */
extern _Thread_local jmp_buf *shim_panic_to;
#define shim_panics(stmt)							\
	({									\
		jmp_buf _env;							\
		bool _panicked = true;						\
		shim_panic_to = &_env;						\
		if (!setjmp(_env)) {						\
			stmt;							\
			_panicked = false;					\
		}								\
		shim_panic_to = NULL;						\
		_panicked;							\
	})

/* hyp_state.c: every file of the core is back at its state at boot. */
void hyp_state_reset(void);

#endif
