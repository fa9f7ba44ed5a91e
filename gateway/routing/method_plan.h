// What the gateway knows of a method, all of it from the method's descriptor. There is no code per method.
#pragma once

#include <google/protobuf/descriptor.h>

#include <optional>
#include <string>

#include "gateway/routing/wire.h"
#include "samverkan/type/v1/annotations.pb.h"

namespace samverkan {

// The field that says whose the call is: the variable in the path of the method's google.api.http.
struct RoutingField {
  // As in the path template and in `x-goog-request-params`: `name`, `meeting.name`.
  std::string name;
  FieldPath path;
};

// The fields of a List method that can be joined over members (AIP-132, AIP-217).
struct ListShape {
  // In the request; 0 where there is no such field.
  uint32_t page_size = 0;
  uint32_t page_token = 0;
  uint32_t skip = 0;
  uint32_t order_by = 0;
  // In the response.
  uint32_t records = 0;
  uint32_t next_page_token = 0;
  uint32_t unreachable = 0;
};

struct MethodPlan {
  // `/package.Service/Method`.
  std::string path;
  // The part of a member that serves it: `meetings` for package `samverkan.meetings.v1`.
  std::string room;
  type::v1::Permission permission = type::v1::PERMISSION_UNSPECIFIED;
  // It changes nothing (http GET), so that it may be repeated.
  bool is_read = false;
  bool server_streaming = false;
  // Absent if the method names no agency, such as ListAgencies: it then asks all of them.
  std::optional<RoutingField> routing;
  // The number of the field `request_id`, with which a write may be repeated; 0 if there is none.
  uint32_t request_id = 0;
  // Present if the method can be joined over members.
  std::optional<ListShape> list;
};

MethodPlan PlanMethod(const google::protobuf::MethodDescriptor& method);

// The room that serves a package: its last part before the version.
std::string RoomOfPackage(absl::string_view package);

}  // namespace samverkan
