// Records in the portions in which they are sent.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/cli/connection.h"
#include "gateway/cli/ndjson.h"

namespace samverkan::cli {

// Consecutive records of one agency and one collection, each name once.
struct Batch {
  const Collection* collection = nullptr;
  std::string parent;
  std::vector<Record> records;

  int64_t begin() const { return records.front().begin; }
  int64_t end() const { return records.back().end; }
};

// Collects records into batches, in their order.
class Batcher {
 public:
  explicit Batcher(size_t max_records) : max_records_(max_records) {}

  // Adds a record; gives the batch before it if that one is now complete.
  std::optional<Batch> Add(Record record);
  // What is left.
  std::optional<Batch> Finish();

 private:
  bool Takes(const Record& record) const;

  size_t max_records_;
  Batch batch_;
  size_t bytes_ = 0;
  std::set<std::string> names_;
};

struct WriteMode {
  // Check only.
  bool validate_only = false;
  // Fields that a record does not set stay as they are, instead of being cleared.
  bool keep_absent = false;
};

// The method that writes such records, and its request for them: BatchUpdate with `allow_missing` and the mask `*`; or,
// for a type without it, Update of the one record. The request id makes a repeat harmless.
const google::protobuf::MethodDescriptor* WriteMethod(const Collection& collection);
MessagePtr WriteRequest(const Contract& contract, const Batch& batch, WriteMode mode);

// The records that a refusal of such a request names, by index, with the paths within the record: `schedule.rrule` for
// `requests[3].meeting.schedule.rrule`.
struct RecordError {
  size_t index = 0;
  std::string path;
  std::string description;
};
std::vector<RecordError> RecordErrorsOf(const absl::Status& status, const Batch& batch);

}  // namespace samverkan::cli
