#include "services/flows/stop_ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/flows/some_flow.h"

namespace samverkan {
namespace {

using flows::v1::Flow;
using ::testing::ElementsAre;

std::vector<std::string> NamesOf(const std::vector<SlowStop>& stops) {
  std::vector<std::string> names;
  for (const SlowStop& stop : stops) names.push_back(stop.stop.stop());
  return names;
}

std::string Stop(const std::string& id, const std::string& text = "") {
  return absl::StrCat("stops { id: '", id, "' step: 'a' description: 'x' ", text, " } ");
}

TEST(SlowestStopsTest, AreThoseWhereCasesLoseMostWhateverTheirFlow) {
  // 100 minutes for half of the cases; 60 minutes for all.
  Flow half = FlowOf(Step("a", Minutes(1, 100)) + Stop("half", "affected_percent: 50"));
  Flow all = FlowOf("name: 'agencies/af/flows/g' " + Step("a", Minutes(1, 60)) + Stop("all"));
  EXPECT_THAT(NamesOf(SlowestStops({&half, &all})),
              ElementsAre("agencies/af/flows/g/stops/all", "agencies/af/flows/f/stops/half"));
}

TEST(SlowestStopsTest, AreNotThoseOfAFlowAsItCouldBe) {
  Flow future = FlowOf("kind: KIND_FUTURE " + Step("a", Minutes(1, 60)) + Stop("s"));
  EXPECT_THAT(SlowestStops({&future}), ElementsAre());
}

TEST(SlowestStopsTest, PutThoseOfUnknownWaitingLast) {
  Flow unknown = FlowOf(Step("a") + Stop("unknown"));
  Flow none = FlowOf("name: 'agencies/af/flows/g' " + Step("a", Minutes(1, 0)) + Stop("none"));
  EXPECT_THAT(NamesOf(SlowestStops({&unknown, &none})),
              ElementsAre("agencies/af/flows/g/stops/none", "agencies/af/flows/f/stops/unknown"));
}

}  // namespace
}  // namespace samverkan
