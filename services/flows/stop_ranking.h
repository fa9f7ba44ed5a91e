// The stops of a flow, by how much of its waiting they stand for (V7).
#pragma once

#include <vector>

#include "samverkan/flows/v1/flow.pb.h"
#include "samverkan/flows/v1/flow_analysis.pb.h"
#include "services/flows/flow_graph.h"

namespace samverkan {

// Worst first: by the share of all waiting that is before the stop's step, times the share of cases that it holds up
// (all of them where nobody has said). Stops of the same weight stay in the flow's order; those whose waiting nobody
// knows come last. Vital are the fewest that together make 80 % of the weight.
std::vector<flows::v1::FlowAnalysis::RankedStop> RankStops(const flows::v1::Flow& flow, const FlowGraph& graph);

}  // namespace samverkan
