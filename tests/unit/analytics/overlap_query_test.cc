#include "services/analytics/overlap_query.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/small_federation.h"

namespace samverkan {
namespace {

using analytics::v1::ListOverlapsRequest;
using analytics::v1::ListOverlapsResponse;
using analytics::v1::Overlap;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// That many hours a year, for each who comes.
std::string Hours(int hours) {
  return "schedule { occurrences_per_year: " + std::to_string(hours) + " duration { seconds: 3600 } } ";
}

class OverlapQueryTest : public SmallFederation {
 protected:
  ListOverlapsResponse Found() const { return FindOverlaps(fold_.Read(), request_, 20240101, include_private_); }

  static std::string Id(const analytics::v1::MeetingSummary& meeting) {
    return meeting.name().substr(meeting.name().rfind('/') + 1);
  }

  // Each as `MERGE first second`, by their ids.
  std::vector<std::string> Pairs() const {
    std::vector<std::string> pairs;
    const ListOverlapsResponse found = Found();
    for (const Overlap& overlap : found.overlaps()) {
      std::string kind = Overlap::Kind_Name(overlap.kind()).substr(sizeof("KIND"));
      pairs.push_back(kind + " " + Id(overlap.first()) + " " + Id(overlap.second()));
    }
    return pairs;
  }

  // With so many of the actors 0, 1, ... that begin at `first`.
  void AddMeetingOf(const std::string& name, int first, int count, const std::string& text = "") {
    std::vector<Who> participants;
    for (int i = 0; i < count; ++i) participants.emplace_back(("x/functions/" + std::to_string(first + i)).c_str());
    AddMeeting(name, participants, text);
  }

  ListOverlapsRequest request_;
};

TEST_F(OverlapQueryTest, NamesMeetingsOfTheSameParticipants) {
  AddMeeting("af/meetings/b", {"af", "fk"}, Hours(10));
  AddMeeting("af/meetings/a", {"fk", "af"}, Hours(4));
  ListOverlapsResponse found = Found();
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b"));
  EXPECT_EQ(found.overlaps(0).similarity(), 1);
  EXPECT_EQ(found.overlaps(0).shared_participants(), 2);
  EXPECT_EQ(found.total_size(), 1);
  EXPECT_FALSE(found.truncated());
}

TEST_F(OverlapQueryTest, NamesEveryPairOfSeveral) {
  for (const char* name : {"af/meetings/a", "af/meetings/b", "af/meetings/c"}) AddMeeting(name, {"af", "fk"});
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b", "MERGE a c", "MERGE b c"));
}

// M4: |A∩B| / |A∪B|; 7 of 10 is as much as the default asks for.
TEST_F(OverlapQueryTest, NamesAPairOfExactlyTheThreshold) {
  AddMeetingOf("af/meetings/a", 0, 8);
  AddMeetingOf("af/meetings/b", 1, 9);
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b"));
  EXPECT_DOUBLE_EQ(Found().overlaps(0).similarity(), 0.7);
  request_.set_threshold(0.71);
  EXPECT_THAT(Pairs(), IsEmpty());
}

TEST_F(OverlapQueryTest, LeavesOutAPairBelowTheThreshold) {
  AddMeetingOf("af/meetings/a", 0, 8);
  AddMeetingOf("af/meetings/b", 2, 8);
  EXPECT_THAT(Pairs(), IsEmpty());
  request_.set_threshold(0.6);
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b"));
}

TEST_F(OverlapQueryTest, NamesTheSmallerFirstWhereAllOfItTakePartInTheOther) {
  AddMeetingOf("af/meetings/large", 0, 9);
  AddMeetingOf("af/meetings/small", 3, 2);
  EXPECT_THAT(Pairs(), ElementsAre("SUBSET small large"));
  AddMeetingOf("af/meetings/a-larger-one", 0, 20);
  EXPECT_THAT(Pairs(), ElementsAre("SUBSET large a-larger-one", "SUBSET small large", "SUBSET small a-larger-one"));
}

TEST_F(OverlapQueryTest, CallsASubsetSoAlsoAboveTheThreshold) {
  AddMeetingOf("af/meetings/a", 0, 10);
  AddMeetingOf("af/meetings/b", 0, 9);
  EXPECT_THAT(Pairs(), ElementsAre("SUBSET b a"));
}

TEST_F(OverlapQueryTest, CallsNothingASubsetOfOne) {
  AddMeetingOf("af/meetings/a", 0, 2);
  AddMeetingOf("af/meetings/b", 0, 1);
  EXPECT_THAT(Pairs(), IsEmpty());
  request_.set_threshold(0.5);
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b"));
}

TEST_F(OverlapQueryTest, ComparesNoMeetingsThatNobodyTakesPartIn) {
  AddMeeting("af/meetings/a", {});
  AddMeeting("af/meetings/b", {});
  EXPECT_THAT(Pairs(), IsEmpty());
}

TEST_F(OverlapQueryTest, TakesTwoAgenciesMeetingOfOneNameForTheSame) {
  AddMeeting("af/meetings/a", {"af", "fk"}, "display_name: 'Styrgrupp'");
  AddMeeting("fk/meetings/b", {"af", "fk"}, "display_name: 'Styrgrupp'");
  EXPECT_THAT(Pairs(), ElementsAre("SAME a b"));
}

TEST_F(OverlapQueryTest, TakesAMeetingForTheSameAsFarAsBothKnowTheFrequency) {
  const std::string name = "display_name: 'Styrgrupp' ";
  AddMeeting("af/meetings/a", {"af", "fk"}, name + "schedule { occurrences_per_year: 12 }");
  AddMeeting("fk/meetings/b", {"af", "fk"}, name + "schedule {}");
  AddMeeting("lomma/meetings/c", {"af", "fk"}, name + "schedule { occurrences_per_year: 11 }");
  EXPECT_THAT(Pairs(), ElementsAre("SAME a b", "MERGE a c", "SAME b c"));
}

TEST_F(OverlapQueryTest, TakesNoTwoMeetingsOfOneAgencyForTheSame) {
  AddMeeting("af/meetings/a", {"af", "fk"}, "display_name: 'Styrgrupp'");
  AddMeeting("af/meetings/b", {"af", "fk"}, "display_name: 'Styrgrupp'");
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b"));
}

TEST_F(OverlapQueryTest, TakesForTheSameAlsoWhereOneKnowsOfMoreParticipants) {
  AddMeetingOf("af/meetings/a", 0, 10, "display_name: 'Styrgrupp'");
  AddMeetingOf("fk/meetings/b", 0, 9, "display_name: 'Styrgrupp'");
  EXPECT_THAT(Pairs(), ElementsAre("SAME a b"));
}

// 14 of 25 is 0.56, and 0.56 * 25 as doubles is more than 14.
TEST_F(OverlapQueryTest, TakesForTheSameAtExactlyTheThreshold) {
  AddMeetingOf("af/meetings/a", 0, 20, "display_name: 'Styrgrupp'");
  AddMeetingOf("fk/meetings/b", 6, 19, "display_name: 'Styrgrupp'");
  request_.set_threshold(0.56);
  EXPECT_THAT(Pairs(), ElementsAre("SAME a b"));
}

TEST_F(OverlapQueryTest, KeepsASubsetBelowTheThresholdOneThoughItIsCalledTheSame) {
  AddMeetingOf("af/meetings/a", 0, 10, "display_name: 'Styrgrupp'");
  AddMeetingOf("fk/meetings/b", 0, 2, "display_name: 'Styrgrupp'");
  EXPECT_THAT(Pairs(), ElementsAre("SUBSET b a"));
}

TEST_F(OverlapQueryTest, ComparesNoMeetingsThatSomebodyHasSaidAreTheSame) {
  AddMeeting("af/meetings/a", {"af", "fk"});
  AddMeeting("fk/meetings/b", {"af", "fk"}, "same_as: 'agencies/af/meetings/a'");
  EXPECT_THAT(Pairs(), IsEmpty());
}

TEST_F(OverlapQueryTest, ComparesMeetingsOfOneLevelAndTheSameGroupsOnly) {
  AddMeeting("af/meetings/a", {"af", "fk"}, "groups: 'agencies/g/groups/1' groups: 'agencies/g/groups/2'");
  AddMeeting("af/meetings/b", {"af", "fk"}, "groups: 'agencies/g/groups/2' groups: 'agencies/g/groups/1'");
  AddMeeting("af/meetings/one", {"af", "fk"}, "groups: 'agencies/g/groups/1'");
  AddMeeting("af/meetings/none", {"af", "fk"});
  AddMeeting("af/meetings/strategic", {"af", "fk"}, "level: LEVEL_STRATEGIC");
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b"));
}

TEST_F(OverlapQueryTest, ComparesWhatTakesPlace) {
  AddMeeting("af/meetings/a", {"af", "fk"});
  AddMeeting("af/meetings/could-go", {"af", "fk"}, States({{"REMOVABLE", "2020-01-01"}}));
  AddMeeting("af/meetings/asked", {"af", "fk"}, States({{"MISSING", "2020-01-01"}}));
  AddMeeting("af/meetings/over", {"af", "fk"}, "valid_until: '2023-12-31'");
  AddMeeting("af/meetings/private", {"af", "fk"}, kPrivate);
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a could-go"));
}

TEST_F(OverlapQueryTest, NamesPairsThatAnAskedForAgencyHasInventoriedAMeetingOf) {
  AddMeeting("af/meetings/a", {"x", "y"});
  AddMeeting("fk/meetings/b", {"x", "y"});
  AddMeeting("fk/meetings/c", {"x", "y"});
  request_.add_agencies("agencies/af");
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b", "MERGE a c"));
  EXPECT_EQ(Found().total_size(), 2);
  request_.add_agencies("agencies/fk");
  EXPECT_EQ(Found().total_size(), 3);
}

TEST_F(OverlapQueryTest, NamesOneKindAndCountsAll) {
  AddMeetingOf("af/meetings/a", 0, 8);
  AddMeetingOf("af/meetings/b", 0, 8);
  AddMeetingOf("af/meetings/part", 0, 2);
  EXPECT_THAT(Pairs(), ElementsAre("MERGE a b", "SUBSET part a", "SUBSET part b"));
  request_.set_kind(Overlap::KIND_SUBSET);
  EXPECT_THAT(Pairs(), ElementsAre("SUBSET part a", "SUBSET part b"));
  EXPECT_EQ(Found().total_size(), 3);
}

TEST_F(OverlapQueryTest, StakesTheHoursOfTheOneThatTakesFewer) {
  AddMeeting("af/meetings/a", {"af", {"fk", 4}}, Hours(10));
  AddMeeting("af/meetings/b", {"af", "fk"}, Hours(20));
  EXPECT_EQ(Found().overlaps(0).hours_at_stake(), 40);
}

TEST_F(OverlapQueryTest, StakesNoHoursWhereThoseOfOneAreUnknown) {
  AddMeeting("af/meetings/a", {"af", "fk"}, Hours(10));
  AddMeeting("af/meetings/b", {"af", "fk"}, "schedule { occurrences_per_year: 10 }");
  EXPECT_FALSE(Found().overlaps(0).has_hours_at_stake());
}

TEST_F(OverlapQueryTest, OrdersBySimilarityThenByHoursThenByName) {
  AddMeetingOf("af/meetings/p", 0, 10, Hours(100));
  AddMeetingOf("af/meetings/q", 0, 9, Hours(100));
  AddMeetingOf("af/meetings/few-1", 20, 2, Hours(1));
  AddMeetingOf("af/meetings/few-2", 20, 2, Hours(1));
  AddMeetingOf("af/meetings/unknown-1", 30, 2);
  AddMeetingOf("af/meetings/unknown-2", 30, 2);
  AddMeetingOf("af/meetings/also-few-1", 40, 2, Hours(1));
  AddMeetingOf("af/meetings/also-few-2", 40, 2, Hours(1));
  AddMeetingOf("af/meetings/many-1", 50, 2, Hours(2));
  AddMeetingOf("af/meetings/many-2", 50, 2, Hours(2));
  EXPECT_THAT(Pairs(), ElementsAre("MERGE many-1 many-2", "MERGE also-few-1 also-few-2", "MERGE few-1 few-2",
                                   "MERGE unknown-1 unknown-2", "SUBSET q p"));
}

TEST_F(OverlapQueryTest, SummarisesTheMeetings) {
  AddMeeting("af/meetings/a", {"af", {"fk", 2}}, Hours(10) + "display_name: 'Samråd'");
  AddMeeting("af/meetings/b", {"af", "fk"}, States({{"REMOVABLE", "2020-01-01"}}) + "schedule {}");
  Overlap overlap = Found().overlaps(0);
  EXPECT_EQ(overlap.first().name(), "agencies/af/meetings/a");
  EXPECT_EQ(overlap.first().display_name(), "Samråd");
  EXPECT_EQ(overlap.first().level(), type::v1::LEVEL_OPERATIONAL);
  EXPECT_EQ(overlap.first().occurrences_per_year(), 10);
  EXPECT_EQ(overlap.first().hours_per_year(), 30);
  EXPECT_EQ(overlap.first().participants(), 2);
  EXPECT_EQ(overlap.second().state(), meetings::v1::Meeting::STATE_REMOVABLE);
  EXPECT_FALSE(overlap.second().has_occurrences_per_year());
  EXPECT_FALSE(overlap.second().has_hours_per_year());
}

}  // namespace
}  // namespace samverkan
