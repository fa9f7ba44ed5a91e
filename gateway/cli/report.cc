// `samverkan report`: the report of a period, as Markdown, HTML or a document for Word.
#include "absl/flags/flag.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/query.h"
#include "gateway/cli/report_document.h"
#include "gateway/cli/report_pandoc.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetReportRequest;
using analytics::v1::GetReportResponse;

std::string Format() {
  std::string format = absl::GetFlag(FLAGS_format);
  return format.empty() ? "md" : format;
}

// What is wrong with the flags; empty if nothing is.
std::string Wrong(const Session& session, const std::string& format) {
  if (absl::GetFlag(FLAGS_period).empty()) return Say("report needs --period, such as 2016T1");
  if (format != "md" && format != "html" && format != "docx") {
    return Say("--$0 cannot be $1; it can be $2", "format", format, "md, html, docx");
  }
  bool nowhere = format == "docx" && !session.json && absl::GetFlag(FLAGS_out).empty();
  return nowhere ? Say("a docx is no text: --out FILE, or - for standard output") : "";
}

absl::StatusOr<std::string> Document(const GetReportResponse& report, const std::string& format) {
  std::string markdown = RenderReport(report);
  if (format == "md") return markdown;
  std::string language = CurrentLanguage() == Language::kSwedish ? "sv" : "en";
  return MakeDocument(markdown, {.format = format, .title = ReportTitle(report), .language = language});
}

}  // namespace

int RunReport(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return TakesNoArguments(session, "report");
  std::string format = Format();
  if (std::string wrong = Wrong(session, format); !wrong.empty()) return session.Misused(wrong);
  GetReportRequest request;
  absl::Status read = ReadQuery(session, {&request}, {"format"});
  if (!read.ok()) return session.Misused(std::string(read.message()));
  auto report = Ask<GetReportResponse>(session, "GetReport", request);
  if (!report.ok()) {
    int code = session.Fail(report.status());
    TellOfPrivatePlan(session, report.status());
    return code;
  }
  if (session.json) return session.Write(absl::GetFlag(FLAGS_out), ToJson(*report));
  absl::StatusOr<std::string> document = Document(*report, format);
  if (!document.ok()) return session.Fail(document.status());
  int code = session.Write(absl::GetFlag(FLAGS_out), *document);
  if (code == kOk) TellPartial(session, report->coverage());
  return code;
}

}  // namespace samverkan::cli
