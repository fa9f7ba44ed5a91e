"""A feed that repeats, reorders across members, resets its epoch or falls behind never yields a wrong answer, only an older
`known_at`.

Members write one version of their meetings after the other, each version one batch, and every answer of federation
analytics shows which version it has of each meeting (a meeting of two is a tie that weighs how often it is held a year: its
version). Between analytics and the gateway the feed misbehaves (feed_proxy.py). A feed may tell of a record as it now
stands, later than the entry it tells of; so each record may be of any version from what `known_at` promises on, never of
one before, nor before one that was shown already. Whenever the writers pause, every answer is the reference's.
"""

import random
import threading
import time

from analytics_questions import ASKED, Asker, Questions, coverage_of, state_name
from federation import FederationTest, seeded_random, wait_for
from federation_records import PRIVATE, SHARED, Generator, Slices
from feed_proxy import FeedProxy
from samverkan.analytics.v1 import map_pb2
from samverkan.meetings.v1 import meeting_pb2

AGENCIES = ("af", "fk", "lomma")
MEETINGS = 6
# How far behind its `known_at` an answer may be: what is under way while the feed says that all is told. In seconds.
UNDER_WAY = 5
SAMPLES = 25
EVERYTHING = map_pb2.GetMapRequest(parent="agencies/-", resolution=map_pb2.RESOLUTION_FUNCTION, level=1)


class Writer:
    """Writes one version of a member's meetings after the other until it is stopped; may pause."""

    def __init__(self, agency, slices):
        self.agency = agency
        self._slices = slices
        # The last version that was begun, and when each was acknowledged.
        self.begun = 0
        self.acknowledged = [(0.0, 0)]
        self.failure = None
        self._may_write = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self.write()
        self._thread.start()
        return self

    def stop(self):
        self._stopped.set()
        self._thread.join(30)

    def pause(self):
        self._may_write.acquire()

    def resume(self):
        self._may_write.release()

    @property
    def version(self):
        return self.acknowledged[-1][1]

    def promised(self, known_at):
        """The version that was there UNDER_WAY before that time."""
        return max((version for when, version in self.acknowledged if when < known_at - UNDER_WAY), default=0)

    def write(self):
        self.begun += 1
        meetings = [self._meeting(number, SHARED) for number in range(MEETINGS)]
        # One that others see in odd versions only.
        meetings.append(self._meeting("odd", SHARED if self.begun % 2 else PRIVATE))
        self._slices.write(meetings)
        self.acknowledged.append((time.time(), self.begun))

    def _meeting(self, number, visibility):
        meeting = meeting_pb2.Meeting(
            name=f"agencies/{self.agency}/meetings/version-{number}", display_name=f"Version {self.begun}", level=1,
            state=meeting_pb2.Meeting.STATE_EXISTING, state_day="2015-01-01", visibility=visibility)
        for end in "pq":
            meeting.participants.add(actor=f"agencies/{self.agency}/functions/{end}-{number}")
        meeting.schedule.times_per_year = self.begun
        return meeting

    def _run(self):
        try:
            while not self._stopped.wait(0.02):
                with self._may_write:
                    self.write()
        except Exception as error:  # Told by the test.
            self.failure = error


class Feed(FederationTest):
    def setUp(self):
        super().setUp()
        rng = seeded_random("chaos.feed")
        self.rng = random.Random(rng.random())
        self.proxy = None
        self.fed = self.federation(AGENCIES, analytics_gateway=self.stand_between)
        self.slices = Slices(self.fed)
        self.made = Generator(self.rng, AGENCIES)
        self.made.write_to(self.slices)
        self.questions = Questions(self.rng, self.made)
        self.asker = Asker(self.fed, "af")
        self.writers = {agency: Writer(agency, self.slices).start() for agency in AGENCIES}
        self.addCleanup(lambda: [writer.stop() for writer in self.writers.values()])
        # The lowest version that may still be shown, by agency and meeting.
        self.shown = {agency: {} for agency in AGENCIES}

    def stand_between(self, gateway):
        self.proxy = FeedProxy(gateway, self.rng.random())
        self.addCleanup(self.proxy.stop)
        return self.proxy.address

    # What an answer shows.

    def versions(self, answer):
        """agency -> meeting -> version."""
        found = {agency: {} for agency in AGENCIES}
        for tie in answer.ties:
            first = getattr(tie, "from")
            if "/functions/p-" in first and tie.to == first.replace("/p-", "/q-"):
                found[first.split("/")[1]][first.partition("/p-")[2]] = round(tie.weight)
        return found

    def sample(self):
        """Asks once, and checks what came."""
        answer = self.asker.ask("GetMap", EVERYTHING)
        covered, versions = coverage_of(answer), self.versions(answer)
        for agency, writer in self.writers.items():
            self.assertIsNone(writer.failure)
            known_at = covered[agency].known_at.ToNanoseconds() / 1e9
            odd = versions[agency].pop("odd", 1)
            self.assertEqual(odd % 2, 1, f"{agency} shows what it kept to itself in version {odd}")
            self.assertEqual(len(versions[agency]), MEETINGS, f"{agency} shows a part: {versions[agency]}")
            lowest, highest = writer.promised(known_at), writer.begun
            for meeting, version in versions[agency].items():
                self.assertGreaterEqual(version, lowest, f"{agency} as known at {known_at}")
                self.assertLessEqual(version, highest)
                self.assertGreaterEqual(version, self.shown[agency].get(meeting, 0), f"{agency} went back")
            self.shown[agency] = versions[agency]
        return covered, versions

    def disturbed(self, what, enough, each=lambda: None):
        """Asks on while writes go on, until it was disturbed `enough` and often asked; then all pause, and all is right."""
        end, samples = time.monotonic() + 20, 0
        begun = {agency: writer.version for agency, writer in self.writers.items()}
        while samples < SAMPLES or not enough() or any(
                writer.version < begun[agency] + 5 for agency, writer in self.writers.items()):
            self.sample()
            samples += 1
            each()
            self.assertLess(time.monotonic(), end, f"{what}: {dict(self.proxy.done)}")
        self.quiet(what)

    def quiet(self, what):
        for writer in self.writers.values():
            writer.pause()
        try:
            answer = self.asker.ask("GetMap", EVERYTHING, self.slices.cursors)
            for agency, versions in self.versions(answer).items():
                now = self.writers[agency].version
                expected = {str(number): now for number in range(MEETINGS)} | ({"odd": now} if now % 2 else {})
                self.assertEqual(versions, expected, f"{agency}, quiet after {what}")
            for query in ASKED:
                request = self.questions.make(query)
                faults = self.asker.faults(query, request, self.slices.visible(), self.slices.cursors)
                self.assertEqual(faults, [], f"{query} {request}, quiet after {what}")
        finally:
            for writer in self.writers.values():
                writer.resume()

    def sometimes(self, act, share=0.2):
        return lambda: act() if self.rng.random() < share else None

    def reset_one(self):
        self.proxy.reset(self.rng.choice(AGENCIES), self.rng.choice(["actors", "meetings", "meetings", "flows", "plans"]))

    def test_never_yields_a_wrong_answer(self):
        done = self.proxy.done
        self.quiet("nothing")
        backup = self.back_up("lomma")

        self.proxy.twice, self.proxy.again = 0.3, 0.3
        self.disturbed("repeating", lambda: done["twice"] > 50 and done["again"] > 50)
        self.proxy.twice = self.proxy.again = 0.0

        self.proxy.reorder = True
        self.disturbed("reordering", lambda: True)
        self.proxy.reorder = False

        self.disturbed("cutting", lambda: done["cut"] > 3, self.sometimes(self.proxy.cut))
        self.disturbed("resetting", lambda: done["reset"] > 5, self.sometimes(self.reset_one))
        self.fall_behind("fk")
        self.restore("lomma", *backup)

        self.proxy.twice, self.proxy.again, self.proxy.reorder = 0.2, 0.2, True
        cuts, resets = done["cut"], done["reset"]

        def anything():
            self.sometimes(self.proxy.cut, 0.05)()
            self.sometimes(self.reset_one, 0.1)()
        self.disturbed("everything", lambda: done["cut"] > cuts and done["reset"] > resets, anything)
        print(f"chaos.feed: {dict(done)}", flush=True)

    def fall_behind(self, agency):
        """Nothing comes from it for a while: what is known of it stays, and says how old it is."""
        self.proxy.held = frozenset([f"agencies/{agency}"])
        # What was on its way when the holding began.
        held_at = wait_for(lambda: self.stands_still(agency), f"{agency} held back")
        writer = self.writers[agency]
        begun = writer.version
        wait_for(lambda: self.sample() and writer.version > begun + 10, f"{agency} to write on")
        covered, versions = self.sample()
        self.assertEqual(covered[agency].known_at, held_at)
        self.assertLess(max(versions[agency].values()), writer.version)
        for other in set(AGENCIES) - {agency}:
            self.assertGreaterEqual(covered[other].known_at.ToNanoseconds(), held_at.ToNanoseconds())
        self.proxy.held = frozenset()
        self.disturbed("falling behind", lambda: True)

    def stands_still(self, agency):
        """When it was known, if that has not changed while the others went on for two seconds of theirs."""
        first, _ = self.sample()
        other = next(name for name in AGENCIES if name != agency)
        until = first[other].known_at.ToNanoseconds() + 2 * 10**9
        while True:
            covered, _ = self.sample()
            if covered[agency].known_at != first[agency].known_at:
                return None
            if covered[other].known_at.ToNanoseconds() >= until:
                return first[agency].known_at

    # A node that is restored.

    def back_up(self, agency):
        """A file, and what it has."""
        writer = self.writers[agency]
        writer.pause()
        try:
            file = self.folder / f"{agency}.backup"
            self.fed.cli("backup", file, "--node", self.fed.node(agency).address, f"--agency={agency}")
            own = {name: record for name, record in self.slices.records.items() if name.split("/")[1] == agency}
            return file, own, writer.version
        finally:
            writer.resume()

    def restore(self, agency, file, records, version):
        """Its feed begins anew with what the backup had: the one thing that makes an answer go back, and all at once."""
        writer, node = self.writers[agency], self.fed.node(agency)
        writer.pause()
        node.terminate()
        self.fed.data(agency).rename(self.fed.folder / f"{agency}-lost")
        self.fed.cli("restore", file, "--data", self.fed.data(agency))
        node.start()
        before = writer.version

        def restored():
            versions = self.versions(self.asker.ask("GetMap", EVERYTHING))[agency]
            versions.pop("odd", None)
            self.assertEqual(len(versions), MEETINGS)
            self.assertIn(set(versions.values()), ({version}, {before}), "a part of the restored slice")
            return set(versions.values()) == {version}
        wait_for(restored, f"{agency} as its backup had it")
        for name in [name for name in self.slices.records if name.split("/")[1] == agency]:
            del self.slices.records[name]
        self.slices.records.update(records)
        self.slices.forget_cursors(agency)
        writer.acknowledged = [(0.0, version)]
        self.shown[agency] = {}
        self.fed.await_members([agency])
        writer.resume()
        wait_for(lambda: writer.version > before, f"{agency} to write on")
        self.assertEqual(state_name(self.sample()[0][agency]), "STATE_CURRENT")
        self.disturbed("a restore", lambda: True)
