#include "gateway/cli/import_flow.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/progress.h"
#include "gateway/cli/texts.h"
#include "samverkan/flows/v1/value_flow_service.pb.h"
#include "services/flows/eventlog/typical_case.h"
#include "services/platform/text/words.h"

namespace samverkan::cli {
namespace {

using flows::v1::Flow;

constexpr int kLeastThreshold = 3;

std::string FlowMethod(absl::string_view method) {
  return absl::StrCat("/samverkan.flows.v1.ValueFlowService/", method);
}

absl::Status Open(const std::string& path, std::ifstream& file) {
  if (absl::Status named = CheckFileName(path); !named.ok()) return named;
  file.open(path, std::ios::binary);
  return file ? absl::OkStatus() : absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
}

absl::Status AsTold(const std::string& file, const absl::Status& status) {
  return absl::Status(status.code(), LogFaultText(file, status.message()));
}

class FlowImporter {
 public:
  FlowImporter(const Session& session, std::string path) : session_(session), path_(std::move(path)) {
    report_.file = std::filesystem::path(path_).filename().string();
    if (double given = absl::GetFlag(FLAGS_threshold); given != 0) report_.threshold = static_cast<int>(given);
    report_.dry_run = absl::GetFlag(FLAGS_dry_run);
  }

  int Run() {
    if (report_.threshold < kLeastThreshold) return session_.Misused(Say("--threshold must be at least 3"));
    // The server is asked first: a large log takes its time.
    for (auto step : {&FlowImporter::ReadStanding, &FlowImporter::ReadMapping, &FlowImporter::ReadLog}) {
      if (absl::Status done = (this->*step)(); !done.ok()) return session_.Fail(done);
    }
    Build();
    if (report_.not_built.empty()) {
      if (absl::Status written = Write(); !written.ok()) return session_.Fail(written);
    }
    ShowFlowImport(session_, report_);
    return report_.not_built.empty() ? kOk : kFailed;
  }

 private:
  absl::string_view Stem() const { return absl::StripSuffix(absl::StripSuffix(report_.file, ".gz"), ".xes"); }

  std::string Name() const {
    std::string id = absl::GetFlag(FLAGS_flow_id);
    return absl::StrCat(AgencyName(session_.agency), "/flows/", id.empty() ? Slug(Stem()) : id);
  }

  // A flow that no import has made is people's.
  absl::Status ReadStanding() {
    if (absl::Status named = CheckFileName(path_); !named.ok()) return named;
    flows::v1::GetFlowRequest get;
    get.set_name(Name());
    absl::StatusOr<Flow> standing = session_.connection.Call<Flow>(FlowMethod("GetFlow"), get);
    if (absl::IsNotFound(standing.status())) return absl::OkStatus();
    if (!standing.ok()) return standing.status();
    if (!IsTypicalCase(*standing)) {
      return absl::AlreadyExistsError(
          Say("$0 is a flow that no import has made; name another: --flow-id ID", get.name()));
    }
    standing_ = *std::move(standing);
    return absl::OkStatus();
  }

  absl::Status ReadMapping() {
    std::string path = absl::GetFlag(FLAGS_functions);
    if (path.empty()) return absl::OkStatus();
    std::ifstream file;
    if (absl::Status opened = Open(path, file); !opened.ok()) return opened;
    auto mapping = ActorMapping::Parse(std::string(std::istreambuf_iterator<char>(file), {}));
    if (!mapping.ok()) return AsTold(path, mapping.status());
    mapping_ = *std::move(mapping);
    return absl::OkStatus();
  }

  absl::Status ReadLog() {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/Stockholm", &zone)) {
      return absl::FailedPreconditionError("the time zone Europe/Stockholm is not known here: install tzdata");
    }
    std::ifstream file;
    if (absl::Status opened = Open(path_, file); !opened.ok()) return opened;
    std::error_code no_size;
    auto size = std::filesystem::file_size(path_, no_size);
    Progress progress(session_.progress ? &session_.err : nullptr, no_size ? 0 : static_cast<int64_t>(size));
    auto log = ReadEventLog(file, mapping_, WorkingTime(zone),
                            [&](int64_t events, int64_t bytes) { progress.Update(events, bytes); });
    progress.Clear();
    if (!log.ok()) return AsTold(path_, log.status());
    report_.log = *std::move(log);
    SuppressSmallCells(report_.threshold, report_.log);
    return absl::OkStatus();
  }

  void Build() {
    std::string agency = AgencyName(session_.agency);
    absl::StatusOr<Flow> flow = TypicalCase(report_.log, mapping_,
                                            {.name = Name(),
                                             .display_name = std::string(Stem()),
                                             .group = absl::GetFlag(FLAGS_group),
                                             .file = report_.file,
                                             .actor = agency});
    if (!flow.ok()) {
      report_.not_built = std::string(flow.status().message());
      return;
    }
    report_.flow = *std::move(flow);
    if (standing_.has_value()) KeepJudgements(*standing_, agency, report_.flow);
  }

  // Without a mask: what the log does not tell, such as stops, stays as it is.
  absl::Status Write() {
    flows::v1::UpdateFlowRequest update;
    *update.mutable_flow() = report_.flow;
    // So that what someone changed meanwhile is not written over.
    if (standing_.has_value()) update.mutable_flow()->set_etag(standing_->etag());
    update.set_allow_missing(true);
    update.set_request_id(NewRequestId());
    update.set_validate_only(report_.dry_run);
    absl::StatusOr<Flow> written = session_.connection.Call<Flow>(FlowMethod("UpdateFlow"), update);
    if (!written.ok()) return written.status();
    report_.outcome = {
        .name = written->name(), .display_name = written->display_name(), .is_new = !standing_.has_value()};
    if (standing_.has_value()) report_.outcome.changed = ChangedFields(*standing_, *written);
    return absl::OkStatus();
  }

  const Session& session_;
  const std::string path_;
  // The flow as it is now; none if it is new.
  std::optional<Flow> standing_;
  ActorMapping mapping_;
  FlowImportReport report_;
};

}  // namespace

int ImportFlow(const Session& session, const std::string& file) { return FlowImporter(session, file).Run(); }

}  // namespace samverkan::cli
