// SPDX-License-Identifier: GPL-2.0-only
/* pkvm-dma-audit: which devices of a board DMA isolation would contain. See docs/audit.md. */
#include <getopt.h>
#include <string.h>

#include "audit.h"

enum form { TABLE, JSON, DOT, LOG };

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
	"Exit status: 0: all DMA masters of the tree are contained; 1: some are not;\n"
	"2: the input cannot be used.\n";

struct request {
	enum form form;
	const char *path, *explain, *dump;
};

static int wrong_arguments(void)
{
	fputs("usage: pkvm-dma-audit [--json|--dot|--log] [--explain NODE] [--dump FILE] FILE\n"
	      "       pkvm-dma-audit --help tells more\n", stderr);
	return 2;
}

/* Returns -1, or an exit status. */
static int read_args(int argc, char **argv, struct request *r)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' }, { "dot", no_argument, NULL, 'd' },
		{ "log", no_argument, NULL, 'l' }, { "explain", required_argument, NULL, 'e' },
		{ "dump", required_argument, NULL, 'r' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'j':
			r->form = JSON;
			break;
		case 'd':
			r->form = DOT;
			break;
		case 'l':
			r->form = LOG;
			break;
		case 'e':
			r->explain = optarg;
			break;
		case 'r':
			r->dump = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return 0;
		default:
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
	if (r->explain)
		return explain_print(stdout, a, r->explain);
	switch (r->form) {
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

int main(int argc, char **argv)
{
	struct request r = { .form = TABLE };
	const struct board_file *dump = NULL;
	static struct audit a;
	const char *err;
	int ret = read_args(argc, argv, &r);

	if (ret >= 0)
		return ret;
	err = tree_load(&a.tree, r.path);
	if (err)
		return unusable(r.path, err);
	if (r.dump) {
		dump = machine_dump(r.dump, &err);
		if (!dump)
			return unusable(r.dump, err);
	}
	machine_run(a.tree.fdt, dump, &a.machine);
	report_make(&a);
	ret = print(&a, &r);
	if (fflush(stdout) || ferror(stdout))
		return unusable("stdout", "cannot be written");
	return ret;
}
