// What an import of an event log tells.
#include <google/protobuf/struct.pb.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/import_flow.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "services/flows/eventlog/faults.h"

namespace samverkan::cli {
namespace {

using flows::v1::Flow;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr size_t kPairsShown = 10;

std::string TimeText(absl::Duration time, absl::Duration day, absl::string_view days) {
  double seconds = absl::ToDoubleSeconds(time);
  if (seconds < 90) return Say("$0 s", Grouped(int64_t{std::llround(seconds)}));
  if (seconds < 90 * 60) return Say("$0 min", Grouped(int64_t{std::llround(seconds / 60)}));
  if (time < 2 * day) return Say("$0 h", Grouped(seconds / 3600));
  return Say(days, Grouped(absl::FDivDuration(time, day)));
}

std::string Day(absl::Time time) { return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone()); }

size_t PairsShown(const EventLogSummary& log) { return std::min(kPairsShown, log.pairs.size()); }

void ShowLog(const Session& session, const FlowImportReport& report) {
  const EventLogSummary& log = report.log;
  std::string at_least = log.cases_beyond > 0 ? Say("at least ") : "";
  session.out << report.file << ": "
              << Say("$0 cases, $1 events, $2 activities, $3 variants", Grouped(log.cases), Grouped(log.events),
                     Grouped(static_cast<int64_t>(log.activities.size())),
                     absl::StrCat(at_least, Grouped(log.variant_count)))
              << "\n";
  if (log.case_time.count() == 0) return;
  session.out << Say("$0 to $1; median time of a case $2, in working time $3", Day(log.first), Day(log.last),
                     CalendarTimeText(log.case_time.Median()), WorkingTimeText(log.case_working_time.Median()))
              << "\n";
}

void ShowPairs(const Session& session, const EventLogSummary& log) {
  if (log.pairs.empty()) return;
  Table table({Say("from"), Say("to"), Say("times"), Say("median working time")});
  table.AlignRight(2);
  for (size_t i = 0; i < PairsShown(log); ++i) {
    const FollowsSummary& pair = log.pairs[i];
    table.Add({log.activities[pair.from].name, log.activities[pair.to].name, Grouped(pair.count),
               WorkingTimeText(pair.working_time.Median())});
  }
  session.out << "\n" << table.Render(session.width);
}

std::string RangeText(const Flow::TimeRange& range) {
  auto text = [](const google::protobuf::Duration& part) { return WorkingTimeText(absl::Seconds(part.seconds())); };
  return absl::StrCat(text(range.likely()), " (", text(range.low()), " – ", text(range.high()), ")");
}

void ShowSteps(const Session& session, const FlowImportReport& report) {
  if (report.flow.name().empty()) return;
  Table table({"", Say("step"), Say("by"), Say("waiting"), Say("work")});
  table.AlignRight(0);
  int number = 0;
  for (const Flow::Step& step : report.flow.steps()) {
    table.Add({absl::StrCat(++number), step.title(), step.actor(),
               step.has_wait_time() ? RangeText(step.wait_time()) : "",
               step.has_process_time() ? RangeText(step.process_time()) : ""});
  }
  session.out << "\n"
              << Say("The typical case, which $0 cases are; waiting as in all cases, median (10–90 %):",
                     Grouped(report.log.variants.front().cases))
              << "\n"
              << table.Render(session.width);
}

void TellWhatIsMissing(const Session& session, const FlowImportReport& report) {
  const EventLogSummary& log = report.log;
  if (log.suppressed_pairs + log.suppressed_variants + log.suppressed_returns > 0) {
    session.err << Say("left out, since fewer than $0 cases have them: $1 pairs, $2 variants, $3 returns",
                       report.threshold, log.suppressed_pairs, log.suppressed_variants, log.suppressed_returns)
                << "\n";
  }
  if (log.empty_cases > 0) session.err << Say("traces without events: $0", Grouped(log.empty_cases)) << "\n";
  if (log.cases_beyond + log.steps_beyond > 0) {
    session.err
        << Say("too many different ones to keep them all: $0 cases' variants and $1 steps are not in the figures",
               Grouped(log.cases_beyond), Grouped(log.steps_beyond))
        << "\n";
  }
  if (log.unmapped_events > 0) {
    session.err << Say("$0 groups or resources, of $1 events, are in no row of --functions",
                       Grouped(log.unmapped_values), Grouped(log.unmapped_events))
                << "\n";
  }
}

std::string OutcomeText(const ImportOutcome& outcome) {
  if (outcome.is_new) return Say("new");
  return outcome.changed.empty() ? Say("same") : Say("changed");
}

void TellOutcome(const Session& session, const FlowImportReport& report) {
  if (!report.not_built.empty()) {
    session.err << Say("No flow was made: $0.", Translate(report.not_built)) << "\n";
  } else if (!session.json) {
    session.out << "\n" << report.outcome.name << ": " << OutcomeText(report.outcome) << "\n";
  }
  if (report.dry_run) session.err << Say("This was a dry run: nothing was written.") << "\n";
}

// A JSON object under construction.
class Object {
 public:
  explicit Object(Struct& object) : fields_(*object.mutable_fields()) {}
  void Set(const char* name, double number) { fields_[name].set_number_value(number); }
  void Set(const char* name, const std::string& text) { fields_[name].set_string_value(text); }
  void Set(const char* name, bool value) { fields_[name].set_bool_value(value); }
  Struct& Child(const char* name) { return *fields_[name].mutable_struct_value(); }
  google::protobuf::ListValue& List(const char* name) { return *fields_[name].mutable_list_value(); }

 private:
  google::protobuf::Map<std::string, Value>& fields_;
};

void AddPairs(const EventLogSummary& log, google::protobuf::ListValue& list) {
  for (size_t i = 0; i < PairsShown(log); ++i) {
    const FollowsSummary& pair = log.pairs[i];
    Object object(*list.add_values()->mutable_struct_value());
    object.Set("from", log.activities[pair.from].name);
    object.Set("to", log.activities[pair.to].name);
    object.Set("count", static_cast<double>(pair.count));
    object.Set("medianWorkingSeconds", absl::ToDoubleSeconds(pair.working_time.Median()));
  }
}

std::string ReportJson(const FlowImportReport& report) {
  const EventLogSummary& log = report.log;
  Struct json;
  Object object(json);
  object.Set("dryRun", report.dry_run);
  object.Set("cases", static_cast<double>(log.cases));
  object.Set("events", static_cast<double>(log.events));
  object.Set("activities", static_cast<double>(log.activities.size()));
  object.Set("variants", static_cast<double>(log.variant_count));
  object.Set("casesBeyond", static_cast<double>(log.cases_beyond));
  object.Set("stepsBeyond", static_cast<double>(log.steps_beyond));
  object.Set("unmappedValues", static_cast<double>(log.unmapped_values));
  object.Set("unmappedEvents", static_cast<double>(log.unmapped_events));
  if (log.case_time.count() > 0) {
    object.Set("medianCaseSeconds", absl::ToDoubleSeconds(log.case_time.Median()));
    object.Set("medianCaseWorkingSeconds", absl::ToDoubleSeconds(log.case_working_time.Median()));
  }
  AddPairs(log, object.List("pairs"));
  Object suppressed(object.Child("suppressed"));
  suppressed.Set("pairs", static_cast<double>(log.suppressed_pairs));
  suppressed.Set("variants", static_cast<double>(log.suppressed_variants));
  suppressed.Set("returns", static_cast<double>(log.suppressed_returns));
  if (report.flow.name().empty()) return ToJson(json);
  Object flow(object.Child("flow"));
  flow.Set("name", report.flow.name());
  flow.Set("steps", static_cast<double>(report.flow.steps_size()));
  flow.Set("new", report.outcome.is_new);
  flow.Set("changed", !report.outcome.changed.empty());
  return ToJson(json);
}

}  // namespace

std::string WorkingTimeText(absl::Duration time) { return TimeText(time, absl::Hours(8), "$0 working days"); }
std::string CalendarTimeText(absl::Duration time) { return TimeText(time, absl::Hours(24), "$0 days"); }

std::string LogFaultText(const std::string& file, absl::string_view message) {
  absl::ConsumePrefix(&message, "line ");
  for (absl::string_view fault : kEventLogFaults) {
    size_t at = message.find(fault);
    if (at == absl::string_view::npos) continue;
    absl::string_view line = message.substr(0, at);
    return absl::StrCat(file, ":", line, Translate(fault), message.substr(at + fault.size()));
  }
  return absl::StrCat(file, ":", message);
}

void ShowFlowImport(const Session& session, const FlowImportReport& report) {
  if (session.json) {
    session.out << ReportJson(report);
  } else {
    ShowLog(session, report);
    ShowPairs(session, report.log);
    ShowSteps(session, report);
  }
  session.out << std::flush;
  TellWhatIsMissing(session, report);
  TellOutcome(session, report);
}

}  // namespace samverkan::cli
