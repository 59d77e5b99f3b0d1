# SPDX-License-Identifier: GPL-2.0-only
# The versions that the project is built and tested with, and their files.
# shellcheck shell=bash disable=SC2034
#
# To use another version: change it here with the file's name and SHA-256 (from the
# archive's signed index), and run `make check`.

LINUX_VERSION=7.3.4
QEMU_VERSION=10.0.13
MESON_VERSION=1.7.0
BUSYBOX_NAME=busybox-arm64-1.37.0

# SHA-256, and the file's path below the root of a Debian archive.
LINUX_FILES="
703e369ddd4cce971452f5a593ee55df3a5c10c83caf0fa0df039633ed181ee3 pool/main/l/linux/linux-source-7.3_7.3.4-1~bpo13+1_all.deb
"
# Only for `make series-check`: the series applies to it, too.
LINUX_OLDER_VERSION=7.2.12
LINUX_OLDER_FILES="
73ca6c22599ba411ab3179642d33501ca2c90174e13c3c8d86e996ea1cbf2a8f pool/main/l/linux/linux-source-7.2_7.2.12-1~bpo13+1_all.deb
"
QEMU_FILES="
6a0888e806c2ffc0c5f0733e974f9aea55491950d3c47c98669c8b236dde59ae pool/main/q/qemu/qemu_10.0.13+ds.orig.tar.xz
"
# Debian's QEMU source lacks QEMU's copy of meson, and Debian 12's meson is too old; this
# one needs only Python.
MESON_FILES="
e92d04e60e784336883d537755d09b7dcb856809fa318a0931df3898e84ded95 pool/main/m/meson/meson_1.7.0-1_all.deb
"
# For the initramfs: one static shell with its tools.
BUSYBOX_FILES="
c833be48abfa16bc19c4966ec93e289ff1ce5d2f1476cad3a57bd105378cd15c pool/main/b/busybox/busybox-static_1.37.0-6+b9_arm64.deb
"
