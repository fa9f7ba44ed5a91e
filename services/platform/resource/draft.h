// From what a writer sends to what is stored: one way for every resource and every method that writes.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/resource/resource_type.h"
#include "services/platform/resource/state.h"
#include "services/platform/rpc/error.h"

namespace samverkan {

// What a room adds to the annotations: checks that they cannot state, and output-only fields that follow from the
// others. `path` is how violations' paths begin.
using RoomRules =
    std::function<void(google::protobuf::Message& resource, const std::string& path, FieldViolations& violations)>;

struct DraftInput {
  const ResourceType* type = nullptr;
  const RoomRules* rules = nullptr;
  // What the writer wants to stand there; changed on the way.
  google::protobuf::Message* resource = nullptr;
  // What stands there; null if nothing.
  const google::protobuf::Message* existing = nullptr;
  std::string name;
  // The agency that writes, as `agencies/{agency}`, or nothing.
  std::string by;
  std::string path;
  absl::Time now;
  // The day that it is for the agency, `YYYY-MM-DD`.
  std::string today;
  // The step between states that is asked for, where transitions make them.
  std::optional<StateStep> step = std::nullopt;
};

struct Draft {
  // The resource's bytes, complete.
  std::string bytes;
  bool shared = false;
  // Equal to what stands: nothing is to be written.
  bool unchanged = false;
};

// INVALID_ARGUMENT with every bad field, FAILED_PRECONDITION for a step between states that is not allowed, or the
// resource as it is to be stored.
absl::StatusOr<Draft> MakeDraft(DraftInput input);

// The hash of the content, in quotes: output-only fields, the etag and the name's owner's bookkeeping aside, the same
// content has the same etag. SHA-256, cut to 128 bits.
std::string EtagOf(absl::string_view content);

}  // namespace samverkan
