#include "services/flows/value_flow_service.h"

namespace samverkan {

std::unique_ptr<Room> MakeValueFlows(Slice slice) {
  return std::make_unique<Room>("samverkan.flows.v1.ValueFlowService", std::move(slice), RulesByType());
}

}  // namespace samverkan
