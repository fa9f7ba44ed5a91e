// A store with an audit trail for one test, on a clock that the test moves.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rocksdb/env.h"
#include "services/platform/audit/entry.h"
#include "services/platform/audit/sealer.h"
#include "services/platform/audit/verifier.h"
#include "services/platform/store/embedded/embedded_store.h"
#include "tests/support/await.h"
#include "tests/support/scratch_folder.h"
#include "tests/unit/platform/store/embedded/watched_file_system.h"

namespace samverkan {

class TrailFixture : public ::testing::Test {
 protected:
  TrailFixture() { Open(); }

  // Opens the store again, as after a restart.
  void Open() {
    sealer_.reset();
    store_.reset();
    auto store = OpenEmbeddedStore({.path = folder_ / "store", .env = env_.get()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    sealer_ = std::make_unique<Sealer>(*store_, workers_, Sealer::Options{.most_bytes = most_bytes_, .now = now()});
    ASSERT_TRUE(Await(sealer_->Recover()).ok());
  }
  std::function<absl::Time()> now() {
    return [this] { return time_; };
  }

  // One entry more, of about `size` bytes.
  absl::Status Add(const std::string& id, size_t size = 0) {
    CallContext call;
    std::string name = absl::StrCat("agencies/af/things/", id, std::string(size, 'x'));
    return Await(store_->Commit({.room = "", .writes = {}, .request = {}, .audit = WriteEntry(call, {name}, time_)}))
        .status();
  }
  // A second later.
  absl::Status Seal() {
    time_ += absl::Seconds(1);
    return Await(sealer_->Seal());
  }
  std::vector<AuditRow> Rows() { return *Await(store_->ReadAudit(0, 1'000'000)); }

  // Two entries, a seal, two entries, a seal: numbers 2, 3, (4), 5, 6, (7) after the first seal's.
  void AddTwoBlocks() {
    for (const char* block : {"a", "b"}) {
      for (const char* id : {"1", "2"}) ASSERT_TRUE(Add(absl::StrCat(block, id)).ok());
      ASSERT_TRUE(Seal().ok());
    }
  }

  static AuditReport Verify(const std::vector<AuditRow>& rows,
                            const std::vector<audit::v1::SealCommitment>& kept = {}) {
    AuditVerifier verifier;
    for (const AuditRow& row : rows) verifier.Add(row.number, row.bytes);
    return verifier.Finish(kept);
  }

  ScratchFolder folder_;
  LogWatch watch_;
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(std::make_shared<WatchedFileSystem>(watch_));
  absl::Time time_ = absl::FromUnixSeconds(1'800'000'000);
  int64_t most_bytes_ = 256 << 20;
  WorkerPool workers_{1};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Sealer> sealer_;
};

// What a report finds, such as "broken 2-3".
inline std::vector<std::string> Told(const AuditReport& report) {
  const char* kinds[] = {"missing", "head cut", "unreadable", "broken", "tail cut", "replaced"};
  std::vector<std::string> told;
  for (const AuditFinding& finding : report.findings) {
    told.push_back(absl::StrCat(kinds[static_cast<int>(finding.kind)], " ", finding.from, "-", finding.to));
  }
  return told;
}

}  // namespace samverkan
