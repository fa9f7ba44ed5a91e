#include "services/analytics/network/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace samverkan {
namespace {

using testing::HasSubstr;
using testing::Not;

NetworkExport TwoAgencies() {
  return {.nodes = {{.id = "agencies/af", .label = "AF", .attributes = {{"degree", int64_t{1}}}},
                    {.id = "agencies/fk", .label = "FK", .attributes = {{"degree", int64_t{1}}, {"reach", 0.5}}}},
          .ties = {{.a = 0, .b = 1, .weight = 2.5, .attributes = {{"meetings", int64_t{3}}}}}};
}

NetworkExport Alone(ExportNode node) { return {.nodes = {std::move(node)}, .ties = {}}; }

TEST(GraphMlTest, DeclaresEveryAttributeBeforeTheGraph) {
  EXPECT_EQ(ToGraphMl(TwoAgencies()), R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="node_label" for="node" attr.name="label" attr.type="string"/>
  <key id="node_degree" for="node" attr.name="degree" attr.type="long"/>
  <key id="node_reach" for="node" attr.name="reach" attr.type="double"/>
  <key id="edge_weight" for="edge" attr.name="weight" attr.type="double"/>
  <key id="edge_meetings" for="edge" attr.name="meetings" attr.type="long"/>
  <graph edgedefault="undirected">
    <node id="agencies/af"><data key="node_label">AF</data><data key="node_degree">1</data></node>
    <node id="agencies/fk"><data key="node_label">FK</data><data key="node_degree">1</data><data key="node_reach">0.5</data></node>
    <edge source="agencies/af" target="agencies/fk"><data key="edge_weight">2.5</data><data key="edge_meetings">3</data></edge>
  </graph>
</graphml>
)");
}

TEST(GraphMlTest, GivesAnAttributeTheWidestOfItsTypes) {
  NetworkExport network = TwoAgencies();
  network.nodes[1].attributes[0].value = 1.5;
  EXPECT_THAT(ToGraphMl(network), HasSubstr(R"(attr.name="degree" attr.type="double")"));
  network.nodes[0].attributes[0].value = "one";
  EXPECT_THAT(ToGraphMl(network), HasSubstr(R"(attr.name="degree" attr.type="string")"));
}

TEST(GraphMlTest, NumbersKeysWhoseNamesAreNoWords) {
  ExportNode node{.id = "a", .label = "A", .attributes = {{"e-i", -0.5}}};
  EXPECT_THAT(ToGraphMl(Alone(node)), HasSubstr(R"(<key id="node_1" for="node" attr.name="e-i" attr.type="double"/>)"));
}

TEST(GraphMlTest, EscapesWhatXmlWouldReadAsMarkup) {
  EXPECT_THAT(ToGraphMl(Alone({.id = "a\n\"b\"", .label = "<&>", .attributes = {}})),
              HasSubstr(R"(<node id="a&#10;&quot;b&quot;"><data key="node_label">&lt;&amp;&gt;</data></node>)"));
}

TEST(DotTest, QuotesEverythingButNamesThatAreWords) {
  EXPECT_EQ(ToDot(TwoAgencies()), R"(graph samverkan {
  "agencies/af" [label="AF", degree="1"];
  "agencies/fk" [label="FK", degree="1", reach="0.5"];
  "agencies/af" -- "agencies/fk" [weight="2.5", meetings="3"];
}
)");
}

TEST(DotTest, QuotesNamesThatAreNoWordsOrWordsOfTheLanguage) {
  ExportNode node{.id = "a", .label = "A", .attributes = {{"Graph", "x"}, {"e-i", -0.5}, {"", "y"}}};
  EXPECT_THAT(ToDot(Alone(node)), HasSubstr(R"("a" [label="A", "Graph"="x", "e-i"="-0.5", ""="y"];)"));
}

TEST(DotTest, EscapesQuotesBackslashesAndLineFeeds) {
  EXPECT_THAT(ToDot(Alone({.id = "a\\", .label = "\"b\"\nc", .attributes = {}})),
              HasSubstr(R"("a\\" [label="\"b\"\nc"];)"));
}

TEST(ExportTest, ReplacesWhatIsNoUtf8AndLeavesOutControlCharacters) {
  ExportNode node{.id = "a", .label = "\x01\xC3(\xC3\xA5\xC2\x85", .attributes = {}};
  EXPECT_THAT(ToGraphMl(Alone(node)), HasSubstr(">\uFFFD(å<"));
  EXPECT_THAT(ToDot(Alone(node)), HasSubstr("\"\uFFFD(å\""));
}

TEST(ExportTest, LeavesOutNumbersThatAreNotFinite) {
  ExportNode node{.id = "a", .label = "A", .attributes = {{"reach", std::numeric_limits<double>::quiet_NaN()}}};
  EXPECT_THAT(ToGraphMl(Alone(node)), HasSubstr(R"(<node id="a"><data key="node_label">A</data></node>)"));
  EXPECT_THAT(ToDot(Alone(node)), HasSubstr(R"("a" [label="A"];)"));
}

TEST(ExportTest, LeavesOutATieOfNoNode) {
  NetworkExport network = TwoAgencies();
  network.ties[0].b = 2;
  EXPECT_THAT(ToGraphMl(network), Not(HasSubstr("<edge")));
  EXPECT_THAT(ToDot(network), Not(HasSubstr("--")));
}

TEST(ExportTest, WritesNoWeightWhereNoneIsKnown) {
  NetworkExport network = TwoAgencies();
  network.ties[0] = {.a = 0, .b = 1, .weight = std::nullopt, .attributes = {}};
  EXPECT_THAT(ToGraphMl(network), HasSubstr(R"(target="agencies/fk"></edge>)"));
  EXPECT_THAT(ToDot(network), HasSubstr(R"("agencies/af" -- "agencies/fk";)"));
}

}  // namespace
}  // namespace samverkan
