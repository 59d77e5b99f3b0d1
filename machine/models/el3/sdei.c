// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SDEI with one event, number 0: software-signalled, private to each CPU, its client at
 * EL2. The entry point is taken as the client gives it.
 */
#include <string.h>

#include "internal.h"

#define VERSION		(UINT64_C(1) << 48)	/* 1.0 */
#define EVENT_0		0

/* Flags of EVENT_REGISTER: how a shared event is routed. */
#define ROUTE_ANY	0
#define ROUTE_CPU	1

void el3_sdei_reset(struct el3 *e)
{
	unsigned int i;

	memset(e->sdei, 0, sizeof(e->sdei));
	for (i = 0; i < EL3_MAX_CPUS; i++)
		e->sdei[i].masked = true;
}

static bool can_dispatch(const struct sdei_cpu *s)
{
	return !s->masked && s->state == (SDEI_REGISTERED | SDEI_ENABLED);
}

bool el3_deliver(struct el3 *e, unsigned int cpu, struct el3_regs *regs)
{
	struct sdei_cpu *s = &e->sdei[cpu];

	if (!s->pending || !can_dispatch(s))
		return false;
	s->pending = false;
	s->state |= SDEI_RUNNING;
	s->interrupted = *regs;
	regs->x[0] = EVENT_0;
	regs->x[1] = s->arg;
	regs->x[2] = regs->pc;
	regs->x[3] = regs->pstate;
	regs->pc = s->entry;
	regs->pstate = EL3_PSTATE_EL2H;
	return true;
}

static int64_t event_register(struct el3 *e, struct sdei_cpu *s, const uint64_t x[])
{
	uint64_t flags = x[4];

	if (x[1] != EVENT_0 || !x[2] || flags > ROUTE_CPU)
		return SDEI_EINVAL;
	if (flags == ROUTE_CPU && e->cfg.cpu_of(e->cfg.cpu_opaque, x[5]) < 0)
		return SDEI_EINVAL;
	if (s->state)
		return SDEI_EDENY;
	s->entry = x[2];
	s->arg = x[3];
	s->state = SDEI_REGISTERED;
	return 0;
}

static int64_t event_enable(struct sdei_cpu *s, uint64_t event, bool on)
{
	if (event != EVENT_0)
		return SDEI_EINVAL;
	if (!(s->state & SDEI_REGISTERED))
		return SDEI_EDENY;
	s->state = on ? s->state | SDEI_ENABLED : s->state & ~SDEI_ENABLED;
	return 0;
}

static int64_t event_unregister(struct sdei_cpu *s, uint64_t event)
{
	if (event != EVENT_0)
		return SDEI_EINVAL;
	if (!(s->state & SDEI_REGISTERED) || s->state & SDEI_RUNNING)
		return SDEI_EDENY;
	s->state = 0;
	s->pending = false;
	return 0;
}

/* A masked CPU drops the signal: assumed. */
static int64_t event_signal(struct el3 *e, unsigned int self, uint64_t event, uint64_t mpidr)
{
	int cpu = e->cfg.cpu_of(e->cfg.cpu_opaque, mpidr);

	if (event != EVENT_0 || cpu < 0)
		return SDEI_EINVAL;
	e->sdei[cpu].pending = !e->sdei[cpu].masked;
	if ((unsigned int)cpu != self)
		e->cfg.kick(e->cfg.cpu_opaque, (unsigned int)cpu);
	return 0;
}

static int64_t event_context(const struct sdei_cpu *s, uint64_t n)
{
	if (n >= EL3_NR_REGS)
		return SDEI_EINVAL;
	return s->state & SDEI_RUNNING ? (int64_t)s->interrupted.x[n] : SDEI_EDENY;
}

static int64_t mask(struct sdei_cpu *s, bool on)
{
	bool was = s->masked;

	s->masked = on;
	return on && !was;
}

/*
 * Back to the interrupted context, or with @resume to x1 at EL2, as if that were the
 * handler of an exception there. x18 to x30 are the client's to restore.
 */
static void complete(struct sdei_cpu *s, struct el3_regs *regs, bool resume)
{
	uint64_t pc = regs->x[1], elr = regs->elr_el2, spsr = regs->spsr_el2;

	s->state &= ~SDEI_RUNNING;
	*regs = s->interrupted;
	regs->elr_el2 = elr;
	regs->spsr_el2 = spsr;
	if (!resume)
		return;
	regs->elr_el2 = regs->pc;
	regs->spsr_el2 = regs->pstate;
	regs->pc = pc;
	regs->pstate = EL3_PSTATE_EL2H;
}

/* The calls that return to their caller. */
static int64_t call(struct el3 *e, unsigned int cpu, const uint64_t x[])
{
	struct sdei_cpu *s = &e->sdei[cpu];

	switch ((uint32_t)x[0]) {
	case SDEI_VERSION:
		return VERSION;
	case SDEI_EVENT_REGISTER:
		return event_register(e, s, x);
	case SDEI_EVENT_ENABLE:
		return event_enable(s, x[1], true);
	case SDEI_EVENT_DISABLE:
		return event_enable(s, x[1], false);
	case SDEI_EVENT_CONTEXT:
		return event_context(s, x[1]);
	case SDEI_EVENT_UNREGISTER:
		return event_unregister(s, x[1]);
	case SDEI_EVENT_STATUS:
		return x[1] == EVENT_0 ? (int64_t)s->state : SDEI_EINVAL;
	case SDEI_PE_MASK:
		return mask(s, true);
	case SDEI_PE_UNMASK:
		return mask(s, false);
	case SDEI_EVENT_SIGNAL:
		return event_signal(e, cpu, x[1], x[2]);
	}
	return EL3_UNKNOWN;
}

static bool completes(uint64_t func)
{
	return (uint32_t)func == SDEI_EVENT_COMPLETE || (uint32_t)func == SDEI_COMPLETE_AND_RESUME;
}

void el3_sdei_smc(struct el3 *e, unsigned int cpu, struct el3_regs *regs)
{
	struct sdei_cpu *s = &e->sdei[cpu];
	uint64_t func = regs->x[0];

	if (EL3_PSTATE_EL(regs->pstate) != 2) {
		regs->x[0] = (uint64_t)EL3_UNKNOWN;
		return;
	}
	if (!completes(func)) {
		regs->x[0] = (uint64_t)call(e, cpu, regs->x);
	} else if (s->state & SDEI_RUNNING) {
		complete(s, regs, (uint32_t)func == SDEI_COMPLETE_AND_RESUME);
	} else {
		regs->x[0] = (uint64_t)SDEI_EDENY;
		return;
	}
	el3_deliver(e, cpu, regs);
}
