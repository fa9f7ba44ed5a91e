#include "services/flows/value_flow_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samverkan/flows/v1/value_flow_service.pb.h"
#include "services/platform/resource/resource_type.h"
#include "tests/support/direct_calls.h"
#include "tests/support/status.h"
#include "tests/support/test_slice.h"
#include "tests/unit/flows/some_flow.h"

namespace samverkan {
namespace {

using flows::v1::AnalyzeFlowRequest;
using flows::v1::AnalyzeFlowResponse;
using flows::v1::CompareFlowsRequest;
using flows::v1::CompareFlowsResponse;
using flows::v1::CreateFlowRequest;
using flows::v1::Flow;
using testing::HasSubstr;

class ValueFlowsTest : public ::testing::Test {
 protected:
  std::string Create(const std::string& id, const std::string& text) {
    CreateFlowRequest request;
    request.set_parent("agencies/af");
    request.set_flow_id(id);
    *request.mutable_flow() = FlowOf(text);
    return Told(owner_.Call<Flow>("CreateFlow", request));
  }
  // b waits `minutes`.
  std::string CreateWaiting(const std::string& id, int minutes, const std::string& text = "") {
    return Create(id, Step("a", Minutes(10, 0)) + Step("b", "after: 'a' " + Minutes(10, minutes)) + text);
  }
  static absl::StatusOr<AnalyzeFlowResponse> Analyze(const DirectCaller& caller, const std::string& name) {
    AnalyzeFlowRequest request;
    request.set_name(name);
    return caller.Call<AnalyzeFlowResponse>("AnalyzeFlow", request);
  }
  static absl::StatusOr<CompareFlowsResponse> Compare(const DirectCaller& caller, const std::string& name,
                                                      const std::string& baseline = "") {
    CompareFlowsRequest request;
    request.set_name(name);
    request.set_baseline(baseline);
    return caller.Call<CompareFlowsResponse>("CompareFlows", request);
  }

  TestSlice slice_;
  std::unique_ptr<Room> room_ = MakeValueFlows(slice_.slice());
  Service service_ = room_->MakeService();
  DirectCaller owner_{service_, "af"};
  DirectCaller outsider_{service_, "fk"};
};

TEST_F(ValueFlowsTest, AnswersEveryMethodOfItsContract) {
  for (int i = 0; i < service_.descriptor()->method_count(); ++i) {
    EXPECT_NE(service_.unary(service_.descriptor()->method(i)), nullptr) << service_.descriptor()->method(i)->name();
  }
}

TEST_F(ValueFlowsTest, LetsOthersNameItsStops) {
  const auto* stop = ResourceType::FindDescriptor("samverkan/Stop");
  ASSERT_NE(stop, nullptr);
  EXPECT_TRUE(ResourceType(stop).pattern().Matches("agencies/af/flows/f/stops/s"));
}

TEST_F(ValueFlowsTest, AnalyzesAFlowAsItStands) {
  ASSERT_EQ(CreateWaiting("f", 480), "OK");
  auto response = Analyze(owner_, "agencies/af/flows/f");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->analysis().flow(), "agencies/af/flows/f");
  EXPECT_FALSE(response->analysis().etag().empty());
  EXPECT_EQ(response->analysis().lead_time().mean().seconds(), 500 * 60);
}

TEST_F(ValueFlowsTest, RefusesAFlowThatBreaksTheRules) {
  EXPECT_EQ(Create("f", Step("a") + Step("b", "after: 'a' after: 'c'") + Step("c", "after: 'b'")),
            "INVALID_ARGUMENT INVALID_FIELD flow.steps[2].after[0]");
  EXPECT_EQ(Create("f", Step("a", "title: 'Beslut 2015-11-13'")), "INVALID_ARGUMENT INVALID_FIELD flow.steps[0].title");
}

TEST_F(ValueFlowsTest, RefusesToAnalyzeWhatIsNoFlowOfItsSlice) {
  EXPECT_EQ(Told(Analyze(owner_, "")), "INVALID_ARGUMENT INVALID_FIELD name");
  EXPECT_EQ(Told(Analyze(owner_, "agencies/af/factors/f")), "INVALID_ARGUMENT INVALID_FIELD name");
  EXPECT_EQ(Told(Analyze(owner_, "agencies/fk/flows/f")), "NOT_FOUND WRONG_OWNER name");
  EXPECT_EQ(Told(Analyze(owner_, "agencies/af/flows/f")), "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_F(ValueFlowsTest, DoesNotTellAPrivateFlowFromOneThatIsNot) {
  AnalyzeFlowRequest request;
  request.set_name("agencies/af/flows/f");
  DirectAnswer absent = outsider_.Call("AnalyzeFlow", request.SerializeAsString());
  ASSERT_EQ(CreateWaiting("f", 1), "OK");
  DirectAnswer hidden = outsider_.Call("AnalyzeFlow", request.SerializeAsString());
  EXPECT_EQ(hidden.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(hidden.status.error_message(), absent.status.error_message());
  EXPECT_EQ(hidden.status.error_details(), absent.status.error_details());
}

TEST_F(ValueFlowsTest, AnalyzesASharedFlowForOthers) {
  ASSERT_EQ(CreateWaiting("f", 1, "visibility: VISIBILITY_FEDERATION"), "OK");
  EXPECT_EQ(Told(Analyze(outsider_, "agencies/af/flows/f")), "OK");
}

TEST_F(ValueFlowsTest, ComparesAFlowWithItsBaseline) {
  ASSERT_EQ(CreateWaiting("now", 480), "OK");
  ASSERT_EQ(CreateWaiting("then", 80, "kind: KIND_FUTURE baseline: 'agencies/af/flows/now'"), "OK");
  auto response = Compare(owner_, "agencies/af/flows/then");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->baseline().flow(), "agencies/af/flows/now");
  EXPECT_EQ(response->differences(1).change(), -400 * 60);
}

TEST_F(ValueFlowsTest, ComparesAFlowWithAnyOtherOfItsSlice) {
  ASSERT_EQ(CreateWaiting("now", 480), "OK");
  ASSERT_EQ(CreateWaiting("other", 80), "OK");
  EXPECT_EQ(Told(Compare(owner_, "agencies/af/flows/other", "agencies/af/flows/now")), "OK");
}

TEST_F(ValueFlowsTest, NamesTheBaselineThatItCannotCompareWith) {
  ASSERT_EQ(CreateWaiting("now", 480), "OK");
  const std::string bad = "INVALID_ARGUMENT INVALID_FIELD baseline";
  EXPECT_EQ(Told(Compare(owner_, "agencies/af/flows/now")), bad);
  EXPECT_EQ(Told(Compare(owner_, "agencies/af/flows/now", "now")), bad);
  EXPECT_EQ(Told(Compare(owner_, "agencies/af/flows/now", "agencies/af/flows/now")), bad);
  EXPECT_EQ(Told(Compare(owner_, "agencies/af/flows/now", "agencies/fk/flows/now")), bad);
  EXPECT_THAT(Compare(owner_, "agencies/af/flows/now", "agencies/fk/flows/now").status().message(),
              HasSubstr("agencies/fk/flows/now is in another agency's slice"));
}

TEST_F(ValueFlowsTest, KeepsAPrivateBaselinePrivate) {
  ASSERT_EQ(CreateWaiting("now", 480), "OK");
  ASSERT_EQ(CreateWaiting("then", 80,
                          "kind: KIND_FUTURE baseline: 'agencies/af/flows/now' "
                          "visibility: VISIBILITY_FEDERATION"),
            "OK");
  EXPECT_EQ(Told(Compare(outsider_, "agencies/af/flows/then")), "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_EQ(Told(Compare(outsider_, "agencies/af/flows/now", "agencies/af/flows/then")),
            "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_F(ValueFlowsTest, RefusesToCompareFlowsOfDifferentWays) {
  ASSERT_EQ(CreateWaiting("now", 480), "OK");
  ASSERT_EQ(Create("other", Step("x")), "OK");
  EXPECT_EQ(Told(Compare(owner_, "agencies/af/flows/other", "agencies/af/flows/now")),
            "FAILED_PRECONDITION FAILED_PRECONDITION");
}

}  // namespace
}  // namespace samverkan
