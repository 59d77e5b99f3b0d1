/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's side of a lent bank, for a test that cannot include the kernel's headers. */
#ifndef HOST_TEST_DRIVER_BANK_H
#define HOST_TEST_DRIVER_BANK_H

#include "shim_base.h"

/* The instances of the SMMU, and the tables of stage 1. Returns 0 or an error. */
int driver_bank_start(const u64 *bases, unsigned int nr, u64 size, u64 offset, u16 bank, u64 root);
void driver_bank_is_coherent(void);	/* its walks snoop: tables are not cleaned */
void driver_bank_stop(void);
/* Stops it, if the test has not, and unmaps the registers. */
void driver_bank_end(void);
/* EL2 has restored its half. */
void driver_bank_restored(void);
/* A page has been cleared in the tables; a flush queue leaves the rest to driver_bank_flush(). */
void driver_bank_unmapped(u64 iova);
void driver_bank_flush(void);
/* Reads and clears the record of a fault: nothing is mapped at @iova. */
bool driver_bank_fault(unsigned int instance, u64 *iova, bool *write);

#endif
