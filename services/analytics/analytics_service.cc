#include "services/analytics/analytics_service.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/analytics/map_query.h"
#include "services/analytics/plan_progress.h"
#include "services/platform/resource/validate.h"

namespace samverkan {
namespace {

using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;
using analytics::v1::GetPlanProgressRequest;
using analytics::v1::GetPlanProgressResponse;

class Analytics {
 public:
  Analytics(AnalyticsOptions options, Fold& fold, WorkerPool& workers)
      : options_(std::move(options)), fold_(fold), workers_(workers) {}

  Task<absl::StatusOr<GetMapResponse>> GetMap(const CallContext& call, GetMapRequest request) const {
    if (absl::Status checked = Check(request); !checked.ok()) co_return checked;
    if (absl::Status waited = co_await CaughtUp(request.not_before(), call.stop); !waited.ok()) co_return waited;
    co_await workers_.Switch();
    if (request.day().empty()) request.set_day(Today());
    Fold::Reader fold = fold_.Read();
    auto map = DrawMap(fold, request, DayNumber(request.day(), 0), IsOwnView(call));
    if (!map.ok()) co_return TooLarge(map.status());
    map->set_day(request.day());
    map->set_resolution(OrAgency(request.resolution()));
    *map->mutable_coverage() = fold.Coverage({"actors", "meetings"});
    co_return *std::move(map);
  }

  Task<absl::StatusOr<GetPlanProgressResponse>> GetPlanProgress(const CallContext& call,
                                                                GetPlanProgressRequest request) const {
    if (absl::Status checked = Check(request); !checked.ok()) co_return checked;
    if (absl::Status waited = co_await CaughtUp(request.not_before(), call.stop); !waited.ok()) co_return waited;
    co_await workers_.Switch();
    absl::CivilDay day;
    absl::ParseCivilTime(request.day().empty() ? Today() : request.day(), &day);
    Fold::Reader fold = fold_.Read();
    auto progress = FollowUpPlan(fold, request.plan(), day, IsOwnView(call));
    // As of what does not exist, so that no outsider learns of what is private.
    if (!progress) {
      co_return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                          absl::StrCat(request.plan(), " does not exist, or is not shared with you."),
                          {{"resource", request.plan()}});
    }
    *progress->mutable_coverage() = fold.Coverage({"actors", "flows", "plans"});
    co_return *std::move(progress);
  }

 private:
  static absl::Status TooLarge(const absl::Status& status) {
    return MakeError(status.code(), type::v1::ERROR_REASON_LIMIT_EXCEEDED, status.message());
  }

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

  std::string Today() const { return absl::FormatTime("%Y-%m-%d", options_.now(), options_.time_zone); }

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
  service.Unary<GetPlanProgressRequest, GetPlanProgressResponse>(
      "GetPlanProgress", [analytics](const CallContext& call, GetPlanProgressRequest request) {
        return analytics->GetPlanProgress(call, std::move(request));
      });
  return service;
}

}  // namespace samverkan
