/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What EL1's early helper expects of the kernel. Each kernel header that it includes is
 * this one under another name (audit.mk makes them). Its hypercalls reach EL2's
 * handlers in machine.c.
 */
#ifndef AUDIT_KERNEL_H
#define AUDIT_KERNEL_H

#include <stdarg.h>
#include <stdio.h>

#include <libfdt.h>

#include "../tests/unit/shim/shim_base.h"

#ifndef EPROBE_DEFER
#define EPROBE_DEFER	517
#endif

#undef __init
#define __init
#define __initdata
#define __initconst
#define __counted_by(nr)
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define EXPORT_SYMBOL_GPL(name)

struct device_node;

struct device {
	struct device_node *of_node;
};

struct mutex {
	int unused;
};

struct xarray {
	int unused;
};

struct ratelimit_state {
	int unused;
};

struct list_head {
	struct list_head *next, *prev;
};

struct iommu_device {
	struct device *dev;
};

struct resource {
	u64 start;
};

/* In place of the live tree's nodes: is there one in the blob? */
extern const void *initial_boot_params;

static inline struct device_node *of_find_compatible_node(struct device_node *from,
							   const char *type, const char *compatible)
{
	static char found;
	int node = fdt_node_offset_by_compatible(initial_boot_params, -1, compatible);

	return node < 0 ? NULL : (struct device_node *)&found;
}

#define of_node_put(np)		((void)(np))

/* No live tree: the driver's probe is not tried. */
static inline int of_address_to_resource(struct device_node *np, int index, struct resource *res)
{
	return -EINVAL;
}

static inline ssize_t strscpy(char *to, const char *from, size_t size)
{
	return snprintf(to, size, "%s", from);
}

/* The log. */
#ifndef pr_fmt
#define pr_fmt(fmt)	fmt
#endif
void el1_log(const char *fmt, ...) __printf(1, 2);
#define pr_info(fmt, ...)		el1_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...)		el1_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)		el1_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)		el1_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...)	el1_log(pr_fmt(fmt), ##__VA_ARGS__)
#define kvm_info(fmt, ...)		el1_log("kvm: " fmt, ##__VA_ARGS__)
#define kvm_err(fmt, ...)		el1_log("kvm: " fmt, ##__VA_ARGS__)
#define current				0
#define task_tgid_nr(task)		(task)

/* A system that has booted with a device tree, and with protected KVM. */
#define acpi_disabled			1
#define is_protected_kvm_enabled()	1
#define is_kvm_arm_initialised()	1
#define kvm_nvhe_sym(name)		(*(bool [1]){ true })
extern const void *initial_boot_params;
extern int (*el1_initcall)(void);
#define core_initcall(fn)		int (*el1_initcall)(void) = (fn)
#define early_param(name, fn)		static int (*unused_param)(char *) __maybe_unused = (fn)

/* Hypercalls. */
#define SMCCC_RET_SUCCESS		0
#define SMCCC_RET_NOT_SUPPORTED		-1

struct arm_smccc_res {
	unsigned long a0, a1, a2, a3;
};

#include "../host/kvm/pkvm_iommu.h"

#undef pkvm_iommu_hvc
#define pkvm_iommu_hvc(name, res, ...)	el1_hvc(#name, res, (const u64[6]){ __VA_ARGS__ })
s64 el1_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *args);

#endif
