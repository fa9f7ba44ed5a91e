#include "gateway/routing/descriptors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/routing/method_plan.h"

namespace samverkan {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> Names(const Descriptors& descriptors) {
  std::vector<std::string> names;
  for (const auto* service : descriptors.Services()) names.push_back(service->full_name());
  return names;
}

TEST(DescriptorsTest, ServesWhatIsCompiledIn) {
  EXPECT_THAT(Names(Descriptors()), Contains("samverkan.meetings.v1.MeetingInventoryService"));
  EXPECT_THAT(Names(Descriptors()), Contains("samverkan.changes.v1.ChangeFeedService"));
  EXPECT_THAT(Names(Descriptors()), Not(Contains("test_service.v1.ThingService")));
}

TEST(DescriptorsTest, LearnsAServiceFromAFileAndReadsItsAnnotations) {
  Descriptors descriptors;
  ASSERT_TRUE(descriptors.AddFile(THING_DESCRIPTORS).ok());
  ASSERT_TRUE(descriptors.AddFile(THING_DESCRIPTORS).ok()) << "twice is once";
  for (const auto* service : descriptors.Services()) {
    if (service->full_name() != "test_service.v1.ThingService") continue;
    MethodPlan plan = PlanMethod(*service->FindMethodByName("UpdateThing"));
    EXPECT_EQ(plan.routing->name, "thing.name");
    EXPECT_EQ(plan.room, "test_service");
    return;
  }
  FAIL() << "not found";
}

TEST(DescriptorsTest, SaysWhatIsWrongWithAFile) {
  EXPECT_THAT(std::string(Descriptors().AddFile("/nowhere").message()), HasSubstr("/nowhere"));
  EXPECT_THAT(std::string(Descriptors().Add("\xff").message()), HasSubstr("FileDescriptorSet"));
}

}  // namespace
}  // namespace samverkan
