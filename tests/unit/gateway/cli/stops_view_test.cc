#include "gateway/cli/stops_view.h"

#include <gmock/gmock.h>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetFlowSummaryResponse;
using analytics::v1::ListStopsResponse;
using testing::AllOf;
using testing::HasSubstr;

using StopsViewTest = LanguageTest;

ListStopsResponse SomeStops() {
  return FromText<ListStopsResponse>(R"pb(
    stops {
      stop: "agencies/finsam/flows/unga/stops/svar"
      flow: "agencies/finsam/flows/unga"
      flow_display_name: "Unga"
      step_title: "Svara"
      description: "Begäran ligger"
      actor: "agencies/region"
      factor: "agencies/finsam/factors/agarskap"
      factor_display_name: "Ägarskap"
      wait_time { seconds: 460800 }
      affected_percent: 60
      cumulative_percent: 80
      actions { action: "agencies/finsam/plans/p/actions/ring" title: "Ring" state: STATE_TRIED }
      has_action: true
    }
    stops { stop: "agencies/finsam/flows/unga/stops/plats" flow: "agencies/finsam/flows/unga" step_title: "Placera" }
    total_size: 9
    with_action: 4
    day: "2016-04-30"
  )pb");
}

TEST_F(StopsViewTest, ShowsTheHeaviestFirstWithCauseAndAction) {
  EXPECT_EQ(Plain(RenderStops(SomeStops(), 80)), R"(Stops of all flows on 2016-04-30: 9, of which an action sees to 4
waiting is working time, by means (1 d = 8 h)

1. 16 d, 60 % of the cases; up to here 80 % of all waiting
   agencies/finsam/flows/unga/stops/svar
   Unga: Svara (region)
   Begäran ligger
   cause: Ägarskap
   action: Ring (tried)

2. ?, ? of the cases
   agencies/finsam/flows/unga/stops/plats
   finsam/unga: Placera
   cause: ?
   NO ACTION sees to it
)");
}

TEST_F(StopsViewTest, SaysInSwedishThatNothingIsDone) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(StopActions(SomeStops().stops(1)), "INGEN ÅTGÄRD tar hand om det");
  EXPECT_EQ(StopActions(SomeStops().stops(0)), "åtgärd: Ring (prövas)");
}

TEST_F(StopsViewTest, SaysThatAnActionWasAbandoned) {
  auto stop = SomeStops().stops(0);
  stop.set_has_action(false);
  stop.mutable_actions(0)->set_state(plans::v1::Action::STATE_ABANDONED);
  EXPECT_EQ(StopActions(stop), "NO ACTION sees to it any more: Ring (abandoned)");
}

TEST_F(StopsViewTest, SumsFlowsWithWhatIsKnownOfThem) {
  auto summary = FromText<GetFlowSummaryResponse>(R"pb(
    flows: 2
    steps: 10
    steps_with_process_time: 10
    steps_with_wait_time: 8
    process_time { seconds: 57600 }
    wait_time { seconds: 576000 }
    activity_ratio_percent: 9.09
    pairs {
      from: "agencies/af"
      to: "agencies/fk"
      handovers: 3
      flows: 2
      wait_time { seconds: 288000 }
      known_waits: 2
      wait_percent: 50
    }
    factors { stops: 1 flows: 1 with_action: 0 }
    actors {
      actor: "agencies/af"
      steps: 4
      process_time { seconds: 28800 }
    }
  )pb");
  EXPECT_EQ(Plain(RenderFlowSummary(summary, 0)),
            R"(2 flows, 10 steps: work 2 d, waiting 20 d + ?, so that 9.09 % of the time is work
known: the work of 10 and the waiting of 8 of 10 steps; working time, by means (1 d = 8 h)

Handovers, the longest waiting first
from  to  handovers  flows   waiting  of all   known
af    fk          3      2  10 d + ?    50 %  2 of 3

What causes stops
cause  stops  flows  waiting   known  with an action
?          1      1        ?  0 of 1          0 of 1

Who does what
who  steps  work  waiting
af       4   1 d        ?
)");
}

}  // namespace
}  // namespace samverkan::cli
