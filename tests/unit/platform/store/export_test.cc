// Slices that move: from every form of the store to every form.
#include "services/platform/store/export.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/platform/store/embedded/embedded_store.h"
#include "services/platform/store/redis/redis_store.h"
#include "tests/support/redis_server.h"
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
constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
using Source = absl::AnyInvocable<absl::StatusOr<std::string>()>;

// Where a slice is, or is to come.
class Place {
 public:
  virtual ~Place() = default;
  virtual absl::StatusOr<std::unique_ptr<Store>> Open() = 0;
  virtual absl::StatusOr<SliceSummary> Fill(Source next) = 0;
  virtual bool HasNothing() = 0;
};

class EmbeddedPlace : public Place {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open() override { return OpenEmbeddedStore(options_); }
  absl::StatusOr<SliceSummary> Fill(Source next) override { return FillEmbeddedStore(options_, std::move(next)); }
  bool HasNothing() override { return !std::filesystem::exists(options_.path); }

 private:
  ScratchFolder folder_;
  EmbeddedStoreOptions options_{.path = folder_ / "store"};
};

class RedisPlace : public Place {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open() override { return OpenRedisStore(options_); }
  absl::StatusOr<SliceSummary> Fill(Source next) override { return FillRedisStore(options_, std::move(next)); }
  bool HasNothing() override { return ElementsOf(*server_.Call({"KEYS", "*"})).empty(); }

 private:
  RedisServer server_;
  RedisStoreOptions options_{.address = {.endpoints = {server_.socket()}, .name = ""}, .agency = "af"};
};

std::unique_ptr<Place> Embedded() { return std::make_unique<EmbeddedPlace>(); }
std::unique_ptr<Place> Redis() { return std::make_unique<RedisPlace>(); }

std::vector<std::string> ReadAll(Store::Export& exported) {
  std::vector<std::string> chunks;
  while (true) {
    absl::StatusOr<std::string> chunk = exported.Next();
    EXPECT_TRUE(chunk.ok()) << chunk.status();
    if (!chunk.ok() || chunk->empty()) return chunks;
    chunks.push_back(*std::move(chunk));
  }
}

Source Chunks(std::vector<std::string> chunks) {
  return [chunks = std::move(chunks), i = size_t{0}]() mutable -> absl::StatusOr<std::string> {
    return i < chunks.size() ? chunks[i++] : "";
  };
}

struct Way {
  const char* name;
  std::unique_ptr<Place> (*from)();
  std::unique_ptr<Place> (*to)();
};

class ExportTest : public ::testing::TestWithParam<Way> {
 protected:
  std::vector<std::string> Export(bool audit = false) { return ReadAll(**store_->BeginExport(audit)); }
  // Whether the slice arrived as it is, by counts and content too.
  absl::Status Move(std::vector<std::string> chunks, bool audit = false) {
    absl::StatusOr<SliceSummary> filled = to_->Fill(Chunks(std::move(chunks)));
    if (!filled.ok()) return filled.status();
    moved_ = *to_->Open();
    EXPECT_EQ(*Summarize(*moved_, audit), *filled);
    return absl::OkStatus();
  }
  absl::Status Refuse(std::vector<std::string> chunks) { return to_->Fill(Chunks(std::move(chunks))).status(); }

  std::unique_ptr<Place> from_ = GetParam().from();
  std::unique_ptr<Place> to_ = GetParam().to();
  std::unique_ptr<Store> store_ = *from_->Open();
  std::unique_ptr<Store> moved_;
};

INSTANTIATE_TEST_SUITE_P(Ways, ExportTest,
                         ::testing::Values(Way{"EmbeddedToEmbedded", &Embedded, &Embedded},
                                           Way{"EmbeddedToRedis", &Embedded, &Redis},
                                           Way{"RedisToEmbedded", &Redis, &Embedded},
                                           Way{"RedisToRedis", &Redis, &Redis}),
                         [](const auto& info) { return info.param.name; });

TEST_P(ExportTest, MovesEveryRecordWithItsVersion) {
  std::string key("a\0\xff", 3);
  ASSERT_TRUE(CommitTo(*store_, {Put(key, "1"), Put("b", "")}).ok());
  ASSERT_TRUE(CommitTo(*store_, {Put("b", "2"), Remove("c")}).ok());
  ASSERT_TRUE(Move(Export()).ok());
  EXPECT_THAT(KeysOf(*Await(moved_->Scan("", "z", 100))), ElementsAre(key, "b"));
  EXPECT_THAT(ValueOf(*moved_, "b"), Optional(std::string("2")));
  EXPECT_EQ(VersionOf(*moved_, "b"), VersionOf(*store_, "b"));
}

TEST_P(ExportTest, HasTheSameContentWhereverItIs) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  ASSERT_TRUE(Audit(*store_, "entry").ok());
  ASSERT_TRUE(Move(Export(true), true).ok());
  SliceSummary summary = *Summarize(*store_, true);
  EXPECT_EQ(summary.records, 2);
  EXPECT_EQ(summary.entries, 1);
  EXPECT_EQ(*Summarize(*moved_, true), summary);
  ASSERT_TRUE(CommitTo(*moved_, {Put("a", "2")}).ok());
  EXPECT_NE(Summarize(*moved_, true)->Digest(), summary.Digest());
}

TEST_P(ExportTest, GivesNoVersionAgain) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}).ok());
  int64_t version = VersionOf(*store_, "a");
  ASSERT_TRUE(CommitTo(*store_, {Remove("a")}).ok());
  ASSERT_TRUE(Move(Export()).ok());
  ASSERT_TRUE(CommitTo(*moved_, {Put("a", "1")}).ok());
  EXPECT_GT(VersionOf(*moved_, "a"), version);
}

TEST_P(ExportTest, BeginsNewEpochs) {
  LogPlace before = CommitTo(*store_, {Put("a", "1")})->own;
  ASSERT_TRUE(Move(Export()).ok());
  LogPlace after = EndOf(*moved_, LogKind::kOwn);
  EXPECT_NE(after.epoch, before.epoch);
  EXPECT_EQ(after.sequence, 0);
  EXPECT_EQ(Await(moved_->ReadLog({kRoom, LogKind::kOwn}, before, 1)).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_P(ExportTest, LeavesRequestsOut) {
  RequestRecord request{.id = "id", .response = "answer", .expire_time = absl::Now() + absl::Hours(1)};
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1")}, request).ok());
  ASSERT_TRUE(Move(Export()).ok());
  EXPECT_EQ(*Await(moved_->FindRequest("id")), std::nullopt);
}

TEST_P(ExportTest, TakesTheAuditTrailAlongWhereItIsAskedFor) {
  for (std::string entry : {"a", "b", "c", "d"}) ASSERT_TRUE(Audit(*store_, entry).ok());
  ASSERT_TRUE(Audit(*store_, "e", 3).ok());
  ASSERT_TRUE(Move(Export(true), true).ok());
  EXPECT_THAT(AuditOf(*moved_), ElementsAre("3 c", "4 d", "5 e"));
  ASSERT_TRUE(Audit(*moved_, "f").ok());
  EXPECT_THAT(AuditOf(*moved_, 4), ElementsAre("5 e", "6 f"));
}

TEST_P(ExportTest, LeavesTheAuditTrailOutOtherwise) {
  ASSERT_TRUE(Audit(*store_, "entry").ok());
  ASSERT_TRUE(Move(Export()).ok());
  EXPECT_THAT(AuditOf(*moved_), IsEmpty());
}

TEST_P(ExportTest, MovesAnEmptySlice) {
  ASSERT_TRUE(Move(Export()).ok());
  EXPECT_THAT(*Await(moved_->Scan("", "z", 10)), IsEmpty());
}

TEST_P(ExportTest, IsOfOneMomentAlthoughWritesGoOn) {
  for (int i = 0; i < 3000; i += 1000) {
    std::vector<Write> writes;
    for (int j = i; j < i + 1000; ++j) writes.push_back(Put(absl::StrCat("r", 10000 + j), std::string(500, 'x')));
    ASSERT_TRUE(CommitTo(*store_, std::move(writes)).ok());
  }
  // Each commit moves one unit from a record to another, so that their sum tells a state that there was.
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1000"), Put("z", "0"), Put("gone", "1")}).ok());
  auto exported = *store_->BeginExport(false);
  std::vector<std::string> chunks = {*exported->Next()};
  for (int i = 1; i <= 50; ++i) {
    ASSERT_TRUE(CommitTo(*store_, {Put("a", absl::StrCat(1000 - i)), Put("z", absl::StrCat(i))}).ok());
  }
  ASSERT_TRUE(
      Await(store_->Commit({.room = "another", .writes = {Remove("gone"), Put("come", "1")}, .request = {}})).ok());
  for (std::string& chunk : ReadAll(*exported)) chunks.push_back(std::move(chunk));
  ASSERT_TRUE(Move(std::move(chunks)).ok());
  EXPECT_EQ(std::stoi(*ValueOf(*moved_, "a")) + std::stoi(*ValueOf(*moved_, "z")), 1000);
  EXPECT_NE(ValueOf(*moved_, "gone").has_value(), ValueOf(*moved_, "come").has_value());
}

TEST_P(ExportTest, ComesInChunksOfAboutAMegabyte) {
  std::vector<Write> writes;
  for (int i = 0; i < 1000; ++i) writes.push_back(Put(absl::StrCat("key", i), std::string(10'000, 'x')));
  ASSERT_TRUE(CommitTo(*store_, std::move(writes)).ok());
  std::vector<std::string> chunks = Export();
  EXPECT_GE(chunks.size(), 2);
  EXPECT_THAT(chunks, Each(SizeIs(::testing::Lt(6'000'000))));
  ASSERT_TRUE(Move(std::move(chunks)).ok());
  EXPECT_THAT(*Await(moved_->Scan("", "z", 2000)), SizeIs(1000));
}

TEST_P(ExportTest, TellsHowManyRecordsItHas) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  std::unique_ptr<Store::Export> exported = *store_->BeginExport(false);
  ReadAll(*exported);
  EXPECT_EQ(exported->records(), 2);
}

TEST_P(ExportTest, IsTakenInChunksOfAnySize) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  ASSERT_TRUE(Audit(*store_, "entry").ok());
  std::vector<std::string> bytes;
  for (const std::string& chunk : Export(true)) {
    for (char byte : chunk) bytes.push_back(std::string(1, byte));
  }
  EXPECT_TRUE(Move(std::move(bytes), true).ok());
}

TEST_P(ExportTest, CutShortItIsRefusedAndLeavesNothing) {
  ASSERT_TRUE(CommitTo(*store_, {Put("a", "1"), Put("b", "2")}).ok());
  std::string whole = Export().at(0);
  for (size_t length : {size_t{0}, size_t{5}, whole.size() / 2, whole.size() - 41, whole.size() - 1}) {
    EXPECT_EQ(Refuse({whole.substr(0, length)}).code(), kDataLoss) << length;
    EXPECT_TRUE(to_->HasNothing());
  }
  EXPECT_TRUE(Move({whole}).ok());
}

TEST_P(ExportTest, WhatFollowsItIsRefused) {
  std::vector<std::string> chunks = Export();
  chunks.push_back("x");
  EXPECT_EQ(Refuse(std::move(chunks)).code(), kDataLoss);
  EXPECT_TRUE(to_->HasNothing());
}

TEST_P(ExportTest, GivesTheErrorOfItsSource) {
  auto next = []() -> absl::StatusOr<std::string> { return absl::CancelledError("stopped"); };
  EXPECT_EQ(to_->Fill(next).status().code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(to_->HasNothing());
}

TEST_P(ExportTest, FillsNoSliceThatIsThere) {
  std::vector<std::string> chunks = Export();
  {
    auto there = *to_->Open();
    ASSERT_TRUE(CommitTo(*there, {Put("a", "1")}).ok());
  }
  EXPECT_EQ(Refuse(std::move(chunks)).code(), kFailedPrecondition);
  EXPECT_THAT(ValueOf(**to_->Open(), "a"), Optional(std::string("1")));
}

// Exports as each version wrote them: golden/NAME-FORMAT.export, of the sample's Lomma. What is in them was also
// reckoned by a program that shares no code with ours.
struct Golden {
  const char* file;
  int64_t records;
  int64_t entries;
  const char* content;
};

class GoldenExportTest : public ::testing::TestWithParam<Golden> {};

TEST_P(GoldenExportTest, IsFilledIntoEveryForm) {
  std::ifstream file(absl::StrCat(SAMVERKAN_GOLDEN_EXPORTS, "/", GetParam().file), std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  for (auto* form : {&Embedded, &Redis}) {
    std::unique_ptr<Place> place = form();
    absl::StatusOr<SliceSummary> filled = place->Fill(Chunks({bytes.str()}));
    ASSERT_TRUE(filled.ok()) << filled.status();
    auto store = *place->Open();
    SliceSummary found = *Summarize(*store, true);
    EXPECT_EQ(found.records, GetParam().records);
    EXPECT_EQ(found.entries, GetParam().entries);
    EXPECT_EQ(found.Digest(), GetParam().content);
    EXPECT_TRUE(CommitTo(*store, {Put("new", "1")}).ok());
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, GoldenExportTest,
                         ::testing::Values(Golden{"lomma-1.export", 36, 0,
                                                  "2dd1e2d23ad5bb15aa36b419b22042c23980e8a5c4559bd72aca9a31cfdc0e6c"},
                                           Golden{"lomma-2.export", 36, 15,
                                                  "89170b85cc4a24ce5299810f56b36ed0347efd0a9f3796fd7aa175ccad805adb"}),
                         [](const auto& info) { return absl::StrCat("Format", info.index + 1); });

// A filler that takes anything.
class AnyFiller : public SliceFiller {
 public:
  absl::Status AddRecord(std::string_view, std::string_view, int64_t) override { return absl::OkStatus(); }
  absl::Status RemoveRecord(std::string_view) override { return absl::OkStatus(); }
  absl::Status AddEntry(int64_t, std::string_view) override { return absl::OkStatus(); }
  absl::Status Finish(int64_t) override { return absl::OkStatus(); }
};

TEST(ExportReaderTest, FindsDamageAnywhere) {
  ExportWriter writer(true);
  writer.Begin(7);
  writer.AddRecord("a", "1", 3);
  writer.AddRecord("a", "2", 4);
  writer.AddRecord("b", "1", 5);
  writer.RemoveRecord("b");
  writer.AddEntry(1, "entry");
  writer.End();
  std::string whole = writer.TakeChunk();
  AnyFiller filler;
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] ^= 0x40;
    EXPECT_FALSE(FillFrom(Chunks({damaged}), filler).ok()) << i;
  }
  EXPECT_TRUE(FillFrom(Chunks({whole}), filler).ok());
}

TEST(ExportReaderTest, RefusesALaterFormat) {
  AnyFiller filler;
  std::string header = "samverkan-export\n" + std::string(1, kExportFormat + 1) + std::string(15, '\0');
  EXPECT_EQ(FillFrom(Chunks({header}), filler).status().code(), kFailedPrecondition);
}

}  // namespace
}  // namespace samverkan
