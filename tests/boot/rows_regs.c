// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which the host writes registers that decide where DMA goes: the
 * SMMUs', the memory controller's, and the DMA engine's own stream ID field.
 */
#include "dma_rows.h"
#include "smmu.h"

#define LENGTH(array)	(sizeof(array) / sizeof((array)[0]))

static void row_s2cr(struct vm *vm, uint64_t pa)
{
	bool changed, right;

	right = paging_with_host_pages() && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	if (protection) {
		for (unsigned int n = 0; n < SMMU_NUM_SMRG; n++) {
			right &= !reg_write(NISO0_A + SMMU_S2CR(n), SMMU_S2CR_BYPASS);
			right &= !reg_write(NISO0_B + SMMU_S2CR(n), SMMU_S2CR_BYPASS);
		}
		right = right && still_contained(vm, pa, ATT_SID_DRIVER);
	} else {
		changed = smmu_bypass_stream(DMA_SID);
		right = right && changed && went_around(vm, pa, ATT_SID_DRIVER);
		smmu_restore();
	}
	tap_ok(right, "smmu-s2cr", "the host sets S2CR=bypass => %s",
	       !right ? "WRONG" : protection ? "access aborts, nothing changed" : "bypassed");
}

static void row_clientpd(struct vm *vm, uint64_t pa)
{
	bool changed, right;

	right = paging_with_host_pages() && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	changed = smmu_bypass_all();
	if (protection)
		right = right && !changed && !reg_write(NISO0_A, SMMU_SCR0_CLIENTPD) &&
			!reg_write(NISO0_B, SMMU_SCR0_CLIENTPD) &&
			still_contained(vm, pa, ATT_SID_DRIVER);
	else
		right = right && changed && went_around(vm, pa, ATT_SID_DRIVER);
	smmu_restore();
	tap_ok(right, "smmu-clientpd", "the host sets sCR0.CLIENTPD => %s",
	       !right ? "WRONG" : protection ? "access aborts, nothing changed" : "bypassed");
}

/* Every kind of page of every instance, but for banks that may be lent. */
static void row_all_pages(void)
{
	static const uint64_t smmus[] = ALL_SMMUS;
	static const uint64_t offsets[] = {
		0, 0x1000, SMMU_GR1, SMMU_CB(0) - 0x1000, SMMU_CB(0), SMMU_CB(126) + 0xf000,
		SMMU_CB(127), SMMU_SIZE - 0x1000,
	};
	uint64_t regs[LENGTH(smmus) * LENGTH(offsets)];
	unsigned int n = 0;

	for (unsigned int i = 0; i < LENGTH(smmus); i++)
		for (unsigned int j = 0; j < LENGTH(offsets); j++)
			regs[n++] = smmus[i] + offsets[j];
	row_smmu_pages("all kinds of SMMU pages", regs, n, 1 | 2 | 4 | 8);
}

void rows_smmu_registers(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	row_s2cr(vm, pa);
	row_clientpd(vm, pa);
	row_all_pages();
	dma_domain(ATT_DOMAIN_DEFAULT);
}

/* True: the register took the value. */
static bool mc_takes(uint64_t reg, uint32_t val)
{
	uint32_t now;

	return reg_write(reg, val) && reg_read(reg, &now) && now == val;
}

/* Another device's stream ID instead of the DMA engine's own. */
static bool override_changed(void)
{
	uint32_t sid, security;
	bool right;

	reg_read(MC_OVERRIDE(MC_CLIENT_AXISR), &sid);
	reg_read(MC_SECURITY(MC_CLIENT_AXISR), &security);
	right = mc_takes(MC_OVERRIDE(MC_CLIENT_AXISR), OTHER_SID) &&
		mc_takes(MC_SECURITY(MC_CLIENT_AXISR),
			 security | MC_SECURITY_OVERRIDE | MC_SECURITY_NS) &&
		transfer_faults(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER, OTHER_SID);
	reg_write(MC_SECURITY(MC_CLIENT_AXISR), security);
	reg_write(MC_OVERRIDE(MC_CLIENT_AXISR), sid);
	return right;
}

/* Each write that would change the register is dropped and counted. */
static bool mc_drops(uint64_t reg, uint32_t change)
{
	uint64_t before = mc_dropped();
	uint32_t was, now;
	bool passed;

	if (!reg_read(reg, &was))
		return false;
	passed = reg_write(reg, was ^ change);
	if (!reg_read(reg, &now) || now != was || !passed || mc_dropped() != before + 1) {
		tap_note("register %#llx: was %#x, is %#x, dropped %llu", (unsigned long long)reg,
			 was, now, (unsigned long long)(mc_dropped() - before));
		return false;
	}
	return true;
}

static bool override_dropped(void)
{
	return mc_drops(MC_OVERRIDE(MC_CLIENT_AXISR), OTHER_SID ^ DMA_SID) &&
	       mc_drops(MC_OVERRIDE(MC_CLIENT_AXISW), PASSTHROUGH_SID ^ DMA_SID) &&
	       mc_drops(MC_SECURITY(MC_CLIENT_AXISR), MC_SECURITY_OVERRIDE) &&
	       mc_drops(MC_SECURITY(MC_CLIENT_AXISW), MC_SECURITY_OVERRIDE) &&
	       mc_drops(MC_SECURITY(MC_CLIENT_AXISW), MC_SECURITY_NS);
}

/* Narrower and wider writes and pairs are dropped, too. */
static bool shapes_dropped(void)
{
	uint64_t reg = MC_OVERRIDE(MC_CLIENT_AXISR);
	uint32_t sid, security, now_sid, now_security;

	reg_read(reg, &sid);
	reg_read(reg + 4, &security);
	for (uint32_t size = 1; size <= 16; size *= 2) {
		struct att_access a = { .phys = reg, .size = size, .write = 1, .val = OTHER_SID };
		bool passed = phys_access(&a);

		reg_read(reg, &now_sid);
		reg_read(reg + 4, &now_security);
		if (now_sid == sid && now_security == security)
			continue;
		tap_note("a write of %u bytes %s and changed the register", size,
			 passed ? "passed" : "aborted");
		return false;
	}
	return true;
}

static void row_mc_override(void)
{
	bool right;

	right = paging_with_host_pages() && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER) &&
		(protection ? override_dropped() && shapes_dropped() : override_changed());
	right = right && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	tap_ok(right, "mc-override",
	       "the host changes the MC's override and security registers => %s",
	       !right ? "WRONG" : protection ? "dropped, counted" : "changed");
}

static bool bypass_changed(struct vm *vm, uint64_t pa)
{
	static const uint64_t channels[] = MC_CHANNELS;
	bool right = true;
	uint32_t was;

	reg_read(channels[0] + MC_BYPASS_CONFIG, &was);
	reg_write(MC_BROADCAST + MC_BYPASS_CONFIG, 0);
	for (unsigned int i = 0; i < sizeof(channels) / sizeof(channels[0]); i++)
		right = right && mc_takes(channels[i] + MC_BYPASS_CONFIG, 0);
	right = right && went_around(vm, pa, ATT_SID_DRIVER);
	reg_write(MC_BROADCAST + MC_BYPASS_CONFIG, was);
	for (unsigned int i = 0; i < sizeof(channels) / sizeof(channels[0]); i++)
		reg_write(channels[i] + MC_BYPASS_CONFIG, was);
	return right;
}

static bool bypass_dropped(struct vm *vm, uint64_t pa)
{
	static const uint64_t channels[] = MC_CHANNELS;
	bool right = true;

	for (unsigned int i = 0; i < sizeof(channels) / sizeof(channels[0]); i++)
		right = right && mc_drops(channels[i] + MC_BYPASS_CONFIG, 2);
	return right && still_contained(vm, pa, ATT_SID_DRIVER);
}

static void row_mc_bypass(struct vm *vm, uint64_t pa)
{
	bool right;

	right = paging_with_host_pages() && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER) &&
		(protection ? bypass_dropped(vm, pa) : bypass_changed(vm, pa));
	tap_ok(right, "mc-bypass",
	       "the host changes the MC's bypass registers => %s",
	       !right ? "WRONG" : protection ? "dropped, counted" : "changed, secret read");
}

void rows_mc_registers(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	row_mc_override();
	row_mc_bypass(vm, pa);
	dma_domain(ATT_DOMAIN_DEFAULT);
}

static void row_mcseq_passthrough(struct vm *vm, uint64_t pa)
{
	bool right;

	right = paging_with_host_pages() && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER) &&
		(protection ? still_contained(vm, pa, PASSTHROUGH_SID) :
			      went_around(vm, pa, PASSTHROUGH_SID));
	tap_ok(right, "mcseq-7f", "the DMA engine's MC_SEQ is set to SID 0x7f => %s",
	       !right ? "WRONG" : protection ? "overridden" : "that SID is used, secret read");
}

static void row_mcseq_other(struct vm *vm, uint64_t pa)
{
	bool right;

	right = paging_with_host_pages() && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER) &&
		(protection ? still_contained(vm, pa, OTHER_SID) :
			      transfer_faults(IOVA_SOURCE, IOVA_TARGET, OTHER_SID, OTHER_SID));
	tap_ok(right, "mcseq-other", "the DMA engine's MC_SEQ is set to another device's SID => %s",
	       !right ? "WRONG" : protection ? "overridden" : "that SID is used");
}

void rows_mcseq(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	row_mcseq_passthrough(vm, pa);
	row_mcseq_other(vm, pa);
	dma_domain(ATT_DOMAIN_DEFAULT);
}
