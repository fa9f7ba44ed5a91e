// Field masks (AIP-161, AIP-134).
#pragma once

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include "absl/status/status.h"

namespace samverkan {

// Makes `target`, the present resource, what an update by `source` and `mask` makes of it. Without paths: the fields
// that are set in `source`; `*`: all of them. INVALID_ARGUMENT (field update_mask) for a path that names no field, or
// goes into a repeated field. `source` is used up.
absl::Status ApplyUpdate(google::protobuf::Message& source, const google::protobuf::FieldMask& mask,
                         google::protobuf::Message& target);

}  // namespace samverkan
