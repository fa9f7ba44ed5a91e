"""Nodes that keep their slice in Redis, and clients at work, while processes are killed and paused, primaries fail,
slots move, disks are full and clocks jump: what clients saw is held against what was promised (history.py). An embedded
node, for the same, at the end. What becomes of the network is in test_network.py.

Nobody's retries hide anything: a client asks again with the same request id, as whoever is told UNAVAILABLE may.
"""

import glob
import subprocess

import grpc
from chaos_test import ChaosTest, calls_served
from federation import request_id, wait_for
from redis_processes import Cluster, RedisProcess, Sentinel
from samverkan.actors.v1 import actor_registry_service_pb2 as actors
from samverkan.actors.v1 import unit_pb2
from workload import AF

ROUNDS = 2
Code = grpc.StatusCode


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
    def serve_behind_sentinels(self, **options):
        self.primary = self.redis("primary")
        self.replica = self.redis("replica", f"replicaof 127.0.0.1 {self.primary.port}")
        wait_for(lambda: self.replica.info("master_link_status") == "up", "the replica to follow")
        sentinels = [self.redis(f"sentinel-{number}", self.primary, Sentinel) for number in range(3)]
        wait_for(lambda: all("slaves=1,sentinels=3" in sentinel.info("master0") for sentinel in sentinels),
                 "the Sentinels to know one another")
        addresses = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in sentinels)
        self.serve(f"redis+sentinel://{addresses}/af", replicas=2, **options)

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

    def test_to_a_replica_that_lags_loses_nothing_where_every_write_waits_for_it(self):
        self.serve_behind_sentinels(node_flags=["--store_replicas=1"])
        load = self.load(timeout=8)
        self.replica.pause()
        self.primary.call("CLIENT", "KILL", "TYPE", "replica")
        # Nobody is told that it is done, while the replica does not have it.
        acknowledged = load.acknowledged()
        load.refused()
        self.assertLess(load.acknowledged() - acknowledged, 10)
        self.primary.kill()
        self.replica.resume()
        wait_for(lambda: self.replica.info("role") == "master", "the replica to take over")
        # It has no replica of its own, so that writes would wait for ever: an operator lets them go on without.
        for node in self.replicas:
            node.kill()
            node.replace_flag("--store_replicas", "--store_replicas=0")
            node.start()
        load.progress(100)
        verdict = load.finish()
        self.assertEqual((len(verdict.epochs), verdict.lost), (2, []))

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
