#include "gateway/federation/feed_request.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gateway/routing/route.h"
#include "gateway/routing/wire.h"
#include "services/platform/rpc/error.h"
#include "services/platform/rpc/message.h"

namespace samverkan {
namespace {

using changes::v1::Change;
using changes::v1::Cursor;
using changes::v1::WatchChangesRequest;
using changes::v1::WatchChangesResponse;

absl::Status CheckCursor(const Cursor& cursor, size_t index) {
  if (!absl::StartsWith(cursor.agency(), "agencies/")) {
    return InvalidField(absl::StrCat("cursors[", index, "].agency"), "must be agencies/{agency}.");
  }
  if (cursor.room().empty()) return InvalidField(absl::StrCat("cursors[", index, "].room"), "is missing.");
  return absl::OkStatus();
}

bool IsOf(absl::string_view name, absl::string_view agency) {
  return absl::ConsumePrefix(&name, "agencies/") && absl::ConsumePrefix(&name, agency) &&
         (name.empty() || name[0] == '/');
}

}  // namespace

absl::StatusOr<FeedRequest> FeedRequest::Read(const MethodPlan& method, absl::string_view routing_header,
                                              absl::string_view bytes) {
  absl::StatusOr<Target> target = RouteOf(method, routing_header, bytes);
  if (!target.ok()) return target.status();
  FeedRequest request;
  request.agency = std::move(target->agency);
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) {
    bool is_cursor = field.type == WireType::kBytes && field.number == WatchChangesRequest::kCursorsFieldNumber;
    if (!is_cursor) {
      request.rest.append(field.raw.data(), field.raw.size());
      continue;
    }
    Cursor& cursor = request.cursors.emplace_back();
    if (!cursor.ParseFromArray(field.bytes.data(), static_cast<int>(field.bytes.size()))) {
      return MalformedRequest(method);
    }
    if (absl::Status sound = CheckCursor(cursor, request.cursors.size() - 1); !sound.ok()) return sound;
  }
  if (reader.malformed()) return MalformedRequest(method);
  return request;
}

std::string FeedRequest::For(absl::string_view member, const std::vector<Cursor>& from) const {
  std::string request = rest;
  AppendBytes(request, WatchChangesRequest::kParentFieldNumber, absl::StrCat("agencies/", member));
  for (const Cursor& cursor : from) {
    AppendBytes(request, WatchChangesRequest::kCursorsFieldNumber, cursor.SerializeAsString());
  }
  return request;
}

std::optional<FeedStep> FeedStep::Read(absl::string_view bytes, absl::string_view agency) {
  FeedStep step;
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) {
    if (field.type == WireType::kVarint && field.number == WatchChangesResponse::kKindFieldNumber) {
      step.kind = static_cast<WatchChangesResponse::Kind>(field.value);
    }
    if (field.type != WireType::kBytes) continue;
    if (field.number == WatchChangesResponse::kCursorFieldNumber) {
      Cursor again;
      if (!again.ParseFromArray(field.bytes.data(), static_cast<int>(field.bytes.size()))) return std::nullopt;
      step.cursor.MergeFrom(again);
    }
    if (field.number == WatchChangesResponse::kChangeFieldNumber) {
      Peeked name = PeekString(field.bytes, {Change::kNameFieldNumber});
      if (name.malformed || !IsOf(name.value.value_or(absl::string_view()), agency)) return std::nullopt;
    }
  }
  if (reader.malformed() || step.cursor.agency() != absl::StrCat("agencies/", agency)) return std::nullopt;
  return step;
}

grpc::ByteBuffer MakeStep(WatchChangesResponse::Kind kind, absl::string_view agency, absl::string_view room) {
  WatchChangesResponse step;
  step.set_kind(kind);
  step.mutable_cursor()->set_agency(absl::StrCat("agencies/", agency));
  step.mutable_cursor()->set_room(std::string(room));
  return Serialize(step);
}

}  // namespace samverkan
