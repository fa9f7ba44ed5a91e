// samverkan-node on a file system that forgets, when the process is killed, every byte that was not synced.
#include "services/node/node_main.h"
#include "tests/support/unsynced_file_system.h"

int main(int argc, char** argv) {
  std::unique_ptr<rocksdb::Env> env = samverkan::NewUnsyncedEnv();
  return samverkan::NodeMain(argc, argv, env.get());
}
