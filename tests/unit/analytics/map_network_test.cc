// The map's measures (N1 to N5, N7), and which meetings it is drawn from.
#include <gmock/gmock.h>

#include "services/analytics/map_query.h"
#include "tests/unit/analytics/small_federation.h"

namespace samverkan {
namespace {

using actors::v1::Agency;
using actors::v1::Function;
using actors::v1::Organisation;
using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Node = GetMapResponse::Node;

constexpr char kCoordinator[] = "coordinator: true";

class MapNetworkTest : public SmallFederation {
 protected:
  MapNetworkTest() { request_.set_with_network(true); }

  GetMapResponse Map(analytics::v1::Resolution resolution = analytics::v1::RESOLUTION_AGENCY) {
    request_.set_resolution(resolution);
    return *DrawMap(fold_.Read(), request_, 20240101, include_private_);
  }

  static Node Of(const std::string& name, const GetMapResponse& map) {
    for (const Node& node : map.nodes()) {
      if (node.name() == Full(name)) return node;
    }
    ADD_FAILURE() << name << " is not on the map";
    return {};
  }

  static std::vector<std::string> NodesOf(const GetMapResponse& map) {
    std::vector<std::string> names;
    for (const Node& node : map.nodes()) names.push_back(node.name().substr(Full("").size()));
    return names;
  }

  static std::vector<std::string> TiesOf(const GetMapResponse& map) {
    std::vector<std::string> ties;
    for (const auto& tie : map.ties()) {
      ties.push_back(tie.from().substr(Full("").size()) + "-" + tie.to().substr(Full("").size()));
    }
    return ties;
  }

  // fk meets each of four others, who do not meet.
  void AddStar() {
    for (const char* other : {"af", "lomma", "region", "skola"}) {
      AddMeeting(std::string("fk/meetings/") + other, {"fk", other});
    }
  }

  // Two of each of two agencies meet, and a coordinator meets all.
  void AddTwoPairsAndACoordinator() {
    Add<Function>("c/functions/c", kCoordinator);
    AddMeeting("a/meetings/m", {"a/functions/1", "a/functions/2", "c/functions/c"});
    AddMeeting("b/meetings/m", {"b/functions/1", "b/functions/2", "c/functions/c"});
  }

  GetMapRequest request_;
};

TEST_F(MapNetworkTest, MeasuresNothingUnlessAsked) {
  AddStar();
  request_.set_with_network(false);
  GetMapResponse map = Map();
  EXPECT_FALSE(map.has_network());
  EXPECT_FALSE(map.has_network_without_coordinators());
  EXPECT_FALSE(Of("fk", map).has_measures());
}

TEST_F(MapNetworkTest, MeasuresAStar) {
  AddStar();
  analytics::v1::Network network = Map().network();
  EXPECT_EQ(network.nodes(), 5);
  EXPECT_EQ(network.ties(), 4);
  EXPECT_DOUBLE_EQ(network.density(), 0.4);
  EXPECT_DOUBLE_EQ(network.centralisation(), 1);
  EXPECT_EQ(network.components(), 1);
  EXPECT_EQ(network.isolates(), 0);
  EXPECT_DOUBLE_EQ(network.ei_index(), 1);
  EXPECT_EQ(network.betweenness_pivots(), 0) << "exact";
}

TEST_F(MapNetworkTest, MeasuresAStarsMiddleAndItsPoints) {
  AddStar();
  GetMapResponse map = Map();
  analytics::v1::NodeMeasures middle = Of("fk", map).measures();
  EXPECT_EQ(middle.degree(), 4);
  EXPECT_DOUBLE_EQ(middle.strength(), 48);
  EXPECT_DOUBLE_EQ(middle.betweenness(), 1);
  EXPECT_DOUBLE_EQ(middle.reach(), 1);
  EXPECT_DOUBLE_EQ(middle.constraint(), 0.25) << "four that do not meet: 4 (1/4)^2";
  EXPECT_FALSE(middle.has_betweenness_standard_error());
  analytics::v1::NodeMeasures point = Of("af", map).measures();
  EXPECT_EQ(point.degree(), 1);
  EXPECT_DOUBLE_EQ(point.betweenness(), 0);
  EXPECT_DOUBLE_EQ(point.reach(), 1) << "all within two steps";
  EXPECT_DOUBLE_EQ(point.constraint(), 1);
}

TEST_F(MapNetworkTest, LeavesOutWhatIsNotDefined) {
  AddMeeting("af/meetings/m", {"af"});
  GetMapResponse map = Map();
  EXPECT_EQ(map.network().nodes(), 1);
  EXPECT_EQ(map.network().isolates(), 1);
  EXPECT_FALSE(map.network().has_density());
  EXPECT_FALSE(map.network().has_centralisation());
  EXPECT_FALSE(map.network().has_ei_index());
  EXPECT_FALSE(map.network().has_modularity());
  EXPECT_FALSE(Of("af", map).measures().has_reach());
}

TEST_F(MapNetworkTest, HoldsTiesWithinAnAgencyAgainstThoseBetween) {
  AddMeeting("a/meetings/within", {"a/functions/1", "a/functions/2"});
  EXPECT_DOUBLE_EQ(Map(analytics::v1::RESOLUTION_FUNCTION).network().ei_index(), -1);
  AddMeeting("a/meetings/between", {"a/functions/1", "b/functions/1"});
  AddMeeting("a/meetings/out", {"a/functions/1", "a/organisations/o"});
  GetMapResponse map = Map(analytics::v1::RESOLUTION_FUNCTION);
  EXPECT_DOUBLE_EQ(map.network().ei_index(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(Of("a/functions/2", map).measures().ei_index(), -1);
  EXPECT_DOUBLE_EQ(Of("b/functions/1", map).measures().ei_index(), 1);
}

TEST_F(MapNetworkTest, CountsAnOrganisationThatHasJoinedAsWithinItsAgency) {
  Add<Organisation>("a/organisations/o", "agency: 'agencies/b'");
  AddMeeting("a/meetings/m", {"a/organisations/o", "b/functions/1"});
  EXPECT_DOUBLE_EQ(Map(analytics::v1::RESOLUTION_FUNCTION).network().ei_index(), -1);
}

TEST_F(MapNetworkTest, NumbersCommunitiesByTheFirstOfEachByName) {
  AddMeeting("x/meetings/1", {"d", "a", "c"});
  AddMeeting("x/meetings/2", {"b", "f", "e"});
  AddMeeting("x/meetings/3", {"alone"});
  GetMapResponse map = Map();
  EXPECT_EQ(map.network().communities(), 2);
  EXPECT_EQ(Of("a", map).measures().community(), 1);
  EXPECT_EQ(Of("d", map).measures().community(), 1);
  EXPECT_EQ(Of("b", map).measures().community(), 2);
  EXPECT_EQ(Of("alone", map).measures().community(), 0);
  EXPECT_DOUBLE_EQ(map.network().modularity(), 0.5);
}

TEST_F(MapNetworkTest, ShowsWhatACoordinatorHoldsTogether) {
  AddTwoPairsAndACoordinator();
  GetMapResponse map = Map(analytics::v1::RESOLUTION_FUNCTION);
  EXPECT_EQ(map.network().components(), 1);
  EXPECT_EQ(map.network_without_coordinators().components(), 2);
  EXPECT_EQ(map.network_without_coordinators().nodes(), 4);
  EXPECT_EQ(map.network_without_coordinators().ties(), 2);
}

TEST_F(MapNetworkTest, MeasuresEveryoneButTheCoordinatorWithoutIt) {
  AddTwoPairsAndACoordinator();
  GetMapResponse map = Map(analytics::v1::RESOLUTION_FUNCTION);
  Node coordinator = Of("c/functions/c", map);
  EXPECT_TRUE(coordinator.coordinator());
  EXPECT_DOUBLE_EQ(coordinator.measures().betweenness(), 4.0 / 6) << "the four pairs of an a and a b, of six";
  EXPECT_FALSE(coordinator.has_measures_without_coordinators());
  Node other = Of("a/functions/1", map);
  EXPECT_FALSE(other.coordinator());
  EXPECT_DOUBLE_EQ(other.measures().reach(), 1);
  EXPECT_DOUBLE_EQ(other.measures_without_coordinators().reach(), 1.0 / 3);
}

TEST_F(MapNetworkTest, KeepsAnAgencyOfWhichOthersThanTheCoordinatorMeet) {
  Add<Function>("a/functions/c", kCoordinator);
  AddMeeting("a/meetings/m", {"a/functions/c", "a/functions/1", "b"});
  AddMeeting("a/meetings/n", {"a/functions/c", "d"});
  GetMapResponse map = Map();
  EXPECT_FALSE(Of("a", map).coordinator());
  EXPECT_EQ(Of("a", map).measures().degree(), 2);
  EXPECT_EQ(Of("a", map).measures_without_coordinators().degree(), 1);
  EXPECT_EQ(Of("d", map).measures_without_coordinators().degree(), 0);
}

TEST_F(MapNetworkTest, TakesAnAssociationsActorsForCoordinators) {
  Add<Agency>("finsam", "kind: ORGANISATION_KIND_COORDINATION_ASSOCIATION");
  Add<Organisation>("af/organisations/other", "kind: ORGANISATION_KIND_COORDINATION_ASSOCIATION");
  AddMeeting("af/meetings/m", {"af", "fk", "finsam/functions/x", "finsam/units/u", "af/organisations/other"});
  GetMapResponse map = Map();
  EXPECT_TRUE(Of("finsam", map).coordinator());
  EXPECT_TRUE(Of("af/organisations/other", map).coordinator());
  EXPECT_FALSE(Of("af", map).coordinator());
  EXPECT_EQ(map.network_without_coordinators().nodes(), 2);
}

TEST_F(MapNetworkTest, TakesNobodyForACoordinatorOfWhomThatIsPrivate) {
  Add<Function>("a/functions/c", std::string(kPrivate) + kCoordinator);
  AddMeeting("a/meetings/m", {"a/functions/c", "b"});
  EXPECT_FALSE(Of("a/functions/c", Map(analytics::v1::RESOLUTION_FUNCTION)).coordinator());
  include_private_ = true;
  EXPECT_TRUE(Of("a/functions/c", Map(analytics::v1::RESOLUTION_FUNCTION)).coordinator());
}

TEST_F(MapNetworkTest, MeasuresNobodyWhoTakesPartInNothingThatTakesPlace) {
  AddMeeting("af/meetings/held", {"af", "fk"});
  AddMeeting("af/meetings/asked", {"af", "lomma"}, States({{"MISSING", "2020-01-01"}}));
  GetMapResponse map = Map();
  EXPECT_EQ(map.network().nodes(), 2);
  EXPECT_EQ(map.network().ties(), 1);
  Node lomma = Of("lomma", map);
  EXPECT_EQ(lomma.meetings().missing(), 1);
  EXPECT_FALSE(lomma.has_measures());
  EXPECT_FALSE(lomma.has_measures_without_coordinators());
  EXPECT_FALSE(lomma.coordinator());
}

TEST_F(MapNetworkTest, AnswersTheHeaviestTiesAndCountsAll) {
  AddMeeting("x/meetings/1", {"a", "b"}, "schedule { occurrences_per_year: 1 }");
  AddMeeting("x/meetings/2", {"a", "c"}, "schedule { occurrences_per_year: 3 }");
  AddMeeting("x/meetings/3", {"b", "c"}, "schedule { occurrences_per_year: 2 }");
  request_.set_max_ties(2);
  GetMapResponse map = Map();
  EXPECT_THAT(TiesOf(map), ElementsAre("a-c", "b-c"));
  EXPECT_EQ(map.tie_count(), 3);
  EXPECT_EQ(map.network().ties(), 3) << "measured whole";
  request_.set_max_ties(0);
  EXPECT_THAT(TiesOf(Map()), ElementsAre("a-c", "b-c", "a-b"));
}

TEST_F(MapNetworkTest, OrdersTiesOfOneWeightByName) {
  AddMeeting("x/meetings/1", {"c", "b"});
  AddMeeting("x/meetings/2", {"c", "a"});
  AddMeeting("x/meetings/3", {"b", "a"});
  EXPECT_THAT(TiesOf(Map()), ElementsAre("a-b", "a-c", "b-c"));
}

TEST_F(MapNetworkTest, DrawsMeetingsOfTheAskedForAgencies) {
  AddMeeting("af/meetings/1", {"af/functions/x", "fk"});
  AddMeeting("af/meetings/2", {"lomma", "fk"});
  request_.add_agencies("agencies/af");
  EXPECT_THAT(NodesOf(Map()), ElementsAre("af", "fk"));
  request_.add_agencies("agencies/lomma");
  EXPECT_THAT(NodesOf(Map()), ElementsAre("af", "fk", "lomma"));
}

TEST_F(MapNetworkTest, DrawsMeetingsOfTheAskedForMunicipalities) {
  Add<Agency>("lomma", "municipality_codes: '1262'");
  Add<Agency>("falun", "municipality_codes: '2080'");
  AddMeeting("af/meetings/1", {"lomma/functions/x", "af"});
  AddMeeting("af/meetings/2", {"falun", "fk"});
  request_.add_municipality_codes("1262");
  EXPECT_THAT(NodesOf(Map()), ElementsAre("af", "lomma"));
  request_.add_municipality_codes("2080");
  EXPECT_THAT(NodesOf(Map()), ElementsAre("af", "falun", "fk", "lomma"));
}

TEST_F(MapNetworkTest, DrawsMeetingsOfAgenciesAndMunicipalitiesWhereBothTakePart) {
  Add<Agency>("lomma", "municipality_codes: '1262'");
  AddMeeting("af/meetings/1", {"lomma", "af"});
  AddMeeting("af/meetings/2", {"lomma", "fk"});
  AddMeeting("af/meetings/3", {"falun", "fk"});
  request_.add_municipality_codes("1262");
  request_.add_agencies("agencies/fk");
  EXPECT_EQ(Map().meetings().existing(), 1);
}

TEST_F(MapNetworkTest, DrawsNothingOfAMunicipalityThatNobodyWorksIn) {
  AddMeeting("af/meetings/1", {"lomma", "af"});
  request_.add_municipality_codes("1262");
  EXPECT_THAT(NodesOf(Map()), IsEmpty());
}

TEST_F(MapNetworkTest, CountsEndedMeetingsWhereAskedForAndWeighsThemNothing) {
  AddMeeting("af/meetings/1", {"lomma", "af"}, States({{"ENDED", "2020-01-01"}}));
  EXPECT_THAT(NodesOf(Map()), IsEmpty());
  request_.add_states(meetings::v1::Meeting::STATE_ENDED);
  GetMapResponse map = Map();
  EXPECT_EQ(map.meetings().ended(), 1);
  EXPECT_EQ(map.ties(0).weight(), 0);
  EXPECT_EQ(map.network().nodes(), 0);
}

// A map of more nodes than have a place for each pair.
TEST_F(MapNetworkTest, DrawsMoreThanAThousandNodesAsItDrawsFew) {
  for (int i = 0; i < 1'100; ++i) {
    std::string number = std::to_string(10'000 + i);
    AddMeeting("a/meetings/" + number, {"a", ("b/functions/" + number).c_str()});
  }
  AddMeeting("a/meetings/again", {"b/functions/10007", "a"});
  request_.set_with_network(false);
  GetMapResponse map = Map(analytics::v1::RESOLUTION_FUNCTION);
  EXPECT_EQ(map.tie_count(), 1'100);
  EXPECT_EQ(map.ties(0).to(), "agencies/b/functions/10007");
  EXPECT_EQ(map.ties(0).weight(), 24);
  EXPECT_EQ(map.ties(1).to(), "agencies/b/functions/10000");
  EXPECT_EQ(map.ties(1'099).to(), "agencies/b/functions/11099");
}

}  // namespace
}  // namespace samverkan
