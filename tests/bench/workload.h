// What a load client asks, call by call.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace samverkan::bench {

// Thread-safe.
class Workload {
 public:
  virtual ~Workload() = default;

  // As `/package.Service/Method`.
  virtual std::string method() const = 0;
  // The next request. Made anew for each call, as a client would.
  virtual grpc::ByteBuffer Next() = 0;
  // Reads an answer, as a client would: how many records it acknowledges or carries, or -1 if it is wrong.
  virtual int Check(const grpc::ByteBuffer& response) const = 0;
};

struct WorkloadOptions {
  std::string agency;
  // How many records there are to be read, or to be updated over and over.
  int records = 1'000;
  // Records in a batch or on a page.
  int batch = 1'000;
  bool request_ids = false;
};

// `kind` is echo, get, create, batch or list; INVALID_ARGUMENT for another.
absl::StatusOr<std::unique_ptr<Workload>> MakeWorkload(const std::string& kind, const WorkloadOptions& options);

}  // namespace samverkan::bench
