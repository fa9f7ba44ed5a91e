#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/platform/resource/field_path.h"
#include "services/platform/resource/filter.h"
#include "services/platform/resource/filter_lexer.h"

namespace samverkan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr absl::string_view kField = "order_by";
constexpr size_t kMaxTerms = 10;

// Why `path` cannot be ordered by; empty if it can.
std::string Obstacle(const FieldPath& path) {
  for (const FieldDescriptor* field : path) {
    if (field->is_repeated()) return absl::StrCat(field->name(), " is repeated; order by a field that is not");
  }
  const FieldDescriptor* last = path.back();
  if (last->message_type() == nullptr || IsTimestamp(last) || IsDuration(last)) return "";
  return absl::StrCat(PathText(path), " is a message; name a field of it");
}

std::optional<FieldValue> ReadAt(const Message& message, const FieldPath& path, std::string& scratch) {
  const Message* holder = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    if (!holder->GetReflection()->HasField(*holder, path[i])) return std::nullopt;
    holder = &holder->GetReflection()->GetMessage(*holder, path[i]);
  }
  return ReadField(*holder, path.back(), scratch);
}

}  // namespace

absl::StatusOr<Order> Order::Parse(absl::string_view text, const Descriptor* descriptor) {
  Order order;
  if (absl::StripAsciiWhitespace(text).empty()) return order;
  if (absl::Status status = CheckFilterText(kField, text); !status.ok()) return status;
  for (absl::string_view part : absl::StrSplit(text, ',')) {
    if (order.terms_.size() == kMaxTerms) return FilterError(kField, text, part, "more than 10 fields; order by fewer");
    std::vector<absl::string_view> words = absl::StrSplit(part, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
    if (words.empty()) return FilterError(kField, text, part, "a field is missing; write one between the commas");
    if (words.size() > 2 || (words.size() == 2 && words[1] != "asc" && words[1] != "desc")) {
      return FilterError(kField, text, words[1], "write a field, then asc or desc or nothing, then a comma");
    }
    absl::StatusOr<FieldPath> path = ResolvePath(words[0], descriptor);
    const std::string problem = path.ok() ? Obstacle(*path) : std::string(path.status().message());
    if (!problem.empty()) return FilterError(kField, text, words[0], problem);
    order.terms_.push_back({*std::move(path), words.size() == 2 && words[1] == "desc"});
  }
  return order;
}

bool Order::Before(const Message& a, const Message& b) const {
  for (const Term& term : terms_) {
    std::string scratch_a, scratch_b;
    const std::optional<FieldValue> of_a = ReadAt(a, term.path, scratch_a);
    const std::optional<FieldValue> of_b = ReadAt(b, term.path, scratch_b);
    if (of_a != of_b) return (of_a < of_b) != term.descending;
  }
  return false;
}

}  // namespace samverkan
