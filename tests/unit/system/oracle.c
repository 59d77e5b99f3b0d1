// SPDX-License-Identifier: GPL-2.0-only
/*
 * The invariants, checked on the models: devices reach only the memory that the
 * account allows, independent of EL2's own state.
 */
#include "account.h"

/* One stream on one instance. */
struct view {
	unsigned int smmu, sid;
	s16 handle;
	unsigned int nr, nr_tlb;
};

static const struct mapping *mapping_of(const struct account_domain *d, u64 iova)
{
	unsigned int i;

	for (i = 0; i < d->nr; i++)
		if (d->map[i].iova == iova)
			return &d->map[i];
	return NULL;
}

static bool allowed(const struct view *v, const struct world_page *p)
{
	const struct account_domain *d = &account.domain[v->handle];
	const struct mapping *m;

	if (!v->handle)
		return p->va == p->pa;
	m = mapping_of(d, p->va);
	/* After an unconfirmed unmap, pins remain, and TLB entries may. */
	if (!m || m->limbo)
		return p->from_tlb && d->doubt && account.pins[page_nr(p->pa)];
	return (p->pa == m->phys && p->readable == !!(m->prot & PKVM_IOMMU_PROT_READ) &&
		p->writable == !!(m->prot & PKVM_IOMMU_PROT_WRITE)) || (p->from_tlb && d->doubt);
}

static void visit(void *opaque, const struct world_page *p)
{
	struct view *v = opaque;

	v->nr += !p->from_tlb;
	v->nr_tlb += p->from_tlb;
	account.did.entries += p->from_tlb;
	if (p->whole)
		fail_msg("smmu %u sid %#x: bypasses", v->smmu, v->sid);
	if (!host_reaches(p->pa))
		fail_msg("smmu %u sid %#x: reaches %#llx%s, which is not the host's", v->smmu,
			 v->sid, (u64)p->pa, p->from_tlb ? " by a TLB" : "");
	if (v->handle >= 0 && !allowed(v, p))
		fail_msg("smmu %u sid %#x: reaches %#llx at %#llx%s", v->smmu, v->sid,
			 (u64)p->pa, (u64)p->va, p->from_tlb ? " by a TLB" : "");
}

static unsigned int nr_reachable(void)
{
	unsigned int i, nr = 0;

	for (i = 0; i < NR_PAGES; i++)
		nr += host_reaches(page_phys(i));
	return nr;
}

void check_stream(unsigned int smmu, unsigned int sid)
{
	s16 handle = account.stream[smmu][sid];
	unsigned int inst, expect = handle ? 0 : nr_reachable();

	if (handle > 0)
		expect = account.domain[handle].nr - account.domain[handle].nr_limbo;
	for (inst = 0; inst < world_instances(smmu); inst++) {
		struct view v = { .smmu = smmu, .sid = sid, .handle = handle };

		/* The TBU bits above the stream ID are ignored. */
		world_reach(smmu, inst, sid | rnd(32) << 10, visit, &v);
		if (v.nr != expect || (handle < 0 && v.nr_tlb))
			fail_msg("smmu %u sid %#x instance %u: reaches %u pages, not %u", smmu, sid,
				 inst, v.nr, expect);
	}
}

void check_row(unsigned int row)
{
	check_stream(orin_rows[row].smmu, orin_rows[row].sid);
}

/* Each page has as many pins as mappings; pages of others have none. */
void check_pins(void)
{
	unsigned int i;

	for (i = 0; i < NR_PAGES; i++) {
		u64 phys = page_phys(i);
		unsigned int pins = hyp_phys_to_page(phys)->dma_pins;

		if (pins != account.pins[i])
			fail_msg("%#llx: %u pins for %u mappings", phys, pins, account.pins[i]);
		if (pins && !host_reaches(phys))
			fail_msg("%#llx is pinned, but not the host's", phys);
	}
}

/* No client bypasses, and none can choose its stream ID, not even 0x7f. */
void check_clients(void)
{
	unsigned int i, client, node;
	int sid;

	for (i = 0; i < NR_ORIN_ROWS; i++)
		if (orin_rows[i].client != WORLD_NO_CLIENT)
			assert_int_equal(world_client_sid(orin_rows[i].client, rnd(128)),
					 orin_rows[i].sid);
	for (i = 0; world_client_at(i, &client, &node); i++) {
		sid = world_client_sid(client, 0x7f);
		assert_int_not_equal(sid, -1);
		assert_int_equal(world_client_sid(client, rnd(128)), sid);
	}
}

void check_all(void)
{
	unsigned int smmu, sid;

	check_pins();
	check_clients();
	for (smmu = 0; smmu < WORLD_NODES; smmu++)
		for (sid = 0; sid < 128; sid++)
			check_stream(smmu, sid);
	assert_int_equal(world_evictions(), 0);
	check_complaints();
}

static bool expect_dma(s16 handle, u64 addr, bool write, u64 *pa)
{
	const struct mapping *m;

	*pa = addr;
	if (handle < 0)
		return false;
	if (!handle)
		return host_reaches(addr);
	m = mapping_of(&account.domain[handle], addr & PAGE_MASK);
	if (!m || m->limbo)
		return false;
	*pa = m->phys | offset_in_page(addr);
	return m->prot & (write ? PKVM_IOMMU_PROT_WRITE : PKVM_IOMMU_PROT_READ);
}

/* The device's own stream ID is used only if no client's register overrides it. */
void do_dma(unsigned int row, u64 sid, u64 tbu, u64 addr, bool write)
{
	const struct orin_row *r = &orin_rows[row];
	struct world_access a = {
		.node = r->smmu, .client = r->client, .sid = sid, .tbu = tbu,
		.addr = addr & ~7ULL, .write = write,
	};
	s16 handle = account.stream[r->smmu][r->client == WORLD_NO_CLIENT ? sid : r->sid];
	bool expect;
	u64 pa;

	world_dma(&a);
	account.did.dma += a.ok;
	expect = expect_dma(handle, a.addr, write, &pa);
	if (a.ok && !host_reaches(a.pa))
		fail_msg("DMA went through to %#llx", (u64)a.pa);
	if (handle > 0 && account.domain[handle].doubt)
		return;
	if (a.ok != expect || (a.ok && a.pa != pa))
		fail_msg("smmu %u sid %#x: DMA at %#llx %s", r->smmu, r->sid, addr,
			 a.ok ? "went through" : "faulted");
}
