# SPDX-License-Identifier: GPL-2.0-only
# Programs that test the whole system: core, back end, memory controller and the SoC's
# table on models of the whole machine, through the hypercalls and hooks of pKVM.

SYSTEM_SRCS := $(addprefix tests/unit/system/,system.c account.c nested.c oracle.c world.c) $(CORE_SRCS) \
	$(SHIM_SRCS) tests/unit/shim/shim_random.c hyp/systems.c $(BACKEND_SRCS) $(SMMUV3_SRCS) \
	$(MODEL_SRCS)

SYSTEM_TESTS := whole arguments random adversity gpcdma channels sid read_only threads nested
UNIT_PROGRAMS += $(SYSTEM_TESTS:%=system_%)
$(foreach t,$(SYSTEM_TESTS),$(eval system_$(t)_SRCS := tests/unit/system/test_$(t).c $(SYSTEM_SRCS)))
THREAD_PROGRAMS += system_threads
