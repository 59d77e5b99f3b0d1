# SPDX-License-Identifier: GPL-2.0-only
# The parser of device trees, on upstream's blobs and on broken ones.
UNIT_PROGRAMS += topology
topology_SRCS := tests/unit/topology/test_topology.c abi/topology_dt.c
topology_LIBS := -lfdt
# What it reads.
topology_DATA := build/mainline/arch/arm64/boot/dts/nvidia/tegra234-*.dtb
TOPOLOGY_CFLAGS := -std=gnu11 $(COMMON) -Werror -Itests/unit/topology/shim
