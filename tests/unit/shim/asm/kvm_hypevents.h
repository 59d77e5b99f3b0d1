/* SPDX-License-Identifier: GPL-2.0-only */
/* EL2's trace events: here, the text that the host would read. */
#ifndef SHIM_ASM_KVM_HYPEVENTS_H
#define SHIM_ASM_KVM_HYPEVENTS_H

#include <linux/arm-smccc.h>

#include "shim_base.h"

extern bool shim_tracing;	/* events are off at first, as in the kernel */
void shim_event(const char *name, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define HE_PROTO(args...)	args
#define HE_STRUCT(args...)	args
#define HE_ASSIGN(args...)	args
#define HE_PRINTK(args...)	args
#define he_field(type, field)	type field;

#define HYP_EVENT(name, proto, fields, assign, printk)			\
	struct shim_event_##name { u16 id; fields };			\
	struct shim_packed_##name { u16 id; fields } __packed;		\
	_Static_assert(sizeof(struct shim_event_##name) ==		\
		       sizeof(struct shim_packed_##name), "padding");	\
	static inline void trace_##name(proto)				\
	{								\
		struct shim_event_##name entry, *__entry = &entry;	\
									\
		if (!shim_tracing)					\
			return;						\
		assign							\
		shim_event(#name, printk);				\
	}								\
	struct shim_event_##name

#include "abi/kvm_pkvm_iommu_events.h"

#endif
