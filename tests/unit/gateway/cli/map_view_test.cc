#include "gateway/cli/map_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace samverkan::cli {
namespace {

using analytics::v1::GetMapResponse;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

GetMapResponse SomeMap() {
  GetMapResponse map;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        day: "2016-04-30"
        resolution: RESOLUTION_AGENCY
        nodes {
          name: "agencies/af"
          display_name: "Arbetsförmedlingen"
          known: true
          meetings { existing: 3 missing: 1 }
        }
        nodes {
          name: "agencies/fk"
          display_name: "Försäkringskassan"
          known: true
          meetings { existing: 3 }
        }
        nodes { name: "agencies/x/organisations/nns" display_name: "agencies/x/organisations/nns" }
        ties {
          from: "agencies/af"
          to: "agencies/fk"
          weight: 6
          meetings { existing: 2 unknown_schedules: 1 }
        }
        ties {
          from: "agencies/af"
          to: "agencies/x/organisations/nns"
          weight: 0
          meetings { existing: 1 unknown_schedules: 1 }
        }
        ties {
          from: "agencies/fk"
          to: "agencies/x/organisations/nns"
          weight: 12
          meetings { existing: 1 }
        }
        meetings { existing: 4 missing: 1 unknown_schedules: 2 strategic: 1 operational: 3 }
        coverage {
          members {
            agency: "agencies/af"
            known_at { seconds: 1000 }
            state: STATE_CURRENT
          }
          members {
            agency: "agencies/fk"
            known_at { seconds: 820 }
            state: STATE_UNREACHABLE
          }
          members { agency: "agencies/lomma" state: STATE_ABSENT }
        }
      )pb",
      &map));
  return map;
}

TEST(MapViewTest, NeverShowsWhatIsUnknownAsNothing) {
  GetMapResponse::MeetingCount meetings;
  EXPECT_EQ(WeightText(0, meetings), "–");
  meetings.set_existing(2);
  EXPECT_EQ(WeightText(6.25, meetings), "6.3");
  meetings.set_unknown_schedules(1);
  EXPECT_EQ(WeightText(6, meetings), "6 + ?");
  meetings.set_unknown_schedules(2);
  EXPECT_EQ(WeightText(0, meetings), "?");
}

TEST(MapViewTest, ShowsTheHeaviestTieFirstWithBars) {
  std::string text = RenderMap(SomeMap(), 0);
  EXPECT_LT(text.find("████████████████████"), text.find("6 + ?"));
  EXPECT_THAT(text, HasSubstr("4 meetings take place (1 strategic, 3 operational; 0 of them could go), 1 are missing"));
  EXPECT_THAT(text, HasSubstr("nobody has stated how often: 2 of the meetings"));
  EXPECT_THAT(text, HasSubstr("agencies/x/organisations/nns (not known)"));
}

TEST(MapViewTest, NamesAMeetingsParticipantsByTheirAgencies) {
  meetings::v1::Meeting meeting;
  meeting.set_display_name("Saknat");
  meeting.set_level(type::v1::LEVEL_OPERATIONAL);
  meeting.add_participants()->set_actor("agencies/af/functions/coach");
  meeting.add_participants()->set_actor("agencies/fk");
  meeting.add_participants()->set_actor("agencies/af/organisations/okänd");
  meeting.set_expected_gain("Kortare väntan");
  EXPECT_THAT(
      RenderMeetings("Missing", {&meeting}, SomeMap(), 0),
      AllOf(HasSubstr("Saknat (operational)"), HasSubstr("Arbetsförmedlingen, Försäkringskassan, agencies/af/org"),
            HasSubstr("gain: Kortare väntan")));
  EXPECT_EQ(RenderMeetings("Missing", {}, SomeMap(), 0), "");
}

TEST(MapViewTest, SaysThatAPartialAnswerIsPartialAndWhoIsLacking) {
  std::string text = RenderCoverage(SomeMap().coverage(), 1000);
  EXPECT_THAT(text, HasSubstr("PARTIAL: 1 of 3 members answer"));
  EXPECT_THAT(text, HasSubstr("af: known now\n"));
  EXPECT_THAT(text, HasSubstr("fk: known 3 min ago, not answering\n"));
  EXPECT_THAT(text, HasSubstr("lomma: never heard from: not in the numbers\n"));
  type::v1::Coverage whole;
  *whole.add_members() = SomeMap().coverage().members(0);
  EXPECT_THAT(RenderCoverage(whole, 1000), Not(HasSubstr("PARTIAL")));
}

}  // namespace
}  // namespace samverkan::cli
