#include "services/platform/audit/entry.h"

#include <google/protobuf/arena.h>

#include "absl/strings/match.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

// What a caller says of itself goes into the trail no longer than this.
constexpr size_t kMaxWordBytes = 200;
// Room for the messages of an entry.
constexpr size_t kEntryBytes = 1024;

absl::string_view ParentOf(absl::string_view name) {
  size_t slash = name.rfind('/');
  return slash == name.npos ? absl::string_view() : name.substr(0, slash);
}

bool IsUnder(absl::string_view name, absl::string_view parent) {
  return parent.empty() ||
         (name.size() > parent.size() && name[parent.size()] == '/' && absl::StartsWith(name, parent));
}

// What all names have in common, up to a slash.
absl::string_view CommonParent(const std::vector<absl::string_view>& names) {
  absl::string_view parent = ParentOf(names.front());
  for (absl::string_view name : names) {
    while (!IsUnder(name, parent)) parent = ParentOf(parent);
  }
  return parent;
}

}  // namespace

audit::v1::AuditEntry EntryAt(absl::Time time) {
  audit::v1::AuditEntry entry;
  SetTime(time, *entry.mutable_time());
  return entry;
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

void SetTime(absl::Time time, google::protobuf::Timestamp& field) {
  int64_t micros = absl::ToUnixMicros(time);
  field.set_seconds(micros / 1'000'000);
  field.set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1'000);
}

std::string WriteEntry(const CallContext& call, const std::vector<absl::string_view>& names, absl::Time time) {
  // Every write pays for this: an entry of one name fits the stack.
  alignas(8) char block[kEntryBytes];
  google::protobuf::ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = sizeof(block);
  google::protobuf::Arena arena(options);
  audit::v1::AuditEntry& entry = *google::protobuf::Arena::CreateMessage<audit::v1::AuditEntry>(&arena);
  SetTime(time, *entry.mutable_time());
  SetCaller(call.principal, *entry.mutable_caller());
  entry.set_method(std::string(call.method));
  entry.set_peer(call.peer);
  audit::v1::Write& write = *entry.mutable_write();
  absl::string_view parent = CommonParent(names);
  write.set_parent(std::string(parent));
  write.mutable_ids()->Reserve(static_cast<int>(names.size()));
  for (absl::string_view name : names) {
    absl::string_view id = name.substr(parent.empty() ? 0 : parent.size() + 1);
    write.add_ids(id.data(), id.size());
  }
  return entry.SerializeAsString();
}

void SetCaller(const Principal& principal, audit::v1::Caller& caller) {
  caller.set_agency(Shown(principal.agency, kMaxWordBytes));
  caller.set_subject(Shown(principal.subject, kMaxWordBytes));
  caller.set_issuer(Shown(principal.issuer, kMaxWordBytes));
}

}  // namespace samverkan
