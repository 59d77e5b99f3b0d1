# SPDX-License-Identifier: GPL-2.0-or-later
"""The same random programs on QEMU's SMMUv3 and on the model of the hosted tests: each
access of a device must go to the same place, or fault with the same event.

    smmuv3.py QEMU MODEL SEED [PROGRAMS]

QEMU's machine "virt" has two devices "edu"; no CPU runs, qtest writes registers and memory.
A program changes page tables, stream table entries and level 1 descriptors, and gives
commands. After most changes it invalidates what the SMMU may have cached. Where it does not,
an access may go by the cache or by memory, and QEMU's must be one that the model allows.
"""
import random
import subprocess
import sys

import tap

QEMU, MODEL = sys.argv[1:3]
SEED = int(sys.argv[3])
PROGRAMS = int(sys.argv[4]) if len(sys.argv) > 4 else 100
STEPS = 40

SMMU = 0x09050000
CR0, CR0ACK, CR1, CR2, GBPA, GERROR, GERRORN = 0x20, 0x24, 0x28, 0x2c, 0x44, 0x60, 0x64
STRTAB, STRTAB_CFG, CMDQ, CMDQ_PROD, CMDQ_CONS = 0x80, 0x88, 0x90, 0x98, 0x9c
EVENTQ, EVENTQ_PROD, EVENTQ_CONS = 0xa0, 0x100a8, 0x100ac
SMMUEN, EVENTQEN, CMDQEN = 1, 4, 8
ABORT, UPDATE, ONES = 1 << 20, 1 << 31, 0xffffffff
CFGI_STE, CFGI_ALL, CFGI_CD, CFGI_CD_ALL, SYNC = 3, 4, 5, 6, 0x46
TLBI_NH_ALL, TLBI_NH_ASID, TLBI_NH_VA = 0x10, 0x11, 0x12
TLBI_VMALL, TLBI_IPA, TLBI_ALL = 0x28, 0x2a, 0x30
ALL = 31
F_PERMISSION = 0x13
LOG2 = 7
WRAP = (2 << LOG2) - 1

# Memory: stream table, queues, tables of each domain, pages that devices write to.
BASE = 0x80000000
L1, L2, COMMANDS, EVENTS = (BASE + 0x1000 * n for n in (1, 2, 4, 5))
DOMAINS, PAGES = 3, 8
TABLES, DATA = BASE + 0x10000, BASE + 0x40000
# Of both stages: the IPAs of a context descriptor and tables, and where the stage 2 that all
# such streams have, with a VMID of its own, puts each. ASIDs of the domains.
NESTED_VMID, ASIDS = 9, (5, 6)
STAGE2, PLACES = BASE + 0x60000, BASE + 0x80000
IPAS, HOST_PAGES = 0x40000000, 16
S1_IOVAS = (0x1000, 0x2000, 0x200000, 0x201000, 0x40001000, 0x7ffffff000)
SIDS = (0x08, 0x48)
# Several of one leaf table, the ends of the input range, one past it, one that is a page's.
IOVAS = (0x1000, 0x2000, 0x3000, 0x200000, 0x7ffffff000, 0x8000000000, DATA + 0x1000)

ECAM, BARS = 0x4010000000, (0x10000000, 0x10100000)
EDU_BUFFER, EDU_NS, MARK = 0x40000, 100000000, 0x5eed0001


def page_of(addr):
    """A page that devices write to, or None"""
    page = addr & ~0xfff
    return page if DATA <= page < DATA + PAGES * 0x1000 else None


class Qemu:
    """QEMU's own SMMUv3, and the devices behind it"""

    def __init__(self):
        devices = []
        for sid in SIDS:
            devices += ["-device", f"edu,addr={sid >> 3:x}.0,dma_mask=0xffffffffffffffff"]
        self.process = subprocess.Popen(
            [QEMU, "-M", "virt,gic-version=3,iommu=smmuv3", "-cpu", "neoverse-n1", "-m", "2G",
             "-accel", "qtest", "-qtest", "stdio", "-qtest-log", "none", "-display", "none",
             "-nodefaults", "-nic", "none", *devices],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.event = 0
        for bar, sid in zip(BARS, SIDS):
            config = ECAM + (sid << 12)
            self.write(config + 0x10, bar, "l")
            self.write(config + 4, 6, "w")
            # While the SMMU is off: the word that the device writes from now on.
            self.write(DATA, MARK, "l")
            self.dma(bar, DATA, EDU_BUFFER, 1)

    def command(self, *words):
        self.process.stdin.write(" ".join(str(w) for w in words) + "\n")
        line = self.process.stdout.readline()
        if not line.startswith("OK"):
            raise AssertionError(f"QEMU answers {line!r} to {words}")
        return line.split()[1:]

    def write(self, addr, value, size):
        self.command("write" + size, hex(addr), hex(value))

    def read(self, addr, size="q"):
        return int(self.command("read" + size, hex(addr))[0], 16)

    def dma(self, bar, src, dst, cmd):
        for reg, value in zip((0x80, 0x88, 0x90, 0x98), (src, dst, 4, cmd)):
            self.write(bar + reg, value, "q")
        self.command("clock_step", EDU_NS)

    def events(self):
        """New records: number, stream, address, read"""
        out, end = [], self.read(SMMU + EVENTQ_PROD, "l")
        while (self.event ^ end) & WRAP:
            slot = EVENTS + 32 * (self.event & WRAP >> 1)
            evt = [self.read(slot + 8 * i) for i in range(3)]
            has_addr = evt[0] & 0xff >= 0x10
            out.append((evt[0] & 0xff, evt[0] >> 32, evt[2] if has_addr else 0,
                        evt[1] >> 35 & 1 if has_addr else 0))
            self.event = (self.event + 1) & WRAP
        return out

    def access(self, sid, addr, write):
        bar = BARS[SIDS.index(sid)]
        for page in range(PAGES):
            self.write(DATA + page * 0x1000, 0, "l")
        if write:
            self.dma(bar, EDU_BUFFER, addr, 3)
        else:
            self.dma(bar, addr, EDU_BUFFER + 0x800, 1)
        hit = [DATA + p * 0x1000 for p in range(PAGES)
               if self.read(DATA + p * 0x1000, "l") == MARK]
        return hit[0] if hit else None, self.events()

    def run(self, op):
        """Carries out one line of a program; returns its answer, or None"""
        kind, a, b, c = op
        if kind == "w":
            self.write(SMMU + a, b, "q" if c == 8 else "l")
        elif kind == "m":
            self.write(a, b, "q")
        elif kind == "p":
            tap.expect(f"QEMU's register {a:#x}", self.read(SMMU + a, "l") & c, b)
        elif kind == "a":
            return self.access(a, b, c)
        elif kind == "r":
            return self.read(SMMU + a, "l") & b
        return None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


class Program:
    """A program's lines. Those after which caches may be old are in @old."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.ops, self.old = [], set()
        self.prod = self.error = 0
        self.is_old = False

    def op(self, kind, a, b=0, c=0):
        self.ops.append((kind, a, b, c))

    def write(self, off, value, size=4):
        self.op("w", off, value, size)

    def put(self, *cmds):
        for dw0, dw1 in cmds:
            slot = COMMANDS + 16 * (self.prod & WRAP >> 1)
            self.op("m", slot, dw0)
            self.op("m", slot + 8, dw1)
            self.prod = (self.prod + 1) & WRAP
        self.write(CMDQ_PROD, self.prod)

    def sync(self, *cmds):
        """Gives commands, and waits for them"""
        self.put(*cmds, (SYNC, 0))
        self.op("p", CMDQ_CONS, self.prod, WRAP)

    def set_cr0(self, value):
        self.write(CR0, value)
        self.op("p", CR0ACK, value, ONES)

    def flush_all(self):
        self.sync((CFGI_ALL, ALL), (TLBI_ALL, 0))
        self.is_old = False

    def start(self):
        self.write(STRTAB, L1, 8)
        self.write(STRTAB_CFG, 8 | 6 << 6 | 1 << 16)
        self.write(CMDQ, COMMANDS | LOG2, 8)
        self.write(EVENTQ, EVENTS | LOG2, 8)
        self.write(CR2, 2)
        for block in range(4):
            self.op("m", L1 + 8 * block, (L2 + 0x1000 * (block & 1)) | 7)
        for domain in range(DOMAINS):
            self.start_tables(domain)
        self.start_stage2()
        self.set_cr0(CMDQEN)
        self.flush_all()
        self.set_cr0(CMDQEN | EVENTQEN)
        self.set_cr0(CMDQEN | EVENTQEN | SMMUEN)

    @staticmethod
    def leaf(domain, iova):
        """Address of the level 3 entry; the leaf tables of a domain by level 1 and 2 index"""
        index = {0: 0, 0x200000: 1, 0x7fffe00000: 2, 0x80000000: 3}[iova & ~0x1fffff]
        return TABLES + domain * 0x8000 + 0x4000 + index * 0x1000 + 8 * (iova >> 12 & 511)

    def start_tables(self, domain):
        root = TABLES + domain * 0x8000
        for i, first in enumerate((0, 0x80000000, 0x7fc0000000)):
            self.op("m", root + 8 * (first >> 30), (root + 0x1000 * (i + 1)) | 3)
        for iova in IOVAS:
            if iova < 1 << 39:
                table = root + 0x1000 * (1 + (0, 2, 511).index(iova >> 30))
                self.op("m", table + 8 * (iova >> 21 & 511),
                        (self.leaf(domain, iova) & ~0xfff) | 3)
                self.op("m", self.leaf(domain, iova), self.entry())

    def entry(self):
        r = self.random
        pte = DATA + 0x1000 * r.randrange(PAGES) | 3 | r.choice((1, 2, 3, 3, 3, 3, 3, 0)) << 6
        pte |= (r.random() < 0.9) << 10
        return pte if r.random() < 0.8 else pte & ~1

    # ---- random changes; each is followed by its invalidation, or not ----

    def forget(self):
        """
        Is the invalidation left out? Not twice: QEMU keeps no configuration with which a
        translation failed, so what it has then is neither the model's nor in memory.
        """
        left_out = self.random.random() < 0.15 and not self.is_old
        self.is_old |= left_out
        return left_out

    def tlbi(self, domain, iova):
        vmid = (domain + 1) << 32
        return self.random.choice((
            (TLBI_IPA | vmid, iova), (TLBI_VMALL | vmid, 0), (TLBI_ALL, 0),
            (TLBI_IPA | vmid | 3 << 12, iova & ~0x3fff | 1 << 10),
            (TLBI_IPA | vmid | 1 << 20, iova & ~0x1fff | 1 << 10)))

    def change_page(self):
        r = self.random
        domain, iova = r.randrange(DOMAINS), r.choice([i for i in IOVAS if i < 1 << 39])
        self.op("m", self.leaf(domain, iova), self.entry())
        if not self.forget():
            self.sync(self.tlbi(domain, iova))

    def change_entry(self):
        r = self.random
        sid, domain = r.choice(SIDS), r.randrange(DOMAINS)
        entry = L2 + 0x1000 * (sid >> 6 & 1) + 64 * (sid & 63)
        dw2 = (domain + 1) | 25 << 32 | 1 << 38 | 4 << 48 | 1 << 51
        dw2 |= (r.random() < 0.2) << 53 | (r.random() < 0.8) << 58
        self.op("m", entry, 0)
        self.op("m", entry + 8, 1 << 44)
        self.op("m", entry + 16, dw2)
        self.op("m", entry + 24, TABLES + domain * 0x8000)
        self.op("m", entry, r.choice((0, 1, 1 | 4 << 1) + (1 | 6 << 1,) * 6))
        if not self.forget():
            self.sync(r.choice(((CFGI_STE | sid << 32, 1), (CFGI_ALL | sid << 32, 5),
                                (CFGI_ALL, ALL))))

    def change_descriptor(self):
        r = self.random
        block = r.randrange(2)
        there = r.random() < 0.7
        self.op("m", L1 + 8 * block, (L2 + 0x1000 * block) | 7 if there else 0)
        if not self.forget():
            self.sync(r.choice(((CFGI_STE | SIDS[block] << 32, 0), (CFGI_ALL, ALL))))

    def toggle(self):
        """Off, with or without abort, an access of each device, and on again"""
        on = CMDQEN | EVENTQEN | SMMUEN
        self.write(GBPA, self.random.choice((0, ABORT)) | UPDATE)
        for _ in range(4):
            self.op("r", GBPA, ABORT)
        self.set_cr0(on & ~SMMUEN)
        for sid in SIDS:
            self.access(sid, DATA + 0x1000)
        self.flush_all()
        self.set_cr0(on)

    # ---- both stages: what the host has is at IPAs, each page of it somewhere ----

    def place(self, ipa):
        """Where the page of an IPA was put last, whether stage 2 maps it or not"""
        return self.places[(ipa - IPAS) >> 12] | ipa & 0xfff

    @staticmethod
    def ipa(domain, page):
        return IPAS + (8 * domain + page) * 0x1000

    def put_page(self, n):
        """Stage 2's entry of page @n of the host's: mapped, read-only, or not at all"""
        r = self.random
        pte = self.places[n] | r.choice((3,) * 5 + (1,)) << 6 | 1 << 10 | 3
        self.op("m", STAGE2 + 0x2000 + 8 * n, pte if r.random() < 0.85 else 0)

    def start_stage2(self):
        self.places = [PLACES + 0x1000 * n for n in range(HOST_PAGES)]
        self.op("m", STAGE2 + 8 * (IPAS >> 30), STAGE2 + 0x1000 | 3)
        self.op("m", STAGE2 + 0x1000, STAGE2 + 0x2000 | 3)
        self.op("m", STAGE2 + 0x1000 + 8, STAGE2 + 0x3000 | 3)
        for n in range(HOST_PAGES):
            self.op("m", STAGE2 + 0x2000 + 8 * n, self.places[n] | 0xc0 | 1 << 10 | 3)
        for n in range(PAGES):
            self.op("m", STAGE2 + 0x3000 + 8 * n, DATA + 0x1000 * n | 0xc0 | 1 << 10 | 3)
        for domain in range(len(ASIDS)):
            self.start_stage1(domain)

    def start_stage1(self, domain):
        """Page 0 is the descriptor's, 1 the top table, 2 and 3 of level 2, 4 to 6 of level 3"""
        def at(page):
            return self.place(self.ipa(domain, page))

        def table(page):
            return self.ipa(domain, page) | 3

        self.write_descriptor(domain)
        for index, page in ((0, 2), (1, 3), (511, 3)):
            self.op("m", at(1) + 8 * index, table(page))
        for level2, index, page in ((2, 0, 4), (2, 1, 5), (3, 0, 6), (3, 511, 6)):
            self.op("m", at(level2) + 8 * index, table(page))
        for iova in S1_IOVAS:
            self.op("m", self.leaf1(domain, iova), self.entry1())

    def leaf1(self, domain, iova):
        page = {0: 4, 1: 5, 0x200: 6, 0x3ffff: 6}[iova >> 21]
        return self.place(self.ipa(domain, page)) + 8 * (iova >> 12 & 511)

    def entry1(self):
        """A leaf of stage 1: page, rights (read only), access flag, global"""
        r = self.random
        pte = IPAS + 0x200000 + 0x1000 * r.randrange(PAGES + 1) | 3
        pte |= (r.random() < 0.2) << 7 | (r.random() < 0.9) << 10 | 1 << 11
        return pte if r.random() < 0.85 else pte & ~1

    def write_descriptor(self, domain):
        r = self.random
        # R and S2R are 1: QEMU takes a fault of stage 2 in a walk of stage 1 for one of stage 1.
        word = 25 | 1 << 30 | 1 << 31 | 4 << 32 | 1 << 41 | 1 << 45 | 1 << 46
        word |= ASIDS[domain] << 48
        if r.random() < 0.2:
            word ^= 1 << r.choice((14, 31, 35, 41, 44, 46))
        at = self.place(self.ipa(domain, 0))
        self.op("m", at + 8, self.ipa(domain, 1 if r.random() < 0.9 else 2))
        self.op("m", at, word)

    def change_descriptor_of_stage1(self):
        r = self.random
        domain = r.randrange(len(ASIDS))
        self.write_descriptor(domain)
        if not self.forget():
            self.sync(*((r.choice((CFGI_CD, CFGI_CD_ALL, CFGI_STE)) | sid << 32, 0)
                        for sid in SIDS), (TLBI_NH_ALL | NESTED_VMID << 32, 0))

    def tlbi1(self, domain, iova):
        r = self.random
        tag = NESTED_VMID << 32 | ASIDS[domain] << 48
        return r.choice((
            (TLBI_NH_VA | tag, iova), (TLBI_NH_VA | tag, iova | 1), (TLBI_NH_ASID | tag, 0),
            (TLBI_NH_ALL | tag, 0), (TLBI_VMALL | tag, 0), (TLBI_ALL, 0),
            (TLBI_NH_VA | tag | 3 << 12, iova & ~0x3fff | 1 << 10),
            (TLBI_NH_VA | tag | 1 << 20, iova & ~0x1fff | 1 << 10 | 1)))

    def change_page_of_stage1(self):
        r = self.random
        domain, iova = r.randrange(len(ASIDS)), r.choice(S1_IOVAS)
        self.op("m", self.leaf1(domain, iova), self.entry1())
        if not self.forget():
            self.sync(self.tlbi1(domain, iova))

    def change_page_under_stage1(self):
        """A page of the host's leaves or comes back, whatever it has in it"""
        self.put_page(self.random.randrange(HOST_PAGES))
        if not self.forget():
            self.sync((CFGI_ALL, ALL), (TLBI_VMALL | NESTED_VMID << 32, 0))

    def change_entry_of_stage1(self):
        r = self.random
        sid, domain = r.choice(SIDS), r.randrange(len(ASIDS))
        entry = L2 + 0x1000 * (sid >> 6 & 1) + 64 * (sid & 63)
        self.op("m", entry, 0)
        self.op("m", entry + 8, 1 << 44)
        self.op("m", entry + 16, NESTED_VMID | 25 << 32 | 1 << 38 | 4 << 48 | 1 << 51 | 1 << 54 |
                1 << 58)
        self.op("m", entry + 24, STAGE2)
        self.op("m", entry, self.ipa(domain, 0) | 7 << 1 | 1)
        if not self.forget():
            self.sync((CFGI_STE | sid << 32, 1))

    def bad_command(self):
        """The queue stops at it; a sync in its place lets it go on"""
        at = self.prod
        self.put((0x7f, 0), self.tlbi(0, 0x1000), (SYNC, 0))
        self.op("r", GERROR, ONES)
        self.op("r", CMDQ_CONS, ONES)
        self.op("m", COMMANDS + 16 * (at & WRAP >> 1), SYNC)
        self.error ^= 1
        self.write(GERRORN, self.error)
        self.op("r", GERROR, ONES)
        self.op("r", CMDQ_CONS, WRAP)

    def access(self, sid, addr):
        if self.is_old:
            self.old.add(len(self.ops))
        self.op("a", sid, addr, int(self.random.random() < 0.7))

    def step(self):
        r = self.random
        r.choice((self.change_page,) * 8 + (self.change_entry,) * 6 +
                 (self.change_page_of_stage1,) * 8 + (self.change_entry_of_stage1,) * 5 +
                 (self.change_page_under_stage1, self.change_descriptor_of_stage1) * 3 +
                 (self.change_descriptor, self.flush_all, self.flush_all, self.toggle,
                  self.bad_command))()
        for _ in range(2):
            self.access(r.choice(SIDS), r.choice(IOVAS + S1_IOVAS))

    def build(self):
        self.start()
        for sid in SIDS:
            for _ in range(2):
                self.change_entry()
        for _ in range(STEPS):
            self.step()
        return self


def parse(line):
    """The model's answer to an access: where it goes, the events, where it might go"""
    words, outs = line.split("|")
    words = words.split()
    events, i = [], 1
    while i < len(words):
        events.append(tuple(int(w, 16) for w in words[i + 1:i + 5]))
        i += 5
    events = [(n, sid, addr if n >= 0x10 else 0, rnw if n >= 0x10 else 0)
              for n, sid, addr, rnw in events]
    return (None if words[0] == "fault" else int(words[0], 16), events,
            [int(o, 16) for o in outs.split()])


def of_model(program):
    text = "".join(f"{k} {a:x} {b:x} {c:x}\n" for k, a, b, c in program.ops)
    r = subprocess.run([MODEL], input=text, capture_output=True, text=True, timeout=60,
                       check=False)
    if r.returncode or "stuck" in r.stdout:
        raise AssertionError(f"the model: {r.stdout[-200:]} {r.stderr[-500:]}")
    return iter(r.stdout.splitlines())


def of_qemu(program):
    with Qemu() as q:
        return [q.run(op) for op in program.ops]


def silent(events, qemu):
    """
    A difference that is QEMU's: it takes a permission fault by an entry of its TLB for one of
    stage 1, of which a stream with stage 2 alone records none (smmu_translate()).
    """
    return [e[0] for e in events] == [F_PERMISSION] and qemu == (None, [])


def judge_access(op, old, model, qemu):
    """None, or how the answers differ"""
    where, events, outs = parse(model)
    lands = page_of(where) if where is not None and op[3] else None
    if (lands, events) == qemu or silent(events, qemu):
        return None
    if old and (qemu[0] is None or qemu[0] in [page_of(o) for o in outs]):
        return None
    return (f"the model says {lands and hex(lands)} {events}, "
            f"QEMU {qemu[0] and hex(qemu[0])} {qemu[1]}")


def compare(program):
    """Raises at the first difference; returns how many accesses were compared"""
    model, seen = of_model(program), 0
    for n, (op, qemu) in enumerate(zip(program.ops, of_qemu(program))):
        if op[0] not in "ar":
            continue
        line = next(model)
        if op[0] == "a":
            why, seen = judge_access(op, n in program.old, line, qemu), seen + 1
        else:
            why = None if int(line, 16) == qemu else f"the model says {line}, QEMU {qemu:x}"
        if why:
            raise AssertionError(f"line {n}, {op}: {why}")
    return seen


def test_programs():
    """random programs have the same answers on QEMU's SMMUv3 and on the hosted model"""
    seen = 0
    for n in range(PROGRAMS):
        try:
            seen += compare(Program(SEED + n).build())
        except AssertionError as e:
            raise AssertionError(f"seed {SEED + n}: {e}") from e
    print(f"# {PROGRAMS} programs from seed {SEED}, {seen} accesses")


sys.exit(tap.run(globals()))
