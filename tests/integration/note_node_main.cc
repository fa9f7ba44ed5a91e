// Serves one agency's notes: a service that the gateway knows only from a descriptor file.
#include "services/platform/resource/slice_main.h"

int main(int argc, char** argv) {
  samverkan::SliceMain main("samverkan-note-node", "Serves one agency's notes, for a test.", argc, argv);
  main.Add(std::make_unique<samverkan::Room>("test_service.v1.NoteService", main.slice(), samverkan::RulesByType()));
  return main.Run();
}
