#include "gateway/cli/import.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/errors.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/import_flow.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "samverkan/actors/v1/agency.pb.h"
#include "services/platform/privacy/guard.h"

namespace samverkan::cli {
namespace {

using google::protobuf::Message;
using meetings::v1::Meeting;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  if (absl::Status named = CheckFileName(path); !named.ok()) return named;
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class Importer final : public PushObserver {
 public:
  Importer(const Session& session, std::string file) : session_(session), file_(std::move(file)) {
    report_.dry_run = absl::GetFlag(FLAGS_dry_run);
    report_.create_missing = absl::GetFlag(FLAGS_create_missing);
  }

  int Run() {
    for (auto step : {&Importer::ReadStanding, &Importer::Read, &Importer::Write}) {
      if (absl::Status done = (this->*step)(); !done.ok()) return session_.Fail(done);
    }
    auto by_line = [](const auto& a, const auto& b) { return a.line < b.line; };
    std::sort(report_.meetings.begin(), report_.meetings.end(), by_line);
    std::stable_sort(report_.refused.begin(), report_.refused.end(), by_line);
    ShowImport(session_, file_, report_);
    return report_.plan.refusals.empty() && report_.refused.empty() ? kOk : kFailed;
  }

  void Applied(const Batch& part, const Message& response) override {
    std::vector<const Message*> records = Records(response);
    auto& outcomes = part.collection == Of("meetings") ? report_.meetings : report_.organisations;
    for (size_t i = 0; i < records.size() && i < part.records.size(); ++i) {
      ImportOutcome outcome{.line = part.records[i].line,
                            .name = part.records[i].name,
                            .display_name = GetString(*records[i], "display_name")};
      auto stood = standing_.find(outcome.name);
      outcome.is_new = stood == standing_.end();
      if (!outcome.is_new) outcome.changed = ChangedFields(*stood->second, *records[i]);
      outcomes.push_back(std::move(outcome));
    }
  }

  void Refused(const Record& record, const std::string& path, const std::string& why) override {
    report_.refused.push_back({record.line, path, record.line > 0 ? why : absl::StrCat(record.name, ": ", why)});
  }
  void Waiting(const absl::Status& why) override {
    session_.err << Say("waiting: $0; trying again", std::string(why.message())) << "\n";
  }
  void Advanced() override {}

 private:
  const Collection* Of(const std::string& word) const { return session_.contract.Find(word); }

  absl::Status Read() {
    absl::StatusOr<std::string> bytes = ReadFile(file_);
    if (!bytes.ok()) return bytes.status();
    absl::StatusOr<CsvFile> csv = ReadCsv(*bytes);
    if (!csv.ok()) return csv.status();
    ImportSettings settings{
        .agency = session_.agency, .taken = NotImported(), .create_missing = report_.create_missing};
    if (std::string mapping = absl::GetFlag(FLAGS_mapping); !mapping.empty()) {
      absl::StatusOr<std::string> text = ReadFile(mapping);
      if (!text.ok()) return text.status();
      auto columns = ParseColumnMapping(*text);
      if (!columns.ok()) return columns.status();
      settings.columns = *std::move(columns);
    }
    ActorIndex registry(session_.agency);
    if (absl::Status filled = FillRegistry(registry); !filled.ok()) return filled;
    absl::StatusOr<ImportPlan> plan = PlanMeetingImport(*csv, settings, std::move(registry));
    if (!plan.ok()) return plan.status();
    report_.plan = *std::move(plan);
    // Who a member that does not answer knows cannot be found: what it has would be made a second time.
    if (partial_ && !report_.plan.organisations.empty() && !report_.dry_run && !absl::GetFlag(FLAGS_partial)) {
      return absl::FailedPreconditionError(Say(
          "Members that do not answer may know the organisations that would be made. Try again later, or --partial."));
    }
    return absl::OkStatus();
  }

  absl::Status FillRegistry(ActorIndex& registry) {
    for (const char* word : {"agencies", "organisations", "units", "groups"}) {
      absl::StatusOr<MessagePtr> listed = ListEverywhere(*Of(word));
      if (!listed.ok()) return listed.status();
      partial_ |= TellUnreachable(session_, **listed);
      for (const Message* record : Records(**listed)) AddTo(registry, word, *record);
    }
    return absl::OkStatus();
  }

  static void AddTo(ActorIndex& registry, absl::string_view word, const Message& record) {
    std::string name = GetString(record, "name");
    std::string display_name = GetString(record, "display_name");
    if (word == "agencies") registry.AddAgency(name, display_name);
    if (word == "organisations") registry.AddOrganisation(name, display_name, GetString(record, "agency"));
    if (word == "units") registry.AddUnit(name, display_name);
    if (word == "groups") registry.AddGroup(name, display_name);
  }

  // Of all agencies through the gateway; at a single node, of that one.
  absl::StatusOr<MessagePtr> ListEverywhere(const Collection& collection) {
    absl::StatusOr<MessagePtr> listed = List(session_, collection, {.all = true});
    if (listed.ok() || ReasonNameOf(listed.status()) != "ONE_AGENCY_REQUIRED") return listed;
    return List(session_, collection, {.parent = AgencyName(session_.agency), .all = true});
  }

  absl::Status ReadStanding() {
    for (const char* word : {"organisations", "meetings"}) {
      absl::StatusOr<MessagePtr> listed =
          List(session_, *Of(word), {.parent = AgencyName(session_.agency), .all = true});
      if (!listed.ok()) return listed.status();
      for (const Message* record : Records(**listed)) standing_[GetString(*record, "name")] = record;
      kept_.push_back(*std::move(listed));
    }
    return absl::OkStatus();
  }

  // Meetings that people, or other systems, have made: not the import's to change.
  std::set<std::string> NotImported() const {
    std::set<std::string> names;
    for (const auto& [name, record] : standing_) {
      if (record->GetDescriptor() != Meeting::descriptor()) continue;
      if (!WasImported(static_cast<const Meeting&>(*record))) names.insert(name);
    }
    return names;
  }

  // What a file does not say stays as it is: unknown never overwrites known.
  absl::Status Write() {
    std::vector<Record> organisations;
    for (const auto& organisation : report_.plan.organisations) {
      organisations.push_back(ToRecord("organisations", organisation, 0));
    }
    if (absl::Status sent = SendAll(std::move(organisations)); !sent.ok()) return sent;
    std::vector<Record> meetings;
    for (const ImportedMeeting& imported : report_.plan.meetings) {
      meetings.push_back(ToRecord("meetings", imported.meeting, imported.line));
    }
    return SendAll(std::move(meetings));
  }

  Record ToRecord(const std::string& word, const Message& message, int line) const {
    Record record{.collection = Of(word), .file = file_, .line = line};
    record.resource.reset(message.New());
    record.resource->CopyFrom(message);
    record.name = GetString(message, "name");
    record.bytes = message.ByteSizeLong();
    return record;
  }

  absl::Status SendAll(std::vector<Record> records) {
    Push push(
        session_.connection,
        {.retry_for = absl::GetFlag(FLAGS_retry_for), .mode = {.validate_only = report_.dry_run, .keep_absent = true}},
        *this);
    Batcher batcher(500);
    for (Record& record : records) {
      if (auto complete = batcher.Add(std::move(record))) push.Send(*std::move(complete));
    }
    if (auto last = batcher.Finish()) push.Send(*std::move(last));
    return push.Finish();
  }

  const Session& session_;
  std::string file_;
  ImportReport report_;
  // Some members did not answer.
  bool partial_ = false;
  // What the agency has now, by name; the messages are kept_'s.
  std::map<std::string, const Message*> standing_;
  std::vector<MessagePtr> kept_;
};

// Without --agency: says how, and who it probably is.
int AgencyMissing(const Session& session) {
  std::string text = Say("import needs the agency in whose slice it writes: --agency ID");
  absl::StatusOr<MessagePtr> agencies = List(session, *session.contract.Find("agencies"), {.all = true});
  std::vector<std::string> associations;
  if (agencies.ok()) {
    for (const Message* record : Records(**agencies)) {
      const auto& agency = static_cast<const actors::v1::Agency&>(*record);
      if (agency.kind() == actors::v1::ORGANISATION_KIND_COORDINATION_ASSOCIATION) {
        associations.push_back(agency.name().substr(agency.name().rfind('/') + 1));
      }
    }
  }
  if (associations.size() == 1) absl::StrAppend(&text, Say("; perhaps --agency $0?", associations.front()));
  return session.Misused(text);
}

}  // namespace

absl::Status CheckFileName(const std::string& path) {
  if (PersonalDataProblem(std::filesystem::path(path).filename().string()).empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(Say("the file's name holds a personal number or an e-mail address; rename it"));
}

int RunImport(const Session& session, const Arguments& files) {
  if (files.size() == 2 && files.front() == "slice") return FillSlice(session, {files.back()});
  if (files.size() != 1) return session.Misused(Say("import needs one file"));
  std::string as = absl::GetFlag(FLAGS_as);
  if (as != "meetings" && as != "flow") return session.Misused(Say("--as can only be meetings or flow"));
  if (session.agency.empty()) return AgencyMissing(session);
  if (as == "flow") return ImportFlow(session, files.front());
  return Importer(session, files.front()).Run();
}

}  // namespace samverkan::cli
