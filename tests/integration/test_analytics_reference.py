"""The federation's answers over five nodes are those of a naive reference over the union of what the members share, and an
agency's own are those over that and its own slice: generated federations, random questions, with a member down too."""

import os
import random

from analytics_questions import ASKED, Asker, Questions, coverage_of, state_name
from federation import FederationTest, wait_for
from federation_records import AGENCIES, Generator, Slices
from samverkan.analytics.v1 import map_pb2

SEEDS = [int(seed) for seed in os.environ.get("SAMVERKAN_SEEDS", "1,2,3,4,5,6").split(",")]
# How often each query is asked of a federation.
ROUNDS = int(os.environ.get("SAMVERKAN_ROUNDS", "6"))


class AnalyticsReference(FederationTest):
    def make(self, seed):
        self.seed = seed
        self.rng = random.Random(seed)
        self.fed = self.federation(AGENCIES)
        self.slices = Slices(self.fed)
        self.made = Generator(self.rng)
        self.made.write_to(self.slices)
        self.questions = Questions(self.rng, self.made)
        self.told = []

    def check(self, agency, parent, what, rounds=ROUNDS):
        """Asks everything for `agency` and keeps what is wrong."""
        asker = Asker(self.fed, agency)
        records = self.slices.visible(f"agencies/{agency}" if parent != "agencies/-" else None)
        for query in ASKED:
            for _ in range(rounds):
                request = self.questions.make(query, parent)
                faults = asker.faults(query, request, records, self.slices.cursors)
                if faults:
                    self.told.append(f"seed {self.seed}, {what}, for {agency}: {query} {' '.join(str(request).split())}\n    "
                                     + "\n    ".join(faults[:6]))

    def settle(self):
        if self.told:
            self.fail(f"{len(self.told)} answers differ:\n" + "\n".join(self.told))

    def test_answers_equal_the_reference(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.make(seed)
                self.check("af", "agencies/-", "all")
                self.check("fk", "agencies/-", "all", 2)
                own = self.rng.choice(AGENCIES)
                self.check(own, f"agencies/{own}", "its own")
                self.fed.stop()
                self.settle()

    def coverage(self):
        """What the map rests on, once it says of `agency` what is asked."""
        return coverage_of(Asker(self.fed, "af").ask("GetMap", map_pb2.GetMapRequest(parent="agencies/-")))

    def test_a_member_that_is_down_counts_as_it_was_known(self):
        self.make(SEEDS[0] + 100)
        self.check("af", "agencies/-", "before", 1)
        victim = self.rng.choice(["fk", "region", "lomma"])
        self.fed.node(victim).kill()

        def unreachable():
            member = self.coverage()[victim]
            return state_name(member) == "STATE_UNREACHABLE" and member
        known_at = wait_for(unreachable, f"{victim} unreachable").known_at
        others = [agency for agency in AGENCIES if agency != victim]
        self.change(others)
        self.check("af", "agencies/-", f"{victim} down")
        covered = self.coverage()
        self.assertEqual(state_name(covered[victim]), "STATE_UNREACHABLE")
        self.assertEqual(covered[victim].known_at, known_at)
        for agency in others:
            self.assertEqual(state_name(covered[agency]), "STATE_CURRENT", agency)
            self.assertGreaterEqual(covered[agency].known_at.ToNanoseconds(), known_at.ToNanoseconds())

        self.fed.node(victim).start()
        wait_for(lambda: state_name(self.coverage()[victim]) == "STATE_CURRENT", f"{victim} current again")
        self.fed.await_members([victim])
        self.change(AGENCIES)
        self.check("af", "agencies/-", f"{victim} back")
        self.check(victim, f"agencies/{victim}", f"{victim} back", 1)
        self.settle()

    def change(self, agencies):
        """Some of their records go, and others become what another federation has of that name."""
        other = Generator(self.rng)
        fresh = [record for wave in other.waves[:1] for record in wave
                 if record.name.split("/")[1] in agencies and not record.name.split("/")[-2] == "plans"]
        gone = [name for name, record in self.slices.records.items()
                if name.split("/")[1] in agencies and name.split("/")[-2] in ("meetings", "flows", "functions", "assessments")
                and self.rng.random() < 0.15]
        self.slices.delete(gone)
        self.slices.write([record for record in fresh if record.DESCRIPTOR.name != "Meeting" or not
                           self.later_history(record)])

    def later_history(self, meeting):
        """Whether the meeting of that name has come into a state after that day: then it cannot come into this one."""
        before = self.slices.records.get(meeting.name)
        return before is not None and before.history[-1].day > meeting.state_day
