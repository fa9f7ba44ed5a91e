// What a flow takes, and how two flows differ, as tables.
#pragma once

#include <string>
#include <vector>

#include "gateway/cli/flow_words.h"
#include "samverkan/flows/v1/value_flow_service.pb.h"

namespace samverkan::cli {

// The other resources that the view calls by their display names.
std::vector<std::string> NamesIn(const flows::v1::FlowAnalysis& analysis);

// Every figure with how many steps it rests on, in lines of at most `width` columns (0: 80); `–` for what no step
// tells.
std::string RenderAnalysis(const flows::v1::FlowAnalysis& analysis, const DisplayNames& names, size_t width);

// Measure by measure, with how many steps each rests on in either flow. Times are in days where both flows have the
// same working day, else in hours.
std::string RenderComparison(const flows::v1::CompareFlowsResponse& response, size_t width);

}  // namespace samverkan::cli
