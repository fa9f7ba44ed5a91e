// What passes between the reader of a merged feed, the gateway and the members, seen as bytes.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/routing/method_plan.h"
#include "samverkan/changes/v1/change_feed_service.pb.h"

namespace samverkan {

// Immutable.
struct FeedRequest {
  // The one agency asked about; empty for all.
  std::string agency;
  std::vector<changes::v1::Cursor> cursors;
  // All other fields, as they came.
  std::string rest;

  // INVALID_ARGUMENT, naming the field, for a parent that is not agencies/{agency} or a cursor without agency or room.
  static absl::StatusOr<FeedRequest> Read(const MethodPlan& method, absl::string_view routing_header,
                                          absl::string_view bytes);

  // The request to one member.
  std::string For(absl::string_view agency, const std::vector<changes::v1::Cursor>& cursors) const;
};

// A step of a member's stream: what the gateway needs of it.
struct FeedStep {
  changes::v1::WatchChangesResponse::Kind kind = changes::v1::WatchChangesResponse::KIND_UNSPECIFIED;
  changes::v1::Cursor cursor;

  // Nothing if the bytes are no such message, or speak of another agency than the member's own: nobody may write into
  // another's slice.
  static std::optional<FeedStep> Read(absl::string_view bytes, absl::string_view agency);
};

// A step of the gateway's own.
grpc::ByteBuffer MakeStep(changes::v1::WatchChangesResponse::Kind kind, absl::string_view agency,
                          absl::string_view room);

}  // namespace samverkan
