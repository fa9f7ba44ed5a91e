// Room rules written for a message's own type.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>

#include "services/platform/resource/draft.h"
#include "services/platform/resource/validate.h"

namespace samverkan {

template <typename Resource>
RoomRules Typed(void (*rules)(Resource&, const std::string&, FieldViolations&)) {
  return [rules](google::protobuf::Message& resource, const std::string& path, FieldViolations& violations) {
    rules(*google::protobuf::DynamicCastToGenerated<Resource>(&resource), path, violations);
  };
}

}  // namespace samverkan
