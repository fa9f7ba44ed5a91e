"""The network between nodes and their Redis, while clients are at work (history.py): cut, slow, one way, and lossy."""

from chaos_test import ChaosTest
from packet_link import PacketLink, Unavailable
from redis_processes import RedisProcess
from tcp_proxy import TcpProxy


class NetworkTest(ChaosTest):
    def stall_each_way(self, network, load):
        """What is asked does not arrive, and does later; then what is done is not told, or told too late."""
        for ways in ({"forth": True, "back": False}, {"forth": False, "back": True}, {"forth": True, "back": True}):
            self.at_a_random_moment()
            network.stall(**ways)
            load.refused()
            network.restore()
            load.progress()
        self.assert_nothing_lost(load.finish())


class Connections(NetworkTest):
    """As far as a proxy can play it, which passes on what connections carry."""

    def setUp(self):
        super().setUp()
        redis = self.redis()
        self.proxy = TcpProxy(redis.port)
        self.addCleanup(self.proxy.stop)
        self.serve(f"redis://127.0.0.1:{self.proxy.port}", replicas=2)

    def test_that_are_cut_again_and_again_lose_nothing(self):
        load = self.load()
        for _ in range(10):
            self.at_a_random_moment()
            self.proxy.cut()
        self.proxy.refuse()
        load.refused()
        self.proxy.restore()
        load.progress()
        self.assert_nothing_lost(load.finish())

    def test_that_are_slow_or_go_one_way_only_lose_nothing(self):
        load = self.load()
        self.proxy.delay = 0.02
        load.progress()
        self.proxy.delay = 0.0
        self.stall_each_way(self.proxy, load)


class RemoteRedis(RedisProcess):
    """At the other end of a link."""

    def __init__(self, folder, link):
        self.host = link.there
        self.prefix = link.enter
        super().__init__(folder, "protected-mode no")


class Packets(NetworkTest):
    """Redis has a network of its own, and packets to it and from it are late or lost: what the kernel makes of that is
    real."""

    def setUp(self):
        super().setUp()
        try:
            self.link = PacketLink()
        except Unavailable as why:
            self.skipTest(str(why))
        self.addCleanup(self.link.stop)
        self.server = RemoteRedis(self.folder / "redis", self.link)
        self.addCleanup(self.server.kill)
        self.serve(self.server.store, replicas=2)

    def test_that_are_late_or_lost_lose_no_write(self):
        load = self.load(timeout=10)
        for delay, loss in ((0.025, 0), (0, 0.05), (0.01, 0.02)):
            self.link.delay, self.link.loss = delay, loss
            load.progress(60)
        self.link.restore()
        load.progress()
        self.assertGreater(self.link.lost, 0)
        self.assert_nothing_lost(load.finish())

    def test_that_go_one_way_only_or_none_lose_no_write(self):
        self.stall_each_way(self.link, self.load())

    def test_that_nobody_expects_any_more_lose_no_write(self):
        """Half-open connections: Redis ends and starts while the network is cut, and the nodes' ends do not know."""
        load = self.load()
        self.link.stall()
        self.server.kill()
        self.server.start()
        load.refused()
        self.link.restore()
        load.progress()
        self.assert_nothing_lost(load.finish())
