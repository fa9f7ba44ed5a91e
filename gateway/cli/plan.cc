// `samverkan plan board`: how a plan goes.
#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/map_view.h"
#include "gateway/cli/plan_view.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {

using analytics::v1::GetPlanProgressRequest;
using analytics::v1::GetPlanProgressResponse;

int RunPlan(const Session& session, const Arguments& arguments) {
  if (arguments.size() != 2 || arguments.front() != "board") {
    return session.Misused(Say("plan needs board and a plan's name: plan board agencies/ID/plans/ID"));
  }
  bool own = absl::GetFlag(FLAGS_own);
  if (own && session.agency.empty()) return session.Misused(Say("--own needs --agency ID"));
  GetPlanProgressRequest request;
  request.set_parent(own ? AgencyName(session.agency) : "agencies/-");
  request.set_plan(arguments[1]);
  request.set_day(absl::GetFlag(FLAGS_day));
  auto progress = session.connection.Call<GetPlanProgressResponse>(
      "/samverkan.analytics.v1.AnalyticsService/GetPlanProgress", request);
  if (!progress.ok()) {
    int code = session.Fail(progress.status());
    if (!own && absl::IsNotFound(progress.status())) {
      session.err << Say("A plan that is not shared is seen with --own alone.") << "\n";
    }
    return code;
  }
  if (session.json) {
    session.out << ToJson(*progress);
    return kOk;
  }
  session.out << RenderBoard(*progress, session.width)
              << RenderCoverage(progress->coverage(), absl::ToUnixSeconds(absl::Now()));
  return kOk;
}

}  // namespace samverkan::cli
