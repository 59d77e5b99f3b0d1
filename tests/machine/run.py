# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of -M tegra234, as TAP.   run.py QEMU FOLDER SEED"""
import random
import subprocess
import sys

import tap
from machine import Machine
from tap import expect

QEMU, FOLDER, SEED = sys.argv[1], sys.argv[2], int(sys.argv[3])

DRAM = 0x80000000
ALIAS = 1 << 39
NISO0 = (0x12000000, 0x11000000)
SMMUS = NISO0 + (0x08000000, 0x07000000, 0x10000000)
SMMU_SPI = {0x12000000: 170, 0x11000000: 232}
SCR0, IDR0, SGFSR = 0x0, 0x20, 0x48
CLIENTPD, GFRE, GFIE, USFCFG = 1 << 0, 1 << 1, 1 << 2, 1 << 10
USF = 1 << 1
MC_SID = 0x02c00000
OVERRIDE_READ, OVERRIDE_WRITE = MC_SID + 0x8c * 8, MC_SID + 0x8d * 8
OVERRIDE_SDMMC = MC_SID + 0x63 * 8
CHANNEL, CHANNEL_SPI = 0x02600000 + 0x150000, 75 + 20
CSR, STATUS, SRC, DST, HIGH = 0x0, 0x4, 0xc, 0x10, 0x14
MCSEQ, MMIOSEQ, WCOUNT, ERR = 0x18, 0x1c, 0x20, 0x30
MEM2MEM, MEM2IO = 4, 2
BUSY, DONE = 1 << 31, 1 << 30


def machine(*options):
    return Machine(QEMU, FOLDER, *options)


def start(m, mode, src, dst, words):
    """One transfer on channel 20, with its interrupt."""
    m.write(CHANNEL + SRC, src & 0xffffffff)
    m.write(CHANNEL + DST, dst & 0xffffffff)
    m.write(CHANNEL + HIGH, (dst >> 32) << 16 | src >> 32)
    m.write(CHANNEL + MCSEQ, 4 << 7 | 4)
    m.write(CHANNEL + MMIOSEQ, 2 << 28)
    m.write(CHANNEL + WCOUNT, words - 1)
    m.write(CHANNEL + CSR, 1 << 31 | 1 << 30 | 1 << 27 | 1 << 15 | mode << 21)


def dma(m, mode, src, dst, words=1024):
    """The same to its end; returns whether it did what it was told."""
    start(m, mode, src, dst, words)
    m.step(1000000)
    ok = bool(m.read(CHANNEL + STATUS) & DONE) and not m.read(CHANNEL + ERR)
    m.write(CHANNEL + STATUS, DONE)
    m.write(CHANNEL + ERR, 0xffffffff)
    return ok


# ---- the command line ----

def refuses(options, sentence):
    r = subprocess.run([QEMU, "-M", "tegra234", "-display", "none",
                        "-nodefaults", "-accel", "qtest"] + options,
                       capture_output=True, text=True, timeout=60, check=False)
    expect("exit code", r.returncode, 1)
    expect("lines on stderr", len(r.stderr.splitlines()), 1)
    if sentence not in r.stderr:
        raise AssertionError(f"says {r.stderr!r}, not {sentence!r}")


def test_options():
    """invalid options are refused with an error message"""
    kernel = ["-kernel", FOLDER + "/Image"]
    good = kernel + ["-dtb", FOLDER + "/tegra234.dtb"]
    refuses([], "give it one by -kernel")
    refuses(["-bios", "x"], "no firmware is emulated")
    refuses(["-kernel", "/nonexistent"], "No such file")
    refuses(["-kernel", QEMU], "is not an arm64 Image")
    refuses(kernel, "-dtb is missing")
    refuses(kernel + ["-dtb", "/nonexistent"], "No such file")
    refuses(kernel + ["-dtb", FOLDER + "/Image"], "not a device tree")
    refuses(kernel + ["-dtb", FOLDER + "/other.dtb"], "not a device tree of")
    refuses(good + ["-cpu", "max"], "-cpu can't be chosen")
    refuses(good + ["-m", "128M"], "-m must be")
    refuses(good + ["-m", "257M"], "-m must be")
    refuses(good + ["-smp", "13"], "max CPUs")


# ---- memory ----

def test_alias():
    """DRAM's alias at address bit 39 is the same memory"""
    with machine() as m:
        m.write(DRAM + 0x4000, 0x11223344)
        expect("through the alias", m.read(ALIAS + DRAM + 0x4000), 0x11223344)
        m.write(ALIAS + DRAM + 0x4000, 0x55667788)
        expect("in place", m.read(DRAM + 0x4000), 0x55667788)
        expect("alias of sysram", m.read(ALIAS + 0x40000000), 0)


def test_unmodelled():
    """registers without a model read as zero, and are logged once per 64 KiB"""
    with machine() as m:
        for addr in (0x03400000, 0x03400100, 0x0340fffc, 0x03410000):
            m.write(addr, 0xffffffff)
            expect(hex(addr), m.read(addr), 0)
        expect("lines", m.logged().count("nothing modelled at 0x34"), 2)


def test_beyond():
    """past the end of DRAM there is nothing"""
    with machine() as m:
        m.write(DRAM + 0x10000000, 0x12345678)
        expect("read back", m.read(DRAM + 0x10000000), 0)


# ---- register addresses ----

def test_smmu_places():
    """five MMU-500s are at their addresses, each with its own registers"""
    with machine() as m:
        for base in SMMUS:
            expect(f"IDR0 of {base:#x}", m.read(base + IDR0), 0xfc013e80)
            expect(f"sCR0 of {base:#x}", m.read(base) & CLIENTPD, CLIENTPD)
        m.write(SMMUS[0] + SCR0, USFCFG)
        for base in SMMUS[1:]:
            expect(f"sCR0 of {base:#x}", m.read(base) & CLIENTPD, CLIENTPD)


def test_mc_places():
    """the memory controller's pages are at their addresses"""
    with machine() as m:
        expect("override of GPCDMA", m.read(OVERRIDE_READ), 4)
        m.write(0x02c10004, 0x40)
        for channel in (0x02c20000, 0x02b80000, 0x01700000, 0x01770000):
            expect(f"mask of {channel:#x}", m.read(channel + 4), 0x40)


def test_properties():
    """firmware's settings are properties of the machine"""
    with machine("mc-bypass-config=0x80000003") as m:
        expect("bypass", m.read(0x02c11820), 0x80000003)
    with machine("mc-locked=on") as m:
        m.write(OVERRIDE_SDMMC, 9)
        expect("locked override", m.read(OVERRIDE_SDMMC), 2)
    with machine() as m:
        m.write(OVERRIDE_SDMMC, 9)
        expect("override", m.read(OVERRIDE_SDMMC), 9)


# ---- DMA ----

def test_copy():
    """GPCDMA copies in the guest's time, and interrupts"""
    with machine() as m:
        m.watch_irqs()
        m.fill(DRAM + 0x1000, 0xa5)
        start(m, MEM2MEM, DRAM + 0x1000, DRAM + 0x8000, 1024)
        expect("busy at once", m.read(CHANNEL + STATUS) & BUSY, BUSY)
        expect("nothing moved yet", m.read(DRAM + 0x8000), 0)
        m.step(1000000)
        expect("copied", m.bytes(DRAM + 0x8000), b"\xa5" * 4096)
        expect("interrupt", m.spi(CHANNEL_SPI), True)
        m.write(CHANNEL + STATUS, DONE)
        expect("interrupt gone", m.spi(CHANNEL_SPI), False)


def test_slices():
    """a long transfer is made in slices of time"""
    with machine() as m:
        start(m, MEM2MEM, DRAM, DRAM + 0x1000000, 0x100000)
        m.step(100000)
        expect("busy after 0.1 ms", m.read(CHANNEL + STATUS) & BUSY, BUSY)
        m.step(10000000)
        expect("busy after 10 ms", m.read(CHANNEL + STATUS) & BUSY, 0)


def test_pair():
    """both instances of a pair translate: one in bypass has an effect"""
    with machine() as m:
        m.write(NISO0[0] + SCR0, USFCFG | GFRE | GFIE)
        m.fill(DRAM + 0x10000, 1, 0x4000)
        went = [dma(m, MEM2MEM, DRAM + 0x10000 + i * 0x2000 + j * 0x1000,
                    DRAM + 0x20000 + i * 0x2000 + j * 0x1000)
                for i in range(2) for j in range(2)]
        expect("one of two pages arrives", sorted(went[:2]), [False, True])


def test_fault():
    """an unknown stream is stopped, recorded and signalled"""
    with machine() as m:
        m.watch_irqs()
        for base in NISO0:
            m.write(base + SCR0, USFCFG | GFRE | GFIE)
        m.fill(DRAM + 0x1000, 0xa5)
        expect("transfer", dma(m, MEM2MEM, DRAM + 0x1000, DRAM + 0x2000), False)
        expect("target", m.bytes(DRAM + 0x2000), bytes(4096))
        hit = [b for b in NISO0 if m.read(b + SGFSR) & USF]
        expect("instances that recorded it", len(hit), 1)
        expect("its interrupt", m.spi(SMMU_SPI[hit[0]]), True)
        m.write(hit[0] + SGFSR, 0xffffffff)
        expect("interrupt gone", m.spi(SMMU_SPI[hit[0]]), False)


def put_behind_tables(m, base, root):
    """GPCDMA's stream on one instance: stage 1 of bank 0, 39 bits of address"""
    bank = base + 0x800000
    m.write(base + 0x10000, 1 << 16)
    m.write(base + 0x10800, 1)
    m.write(bank + 0x20, root, "q")
    m.write(bank + 0x10, 7 << 15 | 5)
    m.write(bank + 0x30, 1 << 23 | 25)
    m.write(bank + 0x0, 1 << 5 | 1)
    m.write(base + 0xc00, 0)
    m.write(base + 0x800, 1 << 31 | 0x7f80 << 16 | 4)
    m.write(base + SCR0, USFCFG | GFRE)


def context_fault(m, root):
    """FSR after a transfer whose tables start at @root"""
    for base in NISO0:
        put_behind_tables(m, base, root)
    expect("transfer", dma(m, MEM2MEM, DRAM + 0x1000, DRAM + 0x2000), False)
    return [fsr & 0x1fe for fsr in
            (m.read(base + 0x800058) for base in NISO0) if fsr]


def test_walk():
    """an SMMU's table walk reaches memory, but no registers"""
    with machine() as m:
        expect("empty table", context_fault(m, DRAM + 0x10000), [1 << 1])
    with machine() as m:
        expect("table in registers", context_fault(m, 0x02c10000), [1 << 4])


def test_memory_side():
    """DMA through the memory controller reaches no registers"""
    with machine() as m:
        m.watch_irqs()
        m.write(0x02c10004, 0x40)
        m.write(DRAM + 0x1000, 9)
        expect("transfer",
               dma(m, MEM2MEM, DRAM + 0x1000, OVERRIDE_WRITE, 1), False)
        expect("register", m.read(OVERRIDE_WRITE), 4)
        expect("memory controller's interrupt", m.spi(223), True)


def test_backbone():
    """GPCDMA's register side bypasses SMMU and memory controller"""
    with machine() as m:
        for base in NISO0:
            m.write(base + SCR0, USFCFG | GFRE)
        m.write(DRAM + 0x1000, 9)
        expect("memory side stopped",
               dma(m, MEM2IO, DRAM + 0x1000, OVERRIDE_WRITE, 1), False)
        for base in NISO0:
            m.write(base + SCR0, CLIENTPD)
        expect("transfer",
               dma(m, MEM2IO, DRAM + 0x1000, OVERRIDE_WRITE, 1), True)
        expect("register", m.read(OVERRIDE_WRITE), 9)
        expect("memory by the backbone",
               dma(m, MEM2IO, DRAM + 0x1000, DRAM + 0x2000, 1), False)


# ---- reset, fuzzing ----

def test_reset():
    """system_reset resets every model and ends its operations"""
    with machine() as m:
        m.watch_irqs()
        m.write(OVERRIDE_READ, 9)
        m.write(0x0c150000 + 0x10000, 0x80000001)
        for base in SMMUS:
            m.write(base + SCR0, USFCFG)
        dma(m, MEM2MEM, DRAM, DRAM + 0x1000)
        start(m, MEM2MEM, DRAM, DRAM + 0x1000000, 0x100000)
        m.step(10000)
        m.qmp("system_reset")
        for _ in range(1000):
            m.step(1000)
            if m.read(OVERRIDE_READ) == 4:
                break
        expect("override", m.read(OVERRIDE_READ), 4)
        for base in SMMUS:
            expect(f"sCR0 of {base:#x}", m.read(base) & CLIENTPD, CLIENTPD)
        expect("channel", m.read(CHANNEL + CSR), 0)
        expect("mailbox", m.read(0x0c150000 + 0x10000), 0)
        expect("interrupt", m.spi(CHANNEL_SPI), False)
        m.fill(DRAM + 0x1000, 0xa5)
        expect("a new transfer",
               dma(m, MEM2MEM, DRAM + 0x1000, DRAM + 0x2000), True)


def some_address(r):
    smmu = r.choice(SMMUS)
    return r.choice((
        smmu + r.randrange(0x400) * 4,
        smmu + 0x10000 + r.randrange(0x300) * 4,
        smmu + 0x800000 + r.randrange(4) * 0x10000 + r.randrange(0x220) * 4,
        smmu + r.randrange(0x400000) * 4,
        r.choice((0x02c00000, 0x02c10000, 0x01700000)) + r.randrange(0x4000) * 4,
        0x02610000 + r.randrange(4) * 0x10000 + r.randrange(14) * 4,
        r.choice((0x03c00000, 0x0c150000)) + r.randrange(0x24000) * 4,
        0x40070000 + r.randrange(0x800) * 4,
        DRAM + r.randrange(0x10000) * 4))


def some_value(r):
    return r.choice((
        r.getrandbits(32), 1 << r.randrange(32), r.randrange(16),
        DRAM + r.randrange(0x1000) * 4096 + r.randrange(16),
        0xc8008000 | r.randrange(8) << 21,
        r.choice((0x02600000, MC_SID, 0x12000000, 0x03c90000)) +
        r.randrange(0x400) * 4))


def test_random():
    """random accesses and times don't end QEMU"""
    seed = SEED or random.SystemRandom().getrandbits(32)
    print(f"# SEED={seed}")
    r = random.Random(seed)
    with machine() as m:
        for _ in range(20000):
            kind = r.randrange(12)
            if kind < 7:
                m.write(some_address(r), some_value(r), r.choice("lllqwb"))
            elif kind < 11:
                m.read(some_address(r), r.choice("lllqwb"))
            else:
                m.step(r.randrange(20000))


with open(FOLDER + "/Image", "wb") as image:
    image.write(bytes(56) + b"ARM\x64" + bytes(4092))
sys.exit(tap.run(globals()))
