"""A node's audit trail as its operator sees it, and what is found when someone has altered it on the disk."""

import json
import subprocess

import grpc
from federation import BIN, TIMEOUT, FederationTest, request_id, sample_meeting, speaking_for, wait_for
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service

AF = {"metadata": speaking_for("af"), "timeout": TIMEOUT}


class Audit(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af"], gateway_flags=("--seal_interval=2s",), collective=False)
        self.node = self.fed.node("af")

    def create(self, meeting_id):
        request = service.CreateMeetingRequest(
            parent="agencies/af", meeting_id=meeting_id, meeting=sample_meeting(f"agencies/af/meetings/{meeting_id}"),
            request_id=request_id())
        wait_for(lambda: self.answered(request), f"{meeting_id} to be created")

    def answered(self, request):
        """False while the node is not back yet for the gateway: the request id makes a repeat harmless."""
        try:
            return self.fed.meetings().CreateMeeting(request, **AF)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAVAILABLE:
                raise
            return None

    def write_batch(self, *ids):
        batch = service.BatchUpdateMeetingsRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        for meeting_id in ids:
            batch.requests.add(meeting=sample_meeting(f"agencies/af/meetings/{meeting_id}"))
        self.fed.meetings().BatchUpdateMeetings(batch, **AF)

    def entries(self):
        done = self.fed.cli("audit", "list", "--all", "--node", self.node.address, "-o", "json")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def numbers_of_writes(self):
        return [int(entry["number"]) for entry in self.entries() if "write" in entry]

    def verify(self, *flags):
        done = self.fed.cli("audit", "verify", "--node", self.node.address, "-o", "json", *flags, check=False)
        self.assertTrue(done.stdout, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if report["whole"] else 1)
        return report

    def kinds(self, *flags):
        return [finding["kind"] for finding in self.verify(*flags)["findings"]]

    def await_commitment(self, number):
        """Until the gateway has kept a commitment to a seal that covers the entry."""
        wait_for(lambda: self.verify()["committed"] >= number, f"a commitment that covers {number}")

    def tamper(self, how, number):
        self.node.kill()
        subprocess.run([BIN / "samverkan-tamper", self.fed.data("af"), how, str(number)], check=True, timeout=60)
        self.node.start()
        self.fed.await_members(["af"])

    def test_tells_who_wrote_what_and_is_whole(self):
        self.create("m1")
        self.write_batch("m1", "m2", "m3")
        self.write_batch("m1", "m2")
        writes = [entry for entry in self.entries() if "write" in entry]
        # The agency itself, which the node makes of its own accord, comes first; what changed nothing is not told.
        self.assertEqual([entry["method"].split("/")[-1] for entry in writes],
                         ["start", "CreateMeeting", "BatchUpdateMeetings"])
        self.assertEqual(writes[1]["caller"]["agency"], "af")
        self.assertRegex(writes[1]["peer"], r"^ipv4:127\.0\.0\.1:\d+$")
        self.assertEqual(writes[1]["write"], {"parent": "agencies/af/meetings", "ids": ["m1"]})
        self.assertEqual(writes[2]["write"]["ids"], ["m2", "m3"])
        self.await_commitment(int(writes[2]["number"]))
        told = self.fed.cli("audit", "verify", "--node", self.node.address).stdout
        self.assertIn("The trail is whole.", told)
        table = self.fed.cli("audit", "list", "--node", self.node.address).stdout
        self.assertIn("CreateMeeting", table)

    def test_goes_on_over_kills(self):
        for round_number in range(3):
            for i in range(10):
                self.create(f"m{round_number}-{i}")
            self.node.kill()
            self.node.start()
            self.fed.await_members(["af"])
        report = self.verify()
        self.assertEqual(report["findings"], [])
        self.assertEqual(len(self.numbers_of_writes()), 31)

    def test_a_rewritten_and_a_removed_entry_are_found(self):
        for i in range(5):
            self.create(f"m{i}")
        wait_for(lambda: self.verify()["unsealed"] == 0, "a seal over all")
        number = self.numbers_of_writes()[2]
        self.tamper("rewrite", number)
        finding, = self.verify()["findings"]
        self.assertEqual(finding["kind"], "broken")
        self.assertTrue(int(finding["from"]) <= number <= int(finding["to"]))
        done = self.fed.cli("audit", "verify", "--node", self.node.address, "--lang", "sv", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("FEL:", done.stdout)
        self.tamper("remove", self.numbers_of_writes()[4])
        self.assertTrue({"missing", "broken"} & set(self.kinds()))

    def test_a_cut_tail_is_found_by_what_was_kept_elsewhere(self):
        self.create("early")
        wait_for(lambda: self.verify()["unsealed"] == 0, "a seal over the first")
        sealed = self.entries()[-1]["number"]
        self.create("late")
        self.await_commitment(self.numbers_of_writes()[-1])
        seals = self.folder / "seals.json"
        seals.write_text(self.fed.cli("get", "members/af", "-o", "json").stdout)

        self.tamper("cut", sealed)

        # It goes on as if nothing had been, and what it says of itself is in order.
        self.create("later")
        self.assertEqual(set(self.kinds()), {"tail_cut"})
        self.assertEqual(set(self.kinds("--seals", seals)), {"tail_cut"})
        self.fed.gateway.kill()
        done = self.fed.cli("audit", "verify", "--node", self.node.address)
        self.assertIn("cannot be told", done.stdout)
        self.assertIn("the gateway does not tell", done.stderr)
