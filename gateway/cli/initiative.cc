// `samverkan initiative sheet`: what SUS asks about an initiative, to key in from.
#include "absl/flags/flag.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/sheet_view.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "samverkan/plans/v1/action_plan_service.pb.h"

namespace samverkan::cli {
namespace {

int WriteCsv(const Session& session, const std::string& path, const std::string& csv) {
  int code = session.Write(path, csv);
  if (code != kOk || path == "-") return code;
  session.err << Say("wrote $0, to be keyed into SUS by hand; nothing is sent to SUS", path) << "\n";
  return kOk;
}

}  // namespace

int RunInitiative(const Session& session, const Arguments& arguments) {
  if (arguments.size() != 2 || arguments.front() != "sheet") {
    return session.Misused(
        Say("initiative needs sheet and an initiative's name: initiative sheet agencies/ID/initiatives/ID"));
  }
  plans::v1::GetInitiativeRequest request;
  request.set_name(arguments[1]);
  auto initiative =
      session.connection.Call<plans::v1::Initiative>("/samverkan.plans.v1.ActionPlanService/GetInitiative", request);
  if (!initiative.ok()) return session.Fail(initiative.status());
  std::string csv = absl::GetFlag(FLAGS_csv);
  if (!csv.empty()) return WriteCsv(session, csv, SheetCsv(SheetOf(*initiative)));
  session.out << (session.json ? ToJson(*initiative) : RenderSheet(SheetOf(*initiative), session.width));
  return kOk;
}

}  // namespace samverkan::cli
