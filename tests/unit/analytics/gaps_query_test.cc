#include "services/analytics/gaps_query.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/answers.h"

namespace samverkan {
namespace {

using analytics::v1::Gap;
using analytics::v1::ListGapsRequest;
using analytics::v1::ListGapsResponse;
using meetings::v1::Assessment;
using meetings::v1::Meeting;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kGroup[] = "agencies/finsam/groups/unga-vuxna";
constexpr char kWithin[] = "agencies/finsam/groups/af-24-25";

class GapsQueryTest : public AnswerTest {
 protected:
  // A flow in which cases pass from actor to actor.
  void AddFlow(const std::string& name, const std::vector<std::string>& actors, const std::string& text = "") {
    std::string flow = "name: '" + name + "' kind: KIND_CURRENT " + text;
    for (size_t i = 0; i < actors.size(); ++i) {
      flow += " steps { id: 's" + std::to_string(i) + "' actor: '" + actors[i] + "'";
      flow += i == 0 ? " }" : " after: 's" + std::to_string(i - 1) + "' }";
    }
    Add<flows::v1::Flow>(flow);
  }

  void AddGroups() {
    Add<actors::v1::Group>("name: '" + std::string(kWithin) + "' display_name: '24-25 år' parent_group: '" + kGroup +
                           "'");
    Add<actors::v1::Group>("name: '" + std::string(kGroup) + "' display_name: 'Unga vuxna'");
  }

  ListGapsResponse Gaps(int32_t day = 20240101) {
    std::vector<FieldProblem> problems;
    auto gaps = FindGaps(fold_.Read(), request_, day, include_private_, problems);
    EXPECT_TRUE(problems.empty());
    return *std::move(gaps);
  }

  // `kind from to group missing-levels`, in order.
  std::vector<std::string> Told(int32_t day = 20240101) {
    std::vector<std::string> told;
    ListGapsResponse gaps = Gaps(day);
    for (const Gap& gap : gaps.gaps()) {
      std::string& text = told.emplace_back(Gap::Kind_Name(gap.kind()).substr(5));
      if (gap.has_meeting()) text += " " + Short(gap.meeting().name());
      text += " " + Short(gap.from().name());
      if (gap.has_to()) text += " " + Short(gap.to().name());
      if (!gap.group().empty()) text += " " + Short(gap.group());
      for (int level : gap.missing_levels()) text += level == type::v1::LEVEL_STRATEGIC ? " S" : " O";
    }
    return told;
  }

  static std::string Short(const std::string& name) {
    return name.rfind("agencies/", 0) == 0 && name.find('/', 9) == std::string::npos ? name.substr(9)
                                                                                     : name.substr(name.rfind('/') + 1);
  }

  void Strategic(const std::string& id, const std::vector<std::string>& participants, const std::string& text = "") {
    Add(MeetingLike("agencies/af/meetings/" + id, participants, kStrategic + text));
  }
  void Operational(const std::string& id, const std::vector<std::string>& participants, const std::string& text = "") {
    Add(MeetingLike("agencies/af/meetings/" + id, participants, text));
  }

  ListGapsRequest request_;
};

// M6
TEST_F(GapsQueryTest, TellsOfTwoWhoHandOverAndDoNotMeet) {
  AddFlow("agencies/af/flows/f", {"agencies/lomma", "agencies/af", "agencies/fk/functions/handlaggare"});
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk S O", "UNMET af lomma S O"));
  Gap gap = Gaps().gaps(0);
  EXPECT_EQ(gap.handovers(), 1);
  EXPECT_THAT(gap.flows(), ElementsAre("agencies/af/flows/f"));
}

TEST_F(GapsQueryTest, TellsOnWhichLevelTheyDoNotMeet) {
  AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk"});
  Operational("o", {"agencies/fk", "agencies/lomma", "agencies/af"});
  EXPECT_THAT(Told(), testing::Contains("UNMET af fk S"));
  Strategic("s", {"agencies/fk", "agencies/af"});
  EXPECT_THAT(Told(), testing::Each(testing::Not(testing::StartsWith("UNMET"))));
}

TEST_F(GapsQueryTest, CountsMeetingsThatTakePlaceOnTheDay) {
  AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk"});
  Operational("o", {"agencies/af", "agencies/fk"}, kMissingThenHeld);
  EXPECT_THAT(Told(20160101), ElementsAre("UNMET af fk S O"));
  EXPECT_THAT(Told(20160131), ElementsAre("STATED o af O", "UNMET af fk S O"));
  EXPECT_THAT(Told(20160401), ElementsAre("UNMET af fk S"));
}

TEST_F(GapsQueryTest, GathersWhatTwoShareForAGroup) {
  AddFlow("agencies/af/flows/b", {"agencies/af", "agencies/fk", "agencies/af"});
  AddFlow("agencies/af/flows/a", {"agencies/fk", "agencies/af"});
  Add<actors::v1::Breakpoint>("name: 'agencies/fk/breakpoints/19' from_actor: 'agencies/fk' to_actor: 'agencies/af'");
  Add<actors::v1::Expectation>("name: 'agencies/fk/expectations/e' holder: 'agencies/fk' counterpart: 'agencies/af'");
  ListGapsResponse gaps = Gaps();
  ASSERT_EQ(gaps.gaps_size(), 1);
  EXPECT_EQ(gaps.gaps(0).handovers(), 3) << "either way";
  EXPECT_THAT(gaps.gaps(0).flows(), ElementsAre("agencies/af/flows/a", "agencies/af/flows/b"));
  EXPECT_THAT(gaps.gaps(0).breakpoints(), ElementsAre("agencies/fk/breakpoints/19"));
  EXPECT_THAT(gaps.gaps(0).expectations(), ElementsAre("agencies/fk/expectations/e"));
}

TEST_F(GapsQueryTest, CountsMeetingsForTheGroupAWiderOneOrNoneStated) {
  AddGroups();
  AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk"}, "group: '" + std::string(kGroup) + "'");
  AddFlow("agencies/af/flows/g", {"agencies/af", "agencies/fk"}, "group: '" + std::string(kWithin) + "'");
  request_.add_kinds(Gap::KIND_UNMET);
  Operational("within", {"agencies/af", "agencies/fk"}, "groups: '" + std::string(kWithin) + "'");
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk af-24-25 S", "UNMET af fk unga-vuxna S O"));
  Strategic("wider", {"agencies/af", "agencies/fk"}, "groups: '" + std::string(kGroup) + "'");
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk unga-vuxna O"));
  Operational("other", {"agencies/af", "agencies/fk"}, "groups: 'agencies/af/groups/other'");
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk unga-vuxna O"));
  Operational("any", {"agencies/af", "agencies/fk"});
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(GapsQueryTest, TakesAnyMeetingForNoGroupInParticular) {
  Add<actors::v1::Expectation>("name: 'agencies/fk/expectations/e' holder: 'agencies/fk' counterpart: 'agencies/af'");
  Operational("o", {"agencies/af", "agencies/fk"}, "groups: '" + std::string(kGroup) + "'");
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk S"));
}

TEST_F(GapsQueryTest, SurvivesGroupsWithinEachOther) {
  Add<actors::v1::Group>("name: 'agencies/af/groups/a' parent_group: 'agencies/af/groups/b'");
  Add<actors::v1::Group>("name: 'agencies/af/groups/b' parent_group: 'agencies/af/groups/a'");
  AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk"}, "group: 'agencies/af/groups/a'");
  Operational("o", {"agencies/af", "agencies/fk"}, "groups: 'agencies/af/groups/b'");
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk a S"));
}

TEST_F(GapsQueryTest, AsksAtTheResolutionAskedFor) {
  AddFlow("agencies/af/flows/f", {"agencies/af/functions/a", "agencies/af/functions/b", "agencies/fk/functions/c"});
  Operational("o", {"agencies/af/functions/a", "agencies/fk/functions/c"});
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk S"));
  request_.set_resolution(analytics::v1::RESOLUTION_FUNCTION);
  EXPECT_THAT(Told(), ElementsAre("UNMET a b S O", "UNMET b c S O", "LEVEL a c S"));
}

TEST_F(GapsQueryTest, LeavesOutFlowsAsTheyCouldBe) {
  Add<flows::v1::Flow>(
      "name: 'agencies/af/flows/f' kind: KIND_FUTURE steps { id: 'a' actor: 'agencies/af' } steps { id: 'b' after: 'a' "
      "actor: 'agencies/fk' }");
  EXPECT_THAT(Told(), IsEmpty());
}

// M7
TEST_F(GapsQueryTest, TellsOfTwoWhoMeetOnOneLevelOnly) {
  Operational("o", {"agencies/af", "agencies/fk"});
  Strategic("s", {"agencies/lomma", "agencies/fk"});
  Strategic("both", {"agencies/region", "agencies/fk"});
  Operational("both-too", {"agencies/region", "agencies/fk"});
  EXPECT_THAT(Told(), ElementsAre("LEVEL af fk S", "LEVEL fk lomma O"));
  request_.set_level(type::v1::LEVEL_STRATEGIC);
  EXPECT_THAT(Told(), ElementsAre("LEVEL af fk S"));
}

TEST_F(GapsQueryTest, DoesNotTellTwiceThatTwoDoNotMeetOnALevel) {
  AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk"});
  Operational("o", {"agencies/af", "agencies/fk"});
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk S"));
  request_.add_kinds(Gap::KIND_LEVEL);
  EXPECT_THAT(Told(), IsEmpty()) << "fewer kinds are a part of the whole";
}

TEST_F(GapsQueryTest, TellsOfOneLevelAmongTheMeetingsForAGroup) {
  AddGroups();
  Operational("o", {"agencies/af", "agencies/fk"}, "groups: '" + std::string(kGroup) + "'");
  Strategic("s", {"agencies/af", "agencies/fk"}, "groups: 'agencies/af/groups/other'");
  EXPECT_THAT(Told(), IsEmpty());
  request_.set_group(kWithin);
  EXPECT_THAT(Told(), ElementsAre("LEVEL af fk af-24-25 S"));
  EXPECT_EQ(Gaps().gaps(0).group_display_name(), "24-25 år");
}

// Stated ones.
TEST_F(GapsQueryTest, TellsWhoAsksForAMeetingAndWhatFor) {
  AddGroups();
  Add<actors::v1::Agency>("name: 'agencies/fk' display_name: 'Försäkringskassan'");
  Operational("m", {"agencies/lomma", "agencies/fk/functions/x", "agencies/fk/functions/y"},
              kMissing + std::string("convener: 'agencies/fk/functions/x' groups: '") + kGroup + "' groups: '" +
                  kWithin + "' display_name: 'Avstämning'");
  ListGapsResponse gaps = Gaps();
  ASSERT_EQ(gaps.gaps_size(), 1);
  const Gap& gap = gaps.gaps(0);
  EXPECT_EQ(gap.from().name(), "agencies/fk");
  EXPECT_EQ(gap.from().display_name(), "Försäkringskassan");
  EXPECT_FALSE(gap.has_to());
  EXPECT_EQ(gap.expected_gain(), "Kortare kö");
  EXPECT_EQ(gap.meeting().display_name(), "Avstämning");
  EXPECT_EQ(gap.meeting().state(), Meeting::STATE_MISSING);
  EXPECT_EQ(gap.meeting().participants(), 3);
  EXPECT_EQ(gap.group_display_name(), "24-25 år") << "the first by name";
  ASSERT_EQ(gap.participants_size(), 2) << "as the map draws them";
  EXPECT_EQ(gap.participants(1).display_name(), "agencies/lomma") << "nobody has described it";
}

TEST_F(GapsQueryTest, TellsWhichAgenciesWantItMade) {
  Operational("m", {"agencies/af", "agencies/fk"}, kMissing);
  Operational("n", {"agencies/af", "agencies/fk"}, kMissing);
  for (const char* name : {"agencies/lomma/assessments/a", "agencies/fk/assessments/a", "agencies/fk/assessments/b"}) {
    Add<Assessment>("name: '" + std::string(name) + "' meeting: 'agencies/af/meetings/n' verdict: VERDICT_CREATE");
  }
  Add<Assessment>(
      "name: 'agencies/region/assessments/a' meeting: 'agencies/af/meetings/n' verdict: VERDICT_KEEP usefulness: 5");
  EXPECT_THAT(Told(), ElementsAre("STATED n af O", "STATED m af O")) << "that which most want first";
  EXPECT_THAT(Gaps().gaps(0).wanted_by(), ElementsAre("agencies/fk", "agencies/lomma"));
}

TEST_F(GapsQueryTest, CountsOnceWhatTwoAgenciesAskFor) {
  Add(MeetingLike("agencies/af/meetings/m", {"agencies/af", "agencies/fk"}, kMissing));
  Add(MeetingLike("agencies/fk/meetings/m", {"agencies/fk", "agencies/lomma"},
                  kMissing + std::string("same_as: 'agencies/af/meetings/m'")));
  Add<Assessment>("name: 'agencies/lomma/assessments/a' meeting: 'agencies/fk/meetings/m' verdict: VERDICT_CREATE");
  ListGapsResponse gaps = Gaps();
  ASSERT_EQ(gaps.gaps_size(), 1);
  EXPECT_EQ(gaps.gaps(0).meeting().name(), "agencies/af/meetings/m");
  EXPECT_EQ(gaps.gaps(0).participants_size(), 3);
  EXPECT_THAT(gaps.gaps(0).wanted_by(), ElementsAre("agencies/lomma"));
}

TEST_F(GapsQueryTest, PutsStatedOnesFirstThenThoseWithTheMostReasons) {
  Operational("o", {"agencies/a", "agencies/b"});
  AddFlow("agencies/af/flows/f", {"agencies/y", "agencies/x", "agencies/y"});
  AddFlow("agencies/af/flows/g", {"agencies/c", "agencies/d"});
  Operational("z", {"agencies/z"}, kMissing);
  EXPECT_THAT(Told(), ElementsAre("STATED z af O", "UNMET x y S O", "UNMET c d S O", "LEVEL a b S"));
}

TEST_F(GapsQueryTest, FiltersByAgency) {
  AddFlow("agencies/af/flows/f", {"agencies/af/functions/a", "agencies/fk", "agencies/lomma"});
  Operational("m", {"agencies/region", "agencies/lomma"}, kMissing);
  Operational("o", {"agencies/region", "agencies/lomma"});
  request_.add_agencies("agencies/af");
  EXPECT_THAT(Told(), ElementsAre("STATED m af O", "UNMET af fk S O")) << "asked for by af";
  request_.set_agencies(0, "agencies/region");
  EXPECT_THAT(Told(), ElementsAre("STATED m af O", "LEVEL lomma region S"));
}

TEST_F(GapsQueryTest, FiltersByGroup) {
  AddGroups();
  AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk"}, "group: '" + std::string(kWithin) + "'");
  AddFlow("agencies/af/flows/g", {"agencies/af", "agencies/lomma"});
  request_.set_group(kGroup);
  EXPECT_THAT(Told(), ElementsAre("UNMET af fk af-24-25 S O"));
  request_.set_group("agencies/af/groups/unknown");
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(GapsQueryTest, ShowsWhatIsPrivateToItsAgencyOnly) {
  AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk"}, kPrivate);
  Add<actors::v1::Breakpoint>("name: 'agencies/af/breakpoints/b' from_actor: 'agencies/af' to_actor: 'agencies/lomma'" +
                              std::string(kPrivate));
  Add<actors::v1::Expectation>(
      "name: 'agencies/af/expectations/e' holder: 'agencies/af' counterpart: 'agencies/region'" +
      std::string(kPrivate));
  Operational("m", {"agencies/af"}, kMissing);
  Add<Assessment>("name: 'agencies/fk/assessments/a' meeting: 'agencies/af/meetings/m' verdict: VERDICT_CREATE" +
                  std::string(kPrivate));
  EXPECT_THAT(Told(), ElementsAre("STATED m af O"));
  EXPECT_THAT(Gaps().gaps(0).wanted_by(), IsEmpty());
  include_private_ = true;
  EXPECT_THAT(Told(), ElementsAre("STATED m af O", "UNMET af fk S O", "UNMET af lomma S O", "UNMET af region S O"));
  EXPECT_THAT(Gaps().gaps(0).wanted_by(), ElementsAre("agencies/fk"));
}

TEST_F(GapsQueryTest, ShowsAGroupNobodyMaySeeByItsName) {
  Add<actors::v1::Group>("name: '" + std::string(kGroup) + "' display_name: 'Unga'" + kPrivate);
  AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk"}, "group: '" + std::string(kGroup) + "'");
  EXPECT_EQ(Gaps().gaps(0).group_display_name(), kGroup);
  include_private_ = true;
  EXPECT_EQ(Gaps().gaps(0).group_display_name(), "Unga");
}

class ManyGapsTest : public GapsQueryTest {
 protected:
  ManyGapsTest() {
    AddGroups();
    AddFlow("agencies/af/flows/f", {"agencies/af", "agencies/fk", "agencies/lomma", "agencies/region"});
    AddFlow("agencies/fk/flows/f", {"agencies/lomma", "agencies/af"}, "group: '" + std::string(kWithin) + "'");
    AddFlow("agencies/fk/flows/g", {"agencies/fk", "agencies/af"});
    Add<actors::v1::Breakpoint>("name: 'agencies/fk/breakpoints/19' from_actor: 'agencies/fk' to_actor: 'agencies/af'");
    Operational("a", {"agencies/af", "agencies/fk"}, kMissing);
    Operational("b", {"agencies/lomma", "agencies/af"}, "groups: '" + std::string(kGroup) + "'");
    Add(MeetingLike("agencies/fk/meetings/a", {"agencies/region"},
                    kMissing + std::string("same_as: 'agencies/af/meetings/a'")));
    Strategic("c", {"agencies/lomma", "agencies/x", "agencies/y"});
    Add<Assessment>("name: 'agencies/y/assessments/a' meeting: 'agencies/af/meetings/a' verdict: VERDICT_CREATE");
    Add<Assessment>("name: 'agencies/x/assessments/a' meeting: 'agencies/fk/meetings/a' verdict: VERDICT_CREATE");
  }

  static ListGapsResponse Ask(const Fold::Reader& fold, const ListGapsRequest& request,
                              std::vector<FieldProblem>& problems) {
    return *FindGaps(fold, request, 20240101, false, problems);
  }
};

TEST_F(ManyGapsTest, ComeInPages) {
  ListGapsRequest other = request_;
  other.set_level(type::v1::LEVEL_STRATEGIC);
  ExpectPages(
      request_, [&](const auto& request, auto& problems) { return Ask(fold_.Read(), request, problems); },
      [](const ListGapsResponse& response) { return response.gaps(); }, other);
}

TEST_F(ManyGapsTest, AreTheSameInWhateverOrderRecordsCome) {
  ExpectSameInAnyOrder([&](const Fold::Reader& fold) {
    std::vector<FieldProblem> problems;
    return Ask(fold, request_, problems);
  });
}

}  // namespace
}  // namespace samverkan
