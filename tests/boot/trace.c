// SPDX-License-Identifier: GPL-2.0-only
/*
 * The row about EL2's trace events: they are on during all other rows, and a thread reads
 * them. Only a kernel with CONFIG_NVHE_EL2_TRACING has them.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rows.h"

#define REMOTE	"/sys/kernel/tracing/remotes/hypervisor"
#define EVENTS	REMOTE "/events/hypervisor/pkvm_iommu_"
#define SETTLE	500000	/* microseconds until the thread has read what is there */

static struct kind {
	const char *name;
	unsigned int seen;
	char first[256];
} kinds[] = {
	{ .name = "attach" }, { .name = "detach" }, { .name = "map" }, { .name = "unmap" },
	{ .name = "refused" }, { .name = "fault" }, { .name = "dropped" },
	{ .name = "smc_refused" },
};

#define NR_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int lost, unknown;

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

/* "[001]   12.345678: pkvm_iommu_map domain=1 ..." */
static void see(const char *line)
{
	const char *name = strstr(line, ": pkvm_iommu_");

	if (strstr(line, "[LOST"))
		lost++;
	if (!name)
		return;
	name += strlen(": pkvm_iommu_");
	for (unsigned int i = 0; i < NR_KINDS; i++) {
		size_t len = strlen(kinds[i].name);

		if (strncmp(name, kinds[i].name, len) || name[len] != ' ')
			continue;
		if (!kinds[i].seen++)
			snprintf(kinds[i].first, sizeof(kinds[i].first), "%s", line);
		return;
	}
	unknown++;
}

static void *reader(void *file)
{
	char line[256];

	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		pthread_mutex_lock(&lock);
		see(line);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static bool switch_events(const char *on)
{
	char path[200];
	bool done = true;

	for (unsigned int i = 0; i < NR_KINDS; i++) {
		snprintf(path, sizeof(path), EVENTS "%s/enable", kinds[i].name);
		done &= put(path, on);
	}
	return done;
}

bool trace_start(void)
{
	pthread_t thread;
	FILE *f;

	if (access(REMOTE, F_OK))
		return false;
	if (!put(REMOTE "/buffer_size_kb", "1024") || !switch_events("1") ||
	    !put(REMOTE "/tracing_on", "1"))
		tap_note("EL2's trace events cannot be switched on");
	f = fopen(REMOTE "/trace_pipe", "re");
	if (f)
		pthread_create(&thread, NULL, reader, f);
	return true;
}

void row_trace(void)
{
	unsigned int missing = 0;

	usleep(SETTLE);
	switch_events("0");
	put(REMOTE "/tracing_on", "0");
	pthread_mutex_lock(&lock);
	for (unsigned int i = 0; i < NR_KINDS; i++) {
		missing += !kinds[i].seen;
		tap_note("%u of %s, first: %s", kinds[i].seen, kinds[i].name, kinds[i].first);
	}
	tap_note("lost: %u times", lost);
	tap_ok(!missing && !unknown, "trace-events",
	       "EL2's trace events tell of each kind of call and refusal => %s",
	       missing ? "SOME ARE MISSING" : unknown ? "SOME ARE UNKNOWN" : "all kinds seen");
	pthread_mutex_unlock(&lock);
}
