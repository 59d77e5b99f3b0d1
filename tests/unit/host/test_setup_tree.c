// SPDX-License-Identifier: GPL-2.0-only
/* The early helper's tests, where EL2 reads the device tree by itself. */
#include "test_setup.c"
