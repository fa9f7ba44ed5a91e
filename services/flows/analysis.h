// What a flow takes and where it stops: the measures V1 to V9 of value-stream mapping (domain.md, section 5), as
// flow_analysis.proto defines them. Pure functions of a flow; no gRPC.
//
// Sources: process and lead time, %C&A, activity ratio and its product form after Karen Martin and Mike Osterling;
// estimates after PERT. Where a definition leaves something open, README.md says what was chosen.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "samverkan/flows/v1/flow.pb.h"
#include "samverkan/flows/v1/value_flow_service.pb.h"

namespace samverkan {

// How much working time a working day has in the flow: 8 h where it does not say.
absl::Duration WorkingDayOf(const flows::v1::Flow& flow);

// The agency or organisation that an actor is part of: its agency's name, or itself where it is an organisation, which
// has no node.
std::string PartyOf(const std::string& actor);

// A flow that validate.h lets pass. Times that nobody knows count as 0 in sums, and are not counted in their n.
flows::v1::FlowAnalysis Analyze(const flows::v1::Flow& flow);

// Measure by measure (V9); a measure that either flow lacks is left out. FAILED_PRECONDITION if the two do not begin
// with the same steps and end with the same steps, by their ids.
absl::StatusOr<flows::v1::CompareFlowsResponse> Compare(const flows::v1::Flow& baseline, const flows::v1::Flow& flow);

}  // namespace samverkan
