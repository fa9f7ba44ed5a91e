"""What is known of a member stays while it is down, says how old it is, and goes on by itself afterwards."""

import socket

import grpc
from federation import FederationTest, sample_meeting, speaking_for, wait_for, TIMEOUT
from samverkan.analytics.v1 import map_pb2 as analytics
from samverkan.actors.v1 import actor_registry_service_pb2 as actors
from samverkan.actors.v1 import function_pb2
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.type.v1 import coverage_pb2

Coverage = coverage_pb2.MemberCoverage
FUNCTION = analytics.RESOLUTION_FUNCTION


class MemberDown(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"])
        self.meetings = self.fed.meetings()
        self.fed.actors().CreateFunction(actors.CreateFunctionRequest(
            parent="agencies/fk", function_id="handl", function=function_pb2.Function(display_name="Handläggare")),
            metadata=speaking_for("fk"), timeout=TIMEOUT)
        self.create("agencies/af/meetings/a", ["agencies/af", "agencies/fk/functions/handl"])
        self.create("agencies/fk/meetings/b", ["agencies/af", "agencies/fk"])

    def create(self, name, participants):
        agency = name.split("/")[1]
        self.meetings.CreateMeeting(service.CreateMeetingRequest(
            parent=f"agencies/{agency}", meeting_id=name.split("/")[3], meeting=sample_meeting(name, participants)),
            metadata=speaking_for(agency), timeout=TIMEOUT)

    def map(self):
        return self.fed.analytics_stub().GetMap(
            analytics.GetMapRequest(parent="agencies/-", resolution=FUNCTION), metadata=speaking_for("af"),
            timeout=TIMEOUT)

    def await_map(self, agency, state, what):
        def drawn():
            answer = self.map()
            covered = {member.agency: member for member in answer.coverage.members}
            member = covered.get(f"agencies/{agency}")
            return member is not None and member.state == state and (answer, member)
        return wait_for(drawn, what)

    def list_all(self):
        return self.meetings.ListMeetings(service.ListMeetingsRequest(parent="agencies/-"),
                                          metadata=speaking_for("af"), timeout=TIMEOUT)

    def test_a_member_that_is_down_is_told_and_what_is_known_of_it_stays(self):
        before = wait_for(lambda: (answer := self.map()).meetings.existing == 2 and len(answer.nodes) == 3 and answer,
                          "both meetings in the map")
        self.fed.node("fk").kill()

        answer, member = self.await_map("fk", Coverage.STATE_UNREACHABLE, "fk unreachable in the coverage")
        self.assertGreater(member.known_at.seconds, 0)
        known_at = member.known_at
        self.assertEqual(answer.meetings, before.meetings)
        self.assertEqual(list(answer.nodes), list(before.nodes))
        self.assertEqual(list(answer.ties), list(before.ties))
        # Members are heard from once a second each, in whatever order.
        wait_for(lambda: self.await_map("af", Coverage.STATE_CURRENT, "af current in the coverage")[1]
                 .known_at.ToNanoseconds() > known_at.ToNanoseconds(), "af heard from since")

        listed = self.list_all()
        self.assertEqual([meeting.name for meeting in listed.meetings], ["agencies/af/meetings/a"])
        self.assertEqual(list(listed.unreachable), ["agencies/fk"])

        details = self.assert_fails(grpc.StatusCode.UNAVAILABLE, self.meetings.GetMeeting,
                                    service.GetMeetingRequest(name="agencies/fk/meetings/b"),
                                    reason="MEMBER_UNREACHABLE")
        self.assertIn("fk", str(details["ErrorInfo"].metadata))
        self.fed.await_members(["fk"], "HEALTH_UNREACHABLE")

        # The others work on.
        self.create("agencies/af/meetings/c", ["agencies/af", "agencies/fk/functions/handl"])
        wait_for(lambda: self.map().meetings.existing == 3, "the new meeting of af in the map")
        self.assertEqual({m.agency: m for m in self.map().coverage.members}["agencies/fk"].known_at, known_at)

        # Back on its port with its data: everything is, and nobody else was restarted.
        self.fed.node("fk").start()
        self.fed.await_members(["fk"])
        _, member = self.await_map("fk", Coverage.STATE_CURRENT, "fk current again")
        self.assertGreater(member.known_at.ToNanoseconds(), known_at.ToNanoseconds())
        listed = self.list_all()
        self.assertEqual(len(listed.meetings), 3)
        self.assertEqual(list(listed.unreachable), [])
        self.create("agencies/fk/meetings/d", ["agencies/af", "agencies/fk"])
        wait_for(lambda: self.map().meetings.existing == 4, "what fk writes after its return in the map")

    def test_a_member_that_was_never_heard_from_is_absent(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # Bound and not listening: nobody answers there.
            self.fed.ghosts["ghost"] = "127.0.0.1:{}".format(taken.getsockname()[1])
            self.fed.write_directory()
            answer, member = self.await_map("ghost", Coverage.STATE_ABSENT, "the ghost absent in the coverage")
            self.assertFalse(member.HasField("known_at"))
            self.assertEqual(list(self.list_all().unreachable), ["agencies/ghost"])
            self.fed.await_members(["ghost"], "HEALTH_UNREACHABLE")
