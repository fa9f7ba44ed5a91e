#include "services/platform/text/words.h"

#include <gtest/gtest.h>

namespace samverkan {
namespace {

TEST(SlugTest, IsWhatItAlwaysWas) {
  // Ids in use follow from these: a change here makes new meetings of old ones.
  const std::pair<const char*, const char*> slugs[] = {
      {"Samspelet Styrelse", "samspelet-styrelse"},
      {"Kävlinge Lomma Idégrupp", "kavlinge-lomma-idegrupp"},
      {"  Ärende-möte  (IFO–AME) ", "arende-mote-ifo-ame"},
      {"Falun Samverkan Försäkringskassan/Landstinget", "falun-samverkan-forsakringskassan-landstinget"},
      {"ÅRSMÖTE 2015", "arsmote-2015"},
      {"o\u0308versyn", "oversyn"},
      {"Straße Łódź", "strasse-lodz"},
      {"", "mcbf29ce4"},
      {"会議", "m3dfb9a3b"},
  };
  for (const auto& [name, slug] : slugs) EXPECT_EQ(Slug(name), slug) << name;
}

TEST(SlugTest, DoesNotMindCaseAndSpacing) { EXPECT_EQ(Slug("Södra\u00A0 Roslagen"), Slug(" SÖDRA ROSLAGEN")); }

TEST(SlugTest, KeepsLongNamesApart) {
  std::string long_name(70, 'a');
  EXPECT_EQ(Slug(std::string(63, 'a')), std::string(63, 'a'));
  EXPECT_EQ(Slug(long_name + "b").size(), 63u);
  EXPECT_NE(Slug(long_name + "b"), Slug(long_name + "c"));
}

TEST(FoldNameTest, ComparesAsPeopleDo) {
  EXPECT_EQ(FoldName(" ÖSTERÅKERS\u00A0\u00A0Kommun\r\n"), "österåkers kommun");
  EXPECT_EQ(FoldName("ÉÐÞŠŽŸ×"), "éðþšžÿ×");
}

}  // namespace
}  // namespace samverkan
