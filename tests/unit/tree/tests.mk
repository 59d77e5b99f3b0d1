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
tree_DATA := build/mainline/arch/arm64/boot/dts/nvidia/tegra234-*.dtb
