#include "gateway/cli/ndjson.h"

#include <google/protobuf/util/json_util.h>

#include <iostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "gateway/cli/fields.h"

namespace samverkan::cli {
namespace {

void SkipSpaces(absl::string_view& text) {
  size_t begin = text.find_first_not_of(" \t\r\n");
  text.remove_prefix(begin == absl::string_view::npos ? text.size() : begin);
}

bool Take(absl::string_view& text, absl::string_view token) {
  SkipSpaces(text);
  return absl::ConsumePrefix(&text, token);
}

struct TypedJson {
  std::string type;
  // The object without `@type`.
  std::string json;
};

absl::StatusOr<TypedJson> TakeType(absl::string_view text) {
  absl::Status missing =
      absl::InvalidArgumentError("each line must begin {\"@type\": \"type.googleapis.com/samverkan.…\", …}");
  if (!Take(text, "{") || !Take(text, "\"@type\"") || !Take(text, ":") || !Take(text, "\"")) return missing;
  size_t end = text.find('"');
  if (end == absl::string_view::npos) return missing;
  TypedJson typed{.type = std::string(text.substr(0, end))};
  text.remove_prefix(end + 1);
  Take(text, ",");
  typed.json = absl::StrCat("{", text);
  return typed;
}

absl::Status UnknownType(const std::string& type, const Contract& contract) {
  return absl::InvalidArgumentError(absl::StrCat("@type: ", type, " is no resource of this contract; it has ",
                                                 absl::StrJoin(contract.Words(), ", ")));
}

}  // namespace

absl::Status LineReader::OpenNext() {
  if (opened_ == files_.size()) return absl::OutOfRangeError("no more lines");
  const std::string& path = files_[opened_++];
  number_ = 0;
  stream_ = &std::cin;
  if (path == "-") return absl::OkStatus();
  file_ = std::make_unique<std::ifstream>(path, std::ios::binary);
  stream_ = file_.get();
  // A folder opens, but cannot be read.
  if (!*file_ || (file_->peek() == std::ifstream::traits_type::eof() && file_->bad())) {
    return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Line> LineReader::Next() {
  for (;;) {
    Line line;
    if (stream_ == nullptr || !std::getline(*stream_, line.text)) {
      if (absl::Status opened = OpenNext(); !opened.ok()) return opened;
      continue;
    }
    line.begin = offset_;
    offset_ += static_cast<int64_t>(line.text.size()) + (stream_->eof() ? 0 : 1);
    line.end = offset_;
    line.number = ++number_;
    line.file = files_[opened_ - 1];
    if (line.number == 1 && absl::StartsWith(line.text, "\xEF\xBB\xBF")) line.text.erase(0, 3);
    if (absl::EndsWith(line.text, "\r")) line.text.pop_back();
    if (line.text.find_first_not_of(" \t") != std::string::npos) return line;
  }
}

absl::StatusOr<Record> ParseRecord(const Line& line, const Contract& contract) {
  absl::StatusOr<TypedJson> typed = TakeType(line.text);
  if (!typed.ok()) return typed.status();
  Record record{.collection = contract.OfMessage(typed->type),
                .file = line.file,
                .line = line.number,
                .begin = line.begin,
                .end = line.end};
  if (record.collection == nullptr) return UnknownType(typed->type, contract);
  record.resource = contract.New(record.collection->resource);
  auto parsed = google::protobuf::util::JsonStringToMessage(typed->json, record.resource.get());
  if (!parsed.ok()) {
    std::string reason = parsed.ToString();
    return absl::InvalidArgumentError(absl::StripPrefix(reason, "INVALID_ARGUMENT:"));
  }
  record.name = GetString(*record.resource, "name");
  if (!record.collection->Matches(record.name)) {
    return absl::InvalidArgumentError(absl::StrCat("name: must be of the form ", record.collection->pattern));
  }
  record.bytes = record.resource->ByteSizeLong();
  return record;
}

}  // namespace samverkan::cli
