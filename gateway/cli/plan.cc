// `samverkan plan board`: how a plan goes.
#include "gateway/cli/plan_view.h"
#include "gateway/cli/query.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {

using analytics::v1::GetPlanProgressRequest;
using analytics::v1::GetPlanProgressResponse;

int RunPlan(const Session& session, const Arguments& arguments) {
  if (arguments.size() != 2 || arguments.front() != "board") {
    return session.Misused(Say("plan needs board and a plan's name: plan board agencies/ID/plans/ID"));
  }
  GetPlanProgressRequest request;
  if (absl::Status read = ReadQuery(session, {&request}); !read.ok()) {
    return session.Misused(std::string(read.message()));
  }
  request.set_plan(arguments[1]);
  auto progress = Ask<GetPlanProgressResponse>(session, "GetPlanProgress", request);
  int code = Show(session, progress, RenderBoard);
  TellOfPrivatePlan(session, progress.status());
  return code;
}

}  // namespace samverkan::cli
