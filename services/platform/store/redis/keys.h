// What stands in Redis of an agency's slice, byte for byte. Every key has the agency as its hash tag, so that a slice
// is one slot of a Cluster; {af} stands for it here.
//
//   key               type     what
//   {af}:meta         hash     format: kRedisFormat; none while a slice is being filled
//                              server: the server that it was last used on (primary.h)
//                              version: the newest version given to any record
//                              epoch:LOG, first:LOG, end:LOG: of each log
//                              audit:first, audit:end: the audit trail's oldest and newest entry
//                              audit:epoch: of the trail, as of each log
//   {af}:records      hash     by key: version %x20 value
//   {af}:names        zset     the records' keys, each with score 0 and so in the order of their bytes
//   {af}:log:LOG      stream   entries SEQUENCE-0 with one field: w (written) or r (removed), and the record's key
//   {af}:audit        stream   entries NUMBER-0 with the field e: the entry's bytes
//   {af}:request:ID   string   expiry in microseconds since 1970, %x20, length, %x20, the answer: packed by zlib, of
//                              that length unpacked, or as it is where the length is 0; expires by itself as well
//   {af}:moved        channel  of each commit: own epoch, end, shared epoch, end and room, with %x20 between
//
//   LOG = ("own" / "shared") ":" room       numbers in decimal       epoch = 12 hexadecimal digits
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/platform/store/store.h"

namespace samverkan {

inline constexpr char kRedisFormat[] = "1";

// A log's name in meta and in its key.
inline std::string LogName(const LogId& log) {
  return absl::StrCat(log.kind == LogKind::kOwn ? "own:" : "shared:", log.room);
}

// The names of an agency's keys.
class RedisKeys {
 public:
  explicit RedisKeys(absl::string_view agency) : tag_(absl::StrCat("{", agency, "}:")) {}

  std::string meta() const { return tag_ + "meta"; }
  std::string records() const { return tag_ + "records"; }
  std::string names() const { return tag_ + "names"; }
  std::string log(absl::string_view log_name) const { return absl::StrCat(tag_, "log:", log_name); }
  std::string audit() const { return tag_ + "audit"; }
  std::string request(absl::string_view id) const { return absl::StrCat(tag_, "request:", id); }
  std::string moved() const { return tag_ + "moved"; }

 private:
  std::string tag_;
};

}  // namespace samverkan
