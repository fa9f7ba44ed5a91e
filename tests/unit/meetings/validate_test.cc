#include "services/meetings/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "samverkan/meetings/v1/assessment.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "tests/support/rules.h"

namespace samverkan {
namespace {

using meetings::v1::Assessment;
using meetings::v1::Meeting;

constexpr char kBad[] = "INVALID_ARGUMENT INVALID_FIELD ";

Meeting MeetingOf(const std::string& text) {
  auto meeting = FromText<Meeting>(
      "name: 'agencies/af/meetings/m1' display_name: 'Samråd' level: LEVEL_OPERATIONAL state: STATE_EXISTING "
      "state_day: '2026-01-01'");
  meeting.MergeFrom(FromText<Meeting>(text));
  return meeting;
}

std::string ToldOf(const std::string& text) {
  Meeting meeting = MeetingOf(text);
  return ToldBy(MeetingRules(), meeting);
}

Meeting Completed(const std::string& text) {
  Meeting meeting = MeetingOf(text);
  EXPECT_EQ(ToldBy(MeetingRules(), meeting), "OK") << text;
  return meeting;
}

TEST(MeetingRulesTest, AsksWhatWouldBeGained) {
  struct Row {
    std::string state;
    bool asks;
  };
  const Row rows[] = {
      {"STATE_EXISTING", false}, {"STATE_MISSING", true}, {"STATE_REMOVABLE", true}, {"STATE_ENDED", false}};
  for (const Row& row : rows) {
    EXPECT_EQ(ToldOf("state: " + row.state), row.asks ? absl::StrCat(kBad, "expected_gain") : "OK") << row.state;
    EXPECT_EQ(ToldOf("expected_gain: 'tid' state: " + row.state), "OK");
  }
}

TEST(MeetingRulesTest, ChecksThatItDoesNotEndBeforeItBegins) {
  EXPECT_EQ(ToldOf("valid_from: '2026-01-01' valid_until: '2026-01-01'"), "OK");
  EXPECT_EQ(ToldOf("valid_until: '2026-01-01'"), "OK");
  EXPECT_EQ(ToldOf("valid_from: '2026-01-01'"), "OK");
  EXPECT_EQ(ToldOf("valid_from: '2026-01-02' valid_until: '2026-01-01'"), absl::StrCat(kBad, "valid_until"));
  EXPECT_EQ(ToldOf("valid_from: '2026-02-30'"), absl::StrCat(kBad, "valid_from"));
}

TEST(MeetingRulesTest, MayBeTheSameAsAnotherButNotAsItself) {
  EXPECT_EQ(ToldOf("same_as: 'agencies/fk/meetings/m1'"), "OK");
  EXPECT_EQ(ToldOf("same_as: 'agencies/af/meetings/m2'"), "OK");
  EXPECT_EQ(ToldOf("same_as: 'agencies/af/meetings/m1'"), absl::StrCat(kBad, "same_as"));
  EXPECT_EQ(ToldOf("same_as: 'm1'"), absl::StrCat(kBad, "same_as"));
}

TEST(MeetingRulesTest, HasEachActorOnce) {
  EXPECT_EQ(ToldOf("participants { actor: 'agencies/af' } participants { actor: 'agencies/fk' }"), "OK");
  EXPECT_EQ(ToldOf("participants { actor: 'agencies/af' } participants { actor: 'agencies/fk' } "
                   "participants { actor: 'agencies/af' headcount: 2 }"),
            absl::StrCat(kBad, "participants[2].actor"));
}

TEST(MeetingRulesTest, HasActorsOfTheKindsThatThereAre) {
  for (const char* actor :
       {"agencies/af", "agencies/af/units/x", "agencies/fk/functions/x", "agencies/fk/organisations/x"}) {
    EXPECT_EQ(ToldOf(absl::StrCat("convener: '", actor, "' participants { actor: '", actor, "' }")), "OK") << actor;
  }
  for (const char* actor : {"", "agencies/-", "agencies/af/groups/x", "agencies/af/meetings/x", "Anna Andersson"}) {
    EXPECT_EQ(ToldOf(absl::StrCat("participants { actor: '", actor, "' }")),
              absl::StrCat(kBad, "participants[0].actor"))
        << actor;
  }
}

TEST(MeetingRulesTest, WorksOutWhomItJoins) {
  struct Row {
    std::string actors;
    Meeting::Scope scope;
  };
  const Row rows[] = {
      {"", Meeting::SCOPE_UNSPECIFIED},
      {"convener: 'agencies/af'", Meeting::SCOPE_UNSPECIFIED},
      {"participants { actor: 'agencies/fk' }", Meeting::SCOPE_UNSPECIFIED},
      {"convener: 'agencies/af' participants { actor: 'agencies/af' }", Meeting::SCOPE_UNSPECIFIED},
      {"convener: 'agencies/af' participants { actor: 'agencies/af/units/u' }", Meeting::SCOPE_INTERNAL},
      {"participants { actor: 'agencies/af/functions/f' } participants { actor: 'agencies/af/units/u' }",
       Meeting::SCOPE_INTERNAL},
      {"convener: 'agencies/af' participants { actor: 'agencies/fk/units/u' }", Meeting::SCOPE_INTERAGENCY},
      {"participants { actor: 'agencies/fk/units/u' } participants { actor: 'agencies/fk/units/v' }",
       Meeting::SCOPE_INTERNAL},
      // An organisation without a node is a party of its own, whoever has written it down.
      {"convener: 'agencies/af' participants { actor: 'agencies/af/organisations/o' }", Meeting::SCOPE_INTERAGENCY},
      {"participants { actor: 'agencies/af/organisations/o' } participants { actor: 'agencies/af/organisations/p' }",
       Meeting::SCOPE_INTERAGENCY}};
  for (const Row& row : rows) {
    EXPECT_EQ(Completed(row.actors + " scope: SCOPE_INTERAGENCY").scope(), row.scope) << row.actors;
  }
}

TEST(MeetingRulesTest, WorksOutHowOftenItTakesPlace) {
  EXPECT_DOUBLE_EQ(Completed("schedule { rrule: 'FREQ=MONTHLY' }").schedule().occurrences_per_year(), 12);
  EXPECT_DOUBLE_EQ(Completed("schedule { times_per_year: 2.5 }").schedule().occurrences_per_year(), 2.5);
  EXPECT_DOUBLE_EQ(Completed("schedule { times_per_year: 0 }").schedule().occurrences_per_year(), 0);
  EXPECT_TRUE(Completed("schedule { times_per_year: 0 }").schedule().has_occurrences_per_year());
  EXPECT_FALSE(Completed("schedule { start_time: '09:00' }").schedule().has_occurrences_per_year());
  EXPECT_FALSE(Completed("").has_schedule());
}

TEST(MeetingRulesTest, CountsFromItsFirstDay) {
  EXPECT_DOUBLE_EQ(
      Completed("valid_from: '2024-02-29' schedule { rrule: 'FREQ=YEARLY' }").schedule().occurrences_per_year(), 0.25);
  EXPECT_EQ(ToldOf("valid_from: '2027-01-01' schedule { rrule: 'FREQ=DAILY;UNTIL=20261231' }"),
            absl::StrCat(kBad, "schedule.rrule"));
}

TEST(MeetingRulesTest, RefusesASchedulesPartsThatAreNone) {
  for (const char* field : {"rrule: 'FREQ=HOURLY'", "rrule: ''", "rrule: 'varje tisdag'"}) {
    EXPECT_EQ(ToldOf(absl::StrCat("schedule { ", field, " }")), absl::StrCat(kBad, "schedule.rrule")) << field;
  }
  EXPECT_EQ(ToldOf("schedule { times_per_year: 1501 }"), absl::StrCat(kBad, "schedule.times_per_year"));
  EXPECT_EQ(ToldOf("schedule { times_per_year: nan }"), absl::StrCat(kBad, "schedule.times_per_year"));
  EXPECT_EQ(ToldOf("schedule { duration { seconds: -60 } }"), absl::StrCat(kBad, "schedule.duration"));
  EXPECT_EQ(ToldOf("schedule { travel_time { seconds: 604801 } }"), absl::StrCat(kBad, "schedule.travel_time"));
  EXPECT_EQ(ToldOf("schedule { time_zone: 'Sweden' start_time: '9' }"),
            absl::StrCat(kBad, "schedule.start_time schedule.time_zone"));
}

TEST(AssessmentRulesTest, IsOfTheAgencyThatAnswers) {
  const std::string assessment = "name: 'agencies/af/assessments/a1' meeting: 'agencies/fk/meetings/m1' ";
  EXPECT_EQ(ToldBy<Assessment>(MeetingRules(), assessment), "OK");
  EXPECT_EQ(ToldBy<Assessment>(MeetingRules(), assessment + "actor: 'agencies/af/units/u'"), "OK");
  EXPECT_EQ(ToldBy<Assessment>(MeetingRules(), assessment + "actor: 'agencies/fk/units/u'"),
            absl::StrCat(kBad, "actor"));
  EXPECT_EQ(ToldBy<Assessment>(MeetingRules(), assessment + "usefulness: 6"), absl::StrCat(kBad, "usefulness"));
  EXPECT_EQ(ToldBy<Assessment>(MeetingRules(), "name: 'agencies/af/assessments/a1'"), absl::StrCat(kBad, "meeting"));
}

}  // namespace
}  // namespace samverkan
