// One field compared with one literal.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "services/platform/resource/field_path.h"
#include "services/platform/resource/filter.h"
#include "services/platform/resource/filter_lexer.h"

namespace samverkan {

// Immutable: the parts of a filter are shared between threads.
class Filter::Node {
 public:
  virtual ~Node() = default;
  virtual bool Matches(const google::protobuf::Message& message) const = 0;
};

// `comparator` is as written. INVALID_ARGUMENT, without a reason, if the field cannot be compared so, or not with that;
// the message says what to do.
absl::StatusOr<std::unique_ptr<const Filter::Node>> MakeComparison(FieldPath path, absl::string_view comparator,
                                                                   FilterLiteral literal);

}  // namespace samverkan
