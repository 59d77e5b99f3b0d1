# SPDX-License-Identifier: GPL-2.0-only
# The functions of the kernel that the series patches, out of the file that is built, on
# stand-ins: what pKVM's hooks are asked, and what becomes of their answers. Those that move
# pages are in tests/unit/shim/shim_ownership.c.
comma := ,
NVHE := arch/arm64/kvm/hyp/nvhe

# $(1): name of the header; $(2): file of the kernel; $(3): patches; $(4): what prints a part of it
define kernel_part
$(LINKS)/$(1).h: $(3:%=linux/patches/%.patch) $(wildcard tests/unit/kernel/*.awk) \
		tests/unit/shim/hooks.awk $(LINKS)/.done tests/unit/kernel/tests.mk
	@cp $$(LINUX_TREE)/$(2) $$(MINE).c && chmod u+w $$(MINE).c
	@awk -v file='a/$(2)' '/^--- / { on = $$$$2 == file } on' $(3:%=linux/patches/%.patch) | \
		patch -s -f -F 0 -r - --no-backup-if-mismatch $$(MINE).c
	@$(4) $$(MINE).c > $$(MINE)
	@mv $$(MINE) $$@
endef
# $(4): functions
kernel_functions = $(call kernel_part,functions_$(1),$(2),$(3),awk -v names='$(4)' \
	-f tests/unit/shim/hooks.awk)
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
$(eval $(call kernel_functions,memory,arch/arm64/include/asm/kvm_pkvm.h,kvm-el2-memory kvm-el2-fdt,\
	__pkvm_iommu_tables pkvm_iommu_pages))

# The numbers of the hypercalls and the table of their handlers; a name becomes an entry.
marker := s/MARKER(\([A-Z_]*\))/\1, __after_\1 = \1 - 1/
handler := s/HANDLE_FUNC(\([a-z_0-9]*\))/[__KVM_HOST_SMCCC_FUNC_\1] = "\1"/
CALLS := kvm-el2-hypercalls kvm-el2-fdt
$(eval $(call kernel_part,calls_numbers,arch/arm64/include/asm/kvm_asm.h,$(CALLS),\
	sed -n '/^enum __kvm_host_smccc_func/$(comma)/^};/ { $(marker); p }'))
$(eval $(call kernel_part,calls_table,$(NVHE)/hyp-main.c,$(CALLS),\
	sed -n '/^static const hcall_t host_hcall/$(comma)/^};/ { $(handler); p }'))
$(eval $(call kernel_functions,calls,$(NVHE)/hyp-main.c,$(CALLS),handle_host_hcall))
$(LINKS)/calls_declared.h: hyp/include/nvhe/iommu.h $(LINKS)/.done tests/unit/kernel/tests.mk
	@sed -n 's/^void handle_\(__pkvm_iommu_[a-z_]*\)(.*;$$/CALL(\1)/p' $< > $(MINE)
	@mv $(MINE) $@

# Instructions of host.S, each as a statement, and its vectors.
$(eval $(call kernel_part,instructions,$(NVHE)/host.S,kvm-el2-abort,\
	awk -f tests/unit/kernel/instructions.awk))
$(eval $(call kernel_part,vectors,$(NVHE)/host.S,kvm-el2-abort,\
	awk -f tests/unit/kernel/vectors.awk))

# How the probes of mainline's drivers begin.
$(eval $(call kernel_part,probe_smmu,drivers/iommu/arm/arm-smmu/arm-smmu.c,arm-smmu-defer,\
	awk -f tests/unit/kernel/probe.awk))
$(eval $(call kernel_part,probe_smmuv3,drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c,\
	arm-smmu-v3-defer,awk -f tests/unit/kernel/probe.awk))

# Memory for EL2: as EL1 reserves it, and as EL2 divides it.
$(eval $(call kernel_functions,reserve,arch/arm64/kvm/pkvm.c,kvm-el1,kvm_hyp_reserve))
$(eval $(call kernel_functions,divide,$(NVHE)/setup.c,kvm-el2-memory,\
	divide_memory_pool __pkvm_init_finalise))
$(eval $(call kernel_part,page_state,arch/arm64/kvm/hyp/include/nvhe/memory.h,kvm-el2-ownership,\
	sed -n '/^struct hyp_page {/$(comma)/^};/p'))
$(eval $(call kernel_part,without_memory,$(NVHE)/setup.c,kvm-el2-memory,\
	sed -n '/^bool pkvm_iommu_without_memory/p'))
# What looks for the fixup of an access.
$(eval $(call kernel_functions,extable,arch/arm64/kvm/hyp/include/hyp/switch.h,kvm-el2-abort,\
	__kvm_fixup_el2_exception __kvm_unexpected_el2_exception))

UNIT_PROGRAMS += kernel_psci kernel_vm kernel_traps kernel_calls kernel_entry kernel_probe \
	kernel_reserve
kernel_reserve_SRCS := tests/unit/kernel/test_reserve.c
kernel_calls_SRCS := tests/unit/kernel/test_calls.c
kernel_entry_SRCS := tests/unit/kernel/test_entry.c
kernel_probe_SRCS := tests/unit/kernel/test_probe.c
$(O)/obj/tests/unit/kernel/test_calls.o: $(addprefix $(LINKS)/,calls_numbers.h calls_table.h \
	calls_declared.h functions_calls.h)
$(O)/obj/tests/unit/kernel/test_reserve.o: $(addprefix $(LINKS)/,functions_reserve.h \
	functions_divide.h page_state.h without_memory.h)
$(O)/obj/tests/unit/kernel/test_entry.o: $(addprefix $(LINKS)/,instructions.h vectors.h)
$(O)/obj/tests/unit/kernel/test_probe.o: $(addprefix $(LINKS)/,probe_smmu.h probe_smmuv3.h)
kernel_psci_SRCS := tests/unit/kernel/test_psci.c
kernel_vm_SRCS := tests/unit/kernel/test_vm.c
kernel_traps_SRCS := tests/unit/kernel/test_traps.c
$(O)/obj/tests/unit/kernel/test_psci.o: $(LINKS)/functions_psci.h
$(O)/obj/tests/unit/kernel/test_vm.o: $(addprefix $(LINKS)/functions_,vm.h el1.h memory.h)
$(O)/obj/tests/unit/kernel/test_traps.o: $(addprefix $(LINKS)/functions_,smc.h abort.h fixup.h \
	extable.h unshare.h)
