"""Real Redis for tests of real processes, alone, behind Sentinels or in a Cluster: on free ports, every write on disk
before it is acknowledged."""

import os
import pathlib
import signal
import socket
import subprocess
import time

from federation import BIN

SETTINGS = """
save ""
appendonly yes
appendfsync always
aof-load-truncated no
enable-debug-command yes
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class RedisProcess:
    """Keeps its data in `folder`. Ended by its process id; should this process be killed, by the kernel."""

    flags = ()
    basic_settings = SETTINGS
    host = "127.0.0.1"
    # What its commands begin with, should it live in another network.
    prefix = ()
    environment = {}

    def __init__(self, folder, settings=""):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._settings = self.folder / "redis.conf"
        self._settings.write_text(f"port {self.port}\nbind {self.host}\ndir {self.folder}\n"
                                  f"logfile {self.folder}/redis.log\n{self.basic_settings}{settings}\n")
        self.process = None
        self.start()

    @property
    def store(self):
        """What --store says."""
        return f"redis://{self.host}:{self.port}"

    def start(self):
        manifest = self.folder / "appendonlydir" / "appendonly.aof.manifest"
        if manifest.exists():
            # As an operator does: what a crash left of half a command is cut off, with the transaction that it is of.
            subprocess.run(["redis-check-aof", "--fix", manifest], input=b"y\n", check=True, capture_output=True)
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *self.prefix, "redis-server", self._settings,
                                         *self.flags], env={**os.environ, **self.environment})
        end = time.monotonic() + 30
        while not self.call("PING", check=False).startswith("PONG"):
            assert self.process.poll() is None and time.monotonic() < end, \
                f"redis-server does not start: {(self.folder / 'redis.log').read_text()[-2000:]}"
            time.sleep(0.01)

    def call(self, *command, check=True):
        done = subprocess.run([*self.prefix, "redis-cli", "-h", self.host, "-p", str(self.port), *map(str, command)],
                              capture_output=True, text=True, timeout=30, check=False)
        assert not check or (done.returncode == 0 and not done.stdout.startswith("ERR")), done.stdout + done.stderr
        return done.stdout

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def info(self, field):
        """What INFO says of it; empty if nothing, as while a server that changes its role ends its connections."""
        lines = [line.partition(":") for line in self.call("INFO", "everything", check=False).splitlines()]
        return next((value for name, _, value in lines if name == field), "")


class UnsyncedRedis(RedisProcess):
    """Loses, when it is killed, all that it has not synced, as by a power cut (tests/support/synced_sizes.cc)."""

    environment = {"LD_PRELOAD": str(BIN / "libsamverkan_synced_sizes.so")}
    # Bytes, in all.
    lost = 0

    def kill(self):
        super().kill()
        for note in self.folder.glob("appendonlydir/*.aof.synced"):
            file, synced = note.with_suffix(""), int(note.read_text())
            if file.exists():
                self.lost += file.stat().st_size - synced
                os.truncate(file, synced)


class Sentinel(RedisProcess):
    """Watches `primary` under the name af, and agrees with another one before it takes a replica in its place."""

    flags = ("--sentinel",)
    basic_settings = ""

    def __init__(self, folder, primary):
        super().__init__(folder, f"sentinel monitor af 127.0.0.1 {primary.port} 2\n"
                                 "sentinel down-after-milliseconds af 500\nsentinel failover-timeout af 5000")


class Cluster:
    """Three primaries that share the slots. The last has the agency's and those after it."""

    SETTINGS = "cluster-enabled yes\ncluster-node-timeout 1000\ncluster-require-full-coverage no\n"

    def __init__(self, folder, agency):
        buses = [free_port() for _ in range(3)]
        self.nodes = [RedisProcess(pathlib.Path(folder) / f"node-{bus}", f"{self.SETTINGS}cluster-port {bus}")
                      for bus in buses]
        slot = int(self.nodes[0].call("CLUSTER", "KEYSLOT", f"{{{agency}}}:meta"))
        bounds = [0, slot // 2, slot, 16384]
        for node, begin, end in zip(self.nodes, bounds, bounds[1:]):
            node.call("CLUSTER", "ADDSLOTSRANGE", begin, end - 1)
        for node, bus in zip(self.nodes[1:], buses[1:]):
            self.nodes[0].call("CLUSTER", "MEET", "127.0.0.1", node.port, bus)

    def agrees(self):
        told = [node.call("CLUSTER", "INFO").split() for node in self.nodes]
        whole = {"cluster_state:ok", "cluster_known_nodes:3", "cluster_slots_assigned:16384"}
        return all(whole <= set(info) for info in told)

    @property
    def store(self):
        return f"redis+cluster://127.0.0.1:{self.nodes[0].port}"

    def move(self):
        """Gives the agency's slot to the first, as an operator does: it is the last one's lowest."""
        target, _, source = (node.call("CLUSTER", "MYID").strip() for node in self.nodes)
        done = subprocess.run(["redis-cli", "--cluster", "reshard", f"127.0.0.1:{self.nodes[0].port}",
                               "--cluster-from", source, "--cluster-to", target, "--cluster-slots", "1",
                               "--cluster-yes"],
                              capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
