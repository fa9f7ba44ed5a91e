"""A real Redis for tests of real processes: on a free port, every write on disk before it is acknowledged."""

import pathlib
import signal
import socket
import subprocess
import time

SETTINGS = """
bind 127.0.0.1
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

    def __init__(self, folder, settings=""):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._settings = self.folder / "redis.conf"
        self._settings.write_text(
            f"port {self.port}\ndir {self.folder}\nlogfile {self.folder}/redis.log\n{SETTINGS}{settings}\n")
        self.process = None
        self.start()

    @property
    def store(self):
        """What --store says."""
        return f"redis://127.0.0.1:{self.port}"

    def start(self):
        manifest = self.folder / "appendonlydir" / "appendonly.aof.manifest"
        if manifest.exists():
            # As an operator does: what a crash left of half a command is cut off, with the transaction that it is of.
            subprocess.run(["redis-check-aof", "--fix", manifest], input=b"y\n", check=True, capture_output=True)
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "redis-server", self._settings])
        end = time.monotonic() + 30
        while not self.call("PING", check=False).startswith("PONG"):
            assert self.process.poll() is None and time.monotonic() < end, \
                f"redis-server does not start: {(self.folder / 'redis.log').read_text()[-2000:]}"
            time.sleep(0.01)

    def call(self, *command, check=True):
        done = subprocess.run(["redis-cli", "-p", str(self.port), *map(str, command)], capture_output=True, text=True,
                              timeout=30, check=False)
        assert not check or (done.returncode == 0 and not done.stdout.startswith("ERR")), done.stdout + done.stderr
        return done.stdout

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)
