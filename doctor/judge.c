// SPDX-License-Identifier: GPL-2.0-only
/* What follows from what was found: the exit status, one sentence, and advice. */
#include <string.h>

#include "doctor.h"

const char *judge_state(enum doctor_state state)
{
	static const char * const names[] = {
		[DOCTOR_ACTIVE] = "active", [DOCTOR_OFF] = "off", [DOCTOR_FAILED] = "failed",
		[DOCTOR_PENDING] = "pending", [DOCTOR_ABSENT] = "absent",
		[DOCTOR_NO_DEBUGFS] = "no debugfs", [DOCTOR_NO_ACCESS] = "no access",
		[DOCTOR_UNREADABLE] = "unreadable",
	};

	return names[state];
}

const char *judge_verdict(enum doctor_verdict verdict)
{
	static const char * const names[] = {
		[DOCTOR_CONTAINED] = "contained", [DOCTOR_FAULTS] = "faults",
		[DOCTOR_OPEN] = "open", [DOCTOR_UNKNOWN] = "unknown",
	};

	return names[verdict];
}

enum doctor_status judge(const struct doctor *d)
{
	switch (d->state) {
	case DOCTOR_ACTIVE:
		break;
	case DOCTOR_NO_DEBUGFS:
	case DOCTOR_NO_ACCESS:
	case DOCTOR_UNREADABLE:
		return STATUS_CANNOT_TELL;
	default:
		return STATUS_NOT_ACTIVE;
	}
	if (d->count[DOCTOR_OPEN] || d->count[DOCTOR_UNKNOWN])
		return STATUS_NOT_ALL;
	/* An active EL2 without an SMMU or a device is none that any kernel has. */
	return d->lost || !d->nr_smmus || !d->nr_devices ? STATUS_CANNOT_TELL : STATUS_CONTAINED;
}

static void summary_of_active(const struct doctor *d, char *buf, size_t size)
{
	int open = d->count[DOCTOR_OPEN] + d->count[DOCTOR_UNKNOWN];

	if (d->not_restored)
		snprintf(buf, size, "DMA isolation is active, and EL2 could not restore the SMMUs after a suspend: all DMA through them faults.");
	else if (open)
		snprintf(buf, size, "DMA isolation is active, and does not contain %d of %d devices.",
			 open, d->nr_devices);
	else if (judge(d) == STATUS_CANNOT_TELL)
		snprintf(buf, size, "DMA isolation is active; not all of the system could be read.");
	else if (d->count[DOCTOR_FAULTS])
		snprintf(buf, size, "DMA isolation is active: of %d devices %d are contained, %d fault.",
			 d->nr_devices, d->count[DOCTOR_CONTAINED], d->count[DOCTOR_FAULTS]);
	else
		snprintf(buf, size, "DMA isolation is active, and contains all %d devices.",
			 d->nr_devices);
}

/* EL2 allows protected VMs in state off. Until it is decided, and in state failed, it does not. */
static void summary_of_inactive(const struct doctor *d, char *buf, size_t size)
{
	static const char * const follows[] = {
		[DOCTOR_OFF] = "DMA isolation is off: devices may access all memory, that of protected VMs too.",
		[DOCTOR_FAILED] = "DMA isolation has failed: devices may access all memory, and protected VMs are refused.",
		[DOCTOR_PENDING] = "DMA isolation is not decided: devices may access all memory, and protected VMs are refused.",
		[DOCTOR_ABSENT] = "This kernel has no DMA isolation.",
	};

	snprintf(buf, size, "%s", follows[d->state]);
}

void judge_summary(const struct doctor *d, char *buf, size_t size)
{
	switch (d->state) {
	case DOCTOR_ACTIVE:
		summary_of_active(d, buf, size);
		return;
	case DOCTOR_NO_DEBUGFS:
	case DOCTOR_NO_ACCESS:
	case DOCTOR_UNREADABLE:
		snprintf(buf, size, "Whether DMA isolation is active cannot be told: %s.",
			 judge_state(d->state));
		return;
	default:
		summary_of_inactive(d, buf, size);
	}
}

static const char *by_state(const struct doctor *d)
{
	switch (d->state) {
	case DOCTOR_ACTIVE:
		return NULL;
	case DOCTOR_NO_DEBUGFS:
		return "Mount debugfs: mount -t debugfs none /sys/kernel/debug";
	case DOCTOR_NO_ACCESS:
		return "Run it as root, without lockdown of debugfs.";
	case DOCTOR_UNREADABLE:
		return "This program does not know this kernel's files: take that of the kernel.";
	case DOCTOR_ABSENT:
		return "Boot a kernel with CONFIG_PKVM_IOMMU and CONFIG_PKVM_SMMU.";
	default:
		return advice_on_reason(d);
	}
}

struct rule {
	const char *counter;
	const char *advice;
};

/* Advice on counters that are not 0. */
static const struct rule rules[] = {
	{ "smcs_refused",
	  "EL2 refused firmware calls of the host: a driver may lack them." },
	{ "trusted_os",
	  "pkvm_iommu=trusted-os: protected VMs depend on the trusted OS." },
	{ "suspend_allowed",
	  "pkvm_iommu=allow-suspend: from sleep to restore devices may access all memory." },
	{ "suspends_refused",
	  "EL2 refused to suspend while there were protected VMs: end them first." },
};

static void advise_on_counters(const struct doctor *d, void (*say)(void *arg, const char *line),
			       void *arg)
{
	unsigned int i;

	for (i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (gather_counter(d, rules[i].counter))
			say(arg, rules[i].advice);
	}
}

static bool any_of(const struct doctor_counter *c, int nr)
{
	for (; nr; c++, nr--) {
		if (c->val)
			return true;
	}
	return false;
}

static bool any_fault(const struct doctor *d)
{
	int i;

	for (i = 0; i < d->nr_smmus; i++) {
		if (d->smmu[i].faults)
			return true;
	}
	return false;
}

static bool any_unbound(const struct doctor *d)
{
	int i;

	for (i = 0; i < d->nr_smmus; i++) {
		if (!d->smmu[i].bound)
			return true;
	}
	return false;
}

static void advise_on_smmus(const struct doctor *d, void (*say)(void *arg, const char *line),
			    void *arg)
{
	if (d->not_restored)
		say(arg,
		    "EL2 could not restore the SMMUs: suspend again, which may restore them, or reboot.");
	if (any_unbound(d))
		say(arg,
		    "pkvm-smmu did not bind to an SMMU of EL2's: dmesg | grep pkvm-smmu says why.");
}

static void advise_on_devices(const struct doctor *d, void (*say)(void *arg, const char *line),
			      void *arg)
{
	if (d->count[DOCTOR_OPEN] || d->count[DOCTOR_UNKNOWN])
		say(arg,
		    "Devices that are open: pkvm-dma-audit --explain NODE /sys/firmware/fdt");
	if (d->nr_refused)
		say(arg,
		    "EL2 refused streams: correct the tree, or do without the devices.");
	if (d->count[DOCTOR_FAULTS])
		say(arg,
		    "Devices that fault need streams that EL2 accepts, and a driver.");
	if (any_of(d->guard, d->nr_guards))
		say(arg, "EL2 dropped writes of the host to registers that EL2 owns.");
	if (any_fault(d))
		say(arg,
		    "Devices accessed what is not mapped for them: see their stream IDs.");
}

void judge_advice(const struct doctor *d, void (*say)(void *arg, const char *line), void *arg)
{
	const char *first = by_state(d);

	if (first)
		say(arg, first);
	if (d->state != DOCTOR_ACTIVE)
		return;
	advise_on_smmus(d, say, arg);
	advise_on_devices(d, say, arg);
	advise_on_counters(d, say, arg);
	if (judge(d) == STATUS_CANNOT_TELL && !d->not_restored)
		say(arg, "Run it as root, with procfs, sysfs and debugfs mounted.");
}
