// An agency's slice for one test.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "services/platform/resource/slice.h"
#include "tests/support/counting_store.h"
#include "tests/support/scratch_folder.h"

namespace samverkan {

struct TestSliceOptions {
  std::string agency = "af";
  // How many of a log's newest entries are kept.
  int64_t log_retention = 1'000'000;
};

// Empty at first, in a scratch folder, with an audit trail that nobody seals; at 2026-03-02 12:00 UTC until the test
// moves its clock. Outlives what is made of slice().
class TestSlice {
 public:
  explicit TestSlice(TestSliceOptions options = {});

  const Slice& slice() const { return slice_; }
  CountingStore& store() { return *store_; }
  Timer& timer() { return timer_; }

  void Advance(absl::Duration duration) { micros_ += absl::ToInt64Microseconds(duration); }
  // Noon of that day.
  void SetDay(const std::string& day);

 private:
  absl::Time Now() const { return absl::FromUnixMicros(micros_.load()); }

  std::atomic<int64_t> micros_;
  ScratchFolder folder_;
  WorkerPool workers_{2};
  Timer timer_;
  std::unique_ptr<CountingStore> store_;
  std::unique_ptr<AuditTrail> audit_;
  Slice slice_;
};

}  // namespace samverkan
