#include "gateway/cli/indicators_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flow_words.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetIndicatorsResponse;
using analytics::v1::IndicatorProgress;
using plans::v1::Indicator;
using plans::v1::Measurement;

std::string Stated(const google::protobuf::EnumDescriptor* type, int number) {
  return number == 0 ? "" : Say(ShortEnum(type, number));
}

std::string MetText(const IndicatorProgress::Period& period) {
  if (!period.has_met()) return "–";
  return period.met() ? Say("✔ met") : Say("✘ not met");
}

// A point is told beside a per cent: the change is in percentage points.
std::vector<std::string> Row(const IndicatorProgress::Period& period) {
  std::string days = Say("$0 to $1", period.start_day(), period.end_day());
  std::string who = Stated(Measurement::RespondentGroup_descriptor(), period.respondent_group());
  std::string asked = period.has_asked() ? Grouped(int64_t{period.asked()}) : "?";
  if (period.suppressed()) return {days, who, Say("withheld: too few"), "", Say("? of $0", asked), "", ""};
  return {days,
          who,
          period.has_percent() ? PercentText(period.percent()) : "?",
          Say("$0 of $1", Grouped(int64_t{period.favourable()}), Grouped(int64_t{period.answered()})),
          Say("$0 of $1", Grouped(int64_t{period.answered()}), asked),
          MetText(period),
          period.has_change() ? SignedText(period.change()) : "–"};
}

}  // namespace

std::string IndicatorHeading(const IndicatorProgress& indicator) {
  std::vector<std::string> facts = {Stated(Indicator::Level_descriptor(), indicator.level()),
                                    Stated(Indicator::Kind_descriptor(), indicator.kind()),
                                    indicator.catalogue_version()};
  facts.push_back(indicator.has_target_percent() ? Say("aimed at: $0", PercentText(indicator.target_percent()))
                                                 : Say("no target"));
  std::erase(facts, "");
  return absl::StrCat(NameOr(indicator.display_name(), indicator.indicator()), " (", absl::StrJoin(facts, "; "), ")");
}

Table IndicatorTable(const IndicatorProgress& indicator) {
  Table table(
      {Say("period"), Say("respondents"), Say("favourable"), "n", Say("answered"), Say("target"), Say("points since")});
  for (size_t column : {2, 3, 4, 6}) table.AlignRight(column);
  for (const auto& period : indicator.periods()) table.Add(Row(period));
  return table;
}

std::string RenderIndicators(const GetIndicatorsResponse& response, size_t width) {
  if (response.indicators().empty()) return Paragraph(Say("No catalogue of indicators is known"), width);
  std::string text;
  for (const IndicatorProgress& indicator : response.indicators()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", Paragraph(IndicatorHeading(indicator), width, 0, 2),
                    indicator.periods().empty() ? Paragraph(Say("never measured"), width, 2)
                                                : IndicatorTable(indicator).Render(width));
  }
  return text;
}

}  // namespace samverkan::cli
