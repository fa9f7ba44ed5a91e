// `samverkan overlaps`: meetings that are much the same.
#include "gateway/cli/overlaps_view.h"
#include "gateway/cli/query.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {

int RunOverlaps(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return TakesNoArguments(session, "overlaps");
  return AskAndShow<analytics::v1::ListOverlapsRequest>(session, "ListOverlaps", RenderOverlaps);
}

}  // namespace samverkan::cli
