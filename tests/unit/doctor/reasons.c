// SPDX-License-Identifier: GPL-2.0-only
/* The reasons that the kernel's sources can give for the state, read from the sources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reasons.h"

static const char * const sources[] = {
	"host/setup.c", "host/kvm/pkvm_iommu.c", "abi/topology_dt.c", "abi/topology_describe.c",
	"abi/topology_v3.c",
};

#define NR_SOURCES (sizeof(sources) / sizeof(*sources))

/* What a statement has before a reason. */
static const char * const marks[] = {
	"set_reason(", "no_topology(", "refuse(", "refuse_node(", "why = ", "return",
	"state_reason[",
};

static char *read_source(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(f);
	assert_true(getdelim(&text, &size, 0, f) > 0);
	fclose(f);
	return text;
}

static void blank_comments(char *text)
{
	char *start, *end;

	for (start = strstr(text, "/*"); start; start = strstr(end, "/*")) {
		end = strstr(start, "*/");
		assert_non_null(end);
		memset(start, ' ', end + 2 - start);
	}
}

static bool is_marked(const char *statement)
{
	unsigned int i;

	for (i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (strstr(statement, marks[i]))
			return true;
	}
	return false;
}

/* Takes the backslashes out of a string; returns where it ends. */
static char *read_string(char *from)
{
	char *to = from;

	for (; *from != '"'; *to++ = *from++) {
		assert_true(*from && *from != '\n');
		from += *from == '\\';
	}
	*to = 0;
	return from;
}

/* Words are separated by spaces: other strings are names, or only formats. */
static void find_strings(char *text, void (*each)(const char *reason))
{
	char *statement = text, *string;

	for (; *text; text++) {
		if (strchr(";{}", *text))
			statement = text + 1;
		if (*text != '"')
			continue;
		*text = 0;
		string = text + 1;
		text = read_string(string);
		if (*string != '%' && strchr(string, ' ') && is_marked(statement))
			each(string);
		*strchr(statement, 0) = ' ';
	}
}

void reasons_each(void (*each)(const char *reason))
{
	unsigned int i;
	char *text;

	for (i = 0; i < NR_SOURCES; i++) {
		text = read_source(sources[i]);
		blank_comments(text);
		find_strings(text, each);
		free(text);
	}
}

bool reasons_have(const char *words)
{
	unsigned int i;
	bool found = false;
	char *text;

	for (i = 0; i < NR_SOURCES && !found; i++) {
		text = read_source(sources[i]);
		blank_comments(text);
		found = strstr(text, words);
		free(text);
	}
	return found;
}
