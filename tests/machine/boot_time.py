# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures a kernel's way to userspace; prints TAP.   boot_time.py BUILD KERNEL...

The machine counts instructions as its time (-icount): how far its clock is when the first
process speaks, and how many instructions it executes until it is off. Neither depends on
the host or its load, so both must be the same each time."""
import functools
import os
import re
import subprocess
import sys

LIMIT = 0.5
BUILD, KERNELS = sys.argv[1], sys.argv[2:]
QEMU = BUILD + "/qemu/qemu-system-aarch64"
PLUGIN = BUILD + "/qemu/tests/tcg/plugins/libinsn.so"
SAYS = "userspace"
COUNTED = ["-smp", "1", "-icount", "shift=0,sleep=off", "-rtc", "clock=vm",
           "-plugin", PLUGIN, "-d", "plugin"]


def command(kernel, *options):
    tree = BUILD + "/" + kernel
    return [QEMU, "-M", "tegra234", "-smp", "2", "-m", "2G", "-display", "none",
            "-nodefaults", "-no-reboot", "-serial", "stdio",
            "-kernel", tree + "/arch/arm64/boot/Image", "-dtb", tree +
            "/arch/arm64/boot/dts/nvidia/tegra234-p3737-0000+p3701-0000.dtb",
            "-initrd", f"{BUILD}/initramfs/{kernel}.cpio",
            "-append", "console=ttyAMA0 earlycon=pl011,mmio32,0x31d0000 "
            "maxcpus=2 panic=-1 kvm-arm.mode=protected rdinit=/bin/sh -- "
            f'-c "mkdir -p /proc; mount -t proc none /proc; read up idle < /proc/uptime; '
            f'echo {SAYS} $up; poweroff -f"'] + list(options)


@functools.cache
def counted(kernel, nr):
    """The machine's time at the first process's line, and the instructions of boot number @nr"""
    r = subprocess.run(command(kernel, *COUNTED), stdin=subprocess.DEVNULL,
                       capture_output=True, text=True, errors="replace", check=True)
    up = re.search(rf"^{SAYS} ([0-9.]+)", r.stdout, re.M)
    insns = re.search(r"total insns: (\d+)", r.stdout + r.stderr)
    if not up or not insns:
        raise AssertionError(f"{kernel}: no count of a boot to userspace")
    return float(up.group(1)), int(insns.group(1))


def judge(nr, title, check):
    try:
        good, what = check()
    except (AssertionError, subprocess.SubprocessError, OSError) as e:
        good, what = False, str(e)
    print(f"{'ok' if good else 'not ok'} {nr} - {title} => {what}", flush=True)
    return good


def check_time(kernel):
    up = counted(kernel, 0)[0]
    return up <= LIMIT, f"{up:.2f} s"


def check_same(kernel):
    first, again = counted(kernel, 0), counted(kernel, 1)
    return first == again, f"{first[1]}" + ("" if first == again else f", {again[1]}")


def main():
    os.environ.pop("QEMU_EXTRA", None)
    print(f"TAP version 13\n1..{2 * len(KERNELS)}")
    good = [judge(2 * n + 1 + second, title.format(kernel), lambda: f(kernel))
            for n, kernel in enumerate(KERNELS) for second, f, title in (
                (0, check_time, "boot-time: {} is in userspace within "
                 f"{LIMIT} s of the machine's time"),
                (1, check_same, "boot-instructions: {} takes as many "
                 "each time"))]
    return 0 if all(good) else 1


sys.exit(main())
