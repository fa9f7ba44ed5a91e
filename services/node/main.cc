// Serves an agency's rooms in one process. See --help for every flag.
#include "services/actors/actor_registry_service.h"
#include "services/meetings/meeting_inventory_service.h"
#include "services/platform/resource/slice_main.h"

int main(int argc, char** argv) {
  samverkan::SliceMain main("samverkan-node", "Serves one agency's rooms in one process.", argc, argv);
  main.Add(samverkan::MakeActorRegistry(main.slice()), samverkan::CreateOwnAgency);
  main.Add(samverkan::MakeMeetingInventory(main.slice()));
  return main.Run();
}
