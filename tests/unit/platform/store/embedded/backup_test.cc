// Exports of the embedded store, and what is restored from them.
#include "services/platform/store/embedded/backup.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/platform/store/embedded/embedded_store.h"
#include "tests/support/scratch_folder.h"
#include "tests/unit/platform/store/store_suite.h"

namespace samverkan {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() : store_(*OpenEmbeddedStore({.path = folder_ / "store"})) {}

  std::vector<std::string> Export() { return ReadAll(**store_->BeginExport()); }

  static std::vector<std::string> ReadAll(Store::Export& exported) {
    std::vector<std::string> chunks;
    while (true) {
      std::string chunk = *exported.Next();
      if (chunk.empty()) return chunks;
      chunks.push_back(std::move(chunk));
    }
  }

  absl::Status Restore(std::vector<std::string> chunks) {
    auto next = [chunks = std::move(chunks), i = size_t{0}]() mutable -> absl::StatusOr<std::string> {
      return i < chunks.size() ? chunks[i++] : "";
    };
    return RestoreEmbeddedStore(restored_, std::move(next));
  }

  // That nothing is there, as far as a store can tell.
  void ExpectNothingRestored() { EXPECT_FALSE(std::filesystem::exists(restored_.path)); }

  ScratchFolder folder_;
  EmbeddedStoreOptions restored_{.path = folder_ / "restored"};
  std::unique_ptr<Store> store_;
};

TEST_F(BackupTest, LeavesOutTheAuditTrail) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  ASSERT_TRUE(Audit(*store_, "entry").ok());
  ASSERT_TRUE(Restore(Export()).ok());
  EXPECT_THAT(AuditOf(**OpenEmbeddedStore(restored_)), IsEmpty());
}

TEST_F(BackupTest, RestoresEveryRecordWithItsVersion) {
  std::string key("a\0\xff", 3);
  ASSERT_TRUE(CommitTo(*store_, {Put(key, "1"), Put("b", "")}).ok());
  ASSERT_TRUE(CommitTo(*store_, {Put("b", "2"), Remove("c")}).ok());
  ASSERT_TRUE(Restore(Export()).ok());
  auto restored = *OpenEmbeddedStore(restored_);
  EXPECT_THAT(KeysOf(*Await(restored->Scan("", "z", 100))), ElementsAre(key, "b"));
  EXPECT_THAT(ValueOf(*restored, "b"), Optional(std::string("2")));
  EXPECT_EQ(VersionOf(*restored, "b"), VersionOf(*store_, "b"));
}

TEST_F(BackupTest, GivesNoVersionAgainAfterARestore) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  int64_t version = VersionOf(*store_, "a");
  ASSERT_TRUE(CommitTo(*store_, {Remove("a")}).ok());
  ASSERT_TRUE(Restore(Export()).ok());
  auto restored = *OpenEmbeddedStore(restored_);
  ASSERT_TRUE(CommitTo(*restored, {Put("a", "1")}).ok());
  EXPECT_GT(VersionOf(*restored, "a"), version);
}

TEST_F(BackupTest, BeginsNewEpochs) {
  LogPlace before = CommitTo(*store_, {Put("a", "1")})->own;
  ASSERT_TRUE(Restore(Export()).ok());
  auto restored = *OpenEmbeddedStore(restored_);
  LogPlace after = EndOf(*restored, LogKind::kOwn);
  EXPECT_NE(after.epoch, before.epoch);
  EXPECT_EQ(after.sequence, 0);
  EXPECT_EQ(Await(restored->ReadLog({kRoom, LogKind::kOwn}, before, 1)).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(BackupTest, LeavesRequestsOut) {
  RequestRecord request{.id = "id", .response = "answer", .expire_time = absl::InfiniteFuture()};
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}, request).ok());
  ASSERT_TRUE(Restore(Export()).ok());
  EXPECT_EQ(*Await((*OpenEmbeddedStore(restored_))->FindRequest("id")), std::nullopt);
}

TEST_F(BackupTest, RestoresAnEmptyStore) {
  ASSERT_TRUE(Restore(Export()).ok());
  EXPECT_THAT(*Await((*OpenEmbeddedStore(restored_))->Scan("", "z", 10)), IsEmpty());
}

TEST_F(BackupTest, ExportsOneMoment) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  auto exported = *store_->BeginExport();
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "2"), Put("b", "1")}).ok());
  ASSERT_TRUE(Restore(ReadAll(*exported)).ok());
  auto restored = *OpenEmbeddedStore(restored_);
  EXPECT_THAT(ValueOf(*restored, "a"), Optional(std::string("1")));
  EXPECT_EQ(ValueOf(*restored, "b"), std::nullopt);
}

TEST_F(BackupTest, ExportsInChunksOfAboutAMegabyte) {
  std::vector<Write> writes;
  for (int i = 0; i < 100; ++i) writes.push_back(Put(absl::StrCat("key", i), std::string(100'000, 'x')));
  ASSERT_TRUE(CommitTo(*store_, std::move(writes)).ok());
  std::vector<std::string> chunks = Export();
  EXPECT_EQ(chunks.size(), 10);
  EXPECT_THAT(chunks, Each(SizeIs(::testing::Lt(1'200'000))));
  ASSERT_TRUE(Restore(std::move(chunks)).ok());
  EXPECT_THAT(*Await((*OpenEmbeddedStore(restored_))->Scan("", "z", 1000)), SizeIs(100));
}

TEST_F(BackupTest, TellsHowManyRecordsItHasExported) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  std::unique_ptr<Store::Export> exported = *store_->BeginExport();
  ReadAll(*exported);
  EXPECT_EQ(exported->records(), 2);
}

TEST_F(BackupTest, RestoresChunksOfAnySize) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  std::vector<std::string> bytes;
  for (const std::string& chunk : Export()) {
    for (char byte : chunk) bytes.push_back(std::string(1, byte));
  }
  EXPECT_TRUE(Restore(std::move(bytes)).ok());
}

TEST_F(BackupTest, RefusesAnExportThatIsCut) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  std::string whole = Export().at(0);
  for (size_t length : {size_t{0}, size_t{5}, whole.size() / 2, whole.size() - 41, whole.size() - 1}) {
    EXPECT_EQ(Restore({whole.substr(0, length)}).code(), kDataLoss) << length;
    ExpectNothingRestored();
  }
}

TEST_F(BackupTest, RefusesAnExportThatIsDamagedAnywhere) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  std::string whole = Export().at(0);
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] ^= 0x40;
    ExportReader reader;
    auto ignore = [](const ExportReader::ExportedRow&) { return absl::OkStatus(); };
    absl::Status read = reader.Add(damaged, ignore);
    EXPECT_FALSE(read.ok() && reader.Finish().ok()) << i;
  }
}

TEST_F(BackupTest, LeavesNothingOfADamagedExport) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  std::string damaged = Export().at(0);
  damaged.back() ^= 1;
  EXPECT_EQ(Restore({damaged}).code(), kDataLoss);
  ExpectNothingRestored();
  EXPECT_TRUE(Restore(Export()).ok());
}

TEST_F(BackupTest, RefusesWhatFollowsAnExport) {
  std::vector<std::string> chunks = Export();
  chunks.push_back("x");
  EXPECT_EQ(Restore(std::move(chunks)).code(), kDataLoss);
  ExpectNothingRestored();
}

TEST_F(BackupTest, GivesTheErrorOfItsSource) {
  auto next = []() -> absl::StatusOr<std::string> { return absl::CancelledError("stopped"); };
  EXPECT_EQ(RestoreEmbeddedStore(restored_, next).code(), absl::StatusCode::kCancelled);
  ExpectNothingRestored();
}

TEST_F(BackupTest, RestoresOverNoStore) {
  std::vector<std::string> chunks = Export();
  restored_.path = folder_ / "store";
  EXPECT_EQ(Restore(std::move(chunks)).code(), absl::StatusCode::kFailedPrecondition);
  store_.reset();
  EXPECT_TRUE(OpenEmbeddedStore(restored_).ok());
}

}  // namespace
}  // namespace samverkan
