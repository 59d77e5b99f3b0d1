# SPDX-License-Identifier: GPL-2.0-only
"""Builds: what tests need, as tasks that call the scripts of tools/."""
from . import place
from .model import Task


def add(catalog):
    def build(name, title, argv, *needs, seconds=1, lock=""):
        catalog.add(Task(f"build {name}", argv, title, needs=[f"build {n}" for n in needs],
                         group="builds", seconds=seconds, lock=lock))

    linux, qemu = place.variable("LINUX_VERSION"), place.variable("QEMU_VERSION")
    build("sources", "sources", ["tools/fetch"], seconds=60)
    build("qemu", f"QEMU {qemu}, -M tegra234 and virt", ["tools/build-qemu"], "sources",
          seconds=500)
    build("mainline", f"Linux {linux}, mainline", ["tools/build-kernel", "mainline"], "sources",
          seconds=500)
    build("linux", f"Linux {linux}, with our series", ["tools/build-kernel", "linux"], "mainline",
          seconds=100)
    build("kasan", f"Linux {linux}, KASAN and lockdep", ["tools/build-kernel", "kasan"],
          "mainline", seconds=600)
    build("fdt-at-el2", f"Linux {linux}, device tree read at EL2",
          ["tools/build-kernel", "fdt-at-el2"], "mainline", seconds=100)
    build("trace", f"Linux {linux}, EL2's trace events", ["tools/build-kernel", "trace"],
          "mainline", seconds=100)
    for kernel in "linux", "mainline", "kasan", "fdt-at-el2", "trace":
        build(f"initramfs-{kernel}", f"initramfs ({kernel})", ["tools/mkinitramfs", kernel],
              kernel, seconds=10)
    for kernel in "linux", "mainline":
        build(f"devices-{kernel}", f"initramfs (devices, {kernel})",
              ["tools/mkdevices", kernel], f"initramfs-{kernel}", seconds=5, lock="devices")
    for kernel in "linux", "trace":
        build(f"virt-{kernel}", f"initramfs (virt, {kernel})", ["tools/mkvirt", kernel],
              f"initramfs-{kernel}", seconds=5, lock="virt")
    build("emmc", "root file system of the eMMC", ["tools/mkemmc"], "sources")
