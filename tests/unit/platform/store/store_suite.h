// The one suite that every form of the store must pass. A form joins with
//
//   INSTANTIATE_TEST_SUITE_P(Embedded, StoreSuite, ::testing::Values(&NewEmbeddedForm));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "services/platform/store/store.h"
#include "tests/support/await.h"

namespace samverkan {

// An empty place for a store, and how to open it there.
class StoreForm {
 public:
  virtual ~StoreForm() = default;
  virtual std::unique_ptr<Store> Open(std::function<absl::Time()> now) = 0;
};

// A clock that a test moves.
class FakeClock {
 public:
  absl::Time now() const { return absl::FromUnixSeconds(seconds_.load()); }
  void Advance(absl::Duration duration) { seconds_ += absl::ToInt64Seconds(duration); }
  std::function<absl::Time()> function() {
    return [this] { return now(); };
  }

 private:
  std::atomic<int64_t> seconds_{1'800'000'000};
};

inline constexpr char kRoom[] = "agencies/af/meetings";

// Writes for commits.
Write Put(std::string key, std::string value, SharedEntry shared = SharedEntry::kNone);
Write PutIf(std::string key, std::string value, int64_t expected_version);
Write Remove(std::string key, SharedEntry shared = SharedEntry::kNone);

// Commits to kRoom and waits.
absl::StatusOr<CommitResult> CommitTo(Store& store, std::vector<Write> writes,
                                      std::optional<RequestRecord> request = std::nullopt);

// A record's value, or nothing; an error fails the test.
std::optional<std::string> ValueOf(Store& store, std::string key);
int64_t VersionOf(Store& store, std::string key);
std::vector<std::string> KeysOf(const std::vector<Row>& rows);

// The end of one of kRoom's logs, and what is in it from the first entry on, such as "1 a" and "2 a removed".
LogPlace EndOf(Store& store, LogKind kind);
std::vector<std::string> EntriesOf(Store& store, LogKind kind);

// Commits an entry to the audit trail alone, and drops those before `first`.
absl::StatusOr<CommitResult> Audit(Store& store, std::string entry, int64_t first = 0);
// What the audit trail has after a number, such as "1 entry".
std::vector<std::string> AuditOf(Store& store, int64_t after = 0, int limit = 1000);

class StoreSuite : public ::testing::TestWithParam<std::unique_ptr<StoreForm> (*)()> {
 protected:
  StoreSuite() : form_(GetParam()()), store_(form_->Open(clock_.function())) {}

  absl::StatusOr<CommitResult> Commit(std::vector<Write> writes, std::optional<RequestRecord> request = std::nullopt) {
    return CommitTo(*store_, std::move(writes), std::move(request));
  }
  // A request whose answer is kept for a day.
  RequestRecord Request(std::string id, std::string response) {
    return {.id = std::move(id), .response = std::move(response), .expire_time = clock_.now() + absl::Hours(24)};
  }

  FakeClock clock_;
  std::unique_ptr<StoreForm> form_;
  std::unique_ptr<Store> store_;
};

}  // namespace samverkan
