"""Nodes that keep their slice in Redis, and clients at work, while processes are killed and paused, networks stall,
primaries fail, slots move, disks are full and clocks jump: what clients saw is held against what was promised
(history.py). An embedded node, for the same, at the end.

Nobody's retries hide anything: a client asks again with the same request id, as whoever is told UNAVAILABLE may.
"""

import glob
import random
import subprocess
import time

import grpc
from federation import FederationTest, request_id, seeded_random, wait_for
from redis_processes import Cluster, RedisProcess, Sentinel
from samverkan.actors.v1 import actor_registry_service_pb2 as actors
from samverkan.actors.v1 import unit_pb2
from tcp_proxy import TcpProxy
from workload import AF, Workload

ROUNDS = 2
Code = grpc.StatusCode


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


class Kill(ChaosTest):
    def test_kill_9_of_nodes_of_the_gateway_and_of_redis_loses_nothing(self):
        redis = self.redis()
        self.serve(redis.store, replicas=2)
        load = self.load()
        victims = [*self.replicas, self.fed.gateway, redis] * ROUNDS
        self.rng.shuffle(victims)
        for victim in victims:
            self.at_a_random_moment()
            victim.kill()
            self.at_a_random_moment()
            victim.start()
            load.progress()
        self.assert_nothing_lost(load.finish())

    def test_all_at_once_too(self):
        redis = self.redis()
        self.serve(redis.store)
        load = self.load()
        for _ in range(ROUNDS):
            self.at_a_random_moment()
            for victim in (redis, self.fed.gateway, *self.replicas):
                victim.kill()
            # A node does not begin to serve without its store.
            for victim in (redis, *self.replicas, self.fed.gateway):
                victim.start()
            load.progress()
        self.assert_nothing_lost(load.finish())


class Replicas(ChaosTest):
    def test_are_one_member_while_one_after_the_other_is_killed(self):
        self.serve(self.redis().store, replicas=3)
        load = self.load()
        for victim in self.replicas:
            self.at_a_random_moment()
            victim.kill()
            load.progress()
            self.check_request_ids_and_etags([replica for replica in self.replicas if replica is not victim])
            victim.start()
            load.progress()
        self.assert_nothing_lost(load.finish())

    def check_request_ids_and_etags(self, replicas):
        """With units, of which the workload knows nothing."""
        stubs = [self.fed.actors(replica.address) for replica in replicas]
        create = actors.CreateUnitRequest(parent="agencies/af", unit_id=f"unit-{self.rng.randrange(1 << 31)}",
                                          unit=unit_pb2.Unit(display_name="Enhet"), request_id=request_id())
        calls = [stub.CreateUnit.future(create, metadata=AF, timeout=10, wait_for_ready=True)
                 for stub in stubs for _ in range(4)]
        created = calls[0].result()
        self.assertTrue(all(call.result() == created for call in calls))
        # Of those who write with one etag at several replicas, one may.
        calls = [stub.UpdateUnit.future(actors.UpdateUnitRequest(unit=unit_pb2.Unit(
            name=created.name, etag=created.etag, mission=replica.name)), metadata=AF, timeout=10)
            for stub, replica in zip(stubs, replicas)]
        won = [call.result() for call in calls if call.code() == Code.OK]
        self.assertEqual([call.code() for call in calls].count(Code.ABORTED), len(calls) - 1)
        # All read it, wherever it was written.
        for stub in stubs:
            self.assertEqual([stub.GetUnit(actors.GetUnitRequest(name=created.name), metadata=AF, timeout=10)], won)

    def test_are_restarted_one_after_the_other_without_a_failed_call(self):
        self.serve(self.redis().store, replicas=2)
        # Whoever fails does not ask again.
        load = self.load(retry=False, timeout=20)
        for replica in self.replicas * ROUNDS:
            code, _ = replica.terminate()
            self.assertEqual(code, 0)
            replica.start()
            # An operator, or Kubernetes, waits until it is in use again.
            wait_for(lambda: calls_served(replica) > 20, f"calls to {replica.name}")
            load.progress()
        self.assert_nothing_lost(load.finish())
        self.assertEqual(dict(load.codes), {})


class Failover(ChaosTest):
    def serve_behind_sentinels(self):
        self.primary = self.redis("primary")
        self.replica = self.redis("replica", f"replicaof 127.0.0.1 {self.primary.port}")
        wait_for(lambda: self.replica.info("master_link_status") == "up", "the replica to follow")
        sentinels = [self.redis(f"sentinel-{number}", self.primary, Sentinel) for number in range(3)]
        wait_for(lambda: all("slaves=1,sentinels=3" in sentinel.info("master0") for sentinel in sentinels),
                 "the Sentinels to know one another")
        addresses = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in sentinels)
        self.serve(f"redis+sentinel://{addresses}/af", replicas=2)

    def test_by_sentinels_loses_nothing_but_what_the_epoch_says(self):
        self.serve_behind_sentinels()
        load = self.load()
        self.at_a_random_moment()
        self.primary.kill()
        wait_for(lambda: self.replica.info("role") == "master", "the replica to take over")
        load.progress(100)
        self.assertEqual(len(load.finish().epochs), 2)

    def test_by_sentinels_to_a_replica_that_lags_loses_what_the_epoch_says(self):
        self.serve_behind_sentinels()
        load = self.load()
        self.replica.pause()
        self.primary.call("CLIENT", "KILL", "TYPE", "replica")
        load.progress(100)
        self.primary.kill()
        self.replica.resume()
        wait_for(lambda: self.replica.info("role") == "master", "the replica to take over")
        load.progress(100)
        verdict = load.finish()
        self.assertEqual(len(verdict.epochs), 2)
        self.assertNotEqual(verdict.lost, [])

    def test_a_slot_of_a_cluster_moves_and_nothing_is_lost(self):
        cluster = Cluster(self.folder / "cluster", "af")
        for node in cluster.nodes:
            self.addCleanup(node.kill)
        wait_for(cluster.agrees, "the Cluster to agree")
        self.serve(cluster.store, replicas=2)
        load = self.load()
        cluster.move()
        load.progress(100)
        verdict = load.finish()
        self.assertEqual((len(verdict.epochs), verdict.lost), (2, []))


class Pause(ChaosTest):
    """SIGSTOP: connections stay, and nobody answers."""

    def test_of_redis_loses_nothing(self):
        redis = self.redis()
        self.serve(redis.store, replicas=2)
        load = self.load()
        for _ in range(ROUNDS):
            self.at_a_random_moment()
            redis.pause()
            load.refused()
            redis.resume()
            load.progress()
        self.assert_nothing_lost(load.finish())

    def test_of_a_node_that_does_late_what_was_asked_again_elsewhere_does_nothing_twice(self):
        self.serve(self.redis().store, replicas=2)
        load = self.load(timeout=1)
        for replica in self.replicas * ROUNDS:
            self.at_a_random_moment()
            told = load.codes["DEADLINE_EXCEEDED"]
            replica.pause()
            wait_for(lambda: load.codes["DEADLINE_EXCEEDED"] > told + 3, "calls that the paused node does not answer")
            load.progress()
            replica.resume()
            load.progress()
        self.assert_nothing_lost(load.finish())


class Network(ChaosTest):
    """Between the nodes and Redis, as far as a proxy can play it."""

    def setUp(self):
        super().setUp()
        redis = self.redis()
        self.proxy = TcpProxy(redis.port)
        self.addCleanup(self.proxy.stop)
        self.serve(f"redis://127.0.0.1:{self.proxy.port}", replicas=2)

    def test_that_is_cut_again_and_again_loses_nothing(self):
        load = self.load()
        for _ in range(10):
            self.at_a_random_moment()
            self.proxy.cut()
        self.proxy.refuse()
        load.refused()
        self.proxy.restore()
        load.progress()
        self.assert_nothing_lost(load.finish())

    def test_that_is_slow_or_goes_one_way_only_loses_nothing(self):
        load = self.load()
        self.proxy.delay = 0.02
        load.progress()
        self.proxy.delay = 0.0
        # What is asked does not arrive, and does later; then what is done is not told, or told too late.
        for ways in ({"forth": True, "back": False}, {"forth": False, "back": True}, {"forth": True, "back": True}):
            self.at_a_random_moment()
            self.proxy.stall(**ways)
            load.refused()
            self.proxy.restore()
            load.progress()
        self.assert_nothing_lost(load.finish())


class FullDisk(ChaosTest):
    def test_refuses_writes_and_loses_nothing(self):
        folder = self.folder / "small"
        folder.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True,
                                 text=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"a small file system needs root: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=True)
        redis = RedisProcess(folder)
        self.addCleanup(redis.kill)
        self.serve(redis.store)
        load = self.load(timeout=20)
        ballast = folder / "ballast"
        subprocess.run(["dd", "if=/dev/zero", f"of={ballast}"], capture_output=True, check=False)
        # With appendfsync always Redis ends rather than acknowledge what it cannot write.
        wait_for(lambda: redis.process.poll() is not None, "Redis to end")
        load.refused()
        ballast.unlink()
        redis.start()
        load.progress()
        self.assert_nothing_lost(load.finish())
        self.assertLessEqual(set(load.codes), {"UNAVAILABLE", "RESOURCE_EXHAUSTED"})


class Clock(ChaosTest):
    """One node's clock moves, as it is read by itself (libfaketime); the machine's is left alone."""

    def test_jumps_there_and_back_and_request_ids_etags_and_feeds_hold(self):
        libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        if not libraries:
            self.skipTest("needs faketime: deploy/setup faketime")
        self.serve(self.redis().store, replicas=2)
        clock = self.folder / "clock"
        clock.write_text("+0")
        moved = self.replicas[1]
        moved.kill()
        moved.command[:0] = ["/usr/bin/env", f"LD_PRELOAD={libraries[0]}", f"FAKETIME_TIMESTAMP_FILE={clock}",
                             "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"]
        moved.start()
        load = self.load()
        # Further back, and it would call the tokens not valid yet, as it must.
        for offset in ("+30m", "-30s", "+0"):
            part = clock.with_suffix(".part")
            part.write_text(offset)
            part.rename(clock)
            served = calls_served(moved)
            wait_for(lambda: calls_served(moved) > served + 20, f"calls to the node whose clock is at {offset}")
            load.progress()
        self.assert_nothing_lost(load.finish())


class Embedded(ChaosTest):
    def test_node_is_restarted_under_load_and_every_call_succeeds_within_ten_seconds(self):
        self.fed = self.federation(["af"], collective=False)
        # Ten seconds for each call, all its attempts together.
        load = self.load(patience=10)
        for _ in range(2 * ROUNDS):
            code, _ = self.fed.node("af").terminate()
            self.assertEqual(code, 0)
            self.fed.node("af").start()
            load.progress()
        self.assert_nothing_lost(load.finish())
        self.assertEqual(load.gave_up, 0)
