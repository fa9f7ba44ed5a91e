#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/import.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Struct;
using google::protobuf::Value;

struct Counts {
  int made = 0;
  int changed = 0;
  int same = 0;
};

Counts CountsOf(const std::vector<ImportOutcome>& outcomes) {
  Counts counts;
  for (const ImportOutcome& outcome : outcomes) {
    ++(outcome.is_new ? counts.made : outcome.changed.empty() ? counts.same : counts.changed);
  }
  return counts;
}

std::string OutcomeLine(const ImportOutcome& outcome) {
  std::string where = outcome.line > 0 ? Say("line $0: ", outcome.line) : "";
  std::string what = absl::StrCat(where, outcome.display_name, "  (", outcome.name, ")");
  if (outcome.is_new) return absl::StrCat("+ ", Say("new"), "  ", what);
  if (outcome.changed.empty()) return absl::StrCat("= ", Say("same"), "  ", what);
  return absl::StrCat("~ ", Say("changed"), "  ", what, ": ", absl::StrJoin(outcome.changed, ", "));
}

Value Number(int number) {
  Value value;
  value.set_number_value(number);
  return value;
}

Value Text(const std::string& text) {
  Value value;
  value.set_string_value(text);
  return value;
}

Value JsonOf(Counts counts) {
  Value value;
  auto& fields = *value.mutable_struct_value()->mutable_fields();
  fields["new"] = Number(counts.made);
  fields["changed"] = Number(counts.changed);
  fields["same"] = Number(counts.same);
  return value;
}

void AddRefusals(const ImportReport& report, Value& list) {
  auto add = [&](int line, const std::string& where, const std::string& why) {
    auto& fields = *list.mutable_list_value()->add_values()->mutable_struct_value()->mutable_fields();
    fields["line"] = Number(line);
    fields["where"] = Text(where);
    fields["why"] = Text(why);
  };
  for (const Refusal& refusal : report.plan.refusals) add(refusal.line, refusal.column, RefusalText(refusal));
  for (const ImportRefusal& refusal : report.refused) add(refusal.line, refusal.path, refusal.why);
}

std::string ReportJson(const ImportReport& report) {
  Struct json;
  auto& fields = *json.mutable_fields();
  fields["dryRun"].set_bool_value(report.dry_run);
  fields["meetings"] = JsonOf(CountsOf(report.meetings));
  fields["organisations"] = JsonOf(CountsOf(report.organisations));
  fields["refused"].mutable_list_value();
  AddRefusals(report, fields["refused"]);
  auto* unknown = fields["unknownOrganisations"].mutable_list_value();
  for (const UnknownOrganisation& one : report.plan.unknown) {
    auto& entry = *unknown->add_values()->mutable_struct_value()->mutable_fields();
    entry["displayName"] = Text(one.display_name);
    entry["meetings"] = Number(one.meetings);
  }
  return ToJson(json);
}

void ShowUnknown(const Session& session, const ImportReport& report) {
  if (report.plan.unknown.empty() || report.create_missing) return;
  session.err << Say("not in the registry:") << "\n";
  for (const UnknownOrganisation& unknown : report.plan.unknown) {
    session.err << "  " << Say("$0 ($1 meetings name it)", unknown.display_name, unknown.meetings) << "\n";
  }
  session.err << Say("--create-missing makes them as organisations in your agency's slice.") << "\n";
}

std::string CountsText(absl::string_view what, Counts counts) {
  return absl::StrCat(Say(what), ": ", Say("$0 new, $1 changed, $2 same", counts.made, counts.changed, counts.same));
}

}  // namespace

std::vector<std::string> ChangedFields(const Message& before, const Message& after) {
  std::vector<std::string> changed;
  for (int i = 0; i < after.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = after.GetDescriptor()->field(i);
    if (field->name() == "etag" || field->name() == "create_time" || field->name() == "update_time") continue;
    google::protobuf::util::MessageDifferencer differencer;
    if (!differencer.CompareWithFields(before, after, {field}, {field})) changed.push_back(field->name());
  }
  return changed;
}

std::string RefusalText(const Refusal& refusal) {
  std::string where = refusal.column.empty() ? "" : absl::StrCat(refusal.column, ": ");
  auto say = [&](absl::string_view text) { return absl::StrCat(where, Say(text, refusal.detail)); };
  switch (refusal.reason) {
    case RefusalReason::kTooManyCells:
      return say("the row has more cells than the header; is a cell with the separator in it not quoted?");
    case RefusalReason::kNoName:
      return say("the meeting has no name");
    case RefusalReason::kNoLevel:
      return say("the level is not stated; it must be strategisk or operativ");
    case RefusalReason::kUnknownLevel:
      return say("“$0” is no level; it must be strategisk or operativ");
    case RefusalReason::kNoStatus:
      return say("the status is not stated; it must be befintligt, saknas, kan tas bort or upphört");
    case RefusalReason::kUnknownStatus:
      return say("“$0” is no status; it must be befintligt, saknas, kan tas bort or upphört");
    case RefusalReason::kNotANumber:
      return say("“$0” is no number");
    case RefusalReason::kOutOfRange:
      return say("$0 is out of range");
    case RefusalReason::kNoExpectedGain:
      return say("a meeting that is missing, or could go, must say what would be gained (column Vinst)");
    case RefusalReason::kUnknownOrganisation:
      return say("not in the registry: $0");
    case RefusalReason::kAmbiguousOrganisation:
      return say("several have that name; write a resource name instead. $0");
    case RefusalReason::kUnknownGroup:
      return say("no agency has a group “$0”");
    case RefusalReason::kDuplicate:
      return say("the same association and meeting as on line $0");
    case RefusalReason::kPersonalData:
      return say("the cell holds a personal number or an e-mail address; name functions, never persons");
  }
  return "";
}

void ShowImport(const Session& session, const std::string& file, const ImportReport& report) {
  if (session.json) session.out << ReportJson(report);
  if (!session.json) {
    for (const auto* outcomes : {&report.organisations, &report.meetings}) {
      for (const ImportOutcome& outcome : *outcomes) session.out << OutcomeLine(outcome) << "\n";
    }
    session.out << std::flush;
  }
  for (const Refusal& refusal : report.plan.refusals) {
    session.err << file << ":" << refusal.line << ": " << RefusalText(refusal) << "\n";
  }
  for (const ImportRefusal& refusal : report.refused) {
    session.err << file << ":" << (refusal.line > 0 ? absl::StrCat(refusal.line, ": ") : " ") << refusal.path
                << (refusal.path.empty() ? "" : ": ") << refusal.why << "\n";
  }
  if (!report.plan.unused_columns.empty()) {
    session.err << Say("columns not used: $0", absl::StrJoin(report.plan.unused_columns, ", ")) << "\n";
  }
  ShowUnknown(session, report);
  session.err << CountsText("organisations", CountsOf(report.organisations)) << "\n"
              << CountsText("meetings", CountsOf(report.meetings)) << "\n";
  if (report.dry_run) session.err << Say("This was a dry run: nothing was written.") << "\n";
}

}  // namespace samverkan::cli
