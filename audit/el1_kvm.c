// SPDX-License-Identifier: GPL-2.0-only
/* KVM's part of EL1, as it is in the kernel, with a way to boot more than once. */
#include "../host/kvm/pkvm_iommu.c"

#include "audit.h"
#include "el1.h"

static char log_text[8192];
static size_t log_len;

void el1_log(const char *fmt, ...)
{
	char *line = log_text + log_len;
	va_list args;
	size_t len;
	bool ended;

	va_start(args, fmt);
	vsnprintf(line, sizeof(log_text) - log_len, fmt, args);
	va_end(args);
	len = strlen(line);
	log_len += len;
	ended = len && line[len - 1] == '\n';
	board_printable(line);
	if (ended)
		line[len - 1] = '\n';
}

const char *el1_log_text(void)
{
	return log_text;
}

/* The early helper registers itself, then KVM finalises. */
int el1_boot(void)
{
	log_len = 0;
	log_text[0] = 0;
	setup = (struct pkvm_iommu_setup){};
	set_state(PKVM_IOMMU_PENDING, 0);
	el1_initcall();
	pkvm_iommu_finalise(true);
	return state == PKVM_IOMMU_ACTIVE ? 0 : state_error ?: -EINVAL;
}
