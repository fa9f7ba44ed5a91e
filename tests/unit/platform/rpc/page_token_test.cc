#include "services/platform/rpc/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Truly;

constexpr uint64_t kRequest = 0x0123456789abcdef;
constexpr char kRefused[] = "INVALID_ARGUMENT INVALID_PAGE_TOKEN page_token";

std::string Decoded(absl::string_view token) { return Told(DecodePageToken(token, kRequest)); }

TEST(PageTokenTest, GivesBackWhatItWasMadeOf) {
  const std::vector<std::vector<std::string>> all = {
      {}, {""}, {"meetings:m1"}, {"a", "", std::string("\0\xff", 2)}, {std::string(100'000, 'x')}};
  for (const auto& parts : all) {
    EXPECT_THAT(*DecodePageToken(EncodePageToken(kRequest, parts), kRequest), ElementsAreArray(parts));
  }
}

TEST(PageTokenTest, IsUrlSafe) {
  std::string token = EncodePageToken(~uint64_t{0}, {std::string(99, '\xfb')});
  EXPECT_THAT(token, Each(Truly([](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; })));
}

TEST(PageTokenTest, IsRefusedByAnotherRequest) {
  EXPECT_EQ(Told(DecodePageToken(EncodePageToken(kRequest + 1, {"a"}), kRequest)), kRefused);
}

TEST(PageTokenTest, IsRefusedWhenItIsCutShort) {
  std::string token = EncodePageToken(kRequest, {"meetings:m1", "b"});
  for (size_t size = 0; size < token.size(); ++size) EXPECT_EQ(Decoded(token.substr(0, size)), kRefused) << size;
}

TEST(PageTokenTest, IsRefusedWhenAnyBitIsFlipped) {
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(EncodePageToken(kRequest, {"meetings:m1", "b"}), &bytes));
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(Decoded(absl::WebSafeBase64Escape(flipped)), kRefused) << bit;
  }
}

TEST(PageTokenTest, IsRefusedWhenItIsWrittenOtherwise) {
  std::string token = EncodePageToken(kRequest, {"meetings:m12"});
  ASSERT_EQ(token.size() % 4, 3u);
  EXPECT_EQ(Decoded(token), "OK");
  // Padding, white space, and bits that no byte uses.
  EXPECT_EQ(Decoded(token + "="), kRefused);
  EXPECT_EQ(Decoded(" " + token), kRefused);
  std::string other = token;
  ++other.back();
  EXPECT_EQ(Decoded(other), kRefused);
}

TEST(PageTokenTest, IsRefusedWhenItIsHugeOrGarbage) {
  EXPECT_EQ(Decoded(std::string(16 << 20, 'A')), kRefused);
  EXPECT_EQ(Decoded(std::string("\0\xff%", 3)), kRefused);
  EXPECT_EQ(Decoded(""), kRefused);
}

TEST(PageTokenTest, IsRefusedWhenItsPartsDoNotFillIt) {
  // Made as its writer makes it, but of a part whose length goes beyond the end, and of one that is cut.
  for (const std::string& body : {std::string("\x7f"), std::string("\x80"),
                                  std::string("\x01"
                                              "a"
                                              "\x80")}) {
    std::string token(1, '\1');
    for (int shift = 0; shift < 64; shift += 8) token += static_cast<char>(kRequest >> shift);
    auto checksum = static_cast<uint32_t>(Fingerprint(body) ^ kRequest * 0x9E3779B97F4A7C15u);
    for (int shift = 0; shift < 32; shift += 8) token += static_cast<char>(checksum >> shift);
    EXPECT_EQ(Decoded(absl::WebSafeBase64Escape(token + body)), kRefused);
  }
}

}  // namespace
}  // namespace samverkan
