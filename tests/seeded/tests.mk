# SPDX-License-Identifier: GPL-2.0-only
# Seeded faults: small wrong drivers, each with its correct version. The machine's models
# must show the fault.

SEEDED_PROGRAMS += seeded
seeded_SRCS := $(wildcard tests/seeded/*.c) $(MODEL_SRCS)
