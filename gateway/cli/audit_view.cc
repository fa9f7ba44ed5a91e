#include "gateway/cli/audit_view.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "gateway/cli/texts.h"
#include "services/platform/audit/entry.h"

namespace samverkan::cli {
namespace {

using audit::v1::AuditEntry;
using Kind = AuditFinding::Kind;

std::string TimeText(absl::Time time) { return absl::FormatTime("%Y-%m-%d %H:%M:%SZ", time, absl::UTCTimeZone()); }

std::string MethodText(const std::string& method) { return method.substr(method.rfind('/') + 1); }

std::string WhatText(const AuditEntry& entry) {
  if (entry.has_seal()) return Say("seal of all up to $0", entry.seal().last_number());
  return absl::StrCat(entry.write().parent(), "/", absl::StrJoin(entry.write().ids(), " "));
}

std::string FindingText(const AuditFinding& finding) {
  switch (finding.kind) {
    case Kind::kMissing:
      return Say("WRONG: entries $0 to $1 are missing.", finding.from, finding.to);
    case Kind::kHeadCut:
      return Say("WRONG: the beginning was cut off: entries $0 to $1 should still be there.", finding.from, finding.to);
    case Kind::kUnreadable:
      return Say("WRONG: entries $0 to $1 cannot be read.", finding.from, finding.to);
    case Kind::kBroken:
      return Say(
          "WRONG: entries $0 to $1 are not as they were sealed: one or more were rewritten, exchanged or put there.",
          finding.from, finding.to);
    case Kind::kTailCut:
      return Say(
          "WRONG: the seal that was the last at $0 is not in the trail: its end was cut off, or rewritten with new "
          "seals.",
          TimeText(finding.time));
    case Kind::kReplaced:
      return Say("WRONG: at $0 the node had another trail: its store was replaced, or restored from a backup.",
                 TimeText(finding.time));
  }
  return "";
}

const char* KindWord(Kind kind) {
  switch (kind) {
    case Kind::kMissing:
      return "missing";
    case Kind::kHeadCut:
      return "head_cut";
    case Kind::kUnreadable:
      return "unreadable";
    case Kind::kBroken:
      return "broken";
    case Kind::kTailCut:
      return "tail_cut";
    case Kind::kReplaced:
      return "replaced";
  }
  return "";
}

std::string FindingJson(const AuditFinding& finding) {
  std::string json = absl::StrCat("{\"kind\":\"", KindWord(finding.kind), "\"");
  if (finding.to > 0) absl::StrAppend(&json, ",\"from\":", finding.from, ",\"to\":", finding.to);
  if (finding.time != absl::InfinitePast()) {
    absl::StrAppend(&json, ",\"time\":\"", absl::FormatTime(absl::RFC3339_full, finding.time, absl::UTCTimeZone()),
                    "\"");
  }
  return json + "}";
}

}  // namespace

Table AuditTable() {
  Table table(
      {Say("number"), Say("time"), Say("agency"), Say("function or system"), Say("call"), Say("from"), Say("what")});
  table.AlignRight(0);
  return table;
}

void AddRows(const AuditEntry& entry, Table& table) {
  std::string number = absl::StrCat(entry.number());
  std::string time = TimeText(TimeOf(entry.time()));
  for (const audit::v1::Count& count : entry.counts().counts()) {
    std::string minute = absl::FormatTime("%H:%M", TimeOf(entry.counts().minute()), absl::UTCTimeZone());
    std::string agency = count.method().empty() ? Say("others") : count.caller().agency();
    table.Add({number, time, agency, count.caller().subject(), MethodText(count.method()), "",
               Say("$0 read, $1 refused in the minute from $2", count.reads(), count.refusals(), minute)});
  }
  if (entry.has_counts()) return;
  table.Add({number, time, entry.caller().agency(), entry.caller().subject(), MethodText(entry.method()), entry.peer(),
             WhatText(entry)});
}

std::string ReportText(const AuditReport& report) {
  std::vector<std::string> lines;
  lines.push_back(report.last == 0 ? Say("The trail is empty.")
                                   : Say("Entries $0 to $1, $2 seals; $3 not sealed yet.", report.first, report.last,
                                         report.seals, report.unsealed));
  for (const AuditFinding& finding : report.findings) lines.push_back(FindingText(finding));
  if (report.outlived > 0) {
    lines.push_back(Say("$0 commitments are older than what the trail still has.", report.outlived));
  }
  if (report.matched > 0) {
    lines.push_back(Say("$0 commitments kept elsewhere match: up to entry $1 nothing can have been rewritten since.",
                        report.matched, report.committed));
  } else if (report.findings.empty()) {
    lines.push_back(
        Say("Nothing was kept elsewhere of its seals: whether its end was cut off cannot be told (--gateway, or "
            "--seals)."));
  }
  if (report.findings.empty()) lines.push_back(Say("The trail is whole."));
  return absl::StrJoin(lines, "\n") + "\n";
}

std::string ReportJson(const AuditReport& report) {
  std::vector<std::string> findings;
  for (const AuditFinding& finding : report.findings) findings.push_back(FindingJson(finding));
  return absl::StrCat("{\"whole\":", findings.empty() ? "true" : "false", ",\"findings\":[",
                      absl::StrJoin(findings, ","), "],\"first\":", report.first, ",\"last\":", report.last,
                      ",\"seals\":", report.seals, ",\"unsealed\":", report.unsealed, ",\"matched\":", report.matched,
                      ",\"committed\":", report.committed, ",\"outlived\":", report.outlived, "}\n");
}

std::vector<audit::v1::SealCommitment> CommitmentsOf(const federation::v1::Member& member, const std::string& trail,
                                                     const std::string& address) {
  // A member may have several processes, each with a trail. The node may be called by another address here than in the
  // gateway's directory.
  std::set<std::string> processes = {address};
  for (const auto& kept : member.seal_commitments()) {
    if (kept.commitment().trail() == trail) processes.insert(kept.address());
  }
  std::vector<audit::v1::SealCommitment> commitments;
  for (const auto& kept : member.seal_commitments()) {
    if (processes.count(kept.address()) > 0) commitments.push_back(kept.commitment());
  }
  return commitments;
}

}  // namespace samverkan::cli
