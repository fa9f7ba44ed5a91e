"""The Docker engine that the container tests use: the one that runs, or Debian's, started by
tests/support/docker-engine and stopped again. Without either, the tests say why and are skipped."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ["SAMVERKAN_BIN"])
STARTER = ROOT / "tests/support/docker-engine"
FOLDER = ROOT / "build/engine"


def _answers(environment):
    try:
        return subprocess.run(["docker", "info"], env=environment, capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _why_not():
    """Why no engine can be started here; nothing if one can."""
    if os.geteuid() != 0:
        return "no Docker engine runs, and only root can start one"
    if not shutil.which("apt-get"):
        return "no Docker engine runs, and this is no Debian"
    return ""


@contextlib.contextmanager
def engine():
    """The environment in which `docker` and compose reach an engine."""
    if _answers(dict(os.environ)):
        yield dict(os.environ)
        return
    if why := _why_not():
        raise unittest.SkipTest(why)
    # Debian's client has the builder that Debian's engine wants.
    environment = {**os.environ, "PATH": f"/usr/bin:{os.environ['PATH']}",
                   "DOCKER_HOST": f"unix://{FOLDER}/docker.sock"}
    started = subprocess.run([STARTER, "up", FOLDER], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True)
    try:
        if started.returncode != 0:
            raise unittest.SkipTest(f"no Docker engine could be started here: {started.stdout[-2000:]}")
        yield environment
    finally:
        subprocess.run([STARTER, "down", FOLDER], env=environment)
