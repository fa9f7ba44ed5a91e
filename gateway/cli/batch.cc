#include "gateway/cli/batch.h"

#include <google/protobuf/field_mask.pb.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gateway/cli/errors.h"
#include "gateway/cli/fields.h"

namespace samverkan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;

// A batch stays well below what a message may have (16 MiB), so that several in flight do not fill the memory.
constexpr size_t kMaxBytes = 2 * 1024 * 1024;

void SetMask(Message& request) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("update_mask");
  if (field == nullptr) return;
  // By reflection: the request may be of another pool than the compiled-in FieldMask.
  Message* mask = request.GetReflection()->MutableMessage(&request, field);
  mask->GetReflection()->AddString(mask, mask->GetDescriptor()->FindFieldByName("paths"), "*");
}

void FillUpdate(const Record& record, WriteMode mode, Message& request) {
  const FieldDescriptor* field = FieldOfType(request.GetDescriptor(), record.collection->resource);
  request.GetReflection()->MutableMessage(&request, field)->CopyFrom(*record.resource);
  if (!mode.keep_absent) SetMask(request);
  SetBool(request, "allow_missing", record.collection->batch_update != nullptr);
}

// Takes `requests[3].` off the path; the index, or nothing.
std::optional<size_t> TakeIndex(absl::string_view& path) {
  absl::string_view rest = path;
  size_t index = 0;
  if (!absl::ConsumePrefix(&rest, "requests[")) return std::nullopt;
  size_t end = rest.find(']');
  if (end == absl::string_view::npos || !absl::SimpleAtoi(rest.substr(0, end), &index)) return std::nullopt;
  rest.remove_prefix(end + 1);
  absl::ConsumePrefix(&rest, ".");
  path = rest;
  return index;
}

}  // namespace

bool Batcher::Takes(const Record& record) const {
  if (batch_.records.empty()) return true;
  return record.collection == batch_.collection && ParentOf(record.name) == batch_.parent &&
         record.collection->batch_update != nullptr && batch_.records.size() < max_records_ &&
         bytes_ + record.bytes <= kMaxBytes && names_.count(record.name) == 0;
}

std::optional<Batch> Batcher::Add(Record record) {
  std::optional<Batch> complete;
  if (!Takes(record)) complete = Finish();
  batch_.collection = record.collection;
  batch_.parent = ParentOf(record.name);
  bytes_ += record.bytes;
  names_.insert(record.name);
  batch_.records.push_back(std::move(record));
  return complete;
}

std::optional<Batch> Batcher::Finish() {
  if (batch_.records.empty()) return std::nullopt;
  Batch complete = std::move(batch_);
  batch_ = Batch();
  bytes_ = 0;
  names_.clear();
  return complete;
}

const google::protobuf::MethodDescriptor* WriteMethod(const Collection& collection) {
  return collection.batch_update != nullptr ? collection.batch_update : collection.update;
}

MessagePtr WriteRequest(const Contract& contract, const Batch& batch, WriteMode mode) {
  MessagePtr request = contract.New(WriteMethod(*batch.collection)->input_type());
  SetString(*request, "request_id", NewRequestId());
  SetBool(*request, "validate_only", mode.validate_only);
  if (batch.collection->batch_update == nullptr) {
    FillUpdate(batch.records.front(), mode, *request);
    return request;
  }
  SetString(*request, "parent", batch.parent);
  SetBool(*request, "allow_missing", true);
  const FieldDescriptor* requests = request->GetDescriptor()->FindFieldByName("requests");
  for (const Record& record : batch.records) {
    FillUpdate(record, mode, *request->GetReflection()->AddMessage(request.get(), requests));
  }
  return request;
}

std::vector<RecordError> RecordErrorsOf(const absl::Status& status, const Batch& batch) {
  std::vector<RecordError> errors;
  std::string resource = batch.collection->singular + ".";
  for (const FieldError& field : FieldErrorsOf(status)) {
    absl::string_view path = field.path;
    std::optional<size_t> index = TakeIndex(path);
    // A single record's request has no index.
    if (!index && batch.records.size() == 1) index = 0;
    if (!index || *index >= batch.records.size()) continue;
    absl::ConsumePrefix(&path, resource);
    errors.push_back({*index, std::string(path), field.description});
  }
  if (!errors.empty()) return errors;
  std::string named = ErrorMetadataOf(status, "resource");
  for (size_t i = 0; i < batch.records.size(); ++i) {
    if (batch.records[i].name == named) errors.push_back({i, "", std::string(status.message())});
  }
  return errors;
}

}  // namespace samverkan::cli
