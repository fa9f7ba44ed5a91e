// Serves one agency's value flows. See --help for every flag.
#include "services/flows/value_flow_service.h"
#include "services/platform/resource/slice_main.h"

int main(int argc, char** argv) {
  samverkan::SliceMain main("samverkan-flows", "Serves one agency's value flows.", argc, argv);
  main.Add(samverkan::MakeValueFlows(main.slice()));
  return main.Run();
}
