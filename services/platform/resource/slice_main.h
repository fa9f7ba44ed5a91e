// What the main() of a process that keeps a slice is made of.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/platform/audit/audit_trail.h"
#include "services/platform/resource/resource_service.h"
#include "services/platform/resource/slice.h"
#include "services/platform/rpc/server_main.h"
#include "services/platform/store/embedded/embedded_store.h"

namespace samverkan {

// Reads the flags, opens the store, keeps its audit trail, serves the rooms that are added, their change feed, their
// export and the trail. Construct it first in main. Ends the process with a message if a flag is missing or the store
// cannot be opened.
class SliceMain {
 public:
  // `env` is the store's file system; RocksDB's own if null.
  SliceMain(absl::string_view name, absl::string_view what_it_is, int argc, char** argv, rocksdb::Env* env = nullptr);

  const Slice& slice() const { return slice_; }
  Server& server() { return main_.server(); }
  ServerMain& main() { return main_; }

  // Serves the room's resources, and their changes. `first`, if given, runs before the server begins.
  void Add(std::unique_ptr<Room> room, Task<absl::Status> (*first)(const Room&) = nullptr);

  // Serves until a signal comes; returns the exit code.
  int Run();

 private:
  // Goes on with the trail in the store.
  void BeginAudit();

  ServerMain main_;
  std::unique_ptr<Store> store_;
  // Null with --audit=false.
  std::unique_ptr<AuditTrail> audit_;
  Slice slice_;
  std::vector<std::unique_ptr<Room>> rooms_;
};

}  // namespace samverkan
