# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the monitor's "info smmu" and "info mc", of injected failures, and of the
counters of open SMMUs.   inside.py QEMU FOLDER"""
import sys

import tap
from machine import Machine
from tap import expect

QEMU, FOLDER = sys.argv[1], sys.argv[2]

DRAM = 0x80000000
ISO, NISO0_A, NISO0_B = 0x10000000, 0x12000000, 0x11000000
NISO1 = (0x08000000, 0x07000000)
SCR0, STLBGSYNC, STLBGSTATUS = 0x0, 0x70, 0x74
TLBIALLNSNH = 0x68
SMR, S2CR, CBAR, CBA2R = 0x800, 0xc00, 0x10000, 0x10800
CB, SCTLR, TTBR0, TCR = 0x800000, 0x0, 0x20, 0x30
STRICT = 1 << 21 | 1 << 10 | 1 << 1
ON = 0x61
VTCR_39_BITS = 0x10019 | 1 << 6
LEAF, TABLE = 0x4c3, 3

MC_SID, MC_BYPASS = 0x02c00000, 0x02c10000 + 0x1820
HDAR = 0x15

WINDOW = 0x0fb10000
W_OPEN, W_ASLEEP, W_AWAKE, W_LATER, W_NS = 0, 4, 8, 0xc, 0x10
W_WRITES, W_REOPENED = 0x14, 0x18
FRAME_NS = 15000000


def machine(*options):
    return Machine(QEMU, FOLDER, *options)



def expect_in(what, lines):
    if what not in lines:
        raise AssertionError(f"{what!r} is not in {lines!r}")


def bank_s2(m, base, n, vmid, root):
    """Makes bank n a stage 2 with 39 bits of input, first table at level 1"""
    m.write(base + CBAR + 4 * n, vmid)
    m.write(base + CBA2R + 4 * n, 1)
    m.write(base + CB + 0x10000 * n + TCR, VTCR_39_BITS)
    m.write(base + CB + 0x10000 * n + TTBR0, root, "q")
    m.write(base + CB + 0x10000 * n + SCTLR, ON)


def group(m, base, n, stream, mask, s2cr):
    m.write(base + S2CR + 4 * n, s2cr)
    m.write(base + SMR + 4 * n, 1 << 31 | mask << 16 | stream)


# ---- info smmu, info mc ----

def test_list():
    """info smmu lists the five instances, and shows which are open"""
    with machine() as m:
        m.write(ISO + SCR0, STRICT)
        lines = m.monitor("info smmu")
        expect("lines", [line.split(",")[0] for line in lines],
               ["niso1.0: open", "niso1.1: open", "iso.0: closed",
                "niso0.0: open", "niso0.1: open"])
        expect("of another", m.monitor("info smmu nis"),
               ["no SMMU nis; \"info smmu\" lists them"])


def test_instance():
    """info smmu INSTANCE shows the groups and banks that were programmed"""
    with machine() as m:
        bank_s2(m, NISO0_B, 9, 7, DRAM + 0x3000)
        group(m, NISO0_B, 3, 4, 0x7f80, 9)
        group(m, NISO0_B, 127, 0x22, 0, 2 << 16)
        m.write(NISO0_B + SCR0, STRICT)
        lines = m.monitor("info smmu niso0.1")
        expect("lines", len(lines), 4)
        expect("first", lines[0], "niso0.1: sCR0 0x00200402: clients translated, "
               "unmatched streams fault, sGFSR 0x0")
        expect_in("group 3: stream 0x0004 mask 0x7f80: translate by bank 9", lines)
        expect_in("group 127: stream 0x0022 mask 0x0000: fault", lines)
        expect_in("bank 9: stage 2, on, AArch64, VMID 7, TTBR0 0x80003000, "
                  "TTBR1 0x0, TCR 0x10059, SCTLR 0x61", lines)
        expect("the other", len(m.monitor("info smmu niso0.0")), 1)


def test_walk():
    """info smmu INSTANCE STREAM ADDRESS shows each level's entry"""
    with machine() as m:
        tables = [DRAM + 0x10000 + 0x1000 * n for n in range(3)]
        bank_s2(m, ISO, 2, 7, tables[0])
        group(m, ISO, 0, 4, 0x7f80, 2)
        m.write(ISO + SCR0, STRICT)
        m.write(tables[0] + 8 * 1, tables[1] | TABLE, "q")
        m.write(tables[1] + 8 * 2, tables[2] | TABLE, "q")
        m.write(tables[2] + 8 * 3, DRAM + 0x5000 | LEAF, "q")
        lines = m.monitor("info smmu iso.0 0x1004 0x40403010")
        expect("walk", lines[1:],
               ["  stage 2 level 1: entry at 0x80010008 is 0x0000000080011003, table",
                "  stage 2 level 2: entry at 0x80011010 is 0x0000000080012003, table",
                "  stage 2 level 3: entry at 0x80012018 is 0x00000000800054c3, page",
                "  stage 2: 0x40403010 to 0x80005010, 4 KiB, may read, write"])
        if not lines[0].startswith("stream 0x1004: group 0, translate, stage 2"):
            raise AssertionError(lines[0])
        expect("unknown", m.monitor("info smmu iso.0 5 0"),
               ["stream 0x5: group -1, fault (unidentified stream)"])


def test_mc():
    """info mc shows each client's stream, and the bypass of the SMMUs"""
    with machine("mc-bypass-config=3") as m:
        expect_in("channel 0: SMMU_BYPASS_CONFIG 0x00000003, none passes around",
                  m.monitor("info mc"))
        m.write(MC_SID + 8 * HDAR, 0x2a)
        m.write(MC_SID + 8 * HDAR + 4, 0x10101)
        m.write(MC_BYPASS, 0x80000002)
        lines = m.monitor("info mc")
        expect_in("client 0x015 hdar: niso0, stream 0x2a forced, locked", lines)
        expect("bypass", lines[0], "channel 0: SMMU_BYPASS_CONFIG 0x80000002, "
               "0x7f passes around, locked")


# ---- injected failures ----

def synced(m, base):
    """Whether a sync completes within a hundred polls"""
    m.write(base + TLBIALLNSNH, 0)
    m.write(base + STLBGSYNC, 0)
    return any(not m.read(base + STLBGSTATUS) & 1 for _ in range(100))


def test_stuck():
    """smmu-sync-stuck: syncs don't complete; it can change at run time"""
    with machine("smmu-sync-stuck=on") as m:
        expect("on", [synced(m, b) for b in (ISO, NISO0_A) + NISO1], [False] * 4)
        expect("error", m.set("smmu-sync-stuck", "off"), None)
        expect("off", [synced(m, b) for b in (ISO, NISO0_A) + NISO1], [True] * 4)
        expect("a word", m.set("smmu-sync-stuck", "some"),
               "smmu-sync-stuck is off, on, wake, iso.0, niso0.1 or niso1.0")
        m.set("smmu-sync-stuck", "on")
        expect("on again", synced(m, ISO), False)
        m.set("smmu-sync-stuck", "niso0.1")
        expect("one", [synced(m, b) for b in (ISO, NISO0_A, NISO0_B) + NISO1],
               [True, True, False, True, True])
    with machine("smmu-sync-stuck=wake") as m:
        expect("before the wake", synced(m, ISO), True)


def test_suspend_loses():
    """cpu-suspend-loses takes nothing else, and may be set at run time"""
    with machine() as m:
        expect("error", m.set("cpu-suspend-loses", "smmus"), None)
        expect("a word", m.set("cpu-suspend-loses", "all"),
               "cpu-suspend-loses is nothing or smmus")


# ---- how long the SMMUs are open ----

def test_window():
    """accesses that pass while a node is open, and later ones, are counted"""
    with machine("scanout=on") as m:
        expect("open", m.read(WINDOW + W_OPEN), 1)
        m.step(FRAME_NS)
        passed = m.read(WINDOW + W_AWAKE)
        expect("passed in a frame's time", passed, 300)
        expect("asleep", m.read(WINDOW + W_ASLEEP), 0)
        m.write(ISO + SCR0, STRICT)
        expect("open", m.read(WINDOW + W_OPEN), 0)
        expect("for ns", m.read(WINDOW + W_NS), FRAME_NS)
        expect("writes", m.read(WINDOW + W_WRITES), 1)
        m.step(FRAME_NS)
        expect("later", m.read(WINDOW + W_LATER), 0)
        expect("niso0", m.read(WINDOW + 0x20 + W_OPEN), 1)


def test_window_reopened():
    """a group in bypass, or the bypass of all SMMUs, opens a node again"""
    with machine("scanout=on") as m:
        m.write(ISO + SCR0, STRICT)
        m.write(ISO + S2CR, 1 << 16)
        expect("not yet", m.read(WINDOW + W_REOPENED), 0)
        m.write(ISO + SMR, 1 << 31 | 0x7f80 << 16 | 1)
        expect("once", m.read(WINDOW + W_REOPENED), 1)
        m.step(FRAME_NS)
        expect("later", m.read(WINDOW + W_LATER), 300)
        m.write(ISO + SMR, 0)
        m.write(MC_BYPASS, 0)
        expect("twice", m.read(WINDOW + W_REOPENED), 2)
        m.step(FRAME_NS)
        expect("around it", m.read(WINDOW + W_LATER), 600)


sys.exit(tap.run(globals()))
