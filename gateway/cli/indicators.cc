// `samverkan indicators`: what was answered over periods, against what is aimed at.
#include "gateway/cli/indicators_view.h"
#include "gateway/cli/query.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {

int RunIndicators(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return TakesNoArguments(session, "indicators");
  return AskAndShow<analytics::v1::GetIndicatorsRequest>(session, "GetIndicators", RenderIndicators);
}

}  // namespace samverkan::cli
