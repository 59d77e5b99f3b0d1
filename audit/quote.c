// SPDX-License-Identifier: GPL-2.0-only
/* Strings of JSON. */
#include <ctype.h>

#include "quote.h"

void json_text(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (!isprint((unsigned char)*s))
			fprintf(out, "\\u%04x", (unsigned char)*s);
		else
			fputc(*s, out);
	}
	fputc('"', out);
}

void json_field(FILE *out, const char *key, const char *val)
{
	fprintf(out, "\"%s\": ", key);
	json_text(out, val);
}
