"""The federation in containers, as deploy/containers starts it. SAMVERKAN_STORE_FORM=embedded
runs it on embedded stores instead of Redis."""

import json
import shutil
import ssl
import subprocess
import time
import unittest

from engine import BIN, ROOT, engine

AGENCIES = {"af", "finsam", "fk", "lomma"}
PROJECT = "samverkan-test"
FOLDER = ROOT / "build/containers-test"


def wait_for(condition, what, timeout=90):
    """What `condition` gives, as soon as that is true."""
    end = time.monotonic() + timeout
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout} s: {what}")
        time.sleep(0.2)
    return found


class Containers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.env = cls.enterClassContext(engine())
        cls.env.update(COMPOSE_PROJECT_NAME=PROJECT, SAMVERKAN_CONTAINERS=str(FOLDER), SAMVERKAN_CONTAINERS_PORT="",
                       SAMVERKAN_BINARIES="ready")
        cls.addClassCleanup(cls.clean_up)
        begun = time.monotonic()
        cls.told = cls.deploy("up", timeout=540)
        print(f"deploy/containers up: {time.monotonic() - begun:.0f} s", flush=True)
        host, port = cls.deploy("compose", "port", "gateway", "50051").strip().rsplit(":", 1)
        cls.gateway = f"localhost:{port}"

    @classmethod
    def clean_up(cls):
        cls.deploy("down", "-v", check=False)
        shutil.rmtree(FOLDER, ignore_errors=True)

    @classmethod
    def run_(cls, *command, check=True, timeout=120):
        done = subprocess.run([str(part) for part in command], env=cls.env, cwd=ROOT, capture_output=True, text=True,
                              timeout=timeout)
        if check and done.returncode != 0:
            raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    @classmethod
    def deploy(cls, *words, **options):
        return cls.run_("deploy/containers", *words, **options)

    @classmethod
    def docker(cls, *words, **options):
        return cls.run_("docker", *words, **options)

    def containers(self):
        """Every container's name and id."""
        ids = self.deploy("compose", "ps", "-q").split()
        told = json.loads(self.docker("inspect", *ids))
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in told}

    def client(self, *words, agency="finsam", **options):
        """The command on this machine, through the one door."""
        return self.run_(BIN / "samverkan", *words, f"--gateway={self.gateway}", f"--agency={agency}",
                         f"--token={FOLDER}/tokens/{agency}-process_leader.jwt", f"--tls-ca={FOLDER}/ca/ca.pem",
                         "-o", "json", **options)

    def map(self):
        return json.loads(self.client("map"))

    def states(self):
        return {member["agency"].split("/")[1]: member.get("state") for member in self.map()["coverage"]["members"]}

    def members(self):
        return {member["agency"].split("/")[1]: member["health"]
                for member in json.loads(self.client("members"))["members"]}

    # The tests.

    def test_every_container_is_healthy(self):
        self.deploy("status")

    def test_the_map_has_the_agencies_and_knows_all_of_them(self):
        self.assertEqual(self.states(), {agency: "STATE_CURRENT" for agency in AGENCIES})
        nodes = {node["name"] for node in self.map()["nodes"]}
        self.assertLessEqual({f"agencies/{agency}" for agency in AGENCIES}, nodes)
        self.assertIn("The federation is up", self.told)

    def test_a_second_load_changes_nothing(self):
        before = self.map()["ties"]
        self.assertIn("loaded already", self.deploy("load"))
        self.assertEqual(self.map()["ties"], before)

    def test_nobody_is_root_and_nothing_can_be_written_but_the_data(self):
        for name, container in self.containers().items():
            with self.subTest(name):
                self.assertTrue(container["HostConfig"]["ReadonlyRootfs"])
                self.assertEqual(container["HostConfig"]["CapDrop"], ["ALL"])
                self.assertIn("no-new-privileges:true", container["HostConfig"]["SecurityOpt"])
                self.assertGreater(container["HostConfig"]["Memory"], 0)
                self.assertGreaterEqual(int(self.docker("exec", container["Id"], "id", "-u")), 10001)
                written = self.docker("exec", container["Id"], "sh", "-c",
                                      "touch /usr/x /etc/x /var/x; ls /usr/x /etc/x /var/x", check=False)
                self.assertEqual(written, "")

    def test_only_the_gateway_can_be_reached_from_outside(self):
        published = {name for name, one in self.containers().items() if any(one["NetworkSettings"]["Ports"].values())}
        self.assertEqual(published, {"gateway"})

    def test_an_agency_reaches_no_other_agencys_network(self):
        containers = self.containers()
        networks = {name: {network.removeprefix(f"{PROJECT}_") for network in one["NetworkSettings"]["Networks"]}
                    for name, one in containers.items()}
        self.assertEqual(networks["fk"], {"fk", "federation"})
        self.assertEqual(networks["lomma"], {"lomma", "federation"})
        for name, those in networks.items():
            if name.endswith("-redis"):
                self.assertEqual(those, {name.removesuffix("-redis")})

    def test_a_killed_member_is_told_of_and_heals(self):
        fk = self.containers()["fk"]["Id"]
        ties = self.map()["ties"]
        self.docker("kill", "-s", "KILL", fk)
        wait_for(lambda: self.members()["fk"] == "HEALTH_UNREACHABLE", "the gateway says that fk is away")
        wait_for(lambda: self.states()["fk"] != "STATE_CURRENT", "the map says that fk is away")
        # What was last known of it still counts.
        self.assertEqual(self.map()["ties"], ties)
        self.assertEqual({state for agency, state in self.states().items() if agency != "fk"}, {"STATE_CURRENT"})
        self.docker("start", fk)
        wait_for(lambda: self.states()["fk"] == "STATE_CURRENT", "the map knows fk again")
        self.assertEqual(self.map()["ties"], ties)
        wait_for(lambda: self.members()["fk"] == "HEALTH_SERVING", "the gateway says that fk serves")
        wait_for(lambda: self.containers()["fk"]["State"]["Health"]["Status"] == "healthy", "fk is healthy")

    def test_a_stopped_process_drains_and_ends_well(self):
        lomma = self.containers()["lomma"]["Id"]
        self.docker("stop", lomma)
        self.assertEqual(self.containers()["lomma"]["State"]["ExitCode"], 0)
        self.docker("start", lomma)
        wait_for(lambda: self.states()["lomma"] == "STATE_CURRENT", "lomma is back")

    def test_a_renewed_certificate_is_shown_without_a_restart(self):
        host, port = self.gateway.rsplit(":", 1)
        begun = {name: one["State"]["StartedAt"] for name, one in self.containers().items()}

        def shown():
            return ssl.get_server_certificate((host, int(port)))
        before = shown()
        self.deploy("keys")
        wait_for(lambda: shown() != before, "the gateway shows another certificate")
        self.assertEqual(shown().split(), (FOLDER / "etc/gateway/tls.crt").read_text().split())
        wait_for(lambda: self.members() == {agency: "HEALTH_SERVING" for agency in AGENCIES}, "all serve")
        self.assertEqual({name: one["State"]["StartedAt"] for name, one in self.containers().items()}, begun)

    def test_prometheus_sees_every_process(self):
        prometheus = self.containers()["prometheus"]["Id"]

        def up():
            told = json.loads(self.docker("exec", prometheus, "promtool", "query", "instant", "-o", "json",
                                          "http://localhost:9090", 'up{job="samverkan"} == 1'))
            return len(told) == len(processes)
        processes = [name for name, one in self.containers().items()
                     if one["Config"]["Image"].split(":")[0] == "samverkan"]
        wait_for(up, "Prometheus has scraped all processes")

    def test_tells_sizes(self):
        for image in ("samverkan", "samverkan-prometheus"):
            size = int(self.docker("image", "inspect", "-f", "{{.Size}}", image))
            print(f"image {image}: {size / 1e6:.0f} MB", flush=True)
        ids = [one["Id"] for one in self.containers().values()]
        used = self.docker("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}", *ids)
        for line in sorted(used.splitlines()):
            print("memory", line, flush=True)


if __name__ == "__main__":
    unittest.main()
