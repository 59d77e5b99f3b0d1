// SPDX-License-Identifier: GPL-2.0-only
/*
 * The attacker: operations that a compromised kernel at EL1 can perform, on request of a
 * test program. It bypasses every driver and every check that runs at EL1.
 */
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#include "internal.h"

union att_arg {
	struct att_call call;
	struct att_access access;
	struct att_dma dma;
	struct att_reset reset;
	struct att_smc smc;
	struct att_el2 el2;
	struct att_domain domain;
	struct att_map map;
	struct att_slave slave;
	struct att_domains domains;
	struct att_starve starve;
	struct att_pins pins;
	struct att_master master;
	struct att_slot slot;
};

static DEFINE_MUTEX(att_lock);

static int att_dispatch(unsigned int cmd, union att_arg *arg)
{
	switch (cmd) {
	case ATT_IOC_CALL:
		return att_call(&arg->call);
	case ATT_IOC_DMA:
		return att_dma(&arg->dma);
	case ATT_IOC_RESET:
		return att_reset(&arg->reset);
	case ATT_IOC_SMC:
		return att_smc(&arg->smc);
	case ATT_IOC_EL2:
		return att_el2(&arg->el2);
	case ATT_IOC_DOMAIN:
		return att_domain(&arg->domain);
	case ATT_IOC_MAP:
		return att_map(&arg->map);
	case ATT_IOC_UNMAP:
		return att_unmap(&arg->map);
	case ATT_IOC_PHYS:
		return att_phys(&arg->map);
	case ATT_IOC_SLAVE:
		return att_slave(&arg->slave);
	case ATT_IOC_DOMAINS:
		return att_domains(&arg->domains);
	case ATT_IOC_STARVE:
		return att_starve(&arg->starve);
	case ATT_IOC_PINS:
		return att_pins(&arg->pins);
	case ATT_IOC_MASTER:
		return att_master(&arg->master);
	case ATT_IOC_TRY:
		return att_try(&arg->slot);
	case ATT_IOC_REMOVE:
		return att_remove(&arg->slot);
	}
	return -ENOTTY;
}

/* An access needs no lock: it may be made while another thread's transfer runs. */
static int att_call_locked(unsigned int cmd, union att_arg *arg)
{
	int ret;

	if (cmd == ATT_IOC_ACCESS)
		return att_access(&arg->access);
	mutex_lock(&att_lock);
	ret = att_dispatch(cmd, arg);
	mutex_unlock(&att_lock);
	return ret;
}

static long att_ioctl(struct file *file, unsigned int cmd, unsigned long uarg)
{
	void __user *user = (void __user *)uarg;
	union att_arg arg;
	int ret;

	if (_IOC_SIZE(cmd) > sizeof(arg))
		return -ENOTTY;
	if (copy_from_user(&arg, user, _IOC_SIZE(cmd)))
		return -EFAULT;
	ret = att_call_locked(cmd, &arg);
	if (ret)
		return ret;
	return copy_to_user(user, &arg, _IOC_SIZE(cmd)) ? -EFAULT : 0;
}

static const struct file_operations att_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = att_ioctl,
};

static struct miscdevice att_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "attacker",
	.fops = &att_fops,
};

static int __init att_init(void)
{
	return misc_register(&att_misc);
}
module_init(att_init);

static void __exit att_exit(void)
{
	misc_deregister(&att_misc);
	att_masters_exit();
	att_domain_exit();
}
module_exit(att_exit);

MODULE_DESCRIPTION("Attacks on pKVM's DMA isolation, from EL1");
MODULE_LICENSE("GPL");
