#include "services/platform/resource/comparison.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "samverkan/type/v1/annotations.pb.h"
#include "services/platform/resource/field_value.h"

namespace samverkan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using NodePtr = std::unique_ptr<const Filter::Node>;

enum class Comparator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };

Comparator ReadComparator(absl::string_view text) {
  if (text == "=") return Comparator::kEqual;
  if (text == "!=") return Comparator::kNotEqual;
  if (text == "<") return Comparator::kLess;
  if (text == "<=") return Comparator::kLessOrEqual;
  if (text == ">") return Comparator::kGreater;
  return text == ">=" ? Comparator::kGreaterOrEqual : Comparator::kHas;
}

bool IsOrdering(Comparator comparator) {
  return comparator != Comparator::kEqual && comparator != Comparator::kNotEqual && comparator != Comparator::kHas;
}

bool IsDay(const FieldDescriptor* field) {
  return field->options().GetExtension(type::v1::rule).format() == type::v1::FORMAT_DAY;
}

// The byte at `i`, in lower case: ASCII, and the letters that UTF-8 writes as C3 80 to C3 9E, ÅÄÖ among them.
char Folded(absl::string_view text, size_t i) {
  const auto c = static_cast<unsigned char>(text[i]);
  const bool after_c3 = i > 0 && text[i - 1] == '\xC3';
  if (after_c3 && c >= 0x80 && c <= 0x9E && c != 0x97) return static_cast<char>(c + 0x20);
  return absl::ascii_tolower(c);
}

std::string Fold(absl::string_view text) {
  std::string folded;
  for (size_t i = 0; i < text.size(); ++i) folded += Folded(text, i);
  return folded;
}

// A text with anything before or after it.
class Pattern {
 public:
  Pattern(FilterLiteral literal, bool fold) : fold_(fold), any_before_(literal.star_first) {
    absl::string_view text = literal.text;
    if (any_before_) text.remove_prefix(1);
    any_after_ = literal.star_last;
    if (any_after_ && !text.empty()) text.remove_suffix(1);
    text_ = fold ? Fold(text) : std::string(text);
  }

  void FindAnywhere() { any_before_ = any_after_ = true; }

  bool Matches(absl::string_view text) const {
    if (text.size() < text_.size()) return false;
    const size_t last = text.size() - text_.size();
    if (!any_before_) return (any_after_ || last == 0) && StandsAt(text, 0);
    if (!any_after_) return StandsAt(text, last);
    for (size_t at = 0; at <= last; ++at) {
      if (StandsAt(text, at)) return true;
    }
    return false;
  }

 private:
  bool StandsAt(absl::string_view text, size_t at) const {
    if (!fold_) return text.substr(at, text_.size()) == text_;
    for (size_t i = 0; i < text_.size(); ++i) {
      if (Folded(text, at + i) != text_[i]) return false;
    }
    return true;
  }

  std::string text_;
  bool fold_;
  bool any_before_;
  bool any_after_;
};

// Whether `test` holds for the message with the path's last field: for any of them, where the path leads through
// repeated messages. `if_unset` if a message on the way is unset.
template <typename Test>
bool AnyHolder(const Message& message, absl::Span<const FieldDescriptor* const> path, bool if_unset, const Test& test) {
  if (path.size() == 1) return test(message);
  const Reflection* in = message.GetReflection();
  const FieldDescriptor* field = path[0];
  path.remove_prefix(1);
  if (!field->is_repeated()) {
    return in->HasField(message, field) ? AnyHolder(in->GetMessage(message, field), path, if_unset, test) : if_unset;
  }
  for (int i = 0; i < in->FieldSize(message, field); ++i) {
    if (AnyHolder(in->GetRepeatedMessage(message, field, i), path, if_unset, test)) return true;
  }
  return false;
}

// `field:*`
class Presence : public Filter::Node {
 public:
  explicit Presence(FieldPath path) : path_(std::move(path)) {}

  bool Matches(const Message& message) const override {
    return AnyHolder(message, path_, false, [this](const Message& holder) { return IsPresent(holder, path_.back()); });
  }

 private:
  static bool IsPresent(const Message& holder, const FieldDescriptor* field) {
    const Reflection* in = holder.GetReflection();
    if (field->is_repeated()) return in->FieldSize(holder, field) > 0;
    if (!in->HasField(holder, field)) return false;
    std::string scratch;
    return field->cpp_type() != FieldDescriptor::CPPTYPE_STRING ||
           !in->GetStringReference(holder, field, &scratch).empty();
  }

  const FieldPath path_;
};

class Comparison : public Filter::Node {
 public:
  Comparison(FieldPath path, Comparator comparator) : comparator_(comparator), path_(std::move(path)) {}

  bool Matches(const Message& message) const override {
    return AnyHolder(message, path_, comparator_ == Comparator::kNotEqual,
                     [this](const Message& holder) { return HoldsIn(holder, path_.back()); });
  }

 protected:
  virtual bool Holds(const FieldValue& value) const = 0;

  const Comparator comparator_;

 private:
  bool HoldsIn(const Message& holder, const FieldDescriptor* field) const {
    std::string scratch;
    if (!field->is_repeated()) return HoldsOrUnset(ReadField(holder, field, scratch));
    for (int i = 0; i < holder.GetReflection()->FieldSize(holder, field); ++i) {
      if (HoldsOrUnset(ReadElement(holder, field, i, scratch))) return true;
    }
    return false;
  }

  bool HoldsOrUnset(const std::optional<FieldValue>& value) const {
    return value ? Holds(*value) : comparator_ == Comparator::kNotEqual;
  }

  const FieldPath path_;
};

class ValueComparison : public Comparison {
 public:
  ValueComparison(FieldPath path, Comparator comparator, FieldValue value)
      : Comparison(std::move(path), comparator), value_(value) {}

 private:
  bool Holds(const FieldValue& value) const override {
    switch (comparator_) {
      case Comparator::kEqual:
      case Comparator::kHas:
        return value == value_;
      case Comparator::kNotEqual:
        return value != value_;
      case Comparator::kLess:
        return value < value_;
      case Comparator::kLessOrEqual:
        return value <= value_;
      case Comparator::kGreater:
        return value > value_;
      case Comparator::kGreaterOrEqual:
        return value >= value_;
    }
    return false;
  }

  const FieldValue value_;
};

// < <= > >= on strings, by their bytes.
class TextOrdering : public Comparison {
 public:
  TextOrdering(FieldPath path, Comparator comparator, std::string text)
      : Comparison(path, comparator), text_(std::move(text)), is_day_(IsDay(path.back())) {}

 private:
  bool Holds(const FieldValue& value) const override {
    const absl::string_view text = std::get<absl::string_view>(value);
    // No day is neither before nor after one.
    if (is_day_ && text.empty()) return false;
    if (comparator_ == Comparator::kLess) return text < text_;
    if (comparator_ == Comparator::kLessOrEqual) return text <= text_;
    return comparator_ == Comparator::kGreater ? text > text_ : text >= text_;
  }

  const std::string text_;
  const bool is_day_;
};

// = != and : on strings.
class TextComparison : public Comparison {
 public:
  TextComparison(FieldPath path, Comparator comparator, Pattern pattern)
      : Comparison(std::move(path), comparator), pattern_(std::move(pattern)) {}

 private:
  bool Holds(const FieldValue& value) const override {
    return pattern_.Matches(std::get<absl::string_view>(value)) != (comparator_ == Comparator::kNotEqual);
  }

  const Pattern pattern_;
};

template <typename... Parts>
absl::Status Problem(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

// An enum's numbers say nothing of rank.
bool HasOrder(const FieldDescriptor* field) {
  return field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM && field->cpp_type() != FieldDescriptor::CPPTYPE_BOOL;
}

bool IsCalendarDay(absl::string_view text) {
  absl::CivilDay day;
  return absl::ParseCivilTime(text, &day) && absl::FormatCivilTime(day) == text;
}

absl::StatusOr<NodePtr> MakeTextOrdering(FieldPath path, Comparator comparator, std::string text) {
  if (IsDay(path.back()) && !IsCalendarDay(text)) {
    return Problem(PathText(path), " is a day; write it as YYYY-MM-DD, such as 2026-01-31");
  }
  return std::make_unique<TextOrdering>(std::move(path), comparator, std::move(text));
}

absl::StatusOr<NodePtr> MakeTextComparison(FieldPath path, Comparator comparator, FilterLiteral literal) {
  if (literal.star_inside)
    return Problem("a * stands at the beginning or the end only; write \"\\*\" for a star itself");
  const bool has = comparator == Comparator::kHas;
  const bool starred = literal.star_first || literal.star_last;
  Pattern pattern(std::move(literal), /*fold=*/has);
  // To have is, for a text, to have it as a part; for a list, to have it as an element.
  if (has && !starred && !path.back()->is_repeated()) pattern.FindAnywhere();
  return std::make_unique<TextComparison>(std::move(path), comparator, std::move(pattern));
}

}  // namespace

absl::StatusOr<NodePtr> MakeComparison(FieldPath path, absl::string_view comparator_text, FilterLiteral literal) {
  const FieldDescriptor* field = path.back();
  const Comparator comparator = ReadComparator(comparator_text);
  if (comparator == Comparator::kHas && literal.star_first && literal.text == "*") {
    return std::make_unique<Presence>(std::move(path));
  }
  if (field->is_repeated() && comparator != Comparator::kHas) {
    return Problem(PathText(path), " is repeated; ask whether it has a value with ", PathText(path), ":value");
  }
  if (field->type() == FieldDescriptor::TYPE_BYTES) {
    return Problem(PathText(path), " is bytes; ask for any with ", PathText(path), ":*");
  }
  if (IsOrdering(comparator) && !HasOrder(field)) return Problem(PathText(path), " has no order; use = or !=");
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return IsOrdering(comparator) ? MakeTextOrdering(std::move(path), comparator, std::move(literal.text))
                                  : MakeTextComparison(std::move(path), comparator, std::move(literal));
  }
  absl::StatusOr<FieldValue> value = ValueOf(path, literal.text);
  if (!value.ok()) return value.status();
  return std::make_unique<ValueComparison>(std::move(path), comparator, *value);
}

}  // namespace samverkan
