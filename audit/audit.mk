# SPDX-License-Identifier: GPL-2.0-only
# pkvm-dma-audit: EL1's early helper and all of EL2's code on the machine's models, and
# the report. tests/hosted.mk includes this file.

AUDIT_REPORT := $(addprefix audit/,tree.c known.c names.c report.c words.c table.c json.c quote.c dot.c explain.c)
AUDIT_EL1 := audit/rows.c audit/el1_kvm.c host/setup.c
AUDIT_SRCS = $(AUDIT_REPORT) $(AUDIT_EL1) abi/topology_describe.c audit/machine.c \
	hyp/fdt/libfdt.c $(filter-out tests/unit/system/account.c tests/unit/system/oracle.c,$(BOARD_SRCS))

TOOLS += pkvm-dma-audit
pkvm-dma-audit_SRCS = audit/main.c audit/assert.c $(AUDIT_SRCS)

# The kernel's headers that EL1's files include: each is audit/kernel.h under another name.
AUDIT_HEADERS := linux/acpi.h linux/init.h linux/iommu.h linux/kvm_host.h linux/libfdt.h \
	linux/list.h linux/mutex.h linux/of.h linux/of_address.h linux/of_fdt.h \
	linux/pkvm_iommu.h linux/printk.h linux/ratelimit.h linux/smmu_owner.h linux/sprintf.h \
	linux/xarray.h asm/kvm_asm.h asm/kvm_pkvm.h asm/virt.h linux/arm-smccc.h
AUDIT_STUBS := $(O)/audit-headers
$(AUDIT_STUBS)/.done: audit/audit.mk
	@mkdir -p $(AUDIT_STUBS)/linux $(AUDIT_STUBS)/asm
	@for h in $(AUDIT_HEADERS); do printf '#include "audit/kernel.h"\n' > $(AUDIT_STUBS)/$$h; done
	@touch $@

AUDIT_EL1_CFLAGS := -DCONFIG_PKVM_SMMU=1 -I$(AUDIT_STUBS) -Iabi -Ihost
$(foreach f,$(AUDIT_EL1:.c=),$(eval CFLAGS_$(subst /,_,$(f)) := $(AUDIT_EL1_CFLAGS)))
$(AUDIT_EL1:%.c=$(O)/obj/%.o): $(AUDIT_STUBS)/.done
