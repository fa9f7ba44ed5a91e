// `samverkan flow show|analyze|compare|summary|stops`: the way of a typical case, what it takes, what would be gained,
// where the time goes in all flows, and where cases wait longest.
#include <set>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/flow_analysis_view.h"
#include "gateway/cli/flow_view.h"
#include "gateway/cli/query.h"
#include "gateway/cli/stops_view.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

using flows::v1::AnalyzeFlowRequest;
using flows::v1::AnalyzeFlowResponse;
using flows::v1::CompareFlowsRequest;
using flows::v1::CompareFlowsResponse;
using flows::v1::Flow;
using flows::v1::GetFlowRequest;

constexpr char kService[] = "/samverkan.flows.v1.ValueFlowService/";

// Asks each owner for what it calls its own. What is not known to the caller, or whose owner does not answer, is left
// out: the view then shows its name.
DisplayNames FetchNames(const Session& session, const std::vector<std::string>& names) {
  DisplayNames called;
  std::set<std::string> silent;
  for (const std::string& name : std::set<std::string>(names.begin(), names.end())) {
    const Collection* collection = name.empty() ? nullptr : session.contract.OfName(name);
    std::string agency = name.substr(0, name.find('/', name.find('/') + 1));
    if (collection == nullptr || collection->get == nullptr || silent.count(agency) > 0) continue;
    MessagePtr request = session.contract.New(collection->get->input_type());
    SetString(*request, "name", name);
    absl::StatusOr<MessagePtr> resource = session.connection.Call(collection->get, *request);
    if (resource.ok()) called[name] = GetString(**resource, "display_name");
    if (absl::IsUnavailable(resource.status()) || absl::IsDeadlineExceeded(resource.status())) silent.insert(agency);
  }
  return called;
}

template <typename Response>
absl::StatusOr<Response> Call(const Session& session, const char* method, const google::protobuf::Message& request) {
  return session.connection.Call<Response>(absl::StrCat(kService, method), request);
}

int Show(const Session& session, const std::string& name) {
  GetFlowRequest request;
  request.set_name(name);
  auto flow = Call<Flow>(session, "GetFlow", request);
  if (!flow.ok()) return session.Fail(flow.status());
  session.out << (session.json ? ToJson(*flow) : RenderFlow(*flow, FetchNames(session, NamesIn(*flow)), session.width));
  return kOk;
}

int Analyze(const Session& session, const std::string& name) {
  AnalyzeFlowRequest request;
  request.set_name(name);
  auto response = Call<AnalyzeFlowResponse>(session, "AnalyzeFlow", request);
  if (!response.ok()) return session.Fail(response.status());
  const auto& analysis = response->analysis();
  session.out << (session.json ? ToJson(*response)
                               : RenderAnalysis(analysis, FetchNames(session, NamesIn(analysis)), session.width));
  return kOk;
}

int Compare(const Session& session, const std::string& name) {
  CompareFlowsRequest request;
  request.set_name(name);
  request.set_baseline(absl::GetFlag(FLAGS_baseline));
  auto response = Call<CompareFlowsResponse>(session, "CompareFlows", request);
  if (!response.ok()) return session.Fail(response.status());
  session.out << (session.json ? ToJson(*response) : RenderComparison(*response, session.width));
  return kOk;
}

}  // namespace

int RunFlow(const Session& session, const Arguments& arguments) {
  if (arguments == Arguments{"stops"}) return RunStops(session, {});
  if (arguments == Arguments{"summary"}) {
    return AskAndShow<analytics::v1::GetFlowSummaryRequest>(session, "GetFlowSummary", RenderFlowSummary);
  }
  if (arguments.size() != 2) {
    return session.Misused(
        Say("flow needs show, analyze or compare and a name such as agencies/af/flows/f1, or summary or stops"));
  }
  const std::string& what = arguments[0];
  if (what != "compare" && !absl::GetFlag(FLAGS_baseline).empty()) {
    return session.Misused(Say("--baseline is for flow compare"));
  }
  if (what == "show") return Show(session, arguments[1]);
  if (what == "analyze") return Analyze(session, arguments[1]);
  if (what == "compare") return Compare(session, arguments[1]);
  return session.Misused(Say("flow can show, analyze or compare, not $0", what));
}

}  // namespace samverkan::cli
