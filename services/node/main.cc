// Serves an agency's rooms in one process. See --help for every flag.
#include <string>

#include "absl/flags/flag.h"
#include "services/actors/actor_registry_service.h"
#include "services/analytics/analytics_main.h"
#include "services/flows/value_flow_service.h"
#include "services/meetings/meeting_inventory_service.h"
#include "services/plans/action_plan_service.h"
#include "services/platform/resource/slice_main.h"

ABSL_FLAG(std::string, gateway, "", "The gateway whose merged feed analytics follows, as host:port.");

int main(int argc, char** argv) {
  samverkan::SliceMain main("samverkan-node", "Serves one agency's rooms in one process.", argc, argv);
  main.Add(samverkan::MakeActorRegistry(main.slice()), samverkan::CreateOwnAgency);
  main.Add(samverkan::MakeMeetingInventory(main.slice()));
  main.Add(samverkan::MakeValueFlows(main.slice()));
  main.Add(samverkan::MakeActionPlans(main.slice()));
  samverkan::AnalyticsRoom analytics(
      {.agency = main.slice().agency, .gateway = absl::GetFlag(FLAGS_gateway), .own_process = true},
      main.slice().time_zone, main.main());
  return main.Run();
}
