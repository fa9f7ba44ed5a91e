#include "services/platform/telemetry/trace_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using ::testing::MatchesRegex;

// The recommendation's own example.
constexpr char kExample[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST(TraceContextTest, ReadsWhatItWrites) {
  std::optional<TraceContext> read = TraceContext::Parse(kExample);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->ToString(), kExample);
  EXPECT_EQ(read->trace_id(), kTraceId);
}

TEST(TraceContextTest, KeepsTraceAndFlagsInTheNextSpan) {
  for (const char* flags : {"00", "01", "02", "03"}) {
    std::string text = std::string(kExample).replace(53, 2, flags);
    std::string next = TraceContext::Parse(text)->NextSpan().ToString();
    EXPECT_EQ(next.substr(0, 36), text.substr(0, 36));
    EXPECT_EQ(next.substr(52), text.substr(52));
    EXPECT_NE(next.substr(36, 16), text.substr(36, 16));
  }
}

TEST(TraceContextTest, SendsFlagsThatHaveNoMeaningAsZero) {
  EXPECT_EQ(TraceContext::Parse(std::string(kExample).replace(53, 2, "ff"))->ToString().substr(53), "03");
}

TEST(TraceContextTest, BeginsTracesOfTheirOwnThatNobodySamples) {
  TraceContext one = TraceContext::Begin();
  TraceContext other = TraceContext::Begin();
  EXPECT_NE(one.trace_id(), other.trace_id());
  EXPECT_THAT(one.ToString(), MatchesRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-00"));
  EXPECT_EQ(TraceContext::Parse(one.ToString()), one);
}

TEST(TraceContextTest, WritesLeadingZeros) {
  constexpr char kSmall[] = "00-00000000000000000000000000000001-0000000000000002-00";
  EXPECT_EQ(TraceContext::Parse(kSmall)->ToString(), kSmall);
}

class Malformed : public testing::TestWithParam<const char*> {};

TEST_P(Malformed, IsNotRead) { EXPECT_EQ(TraceContext::Parse(GetParam()), std::nullopt); }

INSTANTIATE_TEST_SUITE_P(TraceContextTest, Malformed,
                         testing::Values("", "00", "4bf92f3577b34da6a3ce929d0e0e4736",
                                         // No trace, no span.
                                         "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                                         "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                                         // Upper case, other letters, a sign.
                                         "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                                         "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                                         "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                                         // Too short, too long, other dashes.
                                         "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                                         "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                                         "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ",
                                         "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                                         "00-4bf92f3577b34da6a3ce929d0e0e47-3600f067aa0ba902b7-01",
                                         // The version that is none, and a later one with something but a dash behind.
                                         "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                                         "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more"));

TEST(TraceContextTest, ReadsALaterVersionAsTheOneItKnows) {
  std::string later = "cc" + std::string(kExample).substr(2);
  EXPECT_EQ(TraceContext::Parse(later)->ToString(), kExample);
  EXPECT_EQ(TraceContext::Parse(later + "-more")->ToString(), kExample);
}

}  // namespace
}  // namespace samverkan
