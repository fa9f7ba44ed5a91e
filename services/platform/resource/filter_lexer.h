// The words of a filter, and its errors.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// A part of a filter's text; `text` points into it.
struct FilterToken {
  enum class Kind { kEnd, kWord, kQuoted, kUnclosed, kComparator, kSign };
  Kind kind;
  absl::string_view text;

  bool Is(absl::string_view sign_or_keyword) const;
  bool IsKeyword() const { return Is("AND") || Is("OR") || Is("NOT"); }
};

// Cheap to copy: a copy looks ahead.
class FilterLexer {
 public:
  explicit FilterLexer(absl::string_view text) : rest_(text) {}

  // The next part, where a field's name, a comparator or a sign may stand.
  FilterToken Next();
  // The next part, where a value is to stand: `-`, `.` and `:` belong to a bare word there.
  FilterToken NextValue();

 private:
  FilterToken Read(absl::string_view delimiters);
  FilterToken Take(FilterToken::Kind kind, size_t size);
  void SkipSpace();

  absl::string_view rest_;
};

// What a comparison is made with.
struct FilterLiteral {
  // Without quotes and backslashes.
  std::string text;
  // Whether a `*` that is not escaped stands there; it is in `text` too.
  bool star_first = false;
  bool star_last = false;
  bool star_inside = false;
};

// INVALID_ARGUMENT, without a reason, if a backslash is followed by a letter or digit.
absl::StatusOr<FilterLiteral> ReadLiteral(const FilterToken& token);

// INVALID_ARGUMENT (INVALID_FILTER) naming `field`, and the place of `part` in the `whole` that it points into.
absl::Status FilterError(absl::string_view field, absl::string_view whole, absl::string_view part,
                         absl::string_view problem);

// FilterError if `text` is longer than 4,096 bytes, is not UTF-8 or holds control characters other than white space.
absl::Status CheckFilterText(absl::string_view field, absl::string_view text);

}  // namespace samverkan
