#include "services/analytics/columns/names.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace samverkan {
namespace {

TEST(NamesTest, GivesATextOneNumberForEver) {
  Names names;
  Names::Id af = names.Intern("agencies/af");
  Names::Id fk = names.Intern("agencies/fk");
  EXPECT_NE(af, fk);
  EXPECT_EQ(names.Intern(std::string("agencies/af")), af);
  EXPECT_EQ(names.View(af), "agencies/af");
  EXPECT_EQ(names[fk], "agencies/fk");
  EXPECT_EQ(names.size(), 3u) << "with the empty one";
}

TEST(NamesTest, CallsTheEmptyTextNone) {
  Names names;
  EXPECT_EQ(names.Intern(""), Names::kNone);
  EXPECT_EQ(names.Find(""), Names::kNone);
  EXPECT_EQ(names.View(Names::kNone), "");
}

TEST(NamesTest, FindsWhatIsThereAndAddsNothing) {
  Names names;
  Names::Id af = names.Intern("agencies/af");
  EXPECT_EQ(names.Find("agencies/af"), af);
  EXPECT_EQ(names.Find("agencies/a"), Names::kNone);
  EXPECT_EQ(names.size(), 2u);
}

TEST(NamesTest, TellsTextsApartByEveryByte) {
  using std::string_literals::operator""s;
  Names names;
  EXPECT_NE(names.Intern("a\0b"s), names.Intern("a\0c"s));
  EXPECT_NE(names.Intern("a"), names.Intern("a\0"s));
  EXPECT_EQ(names[names.Intern("å\0ö"s)], "å\0ö"s);
}

TEST(NamesTest, KeepsTheFirst64KiBOfAText) {
  Names names;
  std::string longest(65'535, 'x');
  Names::Id kept = names.Intern(longest);
  EXPECT_EQ(names.View(kept), longest);
  EXPECT_EQ(names.Intern(longest + "beyond"), kept);
  EXPECT_EQ(names.Find(longest + "also beyond"), kept);
}

TEST(NamesTest, KeepsManyLongTexts) {
  Names names;
  std::vector<Names::Id> ids;
  for (char letter = 'a'; letter <= 'z'; ++letter) ids.push_back(names.Intern(std::string(60'000, letter)));
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    EXPECT_EQ(names[ids[static_cast<size_t>(letter - 'a')]], std::string(60'000, letter));
  }
}

TEST(NamesTest, KeepsAHundredThousandTexts) {
  Names names;
  for (int i = 1; i <= 100'000; ++i) ASSERT_EQ(names.Intern(std::to_string(i)), static_cast<Names::Id>(i));
  for (int i = 1; i <= 100'000; ++i) {
    ASSERT_EQ(names.Find(std::to_string(i)), static_cast<Names::Id>(i));
    ASSERT_EQ(names.View(static_cast<Names::Id>(i)), std::to_string(i));
  }
}

TEST(NamesTest, AreReadWhileTheyAreAddedTo) {
  Names names;
  std::atomic<Names::Id> told = Names::kNone;
  std::jthread writer([&] {
    for (int i = 1; i <= 20'000; ++i) told.store(names.Intern(std::to_string(i)), std::memory_order_release);
  });
  for (Names::Id known = 0; known < 20'000;) {
    known = told.load(std::memory_order_acquire);
    ASSERT_EQ(names.View(known), known == 0 ? "" : std::to_string(known));
    ASSERT_EQ(names.Find(names.View(known / 2)), known / 2);
    names.Find("not there");
  }
}

}  // namespace
}  // namespace samverkan
