// Serves one agency's actor registry. See --help for every flag.
#include "services/actors/actor_registry_service.h"
#include "services/platform/resource/slice_main.h"

int main(int argc, char** argv) {
  samverkan::SliceMain main("samverkan-actors", "Serves one agency's actor registry.", argc, argv);
  main.Add(samverkan::MakeActorRegistry(main.slice()), samverkan::CreateOwnAgency);
  return main.Run();
}
