/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads a flattened device tree from its start to its end, once. libfdt has no state
 * between calls: to find a property, or the parent of a node, it starts again, which makes
 * a table of all devices cost tens of millions of instructions.
 *
 * Offsets of nodes are libfdt's. No blob makes a step read outside of the blob, whose
 * total size is what its header says.
 */
#ifndef __PKVM_FDT_WALK_H__
#define __PKVM_FDT_WALK_H__

#include <linux/libfdt.h>
#include <linux/types.h>

enum pkvm_fdt_step {
	PKVM_FDT_NODE,		/* a node begins: @node, @name */
	PKVM_FDT_PROP,		/* a property: @name, @data, @len */
	PKVM_FDT_NODE_END,
	PKVM_FDT_END,		/* of the blob */
};

/**
 * struct pkvm_fdt_walk - a position in a blob
 * @block: the structure block
 * @end: its bytes
 * @next: offset of the next step
 * @strings: names of properties
 * @strings_size: their bytes
 * @node: offset of the latest node that began
 * @name: of the node or property
 * @data: value of the property
 * @len: its bytes
 */
struct pkvm_fdt_walk {
	const char *block;
	__u32 end;
	__u32 next;
	const char *strings;
	__u32 strings_size;
	int node;
	const char *name;
	const char *data;
	__u32 len;
};

int pkvm_fdt_walk_begin(struct pkvm_fdt_walk *w, const void *fdt, int node);
int pkvm_fdt_walk_next(struct pkvm_fdt_walk *w);

#endif /* __PKVM_FDT_WALK_H__ */
