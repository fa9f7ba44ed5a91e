"""Who may call what: every rpc of every service, for every kind of caller, at the node and through the gateway."""

import importlib
import pathlib

import grpc
import identity
from federation import FederationTest, TIMEOUT, sample_meeting, speaking_for
from google.api import annotations_pb2 as http
from google.protobuf import message_factory
from samverkan.meetings.v1 import meeting_inventory_service_pb2 as meetings
from samverkan.type.v1 import annotations_pb2 as annotations
from samverkan.type.v1 import visibility_pb2

PUBLIC, READ, WRITE, DECIDE, OPERATE = (
    annotations.PERMISSION_PUBLIC, annotations.PERMISSION_READ, annotations.PERMISSION_WRITE,
    annotations.PERMISSION_DECIDE, annotations.PERMISSION_OPERATE)

OWN = {READ: identity.ALL_ROLES, WRITE: ("contributor", "process_leader"), DECIDE: ("process_leader",),
       OPERATE: ("operator",)}

# Each kind of caller: what it shows, and as whom (agency, role) that is to be taken; None: as nobody.
CALLERS = {
    "no token": ((), None),
    "an expired token": (identity.bearer(identity.token("af", hours=-1.0)), None),
    "a token signed with another's key": (identity.bearer(identity.token("af", key=identity.key_of("fk"))), None),
    "a token for another audience": (identity.bearer(identity.token("af", audience="another")), None),
    "another agency's issuer claiming af": (
        identity.bearer(identity.token("af", issuer=identity.issuer_of("fk"), key=identity.key_of("fk"))), None),
    "a token whose subject is a personal number": (identity.bearer(identity.token("af", subject="900101-0017")), None),
    "another agency's reader": (speaking_for("fk", ("reader",)), ("fk", "reader")),
    "another agency's contributor": (speaking_for("fk", ("contributor",)), ("fk", "contributor")),
    "another agency's process leader": (speaking_for("fk", ("process_leader",)), ("fk", "process_leader")),
    "another agency's operator": (speaking_for("fk", ("operator",)), ("fk", "operator")),
    "own reader": (speaking_for("af", ("reader",)), ("af", "reader")),
    "own contributor": (speaking_for("af", ("contributor",)), ("af", "contributor")),
    "own process leader": (speaking_for("af", ("process_leader",)), ("af", "process_leader")),
    "own operator": (speaking_for("af", ("operator",)), ("af", "operator")),
}


def decision(permission, caller, owner):
    """The table of DESIGN section 8, said again by the test."""
    if permission == PUBLIC:
        return "allowed"
    if caller is None:
        return "UNAUTHENTICATED"
    agency, role = caller
    if agency == owner:
        return "allowed" if role in OWN[permission] else "PERMISSION_DENIED"
    return "allowed" if permission == READ else "PERMISSION_DENIED"


def services():
    """Every service of the contract, from the generated modules."""
    root = next(pathlib.Path(folder) for folder in importlib.import_module("samverkan").__path__)
    for path in sorted(root.rglob("*_pb2.py")):
        module = importlib.import_module(".".join(["samverkan", *path.relative_to(root).with_suffix("").parts]))
        yield from module.DESCRIPTOR.services_by_name.values()


def request_of(method):
    """A request about af, if it can name an agency: of what does not exist. And whose it is."""
    request = message_factory.MessageFactory().GetPrototype(method.input_type)()
    rule = method.GetOptions().Extensions[http.http]
    template = getattr(rule, rule.WhichOneof("pattern"))
    if "=agencies/" not in template:
        return request, "-"
    field, _, pattern = template.partition("{")[2].partition("}")[0].partition("=")
    parts = pattern.split("/")
    name = "/".join("af" if i == 1 else "none" if part == "*" else part for i, part in enumerate(parts))
    *path, last = field.split(".")
    message = request
    for step in path:
        message = getattr(message, step)
    setattr(message, last, name)
    return request, "af"


def outcome(channel, method, request, metadata):
    """UNAUTHENTICATED, PERMISSION_DENIED, or that it was allowed, whatever came of it."""
    path = f"/{method.containing_service.full_name}/{method.name}"
    serialize = type(request).SerializeToString
    try:
        if method.server_streaming:
            stream = channel.unary_stream(path, serialize)(request, metadata=metadata, timeout=TIMEOUT)
            next(iter(stream))
            stream.cancel()
        else:
            channel.unary_unary(path, serialize)(request, metadata=metadata, timeout=TIMEOUT)
    except grpc.RpcError as error:
        if error.code() in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED):
            return error.code().name
    except StopIteration:
        pass
    return "allowed"


class Policy(FederationTest):
    @classmethod
    def methods(cls):
        return [method for service in services() for method in service.methods]

    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"])

    def test_every_rpc_says_who_may_call_it(self):
        unsaid = [f"{method.full_name}" for method in self.methods()
                  if not method.GetOptions().Extensions[annotations.permission]]
        self.assertEqual(unsaid, [])
        self.assertGreater(len(self.methods()), 60)

    def check(self, channel, through_gateway):
        wrong = []
        for method in self.methods():
            permission = method.GetOptions().Extensions[annotations.permission]
            direct = method.GetOptions().Extensions[annotations.direct]
            gateways_own = method.containing_service.full_name.startswith("samverkan.federation.")
            if gateways_own and not through_gateway:
                continue
            request, owner = request_of(method)
            # A node's slice is its agency's, whatever is asked for. What a process answers about itself, the gateway has
            # nothing of.
            owner = "af" if not through_gateway else "-" if direct else owner
            for name, (metadata, caller) in CALLERS.items():
                expected = decision(permission, caller, owner)
                got = outcome(channel, method, request, metadata)
                if got != expected:
                    wrong.append(f"{method.full_name} by {name}: {got}, not {expected}")
        self.assertEqual(wrong, [])

    def test_the_node_decides_as_the_policy_says(self):
        self.check(self.fed.channel(self.fed.node("af").address), through_gateway=False)

    def test_the_gateway_decides_as_the_policy_says(self):
        self.check(self.fed.channel(), through_gateway=True)

    def test_a_gateway_that_lies_gets_nothing(self):
        """With the gateway's own certificate, and whatever it may say of the caller."""
        node = self.fed.meetings(self.fed.node("af").address)
        private = sample_meeting("agencies/af/meetings/private", visibility=visibility_pb2.VISIBILITY_AGENCY)
        node.CreateMeeting(meetings.CreateMeetingRequest(parent="agencies/af", meeting_id="private", meeting=private),
                           metadata=speaking_for("af"), timeout=TIMEOUT)
        get = meetings.GetMeetingRequest(name=private.name)
        forged = (("x-samverkan-agency", "af"), ("x-goog-request-params", "name=agencies/af/meetings/private"))
        self.assert_fails(grpc.StatusCode.UNAUTHENTICATED, node.GetMeeting, get, metadata=forged,
                          reason="UNAUTHENTICATED")
        self.assert_fails(grpc.StatusCode.NOT_FOUND, node.GetMeeting, get, metadata=(*speaking_for("fk"), *forged),
                          reason="RESOURCE_NOT_FOUND")
        listed = node.ListMeetings(meetings.ListMeetingsRequest(parent="agencies/af"),
                                   metadata=(*speaking_for("fk"), *forged), timeout=TIMEOUT)
        self.assertEqual(list(listed.meetings), [])
        self.assert_fails(grpc.StatusCode.PERMISSION_DENIED, node.DeleteMeeting,
                          meetings.DeleteMeetingRequest(name=private.name), metadata=(*speaking_for("fk"), *forged),
                          reason="PERMISSION_DENIED")
        # Another agency's name in the routing header brings a call to af that is not af's.
        elsewhere = (("x-goog-request-params", "name=agencies/af/meetings/m"),)
        self.assert_fails(grpc.StatusCode.NOT_FOUND, node.GetMeeting,
                          meetings.GetMeetingRequest(name="agencies/fk/meetings/m"),
                          metadata=(*speaking_for("af"), *elsewhere), reason="WRONG_OWNER")

    def test_a_connection_without_a_certificate_is_not_taken_by_a_node(self):
        stranger = grpc.secure_channel(self.fed.node("af").address,
                                       grpc.ssl_channel_credentials(identity.CA.read_bytes()))
        self.addCleanup(stranger.close)
        request = meetings.ListMeetingsRequest(parent="agencies/af").SerializeToString()
        with self.assertRaises(grpc.RpcError) as raised:
            stranger.unary_unary("/samverkan.meetings.v1.MeetingInventoryService/ListMeetings")(
                request, metadata=speaking_for("af"), timeout=TIMEOUT)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAVAILABLE)
