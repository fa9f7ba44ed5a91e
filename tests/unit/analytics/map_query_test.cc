#include "services/analytics/map_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/feed_steps.h"

namespace samverkan {
namespace {

using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;
using meetings::v1::Meeting;

class MapQueryTest : public ::testing::Test {
 protected:
  template <typename Resource>
  void Add(const Resource& resource) {
    fold_.Apply(0, Written(resource));
  }

  GetMapResponse Map(analytics::v1::Resolution resolution = analytics::v1::RESOLUTION_AGENCY, int32_t day = 20240101) {
    request_.set_resolution(resolution);
    return *DrawMap(fold_.Read(), request_, day, include_private_);
  }

  static const GetMapResponse::Tie* TieOf(const GetMapResponse& map, const std::string& from, const std::string& to) {
    for (const auto& tie : map.ties()) {
      if (tie.from() == from && tie.to() == to) return &tie;
    }
    return nullptr;
  }

  static std::vector<std::string> NodesOf(const GetMapResponse& map) {
    std::vector<std::string> names;
    for (const auto& node : map.nodes()) names.push_back(node.name());
    return names;
  }

  Fold fold_;
  GetMapRequest request_;
  bool include_private_ = false;
};

using ::testing::ElementsAre;

// M5: w_ij = Σ occ_k / (n_k - 1). Two meetings: 12 a year of three agencies, 6 a year of two.
TEST_F(MapQueryTest, WeighsATieByOccurrencesSharedAmongTheOthers) {
  Add(MeetingOf("agencies/af/meetings/three", {"agencies/af", "agencies/fk", "agencies/lomma"}, 12));
  Add(MeetingOf("agencies/af/meetings/two", {"agencies/af", "agencies/fk"}, 6));
  GetMapResponse map = Map();
  EXPECT_DOUBLE_EQ(TieOf(map, "agencies/af", "agencies/fk")->weight(), 12 / 2.0 + 6 / 1.0);
  EXPECT_DOUBLE_EQ(TieOf(map, "agencies/af", "agencies/lomma")->weight(), 6);
  EXPECT_DOUBLE_EQ(TieOf(map, "agencies/fk", "agencies/lomma")->weight(), 6);
  EXPECT_EQ(map.ties(0).to(), "agencies/fk") << "the heaviest first";
}

TEST_F(MapQueryTest, CountsAnUnknownScheduleAndWeighsItNothing) {
  Add(MeetingOf("agencies/af/meetings/m", {"agencies/af", "agencies/fk"}, -1));
  GetMapResponse map = Map();
  EXPECT_EQ(TieOf(map, "agencies/af", "agencies/fk")->weight(), 0);
  EXPECT_EQ(TieOf(map, "agencies/af", "agencies/fk")->meetings().unknown_schedules(), 1);
  EXPECT_EQ(map.meetings().unknown_schedules(), 1);
}

TEST_F(MapQueryTest, DrawsFunctionsTogetherAsTheResolutionSays) {
  actors::v1::Function function;
  function.set_name("agencies/af/functions/chef");
  function.set_display_name("Chef");
  function.set_unit("agencies/af/units/kontor");
  function.set_visibility(type::v1::VISIBILITY_FEDERATION);
  Add(function);
  Add(MeetingOf("agencies/af/meetings/m", {"agencies/af/functions/chef", "agencies/fk/functions/x"}));
  EXPECT_THAT(NodesOf(Map(analytics::v1::RESOLUTION_FUNCTION)),
              ElementsAre("agencies/af/functions/chef", "agencies/fk/functions/x"));
  EXPECT_THAT(NodesOf(Map(analytics::v1::RESOLUTION_UNIT)), ElementsAre("agencies/af/units/kontor", "agencies/fk"));
  EXPECT_THAT(NodesOf(Map(analytics::v1::RESOLUTION_AGENCY)), ElementsAre("agencies/af", "agencies/fk"));
}

TEST_F(MapQueryTest, ShowsAnActorNobodyHasDescribedByItsName) {
  Add(MeetingOf("agencies/af/meetings/m", {"agencies/af", "agencies/fk/functions/x"}));
  GetMapResponse map = Map(analytics::v1::RESOLUTION_FUNCTION);
  EXPECT_FALSE(map.nodes(1).known());
  EXPECT_EQ(map.nodes(1).display_name(), "agencies/fk/functions/x");
  EXPECT_EQ(map.nodes(1).agency(), "agencies/fk");
}

actors::v1::Organisation OrganisationOf(const std::string& name, const std::string& number, const std::string& agency) {
  actors::v1::Organisation organisation;
  organisation.set_name(name);
  organisation.set_display_name("En kommun");
  organisation.set_organisation_number(number);
  organisation.set_agency(agency);
  organisation.set_visibility(type::v1::VISIBILITY_FEDERATION);
  return organisation;
}

TEST_F(MapQueryTest, DrawsAnOrganisationThatHasJoinedAsItsAgency) {
  Add(OrganisationOf("agencies/finsam/organisations/lomma", "", "agencies/lomma"));
  Add(MeetingOf("agencies/af/meetings/m", {"agencies/af", "agencies/finsam/organisations/lomma"}));
  EXPECT_THAT(NodesOf(Map(analytics::v1::RESOLUTION_AGENCY)), ElementsAre("agencies/af", "agencies/lomma"));
  EXPECT_THAT(NodesOf(Map(analytics::v1::RESOLUTION_ORGANISATION)),
              ElementsAre("agencies/af", "agencies/finsam/organisations/lomma"));
}

TEST_F(MapQueryTest, DrawsOrganisationsOfOneNumberAsOne) {
  Add(OrganisationOf("agencies/af/organisations/falun", "212000-2239", ""));
  Add(OrganisationOf("agencies/fk/organisations/falu-kommun", "2120002239", ""));
  Add(MeetingOf("agencies/af/meetings/m", {"agencies/af", "agencies/af/organisations/falun"}));
  Add(MeetingOf("agencies/fk/meetings/m", {"agencies/af", "agencies/fk/organisations/falu-kommun"}));
  GetMapResponse map = Map();
  EXPECT_THAT(NodesOf(map), ElementsAre("agencies/af", "agencies/af/organisations/falun"));
  EXPECT_EQ(map.ties(0).meetings().existing(), 2);
}

TEST_F(MapQueryTest, CountsAMeetingOnceThatTwoAgenciesHaveInventoried) {
  Meeting mine = MeetingOf("agencies/af/meetings/styrgrupp", {"agencies/af", "agencies/fk"}, 12);
  Meeting theirs = MeetingOf("agencies/fk/meetings/styrgrupp", {"agencies/fk", "agencies/lomma"}, 10);
  theirs.set_same_as("agencies/af/meetings/styrgrupp");
  Add(mine);
  Add(theirs);
  GetMapResponse map = Map();
  EXPECT_EQ(map.meetings().existing(), 1);
  EXPECT_DOUBLE_EQ(TieOf(map, "agencies/fk", "agencies/lomma")->weight(), 12 / 2.0) << "participants united";
}

TEST_F(MapQueryTest, CountsOnceTheMeetingsThatNameTheSameUnknownOne) {
  for (const char* name : {"agencies/af/meetings/a", "agencies/fk/meetings/b"}) {
    Meeting meeting = MeetingOf(name, {"agencies/af", "agencies/fk"});
    meeting.set_same_as("agencies/region/meetings/unknown");
    Add(meeting);
  }
  EXPECT_EQ(Map().meetings().existing(), 1);
}

TEST_F(MapQueryTest, SurvivesMeetingsThatNameEachOtherAsTheSame) {
  Meeting a = MeetingOf("agencies/af/meetings/a", {"agencies/af", "agencies/fk"});
  Meeting b = MeetingOf("agencies/fk/meetings/b", {"agencies/af", "agencies/fk"});
  a.set_same_as(b.name());
  b.set_same_as(a.name());
  Add(a);
  Add(b);
  EXPECT_EQ(Map().meetings().existing(), 1);
}

Meeting MissingThenHeld() {
  Meeting meeting = MeetingOf("agencies/af/meetings/m", {"agencies/af", "agencies/fk"});
  meeting.clear_history();
  for (auto [state, day] : {std::pair{"STATE_MISSING", "2016-01-15"}, {"STATE_EXISTING", "2016-04-01"}}) {
    auto* change = meeting.add_history();
    change->set_state(state);
    change->set_day(day);
  }
  return meeting;
}

TEST_F(MapQueryTest, ShowsTheStateOfTheAskedForDay) {
  Add(MissingThenHeld());
  EXPECT_EQ(Map(analytics::v1::RESOLUTION_AGENCY, 20160114).meetings().missing(), 0) << "nobody knew of it";
  EXPECT_EQ(Map(analytics::v1::RESOLUTION_AGENCY, 20160131).meetings().missing(), 1);
  EXPECT_EQ(Map(analytics::v1::RESOLUTION_AGENCY, 20160401).meetings().existing(), 1);
}

TEST_F(MapQueryTest, WeighsNothingForAMeetingThatIsMissing) {
  Add(MissingThenHeld());
  GetMapResponse map = Map(analytics::v1::RESOLUTION_AGENCY, 20160131);
  EXPECT_EQ(map.ties(0).weight(), 0);
  EXPECT_EQ(map.ties(0).meetings().missing(), 1);
}

TEST_F(MapQueryTest, LeavesOutWhatIsNotValidOnTheDay) {
  Meeting meeting = MeetingOf("agencies/af/meetings/m", {"agencies/af", "agencies/fk"});
  meeting.set_valid_from("2021-01-01");
  meeting.set_valid_until("2021-12-31");
  Add(meeting);
  EXPECT_EQ(Map(analytics::v1::RESOLUTION_AGENCY, 20210101).meetings().existing(), 1);
  EXPECT_EQ(Map(analytics::v1::RESOLUTION_AGENCY, 20211231).meetings().existing(), 1);
  EXPECT_EQ(Map(analytics::v1::RESOLUTION_AGENCY, 20220101).meetings().existing(), 0);
}

TEST_F(MapQueryTest, FiltersByLevelAndState) {
  Meeting strategic = MeetingOf("agencies/af/meetings/s", {"agencies/af", "agencies/fk"});
  strategic.set_level(type::v1::LEVEL_STRATEGIC);
  Add(strategic);
  Add(MeetingOf("agencies/af/meetings/o", {"agencies/af", "agencies/lomma"}));
  request_.set_level(type::v1::LEVEL_STRATEGIC);
  EXPECT_THAT(NodesOf(Map()), ElementsAre("agencies/af", "agencies/fk"));
  request_.add_states(Meeting::STATE_MISSING);
  EXPECT_EQ(Map().nodes_size(), 0);
}

TEST_F(MapQueryTest, FiltersByAGroupAndTheGroupsWithinIt) {
  actors::v1::Group young;
  young.set_name("agencies/finsam/groups/af-24-25");
  young.set_parent_group("agencies/finsam/groups/unga-vuxna");
  young.set_visibility(type::v1::VISIBILITY_FEDERATION);
  Add(young);
  Meeting meeting = MeetingOf("agencies/af/meetings/m", {"agencies/af", "agencies/fk"});
  meeting.add_groups(young.name());
  Add(meeting);
  Add(MeetingOf("agencies/af/meetings/for-all", {"agencies/af", "agencies/lomma"}));
  request_.set_group("agencies/finsam/groups/unga-vuxna");
  EXPECT_THAT(NodesOf(Map()), ElementsAre("agencies/af", "agencies/fk"));
  request_.set_group("agencies/finsam/groups/others");
  EXPECT_EQ(Map().nodes_size(), 0);
}

TEST_F(MapQueryTest, ShowsWhatIsPrivateToItsAgencyOnly) {
  Meeting meeting = MeetingOf("agencies/af/meetings/m", {"agencies/af", "agencies/fk"});
  meeting.set_visibility(type::v1::VISIBILITY_AGENCY);
  Add(meeting);
  EXPECT_EQ(Map().meetings().existing(), 0);
  EXPECT_EQ(Map().nodes_size(), 0);
  include_private_ = true;
  EXPECT_EQ(Map().meetings().existing(), 1);
}

}  // namespace
}  // namespace samverkan
