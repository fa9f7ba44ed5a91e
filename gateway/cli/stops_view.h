// Where cases wait over all flows, as text.
#pragma once

#include <string>

#include "gateway/cli/table.h"
#include "samverkan/analytics/v1/flow_summary.pb.h"

namespace samverkan::cli {

// Working time in days of eight hours, since flows with different working days are told together; `?` where unknown.
std::string SharedTime(bool known, const google::protobuf::Duration& time);

// How long and how many wait at the stop: `16 d 5 h, 60 % of the cases`.
std::string StopWait(const analytics::v1::StopSummary& stop);

// What is done about it, with each action's state; `NO ACTION` where nothing is.
std::string StopActions(const analytics::v1::StopSummary& stop);

// Where the case waits: flow, step and actor.
std::string StopPlace(const analytics::v1::StopSummary& stop);

// Why it waits; `?` where nobody has said.
std::string StopCause(const analytics::v1::StopSummary& stop);

// How many stops there are, and how many an action sees to.
std::string StopsSummary(const analytics::v1::ListStopsResponse& response);

std::string RenderStops(const analytics::v1::ListStopsResponse& response, size_t width);

// How many flows and steps, and how much of it is work, with n.
std::string FlowsSummary(const analytics::v1::GetFlowSummaryResponse& response);

// How many steps say how long they take, and what a day is.
std::string FlowsKnown(const analytics::v1::GetFlowSummaryResponse& response);

// Where cases go over from one to another, what causes stops, and what each does.
Table PairTable(const analytics::v1::GetFlowSummaryResponse& response);
Table FactorTable(const analytics::v1::GetFlowSummaryResponse& response);
Table ActorTable(const analytics::v1::GetFlowSummaryResponse& response);

std::string RenderFlowSummary(const analytics::v1::GetFlowSummaryResponse& response, size_t width);

}  // namespace samverkan::cli
