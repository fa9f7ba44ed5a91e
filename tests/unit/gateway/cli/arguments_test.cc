#include "gateway/cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "gateway/cli/help.h"

namespace samverkan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Normal(const std::vector<std::string>& arguments) {
  auto normal = NormaliseArguments(arguments);
  EXPECT_TRUE(normal.ok()) << normal.status();
  return normal.ok() ? *normal : std::vector<std::string>();
}

std::string Wrong(const std::vector<std::string>& arguments) {
  return std::string(NormaliseArguments(arguments).status().message());
}

TEST(ArgumentsTest, RewritesShortFlagsAndHyphens) {
  EXPECT_THAT(Normal({"list", "meetings", "-o", "json"}), ElementsAre("list", "meetings", "--output=json"));
  EXPECT_THAT(Normal({"--agency", "af", "apply", "-f", "a", "b"}), ElementsAre("--agency=af", "apply", "a", "b"));
  EXPECT_THAT(Normal({"apply", "-f", "-"}), ElementsAre("apply", "-"));
  EXPECT_THAT(Normal({"import", "x.csv", "--dry-run", "--create-missing"}),
              ElementsAre("import", "x.csv", "--dry_run=true", "--create_missing=true"));
  EXPECT_THAT(Normal({"map", "--noown", "--day=2016-01-31"}), ElementsAre("map", "--own=false", "--day=2016-01-31"));
  EXPECT_THAT(Normal({"get", "--", "-o"}), ElementsAre("get", "--", "-o"));
}

TEST(ArgumentsTest, TellsWhatIsWrong) {
  EXPECT_THAT(Wrong({"list", "--paremt", "x"}), HasSubstr("did you mean --parent?"));
  EXPECT_THAT(Wrong({"list", "--limit=x"}), HasSubstr("--limit cannot be x"));
  EXPECT_THAT(Wrong({"list", "--parent"}), HasSubstr("--parent needs a value"));
  EXPECT_THAT(Wrong({"apply", "-f"}), HasSubstr("-f needs a file"));
  EXPECT_THAT(Wrong({"list", "-x"}), HasSubstr("no flag --x"));
}

TEST(ArgumentsTest, KnowsHelpAndTheFlagsGiven) {
  EXPECT_TRUE(AsksForHelp(Normal({"map", "-h"})));
  EXPECT_FALSE(AsksForHelp({"get", "--", "--help"}));
  EXPECT_THAT(FlagsGiven({"map", "--own=true", "--day=x", "--", "--no"}), ElementsAre("own", "day"));
}

TEST(ArgumentsTest, SuggestsTheNearestWordButNoFarOne) {
  EXPECT_EQ(Nearest("improt", {"import", "apply"}), "import");
  EXPECT_EQ(Nearest("aply", {"import", "apply"}), "apply");
  EXPECT_EQ(Nearest("frobnicate", {"import", "apply"}), std::nullopt);
  EXPECT_EQ(Nearest("x", {"map"}), std::nullopt);
}

TEST(HelpTest, SaysWhatEachFlagDoesAndGivesExamples) {
  for (const Verb& verb : Verbs()) {
    EXPECT_THAT(HelpText(), HasSubstr(verb.name));
    std::string help = HelpText(verb);
    ASSERT_FALSE(verb.examples.empty()) << verb.name;
    EXPECT_THAT(help, HasSubstr(verb.examples.front()));
    for (const char* flag : verb.flags) {
      const absl::CommandLineFlag* found = absl::FindCommandLineFlag(flag);
      ASSERT_NE(found, nullptr) << verb.name << " " << flag;
      EXPECT_THAT(help, HasSubstr(found->Help()));
    }
  }
}

}  // namespace
}  // namespace samverkan::cli
