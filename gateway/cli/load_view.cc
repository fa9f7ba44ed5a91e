#include "gateway/cli/load_view.h"

#include "absl/strings/str_cat.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetLoadResponse;
using Hours = GetLoadResponse::Hours;
using Load = GetLoadResponse::Load;

std::string Count(int number) { return Grouped(static_cast<int64_t>(number)); }

Known KnownHours(const Hours& hours) {
  if (hours.unknown_hours() == 0) return Known::kAll;
  return hours.unknown_hours() >= hours.meetings() ? Known::kNone : Known::kSome;
}

Known KnownCost(const Hours& hours) {
  if (KnownHours(hours) == Known::kNone) return Known::kNone;
  if (hours.hours() > 0 && hours.uncosted_hours() >= hours.hours()) return Known::kNone;
  return hours.uncosted_hours() > 0 || hours.unknown_hours() > 0 ? Known::kSome : Known::kAll;
}

Known KnownNet(const Load& load) {
  int unknown = load.begun().unknown_hours() + load.ended().unknown_hours();
  if (unknown == 0) return Known::kAll;
  return unknown >= load.begun().meetings() + load.ended().meetings() ? Known::kNone : Known::kSome;
}

std::vector<std::string> Row(const std::string& called, const Load& load) {
  return {called,
          Count(load.all().meetings()),
          HoursText(load.all()),
          HoursText(load.strategic()),
          HoursText(load.operational()),
          CostText(load.all()),
          load.has_net_hours() ? NetText(load) : "",
          load.name()};
}

}  // namespace

std::string HoursText(const Hours& hours) {
  return hours.meetings() == 0 ? "–" : KnownText(hours.hours(), KnownHours(hours));
}

std::string CostText(const Hours& hours) {
  return hours.meetings() == 0 ? "–" : KnownText(hours.cost_sek(), KnownCost(hours));
}

std::string NetText(const Load& load) {
  if (!load.has_net_hours()) return "–";
  std::string text = KnownText(load.net_hours(), KnownNet(load));
  return load.net_hours() > 0 && text != "?" ? absl::StrCat("+", text) : text;
}

std::string ChangeText(const GetLoadResponse& response) {
  const Load& total = response.total();
  if (!total.has_net_hours()) return "";
  std::string change =
      Say("Begun: $0 ($1 h a year); ended: $2 ($3 h a year); net: $4 h a year", Count(total.begun().meetings()),
          HoursText(total.begun()), Count(total.ended().meetings()), HoursText(total.ended()), NetText(total));
  if (total.has_net_cost_sek())
    absl::StrAppend(&change, Say(", $0 SEK as far as costs are known", SignedText(total.net_cost_sek())));
  return response.since_day().empty() ? change : absl::StrCat(Say("Since $0: ", response.since_day()), change);
}

std::vector<std::string> UnknownTexts(const Hours& hours) {
  std::vector<std::string> texts;
  if (hours.unknown_hours() > 0) {
    texts.push_back(Say("? = nobody has said how often or how long: $0 of $1 meetings, which count no hours",
                        Count(hours.unknown_hours()), Count(hours.meetings())));
  }
  if (hours.unknown_travel() > 0) {
    texts.push_back(Say("travel is not known of $0 meetings, and counts as none", Count(hours.unknown_travel())));
  }
  if (hours.uncosted_hours() > 0) {
    texts.push_back(Say("the hourly cost is not known of $0 of $1 hours, which cost nothing here",
                        Grouped(hours.uncosted_hours()), Grouped(hours.hours())));
  }
  return texts;
}

Table LoadTable(const GetLoadResponse& response) {
  Table table({Say("who"), Say("meetings"), Say("h a year"), Say("strategic"), Say("operational"), Say("SEK a year"),
               Say("net h"), Say("name")});
  for (size_t column : {1, 2, 3, 4, 5, 6}) table.AlignRight(column);
  for (const Load& load : response.loads()) table.Add(Row(NameOr(load.display_name(), load.name()), load));
  table.Add(Row(Say("all together"), response.total()));
  return table;
}

std::string LoadMethod(const GetLoadResponse& response) {
  return Say("hours: occurrences a year x (duration + travel), for each who comes; n = $0 meetings",
             Count(response.total().all().meetings()));
}

std::string RenderLoad(const GetLoadResponse& response, size_t width) {
  std::string by = Say(ShortEnum(analytics::v1::Resolution_descriptor(), response.resolution()));
  std::string text = Paragraph(Say("What meetings take on $0, by $1", response.day(), by), width);
  if (std::string change = ChangeText(response); !change.empty()) text += Paragraph(change, width);
  absl::StrAppend(&text, "\n", LoadTable(response).Render(width), "\n");
  text += Paragraph(LoadMethod(response), width, 0, 2);
  for (const std::string& unknown : UnknownTexts(response.total().all())) text += Paragraph(unknown, width, 0, 2);
  return text;
}

}  // namespace samverkan::cli
