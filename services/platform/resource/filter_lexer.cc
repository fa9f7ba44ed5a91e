#include "services/platform/resource/filter_lexer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/platform/rpc/error.h"
#include "services/platform/rpc/utf8.h"

namespace samverkan {
namespace {

using Kind = FilterToken::Kind;

constexpr size_t kMaxBytes = 4'096;
constexpr absl::string_view kSpace = " \t\r\n";
constexpr absl::string_view kNameEnds = " \t\r\n()\"'=<>!,:";
constexpr absl::string_view kValueEnds = " \t\r\n()\"'=<>!,";

bool IsRefused(char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)) && !absl::StrContains(kSpace, c); }

// The bytes up to and with the closing quote; npos if there is none.
size_t QuotedSize(absl::string_view text) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[0]) {
      return i + 1;
    }
  }
  return absl::string_view::npos;
}

size_t ComparatorSize(absl::string_view text) {
  for (absl::string_view comparator : {"!=", "<=", ">=", "=", "<", ">", ":"}) {
    if (absl::StartsWith(text, comparator)) return comparator.size();
  }
  return 0;
}

}  // namespace

bool FilterToken::Is(absl::string_view sign_or_keyword) const {
  return (kind == Kind::kWord || kind == Kind::kSign) && text == sign_or_keyword;
}

FilterToken FilterLexer::Next() {
  SkipSpace();
  if (absl::StartsWith(rest_, "-")) return Take(Kind::kSign, 1);
  return Read(kNameEnds);
}

FilterToken FilterLexer::NextValue() {
  SkipSpace();
  if (absl::StartsWith(rest_, ":")) return Take(Kind::kComparator, 1);
  return Read(kValueEnds);
}

FilterToken FilterLexer::Read(absl::string_view delimiters) {
  if (rest_.empty()) return Take(Kind::kEnd, 0);
  if (rest_[0] == '"' || rest_[0] == '\'') {
    const size_t size = QuotedSize(rest_);
    return size == absl::string_view::npos ? Take(Kind::kUnclosed, rest_.size()) : Take(Kind::kQuoted, size);
  }
  if (const size_t size = std::min(rest_.find_first_of(delimiters), rest_.size())) return Take(Kind::kWord, size);
  if (const size_t size = ComparatorSize(rest_)) return Take(Kind::kComparator, size);
  return Take(Kind::kSign, 1);
}

FilterToken FilterLexer::Take(Kind kind, size_t size) {
  FilterToken token{kind, rest_.substr(0, size)};
  rest_.remove_prefix(size);
  return token;
}

void FilterLexer::SkipSpace() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpace), rest_.size())); }

absl::StatusOr<FilterLiteral> ReadLiteral(const FilterToken& token) {
  const bool quoted = token.kind == Kind::kQuoted;
  const absl::string_view raw = quoted ? token.text.substr(1, token.text.size() - 2) : token.text;
  FilterLiteral literal;
  for (size_t i = 0; i < raw.size(); ++i) {
    if (quoted && raw[i] == '\\') {
      ++i;
      if (absl::ascii_isalnum(static_cast<unsigned char>(raw[i]))) {
        return absl::InvalidArgumentError("a backslash before a letter or digit; write \\\\ for a backslash");
      }
    } else if (raw[i] == '*') {
      literal.star_first |= i == 0;
      literal.star_last |= i + 1 == raw.size();
      literal.star_inside |= i > 0 && i + 1 < raw.size();
    }
    literal.text += raw[i];
  }
  return literal;
}

absl::Status FilterError(absl::string_view field, absl::string_view whole, absl::string_view part,
                         absl::string_view problem) {
  const absl::string_view before = whole.substr(0, static_cast<size_t>(part.data() - whole.data()));
  const auto continuations = std::count_if(before.begin(), before.end(), IsContinuation);
  const std::string position = absl::StrCat(before.size() - static_cast<size_t>(continuations) + 1);
  const std::string shown = part.empty() ? "the end" : absl::StrCat("`", Shown(part), "`");
  return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_INVALID_FILTER,
                   absl::StrCat(field, ": at character ", position, ", ", shown, ": ", problem, "."),
                   {{"field", field}, {"position", position}, {"part", shown}});
}

absl::Status CheckFilterText(absl::string_view field, absl::string_view text) {
  if (text.size() > kMaxBytes) {
    return FilterError(field, text, text.substr(0, 20), "longer than 4,096 bytes; ask for less at a time");
  }
  for (absl::string_view rest = text; !rest.empty(); rest.remove_prefix(CharacterSize(rest))) {
    if (CharacterSize(rest) == 0) return FilterError(field, text, rest, "not UTF-8; encode the text as UTF-8");
    if (IsRefused(rest[0])) return FilterError(field, text, rest.substr(0, 1), "a control character; leave it out");
  }
  return absl::OkStatus();
}

}  // namespace samverkan
