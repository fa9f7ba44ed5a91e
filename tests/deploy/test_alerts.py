"""deploy/telemetry: rules that fire when they should and are silent when not; a dashboard whose questions are ones."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from engine import ROOT

TELEMETRY = ROOT / "deploy/telemetry"


def promtool(*words, folder=TELEMETRY):
    return subprocess.run(["promtool", *words], cwd=folder, capture_output=True, text=True)


@unittest.skipUnless(shutil.which("promtool"), "promtool is not installed (deploy/setup prometheus)")
class Alerts(unittest.TestCase):
    def test_each_fires_and_is_silent_as_its_test_says(self):
        done = promtool("test", "rules", "alerts.test.yml")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_has_a_test_in_which_it_fires(self):
        rules = set(re.findall(r"- alert: (\w+)", (TELEMETRY / "alerts.yml").read_text()))
        tests = (TELEMETRY / "alerts.test.yml").read_text()
        self.assertEqual(set(re.findall(r"alertname: (\w+)\n +exp_alerts:", tests)), rules)

    def test_the_runbook_says_what_to_do_for_each(self):
        rules = set(re.findall(r"- alert: (\w+)", (TELEMETRY / "alerts.yml").read_text()))
        runbook = (ROOT / "deploy/OPERATING.md").read_text()
        self.assertEqual({rule for rule in rules if f"`{rule}`" not in runbook}, set())

    def test_the_configuration_is_one(self):
        done = promtool("check", "config", "prometheus.yml")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_dashboard_asks_questions_that_prometheus_understands(self):
        dashboard = json.loads((TELEMETRY / "grafana/dashboards/samverkan.json").read_text())
        asked = [target["expr"].replace("$instance", ".*")
                 for panel in dashboard["panels"] for target in panel["targets"]]
        self.assertGreater(len(asked), 5)
        rules = [{"record": f"asked:{number}", "expr": expression} for number, expression in enumerate(asked)]
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "rules.yml"
            file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
            done = promtool("check", "rules", file, folder=folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
