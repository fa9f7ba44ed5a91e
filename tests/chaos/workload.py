"""Clients that write, read and watch meetings of af through the gateway, whatever happens there, and note what they saw
(history.py). Each asks again as a client should: with the same request id, until it is answered.
"""

import collections
import itertools
import json
import random
import threading
import time

import grpc
import history as h
from federation import TIMEOUT, cursors_of, error_details, request_id, sample_meeting, speaking_for, wait_for
from google.protobuf import field_mask_pb2
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.meetings.v1 import meeting_pb2

AF, FK = speaking_for("af"), speaking_for("fk")
Code = grpc.StatusCode
# What says: not now. CANCELLED is gRPC's own word of a server that has just begun to shut down.
AGAIN = {Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.RESOURCE_EXHAUSTED, Code.CANCELLED}
# The record is another one than the caller thinks.
REFUSALS = {Code.ABORTED, Code.ALREADY_EXISTS, Code.NOT_FOUND}
OWN, BATCH, BOTH = 4, 4, 3
WRITERS, READERS = 3, 2
# Between two calls of one client, and between two attempts.
THINK, BACKOFF = 0.004, 0.05

Step = changes.WatchChangesResponse
KINDS = {Step.KIND_CHANGE: h.CHANGE, Step.KIND_SNAPSHOT_END: h.SNAPSHOT_END, Step.KIND_PROGRESS: h.PROGRESS,
         Step.KIND_RESET: h.RESET}

# `code` says why it was refused; else it is nothing. `begun` is of the attempt that was answered.
Answer = collections.namedtuple("Answer", "message cursors begun code")


def name_of(id):
    return f"agencies/af/meetings/{id}"


def version_of(meeting):
    return int(meeting.purpose) if meeting is not None else 0


class GaveUp(Exception):
    """Nobody answered for as long as the client has patience."""


class Client:
    """Calls, one after the other, on a thread of its own."""

    def __init__(self, load, name):
        self.load, self.name = load, name
        self.rng = random.Random(load.rng.random())
        self.failure = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            while not self.load.stopped.wait(THINK):
                try:
                    self.step()
                except GaveUp:
                    self.load.gave_up += 1
        except Exception as failure:  # Told by the test.
            self.failure = failure

    def call(self, method, request):
        end = time.monotonic() + self.load.patience
        while True:
            begun = time.monotonic()
            try:
                timeout = max(min(self.load.timeout, end - begun), 0.1)
                # Python's gRPC goes on with a handshake only while a call waits for it.
                message, call = method.with_call(request, metadata=AF, timeout=timeout, wait_for_ready=True)
                return Answer(message, cursors_of(call), begun, None)
            except grpc.RpcError as error:
                if error.code() in REFUSALS:
                    return Answer(None, [], begun, error.code())
                if error.code() not in AGAIN:
                    raise
                self.load.count(error)
                if not self.load.retry or self.load.abandoned or time.monotonic() + BACKOFF > end:
                    raise GaveUp() from error
            time.sleep(BACKOFF)

    def read(self, name):
        """The meeting, or nothing if there is none."""
        answer = self.call(self.load.meetings.GetMeeting, service.GetMeetingRequest(name=name))
        self.load.reads.append(h.Read(self.name, name, version_of(answer.message), answer.begun, time.monotonic()))
        return answer.message


class Writer(Client):
    """Writes meetings of its own, one by one and in batches, deletes some, and with the others, by etag, writes some of
    all."""

    def __init__(self, load, number):
        super().__init__(load, f"writer {number}")
        self._own = [name_of(f"own-{number}-{i}") for i in range(OWN)]
        self._batch = tuple(name_of(f"batch-{number}-{i}") for i in range(BATCH))
        self._new = (name_of(f"new-{number}-{i}") for i in itertools.count())
        # Of the new, those that may be deleted.
        self._kept = []
        self._both = [name_of(f"both-{i}") for i in range(BOTH)]
        # The newest version of each that was begun, and the etags: nothing if there is no record, not there if it is
        # not known.
        self._versions = collections.Counter()
        self._etags = {}

    def step(self):
        act = self.rng.choices([self._write_own, self._create_new, self._delete_new, self._write_batch,
                                self._write_both], [10, 3, 1, 4, 4])
        act[0]()

    def _write_own(self):
        name = self.rng.choice(self._own)
        if name not in self._etags and self._versions[name]:
            self._look_up(name)
        self._versions[name] += 1
        self._update(name) if self._etags.get(name) else self._create(name)

    def _create_new(self):
        name = next(self._new)
        self._versions[name] = 1
        self._create(name)
        if name in self._etags:
            self._kept.append(name)

    def _delete_new(self):
        """For good: nobody writes it again."""
        if not self._kept:
            return
        name = self._kept.pop(self.rng.randrange(len(self._kept)))
        request = service.DeleteMeetingRequest(name=name, etag=self._etags.pop(name), request_id=request_id())
        self._write((name,), 2, self.load.meetings.DeleteMeeting, request, removes=True)

    def _write_both(self):
        """Reads, and writes the version after that: of several who do so at once, one may."""
        name = self.rng.choice(self._both)
        self._versions[name] = version_of(self._look_up(name)) + 1
        self._update(name) if self._etags[name] else self._create(name)

    def _look_up(self, name):
        meeting = self.read(name)
        self._etags[name] = meeting.etag if meeting is not None else None
        return meeting

    def _write_batch(self):
        self._versions[self._batch] += 1
        version = self._versions[self._batch]
        request = service.BatchUpdateMeetingsRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        for name in self._batch:
            request.requests.add(meeting=sample_meeting(name, purpose=str(version)))
        self._write(self._batch, version, self.load.meetings.BatchUpdateMeetings, request)

    def _create(self, name):
        meeting = sample_meeting(name, purpose=str(self._versions[name]))
        self._write_one(name, self.load.meetings.CreateMeeting, service.CreateMeetingRequest(
            parent="agencies/af", meeting_id=name.rsplit("/", 1)[1], meeting=meeting, request_id=request_id()))

    def _update(self, name):
        meeting = meeting_pb2.Meeting(name=name, etag=self._etags[name], purpose=str(self._versions[name]))
        self._write_one(name, self.load.meetings.UpdateMeeting, service.UpdateMeetingRequest(
            meeting=meeting, update_mask=field_mask_pb2.FieldMask(paths=["purpose"]), request_id=request_id()))

    def _write_one(self, name, method, request):
        self._etags.pop(name, None)
        message = self._write((name,), self._versions[name], method, request)
        if message is not None:
            self._etags[name] = message.etag

    def _write(self, names, version, method, request, removes=False):
        begun = time.monotonic()
        try:
            answer = self.call(method, request)
        except GaveUp:
            self.load.writes.append(h.Write(self.name, names, version, begun, removes=removes))
            raise
        outcome = h.REFUSED if answer.code else h.ACKNOWLEDGED
        # The shared log's place is the last: the watcher reads that log.
        epoch = answer.cursors[-1].epoch if answer.cursors else ""
        code = answer.code.name if answer.code else ""
        self.load.writes.append(h.Write(self.name, names, version, begun, time.monotonic(), outcome, epoch, code,
                                        removes))
        if outcome == h.ACKNOWLEDGED:
            self.load.names.extend(name for name in names if version == 1)
        return answer.message


class Reader(Client):
    """Reads one, or lists them all."""

    def step(self):
        if not self.load.names:
            return
        if self.rng.random() < 0.9:
            self.read(self.rng.choice(self.load.names))
            return
        answer = self.call(self.load.meetings.ListMeetings,
                           service.ListMeetingsRequest(parent="agencies/af", page_size=1000))
        ended = time.monotonic()
        for meeting in answer.message.meetings:
            self.load.reads.append(h.Read(self.name, meeting.name, version_of(meeting), answer.begun, ended))


class Watcher:
    """Follows the gateway's merged feed, and goes on where it was when the gateway went away."""

    def __init__(self, load):
        self.steps = []
        self.failure = None
        self._load = load
        self._feed = load.fed.feed()
        self._cursor = None
        self._stopped = False
        self._stream = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            while not self._stopped:
                self._follow()
                time.sleep(BACKOFF)
        except Exception as failure:  # Told by the test.
            self.failure = failure

    def _follow(self):
        request = changes.WatchChangesRequest(parent="agencies/-", types=["samverkan/Meeting"])
        if self._cursor is not None:
            request.cursors.append(self._cursor)
        else:
            self.steps.append(h.Step(h.BEGIN))
        self._stream = self._feed.WatchChanges(request, metadata=FK, wait_for_ready=True)
        try:
            for step in self._stream:
                if step.cursor.agency == "agencies/af" and step.cursor.room == "meetings":
                    self._take(step)
        except grpc.RpcError as error:
            if error.code() not in AGAIN:
                raise

    def _take(self, step):
        kind = KINDS.get(step.kind)
        if kind is None:
            return
        meeting = None
        if step.kind == Step.KIND_CHANGE and not step.change.removed:
            meeting = meeting_pb2.Meeting.FromString(step.change.resource.value)
        if step.kind == Step.KIND_RESET:
            self._cursor = None
        # In a snapshot the sequence is 0; an empty log's end is 0, too, and is gone on from.
        elif step.kind == Step.KIND_SNAPSHOT_END or (self._cursor is not None and step.cursor.sequence):
            self._cursor = step.cursor
        self.steps.append(h.Step(kind, step.cursor.epoch, step.cursor.sequence, step.change.name, version_of(meeting)))

    @property
    def place(self):
        return self._cursor

    def stop(self):
        self._stopped = True
        if self._stream is not None:
            self._stream.cancel()
        self._thread.join(30)


class Workload:
    """Under way from the start until `finish`, which checks it.

    `timeout` is of one attempt, and `patience` of all attempts of a call together, in seconds; without `retry` there is
    one. Whoever has no patience left gives up: it is counted, and the write's outcome is not known."""

    def __init__(self, test, fed, rng, timeout=3.0, patience=60.0, retry=True):
        self.test, self.fed, self.rng = test, fed, rng
        self.timeout, self.patience, self.retry = timeout, patience, retry
        self.meetings = fed.meetings()
        self.writes, self.reads, self.names = [], [], []
        self.codes, self.reasons = collections.Counter(), collections.Counter()
        self.gave_up = 0
        self.stopped = threading.Event()
        # The test is over: nobody asks again.
        self.abandoned = False
        self._lock = threading.Lock()
        self._watcher = Watcher(self)
        self._clients = [Writer(self, number) for number in range(WRITERS)]
        self._clients += [Reader(self, f"reader {number}") for number in range(READERS)]
        for client in self._clients:
            client.thread.start()
        test.addCleanup(self._stop)
        self.progress(50)

    def count(self, error):
        details = error_details(error).get("ErrorInfo")
        with self._lock:
            self.codes[error.code().name] += 1
            self.reasons[details.reason if details else error.details()] += 1

    def acknowledged(self):
        return sum(write.outcome == h.ACKNOWLEDGED for write in list(self.writes))

    def progress(self, count=30):
        """Until so many more writes are acknowledged, whoever began them when."""
        before = self.acknowledged()
        try:
            wait_for(lambda: self.failures() or self.acknowledged() >= before + count, f"{count} writes after {before}")
        finally:
            self.test.assertEqual(self.failures(), [])
            self.test.assertGreaterEqual(self.acknowledged(), before + count, dict(self.reasons))

    def refused(self):
        """Until an attempt has failed that was under way now, or was made later."""
        told = self.codes.total()
        wait_for(lambda: self.codes.total() > told, "calls to be refused")

    def failures(self):
        return [client.failure for client in (*self._clients, self._watcher) if client.failure is not None]

    def _stop(self):
        self.abandoned = True
        self.stopped.set()
        for client in self._clients:
            client.thread.join(self.patience + 30)
        self._watcher.stop()

    def finish(self):
        """Lets everybody end, and holds the history against what is there: what was found, which had no violation."""
        self.stopped.set()
        for client in self._clients:
            client.thread.join(self.patience + 30)
            self.test.assertFalse(client.thread.is_alive(), f"{client.name} hangs")
        final = self._list()
        log = self._await_watcher()
        self._watcher.stop()
        self.test.assertEqual(self.failures(), [])
        history = h.History(self.writes, self.reads, self._watcher.steps, final, log)
        verdict = h.check(history)
        print(f"{self.test.id().rsplit('.', 1)[1]}: {self.acknowledged()} writes acknowledged, {len(self.reads)} "
              f"reads, {len(history.steps)} steps of the feed; {len(verdict.epochs)} epochs, {len(verdict.lost)} lost; "
              f"gave up {self.gave_up}; {dict(self.codes)} {dict(self.reasons.most_common(4))}", flush=True)
        self.test.assertEqual(verdict.violations[:10], [])
        self._check_audit_trail(len(verdict.epochs) > 1)
        return verdict

    def _check_audit_trail(self, may_lack):
        """It is sealed to its end, and whole; where the epoch has changed, the gateway may have heard of seals that are
        lost."""
        def sealed():
            done = self.fed.cli("audit", "verify", "--node", self.fed.node("af").address, "-o", "json", check=False)
            report = json.loads(done.stdout or "{}")
            return report if report.get("unsealed") == 0 else None
        found = {finding["kind"] for finding in wait_for(sealed, "the audit trail to be sealed")["findings"]}
        self.test.assertLessEqual(found, {"tail_cut"} if may_lack else set())

    def _list(self):
        final, request = {}, service.ListMeetingsRequest(parent="agencies/af", page_size=1000)
        while True:
            page = self.meetings.ListMeetings(request, metadata=AF, timeout=TIMEOUT, wait_for_ready=True)
            final.update((meeting.name, version_of(meeting)) for meeting in page.meetings)
            request.page_token = page.next_page_token
            if not page.next_page_token:
                return final

    def _await_watcher(self):
        """The log, once the watcher has been told of all of it: nothing here is private, so both logs are the same."""
        log = [entry.name for entry in self.fed.read_log("af", "meetings")]
        epoch = max((write for write in self.writes if write.outcome == h.ACKNOWLEDGED),
                    key=lambda write: write.ended).epoch

        def there():
            place = self._watcher.place
            return place is not None and place.epoch == epoch and place.sequence >= len(log)
        wait_for(lambda: self.failures() or there(), f"the watcher to be told of {len(log)} in {epoch}")
        return log
