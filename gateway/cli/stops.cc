// `samverkan stops`: where cases wait, over all flows, and whether anything is done about it.
#include "gateway/cli/query.h"
#include "gateway/cli/stops_view.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {

int RunStops(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return TakesNoArguments(session, "stops");
  return AskAndShow<analytics::v1::ListStopsRequest>(session, "ListStops", RenderStops);
}

}  // namespace samverkan::cli
