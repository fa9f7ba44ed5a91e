"""What tests of a misbehaving world share: a member on a store, and clients at work."""

import random
import time

from federation import FederationTest, seeded_random
from redis_processes import RedisProcess
from workload import Workload


class ChaosTest(FederationTest):
    def setUp(self):
        super().setUp()
        rng = seeded_random(self.id())
        self.rng = random.Random(rng.random())

    def redis(self, name="redis", settings="", made=RedisProcess):
        process = made(self.folder / name, settings)
        self.addCleanup(process.kill)
        return process

    def serve(self, store, replicas=1, **options):
        """af, on a store; without whoever only reads."""
        self.fed = self.federation(["af"], stores={"af": store}, replicas={"af": replicas}, collective=False, **options)
        self.replicas = [self.fed.processes[name] for name in self.fed.replica_names("af")]

    def load(self, **options):
        return Workload(self, self.fed, self.rng, **options)

    def assert_nothing_lost(self, verdict):
        self.assertEqual((len(verdict.epochs), verdict.lost), (1, []))

    def at_a_random_moment(self):
        time.sleep(self.rng.random() * 0.2)


def calls_served(process):
    return sum(value for (name, _), value in process.metrics().items() if name == "samverkan_calls_total")
