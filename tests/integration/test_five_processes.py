"""An agency whose rooms are five processes: one agency to everyone, and its own map shows what is private to it."""

from federation import FederationTest, cursors_of, sample_meeting, speaking_for, wait_for, TIMEOUT
from samverkan.actors.v1 import actor_registry_service_pb2 as actors
from samverkan.actors.v1 import function_pb2
from samverkan.analytics.v1 import map_pb2 as analytics
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.type.v1 import visibility_pb2

Step = changes.WatchChangesResponse


class FiveProcesses(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"], five_process=["af"])
        self.fed.actors().CreateFunction(actors.CreateFunctionRequest(
            parent="agencies/af", function_id="handl", function=function_pb2.Function(display_name="Handläggare")),
            metadata=speaking_for("af"), timeout=TIMEOUT)
        self.create("shared", ["agencies/af", "agencies/fk"])
        self.cursors = self.create("private", ["agencies/af/functions/handl", "agencies/fk"],
                                   visibility=visibility_pb2.VISIBILITY_AGENCY)

    def create(self, id, participants, **fields):
        _, call = self.fed.meetings().CreateMeeting.with_call(service.CreateMeetingRequest(
            parent="agencies/af", meeting_id=id,
            meeting=sample_meeting(f"agencies/af/meetings/{id}", participants, **fields)),
            metadata=speaking_for("af"), timeout=TIMEOUT)
        return cursors_of(call)

    def map(self, parent, caller, not_before=()):
        return self.fed.analytics_stub().GetMap(analytics.GetMapRequest(
            parent=parent, resolution=analytics.RESOLUTION_FUNCTION, not_before=not_before),
            metadata=speaking_for(caller), timeout=TIMEOUT)

    def test_its_own_map_shows_a_private_meeting_to_itself_alone(self):
        own = wait_for(lambda: (drawn := self.map("agencies/af", "af", self.cursors)).meetings.existing == 2
                       and len(drawn.coverage.members) == 2 and drawn, "the own map with both meetings")
        self.assertEqual([node.name for node in own.nodes],
                         ["agencies/af", "agencies/af/functions/handl", "agencies/fk"])
        seen = self.map("agencies/af", "fk")
        self.assertEqual((seen.meetings.existing, [node.name for node in seen.nodes]),
                         (1, ["agencies/af", "agencies/fk"]))
        for caller in ("af", "fk"):
            shared = wait_for(lambda: (drawn := self.map("agencies/-", caller)).meetings.existing >= 1 and drawn,
                              "the shared meeting in the federation's map")
            self.assertEqual([node.name for node in shared.nodes], ["agencies/af", "agencies/fk"])

    def test_its_records_are_private_in_every_read(self):
        stub = self.fed.meetings()
        for caller, expected in (("af", 2), ("fk", 1)):
            for parent in ("agencies/af", "agencies/-"):
                listed = stub.ListMeetings(service.ListMeetingsRequest(parent=parent), metadata=speaking_for(caller),
                                           timeout=TIMEOUT)
                self.assertEqual(len(listed.meetings), expected, f"{parent} for {caller}")

    def test_its_feed_comes_from_all_of_its_rooms(self):
        stream = self.fed.feed().WatchChanges(changes.WatchChangesRequest(parent="agencies/af"),
                                              metadata=speaking_for("af"), timeout=60)
        self.addCleanup(stream.cancel)
        ended, names = set(), set()
        for step in stream:
            if step.kind == Step.KIND_SNAPSHOT_END:
                ended.add(step.cursor.room)
            elif step.HasField("change"):
                names.add(step.change.name)
            if ended == {"actors", "meetings", "flows", "plans"}:
                break
        self.assertEqual(names, {"agencies/af", "agencies/af/functions/handl", "agencies/af/meetings/private",
                                 "agencies/af/meetings/shared"})

    def test_one_of_its_processes_down_leaves_the_others(self):
        self.fed.node("af", "actors").kill()
        self.assertEqual(len(self.fed.meetings().ListMeetings(service.ListMeetingsRequest(
            parent="agencies/af"), metadata=speaking_for("af"), timeout=TIMEOUT).meetings), 2)
        self.fed.await_members(["af"], "HEALTH_DEGRADED")
        self.fed.node("af", "actors").start()
        self.fed.await_members(["af"])
