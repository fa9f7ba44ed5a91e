#include "gateway/cli/resume.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

TEST(ResumeTest, KeepsThePlaceOfThisInputOnly) {
  TemporaryFolder folder;
  std::string input = folder.Write("in", "some text");
  std::string hash = *HashOfFiles({input});
  EXPECT_EQ(LoadResumeState(folder.Path("place"), hash)->offset, 0) << "no file yet";
  ASSERT_TRUE(SaveResumeState(folder.Path("place"), {.input = hash, .offset = 123, .refused = 2}).ok());
  auto state = LoadResumeState(folder.Path("place"), hash);
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(state->offset, 123);
  EXPECT_EQ(state->refused, 2);
  folder.Write("in", "other text");
  EXPECT_TRUE(absl::IsFailedPrecondition(LoadResumeState(folder.Path("place"), *HashOfFiles({input})).status()));
}

TEST(ResumeTest, RefusesOtherFilesAndStandardInput) {
  TemporaryFolder folder;
  EXPECT_TRUE(absl::IsDataLoss(LoadResumeState(folder.Write("place", "hello"), "x").status()));
  EXPECT_FALSE(HashOfFiles({"-"}).ok());
  EXPECT_FALSE(HashOfFiles({folder.Path("absent")}).ok());
  EXPECT_FALSE(SaveResumeState(folder.Path("no/such/folder"), {}).ok());
}

}  // namespace
}  // namespace samverkan::cli
