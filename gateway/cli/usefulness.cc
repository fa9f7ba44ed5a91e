// `samverkan usefulness`: what agencies think of meetings, side by side.
#include "gateway/cli/query.h"
#include "gateway/cli/usefulness_view.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {

int RunUsefulness(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return TakesNoArguments(session, "usefulness");
  return AskAndShow<analytics::v1::ListUsefulnessRequest>(session, "ListUsefulness", RenderUsefulness);
}

}  // namespace samverkan::cli
