# SPDX-License-Identifier: GPL-2.0-only
# Takes and replays board dumps: the tests, and the program of `make board-dump`.

BOARD_SRCS = $(addprefix tests/unit/board/,reader.c replay.c names.c explain.c assume.c report.c) \
	$(addprefix tests/board/,dump.c registers.c) $(SYSTEM_SRCS)

UNIT_PROGRAMS += board_dump
board_dump_SRCS = tests/unit/board/test_board.c $(BOARD_SRCS)

# Not a test.
OTHER_PROGRAMS += board_replay
board_replay_SRCS = tests/unit/board/main.c $(BOARD_SRCS)
