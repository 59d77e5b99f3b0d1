/* SPDX-License-Identifier: GPL-2.0-only */
/* ESR_EL2 of a data abort (Arm DDI 0487, ESR_ELx), as far as EL2 decodes it. */
#ifndef SHIM_ASM_ESR_H
#define SHIM_ASM_ESR_H

#include "shim_base.h"

#define ESR_ELx_EC_SHIFT	26
#define ESR_ELx_EC_MASK		GENMASK(31, 26)
#define ESR_ELx_EC(esr)		(((esr) & ESR_ELx_EC_MASK) >> ESR_ELx_EC_SHIFT)
#define ESR_ELx_EC_IABT_LOW	0x20UL
#define ESR_ELx_EC_DABT_LOW	0x24UL
#define ESR_ELx_IL		BIT(25)
#define ESR_ELx_ISV		BIT(24)
#define ESR_ELx_SAS_SHIFT	22
#define ESR_ELx_SAS		GENMASK(23, 22)
#define ESR_ELx_SSE		BIT(21)
#define ESR_ELx_SRT_SHIFT	16
#define ESR_ELx_SRT_MASK	GENMASK(20, 16)
#define ESR_ELx_SF		BIT(15)
#define ESR_ELx_CM		BIT(8)
#define ESR_ELx_S1PTW		BIT(7)
#define ESR_ELx_WNR		BIT(6)

#endif
