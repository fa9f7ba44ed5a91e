"""kill -9 of a node at random moments of 10,000-record pushes.

After every restart no acknowledged record is missing; at the end each record was applied exactly once, and whoever
followed the feed was never told of anything that a crash then took back. SAMVERKAN_KILLS says how many kills in all
(50): half against a push of Python's, with request ids and several in flight, and half against `samverkan apply`,
which resumes by itself; two in five on a file system that forgets every unsynced byte when the process dies. As many as
those again of a node on Redis, of Redis, and of both, where half the times Redis loses what it has not synced.
"""

import collections
import itertools
import json
import os
import subprocess
import threading
import time

import grpc
from federation import FederationTest, request_id, sample_meeting, seeded_random, speaking_for, wait_for
from google.protobuf import json_format
from redis_processes import RedisProcess, UnsyncedRedis
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.meetings.v1 import meeting_pb2

RECORDS = 10_000
BATCH = 50
IN_FLIGHT = 4
KILLS = int(os.environ.get("SAMVERKAN_KILLS", "50"))
KILLS_A_PUSH = 5
AF = speaking_for("af")
Step = changes.WatchChangesResponse


def names_of(push):
    return [f"agencies/af/meetings/p{push}-{number:05}" for number in range(RECORDS)]


class FeedWatcher:
    """Follows the gateway's merged feed through every crash, as analytics does, and keeps what it was told."""

    def __init__(self, federation):
        # By number in the log; and what is odd.
        self.told = {}
        self.odd = []
        self.ready = threading.Event()
        self._stream = federation.feed().WatchChanges(changes.WatchChangesRequest(
            parent="agencies/-", types=["samverkan/Meeting"]), metadata=speaking_for("fk"))
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        try:
            for step in self._stream:
                if step.cursor.room != "meetings":
                    continue
                if step.kind == Step.KIND_SNAPSHOT_END:
                    self.ready.set()
                elif step.kind == Step.KIND_RESET:
                    self.odd.append(f"reset at {step.cursor.sequence}")
                elif step.kind == Step.KIND_CHANGE and step.cursor.sequence > 0:
                    before = self.told.setdefault(step.cursor.sequence, step.change.name)
                    if before != step.change.name:
                        self.odd.append(f"{step.cursor.sequence} was {before}, is {step.change.name}")
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.CANCELLED:
                self.odd.append(str(error))

    def stop(self):
        self._stream.cancel()
        self._thread.join(30)


class PythonPush:
    """Sends batches, several in flight, each with a request id that stays when it has to be sent again."""

    def __init__(self, federation, names):
        self._stub = federation.meetings()
        self._batches = iter([names[start:start + BATCH] for start in range(0, len(names), BATCH)])
        self._lock = threading.Lock()
        self.acknowledged = {}
        self.failure = None
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(IN_FLIGHT)]
        for thread in self._threads:
            thread.start()

    def _run(self):
        try:
            while True:
                with self._lock:
                    batch = next(self._batches, None)
                if batch is None:
                    return
                answer = self._send(batch)
                with self._lock:
                    self.acknowledged.update((meeting.name, meeting.etag) for meeting in answer.meetings)
        except BaseException as failure:  # pylint: disable=broad-except
            self.failure = failure

    def _send(self, batch):
        request = service.BatchUpdateMeetingsRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        for name in batch:
            request.requests.add(meeting=sample_meeting(name))
        end = time.monotonic() + 120
        while True:
            try:
                return self._stub.BatchUpdateMeetings(request, metadata=AF, timeout=30)
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.UNAVAILABLE or time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def progress(self):
        return len(self.acknowledged)

    def known_acknowledged(self):
        with self._lock:
            return dict(self.acknowledged)

    def running(self):
        return any(thread.is_alive() for thread in self._threads)

    def finish(self):
        for thread in self._threads:
            thread.join(180)
        assert not self.running(), "the push does not end"
        if self.failure is not None:
            raise self.failure


class CliPush:
    """`samverkan apply`. What it has acknowledged is read from the file that keeps its place."""

    def __init__(self, federation, names, watcher):
        self._path = federation.folder / "push.ndjson"
        self._resume = federation.folder / "push.place"
        self._watcher, self._begun = watcher, len(watcher.told)
        self._ends = []
        offset = 0
        with self._path.open("wb") as file:
            for name in names:
                record = json_format.MessageToDict(sample_meeting(name))
                line = json.dumps({"@type": "type.googleapis.com/samverkan.meetings.v1.Meeting", **record}).encode()
                offset += file.write(line + b"\n")
                self._ends.append((offset, name))
        self._process = subprocess.Popen(
            federation.cli_command("apply", "-f", self._path, "--agency=af", f"--batch={BATCH}",
                                   f"--in_flight={IN_FLIGHT}", f"--resume={self._resume}", "-o", "json"),
            env=federation.cli_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def progress(self):
        return len(self._watcher.told) - self._begun

    def known_acknowledged(self):
        try:
            # Its third line: everything before this byte of the input is done with.
            offset = int(self._resume.read_text().splitlines()[2])
        except FileNotFoundError:
            return {}
        return {name: None for end, name in self._ends if end <= offset}

    def running(self):
        return self._process.poll() is None

    def finish(self):
        try:
            out, err = self._process.communicate(timeout=180)
        finally:
            self._process.kill()
        assert self._process.returncode == 0, err
        assert json.loads(out) == {"applied": RECORDS, "refused": 0}, out
        assert not self._resume.exists(), "the place is kept although the push is done"
        self.waited = err.count("trying again")


class Crash(FederationTest):
    def run_pushes(self, kind, kills, binary="samverkan-node", redis=None):
        """Of the node, or in turn of Redis, of both and of the node, if the node is on `redis`."""
        random = seeded_random(self.id())
        self.fed = self.federation(["af"], node_binary=binary, stores={"af": redis.store} if redis else None)
        node = self.fed.node("af")
        self.victims = itertools.cycle([[redis], [redis, node], [node]] if redis else [[node]])
        self.watcher = FeedWatcher(self.fed)
        self.addCleanup(self.watcher.stop)
        self.assertTrue(self.watcher.ready.wait(30))
        done = pushes = 0
        acknowledged = 0
        while done < kills:
            count = min(KILLS_A_PUSH, kills - done)
            killed, looked_up = self.push_with_kills(kind, pushes, count, random)
            self.assertGreater(killed, 0, "the push was over before the first kill")
            done, pushes, acknowledged = done + killed, pushes + 1, acknowledged + looked_up
            self.check_log(pushes)
        print(f"{done} kills in {pushes} pushes, {acknowledged} acknowledged records looked up", flush=True)

    def push_with_kills(self, kind, number, kills, random):
        names = names_of(number)
        push = PythonPush(self.fed, names) if kind == "python" else CliPush(self.fed, names, self.watcher)
        looked_up = killed = 0
        # A kill within each of so many parts of the push; the last part is not cut short by the push's own end.
        span = RECORDS * 0.95 / kills
        for kill in range(kills):
            place = int(span * (kill + random.random()))
            wait_for(lambda: push.progress() >= place or not push.running(), f"{place} records of push {number}", 120)
            time.sleep(random.random() * 0.01)  # Anywhere within a batch.
            known = push.known_acknowledged()
            victims = next(self.victims)
            for victim in victims:
                victim.kill()
            # What is known of its progress may lag behind: a kill after its end counts for nothing, and is made up for.
            killed += push.running()
            for victim in victims:
                victim.start()
            self.check_all_there(known)
            looked_up += len(known)
            if not push.running():
                break
        push.finish()
        self.check_all_there(push.known_acknowledged() if kind == "python" else dict.fromkeys(names))
        return killed, looked_up

    def check_all_there(self, acknowledged):
        """Each of them stands, with the etag that its writer was given."""
        stub = self.fed.meetings(self.fed.node("af").address)
        names = list(acknowledged)
        for start in range(0, len(names), 1000):
            request = service.BatchGetMeetingsRequest(parent="agencies/af", names=names[start:start + 1000])
            # The connection of before the kill may first have to find that out.
            answer = stub.BatchGetMeetings(request, metadata=AF, timeout=30, wait_for_ready=True)
            for meeting in answer.meetings:
                etag = acknowledged[meeting.name]
                self.assertTrue(etag is None or meeting.etag == etag, f"{meeting.name}: not what was acknowledged")

    def check_log(self, pushes):
        """The log tells of each record once, and tells every reader the same."""
        log = self.fed.read_log("af", "meetings")
        written = collections.Counter(entry.name for entry in log)
        expected = {name for number in range(pushes) for name in names_of(number)}
        self.assertEqual({name: count for name, count in written.items() if count > 1}, {}, "applied twice")
        self.assertEqual(set(written), expected)
        # Nothing here is private: the shared log, which the watcher reads, is the same as the own one.
        wait_for(lambda: len(self.watcher.told) >= len(log) or self.watcher.odd, "the watcher's last changes")
        self.assertEqual(self.watcher.odd, [])
        self.assertEqual(self.watcher.told, {entry.sequence: entry.name for entry in log})

    def test_a_push_with_request_ids(self):
        self.run_pushes("python", KILLS * 3 // 10)

    def test_apply_of_the_command_line(self):
        self.run_pushes("cli", KILLS * 3 // 10)

    def test_a_push_with_request_ids_where_the_unsynced_is_lost(self):
        self.run_pushes("python", KILLS * 2 // 10, "samverkan-node-unsynced")

    def test_apply_of_the_command_line_where_the_unsynced_is_lost(self):
        self.run_pushes("cli", KILLS * 2 // 10, "samverkan-node-unsynced")

    def redis(self, made):
        redis = made(self.folder / "redis")
        self.addCleanup(redis.kill)
        return redis

    def test_a_push_with_request_ids_to_a_node_on_redis(self):
        self.run_pushes("python", KILLS * 2 // 10, redis=self.redis(RedisProcess))

    def test_apply_of_the_command_line_to_a_node_on_redis_where_the_unsynced_is_lost(self):
        redis = self.redis(UnsyncedRedis)
        self.run_pushes("cli", KILLS * 2 // 10, redis=redis)
        print(f"Redis lost {redis.lost} bytes that it had not synced", flush=True)
