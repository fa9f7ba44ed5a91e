// Answers are drawn while the feeds go on.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/analytics/compare_query.h"
#include "services/analytics/load_query.h"
#include "services/analytics/map_query.h"
#include "services/analytics/overlap_query.h"
#include "tests/unit/analytics/random_federation.h"

namespace samverkan {
namespace {

constexpr int32_t kDay = 20230615;

class QueriesBesideWriterTest : public ::testing::Test {
 protected:
  // Calls `ask` with one reader after the other while everything is written again and again.
  template <typename Ask>
  void AskWhileWriting(Ask ask) {
    std::atomic<bool> done = false;
    std::jthread writer([&] {
      for (int times = 0; times < 5; ++times) {
        for (const auto& change : federation_.earlier()) fold_.Apply(0, change);
        for (const auto& change : federation_.shared()) fold_.Apply(0, change);
        for (const auto& change : federation_.hidden()) fold_.Apply(0, change);
      }
      done = true;
    });
    do ask(fold_.Read());
    while (!done);
  }

  RandomFederation federation_{7};
  Fold fold_;
};

TEST_F(QueriesBesideWriterTest, DrawTheSameMapTwiceFromWhatAReaderKeeps) {
  analytics::v1::GetMapRequest request;
  request.set_with_network(true);
  AskWhileWriting([&](const Fold::Reader& fold) {
    EXPECT_EQ(DrawMap(fold, request, kDay, false)->SerializeAsString(),
              DrawMap(fold, request, kDay, false)->SerializeAsString());
  });
}

TEST_F(QueriesBesideWriterTest, CompareAMapWithItself) {
  AskWhileWriting([&](const Fold::Reader& fold) {
    auto compared = *CompareMaps(fold, {}, kDay, kDay, true);
    EXPECT_EQ(compared.before().SerializeAsString(), compared.after().SerializeAsString());
    EXPECT_EQ(compared.tie_count() + compared.begun_count() + compared.ended_count(), 0);
  });
}

TEST_F(QueriesBesideWriterTest, CountAsManyMeetingsInTheLoadAsOnTheMap) {
  AskWhileWriting([&](const Fold::Reader& fold) {
    std::vector<FieldProblem> problems;
    auto load = MeasureLoad(fold, {}, kDay, 0, false, problems);
    auto map = *DrawMap(fold, {}, kDay, false);
    EXPECT_EQ(load.total().all().meetings(), map.meetings().existing() + map.meetings().removable());
  });
}

TEST_F(QueriesBesideWriterTest, FindTheSameOverlapsTwiceInWhatAReaderKeeps) {
  AskWhileWriting([&](const Fold::Reader& fold) {
    EXPECT_EQ(FindOverlaps(fold, {}, kDay, true).SerializeAsString(),
              FindOverlaps(fold, {}, kDay, true).SerializeAsString());
  });
}

}  // namespace
}  // namespace samverkan
