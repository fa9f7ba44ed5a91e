// The standard and batch methods (AIP-131…135, 231, 233…235) of one resource type, once for all types.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/async/task.h"
#include "services/platform/resource/draft.h"
#include "services/platform/resource/resource_type.h"
#include "services/platform/resource/slice.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

inline constexpr int kMaxBatch = 1'000;
inline constexpr int kMaxPageSize = 1'000;
inline constexpr int kDefaultPageSize = 20;

// Thread-safe once its family is joined. Requests are the standard ones of their methods, read by reflection: the
// contract's own names of fields
// (`parent`, `page_size`, `{resource}_id`, `request_id`, …) are what this knows.
class Collection {
 public:
  // `reserved_ids` are words that paths of the REST face use in the place of ids.
  Collection(const google::protobuf::Descriptor* resource, std::string room, Slice slice, RoomRules rules,
             std::set<std::string> reserved_ids);

  const ResourceType& type() const { return type_; }
  const std::string& room() const { return room_; }
  const Slice& slice() const { return slice_; }

  using Bytes = absl::StatusOr<std::string>;
  using Method = const google::protobuf::MethodDescriptor*;

  // The bytes of the resource of that name, as the caller may see it. NOT_FOUND if it does not exist or is not shared
  // with the caller, in the same words; an error in the name names `field`.
  Task<Bytes> Read(const CallContext& call, std::string name, std::string field) const;

  // Each takes the bytes of the method's request and gives those of its response.
  Task<Bytes> Get(const CallContext& call, grpc::ByteBuffer request, Method method) const;
  Task<Bytes> List(const CallContext& call, grpc::ByteBuffer request, Method method) const;
  Task<Bytes> BatchGet(const CallContext& call, grpc::ByteBuffer request, Method method) const;
  // Create, Update, Delete, their batches, and transitions: see writer.cc.
  Task<Bytes> Write(const CallContext& call, grpc::ByteBuffer request, Method method) const;

  // The name's ids if it is a resource of this slice; else an error naming `field`.
  absl::StatusOr<std::vector<std::string>> OwnName(absl::string_view name, const std::string& field) const;
  absl::StatusOr<std::vector<std::string>> OwnParent(absl::string_view parent, bool wildcards) const;
  // OwnName, of a resource under the parent with these ids.
  absl::StatusOr<std::vector<std::string>> OwnNameUnder(const std::vector<std::string>& parent, absl::string_view name,
                                                        const std::string& field) const;

  // Joins the two: a resource of `child` is made only where its parent stands, which then stands as long as it does.
  void AddChild(Collection& child) {
    children_.push_back(&child);
    child.parent_ = this;
  }
  // Null for what stands under the agency itself.
  const Collection* parent() const { return parent_; }
  const std::vector<const Collection*>& children() const { return children_; }

  const RoomRules& rules() const { return rules_; }
  bool IsReserved(const std::string& id) const { return reserved_ids_.count(id) > 0; }

 private:
  ResourceType type_;
  std::string room_;
  Slice slice_;
  RoomRules rules_;
  std::set<std::string> reserved_ids_;
  const Collection* parent_ = nullptr;
  std::vector<const Collection*> children_;
};

// Whether the caller may see the record: absent, or not visible to it, are the same to it.
bool Sees(const Slice& slice, const CallContext& call, const std::optional<StoredRecord>& record);

absl::Status NotFound(absl::string_view name);

}  // namespace samverkan
