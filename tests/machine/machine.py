# SPDX-License-Identifier: GPL-2.0-or-later
"""A QEMU with -M tegra234 without a running CPU, driven with the qtest protocol: reads and
writes as by a CPU, steps of the clock, interrupts.
"""
import json
import socket
import subprocess


class Died(Exception):
    """QEMU has ended instead of answering."""


class Machine:
    def __init__(self, qemu, folder, *options, extra=()):
        self.log = folder + "/qemu.log"
        self.errors = folder + "/qemu.err"
        self.levels = {}
        self.qmp_end, far = socket.socketpair()
        self.tcu, tcu = socket.socketpair()
        self.tcu.settimeout(10)
        self.process = subprocess.Popen(
            [qemu, "-M", ",".join(("tegra234",) + options), "-m", "256M",
             "-smp", "2", "-accel", "qtest", "-qtest", "stdio",
             "-qtest-log", "none", "-display", "none", "-nodefaults",
             "-chardev", f"socket,id=qmp,fd={far.fileno()}",
             "-chardev", f"socket,id=tcu,fd={tcu.fileno()}",
             "-serial", "null", "-serial", "chardev:tcu",
             "-mon", "chardev=qmp,mode=control", "-d", "unimp,guest_errors",
             "-D", self.log, "-kernel", folder + "/Image",
             "-dtb", folder + "/tegra234.dtb", *extra],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=open(self.errors, "w", encoding="utf-8"),
            text=True, bufsize=1, pass_fds=(far.fileno(), tcu.fileno()))
        far.close()
        tcu.close()
        self.qmp_file = self.qmp_end.makefile("rw", encoding="utf-8")
        try:
            self.qmp_file.readline()
            self.qmp("qmp_capabilities")
        except (OSError, ValueError):
            self.died("start")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.process.kill()
        self.process.communicate()
        self.qmp_file.close()
        self.qmp_end.close()
        self.tcu.close()

    def _note_irq(self, line):
        _, edge, number = line.split()
        self.levels[int(number)] = edge == "raise"

    def command(self, *words):
        """Sends one line; returns the words after OK."""
        try:
            self.process.stdin.write(" ".join(str(w) for w in words) + "\n")
            while line := self.process.stdout.readline():
                if not line.startswith("IRQ"):
                    return line.split()[1:]
                self._note_irq(line)
        except BrokenPipeError:
            pass
        self.died(words)
        return []

    def died(self, where):
        with open(self.errors, encoding="utf-8") as f:
            raise Died(f"QEMU ended at {where}: {f.read().strip()}")

    def qmp(self, name, **arguments):
        command = {"execute": name, "arguments": arguments}
        self.qmp_file.write(json.dumps(command) + "\n")
        self.qmp_file.flush()
        while True:
            answer = json.loads(self.qmp_file.readline())
            if "event" not in answer:
                return answer

    def monitor(self, line):
        """The human monitor's output for a line"""
        return self.qmp("human-monitor-command",
                        **{"command-line": line})["return"].splitlines()

    def set(self, name, value):
        """Sets a property of the machine; returns the error message, or None"""
        answer = self.qmp("qom-set", path="/machine", property=name, value=value)
        return answer.get("error", {}).get("desc")

    def read(self, addr, size="l"):
        return int(self.command("read" + size, hex(addr))[0], 16)

    def write(self, addr, value, size="l"):
        self.command("write" + size, hex(addr), hex(value))

    def fill(self, addr, value, length=4096):
        self.command("memset", hex(addr), hex(length), hex(value))

    def bytes(self, addr, length=4096):
        return bytes.fromhex(self.command("read", hex(addr), hex(length))[0][2:])

    def step(self, nanoseconds):
        self.command("clock_step", nanoseconds)

    def watch_irqs(self):
        """Makes spi() return the level of each line of the interrupt controller."""
        self.command("irq_intercept_in", "/machine/gic")

    def spi(self, number):
        return self.levels.get(number, False)

    def logged(self):
        with open(self.log, encoding="utf-8") as f:
            return f.read()
