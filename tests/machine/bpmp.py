# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine whose BPMP is asked by its mailbox, as by a driver."""
import struct

from machine import Machine
from tap import expect

TX, RX, RING = 0x40070000 + 0x300, 0x40071000 + 0x300, 0x03c90300
SYNC, ACK, ESTABLISHED = 1, 2, 0
MRQ_RESET, MRQ_CLK = 20, 22
CLK_ENABLE = 7


class Bpmp(Machine):
    """A machine with a channel of BPMP's mailbox."""

    def __init__(self, qemu, folder, *options, extra=()):
        super().__init__(qemu, folder, *options, extra=extra)
        self.connect()

    def connect(self):
        """Establishes the channel, also after a reset of the machine."""
        self.sent = 0
        self.write(TX, 0)
        self.write(RX + 64, 0)
        state = SYNC
        while state is not None:
            self.write(TX + 4, state)
            self.ring()
            state = self.next_state(state, self.read(RX + 4))

    @staticmethod
    def next_state(mine, theirs):
        """As the mailbox's table of states has it; None: established."""
        if theirs == SYNC:
            return ACK
        if mine == ACK or (mine == SYNC and theirs == ACK):
            return ESTABLISHED
        return None

    def ring(self):
        self.write(RING, 1)
        self.step(5000)

    def call(self, mrq, data):
        """One request; returns the firmware's code."""
        frame = struct.pack("<II", mrq, 1) + data.ljust(16, b"\0")
        for n in range(0, len(frame), 4):
            self.write(TX + 128 + n, *struct.unpack_from("<I", frame, n))
        self.sent += 1
        self.write(TX, self.sent)
        self.ring()
        expect("answers", self.read(RX), self.sent)
        self.write(RX + 64, self.sent)
        return struct.unpack("<i", struct.pack("<I", self.read(RX + 128)))[0]

    def reset_line(self, number, asserted):
        return self.call(MRQ_RESET, struct.pack("<II", 1 if asserted else 2, number))

    def clock_on(self, number):
        return self.call(MRQ_CLK, struct.pack("<I", CLK_ENABLE << 24 | number))
