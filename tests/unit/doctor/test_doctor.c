// SPDX-License-Identifier: GPL-2.0-only
/* pkvm-dma-doctor: what it says of folders that look like a running system's. */
#include <errno.h>
#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../doctor/doctor.h"
#include "reasons.h"
#include "system.h"

static struct doctor d;
static char *report;

static int setup(void **state)
{
	(void)state;
	system_make();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gather_free(&d);
	memset(&d, 0, sizeof(d));
	free(report);
	report = NULL;
	system_remove();
	return 0;
}

static void look(void)
{
	gather_free(&d);
	gather(&d);
}

static const char *print(void (*form)(FILE *out, const struct doctor *d))
{
	size_t len;
	FILE *f;

	free(report);
	f = open_memstream(&report, &len);
	assert_non_null(f);
	form(f, &d);
	fclose(f);
	return report;
}

static const struct doctor_device *device(const char *name)
{
	int i;

	for (i = 0; i < d.nr_devices; i++) {
		if (!strcmp(d.device[i].name, name))
			return &d.device[i];
	}
	fail_msg("no %s", name);
	return NULL;
}

static void expect_device(const char *name, enum doctor_verdict verdict, const char *smmu)
{
	assert_int_equal(device(name)->verdict, verdict);
	assert_string_equal(device(name)->smmu, smmu);
}

static void says(const char *words)
{
	if (!strstr(print(text_print), words))
		fail_msg("\"%s\" is not in:\n%s", words, report);
}

static void says_nothing_of(const char *words)
{
	if (strstr(print(text_print), words))
		fail_msg("\"%s\" is in:\n%s", words, report);
}

/* ---- devices ---- */

static void all_devices_are_contained(void **state)
{
	(void)state;
	look();
	assert_int_equal(d.state, DOCTOR_ACTIVE);
	assert_string_equal(d.reason, "EL2 owns the SMMUs");
	assert_int_equal(d.error, 0);
	assert_int_equal(d.nr_smmus, 3);
	assert_int_equal(d.nr_devices, 2);
	expect_device("3460000.mmc", DOCTOR_CONTAINED, "8000000.iommu");
	expect_device("2600000.dma-controller", DOCTOR_CONTAINED, "12000000.iommu");
	assert_false(d.lost);
	assert_int_equal(judge(&d), STATUS_CONTAINED);
	says("DMA isolation is active, and contains all 2 devices.\n");
}

static void a_device_of_the_hosts_iommu_is_open(void **state)
{
	(void)state;
	system_device("3400000.mmc", "bus@0/mmc@3400000", "nvidia,tegra234-sdhci");
	system_attach("platform", "3400000.mmc", "9000000.iommu");
	look();
	expect_device("3400000.mmc", DOCTOR_OPEN, "9000000.iommu");
	assert_int_equal(judge(&d), STATUS_NOT_ALL);
	says("does not contain 1 of 3 devices");
	says("its IOMMU is the host's");
	says("pkvm-dma-audit --explain NODE");
}

/* An SMMU that the tree disables, or that EL2 does not own. */
static void a_device_whose_iommu_is_nobodys_is_open(void **state)
{
	(void)state;
	system_device("3400000.mmc", "bus@0/mmc@3400000", "nvidia,tegra234-sdhci");
	system_names("bus@0/mmc@3400000", "iommus", 0x77);
	look();
	expect_device("3400000.mmc", DOCTOR_OPEN, "");
	assert_int_equal(judge(&d), STATUS_NOT_ALL);
}

static void a_device_without_a_stream_faults(void **state)
{
	(void)state;
	system_device("3400000.mmc", "bus@0/mmc@3400000", "nvidia,tegra234-sdhci");
	system_names("bus@0/mmc@3400000", "iommus", 0x103);
	PUT("refused", "/bus@0/mmc@3400000: stream 0x33: EL2 does not know it (-6)\n");
	look();
	expect_device("3400000.mmc", DOCTOR_FAULTS, "12000000.iommu");
	assert_int_equal(judge(&d), STATUS_CONTAINED);
	assert_int_equal(d.nr_refused, 1);
	says("stream 0x33: EL2 does not know it (-6)\n");
	says("EL2 refused streams: correct the tree");
	says("active: of 3 devices 2 are contained, 1 fault.\n");
}

/* EL2 has taken the SMMU over, and its driver did not bind. */
static void devices_of_an_unbound_smmu_fault(void **state)
{
	(void)state;
	system_unbind("12000000.iommu");
	system_unlink("sys/devices/platform/2600000.dma-controller/iommu");
	look();
	expect_device("2600000.dma-controller", DOCTOR_FAULTS, "12000000.iommu");
	assert_int_equal(d.nr_smmus, 3);
	assert_int_equal(judge(&d), STATUS_CONTAINED);
	says("pkvm-smmu did not bind to its SMMU, which EL2 owns\n");
	says("SMMU 12000000.iommu: pkvm-smmu did not bind\n");
	says("dmesg | grep pkvm-smmu");
	print(json_print);
	assert_non_null(strstr(report, "\"name\": \"12000000.iommu\", \"bound\": false"));
	assert_non_null(strstr(report, "\"name\": \"8000000.iommu\", \"bound\": true"));
}

/* In other states the SMMU is the host's. */
static void an_smmu_is_el2s_in_state_active_only(void **state)
{
	(void)state;
	system_unbind("12000000.iommu");
	PUT("state", "failed\n");
	look();
	assert_int_equal(d.nr_smmus, 2);
	assert_int_equal(device("2600000.dma-controller")->verdict, DOCTOR_OPEN);
}

static void pci_devices_of_an_unbound_smmu_fault(void **state)
{
	(void)state;
	system_device("141a0000.pcie", "bus@0/pcie@141a0000", "nvidia,tegra234-pcie");
	system_names("bus@0/pcie@141a0000", "iommu-map", 0x103);
	system_put("sys/devices/platform/141a0000.pcie/pci0005:00/0005:00:00.0/0005:01:00.0/class",
		   "0x010802\n");
	system_link("../../../devices/platform/141a0000.pcie/pci0005:00/0005:00:00.0/0005:01:00.0",
		    "sys/bus/pci/devices/0005:01:00.0");
	system_unbind("12000000.iommu");
	look();
	expect_device("141a0000.pcie", DOCTOR_FAULTS, "12000000.iommu");
	expect_device("0005:01:00.0", DOCTOR_FAULTS, "12000000.iommu");
	system_names("bus@0/pcie@141a0000", "iommu-map", 9);
	look();
	expect_device("0005:01:00.0", DOCTOR_OPEN, "");
}

static void pci_devices_need_an_iommu(void **state)
{
	(void)state;
	system_device("141a0000.pcie", "bus@0/pcie@141a0000", "nvidia,tegra234-pcie");
	system_names("bus@0/pcie@141a0000", "iommu-map", 1);
	system_put("sys/bus/pci/devices/0005:01:00.0/class", "0x010802\n");
	system_attach("pci", "0005:01:00.0", "8000000.iommu");
	look();
	expect_device("141a0000.pcie", DOCTOR_CONTAINED, "8000000.iommu");
	expect_device("0005:01:00.0", DOCTOR_CONTAINED, "8000000.iommu");
	system_put("sys/bus/pci/devices/0004:01:00.0/class", "0x020000\n");
	system_names("bus@0/pcie@141a0000", "iommu-map", 9);
	look();
	expect_device("0004:01:00.0", DOCTOR_OPEN, "");
	expect_device("141a0000.pcie", DOCTOR_OPEN, "");
	assert_int_equal(d.count[DOCTOR_OPEN], 2);
}

static void devices_are_known_by_their_names(void **state)
{
	(void)state;
	system_device("17000000.gpu", "bus@0/gpu@17000000", "nvidia,ga10b");
	system_device("2310000.ethernet", "bus@0/ethernet@2310000", "somebody,mac");
	system_device("2930000.adma", "bus@0/dma-controller@2930000", "nvidia,tegra234-adma");
	system_device("port", "usb-port@0/usb@0", "somebody,port");
	system_device("9020000.fw-cfg", "fw-cfg@9020000", "qemu,fw-cfg-mmio");
	look();
	expect_device("9020000.fw-cfg", DOCTOR_CONTAINED, "");
	expect_device("17000000.gpu", DOCTOR_OPEN, "");
	expect_device("2310000.ethernet", DOCTOR_UNKNOWN, "");
	expect_device("2930000.adma", DOCTOR_CONTAINED, "");
	assert_int_equal(d.nr_devices, 6);	/* no serial port, and no USB behind a port */
	assert_int_equal(judge(&d), STATUS_NOT_ALL);
	says("no SMMU of EL2's is in front of it");
}

/* One device that is not known is enough. */
static void what_is_not_known_is_not_contained(void **state)
{
	(void)state;
	system_device("2310000.ethernet", "bus@0/ethernet@2310000", "somebody,mac");
	look();
	assert_int_equal(d.count[DOCTOR_UNKNOWN], 1);
	assert_int_equal(judge(&d), STATUS_NOT_ALL);
}

/* ---- states ---- */

static void without_isolation_nothing_is_contained(void **state)
{
	(void)state;
	PUT("state", "off\n");
	PUT("reason", "switched off by pkvm_iommu=off (0)\n");
	system_put("proc/cmdline", "kvm-arm.mode=protected pkvm_iommu=off\n");
	look();
	assert_int_equal(d.state, DOCTOR_OFF);
	assert_int_equal(d.count[DOCTOR_OPEN], 2);
	assert_int_equal(judge(&d), STATUS_NOT_ACTIVE);
	says("DMA isolation is off: devices may access all memory, that of protected VMs too.\n");
	says("Boot without pkvm_iommu=off.");
	PUT("reason", "no protected KVM (0)\n");
	look();
	says("the kernel must enter at EL2");
	system_put("proc/cmdline", "quiet\n");
	look();
	says("Boot with kvm-arm.mode=protected.");
	PUT("state", "pending\n");
	PUT("reason", "not decided yet (0)\n");
	look();
	assert_int_equal(judge(&d), STATUS_NOT_ACTIVE);
	says("The kernel has not finished booting");
}

/* The kernel takes each option, and "-" for "_"; what follows "--" is init's. */
static void each_option_counts(void **state)
{
	(void)state;
	system_put("proc/cmdline",
		   "kvm_arm.mode=protected pkvm-iommu=off pkvm_iommu=allow-suspend -- pkvm_iommu=x\n");
	look();
	assert_true(d.wants_pkvm);
	assert_string_equal(d.option, "off allow-suspend");
	system_put("proc/cmdline", "pkvm_iommu.domains=off pkvm_iommus=off xpkvm_iommu=off\n");
	look();
	assert_string_equal(d.option, "");
}

/* EL2 answers nothing then. */
static void counters_count_in_state_active(void **state)
{
	(void)state;
	PUT("state", "off\n");
	PUT("reason", "switched off by pkvm_iommu=off (0)\n");
	system_fail("_refused", EOPNOTSUPP);
	look();
	assert_false(d.lost);
	system_unlink("sys/kernel/debug/pkvm_smmu/reason");
	look();
	assert_true(d.lost);
}

static void a_failure_has_its_reason(void **state)
{
	(void)state;
	PUT("state", "failed\n");
	PUT("reason", "/bus@0/iommu (x): firmware has left it so that DMA can pass (-1)\n");
	look();
	assert_int_equal(d.state, DOCTOR_FAILED);
	assert_string_equal(d.reason,
			    "/bus@0/iommu (x): firmware has left it so that DMA can pass");
	assert_int_equal(d.error, -EPERM);
	assert_int_equal(judge(&d), STATUS_NOT_ACTIVE);
	says("DMA isolation has failed: devices may access all memory, and protected VMs are refused.\n");
	says("Firmware has locked what EL2 needs.");
}

static const char *advice_on(const char *reason, int error)
{
	snprintf(d.reason, sizeof(d.reason), "%s", reason);
	d.error = error;
	return advice_on_reason(&d);
}

static unsigned int nr_reasons;

/* Subjects, streams that were refused, and the reason for state active. */
static bool needs_no_advice(const char *reason)
{
	static const char * const others[] = {
		"a guard", "EL2 owns the SMMUs", "EL2 does not know it",
		"the SMMU has no such stream ID", "they are more than the SMMU can match",
		"the client has another stream", "EL2 has no room for it",
	};
	unsigned int i;

	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (!strcmp(reason, others[i]))
			return true;
	}
	return false;
}

static void expect_advice(const char *reason)
{
	static const int errors[] = {
		0, -EPERM, -ENODEV, -EINVAL, -EBUSY, -E2BIG, -EIO, -ENOMEM, -EOPNOTSUPP,
	};
	unsigned int i;

	nr_reasons++;
	for (i = 0; i < sizeof(errors) / sizeof(*errors) && !needs_no_advice(reason); i++) {
		if (advice_on(reason, errors[i]) == advice_otherwise)
			fail_msg("no advice on \"%s\"", reason);
	}
}

static void each_reason_has_its_advice(void **state)
{
	(void)state;
	nr_reasons = 0;
	reasons_each(expect_advice);
	assert_in_range(nr_reasons, 50, 100);
	assert_ptr_equal(advice_on("something new", -EPERM), advice_otherwise);
}

static void each_advice_has_its_reason(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; advice_words(i); i++) {
		if (!reasons_have(advice_words(i)))
			fail_msg("no source has \"%s\"", advice_words(i));
	}
	assert_false(reasons_have("something new"));
}

/* One errno has many reasons, and one reason may have several of them. */
static void advice_goes_by_words(void **state)
{
	static const struct {
		const char *reason;
		int error;
		const char *advice;
	} cases[] = {
		{ "/smmu: it lacks what EL2 needs", -ENODEV, "board-dump.md" },
		{ "ACPI describes this system, and EL2 needs a device tree", -ENODEV, "UEFI" },
		{ "there is no device tree", -ENODEV, "UEFI" },
		{ "/mc: this is a device tree of L4T r35, which lacks what EL2 needs: boot",
		  -ENODEV, "Boot upstream's device tree" },
		{ "the words that firmware obeys at wake: firmware has left it so that DMA can pass",
		  -EPERM, "switch the power off and on" },
		{ "the memory controller: firmware has left it so that DMA can pass", -EPERM,
		  "Firmware has locked" },
		{ "the words that firmware obeys at wake: it lacks what EL2 needs", -ENODEV,
		  "no board dump has it" },
		{ "the device tree is not in memory of the host's", -EPERM, "/reserved-memory" },
		{ "EL2 refused the description of the system", -EPERM, "refused an option" },
		{ "EL2 refused the description of the system", -EOPNOTSUPP, "no memory" },
		{ "EL2 refused to leave the SMMUs alone", -EPERM, "boot without it" },
		{ "EL2 has read another device tree than EL1", -EINVAL, "FDT_AT_EL2" },
		{ "the registers at 0x1000 overlap others, or memory", -EINVAL, "whose reg" },
		{ "/smmu: it is too small for all streams", -ENOSPC, "Remove nodes" },
		{ "/smmu: it did not take what EL2 wrote", -EIO, "board-dump.md" },
		{ "/smmu: it did not confirm an invalidation", -ETIMEDOUT, "board-dump.md" },
		{ "/bus@0: more DMA masters than EL1 has room for", -E2BIG, "Remove nodes" },
		{ "the device tree is larger than EL2 has room for", -E2BIG, "Remove nodes" },
		{ "the device tree has no memory controller that decides", -ENXIO, "this SoC" },
		{ "memory from 0x8000000000 reaches an alias of DRAM", -ERANGE, "mem=" },
		{ "EL2 could not take the SMMUs over", -ENOMEM, "does not suffice" },
		{ "EL2 could not take the SMMUs over", -ENODEV, "names an SMMU" },
		{ "EL2 could not take the SMMUs over", -EINVAL, "--log" },
		{ "memory has more regions than EL2 has room for, KVM is not available", 0,
		  "128 regions" },
		{ "KVM is not available", 0, "GICv3" },
		{ "switched off by pkvm_iommu=off", 0, "Boot without pkvm_iommu=off." },
	};
	const char *advice;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		advice = advice_on(cases[i].reason, cases[i].error);
		if (!strstr(advice, cases[i].advice))
			fail_msg("\"%s\": %s", cases[i].reason, advice);
	}
}

static void a_kernel_without_isolation(void **state)
{
	(void)state;
	system_unlink("sys/kernel/debug/pkvm_smmu");
	look();
	assert_int_equal(d.state, DOCTOR_ABSENT);
	assert_int_equal(judge(&d), STATUS_NOT_ACTIVE);
	says("This kernel has no DMA isolation.");
}

static void without_debugfs_it_cannot_tell(void **state)
{
	(void)state;
	system_unlink("sys/kernel/debug");
	system_put("proc/mounts", "sysfs /sys sysfs rw 0 0\n");
	look();
	assert_int_equal(d.state, DOCTOR_NO_DEBUGFS);
	assert_int_equal(judge(&d), STATUS_CANNOT_TELL);
	says("mount -t debugfs");
}

static void a_state_that_no_driver_has(void **state)
{
	(void)state;
	PUT("state", "activex\n");
	look();
	assert_int_equal(d.state, DOCTOR_UNREADABLE);
	assert_int_equal(judge(&d), STATUS_CANNOT_TELL);
	PUT("state", "");
	look();
	assert_int_equal(judge(&d), STATUS_CANNOT_TELL);
}

/* What cannot be read is not taken for fine. */
static void a_part_that_is_missing_is_told(void **state)
{
	static const char * const parts[] = {
		"sys/kernel/debug/pkvm_smmu/8000000.iommu/faults",
		"sys/kernel/debug/pkvm_smmu/8000000.iommu/streams",
		"sys/kernel/debug/pkvm_smmu/8000000.iommu/syncs",
		"sys/kernel/debug/pkvm_smmu/8000000.iommu",
		"sys/kernel/debug/pkvm_smmu/topology", "sys/kernel/debug/pkvm_smmu/reason",
		"sys/kernel/debug/pkvm_smmu/table_pages", "sys/kernel/debug/pkvm_smmu/restores",
		"sys/kernel/debug/pkvm_smmu/smcs_refused", "sys/kernel/debug/pkvm_smmu/trusted_os",
		"sys/kernel/debug/pkvm_smmu/suspends_refused",
		"sys/kernel/debug/pkvm_smmu/suspend_allowed",
		"sys/kernel/debug/pkvm_smmu/guards/tegra-mc/refused",
		"sys/kernel/debug/pkvm_smmu/guards", "sys/kernel/debug/pkvm_smmu/refused",
		"proc/cmdline", "sys/bus",
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		system_remove();
		system_make();
		system_unlink(parts[i]);
		look();
		assert_true(d.lost);
		assert_int_equal(judge(&d), STATUS_CANNOT_TELL);
		says("not all of the system could be read");
	}
}

static void cannot_tell_of(void)
{
	look();
	assert_true(d.lost);
	assert_int_equal(judge(&d), STATUS_CANNOT_TELL);
	says("not all of the system could be read");
	says("Run it as root");
}

static void what_cannot_be_read_is_told(void **state)
{
	(void)state;
	PUT("new_counter", "0\n");
	system_fail("new_counter", EACCES);
	cannot_tell_of();
	system_fail("guards/tegra-mc/refused", EACCES);
	cannot_tell_of();
	system_fail("8000000.iommu/syncs", EACCES);
	cannot_tell_of();
	system_fail(NULL, 0);
	PUT("restores", "none\n");
	cannot_tell_of();
}

/* The topology has an SMMU that is no device. */
static void an_smmu_that_is_not_found_is_told(void **state)
{
	(void)state;
	PUT("topology", "3 0x1 -\n0 0x2 -\n");
	cannot_tell_of();
}

/* debugfs has a folder for each guard that there is for any SoC. */
static void a_guard_that_the_soc_lacks_is_left_out(void **state)
{
	(void)state;
	system_fail("guards/tegra-mc/refused", ENODEV);
	look();
	assert_int_equal(d.nr_guards, 1);
	assert_int_equal(judge(&d), STATUS_CONTAINED);
}

/* EL2 answers no query but that of the state then. */
static void a_failed_restore_is_told(void **state)
{
	static const char * const counters[] = {
		"pkvm_smmu/restores", "guards/tegra-mc/refused", "8000000.iommu/reg_writes",
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(counters) / sizeof(*counters); i++) {
		system_fail(counters[i], EIO);
		look();
		assert_true(d.not_restored);
		assert_int_equal(judge(&d), STATUS_CANNOT_TELL);
		says("could not restore the SMMUs after a suspend: all DMA through them faults.\n");
		says("suspend again");
		says_nothing_of("Run it as root");
		print(json_print);
		assert_non_null(strstr(report, "\"restored\": false"));
	}
	system_fail(NULL, 0);
	look();
	assert_false(d.not_restored);
}

/* ---- counters and faults ---- */

static void the_latest_faults_are_told(void **state)
{
	(void)state;
	PUT("12000000.iommu/faults",
	    "7 context sid=0x4 read address=0x80001000 fsr=0x402\n"
	    "8 context sid=0x4 read address=0x80002000 fsr=0x402\n"
	    "9 context sid=0x4 read address=0x80003000 fsr=0x402\n"
	    "10 context sid=0x4 read address=0x80004000 fsr=0x402\n"
	    "11 global sid=0x5 write address=0x80005000 fsr=0x402\n");
	look();
	assert_int_equal(d.smmu[1].faults, 12);
	assert_int_equal(d.smmu[1].nr_last, DOCTOR_LAST_FAULTS);
	assert_string_equal(d.smmu[1].last[0],
			    "context sid=0x4 read address=0x80002000 fsr=0x402");
	assert_string_equal(d.smmu[1].last[3],
			    "global sid=0x5 write address=0x80005000 fsr=0x402");
	assert_int_equal(d.smmu[0].faults, 0);
	says("SMMU 12000000.iommu: 12 faults, 7 register writes, 7 syncs\n");
	says("Devices accessed what is not mapped");
	assert_int_equal(judge(&d), STATUS_CONTAINED);
}

static void each_counter_has_its_advice(void **state)
{
	(void)state;
	look();
	print(text_print);
	assert_null(strstr(report, "advice"));
	PUT("smcs_refused", "3\n");
	look();
	assert_int_equal(gather_counter(&d, "smcs_refused"), 3);
	says("EL2 refused firmware calls");
	PUT("trusted_os", "1\n");
	PUT("suspend_allowed", "1\n");
	PUT("suspends_refused", "1\n");
	PUT("guards/tegra-mc/refused", "18446744073709551615\n");
	look();
	says("pkvm_iommu=trusted-os");
	says("pkvm_iommu=allow-suspend");
	says("refused to suspend");
	says("tegra-mc             18446744073709551615 writes dropped\n");
	says("EL2 dropped writes");
	assert_null(strstr(report, "topology"));	/* a file without a number */
}

/* ---- forms ---- */

static void json_quotes_what_it_prints(void **state)
{
	(void)state;
	PUT("refused", "a \"node\" with \\ and \t (-6)\n");
	look();
	print(json_print);
	assert_non_null(strstr(report, "\"a \\\"node\\\" with \\\\ and \\u0009 (-6)\""));
	assert_non_null(strstr(report, "\"status\": 0,"));
	assert_non_null(strstr(report, "\"state\": \"active\""));
	assert_non_null(strstr(report, "\"table_pages\": 515"));
	assert_non_null(strstr(report, "\"tegra-gpcdma\": 0"));
	assert_non_null(strstr(report, "\"verdict\": \"contained\", \"smmu\": \"8000000.iommu\""));
}

/* Names of the device tree may have bytes that a terminal obeys. */
static void the_terminal_obeys_no_name(void **state)
{
	(void)state;
	PUT("refused", "/a\x1b[2Jb\x7f\x9b\rc: stream 0x1: EL2 does not know it (-6)\n");
	PUT("12000000.iommu/faults", "0 context sid=0x4 \a\n");
	system_device("3400000.m\x1b\x63", "bus@0/mmc@3400000", "nvidia,tegra234-sdhci");
	system_names("bus@0/mmc@3400000", "iommus", 0x77);
	look();
	says("/a?[2Jb???c: stream 0x1: EL2 does not know it (-6)\n");
	says("  context sid=0x4 ?\n");
	says("3400000.m?c ");
	PUT("state", "failed\n");
	PUT("reason", "/\x1b: it lacks what EL2 needs (-19)\n");
	look();
	says("/?: it lacks what EL2 needs (-19)\n");
}

/* ---- the command ---- */

/* What it prints goes to @to; what it says of its arguments becomes the report. */
static int run_to(FILE *to, const char *first, const char *second)
{
	char *argv[4] = { "pkvm-dma-doctor", (char *)first, (char *)second };
	FILE *out = stdout, *err = stderr;
	size_t len;
	int ret;

	free(report);
	stdout = to;
	stderr = open_memstream(&report, &len);
	assert_true(stdout && stderr);
	optind = 0;
	ret = doctor_main(second ? 3 : 2, argv);
	fclose(stdout);
	fclose(stderr);
	stdout = out;
	stderr = err;
	return ret;
}

static int run(char **text, const char *first, const char *second)
{
	size_t len;

	return run_to(open_memstream(text, &len), first, second);
}

static void help_has_all_options(void **state)
{
	char *text;

	(void)state;
	assert_int_equal(run(&text, "--help", NULL), 0);
	assert_non_null(strstr(text, "usage: pkvm-dma-doctor [--json|--quiet] [--root DIR]\n"));
	assert_non_null(strstr(text, "0: active, all devices are contained, or fault;"));
	free(text);
}

static void what_did_not_arrive_is_no_answer(void **state)
{
	(void)state;
	assert_int_equal(run_to(fopen("/dev/full", "w"), "--help", NULL), STATUS_CANNOT_TELL);
	assert_int_equal(run_to(fopen("/dev/full", "w"), "--json", NULL), STATUS_CANNOT_TELL);
	assert_int_equal(run_to(fopen("/dev/full", "w"), "--quiet", NULL), STATUS_CONTAINED);
}

static void a_report_is_json_or_none(void **state)
{
	char *text;

	(void)state;
	assert_int_equal(run(&text, "--json", "--quiet"), STATUS_CANNOT_TELL);
	assert_non_null(strstr(report, "usage: pkvm-dma-doctor [--json|--quiet]"));
	assert_string_equal(text, "");
	free(text);
	assert_int_equal(run(&text, "--json", NULL), STATUS_CONTAINED);
	assert_non_null(strstr(text, "\"status\": 0,"));
	free(text);
}

static void long_lines_lose_their_end(void **state)
{
	char line[3 * DOCTOR_LINE];

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line + sizeof(line) - 13, "\nsecond (-6)", 13);
	PUT("refused", line);
	look();
	assert_int_equal(d.nr_refused, 2);
	assert_int_equal(strlen(d.refused[0]), DOCTOR_LINE - 1);
	assert_string_equal(d.refused[1], "second (-6)");
}

static void lists_have_an_end(void **state)
{
	static char lines[2 * (DOCTOR_MAX + 1) + 1];
	int i;

	(void)state;
	for (i = 0; i <= DOCTOR_MAX; i++)
		memcpy(lines + 2 * i, "x\n", 2);
	PUT("refused", lines);
	look();
	assert_int_equal(d.nr_refused, DOCTOR_MAX);
	assert_true(d.lost);
	assert_int_equal(judge(&d), STATUS_CANNOT_TELL);
}

#define test(t)	cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(all_devices_are_contained),
		test(a_device_of_the_hosts_iommu_is_open),
		test(a_device_whose_iommu_is_nobodys_is_open),
		test(a_device_without_a_stream_faults),
		test(devices_of_an_unbound_smmu_fault),
		test(an_smmu_is_el2s_in_state_active_only),
		test(pci_devices_of_an_unbound_smmu_fault),
		test(pci_devices_need_an_iommu),
		test(devices_are_known_by_their_names),
		test(what_is_not_known_is_not_contained),
		test(without_isolation_nothing_is_contained),
		test(each_option_counts),
		test(counters_count_in_state_active),
		test(a_failure_has_its_reason),
		test(each_reason_has_its_advice),
		test(each_advice_has_its_reason),
		test(advice_goes_by_words),
		test(a_kernel_without_isolation),
		test(without_debugfs_it_cannot_tell),
		test(a_state_that_no_driver_has),
		test(a_part_that_is_missing_is_told),
		test(what_cannot_be_read_is_told),
		test(an_smmu_that_is_not_found_is_told),
		test(a_guard_that_the_soc_lacks_is_left_out),
		test(a_failed_restore_is_told),
		test(the_latest_faults_are_told),
		test(each_counter_has_its_advice),
		test(json_quotes_what_it_prints),
		test(the_terminal_obeys_no_name),
		test(help_has_all_options),
		test(what_did_not_arrive_is_no_answer),
		test(a_report_is_json_or_none),
		test(long_lines_lose_their_end),
		test(lists_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
