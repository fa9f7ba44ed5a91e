#include "services/platform/store/redis/redis_store.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/platform/async/wait.h"
#include "services/platform/store/commit_check.h"
#include "services/platform/store/log_waiters.h"
#include "services/platform/store/redis/answer.h"
#include "services/platform/store/redis/bell.h"
#include "services/platform/store/redis/commit_call.h"
#include "services/platform/store/redis/keys.h"
#include "services/platform/store/redis/link.h"
#include "services/platform/store/redis/primary.h"
#include "services/platform/store/redis/redis_export.h"
#include "services/platform/store/redis/reply.h"
#include "services/platform/store/redis/scripts.h"

namespace samverkan {
namespace {

constexpr int kCompletionThreads = 2;

class RedisStore final : public Store {
 public:
  explicit RedisStore(RedisStoreOptions options);
  ~RedisStore() override;

  // Whether the slice can be used, or Redis is away.
  absl::Status Check();

  Task<absl::StatusOr<std::optional<StoredRecord>>> Get(std::string key) override;
  Task<absl::StatusOr<std::vector<std::optional<StoredRecord>>>> GetMany(std::vector<std::string> keys) override;
  Task<absl::StatusOr<std::vector<Row>>> Scan(std::string begin, std::string end, int limit) override;
  Task<absl::StatusOr<CommitResult>> Commit(CommitRequest commit) override;
  Task<absl::StatusOr<std::optional<std::string>>> FindRequest(std::string id) override;
  Task<absl::StatusOr<LogPlace>> LogEnd(LogId log) override;
  Task<absl::StatusOr<std::vector<LogEntry>>> ReadLog(LogId log, LogPlace place, int limit) override;
  Task<bool> AwaitLog(LogId log, int64_t sequence, std::stop_token stop) override;
  Task<absl::StatusOr<AuditExtent>> AuditEnds() override;
  Task<absl::StatusOr<std::vector<AuditRow>>> ReadAudit(int64_t after, int limit) override;
  absl::StatusOr<std::unique_ptr<Export>> BeginExport(bool audit) override;

 private:
  // A reply that is no error.
  Task<absl::StatusOr<RedisReply>> Read(RedisCommand command);

  const RedisStoreOptions options_;
  const RedisKeys keys_;
  RedisPrimary primary_;
  LogWaiters waiters_;
  // The workers end first, since the coroutines that they finish may call the store again; before them whatever gives
  // them work is closed.
  std::unique_ptr<RedisLink> writes_;
  std::unique_ptr<RedisLink> reads_;
  WorkerPool workers_;
  std::unique_ptr<RedisBell> bell_;
};

RedisStore::RedisStore(RedisStoreOptions options)
    : options_(std::move(options)),
      keys_(options_.agency),
      primary_({.address = options_.address, .password = options_.password, .timeout = options_.patience}, keys_),
      waiters_(workers_),
      workers_(kCompletionThreads) {
  RedisLink::Options reading{.patience = options_.patience};
  RedisLink::Options writing{.patience = options_.patience, .replicas = options_.replicas};
  writes_ = std::make_unique<RedisLink>(primary_, workers_, writing);
  reads_ = std::make_unique<RedisLink>(primary_, workers_, reading);
  bell_ = std::make_unique<RedisBell>(primary_, keys_, waiters_, [this] {
    writes_->Reconnect();
    reads_->Reconnect();
  });
}

RedisStore::~RedisStore() {
  bell_.reset();
  writes_->Close();
  reads_->Close();
  waiters_.Close();
}

absl::Status RedisStore::Check() { return primary_.Connect().status(); }

Task<absl::StatusOr<RedisReply>> RedisStore::Read(RedisCommand command) {
  absl::StatusOr<RedisReply> reply = co_await reads_->Call({.command = std::move(command)});
  if (reply.ok() && IsError(**reply)) co_return ToStatus(**reply);
  co_return reply;
}

Task<absl::StatusOr<std::optional<StoredRecord>>> RedisStore::Get(std::string key) {
  absl::StatusOr<RedisReply> reply = co_await Read({"HGET", keys_.records(), std::move(key)});
  if (!reply.ok()) co_return reply.status();
  co_return DecodeStored(**reply);
}

Task<absl::StatusOr<std::vector<std::optional<StoredRecord>>>> RedisStore::GetMany(std::vector<std::string> keys) {
  std::vector<std::optional<StoredRecord>> records;
  if (keys.empty()) co_return records;
  RedisCommand command{"HMGET", keys_.records()};
  for (std::string& key : keys) command.push_back(std::move(key));
  absl::StatusOr<RedisReply> reply = co_await Read(std::move(command));
  if (!reply.ok()) co_return reply.status();
  for (const redisReply* stored : ElementsOf(**reply)) {
    absl::StatusOr<std::optional<StoredRecord>> record = DecodeStored(*stored);
    if (!record.ok()) co_return record.status();
    records.push_back(*std::move(record));
  }
  co_return records;
}

Task<absl::StatusOr<std::vector<Row>>> RedisStore::Scan(std::string begin, std::string end, int limit) {
  absl::StatusOr<RedisReply> reply = co_await Read(ScanScript().Call(
      {keys_.names(), keys_.records()}, {std::move(begin), std::move(end), absl::StrCat(std::max(limit, 0))}));
  if (!reply.ok()) co_return reply.status();
  std::vector<const redisReply*> parts = ElementsOf(**reply);
  std::vector<Row> rows;
  for (size_t i = 0; i + 1 < parts.size(); i += 2) {
    absl::StatusOr<std::optional<StoredRecord>> record = DecodeStored(*parts[i + 1]);
    if (!record.ok()) co_return record.status();
    if (!record->has_value()) co_return BadReply();
    rows.push_back({std::string(TextOf(*parts[i])), **std::move(record)});
  }
  co_return rows;
}

Task<absl::StatusOr<CommitResult>> RedisStore::Commit(CommitRequest commit) {
  if (absl::Status formed = CheckFormed(commit); !formed.ok()) co_return formed;
  absl::StatusOr<RedisReply> reply =
      co_await writes_->Call(CommitCall(keys_, commit, options_.log_retention, options_.now()));
  if (!reply.ok()) co_return reply.status();
  if (TextOf(**reply) == "CHANGED") co_return absl::AbortedError("a record has changed meanwhile, or the audit trail");
  if (TextOf(**reply) == "ANSWERED") co_return absl::AlreadyExistsError("the request was answered before");
  std::vector<const redisReply*> places = ElementsOf(**reply);
  if (places.size() != 4) co_return ToStatus(**reply);
  CommitResult result{.own = {std::string(TextOf(*places[0])), NumberOf(*places[1])},
                      .shared = {std::string(TextOf(*places[2])), NumberOf(*places[3])}};
  if (!commit.room.empty()) {
    waiters_.Moved({{{commit.room, LogKind::kOwn}, result.own}, {{commit.room, LogKind::kShared}, result.shared}});
  }
  co_return result;
}

Task<absl::StatusOr<std::optional<std::string>>> RedisStore::FindRequest(std::string id) {
  absl::StatusOr<RedisReply> reply = co_await Read({"GET", keys_.request(id)});
  if (!reply.ok()) co_return reply.status();
  if (IsNil(**reply)) co_return std::nullopt;
  std::optional<KeptAnswer> kept = DecodeAnswer(TextOf(**reply));
  if (!kept.has_value()) co_return BadReply();
  if (kept->expire_time <= options_.now()) co_return std::nullopt;
  co_return std::move(kept->response);
}

Task<absl::StatusOr<LogPlace>> RedisStore::LogEnd(LogId log) {
  std::string name = LogName(log);
  absl::StatusOr<RedisReply> reply =
      co_await Read({"HMGET", keys_.meta(), absl::StrCat("epoch:", name), absl::StrCat("end:", name)});
  if (!reply.ok()) co_return reply.status();
  std::vector<const redisReply*> marks = ElementsOf(**reply);
  if (marks.size() == 2 && !IsNil(*marks[0])) {
    co_return LogPlace{.epoch = std::string(TextOf(*marks[0])), .sequence = NumberOf(*marks[1])};
  }
  // A commit of nothing gives the room its epochs.
  absl::StatusOr<CommitResult> made = co_await Commit(CommitRequest{.room = log.room, .writes = {}, .request = {}});
  if (!made.ok()) co_return made.status();
  co_return log.kind == LogKind::kOwn ? made->own : made->shared;
}

Task<absl::StatusOr<std::vector<LogEntry>>> RedisStore::ReadLog(LogId log, LogPlace place, int limit) {
  std::string name = LogName(log);
  absl::StatusOr<RedisReply> reply = co_await Read(ReadLogScript().Call(
      {keys_.meta(), keys_.log(name)}, {name, place.epoch, absl::StrCat(place.sequence), absl::StrCat(limit)}));
  if (!reply.ok()) co_return reply.status();
  std::vector<const redisReply*> parts = ElementsOf(**reply);
  if (parts.size() != 2) co_return absl::OutOfRangeError("the place is not in the log");
  waiters_.Moved({{log, {place.epoch, NumberOf(*parts[0])}}});
  std::vector<LogEntry> read;
  for (const redisReply* part : ElementsOf(*parts[1])) {
    std::optional<StreamEntry> entry = DecodeEntry(*part);
    if (!entry.has_value()) co_return BadReply();
    read.push_back({.sequence = entry->sequence, .key = std::string(entry->value), .removed = entry->field == "r"});
  }
  // Numbers are dense: what lacks between the place and the first was trimmed at this moment.
  if (!read.empty() && read.front().sequence != place.sequence + 1) {
    co_return absl::OutOfRangeError("entries after the place were trimmed");
  }
  co_return read;
}

Task<bool> RedisStore::AwaitLog(LogId log, int64_t sequence, std::stop_token stop) {
  return waiters_.Await(std::move(log), sequence, std::move(stop));
}

Task<absl::StatusOr<AuditExtent>> RedisStore::AuditEnds() {
  absl::StatusOr<RedisReply> reply = co_await Read({"HMGET", keys_.meta(), "audit:first", "audit:end", "audit:epoch"});
  if (!reply.ok()) co_return reply.status();
  std::vector<const redisReply*> marks = ElementsOf(**reply);
  if (marks.size() != 3) co_return BadReply();
  AuditExtent extent{.epoch = std::string(TextOf(*marks[2]))};
  if (IsNil(*marks[0])) co_return extent;
  extent.first = NumberOf(*marks[0]);
  extent.end = NumberOf(*marks[1]);
  co_return extent;
}

Task<absl::StatusOr<std::vector<AuditRow>>> RedisStore::ReadAudit(int64_t after, int limit) {
  absl::StatusOr<RedisReply> reply =
      co_await Read(ReadAuditScript().Call({keys_.meta(), keys_.audit()}, {absl::StrCat(after), absl::StrCat(limit)}));
  if (!reply.ok()) co_return reply.status();
  if (TextOf(**reply) == "RANGE") co_return absl::OutOfRangeError("entries after the place were dropped");
  std::vector<AuditRow> read;
  for (const redisReply* part : ElementsOf(**reply)) {
    std::optional<StreamEntry> entry = DecodeEntry(*part);
    if (!entry.has_value()) co_return BadReply();
    read.push_back({.number = entry->sequence, .bytes = std::string(entry->value)});
  }
  co_return read;
}

absl::StatusOr<std::unique_ptr<Store::Export>> RedisStore::BeginExport(bool audit) {
  auto ask = [this](RedisCommand command) { return Wait(Read(std::move(command))); };
  auto exported = std::make_unique<RedisExport>(*this, ask, keys_, audit);
  if (absl::Status begun = exported->Begin(); !begun.ok()) return begun;
  return exported;
}

}  // namespace

absl::StatusOr<RedisStoreOptions> RedisOptionsFor(absl::string_view address, const std::string& password_file,
                                                  std::string agency) {
  absl::StatusOr<RedisAddress> parsed = ParseRedisAddress(address);
  if (!parsed.ok()) return parsed.status();
  RedisStoreOptions options{.address = *std::move(parsed), .agency = std::move(agency)};
  if (password_file.empty()) return options;
  std::ifstream file(password_file);
  if (!std::getline(file, options.password) || options.password.empty()) {
    return absl::NotFoundError(absl::StrCat(password_file, ": holds no password"));
  }
  return options;
}

absl::StatusOr<std::unique_ptr<Store>> OpenRedisStore(RedisStoreOptions options) {
  if (options.address.endpoints.empty()) return absl::InvalidArgumentError("there is no address of Redis");
  auto store = std::make_unique<RedisStore>(std::move(options));
  if (absl::Status checked = store->Check(); absl::IsFailedPrecondition(checked)) return checked;
  return store;
}

absl::StatusOr<SliceSummary> FillRedisStore(const RedisStoreOptions& options,
                                            absl::AnyInvocable<absl::StatusOr<std::string>()> next) {
  RedisKeys keys(options.agency);
  RedisPrimary primary({.address = options.address, .password = options.password, .timeout = options.patience}, keys);
  absl::StatusOr<std::unique_ptr<RedisFiller>> filler = RedisFiller::Begin(primary, keys);
  if (!filler.ok()) return filler.status();
  return FillFrom(std::move(next), **filler);
}

}  // namespace samverkan
