// What the fold keeps of flows and of what holds cases up. Names are numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "samverkan/flows/v1/factor.pb.h"
#include "samverkan/flows/v1/flow.pb.h"
#include "services/analytics/columns/names.h"

namespace samverkan {

struct FlowRow {
  struct Step {
    Names::Id actor = Names::kNone;
    std::string title;
    // Places in `steps`.
    std::vector<uint32_t> after;
    // Means of the ranges (domain formula V8), working minutes; nothing where unknown.
    std::optional<double> process_minutes;
    std::optional<double> wait_minutes;
  };
  struct Stop {
    // By its whole name, as actions address it.
    Names::Id name = Names::kNone;
    Names::Id factor = Names::kNone;
    // The place of the step before which the case waits; past the end if the flow has none of that id.
    uint32_t step = 0;
    std::string description;
    std::optional<double> affected_percent;
  };
  bool shared = false;
  int8_t kind = 0;
  Names::Id group = Names::kNone;
  std::string display_name;
  std::vector<Step> steps;
  std::vector<Stop> stops;
};

struct FactorRow {
  bool shared = false;
  std::string display_name;
};

FlowRow ToRow(const flows::v1::Flow& flow, Names& names);
FactorRow ToRow(const flows::v1::Factor& factor, Names& names);

}  // namespace samverkan
