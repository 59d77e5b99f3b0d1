/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all models share: the description of a device's access, and the callbacks
 * through which a model reaches memory, interrupts and a log.
 *
 * The models are portable C11. They include no header of QEMU, of Linux, of
 * hyp/ or of host/, and they own no thread, no clock and no global state: all
 * time and all memory is the caller's.
 */
#ifndef MODELS_BUS_H
#define MODELS_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A client number for a master that no memory controller register names. */
#define BUS_CLIENT_NONE 0xffffu

/* How an access ended, in the order of the hops that may end it. */
enum bus_status {
	BUS_OK = 0,
	BUS_FAULT,	/* terminated by an SMMU: translation or stream fault */
	BUS_DECERR,	/* reached the memory controller, no memory there */
	BUS_SLVERR,	/* reached a slave that refused it */
	BUS_STALLED,	/* not ended: an SMMU stalls it (struct bus_wait) */
};

enum bus_wait_state {
	BUS_WAIT_NONE,
	BUS_WAIT_HELD,	/* stalled: a repetition changes nothing */
	BUS_WAIT_RETRY,	/* to be repeated and translated again */
	BUS_WAIT_END,	/* to be repeated, and terminated then */
};

/*
 * struct bus_wait - state of an access that an SMMU may stall
 * @wake:	the device must repeat the access with the same bus_wait: it then
 *		succeeds, ends or stalls again
 * The other fields belong to the fabric; zero at first. Each access that is under way
 * needs one of its own. An access without one is terminated instead of stalled.
 */
struct bus_wait {
	void (*wake)(void *opaque);
	void *opaque;
	enum bus_wait_state state;
	const void *holder;
	unsigned int bank;
	bool recorded, quiet;
	struct bus_wait *next;
};

/*
 * struct bus_txn - one access, of any length within one 4 KiB page
 * @client:	memory controller client number (override offset / 8), or
 *		BUS_CLIENT_NONE
 * @sid:	stream ID the device itself presents, 7 bits; the memory
 *		controller may replace it
 * @tbu:	number of the TBU the access enters by; bits [14:10] of the
 *		stream ID that the SMMU matches
 * @write, @priv, @insn: kind of access
 * @addr:	address as the device issues it (IOVA, or physical address)
 * @wait:	for an access that may be stalled; may be NULL
 */
struct bus_txn {
	uint16_t client;
	uint8_t sid;
	uint8_t tbu;
	bool write;
	bool priv;
	bool insn;
	uint64_t addr;
	struct bus_wait *wait;
};

/*
 * struct bus_mem_ops - physical memory
 * @read, @write: physical access; return BUS_OK or BUS_DECERR, copy nothing on
 *		error. @len bytes stay within one 4 KiB page.
 */
struct bus_mem_ops {
	enum bus_status (*read)(void *opaque, uint64_t pa, void *buf, size_t len);
	enum bus_status (*write)(void *opaque, uint64_t pa, const void *buf, size_t len);
};

/*
 * struct bus_master_ops - what a device calls to do DMA
 * @access:	carry out @txn on @len bytes of @buf (in for writes, out for
 *		reads) through memory controller, SMMU and memory.
 *		@len stays within one 4 KiB page.
 * @forget:	drop the access that is stalled with @wait, as a reset does; NULL
 *		if no access is ever stalled
 */
struct bus_master_ops {
	enum bus_status (*access)(void *opaque, const struct bus_txn *txn,
				  void *buf, size_t len);
	void (*forget)(void *opaque, struct bus_wait *wait);
};

/*
 * struct bus_irq_ops - interrupt lines of a model
 * @set:	line @line is at @level; called only on a change
 */
struct bus_irq_ops {
	void (*set)(void *opaque, unsigned int line, bool level);
};

/*
 * bus_log_fn - a guest programmed something that silicon would not accept
 * @msg:	one sentence, no newline; names register and value
 */
typedef void (*bus_log_fn)(void *opaque, const char *msg);

/*
 * bus_text_fn - one line of a description of a model's state, for a person
 * @line:	without newline
 */
typedef void (*bus_text_fn)(void *opaque, const char *line);

#endif
