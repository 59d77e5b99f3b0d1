# SPDX-License-Identifier: GPL-2.0-only
# The device tree read at EL2: hyp/fdt/ on the SoCs' tables, and EL1's way for comparison.
TREE_CFLAGS := -Iabi
CFLAGS_hyp_fdt_tree := $(TREE_CFLAGS)
CFLAGS_hyp_fdt_parser := $(TREE_CFLAGS)
CFLAGS_tests_unit_tree_test_tree := $(TREE_CFLAGS)

UNIT_PROGRAMS += tree
tree_SRCS = tests/unit/tree/test_tree.c hyp/fdt/tree.c hyp/fdt/parser.c abi/topology_dt.c \
	abi/topology_describe.c $(SYSTEM_SRCS)
tree_LIBS := -lfdt
tree_DATA := build/mainline/arch/arm64/boot/dts/nvidia/tegra234-*.dtb $(LINKS)/trees/*.dtbo

# Overlays over these: those of boots, and some that no boot has.
TREE_OVERLAYS := $(patsubst tests/boot/trees/%.dtso,$(LINKS)/trees/boot-%.dtbo,\
		$(wildcard tests/boot/trees/*.dtso)) \
	$(patsubst tests/unit/tree/trees/%.dtso,$(LINKS)/trees/unit-%.dtbo,\
		$(wildcard tests/unit/tree/trees/*.dtso))
compile_overlay = @mkdir -p $(@D) && dtc -q -I dts -O dtb -o $@.$(CONFIG) $< && mv -f $@.$(CONFIG) $@
$(LINKS)/trees/boot-%.dtbo: tests/boot/trees/%.dtso
	$(compile_overlay)
$(LINKS)/trees/unit-%.dtbo: tests/unit/tree/trees/%.dtso
	$(compile_overlay)
$(O)/tree: | $(TREE_OVERLAYS)

# With EL2's own build of libfdt, from the kernel's sources.
OTHER_PROGRAMS += tree_fuzz
tree_fuzz_SRCS = tests/unit/tree/fuzz.c tests/unit/topology/blobs.c hyp/fdt/tree.c \
	hyp/fdt/parser.c hyp/fdt/libfdt.c $(SYSTEM_SRCS)
# For the changes only.
tree_fuzz_LIBS := -lfdt
CFLAGS_hyp_fdt_libfdt = -I$(LINUX_TREE)/scripts/dtc/libfdt
