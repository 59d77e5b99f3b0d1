# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of PCIe controller 4, driven as by a CPU: BPMP starts it, the link needs a
device, windows access it, and its DMA has stream ID 0x13.   pcie.py QEMU FOLDER SEED"""
import random
import struct
import sys

import tap
from bpmp import Bpmp
from tap import expect

QEMU, FOLDER, SEED = sys.argv[1], sys.argv[2], int(sys.argv[3])

DRAM = 0x80000000
NISO0 = (0x12000000, 0x11000000)
SCR0, SGFSR, SGFSYNR1, SGFAR = 0x0, 0x48, 0x54, 0x40
GFRE, USFCFG, USF = 1 << 1, 1 << 10, 1 << 1

APPL, ATU, DBI = 0x14160000, 0x36040000, 0x36080000
CONFIG, MEMORY = 0x36000000, 0x2428000000
PINMUX, CTRL, LINK, DM_TYPE, CFG_BASE, ATU_BASE = 0, 4, 0xcc, 0x100, 0x104, 0x108
ONES = 0xffffffff
MEM, CFG0 = 0, 4
LNKSTA, DLLLA = 0x82, 1 << 13
RESET_CORE = 120
MRQ_UPHY = 69
STATE = 4


class Board(Bpmp):
    """A machine with PCIe's steps."""

    def __init__(self, *options, extra=()):
        super().__init__(QEMU, FOLDER, *options, extra=extra)

    def controller(self, number, enable):
        return self.call(MRQ_UPHY, struct.pack("<HHBB", 0, STATE, number, enable))

    def start(self):
        """A driver's steps before it checks the link."""
        expect("BPMP", self.controller(4, 1), 0)
        for off, value in ((CFG_BASE, DBI), (ATU_BASE, ATU), (DM_TYPE, 4),
                           (CTRL, 1 << 7), (PINMUX, 1)):
            self.write(APPL + off, value)

    def window(self, n, base, size, target, kind):
        limit = base + size - 1
        for off, value in ((8, base), (0xc, base >> 32), (0x10, limit),
                           (0x20, limit >> 32), (0x14, target),
                           (0x18, target >> 32), (0, kind), (4, 1 << 31)):
            self.write(ATU + 0x200 * n + off, value & ONES)


# ---- without a disk ----

def test_off():
    """no PCIe controller unless it is enabled"""
    with Board() as m:
        expect("APPL", m.read(APPL + CTRL), 0)
        expect("BPMP", m.controller(4, 1), -19)
    with Board("pcie=on") as m:
        expect("APPL, not started", m.read(APPL + CTRL), ONES)
        expect("port, not started", m.read(DBI), ONES)
        expect("another controller", m.controller(1, 1), -22)
        m.start()
        expect("port", m.read(DBI), 0x229c10de)


def test_no_device():
    """with an empty slot the link is down, and reads through it return all ones"""
    with Board("pcie=on") as m:
        m.start()
        m.window(0, CONFIG, 0x40000, 1 << 24, CFG0)
        expect("link", m.read(APPL + LINK), 0)
        expect("port's link", m.read(DBI + LNKSTA, "w") & DLLLA, 0)
        expect("configuration", m.read(CONFIG), ONES)


def test_sub_word():
    """the root port's registers are written by byte lanes"""
    with Board("pcie=on") as m:
        m.start()
        m.write(DBI + 0x18, 0x00ff0100)
        m.write(DBI + 0x19, 0x22, "b")
        expect("bus numbers", m.read(DBI + 0x18), 0x00ff2200)
        m.write(DBI + 0x1a, 0x33, "w")
        expect("bus numbers", m.read(DBI + 0x18), 0x00332200)


# ---- with a disk ----

def disk(medium="driver=null-co,size=1M"):
    m = Board("pcie=on", extra=(
        "-drive", "if=none,id=disk," + medium,
        "-device", "nvme,drive=disk,serial=1"))
    m.start()
    # Buses 1 to 255, and memory from 0x40000000, are behind the port.
    m.write(DBI + 0x18, 0x00ff0100)
    m.write(DBI + 0x20, 0x47f04000)
    m.write(DBI + 0x4, 6)
    m.window(0, CONFIG, 0x40000, 1 << 24, CFG0)
    m.window(1, MEMORY, 0x8000000, 0x40000000, MEM)
    m.write(CONFIG + 0x10, 0x40000000)
    m.write(CONFIG + 0x4, 6)
    return m


def test_disk():
    """the link is up, and windows access the disk's registers"""
    with disk() as m:
        expect("link", m.read(APPL + LINK), 1)
        expect("port's link", m.read(DBI + LNKSTA, "w") & DLLLA, DLLLA)
        expect("class", m.read(CONFIG + 8) >> 8, 0x010802)
        expect("NVMe version", m.read(MEMORY + 8) >> 16, 1)
        m.write(ATU + 0x14, 1 << 24 | 1 << 19)
        expect("no device there", m.read(CONFIG), ONES)
        m.write(ATU + 0x14, 0)
        expect("the port is not behind itself", m.read(CONFIG), ONES)
        expect("no window there", m.read(MEMORY + 0x8000000), ONES)


def test_resets():
    """PERST# and the core's reset line reset the disk and the port"""
    with disk() as m:
        m.write(MEMORY + 0x28, 0x5000)
        expect("disk's queue", m.read(MEMORY + 0x28), 0x5000)
        m.write(APPL + PINMUX, 0)
        expect("behind a link that is down", m.read(MEMORY + 0x28), ONES)
        m.write(APPL + PINMUX, 1)
        expect("disk's BAR", m.read(CONFIG + 0x10), 4)
        expect("BPMP", m.reset_line(RESET_CORE, True), 0)
        expect("port", m.read(DBI), ONES)
        expect("BPMP", m.reset_line(RESET_CORE, False), 0)
        expect("port's buses", m.read(DBI + 0x18), 0)


def fetch(m, queue):
    """The disk's controller reads a command from the queue"""
    for off, value in ((0x24, 0x10001), (0x28, queue & ONES), (0x2c, queue >> 32),
                       (0x30, (queue & ONES) + 0x1000), (0x34, queue >> 32),
                       (0x14, 0x460001), (0x1000, 1)):
        m.write(MEMORY + off, value)
    m.step(100000000)


def test_stream():
    """its DMA is stream 0x13 of niso0, for any requester ID"""
    with disk() as m:
        for base in NISO0:
            m.write(base + SCR0, USFCFG | GFRE)
        fetch(m, 0x5a5a5a0000)
        seen = [(m.read(b + SGFSYNR1) & 0x7f, m.read(b + SGFAR, "q"))
                for b in NISO0 if m.read(b + SGFSR) & USF]
        expect("faults", seen, [(0x13, 0x5a5a5a0000)])


ADMIN, IO, PAGE = DRAM + 0x100000, DRAM + 0x110000, DRAM + 0x120000


def submit(m, queue, slot, *words):
    """Puts a command into a queue's slot, and tells the disk."""
    raw = struct.pack("<4I3Q6I", *words)
    for n, word in enumerate(struct.unpack("<16I", raw)):
        m.write((IO if queue else ADMIN) + 64 * slot + 4 * n, word)
    m.write(MEMORY + 0x1000 + 8 * queue, slot + 1)
    m.step(1000)


def read_block(m, slot, page):
    submit(m, 1, slot, 2 | slot << 16, 1, 0, 0, 0, page, 0, 0, 0, 7, 0, 0, 0)


def io_queues(m):
    """Admin queues, and one pair of queues for the disk's blocks"""
    for off, value in ((0x24, 0xf000f), (0x28, ADMIN), (0x2c, 0), (0x30, ADMIN + 0x1000),
                       (0x34, 0), (0x14, 0x460001)):
        m.write(MEMORY + off, value)
    submit(m, 0, 0, 5, 0, 0, 0, 0, IO + 0x1000, 0, 0xf0001, 1, 0, 0, 0, 0)
    submit(m, 0, 1, 1 | 1 << 16, 0, 0, 0, 0, IO, 0, 0xf0001, 0x10001, 0, 0, 0, 0)


def late_write(closed):
    """What is in a page, after a transfer to it that began before"""
    with disk("driver=raw,file.driver=blkdebug,file.image.driver=null-co,"
              "file.image.read-zeroes=on,file.image.size=1M") as m:
        m.fill(PAGE, 0xaa)
        io_queues(m)
        m.monitor('qemu-io disk "break read_aio here"')
        read_block(m, 0, PAGE)
        expect("a block that has not come", set(m.bytes(PAGE)), {0xaa})
        for base in NISO0 if closed else ():
            m.write(base + SCR0, USFCFG | GFRE)
        m.monitor('qemu-io disk "resume here"')
        m.step(1000)
        return set(m.bytes(PAGE))


def test_late_write():
    """a transfer that has begun writes no page that the SMMU has closed since"""
    expect("a block that comes late", late_write(False), {0})
    expect("one that the SMMU stops", late_write(True), {0xaa})


def some_address(r):
    return r.choice((
        APPL + r.randrange(0x84) * 4,
        ATU + r.randrange(12) * 0x100 + r.randrange(10) * 4,
        DBI + r.randrange(0x80),
        DBI + r.randrange(0x1000),
        DBI + 0x820 + r.randrange(6) * 4,
        CONFIG + r.randrange(0x1000),
        MEMORY + r.randrange(0x40),
        MEMORY + r.randrange(0x4000),
        MEMORY + r.randrange(0x10000000)))


def some_value(r):
    return r.choice((
        r.getrandbits(32), 1 << r.randrange(32), r.randrange(16), 0x460001,
        0x36000000, 0x40000000, 1 << 24, DRAM + r.randrange(0x1000) * 4096))


def test_random():
    """random accesses to controller, port and disk don't end QEMU"""
    seed = SEED or random.SystemRandom().getrandbits(32)
    print(f"# SEED={seed}")
    r = random.Random(seed)
    with disk() as m:
        for n in range(20000):
            size = r.choice("lllqwb")
            addr = some_address(r) & -{"b": 1, "w": 2, "l": 4, "q": 8}[size]
            if r.randrange(3):
                m.write(addr, some_value(r), size)
            else:
                m.read(addr, size)
            if n % 50 == 0:
                m.step(r.randrange(2000000))
            if n % 200 == 0:
                m.start()


sys.exit(tap.run(globals()))
