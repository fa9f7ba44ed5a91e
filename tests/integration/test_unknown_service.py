"""A service that no binary of ours knows is served through the gateway from its descriptors alone."""

import os

import grpc
from federation import FederationTest, request_id, speaking_for, wait_for, TIMEOUT
from samverkan.changes.v1 import change_feed_service_pb2 as changes
from test_service.v1 import note_service_pb2 as notes
from test_service.v1 import note_service_pb2_grpc

DESCRIPTORS = os.environ["SAMVERKAN_NOTE_DESCRIPTORS"]

AF = {"metadata": speaking_for("af"), "timeout": TIMEOUT}


class UnknownService(FederationTest):
    def start(self, *flags):
        self.fed = self.federation(["af", "fk"], node_binary="samverkan-note-node", gateway_flags=flags,
                                   collective=False)
        return note_service_pb2_grpc.NoteServiceStub(self.fed.channel())

    def create(self, stub, agency, id, text):
        return stub.CreateNote(notes.CreateNoteRequest(
            parent=f"agencies/{agency}", note_id=id, note=notes.Note(text=text)),
            metadata=speaking_for(agency), timeout=TIMEOUT)

    def test_is_served_for_one_owner_and_over_all(self):
        stub = self.start(f"--descriptors={DESCRIPTORS}")
        for agency in ("af", "fk"):
            for id in ("n1", "n2"):
                self.create(stub, agency, id, f"{agency} {id}")
        got = stub.GetNote(notes.GetNoteRequest(name="agencies/fk/notes/n1"), **AF)
        self.assertEqual(got.text, "fk n1")
        names, token = [], ""
        while True:
            page = stub.ListNotes(notes.ListNotesRequest(parent="agencies/-", page_size=3, page_token=token),
                                  **AF)
            names += [note.name for note in page.notes]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(names, [f"agencies/{agency}/notes/{id}" for agency in ("af", "fk") for id in ("n1", "n2")])

        batch = notes.BatchUpdateNotesRequest(parent="agencies/af", allow_missing=True, request_id=request_id())
        batch.requests.add(note=notes.Note(name="agencies/af/notes/n3", text="ny"))
        stub.BatchUpdateNotes(batch, metadata=speaking_for("af"), timeout=TIMEOUT)

        stream = self.fed.feed().WatchChanges(
            changes.WatchChangesRequest(parent="agencies/-", types=["test/Note"]), metadata=speaking_for("af"), timeout=60)
        self.addCleanup(stream.cancel)
        seen = set()
        for step in stream:
            if step.HasField("change"):
                seen.add(step.change.name)
            if len(seen) == 5:
                break
        self.assertIn("agencies/af/notes/n3", seen)

    def test_its_errors_come_through_whole(self):
        stub = self.start(f"--descriptors={DESCRIPTORS}")
        details = self.assert_fails(
            grpc.StatusCode.INVALID_ARGUMENT, stub.CreateNote,
            notes.CreateNoteRequest(parent="agencies/af", note_id="n1", note=notes.Note(text="x" * 201)),
            metadata=speaking_for("af"), reason="INVALID_FIELD")
        self.assertEqual([violation.field for violation in details["BadRequest"].field_violations], ["note.text"])
        self.assert_fails(grpc.StatusCode.NOT_FOUND, stub.GetNote, notes.GetNoteRequest(name="agencies/af/notes/n9"),
                          reason="RESOURCE_NOT_FOUND")
        self.assert_fails(grpc.StatusCode.INVALID_ARGUMENT, stub.CreateNote,
                          notes.CreateNoteRequest(parent="agencies/-", note=notes.Note(text="vems?")),
                          reason="ONE_AGENCY_REQUIRED")
        self.fed.node("fk").kill()
        self.assert_fails(grpc.StatusCode.UNAVAILABLE, stub.GetNote, notes.GetNoteRequest(name="agencies/fk/notes/n1"),
                          reason="MEMBER_UNREACHABLE")
        page = stub.ListNotes(notes.ListNotesRequest(parent="agencies/-"), **AF)
        self.assertEqual(list(page.unreachable), ["agencies/fk"])

    def test_is_unimplemented_without_its_descriptors(self):
        stub = self.start()
        self.assert_fails(grpc.StatusCode.UNIMPLEMENTED, stub.GetNote,
                          notes.GetNoteRequest(name="agencies/af/notes/n1"))
