// SPDX-License-Identifier: GPL-2.0-only
/* See fdt_walk.h. */
#include <linux/errno.h>
#include <linux/libfdt.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>

#include "fdt_walk.h"

#define TAG_SIZE	((__u32)sizeof(fdt32_t))

/**
 * pkvm_fdt_walk_begin() - start to read a blob
 * @w: filled
 * @fdt: the blob; fdt_check_header() has accepted it, so its blocks lie within it
 * @node: offset of the node to start at; 0 for the whole blob
 *
 * Return: 0, or -EINVAL if the header does not describe a blob of version 17.
 */
int pkvm_fdt_walk_begin(struct pkvm_fdt_walk *w, const void *fdt, int node)
{
	/* Older versions do not say how long the structure block is. */
	if (fdt_version(fdt) < 17 || fdt_totalsize(fdt) > INT_MAX)
		return -EINVAL;

	*w = (struct pkvm_fdt_walk) {
		.block = (const char *)fdt + fdt_off_dt_struct(fdt),
		.end = fdt_size_dt_struct(fdt),
		.next = node,
		.strings = (const char *)fdt + fdt_off_dt_strings(fdt),
		.strings_size = fdt_size_dt_strings(fdt),
		.node = -1,
	};
	/* With this, each name ends within the block. */
	return w->strings_size && w->strings[w->strings_size - 1] ? -EINVAL : 0;
}

static bool read_cell(struct pkvm_fdt_walk *w, __u32 *value)
{
	if (w->end - w->next < TAG_SIZE)
		return false;
	*value = fdt32_ld((const fdt32_t *)(w->block + w->next));
	w->next += TAG_SIZE;
	return true;
}

/* Steps over @len bytes and what aligns the next tag. */
static bool skip(struct pkvm_fdt_walk *w, __u32 len)
{
	__u64 next = (__u64)w->next + len + (-len & (TAG_SIZE - 1));

	if (next > w->end)
		return false;
	w->next = next;
	return true;
}

static int begin_node(struct pkvm_fdt_walk *w)
{
	w->node = w->next - TAG_SIZE;
	w->name = w->block + w->next;
	return skip(w, strnlen(w->name, w->end - w->next) + 1) ? PKVM_FDT_NODE : -EINVAL;
}

static int read_prop(struct pkvm_fdt_walk *w)
{
	__u32 name;

	if (!read_cell(w, &w->len) || !read_cell(w, &name) || name >= w->strings_size)
		return -EINVAL;
	w->name = w->strings + name;
	w->data = w->block + w->next;
	return skip(w, w->len) ? PKVM_FDT_PROP : -EINVAL;
}

/**
 * pkvm_fdt_walk_next() - one step further
 * @w: the position
 *
 * Return: enum pkvm_fdt_step, or -EINVAL for a blob that cannot be read on.
 */
int pkvm_fdt_walk_next(struct pkvm_fdt_walk *w)
{
	__u32 tag;

	while (read_cell(w, &tag)) {
		switch (tag) {
		case FDT_NOP:
			continue;
		case FDT_BEGIN_NODE:
			return begin_node(w);
		case FDT_PROP:
			return read_prop(w);
		case FDT_END_NODE:
			return PKVM_FDT_NODE_END;
		case FDT_END:
			return PKVM_FDT_END;
		default:
			return -EINVAL;
		}
	}
	return -EINVAL;
}
