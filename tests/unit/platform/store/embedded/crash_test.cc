// What a power cut takes: see tests/support/unsynced_file_system.h.
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "services/platform/store/embedded/embedded_store.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/unsynced_file_system.h"
#include "tests/unit/platform/store/store_suite.h"

namespace samverkan {
namespace {

using ::testing::Optional;

class CrashTest : public ::testing::Test {
 protected:
  // The disk as it stands: what a process that is killed now leaves.
  std::string Crash() {
    std::filesystem::copy(folder_ / "live", folder_ / "crashed", std::filesystem::copy_options::recursive);
    return folder_ / "crashed";
  }

  ScratchFolder folder_;
  std::unique_ptr<rocksdb::Env> env_ = NewUnsyncedEnv();
};

class UnsyncedFileTest : public CrashTest {
 protected:
  std::string Open(std::string name) {
    std::filesystem::create_directory(folder_ / "live");
    std::string path = folder_ / ("live/" + name);
    EXPECT_TRUE(env_->NewWritableFile(path, &file_, {}).ok());
    return path;
  }
  static std::string Read(rocksdb::Env* env, const std::string& path) {
    std::string bytes;
    EXPECT_TRUE(rocksdb::ReadFileToString(env, path, &bytes).ok());
    return bytes;
  }
  static std::string OnDisk(const std::string& path) { return Read(rocksdb::Env::Default(), path); }

  std::unique_ptr<rocksdb::WritableFile> file_;
};

TEST_F(UnsyncedFileTest, OnlyWhatIsSyncedReachesTheDisk) {
  std::string path = Open("1.log");
  ASSERT_TRUE(file_->Append("synced").ok());
  ASSERT_TRUE(file_->Sync().ok());
  ASSERT_TRUE(file_->Append("lost").ok());
  ASSERT_TRUE(file_->Flush().ok());
  EXPECT_EQ(OnDisk(path), "synced");
}

TEST_F(UnsyncedFileTest, AReaderSeesWhatIsNotSynced) {
  std::string path = Open("1.log");
  ASSERT_TRUE(file_->Append("synced").ok());
  ASSERT_TRUE(file_->Fsync().ok());
  ASSERT_TRUE(file_->Append("+").ok());
  uint64_t size = 0;
  ASSERT_TRUE(env_->GetFileSize(path, &size).ok());
  EXPECT_EQ(size, 7);
  EXPECT_EQ(file_->GetFileSize(), 7);
  EXPECT_EQ(Read(env_.get(), path), "synced+");
}

TEST_F(UnsyncedFileTest, ATruncatedFileGoesOnFromItsNewEnd) {
  std::string path = Open("1.log");
  ASSERT_TRUE(file_->Append("synced").ok());
  ASSERT_TRUE(file_->Sync().ok());
  ASSERT_TRUE(file_->Append("tail").ok());
  ASSERT_TRUE(file_->Truncate(8).ok());
  EXPECT_EQ(Read(env_.get(), path), "syncedta");
  ASSERT_TRUE(file_->Sync().ok());
  EXPECT_EQ(OnDisk(path), "syncedta");
}

TEST_F(UnsyncedFileTest, ALogClosedWithoutSyncLosesItsTail) {
  std::string path = Open("1.log");
  ASSERT_TRUE(file_->Append("lost").ok());
  ASSERT_TRUE(file_->Close().ok());
  EXPECT_EQ(OnDisk(path), "");
}

TEST_F(UnsyncedFileTest, AnotherFileIsWrittenWhenItIsClosed) {
  std::string path = Open("OPTIONS");
  ASSERT_TRUE(file_->Append("kept").ok());
  ASSERT_TRUE(file_->Close().ok());
  EXPECT_EQ(OnDisk(path), "kept");
}

TEST_F(UnsyncedFileTest, ARenamedFileKeepsItsTail) {
  std::string path = Open("1.tmp");
  ASSERT_TRUE(file_->Append("tail").ok());
  ASSERT_TRUE(env_->RenameFile(path, path + "2").ok());
  EXPECT_EQ(Read(env_.get(), path + "2"), "tail");
}

TEST_F(CrashTest, RocksDbLosesWhatItDidNotSync) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.env = env_.get();
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, folder_ / "live", &opened).ok());
  std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions write;
  write.sync = true;
  ASSERT_TRUE(db->Put(write, "synced", "").ok());
  write.sync = false;
  ASSERT_TRUE(db->Put(write, "lost", "").ok());

  options.env = rocksdb::Env::Default();
  ASSERT_TRUE(rocksdb::DB::Open(options, Crash(), &opened).ok());
  std::unique_ptr<rocksdb::DB> after(opened);
  std::string value;
  EXPECT_TRUE(after->Get({}, "synced", &value).ok());
  EXPECT_TRUE(after->Get({}, "lost", &value).IsNotFound());
}

TEST_F(CrashTest, TheStoreKeepsEveryAcknowledgedCommit) {
  auto store = *OpenEmbeddedStore({.path = folder_ / "live", .env = env_.get()});
  std::vector<Begun<absl::StatusOr<CommitResult>>> commits;
  for (int i = 0; i < 200; ++i) {
    commits.emplace_back(store->Commit(
        {.room = kRoom, .writes = {Put(absl::StrCat(i), "value")}, .request = {}, .audit = absl::StrCat(i)}));
  }
  for (auto& commit : commits) ASSERT_TRUE(commit.Wait().ok());
  LogPlace end = EndOf(*store, LogKind::kOwn);
  std::vector<std::string> trail = AuditOf(*store);
  EXPECT_EQ(trail.size(), 200);

  auto after = *OpenEmbeddedStore({.path = Crash()});

  for (int i = 0; i < 200; ++i) EXPECT_THAT(ValueOf(*after, absl::StrCat(i)), Optional(std::string("value")));
  EXPECT_EQ(EndOf(*after, LogKind::kOwn), end);
  EXPECT_EQ(AuditOf(*after), trail);
}

}  // namespace
}  // namespace samverkan
