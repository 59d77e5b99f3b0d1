# SPDX-License-Identifier: GPL-2.0-only
# Programs that test the SMMUv3 back end on a model of it, without the core.

SMMUV3_TESTS := probe takeover stream tlb fault power lend
SMMUV3_MODEL := $(addprefix tests/unit/smmuv3/,model.c model_nested.c)
SMMUV3_ENV := $(addprefix tests/unit/smmuv3/,env.c host.c ids.c) $(SMMUV3_MODEL) \
	hyp/core/closed.c hyp/core/state.c \
	$(addprefix tests/unit/shim/,shim_memory.c shim_mmio.c shim_lock.c shim_random.c tables.c)

UNIT_PROGRAMS += $(SMMUV3_TESTS:%=smmuv3_%)
$(foreach t,$(SMMUV3_TESTS),$(eval smmuv3_$(t)_SRCS := tests/unit/smmuv3/test_$(t).c \
	$(SMMUV3_ENV) $(SMMUV3_SRCS)))

# All of EL2 on the system that has this SMMU.
SMMUV3_WHOLE := $(SMMUV3_MODEL) $(addprefix tests/unit/smmuv3/,ids.c whole.c) $(CORE_SRCS) \
	$(SHIM_SRCS) tests/unit/shim/shim_random.c hyp/systems.c $(BACKEND_SRCS) $(SMMUV3_SRCS)

UNIT_PROGRAMS += smmuv3_whole
smmuv3_whole_SRCS := tests/unit/smmuv3/test_whole.c $(SMMUV3_WHOLE)

UNIT_PROGRAMS += smmuv3_nested
smmuv3_nested_SRCS := tests/unit/smmuv3/test_nested.c tests/unit/smmuv3/host.c $(SMMUV3_WHOLE)

UNIT_PROGRAMS += smmuv3_threads
smmuv3_threads_SRCS := tests/unit/smmuv3/test_threads.c tests/unit/smmuv3/host.c $(SMMUV3_WHOLE)
THREAD_PROGRAMS += smmuv3_threads

# The parser of its device trees.
UNIT_PROGRAMS += smmuv3_topology
smmuv3_topology_SRCS := tests/unit/smmuv3/test_topology.c abi/topology_v3.c
smmuv3_topology_LIBS := -lfdt

# The model alone, which tests/machine/smmuv3.py compares with QEMU's SMMUv3.
OTHER_PROGRAMS += smmuv3_ask
smmuv3_ask_SRCS := tests/unit/smmuv3/ask.c $(SMMUV3_MODEL) hyp/core/state.c \
	$(addprefix tests/unit/shim/,shim_memory.c shim_mmio.c shim_lock.c)
