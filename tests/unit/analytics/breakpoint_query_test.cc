#include "services/analytics/breakpoint_query.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/answers.h"

namespace samverkan {
namespace {

using actors::v1::Breakpoint;
using actors::v1::Group;
using analytics::v1::BreakpointCoverage;
using analytics::v1::ListBreakpointCoverageRequest;
using analytics::v1::ListBreakpointCoverageResponse;
using flows::v1::Flow;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kYoung[] = "agencies/finsam/groups/unga";

class BreakpointQueryTest : public AnswerTest {
 protected:
  void AddBreakpoint(const std::string& id, const std::string& from, const std::string& to,
                     const std::string& text = "") {
    Add<Breakpoint>("name: 'agencies/fk/breakpoints/" + id + "' from_actor: '" + from + "' to_actor: '" + to + "' " +
                    text);
  }

  void AddFlow(const std::string& id, const std::string& from, const std::string& to, const std::string& text = "") {
    Add<Flow>("name: 'agencies/af/flows/" + id + "' steps { id: 'a' actor: '" + from +
              "' } steps { id: 'b' after: 'a' actor: '" + to + "' } " + (text.empty() ? "kind: KIND_CURRENT" : text));
  }

  void AddMeeting(const std::string& id, const std::vector<std::string>& participants, const std::string& text = "") {
    Add(MeetingLike("agencies/af/meetings/" + id, participants, text));
  }

  ListBreakpointCoverageResponse Coverage(int32_t day = 20240101) {
    std::vector<FieldProblem> problems;
    auto coverage = CoverBreakpoints(fold_.Read(), request_, day, include_private_, problems);
    EXPECT_TRUE(problems.empty());
    return coverage;
  }

  std::vector<std::string> Meetings(int32_t day = 20240101) {
    std::vector<std::string> ids;
    ListBreakpointCoverageResponse coverage = Coverage(day);
    for (const auto& meeting : coverage.breakpoints(0).meetings()) ids.push_back(meeting.name().substr(21));
    EXPECT_EQ(coverage.with_meeting(), ids.empty() ? 0 : 1);
    return ids;
  }

  std::vector<std::string> Ids() {
    std::vector<std::string> ids;
    ListBreakpointCoverageResponse coverage = Coverage();
    for (const auto& point : coverage.breakpoints()) ids.push_back(point.breakpoint().substr(24));
    return ids;
  }

  ListBreakpointCoverageRequest request_;
};

// B1
TEST_F(BreakpointQueryTest, IsCoveredByAMeetingOfBothSidesAndAFlowAcross) {
  AddBreakpoint("both", "agencies/fk/functions/x", "agencies/af");
  AddBreakpoint("flow", "agencies/region", "agencies/lomma");
  AddBreakpoint("meeting", "agencies/af", "agencies/fk");
  AddBreakpoint("none", "agencies/af", "agencies/region");
  AddMeeting("m", {"agencies/fk/functions/y", "agencies/af"});
  AddFlow("f", "agencies/fk", "agencies/af/functions/x");
  AddFlow("g", "agencies/region", "agencies/lomma");
  EXPECT_THAT(Ids(), ElementsAre("flow", "meeting", "none", "both")) << "uncovered ones first";
  ListBreakpointCoverageResponse coverage = Coverage();
  EXPECT_EQ(coverage.total_size(), 4);
  EXPECT_EQ(coverage.with_meeting(), 2);
  EXPECT_EQ(coverage.with_flow(), 2);
  EXPECT_EQ(coverage.covered(), 1);
  EXPECT_THAT(coverage.breakpoints(3).flows(), ElementsAre("agencies/af/flows/f"));
  EXPECT_EQ(coverage.breakpoints(3).meetings(0).name(), "agencies/af/meetings/m");
  EXPECT_THAT(coverage.breakpoints(1).flows(), IsEmpty()) << "it passes the other way";
}

TEST_F(BreakpointQueryTest, TellsWhatItIs) {
  Add<actors::v1::Agency>("name: 'agencies/af' display_name: 'Arbetsförmedlingen'");
  AddBreakpoint("19", "agencies/fk/functions/x", "agencies/af", "display_name: 'Fyller 19' trigger: TRIGGER_AGE");
  BreakpointCoverage point = Coverage().breakpoints(0);
  EXPECT_EQ(point.display_name(), "Fyller 19");
  EXPECT_EQ(point.trigger(), Breakpoint::TRIGGER_AGE);
  EXPECT_EQ(point.from().display_name(), "agencies/fk/functions/x") << "nobody has described it";
  EXPECT_EQ(point.to().display_name(), "Arbetsförmedlingen");
}

TEST_F(BreakpointQueryTest, TakesMeetingsThatTakePlaceOnTheDay) {
  AddBreakpoint("b", "agencies/fk", "agencies/af");
  AddMeeting("m", {"agencies/fk", "agencies/af"}, kMissingThenHeld);
  EXPECT_THAT(Meetings(20160131), IsEmpty());
  EXPECT_THAT(Meetings(20160401), ElementsAre("m"));
}

TEST_F(BreakpointQueryTest, TakesMeetingsForItsGroupAWiderOneOrNoneStated) {
  Add<Group>("name: 'agencies/af/groups/within' parent_group: '" + std::string(kYoung) + "'");
  AddBreakpoint("b", "agencies/fk", "agencies/af", "group: '" + std::string(kYoung) + "'");
  AddMeeting("any", {"agencies/fk", "agencies/af"});
  AddMeeting("group", {"agencies/fk", "agencies/af"}, "groups: '" + std::string(kYoung) + "'");
  AddMeeting("other", {"agencies/fk", "agencies/af"}, "groups: 'agencies/af/groups/other'");
  AddMeeting("within", {"agencies/fk", "agencies/af"}, "groups: 'agencies/af/groups/within'");
  EXPECT_THAT(Meetings(), ElementsAre("any", "group"));
}

TEST_F(BreakpointQueryTest, TakesMeetingsThatNameItOnce) {
  AddBreakpoint("b", "agencies/fk", "");
  AddMeeting("m", {"agencies/lomma"}, "breakpoints: 'agencies/fk/breakpoints/b'");
  EXPECT_THAT(Meetings(), ElementsAre("m"));
  AddBreakpoint("b", "agencies/fk", "agencies/lomma");
  AddMeeting("m", {"agencies/lomma", "agencies/fk"}, "breakpoints: 'agencies/fk/breakpoints/b'");
  EXPECT_THAT(Meetings(), ElementsAre("m"));
}

TEST_F(BreakpointQueryTest, TakesTheSameMeetingOnce) {
  AddBreakpoint("b", "agencies/fk", "agencies/lomma");
  AddMeeting("m", {"agencies/fk"});
  Add(MeetingLike("agencies/fk/meetings/m", {"agencies/lomma"}, "same_as: 'agencies/af/meetings/m'"));
  EXPECT_THAT(Meetings(), ElementsAre("m")) << "participants united";
}

TEST_F(BreakpointQueryTest, TellsSidesApartWithinOneAgency) {
  AddBreakpoint("b", "agencies/lomma/units/skola", "agencies/lomma/units/social");
  AddMeeting("one", {"agencies/lomma/units/skola", "agencies/lomma"});
  AddMeeting("two", {"agencies/lomma/units/skola", "agencies/lomma/units/social"});
  AddFlow("back", "agencies/lomma/units/social", "agencies/lomma/units/skola");
  AddFlow("across", "agencies/lomma/units/skola", "agencies/lomma/units/social");
  EXPECT_THAT(Meetings(), ElementsAre("two"));
  EXPECT_THAT(Coverage().breakpoints(0).flows(), ElementsAre("agencies/af/flows/across"));
}

TEST_F(BreakpointQueryTest, NamesAHundredMeetingsAndCountsThemAll) {
  AddBreakpoint("b", "agencies/fk", "agencies/af");
  for (int i = 100; i < 202; ++i) AddMeeting("m" + std::to_string(i), {"agencies/fk", "agencies/af"});
  BreakpointCoverage point = Coverage().breakpoints(0);
  EXPECT_EQ(point.meeting_count(), 102);
  EXPECT_EQ(point.meetings_size(), 100);
  EXPECT_EQ(point.meetings(99).name(), "agencies/af/meetings/m199");
}

TEST_F(BreakpointQueryTest, TellsHowLongBeforeTheChangePeopleAreTakenUp) {
  Add<Group>("name: 'agencies/af/groups/17' min_age: 17");
  Add<Group>("name: 'agencies/af/groups/18' min_age: 18");
  AddBreakpoint("b", "agencies/fk", "agencies/af", "min_age: 19");
  AddMeeting("any", {"agencies/fk", "agencies/af"});
  EXPECT_FALSE(Coverage().breakpoints(0).has_lead_years()) << "nobody has said for whom";
  AddMeeting("18", {"agencies/fk", "agencies/af"}, "groups: 'agencies/af/groups/18'");
  EXPECT_EQ(Coverage().breakpoints(0).lead_years(), 1);
  AddMeeting("17", {"agencies/fk", "agencies/af"}, "groups: 'agencies/af/groups/18' groups: 'agencies/af/groups/17'");
  EXPECT_EQ(Coverage().breakpoints(0).lead_years(), 2);
  AddBreakpoint("b", "agencies/fk", "agencies/af");
  EXPECT_FALSE(Coverage().breakpoints(0).has_lead_years());
}

TEST_F(BreakpointQueryTest, LeavesOutFlowsAsTheyCouldBe) {
  AddBreakpoint("b", "agencies/fk", "agencies/af");
  AddFlow("f", "agencies/fk", "agencies/af", "kind: KIND_FUTURE");
  EXPECT_EQ(Coverage().with_flow(), 0);
}

TEST_F(BreakpointQueryTest, FiltersByGroupAndAgency) {
  Add<Group>("name: 'agencies/af/groups/within' parent_group: '" + std::string(kYoung) + "'");
  AddBreakpoint("a", "agencies/fk", "agencies/af/functions/x", "group: 'agencies/af/groups/within'");
  AddBreakpoint("b", "agencies/lomma", "agencies/region");
  request_.set_group(kYoung);
  EXPECT_THAT(Ids(), ElementsAre("a"));
  request_.clear_group();
  request_.add_agencies("agencies/af");
  EXPECT_THAT(Ids(), ElementsAre("a"));
  request_.set_agencies(0, "agencies/lomma");
  EXPECT_THAT(Ids(), ElementsAre("b"));
}

TEST_F(BreakpointQueryTest, ShowsWhatIsPrivateToItsAgencyOnly) {
  AddBreakpoint("private", "agencies/fk", "agencies/af", kPrivate);
  AddBreakpoint("shared", "agencies/fk", "agencies/af");
  AddMeeting("m", {"agencies/fk", "agencies/af"}, kPrivate);
  AddFlow("f", "agencies/fk", "agencies/af", "kind: KIND_CURRENT" + std::string(kPrivate));
  EXPECT_THAT(Ids(), ElementsAre("shared"));
  EXPECT_EQ(Coverage().with_meeting() + Coverage().with_flow(), 0);
  include_private_ = true;
  EXPECT_THAT(Ids(), ElementsAre("private", "shared"));
  EXPECT_EQ(Coverage().covered(), 2);
}

class ManyBreakpointsTest : public BreakpointQueryTest {
 protected:
  ManyBreakpointsTest() {
    for (int i = 0; i < 5; ++i)
      AddBreakpoint(std::to_string(i), "agencies/fk", i % 2 == 0 ? "agencies/af" : "agencies/x");
    for (int i = 0; i < 4; ++i) AddMeeting("m" + std::to_string(i), {"agencies/fk", "agencies/af"});
    for (int i = 0; i < 4; ++i) AddFlow("f" + std::to_string(i), "agencies/fk", "agencies/af");
    Add(MeetingLike("agencies/fk/meetings/m", {"agencies/x"}, "same_as: 'agencies/af/meetings/m1'"));
  }
};

TEST_F(ManyBreakpointsTest, ComeInPages) {
  ListBreakpointCoverageRequest other = request_;
  other.add_agencies("agencies/fk");
  ExpectPages(
      request_,
      [&](const auto& request, auto& problems) {
        return CoverBreakpoints(fold_.Read(), request, 20240101, false, problems);
      },
      [](const ListBreakpointCoverageResponse& response) { return response.breakpoints(); }, other);
}

TEST_F(ManyBreakpointsTest, AreTheSameInWhateverOrderRecordsCome) {
  ExpectSameInAnyOrder([&](const Fold::Reader& fold) {
    std::vector<FieldProblem> problems;
    return CoverBreakpoints(fold, request_, 20240101, false, problems);
  });
}

}  // namespace
}  // namespace samverkan
