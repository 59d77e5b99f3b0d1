# SPDX-License-Identifier: GPL-2.0-only
# The core of hyp/ on a fake SMMU that can be told to fail.
CORE_TEST_SRCS := tests/unit/core/fake.c tests/unit/core/setup.c $(CORE_SRCS) $(SHIM_SRCS)

PROGRAMS += core_setup
core_setup_SRCS := tests/unit/core/test_setup.c $(CORE_TEST_SRCS)
PROGRAMS += core_pages
core_pages_SRCS := tests/unit/core/test_pages.c $(CORE_TEST_SRCS)
PROGRAMS += core_map
core_map_SRCS := tests/unit/core/test_map.c $(CORE_TEST_SRCS)
PROGRAMS += core_domain
core_domain_SRCS := tests/unit/core/test_domain.c $(CORE_TEST_SRCS)
PROGRAMS += core_attach
core_attach_SRCS := tests/unit/core/test_attach.c $(CORE_TEST_SRCS)
PROGRAMS += core_mmio
core_mmio_SRCS := tests/unit/core/test_mmio.c $(CORE_TEST_SRCS)
PROGRAMS += core_random
core_random_SRCS := tests/unit/core/test_random.c $(CORE_TEST_SRCS)
PROGRAMS += core_power
core_power_SRCS := tests/unit/core/test_power.c $(CORE_TEST_SRCS)
