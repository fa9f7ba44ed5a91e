"""A node's backup, taken while it works, and what a restore means to those who followed its feed."""

import threading

import grpc
from federation import TIMEOUT, FederationTest, request_id, sample_meeting, speaking_for, wait_for
from samverkan.actors.v1 import actor_registry_service_pb2 as actors
from samverkan.actors.v1 import unit_pb2
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.type.v1 import visibility_pb2

AF = {"metadata": speaking_for("af"), "timeout": TIMEOUT}
RECORDS = 2000
Step = changes.WatchChangesResponse


class Backup(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"])
        self.fed.actors().CreateUnit(actors.CreateUnitRequest(
            parent="agencies/af", unit_id="u1", unit=unit_pb2.Unit(display_name="Enhet")), **AF)
        for start in range(0, RECORDS, 500):
            self.write(range(start, start + 500), "m", visibility=visibility_pb2.VISIBILITY_AGENCY if start else 0)

    def write(self, numbers, prefix, **fields):
        batch = service.BatchUpdateMeetingsRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        for number in numbers:
            batch.requests.add(meeting=sample_meeting(f"agencies/af/meetings/{prefix}{number:05}", **fields))
        self.fed.meetings().BatchUpdateMeetings(batch, **AF)

    def cursors(self, address, parent):
        """Where a reader of the meetings is, once it has had the snapshot."""
        stream = self.fed.feed(address).WatchChanges(changes.WatchChangesRequest(parent=parent), **AF)
        try:
            return next(step.cursor for step in stream if step.kind == Step.KIND_SNAPSHOT_END
                        and step.cursor.agency == "agencies/af" and step.cursor.room == "meetings")
        finally:
            stream.cancel()

    def test_is_restored_record_by_record_and_readers_begin_anew(self):
        node = self.fed.node("af")
        before = self.fed.all_meetings("af")
        self.assertEqual(len(before), RECORDS)
        agency = self.fed.actors().GetAgency(actors.GetAgencyRequest(name="agencies/af"), **AF)
        own = self.cursors(node.address, "agencies/af")

        # It works on meanwhile.
        stop, counts = threading.Event(), []

        def write_on():
            while not stop.is_set():
                self.write(range(len(counts), len(counts) + 1), "x")
                counts.append(1)
        writer = threading.Thread(target=write_on, daemon=True)
        writer.start()
        wait_for(lambda: counts, "writes beside the backup")
        file = self.folder / "af.backup"
        self.fed.cli("backup", file, "--node", node.address, "--agency=af")
        during = len(counts)
        wait_for(lambda: len(counts) > during, "writes after the backup")
        stop.set()
        writer.join(30)
        after = self.fed.all_meetings("af")
        self.assertEqual(len(after), RECORDS + len(counts))
        shared = self.cursors(None, "agencies/-")
        self.assertEqual(node.terminate()[0], 0)

        # Not over what is there.
        refused = self.fed.cli("restore", file, "--data", self.fed.data("af"), check=False)
        self.assertEqual(refused.returncode, 1, refused.stderr)
        self.fed.data("af").rename(self.fed.folder / "data-lost")
        self.fed.cli("restore", file, "--data", self.fed.data("af"))
        node.start()
        self.fed.await_members(["af"])

        restored = self.fed.all_meetings("af")
        self.assertEqual({name: restored.get(name) for name in before}, before)
        # Of what was written beside it, what it has is equal.
        self.assertEqual({name: after.get(name) for name in restored}, restored)
        self.assertLessEqual(len(restored), len(after))
        self.assertEqual(self.fed.actors().GetAgency(actors.GetAgencyRequest(name="agencies/af"), **AF), agency)

        # The log is another now.
        request = changes.WatchChangesRequest(parent="agencies/af", cursors=[own])
        with self.assertRaises(grpc.RpcError) as raised:
            list(self.fed.feed(node.address).WatchChanges(request, wait_for_ready=True, **AF))
        self.assertEqual(raised.exception.code(), grpc.StatusCode.OUT_OF_RANGE)

        fk = changes.WatchChangesRequest(parent="agencies/-", cursors=[shared])
        stream = self.fed.feed().WatchChanges(fk, **AF)
        self.addCleanup(stream.cancel)
        reset, snapshot = [], set()
        for step in stream:
            if step.kind == Step.KIND_RESET:
                reset.append((step.cursor.agency, step.cursor.room))
            if (step.cursor.agency, step.cursor.room) != ("agencies/af", "meetings"):
                continue
            if step.kind == Step.KIND_CHANGE:
                self.assertTrue(reset, "a snapshot that nobody was told of")
                snapshot.add(step.change.name)
            if step.kind == Step.KIND_SNAPSHOT_END:
                break
        self.assertEqual(reset, [("agencies/af", "meetings")])
        self.assertEqual(snapshot, set(restored))

    def test_a_damaged_backup_is_refused_and_leaves_nothing(self):
        file = self.folder / "af.backup"
        self.fed.cli("backup", file, "--node", self.fed.node("af").address)
        whole = file.read_bytes()
        middle = len(whole) // 2
        for damaged in (whole[:-10], whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:], b""):
            file.write_bytes(damaged)
            data = self.folder / "restored"
            done = self.fed.cli("restore", file, "--data", data, check=False)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertFalse(data.exists() and any(data.iterdir()), "half a restore is left")
