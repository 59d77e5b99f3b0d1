// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The firmware at EL3: SDEI's event 0, the video memory, the watchdog's FIQ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "el3/el3.h"

#define DRAM		UINT64_C(0x80000000)
#define MIB		0x100000u
#define DRAM_MIB	8
#define ENTRY		UINT64_C(0x401234)
#define PC		UINT64_C(0x7f8000)
#define EL1H		0x3c5u
#define EL2H		(EL3_PSTATE_EL2H | 1u << 31)	/* with N set */

struct fixture {
	struct el3 *e;
	uint8_t dram[DRAM_MIB * MIB];
	unsigned int kicks, kicked;
	unsigned int complaints;
	unsigned int downs, down_cpu;
	uint64_t entry, context;
};

static enum bus_status on_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	struct fixture *f = opaque;

	assert_in_range(pa, DRAM, DRAM + sizeof(f->dram) - len);
	memcpy(f->dram + (pa - DRAM), buf, len);
	return BUS_OK;
}

static const struct bus_mem_ops mem = { .write = on_write };

/* MPIDR 0x100 * n is CPU n. */
static int cpu_of(void *opaque, uint64_t mpidr)
{
	(void)opaque;
	return mpidr == 0 || mpidr == 0x100 ? (int)(mpidr / 0x100) : -1;
}

static void on_kick(void *opaque, unsigned int cpu)
{
	struct fixture *f = opaque;

	f->kicks++;
	f->kicked = cpu;
}

static void on_power_down(void *opaque, unsigned int cpu, uint64_t entry, uint64_t context)
{
	struct fixture *f = opaque;

	f->downs++;
	f->down_cpu = cpu;
	f->entry = entry;
	f->context = context;
}

static void on_log(void *opaque, const char *msg)
{
	struct fixture *f = opaque;

	(void)msg;
	f->complaints++;
}

static struct el3_config config(struct fixture *f)
{
	return (struct el3_config) {
		.nr_cpus = 2, .dram_base = DRAM, .dram_size = sizeof(f->dram),
		.mem = &mem, .mem_opaque = f, .cpu_of = cpu_of, .kick = on_kick,
		.power_down = on_power_down, .cpu_opaque = f, .log = on_log, .log_opaque = f,
	};
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct el3_config cfg;

	if (!f)
		return -1;
	cfg = config(f);
	f->e = el3_new(&cfg);
	memset(f->dram, 0x5a, sizeof(f->dram));
	*state = f;
	return f->e ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	el3_free(f->e);
	free(f);
	return 0;
}

static struct el3_regs at_el2(void)
{
	struct el3_regs r = { .pc = PC, .pstate = EL2H, .elr_el2 = 0x11, .spsr_el2 = 0x22 };
	unsigned int i;

	for (i = 0; i < EL3_NR_REGS; i++)
		r.x[i] = 0x1000 + i;
	return r;
}

/* From EL2 of CPU 0, with up to five arguments. */
static int64_t call(struct fixture *f, uint64_t func, uint64_t x1, uint64_t x2, uint64_t x3,
		    uint64_t x4)
{
	struct el3_regs r = at_el2();

	r.x[0] = func;
	r.x[1] = x1;
	r.x[2] = x2;
	r.x[3] = x3;
	r.x[4] = x4;
	r.x[5] = 0x100;
	assert_true(el3_smc(f->e, 0, &r));
	assert_int_equal(r.pc, PC);
	assert_int_equal(r.pstate, EL2H);
	return (int64_t)r.x[0];
}

static void get_ready(struct fixture *f)
{
	assert_int_equal(call(f, SDEI_EVENT_REGISTER, 0, ENTRY, 0x77, 0), 0);
	assert_int_equal(call(f, SDEI_EVENT_ENABLE, 0, 0, 0, 0), 0);
	assert_int_equal(call(f, SDEI_PE_UNMASK, 0, 0, 0, 0), 0);
}

static struct el3_regs signal_self(struct fixture *f)
{
	struct el3_regs r = at_el2();

	r.x[0] = SDEI_EVENT_SIGNAL;
	r.x[1] = 0;
	r.x[2] = 0;
	assert_true(el3_smc(f->e, 0, &r));
	return r;
}

static void config_is_checked(void **state)
{
	struct fixture *f = *state;
	struct el3_config cfg = config(f);

	cfg.nr_cpus = EL3_MAX_CPUS + 1;
	assert_null(el3_new(&cfg));
	cfg = config(f);
	cfg.mem = NULL;
	assert_null(el3_new(&cfg));
	cfg = config(f);
	cfg.kick = NULL;
	assert_null(el3_new(&cfg));
	cfg = config(f);
	cfg.cpu_of = NULL;
	assert_null(el3_new(&cfg));
}

static void other_calls_are_not_its_own(void **state)
{
	static const uint32_t funcs[] = { 0x84000000, 0xc400001f, 0xc4000040, 0x82000004, 0 };
	struct fixture *f = *state;
	struct el3_regs r = at_el2(), was;
	unsigned int i;

	for (i = 0; i < 5; i++) {
		r.x[0] = funcs[i];
		was = r;
		assert_false(el3_smc(f->e, 0, &r));
		assert_memory_equal(&r, &was, sizeof(r));
	}
}

/* CPU 1 powers down; returns what the call leaves in x0 if it does not. */
static int64_t suspend(struct fixture *f, uint64_t power_state, uint64_t entry)
{
	struct el3_regs r = at_el2();

	r.x[0] = PSCI_CPU_SUSPEND;
	r.x[1] = power_state;
	r.x[2] = entry;
	r.x[3] = 0x77;
	assert_true(el3_smc(f->e, 1, &r));
	return (int64_t)r.x[0];
}

static void cpu_suspend_powers_down(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(suspend(f, PSCI_CPU_DOWN, ENTRY), 0);
	assert_int_equal(f->downs, 1);
	assert_int_equal(f->down_cpu, 1);
	assert_int_equal(f->entry, ENTRY);
	assert_int_equal(f->context, 0x77);
}

static void bad_cpu_suspends(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(suspend(f, PSCI_POWER_DOWN, ENTRY), PSCI_EINVAL);
	assert_int_equal(suspend(f, PSCI_CPU_DOWN | 8, ENTRY), PSCI_EINVAL);
	assert_int_equal(suspend(f, PSCI_CPU_DOWN | 1u << 24, ENTRY), PSCI_EINVAL);
	assert_int_equal(suspend(f, PSCI_CPU_DOWN | 1u << 31, ENTRY), PSCI_EINVAL);
	assert_int_equal(suspend(f, PSCI_CPU_DOWN, ENTRY + 2), PSCI_EADDRESS);
	assert_int_equal(f->downs, 0);
}

static void is_not_its_own(struct el3 *e, uint64_t func, uint64_t arg)
{
	struct el3_regs r = at_el2(), was;

	r.x[0] = func;
	r.x[1] = arg;
	was = r;
	assert_false(el3_smc(e, 0, &r));
	assert_memory_equal(&r, &was, sizeof(r));
}

/* Standby, and the features of other calls, are PSCI's beside this firmware. */
static void cpu_suspend_has_the_extended_format(void **state)
{
	struct fixture *f = *state;
	struct el3_config cfg = config(f);
	struct el3 *e;

	assert_int_equal(call(f, PSCI_FEATURES, PSCI_CPU_SUSPEND, 0, 0, 0), PSCI_EXTENDED);
	assert_int_equal(call(f, PSCI_FEATURES, PSCI_CPU_SUSPEND_32, 0, 0, 0), PSCI_EXTENDED);
	is_not_its_own(f->e, PSCI_FEATURES, 0xc4000003);
	is_not_its_own(f->e, PSCI_CPU_SUSPEND, 7);
	cfg.power_down = NULL;
	e = el3_new(&cfg);
	is_not_its_own(e, PSCI_CPU_SUSPEND, PSCI_CPU_DOWN);
	is_not_its_own(e, PSCI_FEATURES, PSCI_CPU_SUSPEND);
	el3_free(e);
}

static void version(void **state)
{
	assert_int_equal(call(*state, SDEI_VERSION, 0, 0, 0, 0), INT64_C(1) << 48);
	assert_int_equal(call(*state, 0xc400003e, 0, 0, 0, 0), EL3_UNKNOWN);
}

static void sdei_serves_el2_only(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r = at_el2();

	r.x[0] = SDEI_VERSION;
	r.pstate = EL1H;
	assert_true(el3_smc(f->e, 0, &r));
	assert_int_equal((int64_t)r.x[0], EL3_UNKNOWN);
}

static void signal_enters_el2(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r;
	unsigned int i;

	get_ready(f);
	r = signal_self(f);
	assert_int_equal(r.pc, ENTRY);
	assert_int_equal(r.pstate, EL3_PSTATE_EL2H);
	assert_int_equal(r.x[0], 0);
	assert_int_equal(r.x[1], 0x77);
	assert_int_equal(r.x[2], PC);
	assert_int_equal(r.x[3], EL2H);
	for (i = 4; i < EL3_NR_REGS; i++)
		assert_int_equal(r.x[i], 0x1000 + i);
	assert_int_equal(call(f, SDEI_EVENT_STATUS, 0, 0, 0, 0),
			 SDEI_REGISTERED | SDEI_ENABLED | SDEI_RUNNING);
	assert_int_equal(f->kicks, 0);
}

static void event_does_not_nest(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r;

	get_ready(f);
	signal_self(f);
	r = signal_self(f);
	assert_int_equal(r.pc, PC);
	assert_int_equal(call(f, SDEI_EVENT_UNREGISTER, 0, 0, 0, 0), SDEI_EDENY);
}

static void complete_restores(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r;

	get_ready(f);
	r = signal_self(f);
	assert_int_equal(call(f, SDEI_EVENT_CONTEXT, 7, 0, 0, 0), 0x1007);
	assert_int_equal(call(f, SDEI_EVENT_CONTEXT, EL3_NR_REGS, 0, 0, 0), SDEI_EINVAL);
	r.x[0] = SDEI_EVENT_COMPLETE;
	r.x[5] = 0;
	r.elr_el2 = 0x99;
	assert_true(el3_smc(f->e, 0, &r));
	assert_int_equal(r.pc, PC);
	assert_int_equal(r.pstate, EL2H);
	assert_int_equal(r.x[0], 0);	/* EVENT_SIGNAL's result */
	assert_int_equal(r.x[5], 0x1005);
	assert_int_equal(r.elr_el2, 0x99);
	assert_int_equal(call(f, SDEI_EVENT_COMPLETE, 0, 0, 0, 0), SDEI_EDENY);
	assert_int_equal(call(f, SDEI_EVENT_CONTEXT, 7, 0, 0, 0), SDEI_EDENY);
}

static void complete_and_resume(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r;

	get_ready(f);
	r = signal_self(f);
	r.x[0] = SDEI_COMPLETE_AND_RESUME;
	r.x[1] = 0x4440;
	assert_true(el3_smc(f->e, 0, &r));
	assert_int_equal(r.pc, 0x4440);
	assert_int_equal(r.pstate, EL3_PSTATE_EL2H);
	assert_int_equal(r.elr_el2, PC);
	assert_int_equal(r.spsr_el2, EL2H);
	assert_int_equal(r.x[1], 0);	/* as signal_self() set it */
}

static void bad_registrations(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(call(f, SDEI_EVENT_REGISTER, 1, ENTRY, 0, 0), SDEI_EINVAL);
	assert_int_equal(call(f, SDEI_EVENT_REGISTER, 0, 0, 0, 0), SDEI_EINVAL);
	assert_int_equal(call(f, SDEI_EVENT_REGISTER, 0, ENTRY, 0, 2), SDEI_EINVAL);
	assert_int_equal(call(f, SDEI_EVENT_ENABLE, 0, 0, 0, 0), SDEI_EDENY);
	assert_int_equal(call(f, SDEI_EVENT_UNREGISTER, 0, 0, 0, 0), SDEI_EDENY);
	assert_int_equal(call(f, SDEI_EVENT_REGISTER, 0, ENTRY, 0, 1), 0);
	assert_int_equal(call(f, SDEI_EVENT_REGISTER, 0, ENTRY, 0, 0), SDEI_EDENY);
	assert_int_equal(call(f, SDEI_EVENT_SIGNAL, 1, 0, 0, 0), SDEI_EINVAL);
	assert_int_equal(call(f, SDEI_EVENT_SIGNAL, 0, 0x200, 0, 0), SDEI_EINVAL);
	assert_int_equal(call(f, SDEI_EVENT_STATUS, 1, 0, 0, 0), SDEI_EINVAL);
	assert_int_equal(call(f, SDEI_EVENT_UNREGISTER, 0, 0, 0, 0), 0);
	assert_int_equal(call(f, SDEI_EVENT_STATUS, 0, 0, 0, 0), 0);
}

/* The signal waits for the event to be enabled, but not for the CPU to be unmasked. */
static void disabled_and_masked(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r = at_el2();

	get_ready(f);
	assert_int_equal(call(f, SDEI_EVENT_DISABLE, 0, 0, 0, 0), 0);
	assert_int_equal(signal_self(f).pc, PC);
	r.x[0] = SDEI_EVENT_ENABLE;
	r.x[1] = 0;
	assert_true(el3_smc(f->e, 0, &r));
	assert_int_equal(r.pc, ENTRY);
	r.x[0] = SDEI_EVENT_COMPLETE;
	assert_true(el3_smc(f->e, 0, &r));
	assert_int_equal(call(f, SDEI_PE_MASK, 0, 0, 0, 0), 1);
	assert_int_equal(call(f, SDEI_PE_MASK, 0, 0, 0, 0), 0);
	assert_int_equal(signal_self(f).pc, PC);
	assert_int_equal(call(f, SDEI_PE_UNMASK, 0, 0, 0, 0), 0);
}

/* What was signalled before the CPU was masked comes once it is unmasked. */
static void pending_while_masked(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r = at_el2();

	get_ready(f);
	assert_int_equal(call(f, SDEI_EVENT_DISABLE, 0, 0, 0, 0), 0);
	assert_int_equal(signal_self(f).pc, PC);
	assert_int_equal(call(f, SDEI_PE_MASK, 0, 0, 0, 0), 1);
	assert_int_equal(call(f, SDEI_EVENT_ENABLE, 0, 0, 0, 0), 0);
	r.x[0] = SDEI_PE_UNMASK;
	assert_true(el3_smc(f->e, 0, &r));
	assert_int_equal(r.pc, ENTRY);
}

static void another_cpu_is_kicked(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r = at_el2();

	r.x[0] = SDEI_EVENT_REGISTER;
	r.x[1] = 0;
	r.x[2] = ENTRY;
	r.x[4] = 0;
	assert_true(el3_smc(f->e, 1, &r));
	r.x[0] = SDEI_EVENT_ENABLE;
	assert_true(el3_smc(f->e, 1, &r));
	r.x[0] = SDEI_PE_UNMASK;
	assert_true(el3_smc(f->e, 1, &r));
	r = at_el2();
	r.pstate = EL1H;
	assert_false(el3_deliver(f->e, 1, &r));
	assert_int_equal(call(f, SDEI_EVENT_SIGNAL, 0, 0x100, 0, 0), 0);
	assert_int_equal(f->kicks, 1);
	assert_int_equal(f->kicked, 1);
	assert_false(el3_deliver(f->e, 0, &r));
	assert_true(el3_deliver(f->e, 1, &r));
	assert_int_equal(r.pc, ENTRY);
	assert_int_equal(r.pstate, EL3_PSTATE_EL2H);
	assert_int_equal(r.x[3], EL1H);
}

static int64_t video(struct fixture *f, unsigned int mib, unsigned int size)
{
	return call(f, SIP_NEW_VIDEOMEM_REGION, DRAM + (uint64_t)mib * MIB,
		    (uint64_t)size * MIB, 0, 0);
}

/* @map: a character for each MiB, '0': it is zero. */
static void assert_zero(const struct fixture *f, const char *map)
{
	unsigned int i, off;

	for (i = 0; i < DRAM_MIB; i++) {
		for (off = 0; off < MIB; off++) {
			if (f->dram[i * MIB + off] != (map[i] == '0' ? 0 : 0x5a))
				fail_msg("MiB %u at %#x", i, off);
		}
	}
}

static void former_video_memory_is_cleared(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(video(f, 4, 1), 0);
	assert_zero(f, "........");
	assert_int_equal(video(f, 1, 1), 0);
	assert_zero(f, "....0...");
	assert_int_equal(video(f, 6, 2), 0);
	assert_zero(f, ".0..0...");
}

static void overlap_is_kept(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(video(f, 1, 4), 0);
	assert_int_equal(video(f, 2, 2), 0);
	assert_zero(f, ".0..0...");
	assert_int_equal(video(f, 1, 2), 0);
	assert_zero(f, ".0.00...");
}

static void bad_video_memory(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(call(f, SIP_NEW_VIDEOMEM_REGION, DRAM + 0x1000, MIB, 0, 0), SIP_ENOTSUP);
	assert_int_equal(call(f, SIP_NEW_VIDEOMEM_REGION, DRAM, 0x1000, 0, 0), SIP_ENOTSUP);
	assert_int_equal(call(f, SIP_NEW_VIDEOMEM_REGION, DRAM - MIB, MIB, 0, 0), SIP_ENOTSUP);
	assert_int_equal(video(f, DRAM_MIB - 1, 2), SIP_ENOTSUP);
	assert_int_equal(video(f, DRAM_MIB, 0), SIP_ENOTSUP);
	assert_int_equal(f->complaints, 5);
	/* Only 32 bits of the size count. */
	assert_int_equal(call(f, SIP_NEW_VIDEOMEM_REGION, DRAM, (UINT64_C(1) << 32) + MIB, 0, 0),
			 0);
	assert_int_equal(video(f, 1, 1), 0);
	assert_zero(f, "0.......");
}

static void fiq_goes_on_at_its_entry(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r = at_el2(), want = at_el2();

	assert_int_equal(call(f, SIP_FIQ_NS_ENTRYPOINT, ENTRY, 0, 0, 0), 0);
	assert_int_equal(call(f, SIP_FIQ_NS_ENTRYPOINT, 0, 0, 0, 0), EL3_UNKNOWN);
	assert_true(el3_fiq(f->e, &r));
	want.pc = ENTRY;
	assert_memory_equal(&r, &want, sizeof(r));
}

static void fiq_without_entry(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r = at_el2(), want = at_el2();

	assert_false(el3_fiq(f->e, &r));
	assert_memory_equal(&r, &want, sizeof(r));
	assert_int_equal(f->complaints, 1);
}

static void reset_forgets(void **state)
{
	struct fixture *f = *state;
	struct el3_regs r = at_el2();

	get_ready(f);
	assert_int_equal(video(f, 4, 1), 0);
	assert_int_equal(call(f, SIP_FIQ_NS_ENTRYPOINT, ENTRY, 0, 0, 0), 0);
	el3_reset(f->e);
	assert_int_equal(call(f, SDEI_EVENT_STATUS, 0, 0, 0, 0), 0);
	assert_int_equal(call(f, SDEI_PE_MASK, 0, 0, 0, 0), 0);
	assert_int_equal(video(f, 1, 1), 0);
	assert_zero(f, "........");
	assert_false(el3_fiq(f->e, &r));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(config_is_checked), TEST(other_calls_are_not_its_own), TEST(version),
		TEST(cpu_suspend_powers_down), TEST(bad_cpu_suspends),
		TEST(cpu_suspend_has_the_extended_format),
		TEST(sdei_serves_el2_only), TEST(signal_enters_el2), TEST(event_does_not_nest),
		TEST(complete_restores), TEST(complete_and_resume), TEST(bad_registrations),
		TEST(disabled_and_masked), TEST(pending_while_masked),
		TEST(another_cpu_is_kicked),
		TEST(former_video_memory_is_cleared), TEST(overlap_is_kept),
		TEST(bad_video_memory), TEST(fiq_goes_on_at_its_entry), TEST(fiq_without_entry),
		TEST(reset_forgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
