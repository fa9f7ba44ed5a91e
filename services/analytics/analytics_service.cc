#include "services/analytics/analytics_service.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/analytics/answers.h"
#include "services/platform/resource/validate.h"

namespace samverkan {
namespace {

using namespace analytics::v1;  // NOLINT: the whole file is about them

class Analytics {
 public:
  Analytics(AnalyticsOptions options, Fold& fold, WorkerPool& workers)
      : options_(std::move(options)), fold_(fold), workers_(workers) {}

  template <typename Request, typename Response>
  Task<absl::StatusOr<Response>> Ask(const CallContext& call, Request request) const {
    if (absl::Status checked = Check(request); !checked.ok()) co_return checked;
    if (absl::Status waited = co_await CaughtUp(request.not_before(), call.stop); !waited.ok()) co_return waited;
    co_await workers_.Switch();
    Asked asked{.fold = fold_.Read(),
                .include_private = IsOwnView(call),
                .today = absl::ToCivilDay(options_.now(), options_.time_zone)};
    // What it waited for says nothing of what is asked.
    request.clear_not_before();
    co_return Answer(asked, request);
  }

 private:
  using Cursors = google::protobuf::RepeatedPtrField<changes::v1::Cursor>;

  template <typename Request>
  absl::Status Check(const Request& request) const {
    FieldViolations violations;
    Validate(*PlanOf(Request::descriptor()), request, nullptr, "", violations);
    std::string own = absl::StrCat("agencies/", options_.scope);
    if (request.parent() != own) violations.Add("parent", absl::StrCat("this server answers for ", own));
    return violations.ToStatus();
  }

  Task<absl::Status> CaughtUp(Cursors not_before, std::stop_token stop) const {
    std::vector<changes::v1::Cursor> cursors(not_before.begin(), not_before.end());
    if (co_await fold_.Await(std::move(cursors), stop)) co_return absl::OkStatus();
    co_return MakeError(absl::StatusCode::kDeadlineExceeded, type::v1::ERROR_REASON_NOT_CAUGHT_UP,
                        "not_before: what was asked for has not come in yet; retry with a longer deadline.");
  }

  // Whether the asker sees what is private here: only an agency in its own view.
  bool IsOwnView(const CallContext& call) const {
    return options_.scope != "-" && call.principal.agency == options_.scope;
  }

  AnalyticsOptions options_;
  Fold& fold_;
  WorkerPool& workers_;
};

// Serves the method for whose request there is an Answer.
template <typename Request, typename Response>
void Serve(std::shared_ptr<const Analytics> analytics, const std::string& method, Service& service) {
  service.Unary<Request, Response>(method, [analytics](const CallContext& call, Request request) {
    return analytics->Ask<Request, Response>(call, std::move(request));
  });
}

}  // namespace

Service MakeAnalyticsService(AnalyticsOptions options, Fold& fold, WorkerPool& workers) {
  auto analytics = std::make_shared<const Analytics>(std::move(options), fold, workers);
  Service service = Service::Named("samverkan.analytics.v1.AnalyticsService");
  Serve<GetMapRequest, GetMapResponse>(analytics, "GetMap", service);
  Serve<CompareMapsRequest, CompareMapsResponse>(analytics, "CompareMaps", service);
  Serve<ExportMapRequest, ExportMapResponse>(analytics, "ExportMap", service);
  Serve<GetLoadRequest, GetLoadResponse>(analytics, "GetLoad", service);
  Serve<ListOverlapsRequest, ListOverlapsResponse>(analytics, "ListOverlaps", service);
  Serve<ListGapsRequest, ListGapsResponse>(analytics, "ListGaps", service);
  Serve<ListBreakpointCoverageRequest, ListBreakpointCoverageResponse>(analytics, "ListBreakpointCoverage", service);
  Serve<ListUsefulnessRequest, ListUsefulnessResponse>(analytics, "ListUsefulness", service);
  Serve<GetFlowSummaryRequest, GetFlowSummaryResponse>(analytics, "GetFlowSummary", service);
  Serve<ListStopsRequest, ListStopsResponse>(analytics, "ListStops", service);
  Serve<GetPlanProgressRequest, GetPlanProgressResponse>(analytics, "GetPlanProgress", service);
  Serve<GetIndicatorsRequest, GetIndicatorsResponse>(analytics, "GetIndicators", service);
  Serve<GetReportRequest, GetReportResponse>(analytics, "GetReport", service);
  return service;
}

}  // namespace samverkan
