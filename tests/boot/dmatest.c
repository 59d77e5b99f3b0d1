// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mainline's dmatest, which must be loaded: runs it and reads its results from the
 * kernel's log.
 */
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#include "dmatest.h"

#define DMATEST		"/sys/module/dmatest/parameters/"
#define KLOG_READ_ALL	3
#define DMATEST_POLLS	2000
#define DMATEST_POLL_US	20000

static bool set_param(const char *name, const char *val)
{
	char path[128];
	FILE *f;
	bool done;

	snprintf(path, sizeof(path), DMATEST "%s", name);
	f = fopen(path, "we");
	if (!f)
		return false;
	done = fputs(val, f) >= 0;
	return !fclose(f) && done;
}

static void add_summary(struct dmatest_sum *sum, const char *line)
{
	unsigned int tests, failures;

	if (strstr(line, "dmatest: Started "))
		sum->started++;
	if (strstr(line, ": 'test timed out'"))
		sum->late++;
	if (sscanf(line, "%*[^:]: dma%*[^:]: summary %u tests, %u failures",
		   &tests, &failures) != 2)
		return;
	sum->threads++;
	sum->tests += tests;
	sum->failures += failures;
}

/* "[..] dmatest: dma0chan1-copy0: summary 500 tests, 0 failures ..." */
static struct dmatest_sum dmatest_results(void)
{
	static char log[1 << 18];
	int n = klogctl(KLOG_READ_ALL, log, sizeof(log) - 1);
	struct dmatest_sum sum = {};

	log[n < 0 ? 0 : n] = 0;
	for (char *line = strtok(log, "\n"); line; line = strtok(NULL, "\n"))
		add_summary(&sum, line);
	return sum;
}

/*
 * The parameter "wait" would return before the threads have begun. A thread whose transfer
 * is late goes on to the next, for as long as there are iterations.
 */
static struct dmatest_sum dmatest_wait(const struct dmatest_sum *before, bool patient)
{
	struct dmatest_sum sum;

	for (int i = 0; i < DMATEST_POLLS; i++) {
		sum = dmatest_results();
		if (sum.started > before->started && sum.threads == sum.started)
			break;
		if (!patient && sum.late > before->late)
			break;
		usleep(DMATEST_POLL_US);
	}
	return sum;
}

struct dmatest_sum dmatest_run(const char *iterations, const char *timeout, bool patient)
{
	struct dmatest_sum before = dmatest_results(), after;

	set_param("max_channels", "4");
	set_param("iterations", iterations);
	set_param("test_buf_size", "4096");
	set_param("timeout", timeout);
	set_param("noverify", "N");
	set_param("run", "1");
	after = dmatest_wait(&before, patient);
	after.started -= before.started;
	after.threads -= before.threads;
	after.tests -= before.tests;
	after.failures -= before.failures;
	after.late -= before.late;
	return after;
}
