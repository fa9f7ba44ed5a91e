// An audit trail, and what is found in it, as people read it.
#pragma once

#include <string>
#include <vector>

#include "gateway/cli/table.h"
#include "samverkan/audit/v1/audit_service.pb.h"
#include "samverkan/federation/v1/federation_service.pb.h"
#include "services/platform/audit/verifier.h"

namespace samverkan::cli {

// A table for entries, and what it says of one: a row, or one for each count.
Table AuditTable();
void AddRows(const audit::v1::AuditEntry& entry, Table& table);

// What was found, line by line: first what is wrong, last the verdict.
std::string ReportText(const AuditReport& report);
// The same as JSON, in one line.
std::string ReportJson(const AuditReport& report);

// The commitments that are of this trail, or of another that the same process had. `address` is the node's.
std::vector<audit::v1::SealCommitment> CommitmentsOf(const federation::v1::Member& member, const std::string& trail,
                                                     const std::string& address);

}  // namespace samverkan::cli
