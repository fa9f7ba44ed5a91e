// The peer of batch updates: RocksDB alone, one thread, one batch after the other.
#pragma once

#include <string>

namespace samverkan::bench {

struct RocksDbOptions {
  // An empty folder.
  std::string path;
  std::string agency;
  int records = 20'000;
  int batch = 1'000;
  double warm_up = 0.3;
  double seconds = 3;
  // Write what the store writes for such a batch: each record in both logs, and the answer under the request id.
  bool as_store = false;
};

// Writes synced batches with the store's own settings and prints a line of JSON. Returns the exit code.
int WriteBatches(const RocksDbOptions& options);

}  // namespace samverkan::bench
