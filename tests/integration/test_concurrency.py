"""Two who write at once, one who asks twice, and page tokens of another request: through the gateway."""

import grpc
from federation import FederationTest, error_details, request_id, sample_meeting, speaking_for, TIMEOUT
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.meetings.v1 import meeting_pb2

AF = {"metadata": speaking_for("af"), "timeout": TIMEOUT}
NAME = "agencies/af/meetings/m1"


class Concurrency(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"])
        self.meetings = self.fed.meetings()
        self.raw_create = self.fed.channel().unary_unary(
            "/samverkan.meetings.v1.MeetingInventoryService/CreateMeeting")

    def create_request(self, id, **fields):
        return service.CreateMeetingRequest(
            parent="agencies/af", meeting_id=id, meeting=sample_meeting(f"agencies/af/meetings/{id}"), **fields)

    def changes_of(self, name):
        """How often the node's own log tells of that record."""
        return [entry.name for entry in self.fed.read_log("af", "meetings")].count(name)

    def test_of_two_writers_with_the_same_etag_one_wins(self):
        for round in range(20):
            created = self.meetings.CreateMeeting(self.create_request(f"m{round}"), **AF)
            calls = [self.meetings.UpdateMeeting.future(service.UpdateMeetingRequest(meeting=meeting_pb2.Meeting(
                name=created.name, etag=created.etag, purpose=f"syfte {writer}")), **AF) for writer in range(4)]
            won = [call for call in calls if call.exception() is None]
            lost = [call for call in calls if call.exception() is not None]
            self.assertEqual(len(won), 1)
            for call in lost:
                self.assertEqual(call.code(), grpc.StatusCode.ABORTED)
                self.assertEqual(error_details(call.exception())["ErrorInfo"].reason, "ETAG_MISMATCH")
            stands = self.meetings.GetMeeting(service.GetMeetingRequest(name=created.name), **AF)
            self.assertEqual(stands, won[0].result())

    def test_the_same_request_id_twice_is_one_effect_and_the_same_answer(self):
        request = self.create_request("m1", request_id=request_id()).SerializeToString()
        first = self.raw_create(request, **AF)
        self.assertEqual(self.raw_create(request, **AF), first)
        self.assertEqual(self.changes_of(NAME), 1)
        other = self.create_request("m2", request_id=service.CreateMeetingRequest.FromString(request).request_id)
        self.assert_fails(grpc.StatusCode.INVALID_ARGUMENT, self.meetings.CreateMeeting, other,
                          reason="REQUEST_ID_REUSED", **AF)

    def test_the_same_request_id_at_once_is_one_effect_and_the_same_answer(self):
        for round in range(20):
            request = self.create_request(f"m{round}", request_id=request_id()).SerializeToString()
            calls = [self.raw_create.future(request, **AF) for _ in range(8)]
            self.assertEqual(len({call.result() for call in calls}), 1)
            self.assertEqual(self.changes_of(f"agencies/af/meetings/m{round}"), 1)

    def test_a_server_chosen_id_is_the_same_when_asked_again(self):
        request = service.CreateMeetingRequest(parent="agencies/af", request_id=request_id(),
                                               meeting=sample_meeting("agencies/af/meetings/x")).SerializeToString()
        self.assertEqual(self.raw_create(request, **AF), self.raw_create(request, **AF))
        listed = self.meetings.ListMeetings(service.ListMeetingsRequest(parent="agencies/af"), **AF)
        self.assertEqual(len(listed.meetings), 1)

    def test_a_page_token_of_another_filter_or_parent_is_refused(self):
        for id in ("m1", "m2", "m3"):
            self.meetings.CreateMeeting(self.create_request(id), **AF)
        for parent, others in (("agencies/af", ("agencies/fk", "agencies/-")), ("agencies/-", ("agencies/af",))):
            page = self.meetings.ListMeetings(service.ListMeetingsRequest(parent=parent, page_size=1), **AF)
            token = page.next_page_token
            self.assertTrue(token)
            wrong = [service.ListMeetingsRequest(parent=other, page_size=1, page_token=token) for other in others]
            wrong.append(service.ListMeetingsRequest(parent=parent, page_token=token, filter="state = STATE_MISSING"))
            wrong.append(service.ListMeetingsRequest(parent=parent, page_token=token[:-2]))
            wrong.append(service.ListMeetingsRequest(parent=parent, page_token="hej"))
            for request in wrong:
                with self.subTest(request=str(request)):
                    self.assert_fails(grpc.StatusCode.INVALID_ARGUMENT, self.meetings.ListMeetings, request,
                                      reason="INVALID_PAGE_TOKEN", **AF)
            # Another page size is the same request.
            rest = self.meetings.ListMeetings(
                service.ListMeetingsRequest(parent=parent, page_size=5, page_token=token), **AF)
            self.assertEqual(len(rest.meetings), 2)
