/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory controller's model for tests of EL2's code. Both define the same register
 * names, so no file can include the headers of both.
 */
#ifndef BACKEND_MC_MODEL_H
#define BACKEND_MC_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define MC_MODEL_REGIONS	18

struct mc_model;

/* What firmware did: see struct mc_config. */
struct mc_model_firmware {
	bool lock_overrides, lock_leaves_sid, security_closed;
};

struct mc_model *mc_model_new(uint32_t bypass, const struct mc_model_firmware *fw);
/* Does the client have registers? */
bool mc_model_has(unsigned int client);
/* Lower case, or NULL. */
const char *mc_model_client_name(unsigned int client);
void mc_model_free(struct mc_model *m);
void mc_model_reset(struct mc_model *m);
uint64_t mc_model_base(unsigned int region);
uint64_t mc_model_read(struct mc_model *m, unsigned int region, uint64_t off, unsigned int size);
void mc_model_write(struct mc_model *m, unsigned int region, uint64_t off, uint64_t val,
		    unsigned int size);
/* The stream ID of an access of @client whose device presents @sid. */
unsigned int mc_model_sid(struct mc_model *m, unsigned int client, unsigned int sid);
bool mc_model_bypasses(struct mc_model *m, unsigned int client, unsigned int sid);

#endif
