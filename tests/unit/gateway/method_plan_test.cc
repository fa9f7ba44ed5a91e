#include "gateway/routing/method_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samverkan/meetings/v1/meeting_inventory_service.pb.h"

namespace samverkan {
namespace {

using testing::ElementsAre;

MethodPlan Plan(const char* method) {
  const auto* file = meetings::v1::GetMeetingRequest::descriptor()->file();
  return PlanMethod(*file->service(0)->FindMethodByName(method));
}

TEST(MethodPlanTest, TheRoutingFieldIsThePathsVariable) {
  EXPECT_EQ(Plan("GetMeeting").routing->name, "name");
  EXPECT_EQ(Plan("ListMeetings").routing->name, "parent");
  EXPECT_EQ(Plan("UpdateMeeting").routing->name, "meeting.name");
  EXPECT_THAT(Plan("UpdateMeeting").routing->path, ElementsAre(1, 1));
}

TEST(MethodPlanTest, AGetMayBeRepeatedAndAWriteHasARequestId) {
  EXPECT_TRUE(Plan("GetMeeting").is_read);
  EXPECT_FALSE(Plan("CreateMeeting").is_read);
  EXPECT_NE(Plan("CreateMeeting").request_id, 0u);
  EXPECT_EQ(Plan("GetMeeting").request_id, 0u);
}

TEST(MethodPlanTest, OnlyListsCanBeJoined) {
  EXPECT_TRUE(Plan("ListMeetings").list.has_value());
  EXPECT_FALSE(Plan("BatchGetMeetings").list.has_value());
  EXPECT_FALSE(Plan("GetMeeting").list.has_value());
}

TEST(MethodPlanTest, TheRoomIsThePackagesLastPartBeforeTheVersion) {
  EXPECT_EQ(Plan("GetMeeting").path, "/samverkan.meetings.v1.MeetingInventoryService/GetMeeting");
  EXPECT_EQ(Plan("GetMeeting").room, "meetings");
  EXPECT_EQ(RoomOfPackage("acme.billing.v2beta1"), "billing");
  EXPECT_EQ(RoomOfPackage("acme.billing"), "billing");
  EXPECT_EQ(RoomOfPackage("v1"), "v1");
}

}  // namespace
}  // namespace samverkan
