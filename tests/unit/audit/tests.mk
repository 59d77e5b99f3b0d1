# SPDX-License-Identifier: GPL-2.0-only
# pkvm-dma-audit on trees that are built here. tests/audit runs it on trees of boards.

UNIT_PROGRAMS += audit
audit_SRCS = $(addprefix tests/unit/audit/,test_audit.c blob.c) $(AUDIT_SRCS)
$(O)/audit: LDLIBS += -lfdt
