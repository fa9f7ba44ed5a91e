"""Networks of every kind, measured by us and by networkx."""

import json
import os
import pathlib
import random
import subprocess
import unittest

import networkx as nx
from networkx.algorithms import community

PROBE = pathlib.Path(os.environ["SAMVERKAN_BIN"], "samverkan-network-probe")


def measured(networks, *arguments):
    """What the probe says of each (graph, affiliation by node); the graphs' nodes are 0, 1, 2 …"""
    told = "".join(as_numbers(graph, affiliation) for graph, affiliation in networks)
    run = subprocess.run([PROBE, *map(str, arguments)], input=told, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def as_numbers(graph, affiliation):
    lines = [f"{len(graph)} {graph.number_of_edges()}", " ".join(map(str, affiliation))]
    lines += [f"{a} {b} {tie.get('weight', 1)}" for a, b, tie in graph.edges(data=True)]
    return "\n".join(lines) + "\n"


def numbered(graph):
    bare = nx.Graph()
    bare.add_nodes_from(graph)
    bare.add_edges_from(graph.edges())
    return nx.convert_node_labels_to_integers(bare, ordering="sorted")


def with_weights(graph, rng):
    for _, _, tie in graph.edges(data=True):
        tie["weight"] = rng.choice([0.25, 1, 2, 3.5, 12])
    return graph


def drawn(rng):
    """One network drawn: its kind, size, isolates and weights."""
    size, seed = rng.randint(3, 45), rng.randrange(2**32)
    graph = rng.choice([
        lambda: nx.gnp_random_graph(size, rng.choice([0.03, 0.1, 0.3, 0.7]), seed=seed),
        lambda: nx.barabasi_albert_graph(size, rng.randint(1, min(4, size - 1)), seed=seed),
        lambda: nx.random_partition_graph([size // 3 + 1] * 3, 0.6, 0.05, seed=seed),
    ])()
    graph.add_nodes_from(range(len(graph), len(graph) + rng.choice([0, 0, 1, 5])))
    return with_weights(graph, rng) if rng.random() < 0.5 else graph


def networks(seed=20261127):
    rng = random.Random(seed)
    published = [nx.karate_club_graph(), nx.krackhardt_kite_graph(), nx.florentine_families_graph(),
                 nx.davis_southern_women_graph(), nx.les_miserables_graph()]
    graphs = [numbered(graph) for graph in published] + [drawn(rng) for _ in range(200)]
    return [(graph, [rng.randrange(1 + len(graph) // 4) for _ in graph]) for graph in graphs]


def centralisation(graph):
    """Freeman's degree centralisation, written out: networkx has none."""
    degrees = [degree for _, degree in graph.degree()]
    return sum(max(degrees) - degree for degree in degrees) / ((len(graph) - 1) * (len(graph) - 2))


def ei_index(ties, affiliation):
    external = sum(affiliation[a] != affiliation[b] for a, b in ties)
    return (2 * external - len(ties)) / len(ties) if ties else None


def reach(graph, node):
    return (len(nx.single_source_shortest_path_length(graph, node, cutoff=2)) - 1) / (len(graph) - 1)


def constraint(graph):
    return {node: None if graph.degree(node) == 0 else value
            for node, value in nx.constraint(graph, weight="weight").items()}


class OracleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.networks = networks()
        cls.measured = measured(cls.networks)

    def for_each(self, check):
        for at, ((graph, affiliation), ours) in enumerate(zip(self.networks, self.measured, strict=True)):
            with self.subTest(network=at, nodes=len(graph), ties=graph.number_of_edges()):
                check(graph, affiliation, ours)

    def for_each_with_ties(self, check):
        self.for_each(lambda graph, affiliation, ours: graph.number_of_edges() and check(graph, affiliation, ours))

    def assert_same(self, ours, theirs):
        if theirs is None:
            self.assertIsNone(ours)
        else:
            self.assertAlmostEqual(ours, theirs, delta=1e-9)

    def assert_same_by_node(self, ours, measure, theirs):
        for node, values in enumerate(ours["by_node"]):
            self.assert_same(values[measure], theirs[node])

    def test_counts(self):
        def check(graph, _, ours):
            self.assertEqual(ours["nodes"], len(graph))
            self.assertEqual(ours["ties"], graph.number_of_edges())
            self.assertEqual(ours["components"], nx.number_connected_components(graph))
            self.assertEqual(ours["isolates"], nx.number_of_isolates(graph))
        self.for_each(check)

    def test_density_and_centralisation(self):
        def check(graph, _, ours):
            self.assert_same(ours["density"], nx.density(graph))
            self.assert_same(ours["degree_centralisation"], centralisation(graph))
        self.for_each(check)

    def test_degree_and_strength(self):
        def check(graph, _, ours):
            self.assert_same_by_node(ours, "degree", dict(graph.degree()))
            self.assert_same_by_node(ours, "strength", dict(graph.degree(weight="weight")))
        self.for_each(check)

    def test_betweenness(self):
        def check(graph, _, ours):
            self.assertIsNone(ours["betweenness_pivots"])
            self.assert_same_by_node(ours, "betweenness", nx.betweenness_centrality(graph))
        self.for_each(check)

    def test_reach(self):
        self.for_each(lambda graph, _, ours: self.assert_same_by_node(
            ours, "reach", {node: reach(graph, node) for node in graph}))

    def test_ei_index(self):
        def check(graph, affiliation, ours):
            self.assert_same(ours["ei_index"], ei_index(graph.edges(), affiliation))
            self.assert_same_by_node(
                ours, "ei_index", {node: ei_index(graph.edges(node), affiliation) for node in graph})
        self.for_each(check)

    def test_constraint(self):
        self.for_each(lambda graph, _, ours: self.assert_same_by_node(ours, "constraint", constraint(graph)))

    def test_modularity_of_our_division(self):
        def check(graph, _, ours):
            division = {}
            for node, values in enumerate(ours["by_node"]):
                division.setdefault(values["community"], set()).add(node)
            self.assertEqual(list(division), list(range(ours["communities"])))
            self.assert_same(ours["modularity"], community.modularity(graph, division.values()))
        self.for_each_with_ties(check)

    def test_our_division_is_about_as_good(self):
        def check(graph, _, ours):
            theirs = community.modularity(graph, community.louvain_communities(graph, seed=1))
            self.assertGreaterEqual(ours["modularity"], 0.97 * theirs - 1e-9)
        self.for_each_with_ties(check)


if __name__ == "__main__":
    unittest.main()
