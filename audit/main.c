// SPDX-License-Identifier: GPL-2.0-only
/* pkvm-dma-audit: which devices of a board DMA isolation would contain. See docs/audit.md. */
#include <fcntl.h>
#include <getopt.h>
#include <string.h>

#include "audit.h"

enum form { TABLE, JSON, DOT, LOG, EXPLAIN };

static const char help[] =
	"usage: pkvm-dma-audit [OPTION]... FILE.dtb|/sys/firmware/fdt|-\n"
	"Says which devices of a board pKVM's DMA isolation would contain.\n"
	"\n"
	"  --json          the report for programs\n"
	"  --dot           a picture for Graphviz\n"
	"  --log           the lines of the kernel's log\n"
	"  --explain NODE  one node in words: its path, its alias, or its name\n"
	"  --dump FILE     the board's registers, as board-dump has read them\n"
	"  --help          this text\n"
	"\n"
	"Exit status: 0: all DMA masters of the tree are contained, or fault; 1: some are not,\n"
	"or the state would be failed; 2: the input cannot be used. With --explain it is the\n"
	"node's: 0 also for a node that is no DMA master, 2 also if NODE names none, or several.\n";

struct request {
	enum form form;
	const char *path, *explain, *dump;
};

static int wrong_arguments(void)
{
	fputs("usage: pkvm-dma-audit [--json|--dot|--log|--explain NODE] [--dump FILE] FILE\n"
	      "       pkvm-dma-audit --help tells more\n", stderr);
	return 2;
}

/* There is one form of output. */
static bool choose(struct request *r, enum form form)
{
	if (r->form != TABLE)
		return false;
	r->form = form;
	if (form == EXPLAIN)
		r->explain = optarg;
	return true;
}

/* Returns -1, or an exit status. */
static int read_args(int argc, char **argv, struct request *r)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, JSON }, { "dot", no_argument, NULL, DOT },
		{ "log", no_argument, NULL, LOG }, { "explain", required_argument, NULL, EXPLAIN },
		{ "dump", required_argument, NULL, 'r' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'r':
			r->dump = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return 0;
		case '?':
			return wrong_arguments();
		default:
			if (!choose(r, c))
				return wrong_arguments();
		}
	}
	if (optind + 1 != argc)
		return wrong_arguments();
	r->path = argv[optind];
	return -1;
}

static int print(const struct audit *a, const struct request *r)
{
	switch (r->form) {
	case EXPLAIN:
		return explain_print(stdout, a, r->explain);
	case JSON:
		json_print(stdout, a);
		break;
	case DOT:
		dot_print(stdout, a);
		break;
	case LOG:
		fputs(a->machine.log, stdout);
		break;
	default:
		table_print(stdout, a);
	}
	return report_status(a);
}

static int unusable(const char *path, const char *err)
{
	fprintf(stderr, "pkvm-dma-audit: %s: %s\n", path, err);
	return 2;
}

static int audit(const struct request *r)
{
	const struct board_file *dump = NULL;
	static struct audit a;
	const char *err;

	err = tree_load(&a.tree, r->path);
	if (err)
		return unusable(r->path, err);
	if (r->dump) {
		dump = machine_dump(r->dump, &err);
		if (!dump)
			return unusable(r->dump, err);
	}
	machine_run(a.tree.fdt, dump, &a.machine);
	report_make(&a);
	return print(&a, r);
}

/*
 * A file that the program opens must not take the place of a closed stdin, stdout or stderr:
 * the report would go into it. Reading or writing what stands there now fails.
 */
static bool occupy_standard_files(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct request r = { .form = TABLE };
	int ret;

	if (!occupy_standard_files())
		return 2;
	ret = read_args(argc, argv, &r);
	if (ret < 0)
		ret = audit(&r);
	if (fflush(stdout) || ferror(stdout))
		return unusable("stdout", "cannot be written");
	return ret;
}
