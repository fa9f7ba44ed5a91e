#include "services/node/node_main.h"

#include <string>

#include "absl/flags/flag.h"
#include "services/actors/actor_registry_service.h"
#include "services/analytics/analytics_main.h"
#include "services/flows/value_flow_service.h"
#include "services/meetings/meeting_inventory_service.h"
#include "services/plans/action_plan_service.h"
#include "services/platform/resource/slice_main.h"

ABSL_FLAG(std::string, gateway, "", "The gateway whose merged feed analytics follows, as host:port.");

namespace samverkan {

int NodeMain(int argc, char** argv, rocksdb::Env* env) {
  SliceMain main("samverkan-node", "Serves one agency's rooms in one process.", argc, argv, env);
  main.Add(MakeActorRegistry(main.slice()), CreateOwnAgency);
  main.Add(MakeMeetingInventory(main.slice()));
  main.Add(MakeValueFlows(main.slice()));
  main.Add(MakeActionPlans(main.slice()));
  AnalyticsRoom analytics({.agency = main.slice().agency, .gateway = absl::GetFlag(FLAGS_gateway), .own_process = true},
                          main.slice().time_zone, main.main());
  return main.Run();
}

}  // namespace samverkan
