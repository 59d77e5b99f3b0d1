# SPDX-License-Identifier: GPL-2.0-only
# The core of hyp/ on a fake SMMU that can be told to fail.
CORE_TEST_SRCS := tests/unit/core/fake.c tests/unit/core/setup.c $(CORE_SRCS) $(SHIM_SRCS)

PROGRAMS += core_setup
core_setup_SRCS := tests/unit/core/test_setup.c $(CORE_TEST_SRCS)
