#include "services/platform/rpc/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "absl/flags/flag.h"
#include "absl/strings/str_join.h"

ABSL_FLAG(int, test_number, 1, "A number.");
ABSL_FLAG(bool, test_switch, true, "A switch.");
ABSL_FLAG(std::string, test_word, "", "A word.");

namespace samverkan {
namespace {

using ::testing::ExitedWithCode;
using ::testing::HasSubstr;

// Each in a process of its own: flags and the environment are the process's.
[[noreturn]] void ParseAndPrint(std::vector<std::string> arguments,
                                std::vector<std::pair<const char*, const char*>> environment) {
  for (const auto& [name, value] : environment) setenv(name, value, 1);
  std::vector<char*> argv;
  arguments.insert(arguments.begin(), "program");
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::vector<std::string> rest = ParseFlags(static_cast<int>(argv.size()) - 1, argv.data(), "A test.");
  std::fprintf(stderr, "number=%d switch=%d word=%s rest=%s\n", absl::GetFlag(FLAGS_test_number),
               absl::GetFlag(FLAGS_test_switch), absl::GetFlag(FLAGS_test_word).c_str(),
               absl::StrJoin(rest, ",").c_str());
  std::exit(0);
}

class FlagsDeathTest : public ::testing::Test {
 protected:
  // A new process, since gRPC's threads of other tests do not survive a fork.
  FlagsDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(FlagsDeathTest, TakesTheCommandLine) {
  EXPECT_EXIT(ParseAndPrint({"--test_number=5", "--notest_switch", "a", "--test_word", "w", "b"}, {}),
              ExitedWithCode(0), "number=5 switch=0 word=w rest=a,b");
}

TEST_F(FlagsDeathTest, TakesTheEnvironmentWhereTheCommandLineSaysNothing) {
  EXPECT_EXIT(ParseAndPrint({"--test_word=w"}, {{"SAMVERKAN_TEST_NUMBER", "7"}, {"SAMVERKAN_TEST_SWITCH", "false"}}),
              ExitedWithCode(0), "number=7 switch=0 word=w");
}

TEST_F(FlagsDeathTest, PrefersTheCommandLine) {
  EXPECT_EXIT(ParseAndPrint({"-test_number", "5", "--notest_switch", "--test_word="},
                            {{"SAMVERKAN_TEST_NUMBER", "7"},
                             {"SAMVERKAN_TEST_SWITCH", "true"},
                             {"SAMVERKAN_TEST_WORD", "from the environment"}}),
              ExitedWithCode(0), "number=5 switch=0 word= rest");
}

TEST_F(FlagsDeathTest, DoesNotTakeAFlagsValueForAFlag) {
  EXPECT_EXIT(ParseAndPrint({"--test_word", "test_number"}, {{"SAMVERKAN_TEST_NUMBER", "7"}}), ExitedWithCode(0),
              "number=7 switch=1 word=test_number");
}

TEST_F(FlagsDeathTest, EndsOnAValueFromTheEnvironmentThatItCannotRead) {
  EXPECT_EXIT(ParseAndPrint({}, {{"SAMVERKAN_TEST_NUMBER", "many"}}), ExitedWithCode(2), "SAMVERKAN_TEST_NUMBER: ");
}

TEST_F(FlagsDeathTest, EndsOnAFlagThatItDoesNotKnow) {
  EXPECT_EXIT(ParseAndPrint({"--no_such_flag"}, {}), ExitedWithCode(1), "no_such_flag");
}

TEST_F(FlagsDeathTest, TakesFlagsOfItsOwnOnlyFromTheEnvironment) {
  EXPECT_EXIT(ParseAndPrint({}, {{"SAMVERKAN_FLAGFILE", "/nowhere"}}), ExitedWithCode(0), "number=1");
}

}  // namespace
}  // namespace samverkan
