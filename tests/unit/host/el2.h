/* SPDX-License-Identifier: GPL-2.0-only */
/* EL2 with its fake SMMUs, as tests of the driver see it. */
#ifndef HOST_TEST_EL2_H
#define HOST_TEST_EL2_H

#include "shim_base.h"

#define DATA_PAGE(n)	(0x80100000ULL + (n) * 0x1000ULL)	/* pages for DMA */

enum el2_op { EL2_STREAM_SET, EL2_CTX_FREE, EL2_CTX_ALLOC, EL2_INVAL };

void el2_start(void);
/* The next call of @op returns @err; @all: and all later ones. */
void el2_fail(enum el2_op op, int err, bool all);
unsigned int el2_calls(enum el2_op op);
int el2_domain_of(unsigned int smmu, unsigned int sid);	/* -1: blocked, -2: stuck */
bool el2_dma(unsigned int smmu, unsigned int sid, u64 iova, u64 *phys);
unsigned int el2_pins(u64 phys);
void el2_want_page(void);		/* attach and detach need a page for streams */
void el2_lose(void);			/* a suspend that leaves the SMMUs open */
/* Asked before each call: true if it has answered. */
extern bool (*el2_on_call)(const char *call, const u64 *args, s64 *ret, u64 *x2);
unsigned int el2_free_pages(void);	/* pages that the host's allocator has */

#endif
