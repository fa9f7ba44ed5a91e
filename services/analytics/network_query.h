// The network that a map's meetings make, measured: see analytics.v1.Network.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "samverkan/analytics/v1/map.pb.h"
#include "services/analytics/map_sums.h"
#include "services/analytics/parties.h"

namespace samverkan {

struct MeasuredNetwork {
  analytics::v1::Network network;
  // By the map's nodes; nothing for one that takes part in no meeting that takes place.
  std::vector<std::optional<analytics::v1::NodeMeasures>> nodes;
};

MeasuredNetwork MeasureNetwork(const MapSums& sums, const MapNodes& nodes, const Parties& parties);

}  // namespace samverkan
