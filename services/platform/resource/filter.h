// Filters (AIP-160) and orders (AIP-132) over messages, checked against their descriptor before anything is read.
//
//   state = "STATE_MISSING" AND participants.actor:"agencies/fk/functions/handlaggare"
//
// The subset: comparisons = != < <= > >= and `:` (has), AND, OR, NOT and -, parentheses, traversal by `.` through
// messages and repeated messages, strings in quotes or bare, `*` at a string's beginning or end. OR binds tighter than
// AND; comparisons side by side are joined by AND. Strings compare without regard to case under `:` only. Days,
// timestamps and durations compare by their value.
//
// `:` asks what a field has: a string the value as a part, a list the value as a whole element (`groups:*fk*` for a
// part of one), any field something at all with `field:*`; what else compares, as `=` does. A comparison holds through
// a repeated message if it does for any element: `NOT participants.role = chair` says that nobody is. What is unset is
// unequal to everything, and neither before nor after anything; so is an empty day, but for `= ""`.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// Immutable and thread-safe.
class Filter {
 public:
  // INVALID_ARGUMENT (INVALID_FILTER, field `filter`) if `text` cannot be read, names an unknown field, compares what
  // cannot be compared, or is longer or deeper than the limits (4,096 bytes, 32 levels, 100 comparisons). The empty
  // text matches everything.
  static absl::StatusOr<Filter> Parse(absl::string_view text, const google::protobuf::Descriptor* descriptor);

  // `message` is of the descriptor's type.
  bool Matches(const google::protobuf::Message& message) const;

  class Node;

 private:
  explicit Filter(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
  std::shared_ptr<const Node> root_;
};

// Immutable and thread-safe.
class Order {
 public:
  // `text` is `field [asc|desc], …`, fields by their path. INVALID_ARGUMENT (INVALID_FILTER, field `order_by`) if a
  // field is unknown, repeated or a message other than a Timestamp or Duration, or there are more than 10. The empty
  // text orders nothing.
  static absl::StatusOr<Order> Parse(absl::string_view text, const google::protobuf::Descriptor* descriptor);

  bool empty() const { return terms_.empty(); }

  // Whether `a` stands before `b`.
  bool Before(const google::protobuf::Message& a, const google::protobuf::Message& b) const;

 private:
  struct Term {
    std::vector<const google::protobuf::FieldDescriptor*> path;
    bool descending = false;
  };
  std::vector<Term> terms_;
};

}  // namespace samverkan
