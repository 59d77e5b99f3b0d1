# SPDX-License-Identifier: GPL-2.0-only
# The functions of the kernel that the series patches, out of the file that is built, on
# stand-ins: what pKVM's hooks are asked, and what becomes of their answers. Those that move
# pages are in tests/unit/shim/shim_ownership.c.
NVHE := arch/arm64/kvm/hyp/nvhe

# $(1): name of the header; $(2): file of the kernel; $(3): patches; $(4): functions
define kernel_functions
$(LINKS)/functions_$(1).h: $(3:%=linux/patches/%.patch) tests/unit/shim/hooks.awk $(LINKS)/.done \
		tests/unit/kernel/tests.mk
	@cp $$(LINUX_TREE)/$(2) $$@.c && chmod u+w $$@.c
	@awk -v file='a/$(2)' '/^--- / { on = $$$$2 == file } on' $(3:%=linux/patches/%.patch) | \
		patch -s -f -F 0 -r - --no-backup-if-mismatch $$@.c
	@awk -v names='$(4)' -f tests/unit/shim/hooks.awk $$@.c > $$@.new
	@mv $$@.new $$@
endef
$(eval $(call kernel_functions,psci,$(NVHE)/psci-relay.c,kvm-el2-gates kvm-el2-suspend,\
	psci_call psci_give_up psci_returned psci_cpu_suspend psci_system_suspend \
	__kvm_host_psci_cpu_resume_entry))
$(eval $(call kernel_functions,smc,$(NVHE)/hyp-main.c,kvm-el2-smc,handle_host_smc))
$(eval $(call kernel_functions,abort,$(NVHE)/mem_protect.c,kvm-el2-ownership,\
	host_stage2_adjust_range handle_host_mem_abort))
$(eval $(call kernel_functions,fixup,$(NVHE)/switch.c,kvm-el2-abort,kvm_host_el2_exception))
$(eval $(call kernel_functions,unshare,arch/arm64/kvm/mmu.c,kvm-el1-unshare,\
	kvm_s2_fault_unshare user_mem_abort))
$(eval $(call kernel_functions,vm,$(NVHE)/pkvm.c,kvm-el2-gates kvm-el2-suspend,\
	__pkvm_init_vm __pkvm_finalize_teardown_vm))
$(eval $(call kernel_functions,el1,arch/arm64/kvm/pkvm.c,kvm-el1,pkvm_init_host_vm \
	finalize_pkvm))
$(eval $(call kernel_functions,memory,arch/arm64/include/asm/kvm_pkvm.h,kvm-el2-memory,\
	__pkvm_iommu_tables pkvm_iommu_pages))

UNIT_PROGRAMS += kernel_psci kernel_vm kernel_traps
kernel_psci_SRCS := tests/unit/kernel/test_psci.c
kernel_vm_SRCS := tests/unit/kernel/test_vm.c
kernel_traps_SRCS := tests/unit/kernel/test_traps.c
$(O)/obj/tests/unit/kernel/test_psci.o: $(LINKS)/functions_psci.h
$(O)/obj/tests/unit/kernel/test_vm.o: $(addprefix $(LINKS)/functions_,vm.h el1.h memory.h)
$(O)/obj/tests/unit/kernel/test_traps.o: $(addprefix $(LINKS)/functions_,smc.h abort.h fixup.h \
	unshare.h)
