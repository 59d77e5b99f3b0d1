# SPDX-License-Identifier: GPL-2.0-only
# pkvm-dma-audit on trees that are built here. tests/audit runs it on trees of boards.

UNIT_PROGRAMS += audit
audit_SRCS = $(addprefix tests/unit/audit/,test_audit.c blob.c) $(AUDIT_SRCS)
# For the blobs that the test builds.
audit_LIBS := -lfdt
