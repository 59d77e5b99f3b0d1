# SPDX-License-Identifier: GPL-2.0-only
# Hosted programs: the real .c files of hyp/ and of the machine's models, with sanitizers
# and, for hyp/, a shim for the kernel around them. `tests/run` runs them; this file only
# builds. It runs in the top folder, with relative paths, so that a copy of the tree can
# use the objects of another.
#
#   make -f tests/hosted.mk LINUX_TREE=<kernel source> [CC=gcc] all
#   make -f tests/hosted.mk LINUX_TREE=<kernel source> names	"KIND NAME" of each program
#   make -f tests/hosted.mk LINUX_TREE=<kernel source> sources	"NAME SOURCE..." of each
#   make -f tests/hosted.mk LINUX_TREE=<kernel source> data	"NAME FILE..." that it reads
#
# The tests.mk of each folder lists its programs:
#   UNIT_PROGRAMS += core_map
#   core_map_SRCS := tests/unit/core/test_map.c $(CORE_SRCS) ...

ifeq ($(origin CC),default)
CC := gcc
endif
CONFIG ?= $(notdir $(lastword $(CC)))
O ?= build/hosted/$(CONFIG)
LINKS := build/hosted/links
LINUX_TREE ?= $(error give LINUX_TREE=, the kernel's sources)

SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
COMMON := -O1 -g -Wall -Wextra -fno-omit-frame-pointer $(SANITIZE) $(EXTRA_CFLAGS)
# The shim's headers have the paths of the kernel's headers. The few kernel files that are
# used unchanged are symbolic links.
HYP_CFLAGS := -std=gnu11 $(COMMON) -Wno-unused-parameter -Wno-sign-compare -Wno-pointer-arith \
	-Werror=implicit-function-declaration -fno-strict-aliasing \
	-DCONFIG_PKVM_IOMMU=1 -DCONFIG_PKVM_SMMU_V3=1 -Itests/unit/shim -Ihyp/include -I. -I$(LINKS)
MODEL_CFLAGS := -std=c11 $(COMMON) -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Imachine/models
LDLIBS := -lcmocka -lpthread

SHIM_SRCS := $(addprefix tests/unit/shim/,shim_memory.c shim_mmio.c shim_lock.c \
	shim_ownership.c shim_trace.c)
CORE_SRCS := tests/unit/shim/hyp_state.c $(wildcard hyp/core/*.c)
BACKEND_SRCS := $(wildcard hyp/mmu500/*.c hyp/tegra/*.c)
SMMUV3_SRCS := $(wildcard hyp/smmuv3/*.c hyp/wired/*.c)
MODEL_SRCS := $(wildcard machine/models/*/*.c)

UNIT_PROGRAMS :=
MODEL_PROGRAMS :=
SEEDED_PROGRAMS :=
# Programs with threads, which also run with the thread sanitizer.
THREAD_PROGRAMS :=
# Not tests.
OTHER_PROGRAMS :=
# Not tests, and installed: no cmocka, no sanitizer.
TOOLS :=
include $(sort $(wildcard tests/*/tests.mk tests/unit/*/tests.mk)) audit/audit.mk
TESTS := $(UNIT_PROGRAMS) $(MODEL_PROGRAMS) $(SEEDED_PROGRAMS)

.DEFAULT_GOAL := all
.PHONY: all unit threads names sources data
all: $(addprefix $(O)/,$(TESTS))
unit: $(addprefix $(O)/,$(UNIT_PROGRAMS))
threads: $(addprefix $(O)/,$(THREAD_PROGRAMS))
names:
	@printf '%s\n' $(UNIT_PROGRAMS:%='unit %') $(MODEL_PROGRAMS:%='model %') \
		$(SEEDED_PROGRAMS:%='seeded %') $(THREAD_PROGRAMS:%='threads %')

sources:
	@printf '%s\n' $(foreach p,$(TESTS),'$(p) $(sort $($(p)_SRCS)) tests/unit/shim/only.c')

data:
	@printf '%s\n' $(foreach p,$(TESTS),$(if $($(p)_DATA),'$(p) $($(p)_DATA)'))

# Several compilers build at once and share these files: each makes its own and renames it.
MINE = $@.$(CONFIG)
link = ln -sf $(1) $(LINKS)/$(2).$(CONFIG) && mv -Tf $(LINKS)/$(2).$(CONFIG) $(LINKS)/$(2)

$(LINKS)/.done: tests/hosted.mk
	@[ -f "$(LINUX_TREE)/drivers/iommu/io-pgtable-arm.c" ] || \
		{ echo "error: no kernel source in '$(LINUX_TREE)'" >&2; \
		  echo "  what to do: make fetch, or name a source tree: LINUX_SRC=" >&2; exit 1; }
	@mkdir -p $(LINKS)/linux $(LINKS)/asm
	@$(call link,$(abspath $(LINUX_TREE))/drivers/iommu/io-pgtable-arm.c,io-pgtable-arm.c)
	@$(call link,$(abspath $(LINUX_TREE))/drivers/iommu/io-pgtable-arm.h,io-pgtable-arm.h)
	@$(call link,$(abspath $(LINUX_TREE))/drivers/iommu/iommu-pages.h,iommu-pages.h)
	@$(call link,$(abspath $(LINUX_TREE))/include/linux/io-pgtable.h,linux/io-pgtable.h)
	@$(call link,../../../../abi/kvm_pkvm_iommu.h,asm/kvm_pkvm_iommu.h)
	@touch $@

# Stream IDs and memory clients of the device tree's binding, as entries of a table.
$(LINKS)/tegra234_mc.h: $(LINKS)/.done
	@awk '/stream IDs \*\/$$/ { of = $$2 } \
		/^#define TEGRA234_SID_/ && of { printf "SID(%s, %s, \"%s\")\n", of, $$3, substr($$2, 14) } \
		/^#define TEGRA234_MEMORY_CLIENT_/ { printf "CLIENT(%s, \"%s\")\n", $$3, substr($$2, 24) }' \
		$(LINUX_TREE)/include/dt-bindings/memory/tegra234-mc.h > $(MINE)
	@mv $(MINE) $@
$(O)/obj/tests/unit/backend/test_header.o: $(LINKS)/tegra234_mc.h

# The lock order is written once, in a comment of nvhe/iommu.h.
$(LINKS)/lock_order.h: hyp/include/nvhe/iommu.h $(LINKS)/.done
	@sed -n '/Lock order/,/\*\//s/^ \*\t\([a-z_>.-]*lock\)\t.*/"\1",/p' $< > $(MINE)
	@test -s $(MINE) || { echo "error: $<: no lock order" >&2; rm $(MINE); exit 1; }
	@mv $(MINE) $@
$(O)/obj/tests/unit/shim/shim_lock.o: $(LINKS)/lock_order.h

# What moves pages between the host, EL2 and guests: the kernel's functions with the hooks of
# the series, out of the file that is built.
OWNERSHIP_PATCHES := $(addprefix linux/patches/kvm-el2-,ownership.patch suspend.patch)
OWNERSHIP_FUNCTIONS := guest_lock_component guest_unlock_component host_lock_component \
	host_unlock_component hyp_lock_component hyp_unlock_component pfn_range_is_valid \
	__host_update_page_state host_stage2_set_owner_metadata_locked \
	host_stage2_set_owner_locked __host_check_page_state_range __host_set_page_state_range \
	__hyp_set_page_state_range __hyp_check_page_state_range __hyp_check_page_count_range \
	guest_get_page_state get_valid_guest_pte __pkvm_host_share_hyp __pkvm_guest_share_host \
	__pkvm_guest_unshare_host __pkvm_host_unshare_hyp __pkvm_host_donate_hyp \
	__pkvm_hyp_donate_host __pkvm_host_force_reclaim_page_guest \
	__pkvm_host_reclaim_page_guest __pkvm_host_donate_guest __guest_check_transition_size \
	__pkvm_host_share_guest __check_host_shared_guest __pkvm_host_unshare_guest
MEM_PROTECT := arch/arm64/kvm/hyp/nvhe/mem_protect.c
$(LINKS)/mem_protect_functions.h: $(OWNERSHIP_PATCHES) tests/unit/shim/hooks.awk tests/hosted.mk $(LINKS)/.done
	@cp $(LINUX_TREE)/$(MEM_PROTECT) $(MINE).c && chmod u+w $(MINE).c
	@awk '/^--- / { on = /mem_protect\.c$$/ } on' $(OWNERSHIP_PATCHES) | \
		patch -s -f -F 0 -r - --no-backup-if-mismatch $(MINE).c
	@awk -v names='$(OWNERSHIP_FUNCTIONS)' -f tests/unit/shim/hooks.awk $(MINE).c > $(MINE)
	@mv $(MINE) $@
$(O)/obj/tests/unit/shim/shim_ownership.o: $(LINKS)/mem_protect_functions.h

# The coverage is hyp/'s: the models would only get slower.
NO_COVERAGE = $(filter-out --coverage -fprofile-update=%,$(1))
flags_of = $(if $(filter machine/models/% tests/models/% tests/seeded/%,$(1)),\
	$(call NO_COVERAGE,$(MODEL_CFLAGS)),\
	$(if $(filter abi/% tests/unit/topology/%,$(1)),$(TOPOLOGY_CFLAGS),$(HYP_CFLAGS)))
$(O)/obj/%.o: %.c $(LINKS)/.done tests/hosted.mk
	@mkdir -p $(@D)
	@$(CC) $(call flags_of,$<) $(CFLAGS_$(subst /,_,$*)) -MMD -MP -c $< -o $@

define program
$(O)/$(1): $$(patsubst %.c,$(O)/obj/%.o,$$(sort $$($(1)_SRCS) $(if $(filter $(UNIT_PROGRAMS) $(OTHER_PROGRAMS),$(1)),tests/unit/shim/only.c)))
	@$$(CC) $$(SANITIZE) $$^ $$(LDLIBS) $$($(1)_LIBS) -o $$@
endef
$(foreach p,$(TESTS) $(OTHER_PROGRAMS) $(TOOLS),$(eval $(call program,$(p))))
$(addprefix $(O)/,$(TOOLS)): LDLIBS := -static -lpthread

-include $(shell find $(O)/obj -name '*.d' 2>/dev/null)
