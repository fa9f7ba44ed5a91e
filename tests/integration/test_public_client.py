"""A client that nobody here wrote, Debian's grpcio, works through the gateway from the contract alone."""

import grpc
from federation import FederationTest, cursors_of, request_id, sample_meeting, speaking_for, wait_for, TIMEOUT
from google.protobuf import field_mask_pb2
from samverkan.analytics.v1 import map_pb2 as analytics
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from samverkan.federation.v1 import federation_service_pb2, federation_service_pb2_grpc
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.meetings.v1 import meeting_pb2

AF = {"metadata": speaking_for("af"), "timeout": TIMEOUT}
Step = changes.WatchChangesResponse


class PublicClient(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"])
        self.meetings = self.fed.meetings()

    def create(self, id, **fields):
        meeting = sample_meeting(f"agencies/af/meetings/{id}", **fields)
        return self.meetings.CreateMeeting(
            service.CreateMeetingRequest(parent="agencies/af", meeting_id=id, meeting=meeting), **AF)

    def test_creates_gets_lists_updates_and_deletes(self):
        created = self.create("m1", purpose="Överlämning")
        self.assertEqual(created.name, "agencies/af/meetings/m1")
        self.assertTrue(created.etag)
        self.assertEqual(created.scope, meeting_pb2.Meeting.SCOPE_INTERAGENCY)
        self.assertEqual([entry.state for entry in created.history], ["STATE_EXISTING"])

        got = self.meetings.GetMeeting(service.GetMeetingRequest(name=created.name), **AF)
        self.assertEqual(got, created)

        self.create("m2")
        for parent in ("agencies/af", "agencies/-"):
            listed = self.meetings.ListMeetings(service.ListMeetingsRequest(parent=parent), **AF)
            self.assertEqual([meeting.name for meeting in listed.meetings],
                             ["agencies/af/meetings/m1", "agencies/af/meetings/m2"])
            self.assertEqual(list(listed.unreachable), [])

        updated = self.meetings.UpdateMeeting(service.UpdateMeetingRequest(
            meeting=meeting_pb2.Meeting(name=created.name, purpose="Något annat", etag=created.etag),
            update_mask=field_mask_pb2.FieldMask(paths=["purpose"])), **AF)
        self.assertEqual(updated.purpose, "Något annat")
        self.assertEqual(updated.display_name, created.display_name)
        self.assertNotEqual(updated.etag, created.etag)

        self.meetings.DeleteMeeting(service.DeleteMeetingRequest(name=created.name), **AF)
        self.assert_fails(grpc.StatusCode.NOT_FOUND, self.meetings.GetMeeting,
                          service.GetMeetingRequest(name=created.name), reason="RESOURCE_NOT_FOUND", **AF)

    def test_updates_a_batch_that_creates_what_is_missing(self):
        created = self.create("m000")
        batch = service.BatchUpdateMeetingsRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        for number in range(1000):
            batch.requests.add(meeting=sample_meeting(f"agencies/af/meetings/m{number:03}"))
        answer = self.meetings.BatchUpdateMeetings(batch, **AF)
        self.assertEqual(len(answer.meetings), 1000)
        self.assertEqual(answer.meetings[0].etag, created.etag, "an equal resource is no change")
        pages, token = 0, ""
        names = []
        while True:
            page = self.meetings.ListMeetings(service.ListMeetingsRequest(
                parent="agencies/-", page_size=300, page_token=token), **AF)
            names += [meeting.name for meeting in page.meetings]
            pages, token = pages + 1, page.next_page_token
            if not token:
                break
        self.assertEqual(pages, 4)
        self.assertEqual(names, [meeting.name for meeting in answer.meetings])

    def test_watches_changes(self):
        self.create("m1")
        for parent in ("agencies/af", "agencies/-"):
            with self.subTest(parent=parent):
                stream = self.fed.feed().WatchChanges(changes.WatchChangesRequest(
                    parent=parent, types=["samverkan/Meeting"]), metadata=speaking_for("af"), timeout=60)
                self.addCleanup(stream.cancel)
                steps = (step for step in stream if step.cursor.agency == "agencies/af"
                         and step.cursor.room == "meetings" and step.kind != Step.KIND_PROGRESS)
                first = next(steps)
                self.assertEqual((first.kind, first.change.name), (Step.KIND_CHANGE, "agencies/af/meetings/m1"))
                self.assertEqual(next(steps).kind, Step.KIND_SNAPSHOT_END)

                created = self.create("m2")
                step = next(steps)
                meeting = meeting_pb2.Meeting()
                self.assertTrue(step.change.resource.Unpack(meeting))
                self.assertEqual(meeting, created)

                self.meetings.DeleteMeeting(service.DeleteMeetingRequest(name=created.name), **AF)
                step = next(steps)
                self.assertEqual((step.change.name, step.change.removed), (created.name, True))

    def test_reads_the_map(self):
        _, call = self.meetings.CreateMeeting.with_call(service.CreateMeetingRequest(
            parent="agencies/af", meeting_id="m1", meeting=sample_meeting("agencies/af/meetings/m1")), **AF)
        drawn = self.fed.analytics_stub().GetMap(
            analytics.GetMapRequest(parent="agencies/-", not_before=cursors_of(call)), **AF)
        self.assertEqual([node.name for node in drawn.nodes], ["agencies/af", "agencies/fk"])
        self.assertEqual([(tie.to, tie.weight) for tie in drawn.ties if getattr(tie, "from") == "agencies/af"],
                         [("agencies/fk", 12.0)])
        self.assertEqual(drawn.meetings.existing, 1)

    def test_members_tell_their_version(self):
        stub = federation_service_pb2_grpc.FederationServiceStub(self.fed.channel())
        wait_for(lambda: stub.GetMember(federation_service_pb2.GetMemberRequest(name="members/fk"), **AF).version,
                 "the version of fk's node")

    def test_errors_say_which_field_is_wrong(self):
        wrong = sample_meeting("agencies/af/meetings/m1", participants=["agencies/af", "persons/anna"])
        details = self.assert_fails(
            grpc.StatusCode.INVALID_ARGUMENT, self.meetings.CreateMeeting,
            service.CreateMeetingRequest(parent="agencies/af", meeting_id="m1", meeting=wrong),
            reason="INVALID_FIELD", **AF)
        fields = [violation.field for violation in details["BadRequest"].field_violations]
        self.assertEqual(fields, ["meeting.participants[1].actor"])

    def test_a_member_that_nobody_knows_is_named_in_the_error(self):
        details = self.assert_fails(grpc.StatusCode.NOT_FOUND, self.meetings.GetMeeting,
                                    service.GetMeetingRequest(name="agencies/nobody/meetings/m1"),
                                    reason="UNKNOWN_MEMBER", **AF)
        self.assertIn("agencies/nobody", str(details["ErrorInfo"].metadata))
