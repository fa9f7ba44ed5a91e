// Errors: absl::Status inside, google.rpc.Status on the wire.
//
// Every error that leaves a server carries google.rpc.ErrorInfo (domain `samverkan`, a reason of type.v1.ErrorReason,
// and every changing part of the message as metadata), and names bad fields in google.rpc.BadRequest (AIP-193).
#pragma once

#include <grpcpp/support/status.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "samverkan/type/v1/errors.pb.h"

namespace samverkan {

using ErrorMetadata = std::initializer_list<std::pair<absl::string_view, absl::string_view>>;

// An error with its reason.
absl::Status MakeError(absl::StatusCode code, type::v1::ErrorReason reason, absl::string_view message,
                       ErrorMetadata metadata = {});

// The error with google.rpc.RetryInfo: when to try again.
absl::Status WithRetryAfter(absl::Status error, absl::Duration delay);

// INVALID_ARGUMENT for one field, named by its path: `participants[2].actor`.
absl::Status InvalidField(absl::string_view path, absl::string_view description);

// Collects what is wrong with a request, so that its writer can mend all of it at once; at most 20 fields are told, and
// no more than fits with room to spare into the trailers that gRPC's peers take.
class FieldViolations {
 public:
  void Add(std::string path, std::string description);
  // The same for a text with what tells of a natural person; the error's reason is then PERSONAL_DATA.
  void AddPersonalData(std::string path, std::string description);
  bool empty() const { return violations_.empty(); }
  // OK if there are none.
  absl::Status ToStatus() const;

 private:
  std::vector<std::pair<std::string, std::string>> violations_;
  size_t bytes_ = 0;
  type::v1::ErrorReason reason_ = type::v1::ERROR_REASON_INVALID_FIELD;
};

// The reason that an error carries; ERROR_REASON_UNSPECIFIED if none.
type::v1::ErrorReason ReasonOf(const absl::Status& status);

// Text from outside, made fit for a message: cut to `max_bytes`, control characters and what is not UTF-8 replaced. Of
// a text that tells of a natural person, nothing is shown.
std::string Shown(absl::string_view text, size_t max_bytes = 80);

grpc::Status ToGrpcStatus(const absl::Status& status);
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace samverkan
