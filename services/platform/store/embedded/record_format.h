// What stands in the embedded store's RocksDB, byte for byte.
//
//   column family   key                                   value
//   default         "format"                              u64le: kStoreFormat
//                   "version"                             u64le: the newest version given to any record
//                   "room/" room                          epoch of `own`, epoch of `shared`
//                   "audit_first"                         u64le: the audit trail's oldest entry, if any was dropped
//                   "resumed"                             nothing (see Database::Resume)
//   records         the record's key                      %x01 u64le(version) the record's value
//   logs            u8(length of room) room kind          a block: entries up to that sequence, oldest first
//                     u64be(sequence of the last entry)
//   requests        the request's id                      u64le(expiry, microseconds since 1970) response
//   audit           u64be(number of the last entry)       a page: entries up to that number, oldest first
//
//   epoch = 12 letters of URL-safe base64        kind = %x00 for own, %x01 for shared
//   block = *( u32le(2 * length of key, + 1 if removed) the record's key )
//   page  = *( u32le(length) the entry's bytes )
//
// A block or a page has entries that were committed together, at most kMaxBlockEntries: 1,000 records written at once
// are eight rows in the logs and not 2,000.
//
// The length before the room keeps the logs of one room together and apart from those of a room whose name begins the
// same; big-endian sequences sort as numbers. Format and version are written with the first batch of an empty
// database; whatever else has rows and no format is what a restore left that did not end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/store/epoch.h"
#include "services/platform/store/numbers.h"
#include "services/platform/store/store.h"

namespace samverkan {

inline constexpr uint64_t kStoreFormat = 2;
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kVersionKey = "version";
inline constexpr std::string_view kRoomPrefix = "room/";
inline constexpr size_t kMaxBlockEntries = 256;
// A page of the audit trail ends with the entry that reaches this.
inline constexpr size_t kAuditPageBytes = 64 << 10;
inline constexpr std::string_view kAuditFirstKey = "audit_first";

// The key of a room's epochs.
std::string RoomKey(std::string_view room);

// The header before a record's value.
std::string RecordHeader(int64_t version);
// DATA_LOSS if `stored` is no record.
absl::StatusOr<int64_t> RecordVersion(std::string_view stored);
absl::StatusOr<StoredRecord> DecodeRecord(std::string_view stored);

// The part of a block's key before the sequence; also the bounds of the log: [LogKey(prefix, 0), LogKey(prefix,
// ~0)].
std::string LogPrefix(const LogId& log);
std::string LogKey(std::string_view prefix, uint64_t sequence);
// The sequence in a block's key.
int64_t LogSequence(std::string_view key);
// Adds an entry to a block.
void AppendLogEntry(std::string_view key, bool removed, std::string& block);
// The entries of a block whose last has `last` for its sequence. DATA_LOSS if it is no block.
absl::StatusOr<std::vector<LogEntry>> DecodeLogBlock(int64_t last, std::string_view block);

// The key of the audit trail's page that ends with entry `number`, and that number.
std::string AuditKey(int64_t number);
int64_t AuditNumber(std::string_view key);
// Adds an entry to a page.
void AppendAuditEntry(std::string_view bytes, std::string& page);
// The entries of a page whose last has the number `last`. DATA_LOSS if it is no page.
absl::StatusOr<std::vector<AuditRow>> DecodeAuditPage(int64_t last, std::string_view page);

// An answer kept under a request id; nothing once it has expired.
std::string RequestHeader(absl::Time expire_time);
// Bytes that are no answer count as expired.
bool RequestExpired(std::string_view stored, absl::Time now);
std::optional<std::string> DecodeRequest(std::string_view stored, absl::Time now);

}  // namespace samverkan
