# SPDX-License-Identifier: GPL-2.0-only
# pkvm-dma-doctor on folders that look like a running system's /proc and /sys.

DOCTOR_SRCS := $(addprefix doctor/,files.c gather.c smmus.c devices.c advice.c \
	judge.c text.c json.c main.c) \
	audit/names.c audit/quote.c

# The test calls the program, and has reads fail.
CFLAGS_doctor_main := -Dmain=doctor_main
CFLAGS_doctor_files := -Dread=system_read

UNIT_PROGRAMS += doctor
doctor_SRCS := $(addprefix tests/unit/doctor/,test_doctor.c system.c reasons.c) \
	$(DOCTOR_SRCS)
# Their reasons.
doctor_DATA := host/setup.c host/kvm/pkvm_iommu.c abi/topology_dt.c abi/topology_describe.c \
	abi/topology_v3.c
