"""Metrics agree with what a client counted itself, and a client's trace is found in every process it came through."""

import collections
import uuid

import grpc
from federation import FederationTest, sample_meeting, speaking_for, wait_for, TIMEOUT
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service

MEETINGS = "/samverkan.meetings.v1.MeetingInventoryService/"
GET, CREATE, LIST = MEETINGS + "GetMeeting", MEETINGS + "CreateMeeting", MEETINGS + "ListMeetings"
WATCH = "/samverkan.changes.v1.ChangeFeedService/WatchChanges"
MADE_UP = (MEETINGS + "Hej", "/made.up.v1.Service/Method", "/x")


def by_labels(series, name, *labels):
    """The values above zero of one metric, by the values of its labels."""
    told = {}
    for (each, pairs), value in series.items():
        if each == name and value:
            told[tuple(dict(pairs)[label] for label in labels)] = value
    return told


def of_methods(counts, position, methods):
    return {labels: value for labels, value in counts.items() if labels[position] in methods}


def methods_told(series):
    return {value for _, labels in series for label, value in labels if label == "method"}


class Counting:
    """A client at the gateway that counts what it was answered: by method and code, and of each member besides."""

    def __init__(self, channel):
        self.channel = channel
        self.calls = collections.Counter()
        self.member_calls = collections.Counter()

    def call(self, method, request=None, agency="af", member=None, metadata=None):
        """`member` is whom the gateway is to pass it on to; nobody if it answers itself."""
        call = self.channel.unary_unary(method, request_serializer=lambda message: message.SerializeToString() if message else b"")
        try:
            call(request, timeout=TIMEOUT, metadata=speaking_for(agency) if metadata is None else metadata)
            code = "OK"
        except grpc.RpcError as error:
            code = error.code().name
        self.calls[method, code] += 1
        if member:
            self.member_calls[member, method, code] += 1
        return code

    def create(self, agency, id, **options):
        name = f"agencies/{agency}/meetings/{id}"
        return self.call(CREATE, service.CreateMeetingRequest(
            parent=f"agencies/{agency}", meeting_id=id, meeting=sample_meeting(name)), agency=agency, **options)

    def get(self, agency, id, **options):
        return self.call(GET, service.GetMeetingRequest(name=f"agencies/{agency}/meetings/{id}"), **options)


class Telemetry(FederationTest):
    def test_metrics_agree_with_the_clients_own_counts(self):
        fed = self.federation(["af", "fk"], collective=False)
        known = methods_told(fed.gateway.metrics())
        client = Counting(fed.channel())

        for agency, count in (("af", 5), ("fk", 3)):
            for id in range(count):
                self.assertEqual(client.create(agency, f"m{id}", member=agency), "OK")
        for _ in range(2):
            self.assertEqual(client.create("af", "m0", member="af"), "ALREADY_EXISTS")
        for agency, count in (("af", 7), ("fk", 4)):
            for _ in range(count):
                self.assertEqual(client.get(agency, "m1", member=agency), "OK")
        for _ in range(3):
            self.assertEqual(client.get("fk", "m9", member="fk"), "NOT_FOUND")
        self.assertEqual(client.get("nobody", "m1"), "NOT_FOUND")
        self.assertEqual(client.get("af", "m1", metadata=()), "UNAUTHENTICATED")
        self.assertEqual(client.call(CREATE, service.CreateMeetingRequest(
            parent="agencies/fk", meeting_id="m5", meeting=sample_meeting("agencies/fk/meetings/m5"))),
            "PERMISSION_DENIED")
        for _ in range(3):
            self.assertEqual(client.call(LIST, service.ListMeetingsRequest(parent="agencies/-", page_size=100)), "OK")
            client.member_calls["af", LIST, "OK"] += 1
            client.member_calls["fk", LIST, "OK"] += 1
        for method in MADE_UP * 2:
            self.assertEqual(client.call(method), "UNIMPLEMENTED")

        told = fed.gateway.metrics()
        calls = {labels: count for labels, count in client.calls.items() if labels[0] not in MADE_UP}
        methods = {method for method, _ in calls}
        self.assertEqual(of_methods(by_labels(told, "samverkan_calls_total", "method", "code"), 0, methods), calls)
        self.assertEqual(by_labels(told, "samverkan_calls_total", "method", "code")["other", "UNIMPLEMENTED"],
                         2 * len(MADE_UP))
        self.assertEqual(methods_told(told), known, "a made-up method makes no series")
        # Each call is in the histogram, and none is left in flight.
        by_method = collections.Counter()
        for (method, _), count in calls.items():
            by_method[method,] += count
        self.assertEqual(of_methods(by_labels(told, "samverkan_call_seconds_count", "method"), 0, methods), by_method)
        self.assertEqual(of_methods(by_labels(told, "samverkan_calls_in_flight", "method"), 0, methods), {})

        # What the gateway says of its members, and what these say themselves.
        self.assertEqual(
            of_methods(by_labels(told, "samverkan_member_calls_total", "member", "method", "code"), 1, methods),
            client.member_calls)
        for agency in fed.agencies:
            self.assertEqual(
                of_methods(by_labels(fed.node(agency).metrics(), "samverkan_calls_total", "method", "code"), 0, methods),
                {(method, code): count for (member, method, code), count in client.member_calls.items()
                 if member == agency})

        # A member that is down: calls that nobody answers count too, those that the breaker holds back among them.
        fed.node("fk").kill()
        for _ in range(8):
            self.assertEqual(client.get("fk", "m1", member="fk"), "UNAVAILABLE")
        told = fed.gateway.metrics()
        self.assertEqual(by_labels(told, "samverkan_member_calls_total", "member", "method", "code")["fk", GET, "UNAVAILABLE"], 8)
        self.assertEqual(by_labels(told, "samverkan_calls_total", "method", "code")[GET, "UNAVAILABLE"], 8)
        wait_for(lambda: ("fk", fed.node("fk").address) not in
                 by_labels(fed.gateway.metrics(), "samverkan_member_serving", "member", "address"),
                 "fk told as not serving")
        self.assertIn(("af", fed.node("af").address),
                      by_labels(fed.gateway.metrics(), "samverkan_member_serving", "member", "address"))

    def test_a_stream_is_counted_while_it_is_open_and_when_it_ends(self):
        fed = self.federation(["af", "fk"], collective=False)
        # The nodes' own analytics watch the gateway too.
        watched = by_labels(fed.gateway.metrics(), "samverkan_calls_in_flight", "method").get((WATCH,), 0)
        stream = fed.feed().WatchChanges(changes.WatchChangesRequest(parent="agencies/-"), metadata=speaking_for("af"),
                                         timeout=60)
        next(stream)
        cancelled = (WATCH, "CANCELLED")
        before = by_labels(fed.gateway.metrics(), "samverkan_calls_total", "method", "code").get(cancelled, 0)
        self.assertGreater(by_labels(fed.gateway.metrics(), "samverkan_calls_in_flight", "method")[WATCH,], watched)
        stream.cancel()
        wait_for(lambda: by_labels(fed.gateway.metrics(), "samverkan_calls_total", "method", "code").get(cancelled, 0)
                 == before + 1, "the stream counted as cancelled")
        self.assertNotIn((WATCH,), by_labels(fed.gateway.metrics(), "samverkan_call_seconds_count", "method"))

    def test_every_process_tells_of_its_memory_and_descriptors(self):
        fed = self.federation(["af"])
        for process in fed.processes.values():
            told = process.metrics()
            for name in ("process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total",
                         "process_start_time_seconds"):
                self.assertGreater(told[name, frozenset()], 0, f"{process.name} {name}")
            self.assertIn(("samverkan_workers_waiting", frozenset()), told)

    def test_a_clients_trace_is_in_the_logs_of_gateway_and_node(self):
        fed = self.federation(["af", "fk"], collective=False, server_flags=["--access_log"])
        trace = uuid.uuid4().hex
        traced = (*speaking_for("af"), ("traceparent", f"00-{trace}-00f067aa0ba902b7-01"))

        def logged(process):
            """The trace's calls in a log, without what differs from run to run."""
            return [(entry["method"], entry["code"], entry["agency"]) for entry in process.log_entries()
                    if entry.get("trace") == trace]

        client = Counting(fed.channel())
        client.get("fk", "m1", metadata=traced)
        client.call(LIST, service.ListMeetingsRequest(parent="agencies/-"), metadata=traced)
        stream = fed.feed().WatchChanges(changes.WatchChangesRequest(parent="agencies/fk"), metadata=traced, timeout=60)
        next(stream)
        stream.cancel()
        get, listed, watched = (GET, "NOT_FOUND", "af"), (LIST, "OK", "af"), (WATCH, "CANCELLED", "af")
        for process, calls in ((fed.gateway, [get, listed, watched]), (fed.node("fk"), [get, listed, watched]),
                               (fed.node("af"), [listed])):
            wait_for(lambda: logged(process) == calls, f"{calls} in the log of {process.name}: {logged(process)}")

    def test_a_fault_is_logged_with_the_callers_trace_and_a_success_is_not(self):
        fed = self.federation(["af", "fk"], collective=False)
        fed.node("fk").kill()
        trace, made = uuid.uuid4().hex, uuid.uuid4().hex
        client = Counting(fed.channel())
        client.create("af", "m1")
        client.get("af", "m1", metadata=(*speaking_for("af"), ("traceparent", f"00-{made}-00f067aa0ba902b7-00")))
        client.get("fk", "m1", metadata=(*speaking_for("af"), ("traceparent", f"00-{trace}-00f067aa0ba902b7-00")))
        failed = wait_for(lambda: [entry for entry in fed.gateway.log_entries() if entry.get("trace") == trace],
                          "the fault's line")
        self.assertEqual([(entry["event"], entry["method"], entry["code"], entry["agency"]) for entry in failed],
                         [("call failed", GET, "UNAVAILABLE", "af")])
        self.assertNotIn(made, fed.gateway.log.read_text())
