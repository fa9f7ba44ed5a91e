// AuditService: what an operator reads of the trail, and what others may keep of it.
#pragma once

#include <string>

#include "services/platform/audit/audit_trail.h"
#include "services/platform/rpc/service.h"
#include "services/platform/store/store.h"

namespace samverkan {

// `agency` is the id of the one whose trail it is. The rest must outlive the service.
Service MakeAuditService(std::string agency, Store& store, const AuditTrail& trail, WorkerPool& workers);

}  // namespace samverkan
