#include "services/platform/resource/filter.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using meetings::v1::Meeting;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Meeting MakeMeeting(const std::string& text) {
  Meeting meeting;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &meeting)) << text;
  return meeting;
}

const Meeting& Filled() {
  static const auto& meeting = *new Meeting(MakeMeeting(R"pb(
    name: "agencies/fk/meetings/m1"
    display_name: "Samråd om ÅTERGÅNG i arbete"
    level: LEVEL_OPERATIONAL
    state: STATE_MISSING
    state_day: "2026-03-01"
    groups: "agencies/fk/groups/g10"
    groups: "agencies/af/groups/unga"
    participants { actor: "agencies/fk/functions/handlaggare" headcount: 2 role: "chair" }
    participants { actor: "agencies/af/functions/coach" headcount: 5 }
    schedule {
      times_per_year: 4.5
      duration { seconds: 3600 nanos: 500000000 }
      time_zone: "Europe/Stockholm"
    }
    history { state: "STATE_MISSING" day: "2026-03-01" }
    create_time { seconds: 1767268800 }
  )pb"));
  return meeting;
}

absl::StatusOr<Filter> Parse(absl::string_view text) { return Filter::Parse(text, Meeting::descriptor()); }

bool Matches(absl::string_view text, const Meeting& meeting = Filled()) {
  absl::StatusOr<Filter> filter = Parse(text);
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() && filter->Matches(meeting);
}

std::string ErrorOf(absl::string_view text) {
  absl::StatusOr<Filter> filter = Parse(text);
  EXPECT_FALSE(filter.ok()) << text;
  return std::string(filter.status().message());
}

void ExpectMatches(std::initializer_list<absl::string_view> filters) {
  for (absl::string_view filter : filters) EXPECT_TRUE(Matches(filter)) << filter;
}

void ExpectMatchesNot(std::initializer_list<absl::string_view> filters) {
  for (absl::string_view filter : filters) EXPECT_FALSE(Matches(filter)) << filter;
}

std::string Repeated(absl::string_view part, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) absl::StrAppend(&all, part);
  return all;
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_TRUE(payload && info.ParseFromString(std::string(*payload)));
  return info;
}

TEST(FilterTest, MatchesEverythingWhenEmpty) { ExpectMatches({"", "  \n\t "}); }

TEST(FilterTest, BindsOrTighterThanAnd) {
  // Each would be true if AND bound tighter.
  ExpectMatchesNot({"state=EXISTING AND level=OPERATIONAL OR state=MISSING AND state=ENDED",
                    "state=MISSING OR state=ENDED AND state=ENDED", "state=MISSING OR state=ENDED state=ENDED"});
  ExpectMatches({"state=ENDED OR state=MISSING AND level=OPERATIONAL"});
}

TEST(FilterTest, ReadsComparisonsSideBySideAsAnd) {
  ExpectMatches({"state=MISSING level=OPERATIONAL", "state=MISSING(level=OPERATIONAL)"});
  ExpectMatchesNot({"state=MISSING level=STRATEGIC", "state=ENDED level=OPERATIONAL"});
}

TEST(FilterTest, Negates) {
  ExpectMatches({"NOT state=ENDED", "-state=ENDED", "NOT (state=ENDED OR level=STRATEGIC)", "-(state=ENDED)",
                 "NOT state=MISSING OR level=OPERATIONAL"});
  ExpectMatchesNot({"NOT state=MISSING", "-state=MISSING", "NOT(state=MISSING)"});
}

TEST(FilterTest, NamesFieldsAsProtoOrJsonDoes) {
  ExpectMatches({"display_name:samråd", "displayName:samråd", "participants.headcount=2"});
}

TEST(FilterTest, ComparesEnumsByNameWithOrWithoutPrefix) {
  ExpectMatches({"state = STATE_MISSING", "state = \"STATE_MISSING\"", "state=MISSING", "state:MISSING",
                 "state != EXISTING", "scope = UNSPECIFIED"});
  ExpectMatchesNot({"state = EXISTING", "state != STATE_MISSING"});
}

TEST(FilterTest, TellsTheValuesOfAnEnumWhenOneIsUnknown) {
  EXPECT_THAT(ErrorOf("state = GONE"), AllOf(HasSubstr("state"), HasSubstr("GONE"), HasSubstr("STATE_REMOVABLE")));
}

TEST(FilterTest, ComparesStringsByTheirBytes) {
  ExpectMatches({"name = agencies/fk/meetings/m1", "name='agencies/fk/meetings/m1'", "name < \"b\"",
                 "name >= agencies/fk/meetings/m1", "name != x", "name > \"Agencies\""});
  ExpectMatchesNot({"name = AGENCIES/fk/meetings/m1", "name = agencies/fk", "name > agencies/fk/meetings/m1"});
}

TEST(FilterTest, TakesAStarAtAnEndForAnything) {
  ExpectMatches({"name = agencies/fk/*", "name = \"*/m1\"", "name = *fk*", "name = *", "purpose = *",
                 "name != agencies/af/*", "valid_from != 2026-*", "state_day = 2026-03*"});
  ExpectMatchesNot({"name = fk*", "name = *meetings", "name != *m1", "name = \"\\*m1\"", "name = \"*m1\\*\""});
  EXPECT_THAT(ErrorOf("name = agencies/*/m1"), HasSubstr("beginning or the end"));
}

TEST(FilterTest, FindsAPartOfAStringWithoutRegardToCase) {
  ExpectMatches({"display_name:SAMRÅD", "display_name:återgång", "display_name:\"I ARBETE\"",
                 "display_name:\"om Återgång\"", "display_name:samråd*", "display_name:*ARBETE"});
  ExpectMatchesNot({"display_name:aterga", "display_name:arbete*", "display_name:\"samråd  om\""});
}

TEST(FilterTest, FindsAnElementOfAList) {
  ExpectMatches(
      {"groups:agencies/fk/groups/g10", "groups:\"agencies/AF/groups/unga\"", "groups:agencies/af/*", "groups:*fk*"});
  // An element is found whole: g1 is not g10.
  ExpectMatchesNot({"groups:agencies/fk/groups/g1", "groups:fk", "breakpoints:agencies/fk/breakpoints/1"});
  EXPECT_THAT(ErrorOf("groups = x"), HasSubstr("groups:value"));
}

TEST(FilterTest, AsksWhetherAFieldIsSet) {
  ExpectMatches({"groups:*", "schedule:*", "name:*", "name:\"*\"", "create_time:*", "participants:*", "state:*",
                 "schedule.times_per_year:*", "participants.role:*", "NOT purpose:*"});
  ExpectMatchesNot({"breakpoints:*", "source:*", "purpose:*", "update_time:*", "scope:*", "schedule.rrule:*",
                    "source.note:*", "schedule.occurrences_per_year:*"});
}

TEST(FilterTest, PassesThroughRepeatedMessagesToAnyElement) {
  ExpectMatches({"participants.actor = agencies/af/functions/coach", "participants.actor:handlaggare",
                 "participants.headcount > 4", "participants.headcount < 3", "participants.actor != x",
                 "history.day >= 2026-01-01"});
  ExpectMatchesNot({"participants.actor = agencies/af", "participants.headcount > 5", "NOT participants.role = chair"});
}

TEST(FilterTest, ComparesNumbers) {
  ExpectMatches({"schedule.times_per_year = 4.5", "schedule.times_per_year >= 4", "schedule.times_per_year > -1e3",
                 "participants.headcount = 5", "participants.headcount:5", "participants.headcount > -3",
                 "participants.headcount < 99999999999999999999"});
  ExpectMatchesNot({"schedule.times_per_year < 4.5", "participants.headcount = 3"});
}

TEST(FilterTest, ComparesTimesAndDurationsByValue) {
  ExpectMatches({"create_time = 2026-01-01T12:00:00Z", "create_time = \"2026-01-01T13:00:00+01:00\"",
                 "createTime<2026-01-01T12:00:00.001Z", "schedule.duration > 3600s", "schedule.duration = 3600.5s",
                 "schedule.duration > -1s"});
  ExpectMatchesNot({"create_time > 2026-01-01T12:00:00Z", "schedule.duration < 3600.4s"});
}

TEST(FilterTest, ComparesDaysThatAreStated) {
  ExpectMatches({"state_day < 2026-03-02", "state_day >= \"2026-03-01\"", "valid_from = \"\""});
  ExpectMatchesNot({"valid_from < 2026-03-02", "valid_from >= 2026-03-02"});
  EXPECT_THAT(ErrorOf("valid_from > 2026-3-1"), HasSubstr("YYYY-MM-DD"));
}

TEST(FilterTest, ComparesWhatIsUnsetAsUnequal) {
  ExpectMatches({"schedule.rrule != x", "source.note != x", "update_time != 2026-01-01T12:00:00Z",
                 "schedule.occurrences_per_year != 0"});
  ExpectMatchesNot({"schedule.rrule = \"\"", "schedule.rrule < x", "schedule.travel_time <= 0s",
                    "schedule.occurrences_per_year = 0", "update_time < 2100-01-01T12:00:00Z"});
}

TEST(FilterTest, ComparesNotANumberAsUnset) {
  Meeting meeting;
  meeting.mutable_schedule()->set_times_per_year(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(Matches("schedule.times_per_year <= 1", meeting));
  EXPECT_TRUE(Matches("schedule.times_per_year != 1", meeting));
}

TEST(FilterTest, ComparesTimesOutOfRange) {
  Meeting meeting;
  meeting.mutable_create_time()->set_seconds(std::numeric_limits<int64_t>::max());
  meeting.mutable_create_time()->set_nanos(-1);
  EXPECT_TRUE(Matches("create_time > 2026-01-01T12:00:00Z", meeting));
}

TEST(FilterTest, ReadsEscapesAndEitherQuote) {
  Meeting meeting = MakeMeeting(R"pb(purpose: "a\"b'c\\d*")pb");
  EXPECT_TRUE(Matches(R"(purpose = "a\"b'c\\d\*")", meeting));
  EXPECT_TRUE(Matches(R"(purpose = 'a"b\'c\\d\*')", meeting));
  EXPECT_THAT(ErrorOf(R"(purpose = "a\n")"), HasSubstr("backslash"));
}

TEST(FilterTest, TellsWhatIsWrongAndWhere) {
  const absl::Status status = Parse("display_name:\"åä\" AND stat = 3").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_INVALID_FILTER);
  // Characters, not bytes.
  EXPECT_THAT(status.message(), AllOf(HasSubstr("at character 23"), HasSubstr("`stat`"), HasSubstr("state_day")));
  EXPECT_EQ(InfoOf(status).metadata().at("field"), "filter");
  EXPECT_EQ(InfoOf(status).metadata().at("position"), "23");
}

TEST(FilterTest, AsksForAFieldWhereOnlyAValueStands) {
  for (absl::string_view text : {"foo", "\"foo\"", "state=MISSING foo", "*", "foo*", "name"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("field = value or field:value")) << text;
  }
  EXPECT_THAT(ErrorOf("state=MISSING or state=ENDED"), HasSubstr("capitals: OR"));
}

TEST(FilterTest, ShowsNothingRawFromTheCaller) {
  EXPECT_THAT(ErrorOf("stat\xC2\x85å = 3"), AllOf(HasSubstr("`stat?å`"), Not(HasSubstr("\xC2\x85"))));
  EXPECT_LT(ErrorOf(Repeated("x", 4'000) + " = 3").size(), 1'000u);
}

TEST(FilterTest, RefusesWhatCannotBeCompared) {
  const std::pair<absl::string_view, absl::string_view> cases[] = {
      {"schedule = x", "is a message"},
      {"participants:x", "is a message"},
      {"state < MISSING", "no order"},
      {"participants.headcount = many", "whole number"},
      {"participants.headcount = 1.5", "whole number"},
      {"participants.headcount = 9999999999999999999999999999999999999999", "whole number"},
      {"schedule.times_per_year = often", "is a number"},
      {"schedule.times_per_year = nan", "is a number"},
      {"schedule.times_per_year < inf", "is a number"},
      {"schedule.times_per_year < 1e999", "is a number"},
      {"create_time > yesterday", "RFC 3339"},
      {"create_time > 2026-01-01", "RFC 3339"},
      {"create_time < infinite-future", "RFC 3339"},
      {"schedule.duration > 1h", "3600s"},
      {"schedule.duration > infs", "3600s"},
      {"schedule.duration > 99999999999999999999999999s", "3600s"},
      {"name.size = 3", "no fields in it"},
  };
  for (const auto& [text, problem] : cases) EXPECT_THAT(ErrorOf(text), HasSubstr(problem)) << text;
}

TEST(FilterTest, RefusesHostileText) {
  const std::string cases[] = {"AND",
                               "OR",
                               "NOT",
                               "-",
                               "- -name=x",
                               "NOT NOT name=x",
                               "AND name=x",
                               "name=x AND",
                               "name=x OR",
                               "name=x AND OR",
                               "name=x AND AND name=x",
                               "= 3",
                               "name =",
                               "name",
                               "name = AND",
                               "name = AND name = x",
                               "name = = x",
                               "name == x",
                               "name <> x",
                               "name ! x",
                               "name :: x",
                               "name=a=b",
                               "(",
                               ")",
                               "()",
                               "(name=x",
                               "name=x)",
                               "((name=x)",
                               "name=(x)",
                               "\"",
                               "'",
                               "name=\"x",
                               "name=\"x\\\"",
                               "name='x\"",
                               "\"name\"=x",
                               "name=\"a\"b\"",
                               "a.b.c..d = x",
                               ".name=x",
                               "name.=x",
                               "schedule..rrule=x",
                               ".=x",
                               "..",
                               ",",
                               "name=x,name=y",
                               "f(name)",
                               "name=x !",
                               "@=1",
                               std::string("name=\0x", 7),
                               std::string("\0", 1),
                               std::string("name=\"\0\"", 8),
                               "name=\x01",
                               "name=\x7F",
                               "name=\"\xFF\"",
                               "name=\xC3",
                               "name=\xC0\xAF",
                               "name=\xED\xA0\x80",
                               "name=\xF4\x90\x80\x80",
                               "\xF0\x9F",
                               "name=\xE0\x80\xAF",
                               "\x80",
                               Repeated("(", 10'000),
                               Repeated("(", 4'000),
                               Repeated(")", 4'000),
                               Repeated("NOT ", 1'000),
                               Repeated("-", 4'000),
                               Repeated("\"", 4'095),
                               Repeated(".", 4'000) + "=1",
                               Repeated("a.", 1'000) + "b=1",
                               "participants.headcount=" + Repeated("9", 4'000),
                               "schedule.times_per_year=" + Repeated("9", 4'000),
                               "create_time=" + Repeated("9", 4'000),
                               "schedule.duration=" + Repeated("9", 4'000) + "s",
                               "name=" + Repeated("x", 4'092)};
  for (const std::string& text : cases) {
    EXPECT_EQ(ReasonOf(Parse(text).status()), type::v1::ERROR_REASON_INVALID_FILTER) << Shown(text);
    EXPECT_LT(Parse(text).status().message().size(), 1'000u);
  }
}

TEST(FilterTest, TakesAllUpToItsLimits) {
  EXPECT_TRUE(Parse("name=" + Repeated("x", 4'091)).ok());
  EXPECT_TRUE(Parse(Repeated("(", 32) + "name=x" + Repeated(")", 32)).ok());
  EXPECT_THAT(ErrorOf(Repeated("(", 33) + "name=x" + Repeated(")", 33)), HasSubstr("32 levels"));
  EXPECT_TRUE(Parse(Repeated("name=x ", 100)).ok());
  EXPECT_THAT(ErrorOf(Repeated("name=x ", 101)), HasSubstr("100 comparisons"));
}

TEST(FilterTest, SurvivesEveryPrefixOfAFilter) {
  const absl::string_view text =
      "(NOT display_name:\"*r\\\"åd*\" OR -participants.headcount>=2) create_time<\"2026-01-01T12:00:00Z\" AND "
      "groups:*";
  ASSERT_TRUE(Parse(text).ok()) << Parse(text).status();
  for (size_t size = 0; size < text.size(); ++size) {
    absl::StatusOr<Filter> filter = Parse(text.substr(0, size));
    if (filter.ok()) filter->Matches(Filled());
  }
}

std::vector<std::string> Ordered(absl::string_view order_by, std::vector<Meeting> meetings) {
  absl::StatusOr<Order> order = Order::Parse(order_by, Meeting::descriptor());
  EXPECT_TRUE(order.ok()) << order.status();
  std::stable_sort(meetings.begin(), meetings.end(),
                   [&](const Meeting& a, const Meeting& b) { return order->Before(a, b); });
  std::vector<std::string> names;
  for (const Meeting& meeting : meetings) names.push_back(meeting.name());
  return names;
}

std::string OrderErrorOf(absl::string_view text) {
  const absl::Status status = Order::Parse(text, Meeting::descriptor()).status();
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_INVALID_FILTER) << text;
  return std::string(status.message());
}

std::vector<Meeting> ThreeMeetings() {
  return {MakeMeeting(R"pb(name: "a"
                           display_name: "x"
                           schedule { duration { seconds: 9 } })pb"),
          MakeMeeting(R"pb(name: "b"
                           display_name: "y"
                           schedule {
                             times_per_year: 2
                             duration { seconds: 8 }
                           })pb"),
          MakeMeeting(R"pb(name: "c"
                           display_name: "x"
                           create_time { seconds: 1 })pb")};
}

TEST(OrderTest, OrdersByFieldsInTurn) {
  EXPECT_THAT(Ordered("display_name, name desc", ThreeMeetings()), ElementsAre("c", "a", "b"));
  EXPECT_THAT(Ordered(" displayName  desc ,name asc", ThreeMeetings()), ElementsAre("b", "a", "c"));
}

TEST(OrderTest, LeavesTiesAlone) {
  EXPECT_THAT(Ordered("display_name", ThreeMeetings()), ElementsAre("a", "c", "b"));
  EXPECT_THAT(Ordered("", ThreeMeetings()), ElementsAre("a", "b", "c"));
  EXPECT_TRUE(Order::Parse(" ", Meeting::descriptor())->empty());
}

TEST(OrderTest, OrdersWhatIsUnsetFirst) {
  EXPECT_THAT(Ordered("schedule.duration", ThreeMeetings()), ElementsAre("c", "b", "a"));
  EXPECT_THAT(Ordered("schedule.times_per_year desc", ThreeMeetings()), ElementsAre("b", "a", "c"));
  EXPECT_THAT(Ordered("create_time desc", ThreeMeetings()), ElementsAre("c", "a", "b"));
}

TEST(OrderTest, RefusesWhatCannotBeOrderedBy) {
  const std::pair<std::string, absl::string_view> cases[] = {
      {"nam", "no field `nam`"},
      {"participants", "is repeated"},
      {"participants.actor", "is repeated"},
      {"groups", "is repeated"},
      {"schedule", "is a message"},
      {"name up", "asc or desc"},
      {"name DESC", "asc or desc"},
      {"name desc asc", "asc or desc"},
      {"name,", "a field is missing"},
      {",", "a field is missing"},
      {"schedule..rrule", "name is missing"},
      {std::string("name\0", 5), "control character"},
      {"\xFF", "not UTF-8"},
      {Repeated("name,", 10) + "name", "more than 10"},
      {Repeated("x", 5'000), "longer than 4,096"},
  };
  for (const auto& [text, problem] : cases) EXPECT_THAT(OrderErrorOf(text), HasSubstr(problem)) << Shown(text);
}

TEST(OrderTest, NamesItsFieldAndPlace) {
  EXPECT_THAT(OrderErrorOf("name, nam"), HasSubstr("order_by: at character 7, `nam`"));
}

}  // namespace
}  // namespace samverkan
