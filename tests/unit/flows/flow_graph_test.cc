#include "services/flows/flow_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/unit/flows/some_flow.h"

namespace samverkan {
namespace {

using flows::v1::Flow;
using testing::ElementsAre;
using testing::IsEmpty;

// Begins with a; b and c go on side by side; d waits for both.
Flow Diamond() {
  return FlowOf(Step("a") + Step("b", "after: 'a'") + Step("c", "after: 'a'") + Step("d", "after: 'b' after: 'c'"));
}

TEST(FlowGraphTest, KnowsWhatFollowsUponWhat) {
  Flow flow = Diamond();
  FlowGraph graph(flow);
  EXPECT_EQ(graph.Find("c"), 2);
  EXPECT_EQ(graph.Find("x"), -1);
  EXPECT_THAT(graph.After(0), ElementsAre(1, 2));
  EXPECT_THAT(graph.Before(3), ElementsAre(1, 2));
  EXPECT_THAT(graph.Beginnings(), ElementsAre(0));
  EXPECT_THAT(graph.Ends(), ElementsAre(3));
  EXPECT_THAT(graph.From(1), ElementsAre(false, true, false, true));
  EXPECT_THAT(graph.UpTo(1), ElementsAre(true, true, false, false));
}

TEST(FlowGraphTest, OrdersStepsAsTheyCanBeDoneWhateverOrderTheyStandIn) {
  Flow flow = FlowOf(Step("c", "after: 'b'") + Step("a") + Step("b", "after: 'a'") + Step("x"));
  EXPECT_THAT(FlowGraph(flow).order(), ElementsAre(1, 2, 0, 3));
}

TEST(FlowGraphTest, LeavesACircleAndWhatFollowsUponItOut) {
  Flow flow =
      FlowOf(Step("a") + Step("b", "after: 'a' after: 'c'") + Step("c", "after: 'b'") + Step("d", "after: 'c'"));
  FlowGraph graph(flow);
  EXPECT_THAT(graph.order(), ElementsAre(0));
  Schedule way = LongestWay(graph, [](int) { return absl::Hours(1); });
  EXPECT_EQ(way.length, absl::ZeroDuration());
  EXPECT_THAT(way.critical_path, ElementsAre(3));
}

TEST(FlowGraphTest, PassesOverAnAfterThatLeadsNowhere) {
  Flow flow = FlowOf(Step("a", "after: 'a' after: 'x'") + Step("b", "after: 'a' after: 'a'"));
  FlowGraph graph(flow);
  EXPECT_THAT(graph.Before(0), IsEmpty());
  EXPECT_THAT(graph.Before(1), ElementsAre(0));
}

TEST(FlowGraphTest, HasNoWayWithoutSteps) {
  Flow flow;
  FlowGraph graph(flow);
  Schedule way = LongestWay(graph, [](int) { return absl::Hours(1); });
  EXPECT_EQ(way.length, absl::ZeroDuration());
  EXPECT_THAT(way.critical_path, IsEmpty());
}

TEST(FlowGraphTest, TakesTheFirstOfWaysOfTheSameLength) {
  Flow flow = Diamond();
  Schedule way = LongestWay(FlowGraph(flow), [](int) { return absl::Hours(1); });
  EXPECT_THAT(way.critical_path, ElementsAre(0, 1, 3));
}

TEST(FlowGraphTest, GoesAllTheWayWhereTheLastStepsTakeNoTime) {
  Flow flow = FlowOf(Step("a") + Step("b", "after: 'a'"));
  Schedule way = LongestWay(FlowGraph(flow), [](int step) { return absl::Hours(step == 0 ? 1 : 0); });
  EXPECT_THAT(way.critical_path, ElementsAre(0, 1));
}

// Any longest way up to `step`, by trying all of them.
int64_t LongestByTrying(const FlowGraph& graph, const std::vector<int>& lengths, int step) {
  int64_t longest = 0;
  for (int before : graph.Before(step)) longest = std::max(longest, LongestByTrying(graph, lengths, before));
  return longest + lengths[step];
}

// Up to ten steps in any order, with any of the ties that make no circle.
Flow RandomFlow(std::mt19937& random) {
  int count = 1 + static_cast<int>(random() % 10);
  std::vector<int> places(count);
  for (int i = 0; i < count; ++i) places[i] = i;
  std::shuffle(places.begin(), places.end(), random);
  Flow flow;
  for (int i = 0; i < count; ++i) flow.add_steps()->set_id(absl::StrCat("s", i));
  for (int later = 0; later < count; ++later) {
    for (int earlier = 0; earlier < later; ++earlier) {
      if (random() % 3 == 0) flow.mutable_steps(places[later])->add_after(flow.steps(places[earlier]).id());
    }
  }
  return flow;
}

TEST(FlowGraphTest, FindsTheLongestOfAllWaysThroughAnyFlow) {
  std::mt19937 random(4);
  for (int round = 0; round < 500; ++round) {
    Flow flow = RandomFlow(random);
    FlowGraph graph(flow);
    ASSERT_EQ(graph.order().size(), static_cast<size_t>(flow.steps_size()));
    std::vector<int> lengths;
    for (int i = 0; i < graph.size(); ++i) lengths.push_back(static_cast<int>(random() % 5));
    Schedule way = LongestWay(graph, [&](int step) { return absl::Minutes(lengths[step]); });
    int64_t longest = 0, along_the_way = 0;
    for (int i = 0; i < graph.size(); ++i) {
      int64_t to_here = LongestByTrying(graph, lengths, i);
      EXPECT_EQ(way.end[i], absl::Minutes(to_here)) << flow.DebugString();
      longest = std::max(longest, to_here);
    }
    for (int step : way.critical_path) along_the_way += lengths[step];
    EXPECT_EQ(way.length, absl::Minutes(longest)) << flow.DebugString();
    EXPECT_EQ(along_the_way, longest) << flow.DebugString();
    EXPECT_THAT(graph.Before(way.critical_path.front()), IsEmpty());
    EXPECT_THAT(graph.After(way.critical_path.back()), IsEmpty());
  }
}

}  // namespace
}  // namespace samverkan
