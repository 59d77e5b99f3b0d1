/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel at boot, as setup.c sees it: parameters, the device tree, KVM and the log. */
#ifndef HOST_TEST_EARLY_H
#define HOST_TEST_EARLY_H

#include <linux/init.h>

#include "kernel.h"

#define EPROBE_DEFER		517
#define __ro_after_init
#define __printf(fmt, args)	__attribute__((format(printf, fmt, args)))
#undef IS_ENABLED
#define IS_ENABLED(CONFIG_option)	CONFIG_option
#ifndef CONFIG_PKVM_IOMMU_FDT_AT_EL2
#define CONFIG_PKVM_IOMMU_FDT_AT_EL2	0
#endif

#define early_param(name, fn)	int (*early_param_of)(char *arg) = sizeof(name) ? (fn) : NULL
#define core_initcall(fn)	int (*early_initcall)(void) = (fn)

/* Both are set by the test. */
extern const void *initial_boot_params;
extern u64 initial_boot_params_pa;
extern bool acpi_disabled, pkvm_on;
#define is_protected_kvm_enabled()	pkvm_on

/* The live tree: a node is its address, and a compatible string is in it or not. */
struct device_node {
	u64 base;
	bool without_reg;
};

static inline int of_address_to_resource(struct device_node *np, int index, struct resource *res)
{
	if (np->without_reg)
		return -EINVAL;
	res->start = np->base;
	return 0;
}

struct device_node *early_find_node(const char *compatible);

static inline struct device_node *
of_find_compatible_node(struct device_node *from, const char *type, const char *compatible)
{
	return early_find_node(compatible);
}

#define of_node_put(np)		((void)(np))

static inline ssize_t strscpy(char *to, const char *from, size_t size)
{
	return snprintf(to, size, "%s", from);
}

/* The log: a level, then the text. */
__printf(2, 3) void early_log(char level, const char *fmt, ...);
#undef pr_err
#define pr_err(fmt, ...)	early_log('e', fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...)	early_log('w', fmt, ##__VA_ARGS__)
#define pr_notice(fmt, ...)	early_log('n', fmt, ##__VA_ARGS__)
#define pr_info(fmt, ...)	early_log('i', fmt, ##__VA_ARGS__)

/* KVM's half: kvm/pkvm_iommu.h. */
#define PKVM_IOMMU_SETUP_TAKEOVER	0
#define PKVM_IOMMU_SETUP_OFF		1

struct pkvm_iommu_setup {
	int (*describe)(void);
	void (*explain)(u64 what, u64 which, int error);
};

void pkvm_iommu_reserve_little(void);
int pkvm_iommu_register_setup(const struct pkvm_iommu_setup *s);
__printf(1, 2) void pkvm_iommu_set_reason(const char *fmt, ...);
enum pkvm_iommu_state pkvm_iommu_state(void);

#endif
