// Which meetings count.
#include "services/analytics/meeting_scan.h"

#include <gmock/gmock.h>

#include <map>

#include "tests/unit/analytics/scanned_meetings.h"

namespace samverkan {
namespace {

using actors::v1::Agency;
using actors::v1::Group;
using actors::v1::Organisation;
using meetings::v1::Meeting;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MeetingScanTest : public ScannedMeetings {
 protected:
  // Whether a meeting of that text counts on the day.
  bool CountsOn(int32_t day, const std::string& text) {
    AddMeeting("x/meetings/m", {"a", "b"}, text);
    selection_.day = day;
    EXPECT_EQ(Find("x/meetings/m").has_value(), !Counted().empty());
    return !Counted().empty();
  }

  void AddGroup(const std::string& name, const std::string& parent, const std::string& text = "") {
    Add<Group>(name, "parent_group: 'agencies/" + parent + "' " + text);
  }

  void AddMeetingFor(const std::string& group) {
    AddMeeting("x/meetings/m", {"a", "b"}, "groups: 'agencies/" + group + "'");
  }

  bool CountsFor(const std::string& group) {
    selection_.group = Full(group);
    return !Counted().empty();
  }
};

TEST_F(MeetingScanTest, CountsWhatTakesPlace) {
  for (const char* state : {"EXISTING", "MISSING", "REMOVABLE", "ENDED"}) {
    AddMeeting(std::string("x/meetings/") + state, {"a"}, States({{state, "2020-01-01"}}));
  }
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/EXISTING", "x/meetings/REMOVABLE"));
  selection_.states = MeetingSelection::Bit(Meeting::STATE_MISSING) | MeetingSelection::Bit(Meeting::STATE_ENDED);
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/ENDED", "x/meetings/MISSING"));
}

TEST_F(MeetingScanTest, CountsTheStateOfTheDay) {
  AddMeeting("x/meetings/m", {"a"},
             States({{"MISSING", "2020-01-01"}, {"EXISTING", "2021-01-01"}, {"REMOVABLE", "2022-01-01"}}));
  selection_.states = ~0u;
  std::map<int32_t, int> states;
  for (int32_t day : {20191231, 20200101, 20201231, 20210101, 20211231, 20220101, 20300101}) {
    selection_.day = day;
    states[day] = Find("x/meetings/m")->meeting.state;
    EXPECT_EQ(ScanAll()[0].meeting.state, states[day]);
  }
  EXPECT_THAT(states, ElementsAre(std::pair(20191231, 0), std::pair(20200101, 2), std::pair(20201231, 2),
                                  std::pair(20210101, 1), std::pair(20211231, 1), std::pair(20220101, 3),
                                  std::pair(20300101, 3)));
}

TEST_F(MeetingScanTest, CountsWhatHasNoHistoryInNoState) {
  Meeting meeting = MeetingFrom("x/meetings/m", {"a"});
  meeting.clear_history();
  Apply(meeting);
  EXPECT_THAT(Counted(), IsEmpty());
}

TEST_F(MeetingScanTest, CountsFromItsFirstDayToItsLast) {
  const std::string year = "valid_from: '2021-01-01' valid_until: '2021-12-31'";
  EXPECT_FALSE(CountsOn(20201231, year));
  EXPECT_TRUE(CountsOn(20210101, year));
  EXPECT_TRUE(CountsOn(20211231, year));
  EXPECT_FALSE(CountsOn(20220101, year));
}

TEST_F(MeetingScanTest, CountsOnEitherSideOfAnOpenEnd) {
  EXPECT_TRUE(CountsOn(20200101, "valid_until: '2021-12-31'"));
  EXPECT_TRUE(CountsOn(99981231, "valid_from: '2021-01-01'"));
}

TEST_F(MeetingScanTest, CountsOneLevel) {
  AddMeeting("x/meetings/o", {"a"});
  AddMeeting("x/meetings/s", {"a"}, "level: LEVEL_STRATEGIC");
  selection_.level = type::v1::LEVEL_STRATEGIC;
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/s"));
  EXPECT_FALSE(Find("x/meetings/o"));
  EXPECT_EQ(Find("x/meetings/s")->meeting.level, type::v1::LEVEL_STRATEGIC);
}

TEST_F(MeetingScanTest, CountsForAGroupAndThoseThatItIsWithin) {
  AddGroup("f/groups/young", "f/groups/adults");
  AddGroup("f/groups/adults", "f/groups/all");
  AddMeetingFor("f/groups/young");
  EXPECT_TRUE(CountsFor("f/groups/young"));
  EXPECT_TRUE(CountsFor("f/groups/adults"));
  EXPECT_TRUE(CountsFor("f/groups/all")) << "of which nobody has told anything but that it is a parent";
  EXPECT_FALSE(CountsFor("f/groups/old"));
}

TEST_F(MeetingScanTest, CountsNotForAGroupWithinItsOwn) {
  AddGroup("f/groups/young", "f/groups/adults");
  AddMeetingFor("f/groups/adults");
  EXPECT_FALSE(CountsFor("f/groups/young"));
}

TEST_F(MeetingScanTest, CountsForAnyOfItsGroups) {
  AddMeeting("x/meetings/m", {"a"}, "groups: 'agencies/f/groups/1' groups: 'agencies/f/groups/2'");
  EXPECT_TRUE(CountsFor("f/groups/1"));
  EXPECT_TRUE(CountsFor("f/groups/2"));
}

TEST_F(MeetingScanTest, EndsInCirclesOfGroups) {
  AddGroup("f/groups/1", "f/groups/2");
  AddGroup("f/groups/2", "f/groups/3");
  AddGroup("f/groups/3", "f/groups/2");
  AddGroup("f/groups/self", "f/groups/self");
  AddMeetingFor("f/groups/1");
  EXPECT_TRUE(CountsFor("f/groups/3"));
  EXPECT_FALSE(CountsFor("f/groups/self"));
}

TEST_F(MeetingScanTest, KnowsAPrivateGroupsParentInItsAgencysViewOnly) {
  AddGroup("f/groups/young", "f/groups/adults", kPrivate);
  AddMeetingFor("f/groups/young");
  EXPECT_TRUE(CountsFor("f/groups/young"));
  EXPECT_FALSE(CountsFor("f/groups/adults"));
  include_private_ = true;
  EXPECT_TRUE(CountsFor("f/groups/adults"));
}

TEST_F(MeetingScanTest, CountsForAnAgencyWhatItsActorsTakePartIn) {
  Add<Organisation>("x/organisations/o", "agency: 'agencies/a'");
  AddMeeting("x/meetings/agency", {"a"});
  AddMeeting("x/meetings/function", {"b", "a/functions/f"});
  AddMeeting("x/meetings/organisation", {"x/organisations/o"});
  AddMeeting("a/meetings/inventoried-only", {"b"});
  selection_.agencies = {"agencies/a"};
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/agency", "x/meetings/function", "x/meetings/organisation"));
  EXPECT_FALSE(Find("a/meetings/inventoried-only"));
}

TEST_F(MeetingScanTest, CountsForNoAgencyAnOrganisationThatItOnlyKnows) {
  Add<Organisation>("a/organisations/o");
  AddMeeting("x/meetings/m", {"a/organisations/o", "a/organisations/untold"});
  selection_.agencies = {"agencies/a"};
  EXPECT_THAT(Counted(), IsEmpty());
}

TEST_F(MeetingScanTest, CountsForAMunicipalityByTheOrganisationsCodesAndThoseOfItsAgency) {
  Add<Agency>("joined", "municipality_codes: '2080'");
  Add<Organisation>("x/organisations/itself", "municipality_codes: '1262' municipality_codes: '2080'");
  Add<Organisation>("x/organisations/by-agency", "agency: 'agencies/joined' municipality_codes: '0180'");
  AddMeeting("x/meetings/itself", {"x/organisations/itself"});
  AddMeeting("x/meetings/by-agency", {"x/organisations/by-agency"});
  AddMeeting("x/meetings/unit", {"joined/units/u"});
  AddMeeting("x/meetings/other", {"b"});
  selection_.municipality_codes = {"2080"};
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/by-agency", "x/meetings/itself", "x/meetings/unit"));
  selection_.municipality_codes = {"0180"};
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/by-agency"));
  selection_.municipality_codes = {"1262", "9999"};
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/itself"));
}

TEST_F(MeetingScanTest, KnowsNoCodesOfAPrivateRecord) {
  Add<Organisation>("x/organisations/o", std::string(kPrivate) + "municipality_codes: '2080'");
  AddMeeting("x/meetings/m", {"x/organisations/o"});
  selection_.municipality_codes = {"2080"};
  EXPECT_THAT(Counted(), IsEmpty());
  include_private_ = true;
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/m"));
}

TEST_F(MeetingScanTest, CountsPrivateMeetingsInTheirAgencysViewOnly) {
  AddMeeting("x/meetings/m", {"a"}, kPrivate);
  EXPECT_THAT(Counted(), IsEmpty());
  EXPECT_FALSE(Find("x/meetings/m"));
  include_private_ = true;
  EXPECT_THAT(Counted(), ElementsAre("x/meetings/m"));
  EXPECT_TRUE(Find("x/meetings/m"));
}

TEST_F(MeetingScanTest, CountsNothingThatWasRemoved) {
  AddMeeting("x/meetings/m", {"a"});
  fold_.Apply(0, Removed("agencies/x/meetings/m", "Meeting", 2));
  EXPECT_THAT(Counted(), IsEmpty());
}

TEST_F(MeetingScanTest, VisitsEachMeetingOnceHoweverItIsSplit) {
  for (int i = 0; i < 50; ++i) {
    std::string id = std::to_string(i);
    AddMeeting("x/meetings/" + id, {"a"},
               i % 5 == 4 ? "same_as: 'agencies/x/meetings/" + std::to_string(i - 1) + "'" : "");
  }
  Fold::Reader fold = fold_.Read();
  Parties parties(fold, false);
  MeetingScan scan(fold, parties, selection_);
  for (size_t pieces : {1u, 2u, 7u, 60u, 100u}) {
    std::map<uint32_t, int> visits;
    for (size_t piece = 0; piece < pieces; ++piece) {
      scan.ForEach(scan.parts() * piece / pieces, scan.parts() * (piece + 1) / pieces,
                   [&](const CountedMeeting& meeting) { ++visits[meeting.row]; });
    }
    EXPECT_EQ(visits.size(), 40u) << pieces;
    for (const auto& [row, times] : visits) EXPECT_EQ(times, 1);
  }
}

}  // namespace
}  // namespace samverkan
