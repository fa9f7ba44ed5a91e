#include "services/analytics/analytics_service.h"

#include "absl/strings/str_cat.h"
#include "services/analytics/map_query.h"
#include "services/platform/resource/validate.h"

namespace samverkan {
namespace {

using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;

class Analytics {
 public:
  Analytics(AnalyticsOptions options, Fold& fold, WorkerPool& workers)
      : options_(std::move(options)), fold_(fold), workers_(workers) {}

  Task<absl::StatusOr<GetMapResponse>> GetMap(const CallContext& call, GetMapRequest request) const {
    if (absl::Status checked = Check(request); !checked.ok()) co_return checked;
    std::vector<changes::v1::Cursor> cursors(request.not_before().begin(), request.not_before().end());
    if (!co_await fold_.Await(std::move(cursors), call.stop)) {
      co_return MakeError(absl::StatusCode::kDeadlineExceeded, type::v1::ERROR_REASON_NOT_CAUGHT_UP,
                          "not_before: what was asked for has not come in yet; retry with a longer deadline.");
    }
    co_await workers_.Switch();
    if (request.day().empty()) request.set_day(absl::FormatTime("%Y-%m-%d", options_.now(), options_.time_zone));
    bool own_view = options_.scope != "-" && call.principal.agency == options_.scope;
    GetMapResponse map = DrawMap(fold_.Read(), request, DayNumber(request.day(), 0), own_view);
    map.set_day(request.day());
    map.set_resolution(request.resolution() == analytics::v1::RESOLUTION_UNSPECIFIED ? analytics::v1::RESOLUTION_AGENCY
                                                                                     : request.resolution());
    *map.mutable_coverage() = fold_.Coverage();
    co_return map;
  }

 private:
  absl::Status Check(const GetMapRequest& request) const {
    FieldViolations violations;
    Validate(*PlanOf(GetMapRequest::descriptor()), request, nullptr, "", violations);
    std::string own = absl::StrCat("agencies/", options_.scope);
    if (request.parent() != own) violations.Add("parent", absl::StrCat("this server answers for ", own));
    return violations.ToStatus();
  }

  AnalyticsOptions options_;
  Fold& fold_;
  WorkerPool& workers_;
};

}  // namespace

Service MakeAnalyticsService(AnalyticsOptions options, Fold& fold, WorkerPool& workers) {
  auto analytics = std::make_shared<const Analytics>(std::move(options), fold, workers);
  Service service = Service::Named("samverkan.analytics.v1.AnalyticsService");
  service.Unary<GetMapRequest, GetMapResponse>("GetMap", [analytics](const CallContext& call, GetMapRequest request) {
    return analytics->GetMap(call, std::move(request));
  });
  return service;
}

}  // namespace samverkan
