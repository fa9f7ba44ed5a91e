#include "services/analytics/usefulness_query.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/answers.h"

namespace samverkan {
namespace {

using analytics::v1::ListUsefulnessRequest;
using analytics::v1::ListUsefulnessResponse;
using analytics::v1::Usefulness;
using meetings::v1::Assessment;
using meetings::v1::Meeting;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class UsefulnessQueryTest : public AnswerTest {
 protected:
  void AddMeeting(const std::string& id, const std::string& text = "") {
    Add(MeetingLike("agencies/af/meetings/" + id, {"agencies/af", "agencies/fk"}, text));
  }

  // One assessment for each answer, of that agency.
  void Assess(const std::string& agency, const std::string& meeting, const std::vector<int>& answers,
              const std::string& text = "") {
    for (int answer : answers) {
      Add<Assessment>("name: 'agencies/" + agency + "/assessments/" + std::to_string(++assessments_) +
                      "' meeting: 'agencies/af/meetings/" + meeting + "' usefulness: " + std::to_string(answer) + " " +
                      text);
    }
  }

  ListUsefulnessResponse Compare(int32_t day = 20240101) {
    std::vector<FieldProblem> problems;
    auto compared = CompareUsefulness(fold_.Read(), request_, day, include_private_, problems);
    EXPECT_TRUE(problems.empty());
    return compared;
  }

  std::vector<std::string> Ids(int32_t day = 20240101) {
    std::vector<std::string> ids;
    ListUsefulnessResponse compared = Compare(day);
    for (const auto& one : compared.meetings()) {
      ids.push_back(one.meeting().name().substr(one.meeting().name().rfind('/') + 1));
    }
    return ids;
  }

  ListUsefulnessRequest request_;
  int assessments_ = 0;
};

// M8: af finds it useful 2 of 3 times, fk never: 67 points apart.
TEST_F(UsefulnessQueryTest, HoldsAgenciesShareOfUsefulAgainstEachOther) {
  Add<actors::v1::Agency>("name: 'agencies/af' display_name: 'Arbetsförmedlingen'");
  AddMeeting("m", "display_name: 'Styrgrupp'");
  Assess("fk", "m", {1, 3});
  Assess("af", "m", {5, 4, 3, 0});
  ListUsefulnessResponse compared = Compare();
  ASSERT_EQ(compared.meetings_size(), 1);
  const Usefulness& one = compared.meetings(0);
  EXPECT_EQ(one.meeting().display_name(), "Styrgrupp");
  EXPECT_EQ(one.meeting().state(), Meeting::STATE_EXISTING);
  ASSERT_EQ(one.agencies_size(), 2);
  EXPECT_EQ(one.agencies(0).display_name(), "Arbetsförmedlingen");
  EXPECT_EQ(one.agencies(0).assessments(), 4);
  EXPECT_EQ(one.agencies(0).answers(), 3);
  EXPECT_DOUBLE_EQ(one.agencies(0).mean(), 4);
  EXPECT_DOUBLE_EQ(one.agencies(0).useful_percent(), 200.0 / 3);
  EXPECT_EQ(one.agencies(1).display_name(), "agencies/fk") << "nobody has described it";
  EXPECT_DOUBLE_EQ(one.agencies(1).useful_percent(), 0);
  EXPECT_DOUBLE_EQ(one.spread_percent(), 200.0 / 3);
  EXPECT_TRUE(one.flagged());
  EXPECT_EQ(compared.flagged(), 1);
}

TEST_F(UsefulnessQueryTest, HasNoSpreadOfOneAgency) {
  AddMeeting("m");
  Assess("fk", "m", {5, 1});
  Assess("af", "m", {0}, "verdict: VERDICT_KEEP");
  const Usefulness one = Compare().meetings(0);
  EXPECT_FALSE(one.has_spread_percent());
  EXPECT_FALSE(one.agencies(0).has_mean());
  EXPECT_FALSE(one.agencies(0).has_useful_percent());
  EXPECT_FALSE(one.flagged());
}

TEST_F(UsefulnessQueryTest, FlagsFromTheSpreadAndTheAnswersAskedFor) {
  AddMeeting("m");
  Assess("fk", "m", {5, 1});
  Assess("af", "m", {5, 5, 5});
  EXPECT_TRUE(Compare().meetings(0).flagged()) << "50 points by default";
  request_.set_flag_spread_percent(51);
  EXPECT_FALSE(Compare().meetings(0).flagged());
  request_.set_flag_spread_percent(1);
  request_.set_min_answers(3);
  EXPECT_FALSE(Compare().meetings(0).has_spread_percent()) << "fk has answered twice";
}

TEST_F(UsefulnessQueryTest, CountsWhatTheyWouldDoWithIt) {
  AddMeeting("m");
  Assess("fk", "m", {0, 0}, "verdict: VERDICT_REMOVE");
  Assess("fk", "m", {0}, "verdict: VERDICT_KEEP");
  Assess("af", "m", {0}, "verdict: VERDICT_REMOVE");
  Assess("af", "m", {5});
  const Usefulness one = Compare().meetings(0);
  ASSERT_EQ(one.verdicts_size(), 2);
  EXPECT_EQ(one.verdicts(0).verdict(), Assessment::VERDICT_KEEP);
  EXPECT_EQ(one.verdicts(1).count(), 3);
  EXPECT_EQ(one.agencies(1).verdicts_size(), 2);
  EXPECT_EQ(one.agencies(0).verdicts(0).count(), 1);
}

TEST_F(UsefulnessQueryTest, PutsFlaggedOnesFirstThenTheWidestSpread) {
  for (const char* id : {"alone", "apart", "agree", "near-b", "near-a"}) AddMeeting(id);
  Assess("af", "alone", {5});
  for (const char* id : {"apart", "agree", "near-a", "near-b"}) Assess("af", id, {5, 5, 5});
  Assess("fk", "apart", {1});
  Assess("fk", "agree", {5});
  for (const char* id : {"near-a", "near-b"}) Assess("fk", id, {5, 5, 1});
  EXPECT_THAT(Ids(), ElementsAre("apart", "near-a", "near-b", "agree", "alone"));
}

TEST_F(UsefulnessQueryTest, ShowsTheStateOfTheDay) {
  AddMeeting("m", kMissingThenHeld);
  Assess("fk", "m", {5});
  EXPECT_THAT(Ids(20160101), IsEmpty()) << "nobody knew of it";
  EXPECT_EQ(Compare(20160131).meetings(0).meeting().state(), Meeting::STATE_MISSING);
  EXPECT_EQ(Compare(20160401).meetings(0).meeting().state(), Meeting::STATE_EXISTING);
}

TEST_F(UsefulnessQueryTest, CountsTheSameMeetingOnce) {
  AddMeeting("m");
  Add(MeetingLike("agencies/fk/meetings/m", {"agencies/fk"}, "same_as: 'agencies/af/meetings/m'"));
  Assess("af", "m", {5});
  Add<Assessment>("name: 'agencies/fk/assessments/a' meeting: 'agencies/fk/meetings/m' usefulness: 1");
  ListUsefulnessResponse compared = Compare();
  ASSERT_EQ(compared.meetings_size(), 1);
  EXPECT_EQ(compared.meetings(0).meeting().name(), "agencies/af/meetings/m");
  EXPECT_EQ(compared.meetings(0).spread_percent(), 100);
}

TEST_F(UsefulnessQueryTest, ShowsAMeetingNobodyKnowsByItsName) {
  Assess("fk", "unknown", {5});
  EXPECT_EQ(Compare().meetings(0).meeting().display_name(), "agencies/af/meetings/unknown");
  AddMeeting("unknown", std::string("display_name: 'Hemligt'") + kPrivate);
  EXPECT_EQ(Compare().meetings(0).meeting().display_name(), "agencies/af/meetings/unknown");
  include_private_ = true;
  EXPECT_EQ(Compare().meetings(0).meeting().display_name(), "Hemligt");
  include_private_ = false;
  request_.set_level(type::v1::LEVEL_OPERATIONAL);
  EXPECT_THAT(Ids(), IsEmpty()) << "its level is not known";
}

TEST_F(UsefulnessQueryTest, FiltersByLevelGroupAndWhoHasAssessed) {
  AddMeeting("o", "groups: 'agencies/af/groups/within'");
  Add<actors::v1::Group>("name: 'agencies/af/groups/within' parent_group: 'agencies/af/groups/wide'");
  AddMeeting("s", kStrategic);
  Assess("fk", "o", {5});
  Assess("af", "o", {5});
  Assess("af", "s", {5});
  request_.set_level(type::v1::LEVEL_STRATEGIC);
  EXPECT_THAT(Ids(), ElementsAre("s"));
  request_.clear_level();
  request_.set_group("agencies/af/groups/wide");
  EXPECT_THAT(Ids(), ElementsAre("o"));
  request_.clear_group();
  request_.add_agencies("agencies/fk");
  EXPECT_THAT(Ids(), ElementsAre("o"));
  EXPECT_EQ(Compare().meetings(0).agencies_size(), 2) << "beside what the others think";
}

TEST_F(UsefulnessQueryTest, ShowsWhatIsPrivateToItsAgencyOnly) {
  AddMeeting("m");
  Assess("af", "m", {5});
  Assess("af", "m", {1}, kPrivate);
  EXPECT_EQ(Compare().meetings(0).agencies(0).answers(), 1);
  include_private_ = true;
  EXPECT_EQ(Compare().meetings(0).agencies(0).answers(), 2);
}

class MuchUsefulnessTest : public UsefulnessQueryTest {
 protected:
  MuchUsefulnessTest() {
    for (int i = 0; i < 5; ++i) {
      AddMeeting(std::to_string(i));
      Assess("af", std::to_string(i), {5, i % 5 + 1}, "verdict: VERDICT_KEEP");
      Assess("fk", std::to_string(i), {3, 4, i % 3 + 2}, "verdict: VERDICT_CHANGE");
    }
    Add(MeetingLike("agencies/fk/meetings/m", {"agencies/x"}, "same_as: 'agencies/af/meetings/1'"));
    Add<Assessment>("name: 'agencies/x/assessments/a' meeting: 'agencies/fk/meetings/m' usefulness: 1");
  }
};

TEST_F(MuchUsefulnessTest, ComesInPages) {
  ListUsefulnessRequest other = request_;
  other.set_min_answers(2);
  ExpectPages(
      request_,
      [&](const auto& request, auto& problems) {
        return CompareUsefulness(fold_.Read(), request, 20240101, false, problems);
      },
      [](const ListUsefulnessResponse& response) { return response.meetings(); }, other);
}

TEST_F(MuchUsefulnessTest, IsTheSameInWhateverOrderRecordsCome) {
  ExpectSameInAnyOrder([&](const Fold::Reader& fold) {
    std::vector<FieldProblem> problems;
    return CompareUsefulness(fold, request_, 20240101, false, problems);
  });
}

}  // namespace
}  // namespace samverkan
