"""What we write, read by networkx and Graphviz."""

import io
import json
import os
import pathlib
import subprocess
import unittest
from xml.etree import ElementTree

import networkx as nx

PROBE = pathlib.Path(os.environ["SAMVERKAN_BIN"], "samverkan-export-probe")

# As told, and as they are to be read.
TEXTS = {
    "Försäkringskassan, ÅÄÖ åäö": "Försäkringskassan, ÅÄÖ åäö",
    'Rehab "Vägen in"': 'Rehab "Vägen in"',
    "Vård & omsorg < stöd > ' ]]>": "Vård & omsorg < stöd > ' ]]>",
    "<b>": "<b>",
    "ends in a backslash\\": "ends in a backslash\\",
    '\\"': '\\"',
    "\\N \\G \\l": "\\N \\G \\l",
    "two\nlines": "two\nlines",
    "bell\a, escape\x1b, delete\x7f, next line\x85, return\r": "bell, escape, delete, next line, return",
    "no character \ufffe\uffff of XML's": "no character  of XML's",
    "node": "node",
    "graph { -- } ; [x=1] # //": "graph { -- } ; [x=1] # //",
    "𝄞 clef": "𝄞 clef",
}


def written(form, texts=tuple(TEXTS)):
    told = "".join(text + "\0" for text in texts).encode()
    return subprocess.run([PROBE, form], input=told, capture_output=True, check=True).stdout


def drawn(form, dot):
    run = subprocess.run(["dot", f"-T{form}"], input=dot, capture_output=True, check=True)
    assert not run.stderr, run.stderr
    return run.stdout.decode()


class GraphMlTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graph = nx.read_graphml(io.BytesIO(written("graphml")))
        cls.ids = [f"{number} {text}" for number, text in enumerate(TEXTS.values())]

    def test_is_undirected(self):
        self.assertFalse(self.graph.is_directed())
        self.assertFalse(self.graph.is_multigraph())

    def test_keeps_ids_and_labels(self):
        self.assertEqual(list(self.graph), self.ids)
        self.assertEqual([node["label"] for _, node in self.graph.nodes(data=True)], list(TEXTS.values()))

    def test_keeps_names_of_attributes(self):
        for node, text in zip(self.ids, TEXTS.values()):
            self.assertEqual(self.graph.nodes[node][f"{text} name"], text)

    def test_keeps_numbers(self):
        for number, node in enumerate(self.ids):
            self.assertEqual(self.graph.nodes[node]["degree"], number)
            self.assertEqual(self.graph.nodes[node].get("reach"), 1 / number if number else None)

    def test_keeps_ties(self):
        ties = [(a, b, {"weight": at + 0.5, "meetings": at}) for at, (a, b) in enumerate(zip(self.ids, self.ids[1:]))]
        self.assertEqual(list(self.graph.edges(data=True)), ties)

    def test_may_be_empty(self):
        self.assertEqual(len(nx.read_graphml(io.BytesIO(written("graphml", ())))), 0)


class DotTest(unittest.TestCase):
    def test_is_an_undirected_graph_of_all_nodes_and_ties(self):
        graph = json.loads(drawn("json", written("dot")))
        self.assertFalse(graph["directed"])
        self.assertEqual(len(graph["objects"]), len(TEXTS))
        self.assertEqual([(tie["tail"], tie["head"], float(tie["weight"])) for tie in graph["edges"]],
                         [(at, at + 1, at + 0.5) for at in range(len(TEXTS) - 1)])

    def test_is_laid_out(self):
        lines = drawn("plain", written("dot")).splitlines()
        self.assertEqual(lines[-1], "stop")
        self.assertEqual(sum(line.startswith("edge ") for line in lines), len(TEXTS) - 1)

    def test_shows_labels_as_they_were_told(self):
        svg = ElementTree.fromstring(drawn("svg", written("dot")))
        nodes = svg.iterfind(".//{*}g[@class='node']")
        shown = ["\n".join(line.text for line in node.iterfind("{*}text")) for node in nodes]
        self.assertEqual([label.replace("\xa0", " ") for label in shown], list(TEXTS.values()))

    def test_may_be_empty(self):
        self.assertEqual(drawn("plain", written("dot", ())).split(), ["graph", "1", "0", "0", "stop"])


if __name__ == "__main__":
    unittest.main()
