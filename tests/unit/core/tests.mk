# SPDX-License-Identifier: GPL-2.0-only
# The core of hyp/ on a fake SMMU with configurable failures.
CORE_TEST_SRCS := tests/unit/core/fake.c tests/unit/core/setup.c $(CORE_SRCS) $(SHIM_SRCS)

CORE_TESTS := failures selftest setup smc pages map domain attach mmio random power suspend trace nested turns
UNIT_PROGRAMS += $(CORE_TESTS:%=core_%)
$(foreach t,$(CORE_TESTS),$(eval core_$(t)_SRCS := tests/unit/core/test_$(t).c $(CORE_TEST_SRCS)))
