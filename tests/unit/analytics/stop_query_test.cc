#include "services/analytics/stop_query.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/answers.h"

namespace samverkan {
namespace {

using analytics::v1::ListStopsRequest;
using analytics::v1::ListStopsResponse;
using flows::v1::Flow;
using plans::v1::Action;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StopQueryTest : public AnswerTest {
 protected:
  // A flow of one step with a stop before it; `step` and `stop` add to them, `flow` to the flow.
  void AddStop(const std::string& id, const std::string& step, const std::string& stop = "",
               const std::string& flow = "") {
    Add<Flow>("name: 'agencies/af/flows/" + id +
              "' kind: KIND_CURRENT display_name: 'Flöde' steps { id: 's' title: " + "'Besluta' actor: 'agencies/fk' " +
              step + " } stops { id: '" + id + "' step: 's' " + stop + " } " + flow);
  }

  static std::string Waits(int minutes) {
    return "wait_time { likely { seconds: " + std::to_string(minutes * 60) + " } }";
  }

  void AddAction(const std::string& name, const std::string& stop, const std::string& history,
                 const std::string& text = "") {
    Add<Action>("name: '" + name + "' title: 'Göra' addresses: 'agencies/af/flows/" + stop + "/stops/" + stop + "' " +
                history + text);
  }

  static std::string Since(const std::string& state, const std::string& day) {
    return "history { state: 'STATE_" + state + "' day: '" + day + "' } ";
  }

  ListStopsResponse Stops(int32_t day = 20240101) {
    std::vector<FieldProblem> problems;
    ListStopsResponse stops = RankStops(fold_.Read(), request_, day, include_private_, problems);
    EXPECT_TRUE(problems.empty());
    return stops;
  }

  std::vector<std::string> Ids() {
    std::vector<std::string> ids;
    ListStopsResponse stops = Stops();
    for (const auto& stop : stops.stops()) ids.push_back(stop.stop().substr(stop.stop().rfind('/') + 1));
    EXPECT_EQ(stops.total_size(), static_cast<int>(ids.size()));
    return ids;
  }

  ListStopsRequest request_;
};

// V7: 60 min of all cases, 300 min of a tenth of them, 10 min; of 100 in all.
TEST_F(StopQueryTest, RanksByWaitAndAffectedShare) {
  AddStop("tenth", Waits(300), "affected_percent: 10");
  AddStop("small", Waits(10));
  AddStop("heavy", Waits(60));
  AddStop("unknown-b", "");
  AddStop("unknown-a", "");
  EXPECT_THAT(Ids(), ElementsAre("heavy", "tenth", "small", "unknown-a", "unknown-b"));
  ListStopsResponse stops = Stops();
  EXPECT_DOUBLE_EQ(stops.stops(0).cumulative_percent(), 60);
  EXPECT_DOUBLE_EQ(stops.stops(1).cumulative_percent(), 90);
  EXPECT_DOUBLE_EQ(stops.stops(2).cumulative_percent(), 100);
  EXPECT_EQ(stops.stops(1).weight().seconds(), 30 * 60);
  EXPECT_EQ(stops.stops(1).wait_time().seconds(), 300 * 60);
  EXPECT_FALSE(stops.stops(3).has_weight());
  EXPECT_FALSE(stops.stops(3).has_cumulative_percent());
  EXPECT_FALSE(stops.stops(0).has_affected_percent());
}

// V8: (60 + 4 * 120 + 240) / 6 = 130 minutes.
TEST_F(StopQueryTest, TakesTheMeanOfARange) {
  AddStop("a", "wait_time { low { seconds: 3600 } likely { seconds: 7200 } high { seconds: 14400 } }");
  EXPECT_EQ(Stops().stops(0).weight().seconds(), 130 * 60);
}

TEST_F(StopQueryTest, TellsWhereAndWhyCasesWait) {
  Add<flows::v1::Factor>("name: 'agencies/fk/factors/f' display_name: 'Sekretess'");
  Add<actors::v1::Agency>("name: 'agencies/fk' display_name: 'Försäkringskassan'");
  AddStop("a", Waits(1), "factor: 'agencies/fk/factors/f' description: 'Väntar'");
  AddStop("b", "", "factor: 'agencies/fk/factors/unknown'");
  ListStopsResponse stops = Stops();
  EXPECT_EQ(stops.stops(0).flow(), "agencies/af/flows/a");
  EXPECT_EQ(stops.stops(0).flow_display_name(), "Flöde");
  EXPECT_EQ(stops.stops(0).step_title(), "Besluta");
  EXPECT_EQ(stops.stops(0).description(), "Väntar");
  EXPECT_EQ(stops.stops(0).actor_display_name(), "Försäkringskassan");
  EXPECT_EQ(stops.stops(0).factor_display_name(), "Sekretess");
  EXPECT_EQ(stops.stops(1).factor_display_name(), "agencies/fk/factors/unknown");
}

// A5
TEST_F(StopQueryTest, TellsTheActionsInTheStateOfTheDay) {
  AddStop("a", Waits(1));
  AddAction("agencies/fk/plans/p/actions/z", "a", Since("PROPOSED", "2016-01-10") + Since("ABANDONED", "2016-03-01"));
  AddAction("agencies/af/plans/p/actions/a", "a", Since("DECIDED", "2016-02-01") + Since("ADOPTED", "2016-04-01"));
  EXPECT_THAT(Stops(20160101).stops(0).actions(), IsEmpty()) << "nobody had thought of any";
  ListStopsResponse january = Stops(20160131);
  ASSERT_EQ(january.stops(0).actions_size(), 1);
  EXPECT_EQ(january.stops(0).actions(0).state(), Action::STATE_PROPOSED);
  ListStopsResponse april = Stops(20160401);
  ASSERT_EQ(april.stops(0).actions_size(), 2);
  EXPECT_EQ(april.stops(0).actions(0).state(), Action::STATE_ADOPTED) << "by name";
  EXPECT_EQ(april.stops(0).actions(0).title(), "Göra");
  EXPECT_EQ(april.stops(0).actions(1).state(), Action::STATE_ABANDONED);
}

TEST_F(StopQueryTest, AnAbandonedActionSeesToNothing) {
  AddStop("a", Waits(2));
  AddStop("b", Waits(1));
  AddAction("agencies/af/plans/p/actions/a", "a", Since("DECIDED", "2016-01-01") + Since("ABANDONED", "2016-02-01"));
  AddAction("agencies/af/plans/p/actions/b", "b", Since("ADAPTED", "2016-01-01"));
  ListStopsResponse stops = Stops();
  EXPECT_FALSE(stops.stops(0).has_action());
  EXPECT_TRUE(stops.stops(1).has_action());
  EXPECT_EQ(stops.with_action(), 1);
  EXPECT_EQ(Stops(20160131).with_action(), 2);
  request_.set_without_action(true);
  EXPECT_THAT(Ids(), ElementsAre("a"));
  EXPECT_DOUBLE_EQ(Stops().stops(0).cumulative_percent(), 100) << "of all that were asked for";
}

TEST_F(StopQueryTest, LeavesOutFlowsAsTheyCouldBe) {
  Add<Flow>("name: 'agencies/af/flows/f' kind: KIND_FUTURE steps { id: 's' } stops { id: 'a' step: 's' }");
  EXPECT_THAT(Ids(), IsEmpty());
}

TEST_F(StopQueryTest, FiltersByGroupAndByWhoDoesTheStep) {
  Add<actors::v1::Group>("name: 'agencies/af/groups/within' parent_group: 'agencies/af/groups/wide'");
  AddStop("in", "", "", "group: 'agencies/af/groups/within'");
  AddStop("out", "");
  request_.set_group("agencies/af/groups/wide");
  EXPECT_THAT(Ids(), ElementsAre("in"));
  request_.clear_group();
  request_.add_agencies("agencies/fk");
  EXPECT_THAT(Ids(), ElementsAre("in", "out"));
  request_.set_agencies(0, "agencies/af");
  EXPECT_THAT(Ids(), IsEmpty()) << "the flow's owner is not who does the step";
}

TEST_F(StopQueryTest, ShowsWhatIsPrivateToItsAgencyOnly) {
  AddStop("private", "", "", kPrivate);
  AddStop("shared", "");
  AddAction("agencies/af/plans/p/actions/a", "shared", Since("DECIDED", "2016-01-01"), kPrivate);
  EXPECT_THAT(Ids(), ElementsAre("shared"));
  EXPECT_EQ(Stops().with_action(), 0);
  include_private_ = true;
  EXPECT_THAT(Ids(), ElementsAre("private", "shared"));
  EXPECT_EQ(Stops().with_action(), 1);
}

class ManyStopsTest : public StopQueryTest {
 protected:
  ManyStopsTest() {
    for (int i = 0; i < 7; ++i) AddStop("f" + std::to_string(i), i % 3 == 0 ? "" : Waits(i % 3));
    AddAction("agencies/af/plans/p/actions/b", "f1", Since("DECIDED", "2016-01-01"));
    AddAction("agencies/af/plans/p/actions/a", "f1", Since("DECIDED", "2016-01-01"));
  }
};

TEST_F(ManyStopsTest, ComeInPages) {
  ListStopsRequest other = request_;
  other.set_without_action(true);
  ExpectPages(
      request_,
      [&](const auto& request, auto& problems) { return RankStops(fold_.Read(), request, 20240101, false, problems); },
      [](const ListStopsResponse& response) { return response.stops(); }, other);
}

TEST_F(ManyStopsTest, AreTheSameInWhateverOrderRecordsCome) {
  ExpectSameInAnyOrder([&](const Fold::Reader& fold) {
    std::vector<FieldProblem> problems;
    return RankStops(fold, request_, 20240101, false, problems);
  });
}

}  // namespace
}  // namespace samverkan
