# SPDX-License-Identifier: GPL-2.0-only
# Seeded faults: small wrong drivers, each with its correct version. The machine's models
# must show the fault.

SEEDED_PROGRAMS += seeded
seeded_SRCS := $(wildcard tests/seeded/*.c) $(MODEL_SRCS)

# The same of an SMMUv3: the hosted tests' model must show the fault.
SEEDED_PROGRAMS += seeded_smmuv3
seeded_smmuv3_SRCS := $(wildcard tests/seeded/smmuv3/*.c tests/unit/smmuv3/model*.c)
