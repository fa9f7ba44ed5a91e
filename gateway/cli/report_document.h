// The report of a period, from analytics' answers, for tertials and half-years.
#pragma once

#include <string>

#include "gateway/cli/report_markdown.h"
#include "samverkan/analytics/v1/report.pb.h"

namespace samverkan::cli {

// The document's title, in the process's language.
std::string ReportTitle(const analytics::v1::GetReportResponse& report);

// The whole report in Markdown, in the process's language: title, status in one paragraph, aims, meetings, flows,
// initiatives and money, indicators, gaps and breakpoints, what agencies think, what it rests on, and where each figure
// comes from. A part that there is nothing of says so.
std::string RenderReport(const analytics::v1::GetReportResponse& report);

// Its parts about plans.
void AddAims(const analytics::v1::GetReportResponse& report, Markdown& document);
void AddMeasures(const analytics::v1::GetReportResponse& report, Markdown& document);
void AddMoney(const analytics::v1::GetReportResponse& report, Markdown& document);

// What it rests on, how each figure is worked out, and how to ask for it again.
void AddBasis(const analytics::v1::GetReportResponse& report, Markdown& document);
void AddMethod(const analytics::v1::GetReportResponse& report, Markdown& document);
void AddAppendix(const analytics::v1::GetReportResponse& report, Markdown& document);

}  // namespace samverkan::cli
