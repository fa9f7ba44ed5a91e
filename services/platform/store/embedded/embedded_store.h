// The store in one process, on RocksDB: the default form.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/store/export.h"
#include "services/platform/store/store.h"

namespace rocksdb {
class Env;
}

namespace samverkan {

struct EmbeddedStoreOptions {
  // The folder, made if it does not exist. One process at a time.
  std::string path;
  // How many of a log's newest entries are kept at least; older ones are trimmed.
  int64_t log_retention = 1'000'000;
  // The file system; RocksDB's default if null. Must outlive the store.
  rocksdb::Env* env = nullptr;
  // What time it is, for the expiry of request ids.
  std::function<absl::Time()> now = absl::Now;
};

// Opens a store, recovering whatever was acknowledged before a crash. FAILED_PRECONDITION if another process has it
// open, or it is of a later format than this code writes.
absl::StatusOr<std::unique_ptr<Store>> OpenEmbeddedStore(EmbeddedStoreOptions options);

// Fills the empty or absent folder `options.path` from an export, chunk by chunk, and returns what it must now have.
// `next` gives the chunks, and an empty one at the end. FAILED_PRECONDITION if the folder is not empty; DATA_LOSS if
// the export is cut short or damaged: nothing usable is left behind then.
absl::StatusOr<SliceSummary> FillEmbeddedStore(const EmbeddedStoreOptions& options,
                                               absl::AnyInvocable<absl::StatusOr<std::string>()> next);

}  // namespace samverkan
