/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HSP, hardware synchronization primitives: doorbells, shared mailboxes, shared
 * and arbitrated semaphores of one instance, seen from the CPU complex.
 */
#ifndef MODELS_HSP_H
#define MODELS_HSP_H

#include "../bus/bus.h"

struct hsp;

/* Doorbells and the masters that ring them. */
#define HSP_DB_CCPLEX		1u
#define HSP_DB_BPMP		3u
#define HSP_MASTER_CCPLEX	17u
#define HSP_MASTER_BPMP		19u

/* Registers of the common page. */
#define HSP_INT_IE(i)		(0x100u + 4u * (i))
#define HSP_INT_IV		0x300u
#define HSP_INT_IR		0x304u
#define HSP_INT_DIMENSIONING	0x380u

/* Registers of a doorbell. */
#define HSP_DB_TRIGGER		0x0u
#define HSP_DB_ENABLE		0x4u
#define HSP_DB_RAW		0x8u
#define HSP_DB_PENDING		0xcu
#define HSP_DB_STRIDE		0x100u

/* Registers of a shared mailbox; both have the same bit for full. */
#define HSP_SM_DATA		0x00u
#define HSP_SM_TAG		0x40u	/* of the 128 bits that follow */
#define HSP_SM_FULL		(UINT32_C(1) << 31)

/* Registers of an arbitrated semaphore, as those of Tegra20 (assumed). */
#define HSP_AS_GRANTED		0x0u
#define HSP_AS_GET		0x4u
#define HSP_AS_PUT		0x8u
#define HSP_AS_REQUESTED	0xcu

/* Interrupt lines of the model. */
#define HSP_IRQ_DOORBELL	0u
#define HSP_IRQ_SHARED(i)	(1u + (i))

/**
 * struct hsp_config - size of an instance, and what it is connected to
 * @nr_sm, @nr_ss, @nr_as: shared mailboxes (at most 8), shared semaphores,
 *		arbitrated semaphores (at most 15)
 * @nr_db:	doorbells, at most 15; 0 if the instance has none
 * @nr_si:	shared interrupts, at most 15
 * @db_masters:	bit m of entry d: doorbell d starts with master m enabled, as
 *		firmware of the processor behind it leaves it
 * @irq:	HSP_IRQ_DOORBELL is the CPU complex's doorbell; may be NULL
 * @ring:	doorbell @db of another processor has a master pending; the
 *		model clears it again (the processor has seen it). May be NULL
 * @mailbox:	the CPU complex has written shared mailbox @sm; may be NULL
 */
struct hsp_config {
	unsigned int nr_sm, nr_ss, nr_as, nr_db, nr_si;
	uint32_t db_masters[16];
	const struct bus_irq_ops *irq;
	void *irq_opaque;
	void (*ring)(void *opaque, unsigned int db, unsigned int master);
	void *ring_opaque;
	void (*mailbox)(void *opaque, unsigned int sm);
	void *mailbox_opaque;
	bus_log_fn log;
	void *log_opaque;
};

/* Return: NULL when out of memory or when @cfg is out of range. */
struct hsp *hsp_new(const struct hsp_config *cfg);
void hsp_free(struct hsp *hsp);

/* Doorbells as firmware leaves them, mailboxes empty, all interrupts low. */
void hsp_reset(struct hsp *hsp);

/* Size in bytes of the register space. */
uint64_t hsp_mmio_size(const struct hsp *hsp);
/* Offset of the first doorbell. */
uint64_t hsp_db_offset(const struct hsp *hsp);
uint64_t hsp_mmio_read(struct hsp *hsp, uint64_t off, unsigned int size);
void hsp_mmio_write(struct hsp *hsp, uint64_t off, uint64_t val, unsigned int size);

/**
 * hsp_ring() - another processor rings a doorbell
 * @db:		doorbell; one that doesn't exist is ignored
 * @master:	who rings, 0 to 31; others are ignored
 */
void hsp_ring(struct hsp *hsp, unsigned int db, unsigned int master);

/**
 * hsp_mailbox_read(), hsp_mailbox_write() - another processor looks into a
 * shared mailbox of 32 bits, or fills or empties it
 * @sm: mailbox; one that doesn't exist reads zero and ignores writes
 */
uint32_t hsp_mailbox_read(const struct hsp *hsp, unsigned int sm);
void hsp_mailbox_write(struct hsp *hsp, unsigned int sm, uint32_t val);

/**
 * hsp_semaphore_try() - another processor asks for an arbitrated semaphore
 * @as:		semaphore; of one that doesn't exist nothing is granted
 * @resources:	a bit for each resource that it wants
 *
 * Return: those that are granted. The others are not queued.
 */
uint32_t hsp_semaphore_try(struct hsp *hsp, unsigned int as, uint32_t resources);

/* The other processor releases; the CPU complex gets what it requested before. */
void hsp_semaphore_put(struct hsp *hsp, unsigned int as, uint32_t resources);

#endif
