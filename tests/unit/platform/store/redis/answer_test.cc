#include "services/platform/store/redis/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using ::testing::Lt;
using ::testing::SizeIs;

RequestRecord Answer(std::string response) {
  return {.id = "id", .response = std::move(response), .expire_time = absl::FromUnixSeconds(1'800'000'000)};
}

class KeptAnswerTest : public ::testing::TestWithParam<std::string> {};

TEST_P(KeptAnswerTest, ComesBackAsItWas) {
  std::optional<KeptAnswer> kept = DecodeAnswer(EncodeAnswer(Answer(GetParam())));
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->response, GetParam());
  EXPECT_EQ(kept->expire_time, absl::FromUnixSeconds(1'800'000'000));
}

std::string Unpackable(size_t length) {
  std::string bytes;
  for (uint32_t state = 1; bytes.size() < length; state = state * 1664525 + 1013904223) {
    bytes += static_cast<char>(state >> 24);
  }
  return bytes;
}

INSTANTIATE_TEST_SUITE_P(All, KeptAnswerTest,
                         ::testing::Values("", " ", "1 2 3", std::string("\0\xff 0", 4), std::string(100'000, 'x'),
                                           Unpackable(5'000)));

TEST(KeptAnswerTest, IsPackedWhereItIsLong) {
  EXPECT_THAT(EncodeAnswer(Answer(std::string(10'000, 'x'))), SizeIs(Lt(200)));
}

TEST(KeptAnswerTest, IsNoneWhereItIsBroken) {
  std::string packed = EncodeAnswer(Answer(std::string(1'000, 'x')));
  for (std::string broken :
       {std::string(), std::string("1"), std::string("1 "), std::string("x 0 a"), std::string("1 x a"),
        std::string("1 5 a"), packed.substr(0, packed.size() - 5), std::string("1 99999999999 a")}) {
    EXPECT_FALSE(DecodeAnswer(broken).has_value()) << broken;
  }
}

}  // namespace
}  // namespace samverkan
