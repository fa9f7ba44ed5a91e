"""Real input: the public meetings of five associations, as Swedish Excel writes them, gaps and all."""

import csv
import json
import pathlib
import unittest

from federation import TIMEOUT, FederationTest, speaking_for, wait_for
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service

# Beside the repository, or beside its main copy where this is a worktree of it.
ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = ROOT.parent / "shared/data/public-meetings.csv"


@unittest.skipUnless(FILE.exists(), f"{FILE} is not here")
class DemoImport(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["finsam", "af", "fk"])
        with FILE.open(encoding="cp1252", newline="") as file:
            self.rows = list(csv.DictReader(file, delimiter=";"))

    def do_import(self, *flags):
        done = self.fed.cli("import", FILE, "--agency=finsam", "--create-missing", "-o", "json", *flags, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def log_length(self):
        return len(self.fed.read_log("finsam", "meetings")), len(self.fed.read_log("finsam", "actors"))

    def map(self, *flags):
        return json.loads(self.fed.cli("map", "-o", "json", *flags).stdout)

    def test_the_meetings_show_in_the_map_and_what_is_unknown_is_counted_so(self):
        self.do_import()
        listed = self.fed.meetings().ListMeetings(
            service.ListMeetingsRequest(parent="agencies/finsam", page_size=1000), timeout=TIMEOUT,
            metadata=speaking_for("af"))
        self.assertEqual(len(listed.meetings), len(self.rows))
        # What the file leaves open stays open.
        unknown = [meeting for meeting in listed.meetings if not meeting.schedule.HasField("occurrences_per_year")]
        self.assertEqual(len(unknown), sum(not row["Gånger per år"].strip() for row in self.rows))
        held = sum(row["Status"].strip() == "befintligt" for row in self.rows)

        drawn = wait_for(lambda: (answer := self.map("--resolution=organisation"))["meetings"].get("existing") == held
                         and answer, f"{held} meetings in the map")
        self.assertEqual(drawn["meetings"].get("unknownSchedules", 0),
                         sum(not row["Gånger per år"].strip() for row in self.rows
                             if row["Status"].strip() == "befintligt"))
        shown = {node["displayName"] for node in drawn["nodes"]}
        named = {name.strip() for row in self.rows for name in row["Deltagande organisationer"].split(",")}
        self.assertEqual({name for name in named if name and name not in shown}, set())
        self.assertTrue(drawn["ties"])
        self.assertTrue(all(member["state"] == "STATE_CURRENT" for member in drawn["coverage"]["members"]))

    def test_a_second_import_changes_nothing(self):
        self.do_import()
        before = self.log_length()
        self.do_import()
        self.assertEqual(self.log_length(), before)

    def test_a_dry_run_writes_nothing(self):
        before = self.log_length()
        planned = self.do_import("--dry-run")
        self.assertEqual(self.log_length(), before)
        self.assertTrue(planned)
