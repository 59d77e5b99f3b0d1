# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the machine's other masters: SD host controller, stream generator,
scan-out engine, firmware's state of the SMMUs.   devices.py QEMU FOLDER"""
import subprocess
import sys

import tap
from bpmp import Bpmp
from machine import Machine
from tap import expect

QEMU, FOLDER = sys.argv[1], sys.argv[2]

DRAM = 0x80000000
MEMORY = 256 << 20
ISO, NISO1 = 0x10000000, (0x08000000, 0x07000000)
SMMUS = (ISO, 0x12000000, 0x11000000) + NISO1
SCR0, SGFSR, SGFSYNR1 = 0x0, 0x48, 0x54
CLIENTPD, GFRE, USFCFG, SMCF = 1 << 0, 1 << 1, 1 << 10, 1 << 21
USF, SMCF_FAULT = 1 << 1, 1 << 2
SMR, S2CR = 0x800, 0xc00
BANK, RESUME, FSR = ISO + 0x830000, 0x8, 0x58
MC_SID = 0x02c00000

GEN = 0x0fa00000
G_ID, G_CLIENT, G_SID, G_TBU, G_KIND, G_NODE = 0, 4, 8, 0xc, 0x10, 0x14
G_LO, G_HI, G_LEN, G_GO, G_STATUS, G_DONE = 0x18, 0x1c, 0x20, 0x24, 0x28, 0x2c
G_DATA = 0x1000
READ, WRITE = 0, 1
OK, FAULT, DECERR, STALLED = 0, 1, 2, 4
NO_CLIENT, VIW = 0xffff, 0x72

SCAN = 0x0fb00000
FRAMES, FAULTS, SUM, S_STATUS, BASE_LO, BAD = 4, 8, 0x10, 0x14, 0x18, 0x24
FRAME_NS = 15000000

SDMMC4, CLK_SDMMC4, RESET_SDMMC4 = 0x03460000, 123, 85

FIFO = 0x0fa10000
F_DATA, F_LEVEL, F_BURST, F_OUT, F_IN, F_LOST = 4, 8, 0xc, 0x10, 0x14, 0x18

HSP_TOP0, HSP_AON = 0x03c00000, 0x0c150000
TCU_RX, TCU_TX = HSP_TOP0 + 0x10000, HSP_AON + 0x18000
INT_IE = 0x100
RX_SPI, TX_SPI = 120, 133


def machine(*options):
    return Machine(QEMU, FOLDER, *options)


def issue(m, kind, addr, client=NO_CLIENT, sid=0, tbu=0, node=0, length=4):
    """One access of the generator; returns its result"""
    for off, value in ((G_CLIENT, client), (G_SID, sid), (G_TBU, tbu),
                       (G_KIND, kind), (G_NODE, node), (G_LEN, length),
                       (G_LO, addr & 0xffffffff), (G_HI, addr >> 32),
                       (G_GO, 0)):
        m.write(GEN + off, value)
    return m.read(GEN + G_STATUS)


# ---- the stream generator ----

def test_generator_off():
    """no stream generator unless it is enabled"""
    with machine() as m:
        expect("ID", m.read(GEN), 0)
    with machine("stream-generator=on") as m:
        expect("ID", m.read(GEN).to_bytes(4, "little"), b"SGEN")


def test_generator_moves():
    """the stream generator reads and writes memory, across the end of a page"""
    with machine("stream-generator=on") as m:
        m.fill(DRAM + 0x1000, 0xa5, 0x2000)
        expect("read", issue(m, READ, DRAM + 0x1ff0, length=64), OK)
        expect("data", m.bytes(GEN + G_DATA, 4), b"\xa5" * 4)
        m.write(GEN + G_DATA, 0x11223344)
        expect("write", issue(m, WRITE, DRAM + 0x4000), OK)
        expect("memory", m.read(DRAM + 0x4000), 0x11223344)
        expect("registers", issue(m, READ, MC_SID), DECERR)


def test_generator_streams():
    """its stream ID has the TBU's number at the client's SMMU"""
    with machine("stream-generator=on") as m:
        for base in SMMUS:
            m.write(base + SCR0, USFCFG | GFRE)
        expect("as VI", issue(m, READ, DRAM, client=VIW, tbu=3), FAULT)
        expect("stream", m.read(ISO + SGFSYNR1) & 0x7fff, 3 << 10 | 2)
        expect("as nobody", issue(m, READ, DRAM, sid=0x55, node=2), FAULT)
        seen = [m.read(b + SGFSYNR1) & 0x7fff for b in NISO1
                if m.read(b + SGFSR) & USF]
        expect("stream", seen, [0x55])
        expect("past all SMMUs", issue(m, READ, DRAM, sid=0x55, node=3), OK)


# ---- accesses that an SMMU stalls, or terminates without an abort ----

def stage2_bank(m, sctlr, sid=0x55, base=ISO):
    """Bank 3 for a stream: a first table at DRAM, 1 GiB of input"""
    bank = base + BANK - ISO
    m.write(base + 0x10000 + 4 * 3, 7)
    m.write(base + 0x10800 + 4 * 3, 1)
    m.write(bank + 0x30, 34 | 5 << 16)
    m.write(bank + 0x20, DRAM, "q")
    m.write(bank, sctlr)
    m.write(base + S2CR, 3)
    m.write(base + SMR, 1 << 31 | sid)
    m.write(base + SCR0, USFCFG | GFRE)


def test_stall():
    """a stalled access waits, the machine goes on, RESUME retries or terminates it"""
    with machine("stream-generator=on") as m:
        stage2_bank(m, 0x1a1)
        m.write(DRAM + 0x200000, 0x11223344)
        expect("read", issue(m, READ, 0x1000, sid=0x55), STALLED)
        expect("FSR", m.read(BANK + FSR), 0x40000402)
        m.step(1000000)
        m.write(DRAM, DRAM + 0x200000 | 0x4c1, "q")
        expect("before RESUME", m.read(GEN + G_STATUS), STALLED)
        m.write(BANK + FSR, 0x402)
        m.write(DRAM + 0x201000, 0x55667788)
        m.write(BANK + RESUME, 0)
        expect("after RESUME", m.read(GEN + G_STATUS), OK)
        expect("data", m.read(GEN + G_DATA), 0x55667788)
        expect("next", issue(m, READ, 0x200000, sid=0x55), STALLED)
        m.write(BANK + FSR, 0x402)
        m.write(BANK + RESUME, 1)
        expect("ended", m.read(GEN + G_STATUS), FAULT)


def test_stall_reset():
    """a reset of the machine ends a stalled access"""
    with machine("stream-generator=on") as m:
        stage2_bank(m, 0x1a1)
        expect("read", issue(m, READ, 0x1000, sid=0x55), STALLED)
        m.qmp("system_reset")
        for _ in range(1000):
            m.step(1000)
            if m.read(GEN + G_STATUS) == OK:
                break
        expect("read", issue(m, READ, DRAM, sid=0x55), OK)


def test_context_lines():
    """a bank's fault is signalled on the line of its instance only"""
    with machine("stream-generator=on") as m:
        m.watch_irqs()
        lines = dict(zip(NISO1, (238, 242)))
        for base in NISO1:
            stage2_bank(m, 0x161, base=base)
        for iova in (0x4000, 0x5000):
            expect("read", issue(m, READ, iova, sid=0x55, node=2), FAULT)
            hit = [b for b in NISO1 if m.read(b + BANK - ISO + FSR)]
            expect("instances that took it", len(hit), 1)
            high = [lines[b] for b in NISO1 if m.spi(lines[b])]
            expect("lines", high, [lines[hit[0]]])
            m.write(hit[0] + BANK - ISO + FSR, 0x402)
            expect("line", m.spi(high[0]), False)
            lines[hit[0]] = 0
        expect("both had their turn", sorted(lines.values()), [0, 0])


def test_quiet():
    """CFRE = 0: a faulting read returns zeroes, and the device goes on"""
    with machine("stream-generator=on") as m:
        stage2_bank(m, 0x101)
        m.write(GEN + G_DATA, 0x11223344)
        expect("read", issue(m, READ, 0x1000, sid=0x55), OK)
        expect("data", m.read(GEN + G_DATA), 0)
        expect("FSR", m.read(BANK + FSR), 0x402)
        m.write(BANK, 0x121)
        expect("with CFRE", issue(m, READ, 0x1000, sid=0x55), FAULT)


# ---- firmware's state ----

def test_firmware_off():
    """firmware has enabled the SMMUs, or not"""
    with machine("smmu-clientpd=off") as m:
        for base in SMMUS:
            expect(hex(base), m.read(base + SCR0) & CLIENTPD, 0)
            expect("groups", m.read(base + SMR) >> 31, 0)


def test_firmware_streams():
    """firmware has left groups in bypass"""
    with machine("smmu-clientpd=off,smmu-streams=display") as m:
        expect("SMR", m.read(ISO + SMR), 1 << 31 | 0x7f80 << 16 | 1)
        expect("S2CR", m.read(ISO + S2CR) >> 16 & 3, 1)
        expect("SMR of niso1", m.read(NISO1[0] + SMR) >> 31, 0)
    with machine("smmu-streams=all") as m:
        for base in SMMUS:
            valid = sum(m.read(base + SMR + 4 * n) >> 31 for n in range(128))
            expect(f"groups of {base:#x}", valid, 128)


def test_firmware_refused():
    """an unknown value is refused with an error message"""
    r = subprocess.run([QEMU, "-M", "tegra234,smmu-streams=some"],
                       capture_output=True, text=True, timeout=60, check=False)
    expect("exit code", r.returncode, 1)
    if "smmu-streams is none, display, all or overlap" not in r.stderr:
        raise AssertionError(r.stderr)


# ---- scan-out ----

def frames(m, count=3):
    """Lets the engine run; returns faults and checksum of a frame that starts afterwards"""
    before = m.read(SCAN + FAULTS)
    m.step(count * FRAME_NS)
    return m.read(SCAN + FAULTS) - before, m.read(SCAN + SUM)


def test_scanout_off():
    """no scan-out unless it is enabled"""
    with machine() as m:
        expect("ID", m.read(SCAN), 0)


def test_scanout_runs():
    """the picture is scanned out, and its checksum shows each change"""
    with machine("scanout=on") as m:
        faults, first = frames(m)
        expect("faults", faults, 0)
        expect("frames", m.read(SCAN + FRAMES), 3)
        expect("sum again", frames(m), (0, first))
        picture = m.read(SCAN + BASE_LO)
        expect("picture at the end", picture, DRAM + MEMORY - (2 << 20))
        old = m.read(picture + 0x12344)
        m.write(picture + 0x12344, old ^ 1)
        if frames(m)[1] == first:
            raise AssertionError("one bit changed, and the sum did not")
        m.write(picture + 0x12344, old)
        expect("sum at last", frames(m), (0, first))


def test_scanout_stopped():
    """an SMMU without the display's stream stops it, and it keeps trying"""
    with machine("scanout=on") as m:
        _, first = frames(m)
        m.write(ISO + SCR0, USFCFG | GFRE)
        faults, _ = frames(m)
        expect("faults", faults, 900)
        expect("status", m.read(SCAN + S_STATUS), FAULT)
        expect("stream", m.read(ISO + SGFSYNR1) & 0x7f, 1)
        m.write(ISO + S2CR, 1 << 16)
        m.write(ISO + SMR, 1 << 31 | 0x7f80 << 16 | 1)
        frames(m)
        expect("faults once it is known", frames(m), (0, first))


def test_scanout_held():
    """a stall stops the picture, and RESUME continues it"""
    with machine("scanout=on") as m:
        _, first = frames(m)
        stage2_bank(m, 0x1a1, sid=0x7f80 << 16 | 1)
        frames(m)
        count = m.read(SCAN + FRAMES)
        expect("faults", frames(m)[0], 0)
        expect("frames", m.read(SCAN + FRAMES), count)
        expect("status", m.read(SCAN + S_STATUS), STALLED)
        expect("FSR", m.read(BANK + FSR), 0x40000402)
        m.write(ISO + S2CR, 1 << 16)
        m.write(BANK + FSR, 0x402)
        m.write(BANK + RESUME, 0)
        frames(m)
        expect("sum", frames(m), (0, first))


def test_scanout_handed_over():
    """firmware's stream-match group passes the picture through an enabled SMMU"""
    with machine("scanout=on,smmu-clientpd=off,smmu-streams=display") as m:
        m.write(ISO + SCR0, USFCFG | GFRE | SMCF)
        expect("faults", frames(m)[0], 0)


def test_conflict():
    """groups that match the same stream are a conflict"""
    with machine("stream-generator=on,smmu-clientpd=off,smmu-streams=overlap") as m:
        m.write(ISO + SCR0, GFRE | SMCF)
        expect("access", issue(m, READ, DRAM, client=VIW), FAULT)
        expect("record", m.read(ISO + SGFSR) & SMCF_FAULT, SMCF_FAULT)


# ---- SD host controller ----

def start_sdmmc(m):
    """A driver's first steps."""
    expect("clock", m.clock_on(CLK_SDMMC4), 0)
    expect("reset", m.reset_line(RESET_SDMMC4, False), 0)


def test_sdmmc():
    """SDMMC4 has standard registers, Tegra's registers, and its own stream ID"""
    with Bpmp(QEMU, FOLDER) as m:
        expect("without a clock", m.read(SDMMC4 + 0x40), 0)
        start_sdmmc(m)
        expect("64-bit, ADMA2", m.read(SDMMC4 + 0x40) & 0x10080000, 0x10080000)
        expect("stream IDs at reset", m.read(SDMMC4 + 0x1fc), 0x7f7f)
        m.write(SDMMC4 + 0x1fc, 0x0202)
        expect("stream IDs", m.read(SDMMC4 + 0x1fd, "b"), 2)
        expect("queue engine", m.read(SDMMC4 + 0xf000), 0x510)
        m.qmp("system_reset")
        for _ in range(1000):
            m.step(1000)
            if not m.read(SDMMC4 + 0x1fc):
                break
        expect("without a clock after reset", m.read(SDMMC4 + 0x1fc), 0)
        m.connect()
        start_sdmmc(m)
        expect("stream IDs after reset", m.read(SDMMC4 + 0x1fc), 0x7f7f)


# ---- the DMA engine on request ----

def slave(m, n, src, dst, csr, words):
    """Starts channel n, bursts of four words, register window of one"""
    base = 0x02600000 + 0x10000 * (n + 1)
    for off, value in ((0xc, src & 0xffffffff), (0x10, dst & 0xffffffff),
                       (0x14, 0), (0x20, words - 1), (0, 0),
                       (0x1c, 2 << 28 | 3 << 23 | 1 << 16), (0x18, 4),
                       (0, csr | 1 << 31 | 1 << 27)):
        m.write(base + off, value)


def test_fifo_paces():
    """a FIFO's request lines pace one channel that fills it, one that drains it"""
    with machine("stream-generator=on") as m:
        expect("ID", m.read(FIFO).to_bytes(4, "little"), b"FIFO")
        m.write(FIFO + F_BURST, 4)
        m.write(FIFO + F_OUT, 1 << 31 | 8)
        m.write(FIFO + F_IN, 1 << 31 | 9)
        for n in range(256):
            m.write(DRAM + 4 * n, 0x01000193 * (n + 1) & 0xffffffff)
        slave(m, 1, DRAM, FIFO + F_DATA, 3 << 21 | 9 << 16, 256)
        m.step(1000000)
        expect("level", m.read(FIFO + F_LEVEL), 32)
        slave(m, 2, FIFO + F_DATA, DRAM + 0x1000, 1 << 21 | 8 << 16, 256)
        m.step(1000000)
        for n in range(0, 1024, 4):
            expect(f"at {n}", m.read(DRAM + 0x1000 + n), m.read(DRAM + n))
        expect("words lost", m.read(FIFO + F_LOST), 0)
        slave(m, 3, FIFO + F_DATA, DRAM + 0x2000, 1 << 21 | 4 << 16, 4)
        m.step(1000000)
        expect("nobody asks", m.read(0x02640004) >> 30, 2)


# ---- the combined UART ----

def test_tcu_out():
    """bytes in a mailbox go to the second serial line, and the mailbox empties"""
    with machine() as m:
        m.watch_irqs()
        m.write(TCU_TX, 0x83636261)
        m.write(HSP_AON + INT_IE + 4, 1 << 1)
        expect("full at once", m.read(TCU_TX), 0x83636261)
        expect("interrupt", m.spi(TX_SPI), False)
        m.step(10000)
        expect("empty", m.read(TCU_TX), 0)
        expect("interrupt when empty", m.spi(TX_SPI), True)
        m.write(TCU_TX, 0x81000064)
        m.step(10000)
        got = b""
        while len(got) < 4:
            got += m.tcu.recv(4)
        expect("bytes", got, b"abcd")


def test_tcu_in():
    """input arrives in the other mailbox, up to three bytes at once"""
    with machine() as m:
        m.watch_irqs()
        m.write(HSP_TOP0 + INT_IE, 1 << 8)
        m.tcu.sendall(b"hello")
        seen = []
        for _ in range(1000):
            m.step(10000)
            word = m.read(TCU_RX)
            if word:
                expect("interrupt", m.spi(RX_SPI), True)
                seen.append(word)
                m.write(TCU_RX, 0)
                expect("interrupt gone", m.spi(RX_SPI), False)
        got = b"".join(w.to_bytes(4, "little")[:w >> 24 & 3] for w in seen)
        expect("bytes", got, b"hello")
        expect("full bits", {w >> 31 for w in seen}, {1})


def test_semaphores():
    """the HSPs' arbitrated semaphores are granted one by one"""
    with machine() as m:
        m.write(HSP_TOP0 + 0x70004, 5)
        expect("granted", m.read(HSP_TOP0 + 0x70000), 5)
        expect("of the other", m.read(HSP_TOP0 + 0x80000), 0)
        m.write(HSP_TOP0 + 0x70008, 1)
        expect("given back", m.read(HSP_TOP0 + 0x70000), 4)


sys.exit(tap.run(globals()))
