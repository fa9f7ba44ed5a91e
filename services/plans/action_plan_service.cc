#include "services/plans/action_plan_service.h"

#include "services/plans/validate.h"

namespace samverkan {

std::unique_ptr<Room> MakeActionPlans(Slice slice) {
  return std::make_unique<Room>("samverkan.plans.v1.ActionPlanService", std::move(slice), PlanRules());
}

}  // namespace samverkan
