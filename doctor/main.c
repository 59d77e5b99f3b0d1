// SPDX-License-Identifier: GPL-2.0-only
/* pkvm-dma-doctor: is DMA isolation active on this system, and what does it contain? */
#include <getopt.h>

#include "doctor.h"

#define USAGE "usage: pkvm-dma-doctor [--json|--quiet] [--root DIR]\n"

static const char help[] =
	USAGE
	"Says whether pKVM's DMA isolation is active on the running system, and why not; which\n"
	"devices it contains; what EL2 has refused. Root only.\n"
	"\n"
	"  --json      the report for programs\n"
	"  --quiet     no report, the exit status only\n"
	"  --root DIR  reads DIR/proc and DIR/sys instead\n"
	"  --help      this text\n"
	"\n"
	"Exit status: 0: active, all devices are contained, or fault; 1: active, a device is open\n"
	"or unknown; 2: not active; 3: cannot be told.\n";

/* What was printed counts only if it has arrived. */
static int printed(int status)
{
	return fflush(stdout) || ferror(stdout) ? STATUS_CANNOT_TELL : status;
}

static int wrong_arguments(void)
{
	fputs(USAGE, stderr);
	return STATUS_CANNOT_TELL;
}

struct request {
	bool json, quiet;
};

/* Returns -1, or an exit status. */
static int read_args(int argc, char **argv, struct request *r)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' }, { "quiet", no_argument, NULL, 'q' },
		{ "root", required_argument, NULL, 'r' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'j':
			r->json = true;
			break;
		case 'q':
			r->quiet = true;
			break;
		case 'r':
			files_root(optarg);
			break;
		case 'h':
			fputs(help, stdout);
			return printed(0);
		default:
			return wrong_arguments();
		}
	}
	return optind == argc && !(r->json && r->quiet) ? -1 : wrong_arguments();
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct doctor d;
	int ret = read_args(argc, argv, &r);

	if (ret >= 0)
		return ret;
	gather(&d);
	if (r.json)
		json_print(stdout, &d);
	else if (!r.quiet)
		text_print(stdout, &d);
	ret = judge(&d);
	gather_free(&d);
	return printed(ret);
}
