"""Real input: the event log of a municipality's permits becomes a flow, once and the same each time."""

import gzip
import json
import pathlib
import unittest

from federation import TIMEOUT, FederationTest, speaking_for
from samverkan.flows.v1 import flow_pb2, value_flow_service_pb2, value_flow_service_pb2_grpc

FILE = pathlib.Path(__file__).resolve().parents[2].parent / "shared/data/receipt.xes.gz"
NAME = "agencies/af/flows/receipt"


@unittest.skipUnless(FILE.exists(), f"{FILE} is not here")
class FlowImport(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af"], collective=False)

    def do_import(self, file, *flags):
        return self.fed.cli("import", file, "--as=flow", "--agency=af", "-o", "json", *flags, check=False)

    def log_length(self):
        return len(self.fed.read_log("af", "flows"))

    def test_the_typical_case_is_stored_with_measured_waits(self):
        done = self.do_import(FILE)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual((told["cases"], told["events"], told["variants"]), (1434, 8577, 116))
        self.assertEqual(len(told["pairs"]), 10)

        stub = value_flow_service_pb2_grpc.ValueFlowServiceStub(self.fed.channel())
        flow = stub.GetFlow(value_flow_service_pb2.GetFlowRequest(name=NAME), timeout=TIMEOUT, metadata=speaking_for("af"))
        self.assertEqual(flow.kind, flow_pb2.Flow.KIND_CURRENT)
        self.assertEqual(len(flow.steps), 6)
        self.assertEqual([list(step.after) for step in flow.steps[1:]], [[step.id] for step in flow.steps[:-1]])
        self.assertTrue(all(step.HasField("wait_time") for step in flow.steps[1:]))
        self.assertNotIn("Resource", str(flow))

    def test_a_second_import_changes_nothing(self):
        self.do_import(FILE)
        before = self.log_length()
        self.assertEqual(before, 1)
        told = json.loads(self.do_import(FILE).stdout)
        self.assertFalse(told["flow"]["new"] or told["flow"]["changed"])
        self.assertEqual(self.log_length(), before)

    def test_neither_a_dry_run_nor_half_a_file_leaves_anything(self):
        self.assertEqual(self.do_import(FILE, "--dry-run").returncode, 0)
        for name, content in (("cut.xes.gz", FILE.read_bytes()[:100_000]),
                              ("cut.xes", gzip.decompress(FILE.read_bytes())[:2_000_000])):
            (self.folder / name).write_bytes(content)
            done = self.do_import(self.folder / name)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, rf"{name}:\d+: the (gzip )?file ends too early")
        self.assertEqual(self.log_length(), 0)
