// Ten thousand of each: what must be refused is, and what looks alike passes.
#include <gtest/gtest.h>

#include <cstdio>

#include "services/platform/privacy/personal_data.h"
#include "tests/unit/platform/privacy/generators.h"

namespace samverkan {
namespace {

constexpr int kCount = 10'000;

bool IsRefused(absl::string_view text) { return FindPersonalData(text) > PersonalData::kMistypedNumber; }

// How many of the texts are refused; the first few are told.
template <typename Make>
int CountRefused(unsigned seed, Make make) {
  Generator generator(seed);
  int refused = 0;
  for (int i = 0; i < kCount; ++i) {
    std::string text = generator.Sentence(make(generator));
    if (!IsRefused(text)) continue;
    if (++refused <= 5) std::printf("refused: %s\n", text.c_str());
  }
  return refused;
}

TEST(NumbersTest, RefusesEveryPersonalNumberInASentence) {
  Generator generator(1);
  for (int i = 0; i < kCount; ++i) {
    std::string text = generator.Sentence(generator.Written(generator.PersonalNumber()));
    EXPECT_GT(FindPersonalNumber(text), PersonalData::kMistypedNumber) << text;
  }
}

TEST(NumbersTest, RefusesEveryPersonalNumberInEachPlainForm) {
  Generator generator(2);
  for (int i = 0; i < kCount; ++i) {
    const std::string twelve = generator.PersonalNumber(), ten = twelve.substr(2);
    for (const std::string& text :
         {twelve, ten, twelve.substr(0, 8) + "-" + twelve.substr(8), ten.substr(0, 6) + "-" + ten.substr(6),
          ten.substr(0, 6) + "+" + ten.substr(6), "pnr" + ten + "x", ten.substr(0, 6) + " " + ten.substr(6)}) {
      EXPECT_GT(FindPersonalNumber(text), PersonalData::kMistypedNumber) << text;
    }
  }
}

TEST(NumbersTest, RefusesAllNumbersOfOneText) {
  Generator generator(3);
  for (int i = 0; i < kCount; ++i) {
    std::string text = generator.Phone() + " " + generator.Written(generator.PersonalNumber()) + ", " + generator.Day();
    EXPECT_GT(FindPersonalNumber(text), PersonalData::kMistypedNumber) << text;
  }
}

TEST(NumbersTest, PassesOrganisationNumbers) {
  EXPECT_EQ(CountRefused(11, [](Generator& generator) { return generator.OrganisationNumber(); }), 0);
}

TEST(NumbersTest, PassesPhoneNumbersWrittenAsSuch) {
  EXPECT_EQ(CountRefused(12, [](Generator& generator) { return generator.Phone(); }), 0);
}

TEST(NumbersTest, PassesDates) {
  EXPECT_EQ(CountRefused(13, [](Generator& generator) { return generator.Day(); }), 0);
}

TEST(NumbersTest, PassesUuids) {
  EXPECT_EQ(CountRefused(14, [](Generator& generator) { return generator.Uuid(); }), 0);
}

TEST(NumbersTest, PassesIcsStamps) {
  EXPECT_EQ(CountRefused(15, [](Generator& generator) { return generator.IcsStamp(); }), 0);
}

// The rates that services/platform/privacy/README.md states, over 200,000 each.
template <typename Make>
double PercentRefused(unsigned seed, Make make) {
  constexpr int kMany = 200'000;
  Generator generator(seed);
  int refused = 0;
  for (int i = 0; i < kMany; ++i) refused += IsRefused(make(generator)) ? 1 : 0;
  double percent = 100.0 * refused / kMany;
  const char* test = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  std::printf("%s: %.3f %%\n", test, percent);
  return percent;
}

TEST(NumbersTest, RefusesFewRandomRunsOfTenDigits) {
  double percent = PercentRefused(21, [](Generator& generator) { return generator.Digits(10); });
  EXPECT_GT(percent, 0.65);
  EXPECT_LT(percent, 0.83);
}

TEST(NumbersTest, RefusesFewRandomRunsOfTwelveDigits) {
  double percent = PercentRefused(22, [](Generator& generator) { return generator.Digits(12); });
  EXPECT_GT(percent, 0.01);
  EXPECT_LT(percent, 0.05);
}

TEST(NumbersTest, RefusesNoRandomRunsOfOtherLengths) {
  for (int length : {1, 6, 8, 9, 11, 13, 14, 16, 20}) {
    EXPECT_EQ(PercentRefused(23, [&](Generator& generator) { return generator.Digits(length); }), 0) << length;
  }
}

TEST(NumbersTest, RefusesSomeMobileNumbersWithoutGaps) {
  double percent = PercentRefused(24, [](Generator& generator) { return "070" + generator.Digits(7); });
  EXPECT_GT(percent, 5.2);
  EXPECT_LT(percent, 6.0);
}

TEST(NumbersTest, RefusesATenthOfStampsWithADash) {
  double percent = PercentRefused(25, [](Generator& generator) { return generator.DashedStamp(); });
  EXPECT_GT(percent, 9.5);
  EXPECT_LT(percent, 10.5);
}

}  // namespace
}  // namespace samverkan
