#include "services/flows/eventlog/actor_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ActorMappingTest, TellsWhoStandsBehindAGroup) {
  auto mapping = ActorMapping::Parse(
      "group;actor\nGroup 1;agencies/af/functions/handlaggare\nGroup 2;agencies/fk\nGroup "
      "3;agencies/af/functions/handlaggare\n");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_THAT(mapping->actors(), ElementsAre("agencies/af/functions/handlaggare", "agencies/fk"));
  EXPECT_EQ(mapping->Find("Group 1"), 0);
  EXPECT_EQ(mapping->Find("Group 2"), 1);
  EXPECT_EQ(mapping->Find("Group 3"), 0);
  EXPECT_EQ(mapping->Find("Group 4"), -1);
}

TEST(ActorMappingTest, ReadsSwedishHeadersInAnyOrder) {
  auto mapping = ActorMapping::Parse("Aktör,Grupp\nagencies/af/units/falun,G\n");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->Find("G"), 0);
}

TEST(ActorMappingTest, RefusesAnActorThatIsNoneAndDoesNotRepeatTheGroup) {
  for (const char* actor : {"Handläggare", "agencies/af/meetings/m", "agencies/", "agencies/af/functions/", "units/x",
                            "agencies/af/functions/A", ""}) {
    auto mapping = ActorMapping::Parse(std::string("group;actor\nok;agencies/af\nHemlig;") + actor + "\n");
    EXPECT_THAT(std::string(mapping.status().message()), HasSubstr("line 3: the actor must be")) << actor;
    EXPECT_THAT(std::string(mapping.status().message()), Not(HasSubstr("Hemlig")));
  }
}

TEST(ActorMappingTest, RefusesAGroupThatStandsTwice) {
  auto mapping = ActorMapping::Parse("group;actor\nG;agencies/af\nG;agencies/fk\n");
  EXPECT_THAT(std::string(mapping.status().message()), HasSubstr("line 3: the group is empty, or stands"));
}

TEST(ActorMappingTest, RefusesOtherColumns) {
  auto mapping = ActorMapping::Parse("resource;actor\nG;agencies/af\n");
  EXPECT_THAT(std::string(mapping.status().message()), HasSubstr("line 1: the columns must be group;actor"));
}

}  // namespace
}  // namespace samverkan
