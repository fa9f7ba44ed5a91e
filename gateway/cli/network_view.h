// The network that meetings make, and how two maps differ, as text.
#pragma once

#include <string>
#include <vector>

#include "samverkan/analytics/v1/map.pb.h"

namespace samverkan::cli {

// One measure of a network: what it says, and its value with and without those whose task is to coordinate.
struct NetworkMeasure {
  std::string called;
  std::string first;
  std::string second;
};

// The measures of two networks side by side, in plain words; `–` for what is not defined.
std::vector<NetworkMeasure> NetworkMeasures(const analytics::v1::Network& first, const analytics::v1::Network& second);

// The network's measures and each node's place in it; the best brokers. Empty where the map has none.
std::string RenderNetwork(const analytics::v1::GetMapResponse& map, size_t width);

// What differs between two maps, most telling first, a sentence each without its full stop.
std::vector<std::string> MapFindings(const analytics::v1::CompareMapsResponse& comparison);

// A meeting that takes place in one of two maps, with what it is in the other.
std::string MeetingChangeText(const analytics::v1::CompareMapsResponse::MeetingChange& change);

std::string RenderMapComparison(const analytics::v1::CompareMapsResponse& comparison, size_t width);

}  // namespace samverkan::cli
