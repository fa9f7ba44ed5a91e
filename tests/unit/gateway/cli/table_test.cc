#include "gateway/cli/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/str_split.h"
#include "gateway/cli/progress.h"

namespace samverkan::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(TableTest, WrapsBetweenWordsByColumns) {
  EXPECT_THAT(Wrap("Åt överlämning går väntan", 14), testing::ElementsAre("Åt överlämning", "går väntan"));
  EXPECT_THAT(Wrap("Åt överlämning går väntan", 13), testing::ElementsAre("Åt", "överlämning", "går väntan"));
  EXPECT_THAT(Wrap("a\nb   c", 80), testing::ElementsAre("a b c"));
  EXPECT_THAT(Wrap("", 5), testing::ElementsAre(""));
}

TEST(TableTest, WrapsWithinAWordThatIsWiderThanALine) {
  EXPECT_THAT(Wrap("på överlämningsmöte", 8), testing::ElementsAre("på", "överlämn", "ingsmöte"));
  EXPECT_THAT(Wrap("överlämningsmöten är", 8), testing::ElementsAre("överlämn", "ingsmöte", "n är"));
}

TEST(TableTest, AlignsCharactersNotBytes) {
  Table table({"name", "n"});
  table.AlignRight(1);
  table.Add({"Överlämning", "5"});
  table.Add({"Möte", "12"});
  EXPECT_EQ(table.Render(0), "name          n\nÖverlämning   5\nMöte         12\n");
}

TEST(TableTest, LeavesOutColumnsWithoutTextAndJoinsLines) {
  Table table({"a", "empty", "b"});
  table.Add({"x\ny", "", "z"});
  EXPECT_EQ(table.Render(0), "a    b\nx y  z\n");
}

TEST(TableTest, CutsTheWidestColumnsToTheTerminal) {
  Table table({"id", "text"});
  table.Add({"short", "ett mycket långt namn på ett möte som ingen har plats för"});
  for (absl::string_view line : absl::StrSplit(table.Render(30), '\n')) EXPECT_LE(DisplayWidth(line), 30u);
  EXPECT_THAT(table.Render(30), HasSubstr("short  ett mycket långt namn …"));
}

TEST(TableTest, CountsCombiningMarksAsNothing) {
  EXPECT_EQ(DisplayWidth("o\u0308"), 1u);
  EXPECT_EQ(Fit("åäö", 3), "åäö");
  EXPECT_EQ(Fit("åäöx", 3), "åä…");
}

TEST(ProgressTest, TellsRecordsRateAndTimeLeft) {
  auto now = Progress::Clock::time_point(std::chrono::seconds(100));
  std::ostringstream out;
  Progress progress(&out, 4'000, [&] { return now; });
  now += std::chrono::seconds(2);
  EXPECT_EQ(progress.Line(5000, 1000), "5,000 records, 2,500 records/s, 6 s left");
  progress.Update(5000, 1000);
  size_t shown = out.str().size();
  EXPECT_GT(shown, 0u);
  progress.Update(5001, 1001);
  EXPECT_EQ(out.str().size(), shown) << "not so soon again";
}

TEST(ProgressTest, DoesNotKnowTheEndOfStandardInput) {
  auto now = Progress::Clock::time_point(std::chrono::seconds(100));
  Progress progress(nullptr, 0, [&] { return now; });
  now += std::chrono::seconds(2);
  EXPECT_EQ(progress.Line(10, 100), "10 records, 5 records/s");
}

}  // namespace
}  // namespace samverkan::cli
