"""A reader sees what it wrote, when it asks for it; SIGTERM ends a process within ten seconds and loses nothing."""

import threading
import time

import grpc
from federation import TIMEOUT, FederationTest, cursors_of, request_id, sample_meeting, speaking_for, wait_for
from samverkan.analytics.v1 import map_pb2 as analytics
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service

# Ten are promised; the rest is for a machine that does other things too.
DRAIN_SECONDS = 15.0
AF = speaking_for("af")


def create_request(id):
    return service.CreateMeetingRequest(parent="agencies/af", meeting_id=id, request_id=request_id(),
                                        meeting=sample_meeting(f"agencies/af/meetings/{id}"))


class Writers:
    """Create one meeting after the other, and keep what was acknowledged; a refused call is not sent again."""

    def __init__(self, stub, count=8):
        self._stub = stub
        self._stop = threading.Event()
        self.acknowledged = {}
        self.codes = set()
        self._threads = [threading.Thread(target=self._run, args=(writer,), daemon=True) for writer in range(count)]
        for thread in self._threads:
            thread.start()

    def _run(self, writer):
        number = 0
        while not self._stop.is_set():
            try:
                meeting = self._stub.CreateMeeting(create_request(f"w{writer}-{number}"), metadata=AF, timeout=15)
                self.acknowledged[meeting.name] = meeting.etag
            except grpc.RpcError as error:
                self.codes.add(error.code())
                self._stop.wait(0.05)
            number += 1

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(30)
        return dict(self.acknowledged)


class NotBefore(FederationTest):
    def test_the_map_waits_for_a_write_and_shows_it(self):
        fed = self.federation(["af", "fk"])
        for number in range(1, 31):
            _, call = fed.meetings().CreateMeeting.with_call(create_request(f"m{number}"), metadata=AF, timeout=TIMEOUT)
            cursors = cursors_of(call)
            self.assertEqual([(cursor.agency, cursor.room) for cursor in cursors if cursor.room],
                             [("agencies/af", "meetings")] * len(cursors))
            self.assertTrue(cursors)
            for parent in ("agencies/-", "agencies/af"):
                drawn = fed.analytics_stub().GetMap(
                    analytics.GetMapRequest(parent=parent, not_before=cursors), metadata=AF, timeout=TIMEOUT)
                self.assertEqual(drawn.meetings.existing, number, parent)

    def test_what_does_not_come_within_the_deadline_is_not_waited_for_longer(self):
        fed = self.federation(["af", "fk"])
        _, call = fed.meetings().CreateMeeting.with_call(create_request("m1"), metadata=AF, timeout=TIMEOUT)
        cursor = cursors_of(call)[0]
        cursor.sequence += 1_000_000
        self.assert_fails(grpc.StatusCode.DEADLINE_EXCEEDED, fed.analytics_stub().GetMap,
                          analytics.GetMapRequest(parent="agencies/-", not_before=[cursor]), timeout=0.5)


class Drain(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"])

    def check_all_there(self, acknowledged):
        stub = self.fed.meetings(self.fed.node("af").address)
        names = list(acknowledged)
        for start in range(0, len(names), 1000):
            request = service.BatchGetMeetingsRequest(parent="agencies/af", names=names[start:start + 1000])
            for meeting in stub.BatchGetMeetings(request, metadata=AF, timeout=30, wait_for_ready=True).meetings:
                self.assertEqual(meeting.etag, acknowledged[meeting.name])

    def end_under_load(self, process, watched, parent):
        """SIGTERM with writers at work, a watch stream open and a call that hangs: what the writers were told."""
        hung_stub = self.fed.analytics_stub(watched)
        future = changes.Cursor(agency="agencies/af", room="meetings", epoch="never", sequence=1)
        hung = hung_stub.GetMap.future(analytics.GetMapRequest(parent=parent, not_before=[future]), metadata=AF,
                                       timeout=120)
        stream = self.fed.feed(watched).WatchChanges(changes.WatchChangesRequest(parent="agencies/af"), metadata=AF)
        next(stream)
        ended = []
        reader = threading.Thread(target=self.read_to_the_end, args=(stream, ended), daemon=True)
        reader.start()
        writers = Writers(self.fed.meetings())
        wait_for(lambda: len(writers.acknowledged) >= 500, "500 meetings written")
        self.assertFalse(hung.done())
        code, seconds = process.terminate()
        acknowledged = writers.stop()
        print(f"{process.name}: exit {code} in {seconds:.1f} s, {len(acknowledged)} acknowledged", flush=True)
        self.assertEqual(code, 0)
        self.assertLess(seconds, DRAIN_SECONDS)
        reader.join(10)
        self.assertEqual(ended, [grpc.StatusCode.UNAVAILABLE])
        self.assertIsNotNone(hung.exception(timeout=10))
        return acknowledged, writers.codes

    def read_to_the_end(self, stream, ended):
        try:
            for _ in stream:
                pass
            ended.append(grpc.StatusCode.OK)
        except grpc.RpcError as error:
            ended.append(error.code())

    def test_a_node_under_load_loses_nothing(self):
        node = self.fed.node("af")
        acknowledged, codes = self.end_under_load(node, node.address, "agencies/af")
        # Whoever is refused can tell that it may try again.
        self.assertEqual(codes, {grpc.StatusCode.UNAVAILABLE})
        node.start()
        self.check_all_there(acknowledged)
        log = [entry.name for entry in self.fed.read_log("af", "meetings")]
        self.assertEqual(len(log), len(set(log)))
        self.assertLessEqual(set(acknowledged), set(log))

    def test_the_gateway_under_load_loses_nothing(self):
        acknowledged, codes = self.end_under_load(self.fed.gateway, None, "agencies/-")
        # gRPC itself cancels what reaches a server that has just begun to shut down.
        self.assertLessEqual(codes, {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED})
        self.check_all_there(acknowledged)
        self.fed.gateway.start()
        self.fed.await_members(["af", "fk"])

    def test_an_idle_process_ends_at_once(self):
        for name in ("fk", "fk", "fk", "fk", "fk", "analytics", "analytics", "gateway"):
            code, seconds = self.fed.processes[name].terminate()
            self.assertEqual(code, 0, name)
            self.assertLess(seconds, DRAIN_SECONDS, name)
            self.fed.processes[name].start()
