# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the machine's models: each folder is named like the model that it tests.
# test_*.c are cmocka programs, fuzz_*.c run for FUZZ_RUNS= rounds with SEED= (0: a new
# one); every other .c is linked to all programs of its folder.

MODEL_TESTS := $(sort $(wildcard tests/models/*/test_*.c tests/models/*/fuzz_*.c))
model_part = $(patsubst tests/models/%/,%,$(dir $(1)))
# bpmp/test_bpmp.c is bpmp, mmu500/test_tlb.c mmu500_tlb, mmu500/fuzz_mmu500.c mmu500_fuzz.
model_name = $(subst test_,,$(subst $(call model_part,$(1))_test_$(call model_part,$(1)),\
	$(call model_part,$(1)),$(subst fuzz_$(call model_part,$(1)),fuzz,\
	$(call model_part,$(1))_$(basename $(notdir $(1))))))
model_helpers = $(filter-out $(MODEL_TESTS),$(wildcard $(dir $(1))*.c))
define model_program
MODEL_PROGRAMS += $(strip $(call model_name,$(1)))
$(strip $(call model_name,$(1)))_SRCS := $(1) $(call model_helpers,$(1)) tests/unit/shim/only.c $(MODEL_SRCS)
endef
$(foreach t,$(MODEL_TESTS),$(eval $(call model_program,$(t))))
