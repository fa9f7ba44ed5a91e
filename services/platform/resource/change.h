// What a writing request wants done, resource by resource.
#pragma once

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/resource/collection.h"
#include "services/platform/resource/request_view.h"

namespace samverkan {

enum class Verb { kCreate, kUpdate, kDelete, kTransition };

// What a request wants done to one resource.
struct Change {
  Verb verb = Verb::kCreate;
  std::string name;
  std::string key;
  // Within the request, and used up by the first attempt; null for a deletion.
  google::protobuf::Message* resource = nullptr;
  google::protobuf::FieldMask mask;
  bool allow_missing = false;
  // What the present etag must be; anything if empty.
  std::string etag;
  // Where the resource is in the request, for errors.
  std::string path;
  // What a transition asks for.
  std::optional<StateStep> step;
};

// The changes that the request of a Create, Update, Delete, a batch of them, or a transition asks for; each name occurs
// once. They point into the request, which must be the caller's own: its resources may be changed.
absl::StatusOr<std::vector<Change>> ReadChanges(const Collection& collection, Collection::Method method,
                                                const RequestView& request);

// The etag that the resource carries; empty if none.
std::string EtagIn(const ResourceType& type, const google::protobuf::Message& resource);

}  // namespace samverkan
