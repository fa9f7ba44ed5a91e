#include "services/platform/store/embedded/embedded_store.h"

#include "absl/strings/str_cat.h"
#include "rocksdb/env.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/embedded/record_format.h"
#include "tests/support/scratch_folder.h"
#include "tests/unit/platform/store/store_suite.h"
#include "tests/unit/platform/store/embedded/watched_file_system.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

class EmbeddedForm : public StoreForm {
 public:
  std::unique_ptr<Store> Open(std::function<absl::Time()> now) override {
    auto store = OpenEmbeddedStore({.path = folder_.path(), .now = std::move(now)});
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

 private:
  ScratchFolder folder_;
};

std::unique_ptr<StoreForm> NewEmbeddedForm() { return std::make_unique<EmbeddedForm>(); }

INSTANTIATE_TEST_SUITE_P(Embedded, StoreSuite, ::testing::Values(&NewEmbeddedForm));

class EmbeddedStoreTest : public ::testing::Test {
 protected:
  EmbeddedStoreTest() { Open(); }

  void Open() {
    store_.reset();
    auto store = OpenEmbeddedStore(options_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  // Writes a number over one of the store's own.
  void SetNumber(std::string_view key, uint64_t number) {
    store_.reset();
    auto database = Database::Open(options_);
    ASSERT_TRUE(database.ok()) << database.status();
    rocksdb::WriteBatch batch;
    batch.Put(ToSlice(key), EncodeU64(number));
    ASSERT_TRUE((*database)->Write(batch).ok());
  }

  ScratchFolder folder_;
  FakeClock clock_;
  LogWatch watch_;
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(std::make_shared<WatchedFileSystem>(watch_));
  EmbeddedStoreOptions options_{
      .path = folder_ / "new/store", .log_retention = 8, .env = env_.get(), .now = clock_.function()};
  std::unique_ptr<Store> store_;
};

TEST_F(EmbeddedStoreTest, KeepsRecordsAndVersionsOverARestart) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  int64_t version = VersionOf(*store_, "a");
  Open();
  EXPECT_THAT(ValueOf(*store_, "a"), Optional(std::string("1")));
  EXPECT_EQ(VersionOf(*store_, "a"), version);
}

TEST_F(EmbeddedStoreTest, GivesNoVersionAgainAfterARestart) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  int64_t version = VersionOf(*store_, "a");
  ASSERT_TRUE(CommitTo(*store_, {Remove("a")}).ok());
  Open();
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  EXPECT_GT(VersionOf(*store_, "a"), version);
}

TEST_F(EmbeddedStoreTest, GoesOnInItsLogsAfterARestart) {
  CommitResult before = *CommitTo(*store_, {Put("a", "1", SharedEntry::kWritten), Put("b", "1")});
  Open();
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn), before.own);
  EXPECT_EQ(EndOf(*store_, LogKind::kShared), before.shared);
  ASSERT_TRUE(CommitTo(*store_, {Put("c", "1")}).ok());
  EXPECT_THAT(EntriesOf(*store_, LogKind::kOwn), ElementsAre("1 a", "2 b", "3 c"));
}

TEST_F(EmbeddedStoreTest, KeepsTheEpochsOfARoomThatWasOnlyAskedFor) {
  LogPlace end = EndOf(*store_, LogKind::kOwn);
  Open();
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn), end);
}

TEST_F(EmbeddedStoreTest, KeepsRequestsOverARestart) {
  RequestRecord request{.id = "id", .response = "answer", .expire_time = clock_.now() + absl::Hours(1)};
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}, request).ok());
  Open();
  EXPECT_THAT(*Await(store_->FindRequest("id")), Optional(std::string("answer")));
  EXPECT_EQ(CommitTo(*store_, {Put("a", "1")}, request).status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(EmbeddedStoreTest, RefusesAStoreThatIsOpen) {
  EXPECT_EQ(OpenEmbeddedStore(options_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(EmbeddedStoreTest, RefusesAnotherFormat) {
  for (uint64_t format : {kStoreFormat - 1, kStoreFormat + 1}) {
    SetNumber(kFormatKey, format);
    EXPECT_EQ(OpenEmbeddedStore(options_).status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST_F(EmbeddedStoreTest, RefusesWhatARestoreLeftThatDidNotEnd) {
  options_.path = folder_ / "restored";
  SetNumber(kVersionKey, 1);
  EXPECT_EQ(OpenEmbeddedStore(options_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(EmbeddedStoreTest, RefusesAFolderThatCannotBeMade) {
  options_.path = "/proc/none/store";
  EXPECT_EQ(OpenEmbeddedStore(options_).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(EmbeddedStoreTest, TrimsALogToItsNewestEntries) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  LogPlace end = EndOf(*store_, LogKind::kOwn);
  LogId own{kRoom, LogKind::kOwn};
  EXPECT_EQ(end.sequence, 20);
  EXPECT_EQ(Await(store_->ReadLog(own, {end.epoch, 0}, 100)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Await(store_->ReadLog(own, {end.epoch, 12}, 100))->size(), 8);
}

TEST_F(EmbeddedStoreTest, KnowsTheEndOfATrimmedLogAfterARestart) {
  options_.log_retention = 0;
  Open();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  Open();
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn).sequence, 20);
}

TEST_F(EmbeddedStoreTest, TrimsALogOfLargeCommits) {
  for (int i = 0; i < 3; ++i) {
    std::vector<Write> writes;
    for (int key = 0; key < 600; ++key) writes.push_back(Put(absl::StrCat("key-", key), ""));
    ASSERT_TRUE(CommitTo(*store_, std::move(writes)).ok());
  }
  Open();
  LogPlace end = EndOf(*store_, LogKind::kOwn);
  LogId own{kRoom, LogKind::kOwn};
  EXPECT_EQ(end.sequence, 1800);
  EXPECT_EQ(Await(store_->ReadLog(own, {end.epoch, 0}, 100)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Await(store_->ReadLog(own, {end.epoch, 1792}, 100))->size(), 8);
}

TEST_F(EmbeddedStoreTest, SixtyFourWritersShareTwoSyncs) {
  ASSERT_TRUE(CommitTo(*store_, {Put("warm", "")}).ok());
  int before = watch_.syncs();
  std::vector<Begun<absl::StatusOr<CommitResult>>> commits;
  auto begin = [&](std::string key) {
    commits.emplace_back(store_->Commit({.room = kRoom, .writes = {Put(std::move(key), "")}, .request = {}}));
  };
  watch_.Hold();
  begin("first");
  watch_.WaitUntilHeld();
  for (int i = 1; i < 64; ++i) begin(absl::StrCat(i));
  watch_.Release();
  for (auto& commit : commits) EXPECT_TRUE(commit.Wait().ok());
  EXPECT_EQ(watch_.syncs() - before, 2);
}

TEST_F(EmbeddedStoreTest, ChecksACommitAgainstThoseOfItsOwnGroup) {
  std::vector<Begun<absl::StatusOr<CommitResult>>> commits;
  watch_.Hold();
  commits.emplace_back(store_->Commit({.room = kRoom, .writes = {Put("first", "")}, .request = {}}));
  watch_.WaitUntilHeld();
  RequestRecord request{.id = "id", .response = "", .expire_time = clock_.now() + absl::Hours(1)};
  commits.emplace_back(store_->Commit({.room = kRoom, .writes = {PutIf("a", "1", 0)}, .request = request}));
  commits.emplace_back(store_->Commit({.room = kRoom, .writes = {PutIf("a", "2", 0)}, .request = {}}));
  commits.emplace_back(store_->Commit({.room = kRoom, .writes = {Put("b", "1")}, .request = request}));
  watch_.Release();
  EXPECT_TRUE(commits[0].Wait().ok());
  EXPECT_TRUE(commits[1].Wait().ok());
  EXPECT_EQ(commits[2].Wait().status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(commits[3].Wait().status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(EntriesOf(*store_, LogKind::kOwn), ElementsAre("1 first", "2 a"));
}

// How a full disk shows, and whether anything was committed since the store was opened.
struct FullDisk {
  void (LogWatch::*fail)(rocksdb::IOStatus);
  bool fresh;
};

class FullDiskTest : public EmbeddedStoreTest, public ::testing::WithParamInterface<FullDisk> {
 protected:
  FullDiskTest() {
    EXPECT_TRUE(CommitTo(*store_, {Put("before", "1")}).ok());
    if (GetParam().fresh) Open();
  }
  void Fail(rocksdb::IOStatus status) { (watch_.*GetParam().fail)(std::move(status)); }
};

TEST_P(FullDiskTest, AnswersThatItIsFullAndWritesNothing) {
  Fail(rocksdb::IOStatus::NoSpace());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(CommitTo(*store_, {Put("a", "1")}).status().code(), absl::StatusCode::kResourceExhausted);
  }
  EXPECT_EQ(ValueOf(*store_, "a"), std::nullopt);
  EXPECT_THAT(EntriesOf(*store_, LogKind::kOwn), ElementsAre("1 before"));
  Fail(rocksdb::IOStatus::OK());
}

TEST_P(FullDiskTest, GoesOnWhenThereIsSpaceAgain) {
  Fail(rocksdb::IOStatus::NoSpace());
  EXPECT_FALSE(CommitTo(*store_, {Put("a", "1")}).ok());
  EXPECT_FALSE(Audit(*store_, "refused").ok());
  Fail(rocksdb::IOStatus::OK());
  absl::StatusOr<CommitResult> after = CommitTo(*store_, {Put("b", "1")});
  ASSERT_TRUE(after.ok()) << after.status();
  ASSERT_TRUE(CommitTo(*store_, {Put("c", "1")}).ok());
  ASSERT_TRUE(Audit(*store_, "entry").ok());
  Open();
  EXPECT_THAT(AuditOf(*store_), ElementsAre("1 entry"));
  EXPECT_EQ(ValueOf(*store_, "a"), std::nullopt);
  EXPECT_THAT(EntriesOf(*store_, LogKind::kOwn), ElementsAre("1 before", "2 b", "3 c"));
}

TEST_P(FullDiskTest, GoesOnHoweverOftenTheDiskWasFull) {
  for (int i = 0; i < 20; ++i) {
    Fail(rocksdb::IOStatus::NoSpace());
    EXPECT_FALSE(CommitTo(*store_, {Put("a", "1")}).ok());
    EXPECT_FALSE(CommitTo(*store_, {Put("a", "1")}).ok());
    Fail(rocksdb::IOStatus::OK());
    ASSERT_TRUE(CommitTo(*store_, {Put("b", absl::StrCat(i))}).ok());
  }
  Open();
  EXPECT_EQ(ValueOf(*store_, "a"), std::nullopt);
  EXPECT_EQ(ValueOf(*store_, "b"), "19");
}

INSTANTIATE_TEST_SUITE_P(Disk, FullDiskTest,
                         ::testing::Values(FullDisk{&LogWatch::FailAppends, false},
                                           FullDisk{&LogWatch::FailAppends, true},
                                           FullDisk{&LogWatch::FailSyncs, false},
                                           FullDisk{&LogWatch::FailSyncs, true}));

TEST_F(EmbeddedStoreTest, CompactionDropsRequestsThatHaveExpired) {
  RequestExpiryFilterFactory factory(clock_.function());
  std::string stored = RequestHeader(clock_.now() + absl::Hours(1)) + "answer";
  auto dropped = [&] { return factory.CreateCompactionFilter({})->Filter(0, "id", stored, nullptr, nullptr); };
  EXPECT_FALSE(dropped());
  clock_.Advance(absl::Hours(1));
  EXPECT_TRUE(dropped());
}

}  // namespace
}  // namespace samverkan
