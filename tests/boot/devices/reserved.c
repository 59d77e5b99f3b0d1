// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows for reserved memory with "iommu-addresses" (trees/frame-buffer.dtso), such as the
 * frame buffer that the display reads since before the kernel. And for devices that have
 * GPCDMA's stream, because it serves them.
 */
#include "../attack.h"
#include "../dma_rows.h"
#include "../tap.h"
#include "devices.h"
#include "host.h"

/* Of the tree. */
#define FRAME_BUFFER	0xf0000000UL
#define OTHER		0xf0400000UL
#define SIZE		0x200000UL
#define PAGE		0x1000UL

/* By a stream in the identity domain. */
static void row_frame_buffer(void)
{
	uint64_t dst = host_pa(HOST_TARGET);
	bool reads, stops;

	reads = !dma_domain(ATT_DOMAIN_IDENTITY) && dma_copy(FRAME_BUFFER, dst, ATT_SID_DRIVER) &&
		dma_copy(FRAME_BUFFER + SIZE - PAGE, dst, ATT_SID_DRIVER);
	tap_ok(reads, "reserved-read", "DMA reads the frame buffer => %s",
	       reads ? "read" : "FAULT");
	stops = transfer_faults(OTHER, dst, ATT_SID_DRIVER, DMA_SID);
	tap_ok(stops, "reserved-other", "DMA reads other memory that the kernel must not map => %s",
	       stops ? "fault" : "READ");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

static void row_shared(void)
{
	int group = group_of(ENGINE);
	bool same = group >= 0 && group_of("3100000.serial") == group &&
		    group_of("3210000.spi") == group && group_of("3270000.spi") == group;
	bool works = same && dma_works();

	tap_ok(same, "reserved-shared", "UART and SPIs that GPCDMA serves => %s",
	       same ? "its group" : "OTHER GROUPS");
	tap_ok(works, "reserved-dma", "dmatest beside them => %s", works ? "no failure" : "FAILS");
}

void rows_reserved(void)
{
	row_frame_buffer();
	row_shared();
}
