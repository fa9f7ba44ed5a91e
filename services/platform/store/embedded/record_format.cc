#include "services/platform/store/embedded/record_format.h"

#include <utility>

#include "absl/status/status.h"

namespace samverkan {
namespace {

constexpr char kRecordFormat = 1;
constexpr size_t kU32Length = 4;
constexpr size_t kU64Length = 8;
constexpr size_t kRecordHeaderLength = 1 + kU64Length;

absl::Status BrokenBlock() { return absl::DataLossError("a block of a log cannot be read"); }

void AppendU32(uint32_t number, std::string& bytes) {
  for (size_t i = 0; i < kU32Length; ++i) bytes += static_cast<char>(number >> (8 * i));
}

// Takes a number from the front of `bytes`, and after it the bytes whose length `length_of` makes of it. Nothing if
// they are not there.
template <typename LengthOf>
std::optional<std::pair<uint32_t, std::string_view>> TakePrefixed(std::string_view& bytes, LengthOf length_of) {
  if (bytes.size() < kU32Length) return std::nullopt;
  uint32_t number = 0;
  for (size_t i = 0; i < kU32Length; ++i) number |= uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  bytes.remove_prefix(kU32Length);
  std::string_view taken = bytes.substr(0, length_of(number));
  if (taken.size() < length_of(number)) return std::nullopt;
  bytes.remove_prefix(taken.size());
  return std::pair(number, taken);
}

}  // namespace

std::string RoomKey(std::string_view room) {
  std::string key(kRoomPrefix);
  key += room;
  return key;
}

std::string RecordHeader(int64_t version) {
  std::string header(1, kRecordFormat);
  header += EncodeU64(version);
  return header;
}

absl::StatusOr<int64_t> RecordVersion(std::string_view stored) {
  if (stored.size() < kRecordHeaderLength || stored[0] != kRecordFormat) {
    return absl::DataLossError("a stored record has no header");
  }
  return static_cast<int64_t>(DecodeU64(stored.substr(1)));
}

absl::StatusOr<StoredRecord> DecodeRecord(std::string_view stored) {
  absl::StatusOr<int64_t> version = RecordVersion(stored);
  if (!version.ok()) return version.status();
  return StoredRecord{.value = std::string(stored.substr(kRecordHeaderLength)), .version = *version};
}

std::string LogPrefix(const LogId& log) {
  std::string prefix(1, static_cast<char>(log.room.size()));
  prefix += log.room;
  prefix += log.kind == LogKind::kOwn ? '\0' : '\1';
  return prefix;
}

std::string LogKey(std::string_view prefix, uint64_t sequence) {
  std::string key;
  key.reserve(prefix.size() + kU64Length);
  key = prefix;
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(sequence >> shift);
  return key;
}

int64_t LogSequence(std::string_view key) {
  uint64_t sequence = 0;
  for (char byte : key.substr(key.size() - kU64Length)) sequence = sequence << 8 | static_cast<unsigned char>(byte);
  return static_cast<int64_t>(sequence);
}

void AppendLogEntry(std::string_view key, bool removed, std::string& block) {
  AppendU32(static_cast<uint32_t>(2 * key.size() + (removed ? 1 : 0)), block);
  block += key;
}

absl::StatusOr<std::vector<LogEntry>> DecodeLogBlock(int64_t last, std::string_view block) {
  std::vector<LogEntry> entries;
  while (!block.empty()) {
    auto taken = TakePrefixed(block, [](uint32_t header) { return header / 2; });
    if (!taken.has_value()) return BrokenBlock();
    entries.push_back({.sequence = 0, .key = std::string(taken->second), .removed = taken->first % 2 == 1});
  }
  if (entries.empty()) return BrokenBlock();
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) entry->sequence = last--;
  return entries;
}

std::string AuditKey(int64_t number) { return LogKey({}, static_cast<uint64_t>(number)); }

int64_t AuditNumber(std::string_view key) { return LogSequence(key); }

void AppendAuditEntry(std::string_view bytes, std::string& page) {
  AppendU32(static_cast<uint32_t>(bytes.size()), page);
  page += bytes;
}

absl::StatusOr<std::vector<AuditRow>> DecodeAuditPage(int64_t last, std::string_view page) {
  std::vector<AuditRow> entries;
  while (!page.empty()) {
    auto taken = TakePrefixed(page, [](uint32_t length) { return length; });
    if (!taken.has_value()) return absl::DataLossError("a page of the audit trail cannot be read");
    entries.push_back({.number = 0, .bytes = std::string(taken->second)});
  }
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) entry->number = last--;
  return entries;
}

std::string RequestHeader(absl::Time expire_time) { return EncodeU64(absl::ToUnixMicros(expire_time)); }

bool RequestExpired(std::string_view stored, absl::Time now) {
  return stored.size() < kU64Length || static_cast<int64_t>(DecodeU64(stored)) <= absl::ToUnixMicros(now);
}

std::optional<std::string> DecodeRequest(std::string_view stored, absl::Time now) {
  if (RequestExpired(stored, now)) return std::nullopt;
  return std::string(stored.substr(kU64Length));
}

}  // namespace samverkan
