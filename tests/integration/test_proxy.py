"""deploy/proxy: the gateway behind nginx, as one public door, to a client that knows neither."""

import pathlib
import shutil
import socket
import subprocess
import unittest

import grpc
import identity
from federation import TIMEOUT, FederationTest, request_id, sample_meeting, speaking_for, wait_for
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from samverkan.changes.v1 import change_feed_service_pb2_grpc as feeds
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.meetings.v1 import meeting_inventory_service_pb2_grpc as stubs

CONFIGURATION = pathlib.Path(__file__).resolve().parents[2] / "deploy/proxy/nginx.conf"
AF = {"metadata": speaking_for("af"), "timeout": TIMEOUT}


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]

@unittest.skipUnless(shutil.which("nginx"), "nginx is not installed (deploy/setup)")
class Proxy(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af"], collective=False)
        # A certificate of another authority: the public one.
        self.public_ca = self.folder / "public"
        identity.run("certificate", "--ca", self.public_ca, "--host", "localhost", "--out", self.folder / "public-tls")
        self.door = self.start_nginx()
        credentials = grpc.ssl_channel_credentials((self.public_ca / "ca.pem").read_bytes())
        self.channel = grpc.secure_channel(self.door, credentials,
                                           options=[("grpc.max_receive_message_length", 16 << 20)])
        self.addCleanup(self.channel.close)
        self.meetings = stubs.MeetingInventoryServiceStub(self.channel)

    def start_nginx(self):
        """The configuration as it is, with this machine's addresses and files in the place of a deployment's."""
        port = free_port()
        text = CONFIGURATION.read_text()
        for old, new in (("listen 443", f"listen 127.0.0.1:{port}"),
                         ("server gateway:50051", f"server {self.fed.gateway.address}"),
                         ("grpc_ssl_name gateway;", "grpc_ssl_name 127.0.0.1;"), (" /tmp/", f" {self.folder}/"),
                         ("/etc/samverkan-proxy/gateway-ca.crt", str(identity.CA)),
                         ("/etc/samverkan-proxy/tls.crt", f"{self.folder}/public-tls.pem"),
                         ("/etc/samverkan-proxy/tls.key", f"{self.folder}/public-tls-key.pem"),
                         ("worker_processes auto", "worker_processes 1")):
            self.assertIn(old, text)
            text = text.replace(old, new)
        # Its workers are somebody else where its master is root.
        self.folder.chmod(0o755)
        configuration = self.folder / "nginx.conf"
        configuration.write_text(text)
        self.nginx = subprocess.Popen(["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", "nginx", "-e", "stderr", "-c",
                                       configuration, "-g", "daemon off;"])
        self.addCleanup(self.nginx.wait, 20)
        self.addCleanup(self.nginx.terminate)

        def listens():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0
        wait_for(listens, "nginx listens")
        return f"localhost:{port}"

    def write(self, number, **fields):
        return self.meetings.CreateMeeting(service.CreateMeetingRequest(
            parent="agencies/af", meeting_id=f"m{number}", request_id=request_id(),
            meeting=sample_meeting(f"agencies/af/meetings/m{number}", **fields)), **AF)

    def test_calls_and_lists_go_through(self):
        written = self.write(1)
        self.assertEqual(self.meetings.GetMeeting(service.GetMeetingRequest(name=written.name), **AF), written)
        listed = self.meetings.ListMeetings(service.ListMeetingsRequest(parent="agencies/-"), **AF)
        self.assertEqual([meeting.name for meeting in listed.meetings], [written.name])

    def test_a_large_batch_goes_through(self):
        batch = service.BatchUpdateMeetingsRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        for number in range(1000):
            batch.requests.add(meeting=sample_meeting(f"agencies/af/meetings/m{number}", purpose="x" * 2000))
        self.assertGreater(batch.ByteSize(), 1 << 20)
        answer = self.meetings.BatchUpdateMeetings(batch, **AF)
        self.assertEqual(len(answer.meetings), 1000)

    def test_a_change_is_told_while_the_stream_is_open(self):
        stream = feeds.ChangeFeedServiceStub(self.channel).WatchChanges(
            changes.WatchChangesRequest(parent="agencies/af", types=["samverkan/Meeting"]), **AF)
        self.addCleanup(stream.cancel)
        next(step for step in stream if step.kind == changes.WatchChangesResponse.KIND_SNAPSHOT_END)
        written = self.write(2)
        told = next(step for step in stream if step.kind == changes.WatchChangesResponse.KIND_CHANGE)
        self.assertEqual(told.change.name, written.name)

    def test_errors_come_with_what_they_carry(self):
        self.assert_fails(grpc.StatusCode.NOT_FOUND, self.meetings.GetMeeting,
                          service.GetMeetingRequest(name="agencies/af/meetings/none"))
        self.assert_fails(grpc.StatusCode.UNAUTHENTICATED, self.meetings.ListMeetings,
                          service.ListMeetingsRequest(parent="agencies/af"), metadata=(("authorization", "Bearer x"),))

    def test_a_gateway_that_is_away_is_unavailable_and_comes_back(self):
        self.fed.gateway.kill()
        with self.assertRaises(grpc.RpcError) as raised:
            self.meetings.ListMeetings(service.ListMeetingsRequest(parent="agencies/af"), **AF)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAVAILABLE)
        self.fed.gateway.start()
        self.fed.await_members(["af"])
        self.meetings.ListMeetings(service.ListMeetingsRequest(parent="agencies/af"), **AF)

    def test_the_command_line_goes_through(self):
        env = {**self.fed.cli_environment("af"), "SAMVERKAN_GRPC": self.door,
               "SAMVERKAN_TLS_CA": str(self.public_ca / "ca.pem"), "SAMVERKAN_TLS_CERTIFICATE": "",
               "SAMVERKAN_TLS_KEY": ""}
        done = subprocess.run(self.fed.cli_command("doctor"), env=env, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("agencies/af (AF) serves", done.stdout)
        health = subprocess.run(self.fed.cli_command("health", self.door), env=env, capture_output=True, text=True)
        self.assertEqual(health.returncode, 0, health.stderr)

    def test_nothing_else_is_to_be_had_there(self):
        other = self.channel.unary_unary("/other.Service/Call")
        with self.assertRaises(grpc.RpcError) as raised:
            other(b"", timeout=TIMEOUT)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
