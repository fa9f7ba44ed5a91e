"""A network namespace of its own and the one link to it, whose packets come late, get lost, or go one way only. TCP at both
ends is the kernel's. Needs root and /dev/net/tun."""

import fcntl
import heapq
import itertools
import os
import random
import select
import struct
import subprocess
import threading
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
LARGEST = 65535
# Until a packet is due, and until somebody notices that it is over.
LONGEST_WAIT = 0.05


class Unavailable(Exception):
    """This machine gives no such network; says why."""


class PacketLink:
    """Passes packets on as its settings say; they may be changed at any time."""

    def __init__(self):
        name = f"samverkan-{os.getpid()}"
        # Of the block that is set aside for such tests (RFC 2544), so that nobody else's network is shadowed.
        network = f"198.18.{random.SystemRandom().randrange(256)}"
        # Whoever is here reaches what is there by it.
        self.here, self.there = f"{network}.1", f"{network}.2"
        # What a command begins with that is to run there.
        self.enter = ("ip", "netns", "exec", name)
        # Packets that were not passed on.
        self.lost = 0
        self.restore()
        self._namespace, self._ends = name, []
        self._stopped = False
        self._thread = threading.Thread(target=self._pass_on, daemon=True)
        try:
            self._make()
        except (OSError, subprocess.CalledProcessError) as error:
            self._remove()
            told = getattr(error, "stderr", None) or error
            raise Unavailable(f"a network namespace and a tun device are not to be had: {told}".strip()) from error
        self._thread.start()

    def restore(self):
        """All is well again."""
        # Seconds each way, and the share of packets that is lost.
        self.delay, self.loss = 0.0, 0.0
        self._stalled = {"forth": False, "back": False}

    def stall(self, forth=True, back=True):
        """Nothing goes through any more, in one direction or both, and nobody is told."""
        self._stalled = {"forth": forth, "back": back}

    def stop(self):
        self._stopped = True
        self._thread.join()
        self._remove()

    def _make(self):
        _ip("netns", "add", self._namespace)
        for device in ("here", "there"):
            end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            self._ends.append(end)
            fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", _device(device).encode(), IFF_TUN | IFF_NO_PI))
        _ip("link", "set", _device("there"), "netns", self._namespace)
        _ip("-n", self._namespace, "link", "set", "lo", "up")
        for address, peer, device, where in ((self.here, self.there, "here", ()),
                                             (self.there, self.here, "there", ("-n", self._namespace))):
            _ip(*where, "addr", "add", address, "peer", peer, "dev", _device(device))
            _ip(*where, "link", "set", _device(device), "up")

    def _remove(self):
        for end in self._ends:
            os.close(end)
        subprocess.run(["ip", "netns", "del", self._namespace], capture_output=True, check=False)

    def _pass_on(self):
        here, there = self._ends
        rng, order = random.Random(), itertools.count()
        under_way = []
        while not self._stopped:
            wait = max(min(under_way[0][0] - time.monotonic(), LONGEST_WAIT), 0) if under_way else LONGEST_WAIT
            for end in select.select(self._ends, [], [], wait)[0]:
                packet = os.read(end, LARGEST)
                if self._stalled["forth" if end == here else "back"] or rng.random() < self.loss:
                    self.lost += 1
                else:
                    heapq.heappush(under_way, (time.monotonic() + self.delay, next(order),
                                               there if end == here else here, packet))
            while under_way and under_way[0][0] <= time.monotonic():
                try:
                    os.write(under_way[0][2], under_way[0][3])
                except OSError:
                    # As a full queue does.
                    self.lost += 1
                heapq.heappop(under_way)


def _device(end):
    return f"smv{os.getpid()}{end[0]}"


def _ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
