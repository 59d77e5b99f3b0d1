# SPDX-License-Identifier: GPL-2.0-only
# Programs that test the MMU-500 back end, the memory controller and the SoC's table on
# the models, without the core.

BACKEND_TESTS := probe takeover ctx lend lent fault power mc tegra234 header
BACKEND_ENV := $(addprefix tests/unit/backend/,env.c lent.c mc_model.c) hyp/core/closed.c \
	$(addprefix tests/unit/shim/,shim_mmio.c shim_lock.c shim_random.c tables.c)

UNIT_PROGRAMS += $(BACKEND_TESTS:%=backend_%)
$(foreach t,$(BACKEND_TESTS),$(eval backend_$(t)_SRCS := tests/unit/backend/test_$(t).c \
	$(BACKEND_ENV) $(BACKEND_SRCS) $(MODEL_SRCS)))
