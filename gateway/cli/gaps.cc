// `samverkan gaps`: meetings that are not there, and breakpoints that nobody meets about.
#include "gateway/cli/gaps_view.h"
#include "gateway/cli/query.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {

using analytics::v1::ListBreakpointCoverageRequest;
using analytics::v1::ListGapsRequest;

int RunGaps(const Session& session, const Arguments& arguments) {
  if (arguments.empty()) return AskAndShow<ListGapsRequest>(session, "ListGaps", RenderGaps);
  if (arguments != Arguments{"breakpoints"}) return session.Misused(Say("gaps takes no argument but breakpoints"));
  return AskAndShow<ListBreakpointCoverageRequest>(session, "ListBreakpointCoverage", RenderBreakpoints);
}

}  // namespace samverkan::cli
