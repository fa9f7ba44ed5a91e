// The store on Redis: where one machine is not enough. keys.h says what stands there.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/platform/store/export.h"
#include "services/platform/store/redis/address.h"
#include "services/platform/store/store.h"

namespace samverkan {

struct RedisStoreOptions {
  RedisAddress address;
  // The agency's id: what is kept of it is one slot of a Cluster.
  std::string agency;
  // Sent over a socket of this machine or to a loopback address alone; none if empty.
  std::string password;
  // How many replicas must have a commit before it is acknowledged. A failover may lose it all the same: Redis does not
  // see to it that the replica with the most becomes the primary.
  int replicas = 0;
  // How long Redis is waited for.
  std::chrono::milliseconds patience = std::chrono::seconds(5);
  // As EmbeddedStoreOptions.
  int64_t log_retention = 1'000'000;
  std::function<absl::Time()> now = absl::Now;
};

// Options for an agency's slice at an address as ParseRedisAddress takes it, with the password that stands in a file;
// none if `password_file` is empty. INVALID_ARGUMENT if the address is none, NOT_FOUND if there is no such file.
absl::StatusOr<RedisStoreOptions> RedisOptionsFor(absl::string_view address, const std::string& password_file,
                                                  std::string agency);

// Opens a slice, whether Redis can be reached now or not; any number of processes may have it open. FAILED_PRECONDITION
// if it is of a format that this code does not know, or what an import left that did not end.
//
// What was acknowledged is on the disk of one server (appendonly yes, appendfsync always, aof-load-truncated no).
// Another server that takes its place may lack the last of it: then the logs have new epochs, so that every reader
// takes a snapshot. A commit that ends UNAVAILABLE may have been done: a request id tells.
absl::StatusOr<std::unique_ptr<Store>> OpenRedisStore(RedisStoreOptions options);

// Fills an agency's slice from an export, chunk by chunk, and returns what it must now have. `next` gives the chunks,
// and an empty one at the end. FAILED_PRECONDITION if there is a slice already; DATA_LOSS if the export is cut short or
// damaged: nothing is left behind then.
absl::StatusOr<SliceSummary> FillRedisStore(const RedisStoreOptions& options,
                                            absl::AnyInvocable<absl::StatusOr<std::string>()> next);

}  // namespace samverkan
