# SPDX-License-Identifier: GPL-2.0-only
# The command lines of the boots that `make run` and `make check` compare.
# shellcheck shell=bash disable=SC2034
BOOT_OFF=(kvm-arm.mode=protected)
BOOT_ON=(kvm-arm.mode=protected)
