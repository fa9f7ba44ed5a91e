#include "gateway/cli/network_view.h"

#include <gmock/gmock.h>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::CompareMapsResponse;
using analytics::v1::GetMapResponse;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using NetworkViewTest = LanguageTest;

GetMapResponse SomeNetwork() {
  return FromText<GetMapResponse>(R"pb(
    nodes {
      name: "agencies/af"
      display_name: "Arbetsförmedlingen"
      measures { degree: 2 reach: 1 betweenness: 0.5 constraint: 0.61 ei_index: 1 community: 1 }
      measures_without_coordinators { degree: 1 reach: 1 betweenness: 0 constraint: 1 ei_index: 1 community: 1 }
    }
    nodes {
      name: "agencies/finsam"
      display_name: "Förbundet"
      coordinator: true
      measures { degree: 3 reach: 1 betweenness: 2.5 community: 1 }
    }
    network {
      nodes: 4
      ties: 4
      density: 0.6667
      centralisation: 0.75
      components: 1
      ei_index: 1
      communities: 1
      modularity: 0
    }
    network_without_coordinators { nodes: 3 ties: 1 density: 0.3333 components: 2 isolates: 1 communities: 1 }
  )pb");
}

TEST_F(NetworkViewTest, SetsTheNetworkBesideThatWithoutCoordinators) {
  std::string text = Plain(RenderNetwork(SomeNetwork(), 0));
  EXPECT_THAT(text, HasSubstr("The network                                 with coordinators  without\n"));
  EXPECT_THAT(text, HasSubstr("of all pairs that could meet                           66.7 %   33.3 %\n"));
  EXPECT_THAT(text, HasSubstr("leaning on one: 1 a star, 0 all alike                    0.75        –\n"))
      << "what is not defined is not 0";
}

TEST_F(NetworkViewTest, NamesTheBestBrokersAndEachNodesPlace) {
  std::string text = Plain(RenderNetwork(SomeNetwork(), 0));
  EXPECT_THAT(text, HasSubstr("Best brokers, on the shortest ways between others: Förbundet (2.5) and "
                              "Arbetsförmedlingen (0.5)\n"));
  EXPECT_THAT(text, HasSubstr("Förbundet *         3 (–)  100 % (–)  2.5 (–)"));
  EXPECT_THAT(text, HasSubstr("Arbetsförmedlingen  2 (1)      100 %  0.5 (0)"));
}

TEST_F(NetworkViewTest, SaysThatBetweennessWasSampled) {
  GetMapResponse map = SomeNetwork();
  map.mutable_network()->set_betweenness_pivots(2);
  EXPECT_THAT(RenderNetwork(map, 0), HasSubstr("between is an estimate from 2 of 4 nodes\n"));
}

TEST_F(NetworkViewTest, IsEmptyWhereItWasNotAskedFor) { EXPECT_EQ(RenderNetwork(GetMapResponse(), 80), ""); }

CompareMapsResponse SomeComparison() {
  return FromText<CompareMapsResponse>(R"pb(
    resolution: RESOLUTION_AGENCY
    before {
      day: "2015-11-30"
      meetings { existing: 3 missing: 2 }
      network { nodes: 3 ties: 2 }
    }
    after {
      day: "2016-04-30"
      meetings { existing: 4 removable: 1 missing: 1 }
      network { nodes: 4 ties: 3 }
    }
    appeared_nodes { name: "agencies/lomma" display_name: "Lomma" }
    ties {
      from: "agencies/af"
      to: "agencies/lomma"
      from_display_name: "Arbetsförmedlingen"
      to_display_name: "Lomma"
      weight_after: 6
      meetings_after: 1
    }
    ties {
      from: "agencies/af"
      to: "agencies/fk"
      weight_before: 12
      weight_after: 6
      meetings_before: 2
      meetings_after: 1
    }
    tie_count: 5
    begun { meeting: "agencies/lomma/meetings/rad" display_name: "Ungdomsråd" other_state: STATE_MISSING }
    begun_count: 2
    kinds {
      from: ORGANISATION_KIND_STATE_AGENCY
      to: ORGANISATION_KIND_MUNICIPALITY
      ties_before: 1
      ties_after: 2
      weight_before: 3
      weight_after: 9
    }
  )pb");
}

TEST_F(NetworkViewTest, FindsWhatAppearedAndWhatBecameLess) {
  EXPECT_THAT(MapFindings(SomeComparison()),
              ElementsAre("Only in the second: Lomma", "Arbetsförmedlingen and Lomma meet only in the second",
                          "af and fk meet less: 6, before 12"));
  SetLanguage(Language::kSwedish);
  EXPECT_THAT(MapFindings(SomeComparison()),
              ElementsAre("Bara i den andra: Lomma", "Arbetsförmedlingen och Lomma möts bara i den andra",
                          "af och fk möts mindre: 6, förut 12"));
}

TEST_F(NetworkViewTest, SaysHowManyChangesItDoesNotName) {
  std::string text = RenderMapComparison(SomeComparison(), 0);
  EXPECT_THAT(text, AllOf(HasSubstr("and 3 more\n"),
                          HasSubstr("Meetings that take place in the second alone: 2\n"
                                    "  Ungdomsråd (lomma/rad): in the other map missing\n  and 1 more\n")));
}

TEST_F(NetworkViewTest, HoldsKindsOfPartiesAgainstEachOther) {
  EXPECT_THAT(RenderMapComparison(SomeComparison(), 0),
              HasSubstr("state_agency  municipality            1       2             3       9\n"));
  SetLanguage(Language::kSwedish);
  EXPECT_THAT(RenderMapComparison(SomeComparison(), 0), HasSubstr("statlig myndighet  kommun"));
}

TEST_F(NetworkViewTest, SaysThatNothingDiffers) {
  EXPECT_THAT(RenderMapComparison(CompareMapsResponse(), 0), HasSubstr("Who meets whom is the same in both.\n"));
}

}  // namespace
}  // namespace samverkan::cli
