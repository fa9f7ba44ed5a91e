// The verbs that read their flags themselves. Each returns the exit code.
#pragma once

#include "gateway/cli/session.h"

namespace samverkan::cli {

int RunApply(const Session& session, const Arguments& files);
int RunGet(const Session& session, const Arguments& names);
int RunList(const Session& session, const Arguments& arguments);
int RunDelete(const Session& session, const Arguments& names);
int RunImport(const Session& session, const Arguments& files);
int RunMap(const Session& session, const Arguments& arguments);
int RunGaps(const Session& session, const Arguments& arguments);
int RunOverlaps(const Session& session, const Arguments& arguments);
int RunLoad(const Session& session, const Arguments& arguments);
int RunUsefulness(const Session& session, const Arguments& arguments);
int RunStops(const Session& session, const Arguments& arguments);
int RunIndicators(const Session& session, const Arguments& arguments);
int RunExport(const Session& session, const Arguments& arguments);
int RunReport(const Session& session, const Arguments& arguments);
int RunFlow(const Session& session, const Arguments& arguments);
int RunWatch(const Session& session, const Arguments& arguments);
int RunMembers(const Session& session, const Arguments& arguments);
int RunHealth(const Session& session, const Arguments& arguments);
int RunDoctor(const Session& session, const Arguments& arguments);
int RunToken(const Session& session, const Arguments& arguments);
int RunCertificate(const Session& session, const Arguments& arguments);
int RunBackup(const Session& session, const Arguments& arguments);
// `restore` and `import slice`.
int FillSlice(const Session& session, const Arguments& arguments);
// `export slice`.
int ExportSlice(const Session& session, const Arguments& arguments);
int RunAudit(const Session& session, const Arguments& arguments);
int RunPlan(const Session& session, const Arguments& arguments);
int RunAction(const Session& session, const Arguments& arguments);
int RunInitiative(const Session& session, const Arguments& arguments);
int RunAgreement(const Session& session, const Arguments& arguments);

}  // namespace samverkan::cli
