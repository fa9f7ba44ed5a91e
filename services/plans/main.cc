// Serves one agency's action plans. See --help for every flag.
#include "services/plans/action_plan_service.h"
#include "services/platform/resource/slice_main.h"

int main(int argc, char** argv) {
  samverkan::SliceMain main("samverkan-plans", "Serves one agency's action plans.", argc, argv);
  main.Add(samverkan::MakeActionPlans(main.slice()));
  return main.Run();
}
