#include "services/flows/eventlog/xes_time.h"

#include <gtest/gtest.h>

namespace samverkan {
namespace {

absl::Time Utc(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

TEST(XesTimeTest, ReadsOffsetsAndFractions) {
  const std::pair<const char*, const char*> times[] = {
      {"2010-10-02T11:20:39.266+02:00", "2010-10-02T09:20:39.266Z"},
      {"2010-12-30T14:32:00Z", "2010-12-30T14:32:00Z"},
      {"2010-12-30T14:32:00-0530", "2010-12-30T20:02:00Z"},
      {"2012-02-29T00:00:00.5+01:00", "2012-02-28T23:00:00.5Z"},
      {"2020-01-01T00:00:00.123456789123Z", "2020-01-01T00:00:00.123456789Z"},
      {" 2020-01-01T00:00:00+14:00\n", "2019-12-31T10:00:00Z"},
  };
  for (const auto& [text, utc] : times) EXPECT_EQ(ParseXesTime(text), Utc(utc)) << text;
}

TEST(XesTimeTest, RefusesATimeWithoutAZone) { EXPECT_EQ(ParseXesTime("2010-10-02T11:20:39.266"), std::nullopt); }

TEST(XesTimeTest, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "UNKNOWN", "2010-10-02", "2010-10-02 11:20:39Z", "2010-13-02T11:20:39Z", "2011-02-29T11:20:39Z",
        "2010-00-02T11:20:39Z", "2010-10-00T11:20:39Z", "2010-10-02T24:20:39Z", "2010-10-02T11:60:39Z",
        "2010-10-02T11:20:60Z", "2010-10-02T11:20Z", "2010-10-02T11:20:39.Z", "2010-10-02T11:20:39+15:00",
        "2010-10-02T11:20:39+01", "2010-10-02T11:20:39Zx", "10-10-02T11:20:39Z", "-2010-10-02T11:20:39Z"}) {
    EXPECT_EQ(ParseXesTime(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace samverkan
