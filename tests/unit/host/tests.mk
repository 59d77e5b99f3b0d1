# SPDX-License-Identifier: GPL-2.0-only
# The driver's attach.c, domain.c and nested.c on the core of hyp/ and its fake SMMU;
# record.c alone.
HOST_CFLAGS := -Itests/unit/host -Ihost -include tests/unit/host/kernel.h
CFLAGS_host_attach := $(HOST_CFLAGS)
CFLAGS_host_domain := $(HOST_CFLAGS)
CFLAGS_host_record := $(HOST_CFLAGS)
CFLAGS_host_bank := $(HOST_CFLAGS)
CFLAGS_host_nested := $(HOST_CFLAGS)
CFLAGS_host_nested_mmu500 := $(HOST_CFLAGS)
CFLAGS_host_nested_smmuv3 := $(HOST_CFLAGS)
CFLAGS_tests_unit_host_test_driver := $(HOST_CFLAGS)
CFLAGS_tests_unit_host_test_record := $(HOST_CFLAGS)
CFLAGS_tests_unit_host_test_nested := $(HOST_CFLAGS)
CFLAGS_tests_unit_host_test_nested_v3 := $(HOST_CFLAGS)

UNIT_PROGRAMS += host_driver
host_driver_SRCS := tests/unit/host/test_driver.c tests/unit/host/el2.c host/attach.c \
	host/domain.c tests/unit/core/fake.c tests/unit/core/setup.c $(CORE_SRCS) $(SHIM_SRCS)

UNIT_PROGRAMS += host_record
host_record_SRCS := tests/unit/host/test_record.c host/record.c

# Its nested domains, on registers that the test records, and on calls of EL2.
NESTED_SRCS := $(addprefix host/,bank.c nested.c nested_mmu500.c nested_smmuv3.c)
UNIT_PROGRAMS += host_nested host_nested_v3
host_nested_SRCS := tests/unit/host/test_nested.c $(NESTED_SRCS) $(CORE_TEST_SRCS)
host_nested_v3_SRCS := tests/unit/host/test_nested_v3.c $(NESTED_SRCS) $(CORE_TEST_SRCS)

# That of an SMMUv3, on the model of the SMMU.
CFLAGS_tests_unit_host_driver_nested := $(HOST_CFLAGS)
CFLAGS_tests_unit_host_test_nested_model := -Itests/unit/shim
UNIT_PROGRAMS += host_nested_model
host_nested_model_SRCS = tests/unit/host/test_nested_model.c tests/unit/host/driver_nested.c \
	$(NESTED_SRCS) tests/unit/smmuv3/host.c $(SMMUV3_WHOLE)

# A lent bank's registers, on the model of the SMMU.
CFLAGS_tests_unit_host_driver_bank := $(HOST_CFLAGS)
CFLAGS_tests_unit_host_test_bank := -Itests/unit/shim
UNIT_PROGRAMS += host_bank
host_bank_SRCS = tests/unit/host/test_bank.c tests/unit/host/driver_bank.c host/bank.c \
	$(BACKEND_ENV) $(BACKEND_SRCS) $(MODEL_SRCS)

# Devices, groups and faults, with the IOMMU core played.
HOST_CORE := tests/unit/host/drivers/iommu/arm/pkvm-smmu
CFLAGS_host_device := $(HOST_CFLAGS) -I$(HOST_CORE)
CFLAGS_host_fault := $(HOST_CFLAGS) -I$(HOST_CORE)
CFLAGS_host_report := $(HOST_CFLAGS) -I$(HOST_CORE)
CFLAGS_tests_unit_host_test_device := $(HOST_CFLAGS) -I$(HOST_CORE) -include core.h
UNIT_PROGRAMS += host_device
host_device_SRCS := $(addprefix host/,attach.c device.c fault.c record.c report.c) \
	tests/unit/host/test_device.c

# The state of DMA isolation, as kvm/pkvm_iommu.c decides it.
CFLAGS_tests_unit_host_test_state := -Itests/unit/host/kvm -Ihost
UNIT_PROGRAMS += host_state
host_state_SRCS := tests/unit/host/test_state.c

# An SMMU's probe and resume.
CFLAGS_tests_unit_host_test_smmu := $(HOST_CFLAGS) -I$(HOST_CORE) -Iabi -include driver_core.h \
	-DCONFIG_DEBUG_FS=1
UNIT_PROGRAMS += host_smmu
host_smmu_SRCS := tests/unit/host/test_smmu.c

# The early helper, in both configurations: EL1 describes the system, or EL2 reads the tree.
HOST_EARLY := -Itests/unit/host/early $(HOST_CFLAGS) -Iabi -include early.h \
	-D'EXPORT_SYMBOL_GPL(name)=' -DCONFIG_PROC_VMCORE=1
CFLAGS_tests_unit_host_test_setup := $(HOST_EARLY) -DHOST_TEST_NAME='"host_setup"'
CFLAGS_tests_unit_host_test_setup_tree := $(HOST_EARLY) -DHOST_TEST_NAME='"host_setup_tree"' \
	-DCONFIG_PKVM_IOMMU_FDT_AT_EL2=1
UNIT_PROGRAMS += host_setup host_setup_tree
host_setup_SRCS := tests/unit/host/test_setup.c abi/topology_describe.c
host_setup_LIBS := -lfdt
host_setup_tree_SRCS := tests/unit/host/test_setup_tree.c abi/topology_describe.c
host_setup_tree_LIBS := -lfdt

# The files of debugfs.
CFLAGS_tests_unit_host_test_debugfs := $(HOST_CFLAGS) -I$(HOST_CORE) -Iabi -Itests/unit/host/early -include files.h \
	-DCONFIG_DEBUG_FS=1 -DCONFIG_PKVM_SMMU_SELFTEST=1
UNIT_PROGRAMS += host_debugfs
host_debugfs_SRCS := tests/unit/host/test_debugfs.c

# What a crash kernel leaves alone, on stand-ins of all that it includes.
UNIT_PROGRAMS += host_crash
host_crash_SRCS := tests/unit/host/test_crash.c
$(O)/obj/tests/unit/host/test_crash.o: $(LINKS)/host_crash.h
$(LINKS)/host_crash.h: host/crash.c tests/unit/host/tests.mk $(LINKS)/.done
	@sed '/^#include/d' $< > $(MINE) && mv $(MINE) $@
