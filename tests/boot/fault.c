// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault records: from debugfs if EL2 owns the SMMUs, because the log is rate-limited
 * then, and from the kernel's log if mainline's arm-smmu or arm-smmu-v3 drives them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attack.h"
#include "rows.h"

#define FAULTS_FILE	"/sys/kernel/debug/pkvm_smmu/%s/faults"
#define CONTEXT_FIELDS	"iova=%lx, fsynr=%x, cbfrsynra=%x"
#define POLL_US		2000
#define POLLS		500

static const char *const smmus[] = SMMU_NAMES;
#define NR_SMMUS	(sizeof(smmus) / sizeof(smmus[0]))

static long seen[NR_SMMUS];	/* number of the last record read, + 1 */
static int kmsg = -1;

/*
 * "12 context sid=0x4 read address=0x80001000 fsr=... ", or of an SMMUv3's event without
 * an address "13 global sid=0x8 event=... ". An error of the SMMU's own, "14 global sid=0x0
 * gerror=... ", is no fault: a storm that an earlier row made may leave one, late.
 */
static bool parse_record(const char *line, long *nr, struct fault *f)
{
	unsigned long long addr = 0;
	char kind[16], dir[16];
	int n = sscanf(line, "%ld %15s sid=%x %15s address=%llx", nr, kind, &f->sid, dir, &addr);

	if (n < 4 || strstr(line, " gerror="))
		return false;
	f->addr = addr;
	f->global = !strcmp(kind, "global");
	f->has_addr = n == 5;
	f->write = !strcmp(dir, "write");
	return true;
}

static bool next_record(unsigned int i, struct fault *f)
{
	char path[128], line[256];
	bool found = false;
	FILE *file;
	long nr;

	snprintf(path, sizeof(path), FAULTS_FILE, smmus[i]);
	file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof(line), file))
		found = parse_record(line, &nr, f) && nr >= seen[i];
	if (found) {
		snprintf(f->smmu, sizeof(f->smmu), "%s", smmus[i]);
		seen[i] = nr + 1;
	}
	if (file)
		fclose(file);
	return found;
}

static bool next_of_debugfs(struct fault *f)
{
	for (unsigned int i = 0; i < NR_SMMUS; i++)
		if (next_record(i, f))
			return true;
	return false;
}

/* "arm-smmu 12000000.iommu: Unhandled context fault: fsr=.., iova=.., ..." */
static bool parse_context(const char *line, struct fault *f)
{
	unsigned int fsynr, sid;
	unsigned long addr;

	if (sscanf(line, "arm-smmu %31[^:]: Unhandled context fault: fsr=%*x, " CONTEXT_FIELDS,
		   f->smmu, &addr, &fsynr, &sid) != 4)
		return false;
	f->addr = addr;
	f->has_addr = true;
	f->sid = sid & 0x7fff;
	f->write = fsynr & (1 << 4);
	f->global = false;
	return true;
}

/* "arm-smmu 12000000.iommu: \x09GFSR .., GFSYNR0 .., GFSYNR1 0x..., ..." */
static bool parse_global(const char *line, struct fault *f)
{
	unsigned int syn0, syn1;

	if (sscanf(line, "arm-smmu %31[^:]: \\x09GFSR %*x, GFSYNR0 %x, GFSYNR1 %x",
		   f->smmu, &syn0, &syn1) != 3)
		return false;
	f->sid = syn1 & 0x7fff;
	f->write = syn0 & (1 << 1);
	f->global = true;
	f->has_addr = false;
	return true;
}

/* A record of the kernel's log: "prio,seq,time,flags;text". */
static const char *read_kmsg(char *buf, size_t size)
{
	ssize_t n = read(kmsg, buf, size - 1);
	char *text;

	while (n < 0 && errno == EPIPE)
		n = read(kmsg, buf, size - 1);
	if (n <= 0)
		return NULL;
	buf[n] = 0;
	buf[strcspn(buf, "\n")] = 0;
	text = strchr(buf, ';');
	return text ? text + 1 : buf;
}

/* "arm-smmu-v3 9050000.smmuv3: event: F_TRANSLATION client: .. sid: 0x8 ssid: 0 iova: 0x.. " */
static bool parse_event(const char *text, struct fault *f)
{
	unsigned long long addr;

	if (sscanf(text, "arm-smmu-v3 %31[^:]: event: %*s client: %*s sid: %x ssid: %*x iova: %llx",
		   f->smmu, &f->sid, &addr) != 3)
		return false;
	f->addr = addr;
	f->has_addr = true;
	f->global = false;
	return true;
}

/* Its next line: "arm-smmu-v3 9050000.smmuv3: unpriv data read s1 ..." */
static bool parse_direction(const char *text, struct fault *f)
{
	char dir[16];

	if (sscanf(text, "arm-smmu-v3 %*[^:]: %*s %*s %15s s%*d", dir) != 1)
		return false;
	f->write = !strcmp(dir, "write");
	return f->has_addr;
}

static bool next_of_log(struct fault *f)
{
	char buf[2048];
	const char *text;

	while ((text = read_kmsg(buf, sizeof(buf)))) {
		if (parse_context(text, f) || parse_global(text, f))
			return true;
		if (!parse_event(text, f) && parse_direction(text, f))
			return true;
	}
	return false;
}

void fault_mark(void)
{
	struct fault f;

	if (kmsg < 0)
		kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	lseek(kmsg, 0, SEEK_END);
	do {
		while (next_of_debugfs(&f))
			;
		usleep(FAULTS_QUIET_US);
	} while (next_of_debugfs(&f));
}

bool fault_next(struct fault *f)
{
	memset(f, 0, sizeof(*f));
	for (int i = 0; i < POLLS; i++) {
		if (protection ? next_of_debugfs(f) : next_of_log(f))
			return true;
		usleep(POLL_US);
	}
	return false;
}

/* "pkvm-smmu 12000000.iommu: context fault: sid=0x4 (DEVICE), read address=0x.. fsr=.." */
static bool names(const char *text, const struct fault *f)
{
	char smmu[32], device[64];
	unsigned long long addr;
	unsigned int sid;

	return sscanf(text, "pkvm-smmu %31[^:]: %*s fault: sid=%x (%63[^)]), %*s address=%llx",
		      smmu, &sid, device, &addr) == 4 &&
	       !strcmp(smmu, f->smmu) && !strcmp(device, DMA_DEVICE) &&
	       (sid & SID_BITS) == f->sid && addr == f->addr;
}

bool fault_in_log(const struct fault *f)
{
	char buf[2048];
	const char *text;

	while ((text = read_kmsg(buf, sizeof(buf))))
		if (names(text, f))
			return true;
	return false;
}
