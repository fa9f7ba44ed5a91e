// What the audit trail's entries are made of.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "samverkan/audit/v1/audit_service.pb.h"
#include "services/platform/rpc/call_context.h"

namespace samverkan {

// The bytes of the entry for what a call writes: its resources' names, at least one, in the request's order. They go
// into the store with the write itself (CommitRequest::audit).
std::string WriteEntry(const CallContext& call, const std::vector<absl::string_view>& names, absl::Time time);

// What is told of who called: each word cut to 200 bytes, and made fit for UTF-8.
void SetCaller(const Principal& principal, audit::v1::Caller& caller);

// An entry of that time.
audit::v1::AuditEntry EntryAt(absl::Time time);
absl::Time TimeOf(const google::protobuf::Timestamp& time);
void SetTime(absl::Time time, google::protobuf::Timestamp& field);

}  // namespace samverkan
