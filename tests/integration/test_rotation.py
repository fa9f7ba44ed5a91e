"""Certificates and keys change while the federation works, and nobody notices; what has expired is refused in words."""

import json
import threading

import grpc
import identity
from federation import BIN, FederationTest, Process, TIMEOUT, client_credentials, request_id, sample_meeting, speaking_for, wait_for
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as service
from samverkan.meetings.v1 import meeting_inventory_service_pb2_grpc as stubs


class Load:
    """Writes and reads through the gateway all the time, each round on a new connection. Counts, and keeps failures."""

    def __init__(self, address):
        self.address = address
        self.metadata = speaking_for("af")
        self.rounds = 0
        self.failures = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stop.is_set():
            try:
                with grpc.secure_channel(self.address, client_credentials()) as channel:
                    self._call(stubs.MeetingInventoryServiceStub(channel))
                self.rounds += 1
            except grpc.RpcError as error:
                self.failures.append(f"{error.code()} {error.details()}")

    def _call(self, stub):
        name = f"agencies/af/meetings/m{self.rounds % 50}"
        batch = service.BatchUpdateMeetingsRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        batch.requests.add(meeting=sample_meeting(name, purpose=f"Runda {self.rounds}"))
        stub.BatchUpdateMeetings(batch, metadata=self.metadata, timeout=TIMEOUT)
        stub.ListMeetings(service.ListMeetingsRequest(parent="agencies/-"), metadata=self.metadata, timeout=TIMEOUT)

    def await_rounds(self, more):
        goal = self.rounds + more
        wait_for(lambda: self.rounds >= goal or self.failures, f"{more} rounds of load")

    def end(self):
        self._stop.set()
        self._thread.join(60)
        return self.failures


class Rotation(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"])

    def shown_certificate(self, address):
        """When the certificate expires that the server shows now, as `samverkan doctor` has it."""
        told = self.fed.cli("doctor", f"--gateway={address}", check=False).stdout
        return next((line for line in told.splitlines() if "that" in line and "shows" in line), told)

    def test_certificates_are_renewed_under_load_without_a_failed_call(self):
        load = Load(self.fed.gateway.address)
        load.await_rounds(20)
        addresses = [self.fed.gateway.address, self.fed.node("af").address]
        before = [self.shown_certificate(address) for address in addresses]
        identity.certificate(identity.CERTIFICATE, days=200)
        wait_for(lambda: all(self.shown_certificate(address) != old for address, old in zip(addresses, before)),
                 "the new certificate at the gateway and the node")
        load.await_rounds(20)
        self.assertEqual(load.end(), [])

    def test_keys_are_renewed_under_load_without_a_failed_call(self):
        load = Load(self.fed.gateway.address)
        load.await_rounds(20)
        path = identity.FOLDER / "af.jwks.json"
        old = json.loads(path.read_text())["keys"]
        new_key = identity.FOLDER / "af-next.pem"
        token = identity.token("af", key=new_key, hours=1.0)
        new = json.loads((identity.FOLDER / "af-next.jwks.json").read_text())["keys"]
        self.addCleanup(identity.replace, path, json.dumps({"keys": old + new}))

        # First both, until every server takes the new one; then the new one alone.
        identity.replace(path, json.dumps({"keys": old + new}))
        for address in (self.fed.gateway.address, self.fed.node("af").address, self.fed.node("fk").address):
            wait_for(lambda: self.taken(address, token), "a token of the new key taken")
        load.metadata = identity.bearer(token)
        load.await_rounds(20)
        identity.replace(path, json.dumps({"keys": new}))
        for address in (self.fed.gateway.address, self.fed.node("af").address):
            wait_for(lambda: not self.taken(address, identity.token("af")), "a token of the old key refused")
        load.await_rounds(20)
        self.assertEqual(load.end(), [])

    def taken(self, address, token):
        try:
            self.fed.meetings(address).ListMeetings(
                service.ListMeetingsRequest(parent=f"agencies/{'fk' if address == self.fed.node('fk').address else 'af'}"),
                metadata=identity.bearer(token), timeout=TIMEOUT)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAUTHENTICATED:
                raise
            return False
        return True

    def refusal(self, *flags, listen=None):
        """What a node says that does not start."""
        process = Process("refused", [BIN / "samverkan-node", *identity.SERVER_FLAGS, "--agency=lomma",
                                      f"--data={self.folder}/lomma", *flags], self.folder / "refused.log")
        process.address = listen
        self.assertFalse(process.start_once(), flags)
        return process.tail(1)

    def test_a_server_does_not_start_with_an_expired_certificate_and_says_so(self):
        expired = identity.FOLDER / "expired.pem"
        identity.certificate(expired, days=-1)
        self.assertRegex(self.refusal(f"--tls_certificate={expired}", f"--tls_key={expired}"), "expired on .*renew it")

    def test_a_server_does_not_start_open_by_accident(self):
        self.assertIn("--issuers is missing", self.refusal("--issuers="))
        self.assertIn("--tls_certificate", self.refusal("--tls_certificate="))
        self.assertIn("--tls_ca is missing", self.refusal("--tls_ca="))
        self.assertIn("127.0.0.1", self.refusal("--insecure", listen="0.0.0.0:0"))
        self.assertIn("--plain_listen", self.refusal("--plain_listen=0.0.0.0:0"))

    def test_doctor_tells_of_a_certificate_that_is_to_be_renewed(self):
        self.addCleanup(identity.certificate, identity.CERTIFICATE)
        self.assertEqual(self.fed.cli("doctor", "--agency=af", check=False).returncode, 0)
        identity.certificate(identity.CERTIFICATE, days=12)
        told = wait_for(lambda: (done := self.fed.cli("doctor", "--agency=af", check=False)).stdout.count("renew it") >= 2
                        and done, "doctor saying that it is to be renewed")
        self.assertIn("in 11 days", told.stdout)
