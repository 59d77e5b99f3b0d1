# SPDX-License-Identifier: GPL-2.0-only
"""Boots: tests/boots.toml, as tasks that call tools/boot."""
import os
import tomllib

from . import place
from .model import Task

FILE = place.TESTS / "boots.toml"
# Keys of a boot: their types, and what they are if they are not given.
KEYS = {
    "about": (str, None), "kernel": (str, None), "system": (str, "tegra234"),
    "machine": (str, ""), "board": (str, ""), "cpus": (int, 2), "memory": (str, "2G"),
    "initramfs": (str, "attacks"), "disk": (str, ""), "parameters": (str, ""),
    "icount": (bool, False), "hand": (bool, False), "trace": (list, []), "patience": (int, 180),
    "tags": (list, []), "counted": (bool, True),
}
SYSTEMS = ("tegra234", "virt")
# Without iommu_platform= a virtio device accesses memory past the SMMU.
VIRT_DISKS = """-drive if=none,id=nvme,format=raw,cache=unsafe,file={}
    -device nvme,addr=2.0,drive=nvme,serial=1
    -drive if=none,id=virtio,format=raw,cache=unsafe,file={}
    -device virtio-blk-pci,addr=3.0,drive=virtio,disable-legacy=on,iommu_platform=on"""
# A disk in a slot. A -drive would end with the device; a node stays for the next one.
VIRT_SLOT = """-device pcie-root-port,id=root,addr=4.0,chassis=1,slot=1
    -blockdev driver=file,node-name=plug,cache.no-flush=on,filename={}
    -device nvme,id=slot,bus=root,drive=plug,serial=1"""
KERNELS = ("linux", "mainline", "kasan", "fdt-at-el2", "trace")


def wrong(name, text):
    raise SystemExit(f"error: {place.short(FILE)}: [{name}]: {text}")


def check(name, boot):
    """Refuses what is not known, instead of ignoring it."""
    for key, value in boot.items():
        if key not in KEYS:
            wrong(name, f"'{key}' is none of {', '.join(KEYS)}")
        if not isinstance(value, KEYS[key][0]):
            wrong(name, f"'{key}' must be of type {KEYS[key][0].__name__}")
    for key, (_, default) in KEYS.items():
        if default is None and key not in boot:
            wrong(name, f"'{key}' is missing")
    if boot["kernel"] not in KERNELS:
        wrong(name, f"kernel is none of {', '.join(KERNELS)}")
    if boot.get("system", "tegra234") not in SYSTEMS:
        wrong(name, f"system is none of {', '.join(SYSTEMS)}")


def load():
    """All boots, by name, with every key"""
    try:
        with open(FILE, "rb") as file:
            boots = tomllib.load(file)
    except tomllib.TOMLDecodeError as e:
        raise SystemExit(f"error: {place.short(FILE)}: {e}") from e
    for name, boot in boots.items():
        check(name, boot)
    return {name: {k: boot.get(k, default) for k, (_, default) in KEYS.items()}
            for name, boot in boots.items()}


def options(boot):
    """Options of tools/boot"""
    args = ["-smp", boot["cpus"], "-m", boot["memory"], "-t", boot["patience"]]
    if boot["system"] == "virt":
        args += ["-M", "virt"]
    if boot["board"]:
        args += ["-d", boot["board"]]
    return args + ["-i"] * boot["icount"] + ["-q"] * boot["hand"]


def images(name, boot):
    """Empty disks that the boot has"""
    disks = ["nvme", "virtio"] * (boot["system"] == "virt")
    if boot["disk"] in ("nvme", "slot"):
        disks = [boot["disk"]]
    return [place.BUILD / f"{d}-{name}.img" for d in disks]


def disk(name, boot):
    """QEMU's options for the disk, and the first process's parameters"""
    if boot["disk"] == "emmc":
        image = place.BUILD / "emmc/root.img"
        return (f"-drive if=sd,format=raw,cache=unsafe,file={image}",
                "root=/dev/mmcblk0 rw rootwait rdinit=/none init=/init")
    if boot["disk"] == "nvme":
        first = ("devices" if "tests=" in boot["parameters"] else
                 "init" if "boot_test=crash" in boot["parameters"] else "nvme")
        return (f"-drive if=none,id=disk,format=raw,cache=unsafe,file={images(name, boot)[0]} "
                "-device nvme,drive=disk,serial=1", f"rdinit=/{first}")
    if boot["system"] == "virt":
        disks = VIRT_SLOT if boot["disk"] == "slot" else VIRT_DISKS
        return " ".join(disks.format(*images(name, boot)).split()), "rdinit=/virt"
    return "", "rdinit=/devices" if boot["initramfs"] == "devices" else ""


def environment(name, boot):
    """Variables for tools/boot"""
    env = {"QEMU_EXTRA": disk(name, boot)[0]}
    if boot["trace"]:
        env["QEMU_EXTRA"] += " -d " + ",".join("trace:" + t for t in boot["trace"])
    if boot["machine"]:
        env["MACHINE"] = boot["machine"]
    if boot["initramfs"] == "devices":
        env["INITRD"] = str(place.BUILD / f"initramfs/devices-{boot['kernel']}.cpio")
    return env


def needs(boot):
    if boot["system"] == "virt":
        # QEMU= is the user's own.
        return ["build qemu"] * ("QEMU" not in os.environ) + [f"build virt-{boot['kernel']}"]
    what = ["build qemu", f"build initramfs-{boot['kernel']}"]
    if boot["initramfs"] == "devices":
        what.append(f"build devices-{boot['kernel']}")
    return what + ["build emmc"] * (boot["disk"] == "emmc")


def task(name, boot):
    argv = ["tools/boot", name, boot["kernel"], *options(boot), *boot["parameters"].split(),
            *disk(name, boot)[1].split()]
    for image in images(name, boot):
        # The disk is empty, and slightly larger than the data written to it.
        argv = ["sh", "-c", 'rm -f "$0" && truncate -s 96M "$0" && exec "$@"', image, *argv]
    return Task(f"boot {name}", argv, boot["about"], environment(name, boot), needs(boot),
                taps=[name] if boot["counted"] else [], tags={"boot", *boot["tags"]},
                group="boots", seconds=30, counted=boot["counted"],
                # QEMU changes the image of the card, and forgets it at the end.
                lock="emmc" if boot["disk"] == "emmc" else "")


def add(catalog):
    for name, boot in load().items():
        catalog.add(task(name, boot))
