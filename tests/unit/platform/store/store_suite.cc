#include "tests/unit/platform/store/store_suite.h"

#include <stop_token>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"

namespace samverkan {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

Write Put(std::string key, std::string value, SharedEntry shared) {
  return {.key = std::move(key), .value = std::move(value), .expected_version = {}, .shared = shared};
}

Write PutIf(std::string key, std::string value, int64_t expected_version) {
  return {.key = std::move(key), .value = std::move(value), .expected_version = expected_version};
}

Write Remove(std::string key, SharedEntry shared) {
  return {.key = std::move(key), .value = {}, .expected_version = {}, .shared = shared};
}

absl::StatusOr<CommitResult> CommitTo(Store& store, std::vector<Write> writes, std::optional<RequestRecord> request) {
  return Await(store.Commit({.room = kRoom, .writes = std::move(writes), .request = std::move(request)}));
}

std::optional<std::string> ValueOf(Store& store, std::string key) {
  absl::StatusOr<std::optional<StoredRecord>> record = Await(store.Get(std::move(key)));
  EXPECT_TRUE(record.ok()) << record.status();
  if (!record.ok() || !record->has_value()) return std::nullopt;
  return (*record)->value;
}

int64_t VersionOf(Store& store, std::string key) {
  absl::StatusOr<std::optional<StoredRecord>> record = Await(store.Get(std::move(key)));
  EXPECT_TRUE(record.ok()) << record.status();
  return record.ok() && record->has_value() ? (*record)->version : 0;
}

std::vector<std::string> KeysOf(const std::vector<Row>& rows) {
  std::vector<std::string> keys;
  for (const Row& row : rows) keys.push_back(row.key);
  return keys;
}

LogPlace EndOf(Store& store, LogKind kind) {
  absl::StatusOr<LogPlace> end = Await(store.LogEnd({kRoom, kind}));
  EXPECT_TRUE(end.ok()) << end.status();
  return end.value_or(LogPlace());
}

std::vector<std::string> EntriesOf(Store& store, LogKind kind) {
  LogPlace begin = EndOf(store, kind);
  begin.sequence = 0;
  absl::StatusOr<std::vector<LogEntry>> entries = Await(store.ReadLog({kRoom, kind}, begin, 1000));
  EXPECT_TRUE(entries.ok()) << entries.status();
  std::vector<std::string> told;
  if (!entries.ok()) return told;
  for (const LogEntry& entry : *entries) {
    told.push_back(absl::StrCat(entry.sequence, " ", entry.key, entry.removed ? " removed" : ""));
  }
  return told;
}

namespace {

constexpr auto kAborted = absl::StatusCode::kAborted;
constexpr auto kAlreadyExists = absl::StatusCode::kAlreadyExists;
constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;
constexpr auto kOutOfRange = absl::StatusCode::kOutOfRange;

TEST_P(StoreSuite, GivesBackWhatWasCommitted) {
  std::string bytes("\0\xff\n", 3);
  ASSERT_TRUE(Commit({Put("a", bytes)}).ok());
  EXPECT_THAT(ValueOf(*store_, "a"), Optional(bytes));
}

TEST_P(StoreSuite, KeepsAnEmptyValue) {
  ASSERT_TRUE(Commit({Put("a", "")}).ok());
  EXPECT_THAT(ValueOf(*store_, "a"), Optional(std::string()));
}

TEST_P(StoreSuite, SaysNothingOfARecordThatIsNotThere) { EXPECT_EQ(ValueOf(*store_, "a"), std::nullopt); }

TEST_P(StoreSuite, ForgetsARemovedRecord) {
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  ASSERT_TRUE(Commit({Remove("a")}).ok());
  EXPECT_EQ(ValueOf(*store_, "a"), std::nullopt);
}

TEST_P(StoreSuite, GivesEveryStateOfARecordAVersionOfItsOwn) {
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  int64_t first = VersionOf(*store_, "a");
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  int64_t second = VersionOf(*store_, "a");
  ASSERT_TRUE(Commit({Remove("a")}).ok());
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  int64_t third = VersionOf(*store_, "a");
  EXPECT_TRUE(0 < first && first < second && second < third) << first << " " << second << " " << third;
}

TEST_P(StoreSuite, CommitsOverTheExpectedVersion) {
  ASSERT_TRUE(Commit({PutIf("a", "1", 0)}).ok());
  ASSERT_TRUE(Commit({PutIf("a", "2", VersionOf(*store_, "a"))}).ok());
  EXPECT_THAT(ValueOf(*store_, "a"), Optional(std::string("2")));
}

TEST_P(StoreSuite, RefusesToMakeARecordThatExists) {
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  EXPECT_EQ(Commit({PutIf("a", "2", 0)}).status().code(), kAborted);
}

TEST_P(StoreSuite, RefusesToReplaceARecordThatWasRemoved) {
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  int64_t version = VersionOf(*store_, "a");
  ASSERT_TRUE(Commit({Remove("a")}).ok());
  EXPECT_EQ(Commit({PutIf("a", "2", version)}).status().code(), kAborted);
}

TEST_P(StoreSuite, ALostRaceWritesNothing) {
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  int64_t version = VersionOf(*store_, "a");
  ASSERT_TRUE(Commit({PutIf("a", "2", version)}).ok());

  auto lost = Commit({Put("b", "1", SharedEntry::kWritten), PutIf("a", "3", version)}, Request("id", "answer"));

  EXPECT_EQ(lost.status().code(), kAborted);
  EXPECT_THAT(ValueOf(*store_, "a"), Optional(std::string("2")));
  EXPECT_EQ(ValueOf(*store_, "b"), std::nullopt);
  EXPECT_THAT(EntriesOf(*store_, LogKind::kOwn), ElementsAre("1 a", "2 a"));
  EXPECT_THAT(EntriesOf(*store_, LogKind::kShared), IsEmpty());
  EXPECT_EQ(*Await(store_->FindRequest("id")), std::nullopt);
}

TEST_P(StoreSuite, RefusesACommitThatWritesAKeyTwice) {
  EXPECT_EQ(Commit({Put("a", "1"), Remove("a")}).status().code(), kInvalidArgument);
}

TEST_P(StoreSuite, ConcurrentWritersLoseNoIncrement) {
  constexpr int kThreads = 8;
  constexpr int kIncrements = 25;
  auto increment = [this] {
    for (int done = 0; done < kIncrements;) {
      std::optional<StoredRecord> record = *Await(store_->Get("n"));
      int count = record.has_value() ? std::stoi(record->value) : 0;
      auto committed = Commit({PutIf("n", std::to_string(count + 1), record.has_value() ? record->version : 0)});
      if (committed.ok()) ++done;
      if (!committed.ok()) EXPECT_EQ(committed.status().code(), kAborted);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back(increment);
  }
  EXPECT_THAT(ValueOf(*store_, "n"), Optional(std::to_string(kThreads * kIncrements)));
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn).sequence, kThreads * kIncrements);
}

TEST_P(StoreSuite, ReadsSeveralRecordsInTheKeysOrder) {
  ASSERT_TRUE(Commit({Put("a", "1"), Put("b", "2")}).ok());
  auto records = *Await(store_->GetMany({"b", "none", "a", "b"}));
  ASSERT_EQ(records.size(), 4);
  EXPECT_EQ(records[0]->value, "2");
  EXPECT_EQ(records[1], std::nullopt);
  EXPECT_EQ(records[2]->value, "1");
  EXPECT_EQ(records[3]->version, VersionOf(*store_, "b"));
}

TEST_P(StoreSuite, ReadsNoRecordsForNoKeys) { EXPECT_THAT(*Await(store_->GetMany({})), IsEmpty()); }

TEST_P(StoreSuite, ScansInTheOrderOfTheKeysBytesFromBeginToBeforeEnd) {
  std::string zero("a\0", 2), high("a\xff"), line("a\n/");
  ASSERT_TRUE(Commit({Put(high, ""), Put("b", ""), Put(line, ""), Put("a", ""), Put(zero, ""), Put("A", "")}).ok());
  EXPECT_THAT(KeysOf(*Await(store_->Scan("a", "b", 100))), ElementsAre("a", zero, line, high));
  EXPECT_THAT(KeysOf(*Await(store_->Scan(zero, high, 100))), ElementsAre(zero, line));
}

TEST_P(StoreSuite, ScansValuesAndVersions) {
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  std::vector<Row> rows = *Await(store_->Scan("a", "b", 1));
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0].record.value, "1");
  EXPECT_EQ(rows[0].record.version, VersionOf(*store_, "a"));
}

TEST_P(StoreSuite, ScansNoMoreThanTheLimit) {
  ASSERT_TRUE(Commit({Put("a", ""), Put("b", ""), Put("c", "")}).ok());
  EXPECT_THAT(KeysOf(*Await(store_->Scan("a", "d", 2))), ElementsAre("a", "b"));
  EXPECT_THAT(*Await(store_->Scan("a", "d", 0)), IsEmpty());
}

TEST_P(StoreSuite, ScansNothingInAnEmptyRange) {
  ASSERT_TRUE(Commit({Put("a", ""), Put("b", "")}).ok());
  EXPECT_THAT(*Await(store_->Scan("b", "a", 10)), IsEmpty());
  EXPECT_THAT(*Await(store_->Scan("b", "b", 10)), IsEmpty());
}

TEST_P(StoreSuite, AnswersARepeatedRequestAsBefore) {
  ASSERT_TRUE(Commit({Put("a", "1")}, Request("id", "first")).ok());
  EXPECT_EQ(Commit({Put("a", "2")}, Request("id", "second")).status().code(), kAlreadyExists);
  EXPECT_THAT(*Await(store_->FindRequest("id")), Optional(std::string("first")));
  EXPECT_THAT(ValueOf(*store_, "a"), Optional(std::string("1")));
}

TEST_P(StoreSuite, TellsARepeatedRequestFromALostRace) {
  ASSERT_TRUE(Commit({PutIf("a", "1", 0)}, Request("id", "first")).ok());
  EXPECT_EQ(Commit({PutIf("a", "1", 0)}, Request("id", "first")).status().code(), kAlreadyExists);
}

TEST_P(StoreSuite, ForgetsARequestThatHasExpired) {
  ASSERT_TRUE(Commit({Put("a", "1")}, Request("id", "first")).ok());
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(*Await(store_->FindRequest("id")), std::nullopt);
  EXPECT_TRUE(Commit({Put("a", "2")}, Request("id", "second")).ok());
  EXPECT_THAT(*Await(store_->FindRequest("id")), Optional(std::string("second")));
}

TEST_P(StoreSuite, RefusesARequestIdOfOver200Bytes) {
  EXPECT_TRUE(Commit({Put("a", "1")}, Request(std::string(200, '\xff'), "")).ok());
  EXPECT_EQ(Commit({Put("a", "1")}, Request(std::string(201, 'x'), "")).status().code(), kInvalidArgument);
}

TEST_P(StoreSuite, BeginsEveryLogAtNought) {
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn).sequence, 0);
  EXPECT_THAT(EntriesOf(*store_, LogKind::kShared), IsEmpty());
}

TEST_P(StoreSuite, GivesEveryLogAnEpochOfItsOwn) {
  std::string own = EndOf(*store_, LogKind::kOwn).epoch;
  EXPECT_NE(own, "");
  EXPECT_NE(own, EndOf(*store_, LogKind::kShared).epoch);
  EXPECT_NE(own, (*Await(store_->LogEnd({"another", LogKind::kOwn}))).epoch);
  EXPECT_EQ(own, EndOf(*store_, LogKind::kOwn).epoch);
}

TEST_P(StoreSuite, TheOwnLogHasEveryWriteInOrder) {
  ASSERT_TRUE(Commit({Put("b", "1"), Put("a", "1", SharedEntry::kWritten)}).ok());
  ASSERT_TRUE(Commit({Remove("b")}).ok());
  EXPECT_THAT(EntriesOf(*store_, LogKind::kOwn), ElementsAre("1 b", "2 a", "3 b removed"));
}

TEST_P(StoreSuite, TheSharedLogHasWhatTheWritesSay) {
  ASSERT_TRUE(Commit({Put("a", "1", SharedEntry::kWritten), Put("hidden", "1")}).ok());
  ASSERT_TRUE(Commit({Put("a", "2", SharedEntry::kRemoved), Remove("b", SharedEntry::kRemoved)}).ok());
  EXPECT_THAT(EntriesOf(*store_, LogKind::kShared), ElementsAre("1 a", "2 a removed", "3 b removed"));
}

TEST_P(StoreSuite, TheSharedLogDoesNotTellThatSomethingPrivateWasWritten) {
  ASSERT_TRUE(Commit({Put("a", "1", SharedEntry::kWritten)}).ok());
  LogPlace before = EndOf(*store_, LogKind::kShared);
  LogPlace with_private = Commit({Put("private", "1"), Remove("secret")})->shared;
  EXPECT_EQ(with_private, before);
  EXPECT_EQ(EndOf(*store_, LogKind::kShared), before);
  ASSERT_TRUE(Commit({Put("more", "1"), Put("b", "1", SharedEntry::kWritten)}).ok());
  EXPECT_THAT(EntriesOf(*store_, LogKind::kShared), ElementsAre("1 a", "2 b"));
}

TEST_P(StoreSuite, TellsWhereTheLogsStoodWithACommitInThem) {
  CommitResult result = *Commit({Put("a", "1", SharedEntry::kWritten), Put("b", "1")});
  EXPECT_EQ(result.own, EndOf(*store_, LogKind::kOwn));
  EXPECT_EQ(result.own.sequence, 2);
  EXPECT_EQ(result.shared, EndOf(*store_, LogKind::kShared));
  EXPECT_EQ(result.shared.sequence, 1);
}

TEST_P(StoreSuite, KeepsTheLogsOfRoomsWithSimilarNamesApart) {
  for (std::string room : {"a", "ab", "b"}) {
    ASSERT_TRUE(Await(store_->Commit({.room = room, .writes = {Put(room, "1")}, .request = {}})).ok());
  }
  LogPlace begin = *Await(store_->LogEnd({"a", LogKind::kOwn}));
  EXPECT_EQ(begin.sequence, 1);
  begin.sequence = 0;
  std::vector<LogEntry> entries = *Await(store_->ReadLog({"a", LogKind::kOwn}, begin, 10));
  ASSERT_EQ(entries.size(), 1);
  EXPECT_EQ(entries[0].key, "a");
}

TEST_P(StoreSuite, ReadsALogInParts) {
  CommitResult end = *Commit({Put("a", ""), Put("b", ""), Put("c", "")});
  LogId own{kRoom, LogKind::kOwn};
  std::vector<LogEntry> part = *Await(store_->ReadLog(own, {end.own.epoch, 1}, 1));
  ASSERT_EQ(part.size(), 1);
  EXPECT_EQ(part[0].key, "b");
  EXPECT_EQ(part[0].sequence, 2);
  EXPECT_THAT(*Await(store_->ReadLog(own, end.own, 10)), IsEmpty());
}

TEST_P(StoreSuite, ReadsALogOfOneLargeCommitFromAnywhere) {
  std::vector<Write> writes;
  for (int i = 0; i < 600; ++i) writes.push_back(Put(absl::StrCat("key-", i), ""));
  CommitResult end = *Commit(std::move(writes));
  EXPECT_EQ(end.own.sequence, 600);
  for (int64_t after : {0, 1, 255, 256, 257, 511, 512, 599}) {
    std::vector<LogEntry> part = *Await(store_->ReadLog({kRoom, LogKind::kOwn}, {end.own.epoch, after}, 300));
    ASSERT_EQ(std::ssize(part), std::min<int64_t>(300, 600 - after)) << after;
    for (size_t i = 0; i < part.size(); ++i) {
      EXPECT_EQ(part[i].sequence, after + 1 + static_cast<int64_t>(i));
      EXPECT_EQ(part[i].key, absl::StrCat("key-", after + static_cast<int64_t>(i)));
    }
  }
}

TEST_P(StoreSuite, RefusesAPlaceAheadOfTheLog) {
  LogPlace ahead = Commit({Put("a", "")})->own;
  ++ahead.sequence;
  EXPECT_EQ(Await(store_->ReadLog({kRoom, LogKind::kOwn}, ahead, 1)).status().code(), kOutOfRange);
}

TEST_P(StoreSuite, RefusesAPlaceOfAnotherEpoch) {
  CommitResult end = *Commit({Put("a", "", SharedEntry::kWritten)});
  EXPECT_EQ(Await(store_->ReadLog({kRoom, LogKind::kOwn}, end.shared, 1)).status().code(), kOutOfRange);
  EXPECT_EQ(Await(store_->ReadLog({"another", LogKind::kOwn}, end.own, 1)).status().code(), kOutOfRange);
}

TEST_P(StoreSuite, AWriteWakesWhoAwaitsIt) {
  Begun<bool> waiting(store_->AwaitLog({kRoom, LogKind::kShared}, 1, {}));
  ASSERT_TRUE(Commit({Put("a", "", SharedEntry::kWritten)}).ok());
  ASSERT_TRUE(Commit({Put("b", "", SharedEntry::kWritten)}).ok());
  EXPECT_TRUE(waiting.Wait());
}

TEST_P(StoreSuite, DoesNotWaitForWhatIsThere) {
  ASSERT_TRUE(Commit({Put("a", "")}).ok());
  EXPECT_TRUE(Await(store_->AwaitLog({kRoom, LogKind::kOwn}, 0, {})));
}

TEST_P(StoreSuite, StoppingWakesWhoWaits) {
  std::stop_source stop;
  Begun<bool> waiting(store_->AwaitLog({kRoom, LogKind::kOwn}, 0, stop.get_token()));
  stop.request_stop();
  EXPECT_FALSE(waiting.Wait());
  EXPECT_FALSE(Await(store_->AwaitLog({kRoom, LogKind::kOwn}, 0, stop.get_token())));
}

TEST_P(StoreSuite, StoppingAndWritingAtOnceWakesOnce) {
  for (int i = 0; i < 100; ++i) {
    std::stop_source stop;
    Begun<bool> waiting(store_->AwaitLog({kRoom, LogKind::kOwn}, i, stop.get_token()));
    std::jthread stopping([&stop] { stop.request_stop(); });
    ASSERT_TRUE(Commit({Put("a", "")}).ok());
    waiting.Wait();
  }
}

TEST_P(StoreSuite, ClosingWakesWhoWaits) {
  Begun<bool> waiting(store_->AwaitLog({kRoom, LogKind::kOwn}, 0, {}));
  store_.reset();
  EXPECT_FALSE(waiting.Wait());
}

Task<absl::Status> CommitUntilRefused(Store* store, std::string key) {
  while (true) {
    absl::StatusOr<CommitResult> committed =
        co_await store->Commit({.room = kRoom, .writes = {Put(key, "")}, .request = {}});
    if (!committed.ok()) co_return committed.status();
  }
}

TEST_P(StoreSuite, RefusesWhatIsBegunWhileItCloses) {
  std::vector<Begun<absl::Status>> writers;
  for (std::string key : {"a", "b", "c", "d"}) writers.emplace_back(CommitUntilRefused(store_.get(), key));
  ASSERT_TRUE(Commit({Put("e", "")}).ok());
  store_.reset();
  for (auto& writer : writers) EXPECT_EQ(writer.Wait().code(), absl::StatusCode::kUnavailable);
}

TEST_P(StoreSuite, ClosingAnswersEveryCommitThatWasBegun) {
  std::vector<Begun<absl::StatusOr<CommitResult>>> commits;
  for (int i = 0; i < 100; ++i) {
    commits.emplace_back(store_->Commit({.room = kRoom, .writes = {Put(absl::StrCat(i), "")}, .request = {}}));
  }
  store_.reset();
  std::vector<int> kept;
  for (int i = 0; i < 100; ++i) {
    absl::Status status = commits[i].Wait().status();
    if (status.ok()) kept.push_back(i);
    if (!status.ok()) EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  }
  store_ = form_->Open(clock_.function());
  for (int i : kept) EXPECT_NE(ValueOf(*store_, absl::StrCat(i)), std::nullopt);
}

}  // namespace
}  // namespace samverkan
