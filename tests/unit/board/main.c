// SPDX-License-Identifier: GPL-2.0-only
/* make board-dump FILE=dump.txt: what EL2 would make of the board that the dump is of. */
#include <stdio.h>

#include "report.h"

int main(int argc, char **argv)
{
	static struct board_verdict v;
	static struct board_file f;
	char err[300];

	if (argc != 2) {
		fputs("usage: make board-dump FILE=dump.txt\n", stderr);
		return 2;
	}
	if (board_load(argv[1], &f, err, sizeof(err))) {
		fprintf(stderr, "This dump cannot be used: %s: %s.\n", argv[1], err);
		return 2;
	}
	board_replay(&f, false, &v.strict);
	board_replay(&f, true, &v.lenient);
	board_report(stdout, &f, &v);
	return board_status(&v);
}
