#include "gateway/cli/wrap.h"

#include <gtest/gtest.h>

namespace samverkan::cli {
namespace {

TEST(WrapTest, BreaksAtSpacesAndIndentsWhatFollows) {
  EXPECT_EQ(WrapText("ett två tre fyra fem", 14, 2), "ett två tre\n  fyra fem");
  EXPECT_EQ(WrapText("ett två tre fyra fem", 0, 2), "ett två tre fyra fem");
}

TEST(WrapTest, CountsColumnsAndNotBytes) { EXPECT_EQ(WrapText("åäö åäö åäö", 11), "åäö åäö åäö"); }

TEST(WrapTest, BreaksAWordThatIsTooLong) { EXPECT_EQ(WrapText("åäöåäöåäöåäöå", 10), "åäöåäöåäöå\näöå"); }

TEST(WrapTest, KeepsLinesApartAndNothingThatSteersATerminal) {
  EXPECT_EQ(WrapText("ett\n\ntvå\x1b[31m", 40, 1), "ett\n \n två [31m");
}

}  // namespace
}  // namespace samverkan::cli
