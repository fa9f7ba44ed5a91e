// What several agencies have inventoried counts once: `same_as`.
#include <gmock/gmock.h>

#include "services/analytics/meeting_scan.h"
#include "tests/unit/analytics/scanned_meetings.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SameMeetingsTest : public ScannedMeetings {
 protected:
  void AddSame(const std::string& name, const std::string& other, const std::vector<Who>& participants,
               const std::string& text = "") {
    AddMeeting(name, participants, "same_as: 'agencies/" + other + "' " + text);
  }
};

TEST_F(SameMeetingsTest, CountAsTheOneThatTheOtherPointsAt) {
  AddSame("a/meetings/points", "b/meetings/stands", {"a"});
  AddMeeting("b/meetings/stands", {"b"});
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/stands"));
  EXPECT_EQ(Find("a/meetings/points")->name, "b/meetings/stands");
  EXPECT_EQ(Find("b/meetings/stands")->name, "b/meetings/stands");
}

TEST_F(SameMeetingsTest, UniteTheirParticipantsEachOnce) {
  AddMeeting("b/meetings/1", {"b", {"c", 2}});
  AddSame("a/meetings/1", "b/meetings/1", {"a", {"c", 5}, {"d", 3}});
  EXPECT_THAT(Find("b/meetings/1")->participants, ElementsAre("b", "c 2", "a", "d 3"));
}

TEST_F(SameMeetingsTest, SayWhatTheFirstDoesNotKnow) {
  AddMeeting("c/meetings/1", {"a"}, "schedule { travel_time { seconds: 600 } }");
  AddSame("a/meetings/1", "c/meetings/1", {"a"}, "schedule { occurrences_per_year: 3 }");
  AddSame("b/meetings/1", "c/meetings/1", {"a"},
          "schedule { occurrences_per_year: 4 duration { seconds: 3600 } travel_time { seconds: 60 } }");
  CountedMeeting meeting = Find("c/meetings/1")->meeting;
  EXPECT_EQ(meeting.occurrences, 3) << "by name";
  EXPECT_EQ(meeting.duration_minutes, 60);
  EXPECT_EQ(meeting.travel_minutes, 10);
}

TEST_F(SameMeetingsTest, FormChains) {
  AddSame("a/meetings/1", "b/meetings/1", {"a"});
  AddSame("b/meetings/1", "c/meetings/1", {"b"});
  AddMeeting("c/meetings/1", {"c"});
  EXPECT_THAT(Counted(), ElementsAre("c/meetings/1"));
  EXPECT_THAT(Find("a/meetings/1")->participants, ElementsAre("c", "a", "b"));
}

TEST_F(SameMeetingsTest, FormPairsThatHaveNothingToDoWithEachOther) {
  AddSame("a/meetings/1", "b/meetings/1", {"a"});
  AddMeeting("b/meetings/1", {"b"});
  AddSame("a/meetings/2", "b/meetings/2", {"c"});
  AddMeeting("b/meetings/2", {"d"});
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/1", "b/meetings/2"));
  EXPECT_THAT(Find("a/meetings/2")->participants, ElementsAre("d", "c"));
}

TEST_F(SameMeetingsTest, InACircleCountAsTheFirstByName) {
  AddSame("c/meetings/1", "b/meetings/1", {"c"});
  AddSame("b/meetings/1", "c/meetings/1", {"b"});
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/1"));
  EXPECT_THAT(Find("c/meetings/1")->participants, ElementsAre("b", "c"));
}

TEST_F(SameMeetingsTest, InACircleOfThreeCountAsTheSameHoweverTheyCameIn) {
  std::vector<std::pair<std::string, std::string>> pointers = {
      {"a/meetings/1", "b/meetings/1"}, {"b/meetings/1", "c/meetings/1"}, {"c/meetings/1", "a/meetings/1"}};
  do {
    for (const auto& [name, other] : pointers) fold_.Apply(0, Removed(Full(name), "Meeting", 1));
    for (const auto& [name, other] : pointers) AddSame(name, other, {name.substr(0, 1).c_str()});
    EXPECT_THAT(Counted(), ElementsAre("a/meetings/1"));
    EXPECT_THAT(Find("c/meetings/1")->participants, ElementsAre("a", "b", "c"));
  } while (std::next_permutation(pointers.begin(), pointers.end()));
}

TEST_F(SameMeetingsTest, ThatLeadIntoACircleCountWithIt) {
  AddSame("a/meetings/1", "z/meetings/1", {"a"});
  AddSame("z/meetings/1", "c/meetings/1", {"z"});
  AddSame("c/meetings/1", "d/meetings/1", {"c"});
  AddSame("d/meetings/1", "e/meetings/1", {"d"});
  AddSame("e/meetings/1", "c/meetings/1", {"e"});
  EXPECT_THAT(Counted(), ElementsAre("c/meetings/1"));
  EXPECT_THAT(Find("a/meetings/1")->participants, ElementsAre("c", "a", "d", "e", "z"));
}

TEST_F(SameMeetingsTest, MayPointAtThemselves) {
  AddSame("a/meetings/1", "a/meetings/1", {"a"});
  AddSame("b/meetings/1", "a/meetings/1", {"b"});
  EXPECT_THAT(Counted(), ElementsAre("a/meetings/1"));
  EXPECT_THAT(Find("b/meetings/1")->participants, ElementsAre("a", "b"));
}

TEST_F(SameMeetingsTest, OfOneThatIsUnknownCountAsTheFirstByName) {
  AddSame("b/meetings/1", "x/meetings/unknown", {"b"});
  AddSame("a/meetings/1", "x/meetings/unknown", {"a"});
  EXPECT_THAT(Counted(), ElementsAre("a/meetings/1"));
  EXPECT_THAT(Find("b/meetings/1")->participants, ElementsAre("a", "b"));
}

TEST_F(SameMeetingsTest, OfOneThatIsUnknownMayComeBeforeIt) {
  AddSame("a/meetings/1", "b/meetings/1", {"a"});
  EXPECT_THAT(Counted(), ElementsAre("a/meetings/1"));
  AddMeeting("b/meetings/1", {"b"});
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/1"));
  fold_.Apply(0, Removed("agencies/b/meetings/1", "Meeting", 1));
  EXPECT_THAT(Counted(), ElementsAre("a/meetings/1"));
}

TEST_F(SameMeetingsTest, CountByThemselvesWhenNobodySaysItAnyMore) {
  AddSame("a/meetings/1", "b/meetings/1", {"a"});
  AddMeeting("b/meetings/1", {"b"});
  AddMeeting("a/meetings/1", {"a"});
  EXPECT_THAT(Counted(), ElementsAre("a/meetings/1", "b/meetings/1"));
}

TEST_F(SameMeetingsTest, CountIfTheOneThatStandsForAllDoes) {
  AddMeeting("b/meetings/1", {"b"}, "valid_until: '2022-12-31'");
  AddSame("a/meetings/1", "b/meetings/1", {"a"});
  EXPECT_THAT(Counted(), IsEmpty());
  EXPECT_FALSE(Find("a/meetings/1"));
  selection_.day = 20220101;
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/1"));
  EXPECT_TRUE(Find("a/meetings/1"));
}

TEST_F(SameMeetingsTest, CountForTheAgenciesOfAllTheirParticipants) {
  AddMeeting("b/meetings/1", {"b"});
  AddSame("a/meetings/1", "b/meetings/1", {"a"});
  selection_.agencies = {"agencies/a"};
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/1"));
  EXPECT_TRUE(Find("b/meetings/1"));
  selection_.agencies = {"agencies/c"};
  EXPECT_THAT(Counted(), IsEmpty());
  EXPECT_FALSE(Find("b/meetings/1"));
}

TEST_F(SameMeetingsTest, ThatArePrivateAddNothingToWhatOthersSee) {
  AddMeeting("b/meetings/1", {"b"}, "schedule {}");
  AddSame("a/meetings/1", "b/meetings/1", {"a", "secret"}, kPrivate);
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/1"));
  EXPECT_THAT(Find("b/meetings/1")->participants, ElementsAre("b"));
  EXPECT_LT(Find("b/meetings/1")->meeting.occurrences, 0);
  EXPECT_FALSE(Find("a/meetings/1"));
}

TEST_F(SameMeetingsTest, ThatArePrivateStandForNobody) {
  AddMeeting("b/meetings/1", {"secret"}, kPrivate);
  AddSame("a/meetings/1", "b/meetings/1", {"a"});
  AddSame("c/meetings/1", "b/meetings/1", {"c"});
  EXPECT_THAT(Counted(), ElementsAre("a/meetings/1")) << "as if it were unknown";
  EXPECT_THAT(Find("c/meetings/1")->participants, ElementsAre("a", "c"));
  include_private_ = true;
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/1"));
}

TEST_F(SameMeetingsTest, ThatArePrivateJoinNoOthers) {
  AddSame("a/meetings/1", "b/meetings/1", {"a"});
  AddSame("b/meetings/1", "c/meetings/1", {"secret"}, kPrivate);
  AddMeeting("c/meetings/1", {"c"});
  EXPECT_THAT(Counted(), ElementsAre("a/meetings/1", "c/meetings/1"));
  include_private_ = true;
  EXPECT_THAT(Counted(), ElementsAre("c/meetings/1"));
}

TEST_F(SameMeetingsTest, ThatArePrivateCloseNoCircle) {
  AddSame("b/meetings/1", "c/meetings/1", {"b"});
  AddSame("c/meetings/1", "a/meetings/1", {"c"});
  AddSame("a/meetings/1", "b/meetings/1", {"secret"}, kPrivate);
  EXPECT_THAT(Counted(), ElementsAre("b/meetings/1")) << "of one that is unknown, the first by name";
  EXPECT_THAT(Find("c/meetings/1")->participants, ElementsAre("b", "c"));
}

}  // namespace
}  // namespace samverkan
