"""A whole slice moves: from a folder to Redis and back, with its history and its audit trail."""

import json
import re

import grpc
from federation import TIMEOUT, FederationTest, request_id, sample_meeting, speaking_for, wait_for
from google.protobuf import field_mask_pb2
from redis_processes import RedisProcess
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.meetings.v1 import meeting_pb2
from samverkan.type.v1 import visibility_pb2

AF = {"metadata": speaking_for("af"), "timeout": TIMEOUT}
KEEPING = ("--data=", "--store=")
RECORDS = 1500


class MovingHouse(FederationTest):
    def setUp(self):
        super().setUp()
        self.redis = RedisProcess(self.folder / "redis")
        self.addCleanup(self.redis.kill)
        self.fed = self.federation(["af"], gateway_flags=("--seal_interval=2s",), collective=False)
        for start in range(0, RECORDS, 500):
            self.write(range(start, start + 500))
        self.begin_a_meeting("agencies/af/meetings/m00007")

    def write(self, numbers):
        batch = service.BatchUpdateMeetingsRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        for number in numbers:
            private = visibility_pb2.VISIBILITY_AGENCY if number % 2 else 0
            batch.requests.add(meeting=sample_meeting(f"agencies/af/meetings/m{number:05}", visibility=private))
        self.fed.meetings().BatchUpdateMeetings(batch, **AF)

    def begin_a_meeting(self, name):
        """Gives it a history of two states."""
        for state in (meeting_pb2.Meeting.STATE_MISSING, meeting_pb2.Meeting.STATE_EXISTING):
            meeting = meeting_pb2.Meeting(name=name, state=state, expected_gain="En väg in")
            self.fed.meetings().UpdateMeeting(service.UpdateMeetingRequest(
                meeting=meeting, update_mask=field_mask_pb2.FieldMask(paths=["state", "expected_gain"])), **AF)

    def verify(self):
        done = self.fed.cli("audit", "verify", "--node", self.fed.node("af").address, "-o", "json", check=False)
        return json.loads(done.stdout)

    def move(self, flag, place, name):
        """Stops the node, exports what it had, fills `place` and starts the node there."""
        node = self.fed.node("af")
        file = self.folder / name
        self.assertEqual(node.terminate()[0], 0)
        exported = self.fed.cli("export", "slice", file, node.flag(KEEPING), "--agency=af").stderr
        filled = self.fed.cli("import", "slice", file, flag, place, "--agency=af").stderr
        # Both tell the same counts and the same content.
        told = [re.search(r": ([\d,]+ records, [\d,]+ entries of the audit trail, content [0-9a-f]{64})", text)[1]
                for text in (exported, filled)]
        self.assertEqual(told[0], told[1])
        node.replace_flag(KEEPING, f"{flag}={place}")
        node.start()
        self.fed.await_members(["af"])
        return told[0]

    def test_from_a_folder_to_redis_and_back(self):
        before = self.fed.all_meetings("af")
        self.assertEqual(len(before), RECORDS)
        self.assertEqual(len(meeting_pb2.Meeting.FromString(before["agencies/af/meetings/m00007"]).history), 3)
        # The gateway has heard of the trail, so that a cut of it would show.
        wait_for(lambda: self.verify()["committed"], "a commitment to the trail")
        trail = self.verify()

        moved = self.move("--store", self.redis.store, "to-redis.slice")
        self.assertEqual(self.fed.all_meetings("af"), before)
        report = self.verify()
        self.assertTrue(report["whole"], report)
        self.assertGreaterEqual(int(report["last"]), int(trail["last"]))

        # It is written on there.
        self.write(range(RECORDS, RECORDS + 10))
        after = self.fed.all_meetings("af")
        self.assertEqual(len(after), RECORDS + 10)
        back = self.move("--data", self.folder / "data-again", "to-folder.slice")
        self.assertNotEqual(moved, back)
        self.assertEqual(self.fed.all_meetings("af"), after)
        self.assertTrue(self.verify()["whole"])

    def test_nothing_is_filled_over_a_slice(self):
        file = self.folder / "af.slice"
        self.fed.cli("export", "slice", file, "--node", self.fed.node("af").address, "--agency=af")
        self.fed.cli("import", "slice", file, "--store", self.redis.store, "--agency=af")
        keys = self.redis.call("DBSIZE")
        refused = self.fed.cli("import", "slice", file, "--store", self.redis.store, "--agency=af", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("already", refused.stderr)
        self.assertEqual(self.redis.call("DBSIZE"), keys)

    def test_a_damaged_export_leaves_nothing_in_redis(self):
        file = self.folder / "af.slice"
        self.fed.cli("export", "slice", file, "--node", self.fed.node("af").address, "--agency=af")
        whole = file.read_bytes()
        for damaged in (whole[:-1], whole[: len(whole) // 2], b"x" + whole[1:]):
            file.write_bytes(damaged)
            refused = self.fed.cli("import", "slice", file, "--store", self.redis.store, "--agency=af", check=False)
            self.assertEqual(refused.returncode, 1, refused.stderr)
            self.assertEqual(self.redis.call("DBSIZE").strip(), "0")
