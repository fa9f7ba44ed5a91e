#include "gateway/cli/usefulness_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flow_words.h"
#include "gateway/cli/overlaps_view.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {

using analytics::v1::ListUsefulnessResponse;
using analytics::v1::Usefulness;
using meetings::v1::Assessment;
using Verdicts = google::protobuf::RepeatedPtrField<Usefulness::VerdictCount>;

std::string UsefulnessSummary(const ListUsefulnessResponse& response) {
  if (response.total_size() == 0) return Say("Nobody has assessed a meeting by $0", response.day());
  return Say("Assessed meetings on $0: $1, of which agencies see $2 very differently", response.day(),
             Grouped(int64_t{response.total_size()}), Grouped(int64_t{response.flagged()}));
}

std::string UsefulnessHeading(const Usefulness& usefulness) {
  const auto& meeting = usefulness.meeting();
  std::string heading = NameOr(meeting.display_name(), meeting.name());
  if (!usefulness.has_spread_percent()) return absl::StrCat(heading, ": ", Say("too few answers to compare"));
  std::string spread = Grouped(usefulness.spread_percent());
  return absl::StrCat(heading, ": ",
                      usefulness.flagged() ? Say("SEEN VERY DIFFERENTLY, $0 percentage points apart", spread)
                                           : Say("$0 percentage points apart", spread));
}

std::string VerdictsText(const Verdicts& verdicts) {
  std::vector<std::string> texts;
  for (const auto& verdict : verdicts) {
    std::string what = Say(ShortEnum(Assessment::Verdict_descriptor(), verdict.verdict()));
    texts.push_back(absl::StrCat(what, " ", Grouped(int64_t{verdict.count()})));
  }
  return absl::StrJoin(texts, ", ");
}

Table UsefulnessTable(const Usefulness& usefulness) {
  Table table({Say("agency"), Say("find it useful"), Say("mean of 5"), "n", Say("would")});
  for (size_t column : {1, 2, 3}) table.AlignRight(column);
  for (const auto& view : usefulness.agencies()) {
    table.Add({NameOr(view.display_name(), view.agency()),
               view.has_useful_percent() ? PercentText(view.useful_percent()) : "?",
               view.has_mean() ? Grouped(view.mean()) : "?", Say("$0 of $1", view.answers(), view.assessments()),
               VerdictsText(view.verdicts())});
  }
  return table;
}

std::string RenderUsefulness(const ListUsefulnessResponse& response, size_t width) {
  std::string text = Paragraph(UsefulnessSummary(response), width);
  if (response.meetings().empty()) return text;
  text += Paragraph(Say("useful: 4 or 5 of 5; n: answers of assessments"), width);
  for (const Usefulness& one : response.meetings()) {
    absl::StrAppend(&text, "\n", Paragraph(UsefulnessHeading(one), width, 0, 2),
                    Paragraph(MeetingFacts(one.meeting()), width, 2, 2), UsefulnessTable(one).Render(width));
    std::string all = VerdictsText(one.verdicts());
    if (!all.empty()) text += Paragraph(Say("all of them would: $0", all), width);
  }
  return text;
}

}  // namespace samverkan::cli
