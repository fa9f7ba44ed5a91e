#include "services/flows/value_flow_service.h"

#include "absl/strings/str_cat.h"
#include "samverkan/flows/v1/value_flow_service.pb.h"
#include "services/flows/analysis.h"
#include "services/flows/validate.h"

namespace samverkan {
namespace {

using flows::v1::AnalyzeFlowRequest;
using flows::v1::AnalyzeFlowResponse;
using flows::v1::CompareFlowsRequest;
using flows::v1::CompareFlowsResponse;
using flows::v1::Flow;

// Lives as long as the room.
class ValueFlows {
 public:
  explicit ValueFlows(const Room& room) : flows_(*room.CollectionOfType("samverkan/Flow")) {}

  Task<absl::StatusOr<AnalyzeFlowResponse>> AnalyzeFlow(const CallContext& call, AnalyzeFlowRequest request) const {
    absl::StatusOr<Flow> flow = co_await Read(call, request.name(), "name");
    if (!flow.ok()) co_return flow.status();
    co_await flows_.slice().workers->Switch();
    AnalyzeFlowResponse response;
    *response.mutable_analysis() = Analyze(*flow);
    co_return response;
  }

  Task<absl::StatusOr<CompareFlowsResponse>> CompareFlows(const CallContext& call, CompareFlowsRequest request) const {
    absl::StatusOr<Flow> flow = co_await Read(call, request.name(), "name");
    if (!flow.ok()) co_return flow.status();
    if (request.baseline().empty()) request.set_baseline(flow->baseline());
    if (absl::Status checked = CheckBaseline(request); !checked.ok()) co_return checked;
    absl::StatusOr<Flow> baseline = co_await Read(call, request.baseline(), "baseline");
    if (!baseline.ok()) co_return baseline.status();
    co_await flows_.slice().workers->Switch();
    co_return Compare(*baseline, *flow);
  }

 private:
  Task<absl::StatusOr<Flow>> Read(const CallContext& call, std::string name, std::string field) const {
    absl::StatusOr<std::string> bytes = co_await flows_.Read(call, std::move(name), std::move(field));
    if (!bytes.ok()) co_return bytes.status();
    Flow flow;
    if (!flow.ParseFromString(*bytes)) co_return absl::DataLossError("the stored flow is no flow");
    co_return flow;
  }

  absl::Status CheckBaseline(const CompareFlowsRequest& request) const {
    const std::string& baseline = request.baseline();
    if (baseline.empty()) return InvalidField("baseline", "is required: the flow has no baseline of its own");
    if (baseline == request.name()) return InvalidField("baseline", "must be another flow than the one compared");
    if (flows_.type().pattern().Matches(baseline) && AgencyOf(baseline) != flows_.slice().agency) {
      return InvalidField("baseline", absl::StrCat(baseline,
                                                   " is in another agency's slice; flows are compared within "
                                                   "one, here agencies/",
                                                   flows_.slice().agency));
    }
    return absl::OkStatus();
  }

  const Collection& flows_;
};

void AddMethods(const Room& room, Service& service) {
  auto flows = std::make_shared<const ValueFlows>(room);
  service.Unary<AnalyzeFlowRequest, AnalyzeFlowResponse>("AnalyzeFlow",
                                                         [flows](const CallContext& call, AnalyzeFlowRequest request) {
                                                           return flows->AnalyzeFlow(call, std::move(request));
                                                         });
  service.Unary<CompareFlowsRequest, CompareFlowsResponse>(
      "CompareFlows", [flows](const CallContext& call, CompareFlowsRequest request) {
        return flows->CompareFlows(call, std::move(request));
      });
}

}  // namespace

std::unique_ptr<Room> MakeValueFlows(Slice slice) {
  return std::make_unique<Room>("samverkan.flows.v1.ValueFlowService", std::move(slice), FlowRules(), AddMethods);
}

}  // namespace samverkan
