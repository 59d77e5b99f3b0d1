/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by the files of the attacker's module.
 */
#ifndef BOOT_ATTACKER_INTERNAL_H
#define BOOT_ATTACKER_INTERNAL_H

#include "attacker.h"

struct device;

int att_call(struct att_call *call);
int att_access(struct att_access *access);
int att_dma(struct att_dma *dma);
int att_reset(struct att_reset *reset);
int att_smc(struct att_smc *smc);
int att_el2(struct att_el2 *att);
int att_domain(struct att_domain *domain);
int att_map(struct att_map *map);
int att_unmap(struct att_map *map);
int att_phys(struct att_map *map);
int att_slave(struct att_slave *result);
int att_domains(struct att_domains *domains);
int att_starve(struct att_starve *starve);
int att_pins(struct att_pins *pins);
int att_master(struct att_master *master);
int att_try(struct att_slot *slot);
int att_remove(struct att_slot *slot);

/* Restores the attachment of the DMA engine's group. */
void att_domain_exit(void);
void att_masters_exit(void);

/* The DMA engine's device, with a reference; NULL if it is absent or has no IOMMU. */
struct device *att_engine(void);

#endif /* BOOT_ATTACKER_INTERNAL_H */
