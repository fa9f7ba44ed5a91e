#include "gateway/cli/texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/escaping.h"
#include "gateway/cli/errors.h"
#include "gateway/cli/help.h"

namespace samverkan::cli {
namespace {

class TextsTest : public testing::Test {
 protected:
  ~TextsTest() override { SetLanguage(Language::kEnglish); }
};

// Every literal that is given to Say in the sources.
std::vector<std::string> TextsInSources() {
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator(CLI_SOURCES)) {
    std::ifstream file(entry.path());
    std::string source(std::istreambuf_iterator<char>(file), {});
    re2::StringPiece rest(source);
    std::string literals;
    while (RE2::FindAndConsume(&rest, R"re(\b[Ss]ay\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+))re", &literals)) {
      RE2::GlobalReplace(&literals, R"re("\s*")re", "");
      std::string text;
      absl::CUnescape(literals.substr(1, literals.rfind('"') - 1), &text);
      texts.push_back(text);
    }
  }
  return texts;
}

TEST_F(TextsTest, HasEveryTextInSwedish) {
  std::vector<std::string> texts = TextsInSources();
  EXPECT_GT(texts.size(), 100u);
  for (const Verb& verb : Verbs()) {
    texts.emplace_back(verb.does);
    if (verb.more[0] != '\0') texts.emplace_back(verb.more);
  }
  for (const std::string& text : texts) EXPECT_EQ(SwedishTexts().count(text), 1u) << text;
}

TEST_F(TextsTest, FillsTheSamePlacesInBothLanguages) {
  for (const auto& [english, swedish] : SwedishTexts()) {
    for (const char* place : {"$0", "$1", "$2", "$3", "$4"}) {
      EXPECT_EQ(english.find(place) == absl::string_view::npos, swedish.find(place) == absl::string_view::npos)
          << english;
    }
  }
}

TEST_F(TextsTest, ChoosesTheLanguageByFlagBeforeTheEnvironment) {
  setenv("LC_ALL", "sv_SE.UTF-8", 1);
  EXPECT_EQ(ChooseLanguage(""), Language::kSwedish);
  EXPECT_EQ(ChooseLanguage("en"), Language::kEnglish);
  setenv("LC_ALL", "C", 1);
  EXPECT_EQ(ChooseLanguage(""), Language::kEnglish);
  EXPECT_EQ(ChooseLanguage("sv"), Language::kSwedish);
  unsetenv("LC_ALL");
}

TEST_F(TextsTest, GroupsNumbersForPeople) {
  EXPECT_EQ(Grouped(int64_t{1234567}), "1,234,567");
  EXPECT_EQ(Grouped(int64_t{-1000}), "-1,000");
  EXPECT_EQ(Grouped(24.5), "24.5");
  EXPECT_EQ(Grouped(12.0), "12");
  EXPECT_EQ(Grouped(-0.26), "-0.3");
  EXPECT_EQ(Grouped(0.528, 3), "0.528");
  EXPECT_EQ(Grouped(-1.05, 2), "-1.05");
  EXPECT_EQ(Grouped(1234.5004, 3), "1,234.5");
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(Grouped(int64_t{12345}), "12\u00A0345");
  EXPECT_EQ(Grouped(24.5), "24,5");
  EXPECT_EQ(AgeText(200), "för 3 min sedan");
}

}  // namespace
}  // namespace samverkan::cli
