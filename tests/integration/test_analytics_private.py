"""What an agency keeps to itself changes nothing outside: two members add private resources of every type, change them,
show them, hide them again and remove them, and every answer stays as it was, byte for byte."""

import random

import grpc
from analytics_questions import ASKED, Asker, Questions
from federation import FederationTest, seeded_random
from federation_records import AGENCIES, PRIVATE, SHARED, Generator, Slices, agency_of, is_shared, type_of
from samverkan.plans.v1 import agreement_pb2, endorsement_pb2

MEMBERS = ("agencies/fk", "agencies/lomma")
ROUNDS = 3


def renamed(record):
    """The record under a name that the federation does not have; an action with its plan."""
    parts = record.name.split("/")
    parts[3] = f"x{parts[3]}"
    made = type(record)()
    made.CopyFrom(record)
    made.name = "/".join(parts)
    made.visibility = PRIVATE
    return made


class AnalyticsPrivate(FederationTest):
    def setUp(self):
        super().setUp()
        self.rng = seeded_random("analytics_private")
        self.fed = self.federation(AGENCIES)
        self.slices = Slices(self.fed)
        self.made = Generator(self.rng)
        self.made.write_to(self.slices)
        questions = Questions(self.rng, self.made)
        # Of the federation by two, and of a third member's own view.
        self.asked = [(agency, query, questions.make(query, parent)) for query in ASKED for _ in range(ROUNDS)
                      for agency, parent in (("af", "agencies/-"), ("region", "agencies/-"), ("af", "agencies/af"))]
        self.before = self.answers()

    def answers(self):
        """Every answer in bytes; what is refused, by its code."""
        askers = {agency: Asker(self.fed, agency) for agency in ("af", "region")}
        return [(f"{query} for {agency}: {' '.join(str(request).split())}", self.answer(askers[agency], query, request))
                for agency, query, request in self.asked]

    def answer(self, asker, query, request):
        try:
            answer = asker.ask(query, request, self.slices.cursors)
        except grpc.RpcError as error:
            # A plan that is not to be seen, or a meeting that cannot begin.
            if error.code() in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.INVALID_ARGUMENT):
                return f"{error.code().name} {error.details()}"
            raise
        clear_known_at(answer)
        return answer.SerializeToString(deterministic=True)

    def check(self, what):
        changed = [question for (question, before), (_, after) in zip(self.before, self.answers()) if before != after]
        self.assertEqual(changed, [], f"answers that changed when two members {what}")

    def private_records(self):
        other = Generator(random.Random(self.rng.random()))
        records = {}
        for record in (record for wave in other.waves for record in wave):
            if agency_of(record.name) in MEMBERS and type_of(record) != "Agency":
                made = renamed(record)
                records.setdefault(made.name, made)
        for agency in MEMBERS:
            # Within what is shared, too.
            for plan in [name for name in self.made.plans if agency_of(name) == agency]:
                for action in [record for record in self.made.waves[1] if record.name.startswith(f"{plan}/actions/")]:
                    made = renamed(action)
                    made.name = f"{plan}/actions/x{action.name[-1]}"
                    records[made.name] = made
            records[f"{agency}/agreements/x"] = agreement_pb2.Agreement(
                name=f"{agency}/agreements/x", display_name="Avsikt", text="Vi hjälps åt.", visibility=PRIVATE,
                valid_from="2016-01-01",
                kind=agreement_pb2.Agreement.KIND_LETTER_OF_INTENT, parties=["agencies/af", agency])
            records[f"{agency}/endorsements/x"] = endorsement_pb2.Endorsement(
                name=f"{agency}/endorsements/x", subject="agencies/af/agreements/x", subject_etag='"x"', visibility=PRIVATE,
                stance=endorsement_pb2.Endorsement.STANCE_SIGNED, function=f"{agency}/functions/f00")
        return list(records.values())

    def with_visibility(self, names, visibility):
        made = []
        for name in names:
            record = type(self.slices.records[name])()
            record.CopyFrom(self.slices.records[name])
            record.ClearField("etag")
            record.visibility = visibility
            made.append(record)
        return made

    def test_what_is_private_changes_nothing_outside(self):
        private = self.private_records()
        self.slices.write(private)
        self.check("added private resources")

        for record in private:
            for field in ("display_name", "title", "subject"):
                if field in record.DESCRIPTOR.fields_by_name and type_of(record) not in (
                        "Endorsement", "Assessment", "Measurement"):
                    setattr(record, field, "Ändrat")
        self.slices.write(private)
        self.check("changed private resources")

        # What others may see changes, of course, while it is shown.
        endorsed = [record.name for record in private if type_of(record) != "Endorsement"]
        self.slices.write(self.with_visibility(endorsed, SHARED))
        self.assertNotEqual(self.before, self.answers())
        self.slices.write(self.with_visibility(endorsed, PRIVATE))
        self.check("showed private resources and hid them again")

        shared = [name for name, record in self.slices.records.items() if agency_of(name) in MEMBERS and is_shared(record)]
        shown = self.rng.sample(shared, len(shared) // 2)
        self.slices.write(self.with_visibility(shown, PRIVATE))
        self.slices.write(self.with_visibility(shown, SHARED))
        self.check("hid what they share and showed it again")

        # An action goes before its plan.
        for actions in (True, False):
            self.slices.delete([record.name for record in private if (type_of(record) == "Action") == actions])
        self.check("removed private resources")


def clear_known_at(message):
    """Of every coverage in it: all else of an answer stays."""
    for field, value in message.ListFields():
        if field.type != field.TYPE_MESSAGE:
            continue
        for item in value if field.label == field.LABEL_REPEATED else [value]:
            if item.DESCRIPTOR.full_name == "samverkan.type.v1.MemberCoverage":
                item.ClearField("known_at")
            else:
                clear_known_at(item)
