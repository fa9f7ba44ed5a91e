"""A federation of real processes for one test: gateway, nodes and federation analytics, each on a free port, with
tokens and TLS as in earnest (identity.py).

Nothing here sleeps in the hope that something is ready: an address comes from the process's own log, and everything
else is awaited by `wait_for`, which is bounded. Whatever was started is ended by its process id, whether the test
passes or not; should this process itself be killed, the kernel ends the others (`setpriv --pdeathsig`).
"""

import collections
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request
import uuid

# Before grpc is loaded: the processes below are started by fork, and a killed peer is no news here.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import google  # noqa: E402

# Debian's protobuf claims the whole package `google` (its .pth file); the generated google.api is beside it.
for _folder in os.environ.get("PYTHONPATH", "").split(os.pathsep):
    _google = os.path.join(_folder, "google")
    if os.path.isdir(_google) and _google not in google.__path__:
        google.__path__.append(_google)

import grpc  # noqa: E402
import identity  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from samverkan.actors.v1 import actor_registry_service_pb2_grpc  # noqa: E402
from samverkan.analytics.v1 import analytics_service_pb2_grpc  # noqa: E402
from samverkan.changes.v1 import change_feed_service_pb2, change_feed_service_pb2_grpc  # noqa: E402
from samverkan.federation.v1 import federation_service_pb2, federation_service_pb2_grpc  # noqa: E402
from samverkan.meetings.v1 import (  # noqa: E402
    meeting_inventory_service_pb2, meeting_inventory_service_pb2_grpc, meeting_pb2)
from samverkan.type.v1 import errors_pb2, level_pb2, visibility_pb2  # noqa: E402

BIN = pathlib.Path(os.environ["SAMVERKAN_BIN"])
ROOMS = ("actors", "meetings", "flows", "plans")
TIMEOUT = 20.0


def wait_for(condition, what, timeout=30.0):
    """What `condition` gives, as soon as that is true; fails after `timeout` seconds."""
    end = time.monotonic() + timeout
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"waited {timeout} s in vain: {what}")
        time.sleep(0.02)


LogEntry = collections.namedtuple("LogEntry", "sequence name removed")


class Process:
    """One process of ours. Its log goes to a file; what it says about itself is read from there as it comes."""

    def __init__(self, name, command, log):
        self.name = name
        self.command = [str(part) for part in command]
        self.log = pathlib.Path(log)
        self.address = None
        self._process = None

    def flag(self, beginnings):
        """The flag it is started with that begins so."""
        return next(part for part in self.command if part.startswith(beginnings))

    def replace_flag(self, beginnings, flag):
        self.command[self.command.index(self.flag(beginnings))] = flag

    def start(self):
        """Starts it and waits until it serves; again on the port it had, if it has run before."""
        # Its port may be somebody's outgoing connection just now.
        end = time.monotonic() + 15
        while not self.start_once():
            if time.monotonic() > end:
                raise AssertionError(f"{self.name} does not start:\n{self.tail()}")
            time.sleep(0.1)
        return self

    def start_once(self):
        """Whether it serves."""
        listen = self.address or "127.0.0.1:0"
        metrics = "--metrics_listen=127.0.0.1:0"
        env = {key: value for key, value in os.environ.items() if not key.startswith("SAMVERKAN_")}
        self._process = subprocess.Popen(
            ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *self.command, f"--listen={listen}", metrics],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
        self._spoken = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(self._process.stderr,), daemon=True)
        self._reader.start()
        if not self._spoken.wait(60):
            raise AssertionError(f"{self.name} says nothing for 60 s:\n{self.tail()}")
        if self.address is not None and self._serves:
            return True
        self._process.wait(10)
        return False

    def _read(self, stream):
        self._serves = False
        with stream, self.log.open("ab") as log:
            for line in stream:
                log.write(line)
                log.flush()
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue
                if entry.get("event") == "serving":
                    self.address = entry["address"]
                    self._metrics_address = entry["metrics_address"]
                    self._serves = True
                    self._spoken.set()
        self._spoken.set()

    def metrics(self):
        """What /metrics says: values by name and labels, these as a frozen set of pairs."""
        with urllib.request.urlopen(f"http://{self._metrics_address}/metrics", timeout=TIMEOUT) as answer:
            text = answer.read().decode()
        series = {}
        for name, labels, value in re.findall(r"^([a-zA-Z_:]+)(?:{(.*)})? (\S+)$", text, re.MULTILINE):
            key = (name, frozenset(re.findall(r'(\w+)="([^"]*)"', labels)))
            assert key not in series, f"{self.name} tells {key} twice"
            series[key] = float(value)
        return series

    def log_entries(self):
        """The whole lines of its log so far."""
        whole = self.log.read_text(errors="replace").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]

    @property
    def running(self):
        return self._process is not None and self._process.poll() is None

    def kill(self):
        """kill -9."""
        if self.running:
            self._process.send_signal(signal.SIGKILL)
        self._end()

    def pause(self):
        self._process.send_signal(signal.SIGSTOP)

    def resume(self):
        self._process.send_signal(signal.SIGCONT)

    def terminate(self, timeout=30.0):
        """SIGTERM. The exit code and how many seconds it took."""
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(timeout)
        took = time.monotonic() - begun
        self._end()
        return code, took

    def _end(self):
        if self._process is not None:
            self._process.wait(30)
            self._reader.join(30)

    def tail(self, lines=15):
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"


class Federation:
    """`agencies` have a node each, made as one process, or as five for those in `five_process`.

    A node of `stores` keeps its slice there (what --store says) and not in a folder; of those in `replicas` there are so
    many, behind one address in the directory."""

    def __init__(self, folder, agencies=("af", "fk"), five_process=(), node_binary="samverkan-node",
                 gateway_flags=(), collective=True, server_flags=(), analytics_gateway=lambda gateway: gateway,
                 stores=None, replicas=None, node_flags=()):
        self.folder = pathlib.Path(folder)
        self.agencies = tuple(agencies)
        self.five_process = tuple(five_process)
        self.processes = {}
        self.directory_path = self.folder / "directory.json"
        # Listed in the directory although nobody answers there.
        self.ghosts = {}
        self._channels = {}
        self.stores = stores or {}
        self._replicas = replicas or {}
        self._node_binary = node_binary
        self._gateway_flags = gateway_flags
        self._server_flags = server_flags
        self._node_flags = node_flags
        self._collective = collective
        # Where federation analytics takes the gateway to be, given where it is.
        self._analytics_gateway = analytics_gateway

    def start(self):
        self.write_directory(members=[])
        self.gateway = self.add("gateway", "samverkan-gateway", f"--directory={self.directory_path}",
                                *self._gateway_flags)
        for agency in self.agencies:
            if agency in self.five_process:
                self._start_five(agency)
            else:
                self._start_node(agency)
        if self._collective:
            self.analytics = self.add("analytics", "samverkan-analytics", "--federation",
                                      f"--agency={self.agencies[0]}",
                                      f"--gateway={self._analytics_gateway(self.gateway.address)}",
                                      f"--token={identity.token_file(self.agencies[0])}")
        self.write_directory()
        self.await_members(self.agencies)
        return self

    def add(self, name, binary, *flags):
        process = Process(name, [BIN / binary, *identity.SERVER_FLAGS, *self._server_flags, *flags], self.folder / f"{name}.log")
        self.processes[name] = process
        return process.start()

    def _start_node(self, agency):
        flags = [f"--agency={agency}", *self._node_flags]
        flags += [f"--store={self.stores[agency]}" if agency in self.stores else f"--data={self.data(agency)}"]
        if self._node_binary != "samverkan-note-node":
            flags += [f"--gateway={self.gateway.address}", f"--token={identity.token_file(agency)}"]
        for name in self.replica_names(agency):
            self.add(name, self._node_binary, *flags)

    def replica_names(self, agency):
        return [agency, *(f"{agency}-{number}" for number in range(1, self._replicas.get(agency, 1)))]

    def _start_five(self, agency):
        for room in ROOMS:
            data = self.data(agency) / room
            data.parent.mkdir(exist_ok=True)
            self.add(f"{agency}-{room}", f"samverkan-{room}", f"--agency={agency}", f"--data={data}")
        own = ",".join(self.processes[f"{agency}-{room}"].address for room in ROOMS)
        self.add(f"{agency}-analytics", "samverkan-analytics", f"--agency={agency}",
                 f"--gateway={self.gateway.address}", f"--own_feeds={own}",
                 f"--token={identity.token_file(agency)}")

    def data(self, agency):
        return self.folder / "data-{}".format(agency)

    def node(self, agency, room="meetings"):
        """The process that serves a room of an agency."""
        return self.processes[f"{agency}-{room}" if agency in self.five_process else agency]

    # The directory.

    def _entry(self, agency):
        rooms = (*ROOMS, "analytics") if agency in self.five_process else None
        endpoints = ([{"address": self.processes[f"{agency}-{room}"].address, "rooms": [room]} for room in rooms]
                     if rooms else [{"address": ",".join(self.processes[name].address
                                                         for name in self.replica_names(agency))}])
        return {"name": f"members/{agency}", "agency": f"agencies/{agency}", "displayName": agency.upper(),
                "endpoints": endpoints}

    def write_directory(self, members=None):
        if members is None:
            members = [self._entry(agency) for agency in self.agencies]
            members += [{"name": f"members/{agency}", "agency": f"agencies/{agency}", "displayName": agency,
                         "endpoints": [{"address": address}]} for agency, address in self.ghosts.items()]
        directory = {"members": members}
        if self._collective and members:
            directory["collectiveOwners"] = [{"room": "analytics", "address": self.analytics.address}]
        part = self.directory_path.with_suffix(".part")
        part.write_text(json.dumps(directory))
        part.rename(self.directory_path)

    def health(self):
        stub = federation_service_pb2_grpc.FederationServiceStub(self.channel())
        listed = stub.ListMembers(federation_service_pb2.ListMembersRequest(page_size=1000), timeout=TIMEOUT,
                                  metadata=speaking_for(self.agencies[0]), wait_for_ready=True)
        return {member.name.split("/")[1]: federation_service_pb2.Member.Health.Name(member.health)
                for member in listed.members}

    def await_members(self, agencies, health="HEALTH_SERVING"):
        wait_for(lambda: {self.health().get(agency) for agency in agencies} == {health},
                 f"{', '.join(agencies)} {health} at the gateway")

    # Clients.

    def channel(self, address=None):
        """A connection to the gateway, or to `address`; kept."""
        address = address or self.gateway.address
        if address not in self._channels:
            self._channels[address] = grpc.secure_channel(address, client_credentials(), options=[
                ("grpc.max_receive_message_length", 16 << 20), ("grpc.max_reconnect_backoff_ms", 500),
                ("grpc.min_reconnect_backoff_ms", 100), ("grpc.initial_reconnect_backoff_ms", 100)])
        return self._channels[address]

    def meetings(self, address=None):
        return meeting_inventory_service_pb2_grpc.MeetingInventoryServiceStub(self.channel(address))

    def actors(self, address=None):
        return actor_registry_service_pb2_grpc.ActorRegistryServiceStub(self.channel(address))

    def analytics_stub(self, address=None):
        return analytics_service_pb2_grpc.AnalyticsServiceStub(self.channel(address))

    def feed(self, address=None):
        return change_feed_service_pb2_grpc.ChangeFeedServiceStub(self.channel(address))

    def read_log(self, agency, room):
        """The room's own log at its node, from number 1: what it tells of, in order. Fails if a number is missing."""
        feed = self.feed(self.node(agency, room).address)
        request = change_feed_service_pb2.WatchChangesRequest(parent=f"agencies/{agency}")
        entries = []
        for cursor in (None, 0):
            stream = feed.WatchChanges(request, metadata=speaking_for(agency), timeout=60)
            for step in stream:
                if step.cursor.room != room:
                    continue
                if cursor is None:
                    request.cursors.add(agency=f"agencies/{agency}", room=room, epoch=step.cursor.epoch, sequence=0)
                    break
                if step.kind == change_feed_service_pb2.WatchChangesResponse.KIND_PROGRESS:
                    break
                entries.append(LogEntry(step.cursor.sequence, step.change.name, step.change.removed))
            stream.cancel()
        numbers = [entry.sequence for entry in entries]
        assert numbers == list(range(1, len(numbers) + 1)), "the log's numbers are not dense"
        return entries

    def all_meetings(self, agency):
        """All that the agency's own node lists, by name, as bytes that are equal where they are."""
        found, token = {}, ""
        stub = self.meetings(self.node(agency).address)
        while True:
            page = stub.ListMeetings(meeting_inventory_service_pb2.ListMeetingsRequest(
                parent=f"agencies/{agency}", page_size=1000, page_token=token), wait_for_ready=True, timeout=TIMEOUT,
                metadata=speaking_for(agency))
            found.update((meeting.name, meeting.SerializeToString(deterministic=True)) for meeting in page.meetings)
            token = page.next_page_token
            if not token:
                return found

    def cli_command(self, *arguments):
        return [str(BIN / "samverkan"), *[str(part) for part in arguments]]

    def cli_environment(self, agency=None):
        env = {key: value for key, value in os.environ.items() if not key.startswith("SAMVERKAN_")}
        return {**env, "SAMVERKAN_GRPC": self.gateway.address, "LANG": "C.UTF-8", "SAMVERKAN_LANG": "en",
                "SAMVERKAN_TLS_CA": str(identity.CA), "SAMVERKAN_TLS_CERTIFICATE": str(identity.CERTIFICATE),
                "SAMVERKAN_TLS_KEY": str(identity.CERTIFICATE),
                "SAMVERKAN_TOKEN": str(identity.token_file(agency or self.agencies[0]))}

    def cli(self, *arguments, check=True, timeout=120):
        agency = next((str(word).removeprefix("--agency=") for word in arguments
                       if str(word).startswith("--agency=")), None)
        done = subprocess.run(self.cli_command(*arguments), env=self.cli_environment(agency), capture_output=True, text=True,
                              timeout=timeout)
        if check and done.returncode != 0:
            raise AssertionError(f"samverkan {arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def stop(self):
        for channel in self._channels.values():
            channel.close()
        self._channels.clear()
        for process in self.processes.values():
            process.kill()

    def print_tails(self):
        for name, process in self.processes.items():
            print(f"--- {name} ({process.log})\n{process.tail()}", flush=True)


class FederationTest(unittest.TestCase):
    """Gives each test a folder, and ends its federation; keeps and shows the logs if it failed."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="samverkan-integration-"))
        self.addCleanup(self._clean_up)
        self._federations = []

    def federation(self, *arguments, **options):
        folder = self.folder / f"federation-{len(self._federations)}"
        folder.mkdir()
        federation = Federation(folder, *arguments, **options)
        self._federations.append(federation)
        return federation.start()

    def _clean_up(self):
        result = self._outcome.result
        told = [getattr(test, "test_case", test) for test, _ in (*result.errors, *result.failures)]
        passed = self not in told
        for federation in self._federations:
            federation.stop()
            if not passed:
                federation.print_tails()
        if passed:
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"--- kept: {self.folder}", flush=True)

    def assert_fails(self, code, call, *arguments, reason=None, **options):
        """Calls, as af unless said, and gives what the error carries, by type."""
        options.setdefault("timeout", TIMEOUT)
        options.setdefault("metadata", speaking_for("af"))
        with self.assertRaises(grpc.RpcError) as raised:
            call(*arguments, **options)
        self.assertEqual(raised.exception.code(), code, raised.exception.details())
        details = error_details(raised.exception)
        if reason is not None:
            self.assertEqual(details["ErrorInfo"].reason, reason)
            self.assertEqual(details["ErrorInfo"].domain, "samverkan")
        return details


def error_details(error):
    """google.rpc's details of a failed call, by type; read as any client reads them, from the trailing metadata."""
    details = {}
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        status = status_pb2.Status.FromString(value)
        assert status.code == error.code().value[0], (status.code, error.code())
        for any_message in status.details:
            name = any_message.type_url.rsplit(".", 1)[1]
            message = getattr(error_details_pb2, name)()
            any_message.Unpack(message)
            details[name] = message
    return details


def client_credentials():
    """Who signs the servers' certificates, and a certificate to show to nodes."""
    files = [identity.CA, identity.CERTIFICATE, identity.CERTIFICATE]
    return grpc.ssl_channel_credentials(*[file.read_bytes() for file in files])


def speaking_for(agency, roles=identity.ALL_ROLES):
    """What a caller of that agency sends beside its requests."""
    return identity.bearer(identity.token(agency, roles))


def request_id():
    return str(uuid.uuid4())


def cursors_of(call):
    """The places in the feeds that a write's answer carries."""
    return [change_feed_service_pb2.Cursor.FromString(value) for key, value in call.trailing_metadata()
            if key == "samverkan-cursor-bin"]


def sample_meeting(name, participants=("agencies/af", "agencies/fk"), **fields):
    values = {"display_name": f"Möte {name.rsplit('/', 1)[1]}", "level": level_pb2.LEVEL_OPERATIONAL,
              "state": meeting_pb2.Meeting.STATE_EXISTING, **fields}
    meeting = meeting_pb2.Meeting(name=name, **values)
    for actor in participants:
        meeting.participants.add(actor=actor)
    if not meeting.HasField("schedule"):
        meeting.schedule.times_per_year = 12
    return meeting


def seeded_random(test):
    """Its seed is printed, and can be given again in SAMVERKAN_SEED."""
    seed = int(os.environ.get("SAMVERKAN_SEED", random.SystemRandom().randrange(1 << 31)))
    print(f"{test}: SAMVERKAN_SEED={seed}", flush=True)
    return random.Random(seed)
