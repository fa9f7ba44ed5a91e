// Serves one agency's meeting inventory. See --help for every flag.
#include "services/meetings/meeting_inventory_service.h"
#include "services/platform/resource/slice_main.h"

int main(int argc, char** argv) {
  samverkan::SliceMain main("samverkan-meetings", "Serves one agency's meeting inventory.", argc, argv);
  main.Add(samverkan::MakeMeetingInventory(main.slice()));
  return main.Run();
}
