#include "services/platform/store/redis/redis_export.h"

#include <chrono>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/platform/async/wait.h"
#include "services/platform/store/redis/reply.h"
#include "services/platform/store/redis/scripts.h"

namespace samverkan {
namespace {

constexpr size_t kChunkBytes = 1 << 20;
constexpr int kPage = 500;
// Commands sent before their replies are read.
constexpr int kMostAwaited = 500;
// For a Redis that syncs so many.
constexpr std::chrono::seconds kFillPatience{30};

std::string ToString(std::string_view text) { return std::string(text); }

absl::Status NotFollowed() {
  return absl::UnavailableError("the slice changed faster than it could be exported, or Redis is another; try again");
}

}  // namespace

absl::Status RedisExport::Begin() {
  absl::StatusOr<RedisReply> version = ask_({"HGET", keys_.meta(), "version"});
  if (!version.ok()) return version.status();
  if (absl::Status found = FindRooms(); !found.ok()) return found;
  for (auto& [room, place] : rooms_) {
    absl::StatusOr<LogPlace> end = Wait(store_.LogEnd({room, LogKind::kOwn}));
    if (!end.ok()) return end.status();
    place = *end;
  }
  writer_.Begin(NumberOf(**version));
  return absl::OkStatus();
}

absl::Status RedisExport::FindRooms() {
  absl::StatusOr<RedisReply> meta = ask_({"HGETALL", keys_.meta()});
  if (!meta.ok()) return meta.status();
  std::vector<const redisReply*> fields = ElementsOf(**meta);
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    absl::string_view name = TextOf(*fields[i]);
    if (!absl::ConsumePrefix(&name, "epoch:own:")) continue;
    // One that was not there at first is read from its first entry on.
    rooms_.try_emplace(std::string(name), LogPlace{.epoch = std::string(TextOf(*fields[i + 1])), .sequence = 0});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> RedisExport::Next() {
  while (stage_ != Stage::kEnd && writer_.waiting() < kChunkBytes) {
    if (absl::Status added = AddNext(); !added.ok()) return added;
  }
  return writer_.TakeChunk();
}

absl::Status RedisExport::AddNext() {
  switch (stage_) {
    case Stage::kRecords:
      return AddRecords();
    case Stage::kChanges:
      return AddChanges();
    default:
      return AddEntries();
  }
}

absl::Status RedisExport::AddRecords() {
  auto rows = Wait(store_.Scan(begin_, std::string(64, '\xff'), kPage));
  if (!rows.ok()) return rows.status();
  for (const Row& row : *rows) writer_.AddRecord(row.key, row.record.value, row.record.version);
  if (rows->size() < size_t{kPage}) {
    stage_ = Stage::kChanges;
  } else {
    begin_ = rows->back().key + '\0';
  }
  return absl::OkStatus();
}

absl::Status RedisExport::AddChanges() {
  std::vector<std::string> keys = {keys_.meta(), keys_.records()};
  std::vector<std::string> arguments = {absl::StrCat(kPage)};
  for (const auto& [room, place] : rooms_) {
    std::string name = LogName({room, LogKind::kOwn});
    keys.push_back(keys_.log(name));
    arguments.insert(arguments.end(), {name, place.epoch, absl::StrCat(place.sequence)});
  }
  absl::StatusOr<RedisReply> reply = ask_(ReadChangesScript().Call(std::move(keys), std::move(arguments)));
  if (!reply.ok()) return reply.status();
  if (TextOf(**reply) == "ROOMS") return FindRooms();
  std::vector<const redisReply*> parts = ElementsOf(**reply);
  if (parts.size() != 4) return NotFollowed();
  std::vector<const redisReply*> places = ElementsOf(*parts[2]);
  if (places.size() != rooms_.size()) return NotFollowed();
  auto next = places.begin();
  for (auto& [room, place] : rooms_) place.sequence = NumberOf(**next++);
  std::vector<const redisReply*> records = ElementsOf(*parts[3]);
  for (size_t i = 0; i + 1 < records.size(); i += 2) {
    std::string key(TextOf(*records[i]));
    absl::StatusOr<std::optional<StoredRecord>> record = DecodeStored(*records[i + 1]);
    if (!record.ok()) return record.status();
    if (record->has_value()) {
      writer_.AddRecord(key, (*record)->value, (*record)->version);
    } else {
      writer_.RemoveRecord(key);
    }
  }
  if (NumberOf(*parts[0]) == 0) return absl::OkStatus();
  audit_end_ = NumberOf(*parts[1]);
  stage_ = Stage::kAudit;
  return absl::OkStatus();
}

absl::Status RedisExport::AddEntries() {
  auto rows = audit_ ? Wait(store_.ReadAudit(last_entry_, kPage)) : std::vector<AuditRow>();
  if (!rows.ok()) return rows.status();
  bool more = false;
  for (const AuditRow& row : *rows) {
    more = row.number <= audit_end_;
    if (!more) break;
    writer_.AddEntry(row.number, row.bytes);
    last_entry_ = row.number;
  }
  if (more) return absl::OkStatus();
  writer_.End();
  stage_ = Stage::kEnd;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RedisFiller>> RedisFiller::Begin(RedisPrimary& primary, RedisKeys keys) {
  absl::StatusOr<std::unique_ptr<RedisConnection>> connection = primary.FindPrimary();
  if (!connection.ok()) return connection.status();
  if (absl::Status set = (*connection)->SetPatience(kFillPatience); !set.ok()) return set;
  // The one who makes this field has the slice for itself; without a format nobody else uses it.
  absl::StatusOr<RedisReply> begun = (*connection)->Call({"HSETNX", keys.meta(), "version", "0"});
  if (!begun.ok()) return begun.status();
  if (IsError(**begun)) return ToStatus(**begun);
  if (NumberOf(**begun) == 0) return absl::FailedPreconditionError("there is a slice in Redis already");
  std::unique_ptr<RedisFiller> filler(new RedisFiller(*std::move(connection), std::move(keys)));
  absl::StatusOr<RedisReply> fields = filler->connection_->Call({"HLEN", filler->keys_.meta()});
  if (!fields.ok()) return fields.status();
  if (NumberOf(**fields) == 1) return filler;
  // A slice that nobody has written to yet.
  filler->finished_ = true;
  filler->connection_->Call({"HDEL", filler->keys_.meta(), "version"}).status().IgnoreError();
  return absl::FailedPreconditionError("there is a slice in Redis already");
}

RedisFiller::~RedisFiller() {
  if (finished_) return;
  connection_->Call({"UNLINK", keys_.records(), keys_.names(), keys_.audit(), keys_.meta()}).status().IgnoreError();
}

absl::Status RedisFiller::AddRecord(std::string_view key, std::string_view value, int64_t version) {
  std::string stored = absl::StrCat(version, " ");
  stored += value;
  if (absl::Status s = Send({"HSET", keys_.records(), ToString(key), std::move(stored)}); !s.ok()) return s;
  return Send({"ZADD", keys_.names(), "0", ToString(key)});
}

absl::Status RedisFiller::RemoveRecord(std::string_view key) {
  if (absl::Status s = Send({"HDEL", keys_.records(), ToString(key)}); !s.ok()) return s;
  return Send({"ZREM", keys_.names(), ToString(key)});
}

absl::Status RedisFiller::AddEntry(int64_t number, std::string_view bytes) {
  if (first_entry_ == 0) first_entry_ = number;
  last_entry_ = number;
  return Send({"XADD", keys_.audit(), absl::StrCat(number, "-0"), "e", ToString(bytes)});
}

absl::Status RedisFiller::Finish(int64_t newest_version) {
  if (absl::Status settled = Settle(); !settled.ok()) return settled;
  RedisCommand usable{"HSET", keys_.meta(), "version", absl::StrCat(newest_version), "format", kRedisFormat};
  if (first_entry_ > 0) {
    usable.insert(usable.end(), {"audit:first", absl::StrCat(first_entry_), "audit:end", absl::StrCat(last_entry_)});
  }
  if (absl::Status sent = Send(usable); !sent.ok()) return sent;
  absl::Status settled = Settle();
  finished_ = settled.ok();
  return settled;
}

absl::Status RedisFiller::Send(const RedisCommand& command) {
  connection_->Append(command);
  return ++awaited_ < kMostAwaited ? absl::OkStatus() : Settle();
}

absl::Status RedisFiller::Settle() {
  absl::Status failure;
  for (; awaited_ > 0; --awaited_) {
    absl::StatusOr<RedisReply> reply = connection_->Read();
    if (!reply.ok()) return reply.status();
    if (IsError(**reply)) failure = ToStatus(**reply);
  }
  return failure;
}

}  // namespace samverkan
