// SPDX-License-Identifier: GPL-2.0-only
/* The nodes of a device tree blob, which may be anybody's: nothing in it is trusted. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "audit.h"

/* The kernel maps no more than 2 MiB for the boot loader's blob. */
#define MAX_BLOB	(16u << 20)

static const char *read_all(FILE *f, char **data, size_t *len)
{
	char *buf = malloc(MAX_BLOB + 1);

	if (!buf)
		return "no memory";
	*len = fread(buf, 1, MAX_BLOB + 1, f);
	*data = buf;
	if (ferror(f))
		return strerror(errno);
	return *len > MAX_BLOB ? "it is larger than 16 MiB" : NULL;
}

static const char *read_path(const char *path, char **data, size_t *len)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	const char *err;

	if (!f)
		return strerror(errno);
	err = read_all(f, data, len);
	if (f != stdin)
		fclose(f);
	return err;
}

static bool is_good_tag(const void *fdt, uint32_t tag, int offset, int *depth)
{
	const char *name;
	int len;

	switch (tag) {
	case FDT_BEGIN_NODE:
		/* The root is what the structure begins with, and has no name. */
		return (*depth)++ || (!offset && fdt_get_name(fdt, 0, &len) && !len);
	case FDT_END_NODE:
		return --*depth >= 0;
	case FDT_PROP:
		return *depth && fdt_getprop_by_offset(fdt, offset, &name, NULL);
	default:
		return true;
	}
}

/* The kernel's copy of libfdt has no fdt_check_full(). */
static bool is_whole(const void *fdt)
{
	int offset = 0, next, depth = 0;
	uint32_t tag;

	if (fdt_check_header(fdt) || fdt_num_mem_rsv(fdt) < 0)
		return false;
	for (;; offset = next) {
		tag = fdt_next_tag(fdt, offset, &next);
		if (next < 0)
			return false;
		if (tag == FDT_END)
			return offset && !depth;
		if (!is_good_tag(fdt, tag, offset, &depth))
			return false;
	}
}

/* libfdt trusts a blob that has been checked as a whole. */
static const char *check_blob(const char *data, size_t len)
{
	if (len < sizeof(struct fdt_header) || fdt_magic(data) != FDT_MAGIC)
		return "it is no device tree blob";
	if (fdt_totalsize(data) > len)
		return "the device tree blob is truncated";
	if (!is_whole(data))
		return "the device tree blob is damaged";
	return NULL;
}

static bool add_node(struct audit_tree *t, int offset, int parent)
{
	struct audit_node *n;

	if (!(t->nr & (t->nr - 1))) {
		n = realloc(t->node, sizeof(*n) * (t->nr ? 2 * t->nr : 1));
		if (!n)
			return false;
		t->node = n;
	}
	n = &t->node[t->nr++];
	n->name = fdt_get_name(t->fdt, offset, NULL);
	n->offset = offset;
	n->parent = parent;
	return n->name;
}

/* libfdt's depth goes up by one, or down by any number, from one node to the next. */
static const char *read_nodes(struct audit_tree *t)
{
	int offset = 0, depth = 0, last = 0, parent = AUDIT_NONE;

	while (offset >= 0 && depth >= 0) {
		if (depth > last)
			parent = t->nr - 1;
		for (; depth < last; last--)
			parent = t->node[parent].parent;
		last = depth;
		if (!add_node(t, offset, parent))
			return "the device tree blob is damaged";
		offset = fdt_next_node(t->fdt, offset, &depth);
	}
	return NULL;
}

const char *tree_load(struct audit_tree *t, const char *path)
{
	char *data = NULL;
	size_t len = 0;
	const char *err = read_path(path, &data, &len);

	if (!err)
		err = check_blob(data, len);
	t->fdt = data;
	return err ? err : read_nodes(t);
}

const void *tree_prop(const struct audit_tree *t, int node, const char *name, int *len)
{
	return fdt_getprop(t->fdt, t->node[node].offset, name, len);
}

bool tree_has(const struct audit_tree *t, int node, const char *name)
{
	return tree_prop(t, node, name, NULL);
}

bool tree_is(const struct audit_tree *t, int node, const char *compatible)
{
	return !fdt_node_check_compatible(t->fdt, t->node[node].offset, compatible);
}

/* The first string of a property. */
const char *tree_text(const struct audit_tree *t, int node, const char *name)
{
	int len;
	const char *text = tree_prop(t, node, name, &len);

	return text && len > 0 && memchr(text, 0, len) ? text : "";
}

bool tree_cell(const struct audit_tree *t, int node, const char *name, int i, uint32_t *val)
{
	int len;
	const fdt32_t *cell = tree_prop(t, node, name, &len);

	if (!cell || i < 0 || len < 4 || i >= len / 4)
		return false;
	*val = fdt32_ld(cell + i);
	return true;
}

/* A node below a disabled one gets no driver, either. */
bool tree_enabled(const struct audit_tree *t, int node)
{
	const char *status;

	for (; node >= 0; node = t->node[node].parent) {
		status = tree_text(t, node, "status");
		if (tree_has(t, node, "status") && strcmp(status, "okay") && strcmp(status, "ok"))
			return false;
	}
	return true;
}

/* Nodes are in the order of their offsets. */
int tree_at(const struct audit_tree *t, int offset)
{
	int low = 0, high = t->nr - 1, mid;

	while (low <= high) {
		mid = low + (high - low) / 2;
		if (t->node[mid].offset == offset)
			return mid;
		if (t->node[mid].offset < offset)
			low = mid + 1;
		else
			high = mid - 1;
	}
	return AUDIT_NONE;
}

/* By path, by alias, or by name if only one node has it; a slash may follow. */
int tree_find(const struct audit_tree *t, const char *path)
{
	int i, found = AUDIT_NONE, offset = fdt_path_offset(t->fdt, path);
	size_t len = strlen(path);

	if (offset >= 0)
		return tree_at(t, offset);
	while (len && path[len - 1] == '/')
		len--;
	/* The root's name is empty: only its path names it. */
	for (i = 0; len && i < t->nr; i++) {
		if (strncmp(t->node[i].name, path, len) || t->node[i].name[len])
			continue;
		if (found >= 0)
			return AUDIT_NONE;
		found = i;
	}
	return found;
}

int tree_by_phandle(const struct audit_tree *t, uint32_t phandle)
{
	uint32_t val;
	int i;

	for (i = 0; i < t->nr; i++) {
		if ((tree_cell(t, i, "phandle", 0, &val) ||
		     tree_cell(t, i, "linux,phandle", 0, &val)) && val == phandle)
			return i;
	}
	return AUDIT_NONE;
}

/* From the node to the root, so that a deep tree costs no more than its depth. */
const char *tree_path(const struct audit_tree *t, int node)
{
	static char bufs[4][AUDIT_PATH];
	static unsigned int next;
	char *buf = bufs[next++ % 4];
	size_t at = AUDIT_PATH - 1, len;

	buf[at] = 0;
	for (; node > 0; node = t->node[node].parent) {
		len = strlen(t->node[node].name);
		if (len + 1 > at) {
			memcpy(buf, "...", 3);
			return buf;
		}
		at -= len;
		memcpy(buf + at, t->node[node].name, len);
		buf[--at] = '/';
	}
	if (!buf[at])
		return "/";
	return buf + at;
}
