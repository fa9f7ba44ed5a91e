// `samverkan export`: the map as a file for other programs, or a slice (backup.cc).
#include "gateway/cli/query.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "samverkan/analytics/v1/map.pb.h"

namespace samverkan::cli {
namespace {

using analytics::v1::ExportMapRequest;
using analytics::v1::ExportMapResponse;

// The file alone goes to standard output: what it rests on is told beside it.
int ExportMap(const Session& session, const std::string& path) {
  ExportMapRequest request;
  absl::Status read = ReadQuery(session, {&request, request.mutable_selection()});
  if (!read.ok()) return session.Misused(std::string(read.message()));
  auto map = Ask<ExportMapResponse>(session, "ExportMap", request);
  if (!map.ok()) return session.Fail(map.status());
  int code = session.Write(path, session.json ? ToJson(*map) : map->content());
  if (code == kOk) TellPartial(session, map->coverage());
  return code;
}

}  // namespace

int RunExport(const Session& session, const Arguments& arguments) {
  if (!arguments.empty() && arguments.front() == "slice") {
    return ExportSlice(session, {arguments.begin() + 1, arguments.end()});
  }
  if (arguments.empty() || arguments.front() != "map" || arguments.size() > 2) {
    return session.Misused(Say("export needs map, and -f FILE for a file; or slice and a file"));
  }
  return ExportMap(session, arguments.size() == 2 ? arguments[1] : "-");
}

}  // namespace samverkan::cli
