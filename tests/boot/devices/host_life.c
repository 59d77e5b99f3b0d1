// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about operations in sysfs: unbind and bind drivers, override a device's driver,
 * change the type of a group's domain.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tap.h"
#include "devices.h"
#include "host.h"
#include "rows.h"

#define OVERRIDE	PLATFORM "devices/%s/driver_override"

static char type_file[64];

static bool type_is(const char *want)
{
	char type[32];

	read_line(type_file, type, sizeof(type));
	if (!strcmp(type, want))
		return true;
	tap_note("the type is %s, not %s", type, want);
	return false;
}

/* The type that boot_domain= on the command line selects. */
static void row_type_at_boot(void)
{
	char line[1024], want[16] = "DMA";
	const char *at;

	read_line("/proc/cmdline", line, sizeof(line));
	at = strstr(line, "boot_domain=");
	if (at)
		sscanf(at, "boot_domain=%15s", want);
	tap_ok(type_is(want), "host-type", "type of the DMA engine's domain => %s", want);
}

/* The lines that report each SMMU's owner on the serial console. */
static void row_told(void)
{
	const char *state = log_after("DMA isolation: ");
	bool told = state && !strncmp(state, "active", 6) &&
		    log_after("8000000.iommu: SMMU 0, owned by EL2") &&
		    log_after("10000000.iommu: SMMU 1, owned by EL2") &&
		    log_after("12000000.iommu: SMMU 2, owned by EL2");

	tap_ok(told, "host-told", "the log has the state, and each SMMU's owner => %s",
	       told ? "yes" : "NO");
}

static void row_rebind(void)
{
	int group = group_of(ENGINE), after;
	bool done = true;

	for (int i = 0; i < 5 && done; i++)
		done = engine_unbind() && engine_bind();
	after = group_of(ENGINE);
	tap_ok(done && group >= 0 && group == after && dma_works(), "host-rebind",
	       "the DMA engine's driver is unbound and bound => %s", done ? "works" : "NOT DONE");
}

static void row_type_bound(void)
{
	char before[32];
	bool refused;

	read_line(type_file, before, sizeof(before));
	refused = !write_line(type_file, strcmp(before, "identity") ? "identity" : "DMA");
	tap_ok(refused && type_is(before), "host-type-bound",
	       "the type of a domain in use is changed => %s", refused ? "refused" : "DONE");
}

/* Without a bound driver, every change of type is allowed. */
static bool change_type(const char *type)
{
	bool done = engine_unbind() && write_line(type_file, type);

	/* Without deferred flush, the kernel uses the strict type instead. */
	if (protection && !nested && !strcmp(type, "DMA-FQ"))
		type = "DMA";
	done = done && type_is(type);
	return engine_bind() && done && dma_works();
}

static void row_types(void)
{
	static const char *const types[] = { "identity", "DMA-FQ", "DMA", "identity", "DMA" };
	unsigned int right = 0, n = sizeof(types) / sizeof(types[0]);

	for (unsigned int i = 0; i < n; i++)
		right += change_type(types[i]);
	tap_ok(right == n, "host-types", "the DMA engine in domains of each type => %u of %u work",
	       right, n);
}

static bool override(const char *device, const char *driver)
{
	char path[160];

	snprintf(path, sizeof(path), OVERRIDE, device);
	return write_line(path, driver);
}

/* Mainline's dma_map_benchmark, which maps and unmaps without DMA. */
static void row_override(void)
{
	bool done = engine_unbind() && override(ENGINE, "dma_map_benchmark") &&
		    write_line(PLATFORM "drivers_probe", ENGINE) &&
		    !access(PLATFORM "drivers/dma_map_benchmark/" ENGINE, F_OK);
	bool back = write_line(PLATFORM "drivers/dma_map_benchmark/unbind", ENGINE) &&
		    override(ENGINE, "\n") && engine_bind();

	tap_ok(done && back && dma_works(), "host-override",
	       "the DMA engine gets another driver, and its own again => %s",
	       done && back ? "works" : "NOT DONE");
}

/* Neither SMMU driver can be unbound, nor be bound to the other's SMMU. */
static void row_steal(void)
{
	const char *owner = boot == BOOT_ON ? "pkvm-smmu" : "arm-smmu";
	const char *other = boot == BOOT_ON ? "arm-smmu" : "pkvm-smmu";
	char path[160], name[32];
	bool unbound, set;

	snprintf(path, sizeof(path), PLATFORM "drivers/%s/unbind", owner);
	unbound = write_line(path, ENGINE_SMMU);
	set = override(ENGINE_SMMU, other);
	write_line(PLATFORM "drivers_probe", ENGINE_SMMU);
	link_name(PLATFORM "devices/" ENGINE_SMMU "/driver", name, sizeof(name));
	override(ENGINE_SMMU, "\n");
	tap_ok(!unbound && set && !strcmp(name, owner), "host-steal",
	       "the SMMU's driver is unbound => %s",
	       strcmp(name, owner) ? "DONE" : "refused");
}

void rows_host(void)
{
	int group = group_of(ENGINE);

	tap_ok(group >= 0, "host-group", "the DMA engine has a group => %s",
	       group >= 0 ? "yes" : "NO");
	snprintf(type_file, sizeof(type_file), GROUPS "%d/type", group);
	if (boot == BOOT_ON)
		row_told();
	row_type_at_boot();
	row_type_bound();
	row_rebind();
	row_types();
	row_override();
	row_steal();
}
