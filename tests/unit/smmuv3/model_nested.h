/* SPDX-License-Identifier: GPL-2.0-only */
/* What the two files of the SMMUv3 model share. */
#ifndef SMMUV3_MODEL_NESTED_H
#define SMMUV3_MODEL_NESTED_H

#include <stddef.h>

#include "model.h"

#define ADDR52		0xfffffffffffffULL
#define PERM_R	1u
#define PERM_W	2u

enum {
	E_BAD_STREAMID = 0x02, E_BAD_STE = 0x04, E_FORBIDDEN = 0x07, E_CD_FETCH = 0x09,
	E_BAD_CD = 0x0a, E_TRANSLATION = 0x10, E_ADDR_SIZE = 0x11, E_ACCESS = 0x12,
	E_PERMISSION = 0x13,
};

static inline uint64_t v3_field(uint64_t val, unsigned int hi, unsigned int lo)
{
	return val >> lo & ((2ULL << (hi - lo)) - 1);
}

/*
 * Which caches a translation goes by; it keeps what it reads, or changes nothing at all. The
 * architecture leaves open what an SMMU has cached, so any choice is one that it may make.
 */
struct v3_look {
	bool cds, both, walks, ipas;
	bool keep;
};

/* A fault: the event's number; of which stage and access; was it the descriptor or a table? */
struct v3_why {
	uint8_t event;
	bool stage2, recorded, read;
	enum { CLASS_CD, CLASS_TT, CLASS_IN } class;
};

/* model.c */
bool v3_mem_read(struct v3_model *m, uint64_t pa, void *buf, size_t len);
uint64_t v3_walk(struct v3_model *m, const struct v3_ste *ste, uint64_t ipa, unsigned int *perm,
		 uint8_t *why);
int v3_tlb_find(const struct v3_model *m, uint16_t vmid, uint64_t va);

/* model_nested.c: streams with both stages. */
uint64_t v3_nested(struct v3_model *m, const struct v3_ste *ste, uint32_t sid, uint64_t addr,
		   bool write, const struct v3_look *look, struct v3_why *why);
unsigned int v3_nested_outputs(struct v3_model *m, const struct v3_ste *ste, uint32_t sid,
			       uint64_t addr, unsigned long long *out);
bool v3_nested_legal(const struct v3_model *m, const uint64_t *c);
void v3_nested_apply(struct v3_model *m, const uint64_t *c);
void v3_drop_cds(struct v3_model *m, uint32_t first, uint32_t last);

#endif
