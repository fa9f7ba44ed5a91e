#include "services/platform/resource/name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const NamePattern& Actions() {
  static const auto& pattern = *new NamePattern("agencies/{agency}/plans/{plan}/actions/{action}");
  return pattern;
}

TEST(IdTest, TakesLettersDigitsAndHyphensWithin) {
  for (const char* id : {"a", "0", "af", "m-1", "a--b", "000"}) EXPECT_TRUE(IsValidId(id)) << id;
  EXPECT_TRUE(IsValidId(std::string(63, 'a')));
}

TEST(IdTest, RefusesWhatIsNone) {
  for (const char* id : {"", "-", "-a", "a-", "A", "å", "a b", "a_b", "a.b", "a/b", "a:b", "*", "\n", "a\n", "\xff"}) {
    EXPECT_FALSE(IsValidId(id)) << id;
  }
  EXPECT_FALSE(IsValidId(std::string(64, 'a')));
  EXPECT_FALSE(IsValidId(absl::string_view("a\0b", 3)));
}

TEST(NamePatternTest, FindsTheIdsInAName) {
  EXPECT_THAT(Actions().Match("agencies/af/plans/p1/actions/a1"), ElementsAre("af", "p1", "a1"));
  EXPECT_THAT(Actions().MatchParent("agencies/af/plans/p1"), ElementsAre("af", "p1"));
  EXPECT_THAT(NamePattern("agencies/{agency}").Match("agencies/af"), ElementsAre("af"));
}

TEST(NamePatternTest, FindsNothingInWhatIsNoSuchName) {
  for (const char* name :
       {"", "/", "agencies", "agencies/", "agencies/af", "agencies/af/plans/p1", "agencies/af/plans/p1/actions/",
        "agencies/af/plans/p1/actions/a1/", "/agencies/af/plans/p1/actions/a1", "agencies//plans/p1/actions/a1",
        "agencies/af/plans/p1/actions/A1", "Agencies/af/plans/p1/actions/a1", "agencies/af/plan/p1/actions/a1",
        "agencies/af/plans/../actions/a1", "agencies/af/plans/p1/actions/a1 ", "agencies/af/plans/p1/actions/%61",
        "//samverkan/agencies/af/plans/p1/actions/a1", "agencies/-/plans/p1/actions/a1"}) {
    EXPECT_THAT(Actions().Match(name), IsEmpty()) << name;
  }
}

TEST(NamePatternTest, TakesWildcardsOnlyWhereTheyAreAskedFor) {
  EXPECT_THAT(Actions().MatchParent("agencies/-/plans/-"), IsEmpty());
  EXPECT_THAT(Actions().MatchParent("agencies/-/plans/-", true), ElementsAre("-", "-"));
  EXPECT_THAT(Actions().MatchParent("agencies/--/plans/-", true), IsEmpty());
}

TEST(NamePatternTest, GivesBackTheNameOfItsKeys) {
  const std::vector<std::string> ids = {"af", "p1", "a1"};
  EXPECT_EQ(Actions().Format(ids), "agencies/af/plans/p1/actions/a1");
  EXPECT_EQ(Actions().NameOfKey("af", Actions().Key(ids)), Actions().Format(ids));
  NamePattern agency("agencies/{agency}");
  EXPECT_EQ(agency.NameOfKey("af", agency.Key({"af"})), "agencies/af");
}

TEST(NamePatternTest, KeepsTheKeysOfOneParentTogether) {
  EXPECT_EQ(Actions().Key({"af", "p1", "a1"}).rfind(Actions().KeyPrefix({"af", "p1"}), 0), 0u);
  EXPECT_NE(Actions().Key({"af", "p12", "a1"}).rfind(Actions().KeyPrefix({"af", "p1"}), 0), 0u);
  EXPECT_EQ(Actions().KeyPrefix({"af", "-"}), Actions().key_prefix());
}

TEST(NamePatternTest, KnowsWhatStandsForTheOwnerItself) {
  EXPECT_TRUE(NamePattern("agencies/{agency}").is_root());
  EXPECT_FALSE(Actions().is_root());
}

TEST(AgencyOfTest, FindsTheAgency) {
  EXPECT_EQ(AgencyOf("agencies/af"), "af");
  EXPECT_EQ(AgencyOf("agencies/af/meetings/m1"), "af");
  EXPECT_EQ(AgencyOf("meetings/m1"), "");
  EXPECT_EQ(AgencyOf("agencies/"), "");
  EXPECT_EQ(AgencyOf(""), "");
}

}  // namespace
}  // namespace samverkan
