#include "gateway/cli/map_view.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetMapResponse;
using meetings::v1::Meeting;
using type::v1::MemberCoverage;
using MeetingCount = GetMapResponse::MeetingCount;

constexpr int kBar = 20;

int TakingPlace(const MeetingCount& meetings) { return meetings.existing() + meetings.removable(); }

std::string Count(int number) { return number == 0 ? "" : Grouped(static_cast<int64_t>(number)); }

std::string Bar(double weight, double heaviest) {
  if (heaviest <= 0 || weight <= 0) return "";
  int length = std::max(1, static_cast<int>(std::lround(kBar * weight / heaviest)));
  std::string bar;
  for (int i = 0; i < length; ++i) bar += "█";
  return bar;
}

std::map<std::string, std::string> NamesOf(const GetMapResponse& map) {
  std::map<std::string, std::string> names;
  for (const auto& node : map.nodes()) names[node.name()] = node.display_name();
  return names;
}

// What people call an actor: by its own node, or its agency's, or else its name.
std::string Called(const std::map<std::string, std::string>& names, const std::string& actor) {
  auto own = names.find(actor);
  if (own != names.end()) return own->second;
  size_t agency_end = actor.find('/', actor.find('/') + 1);
  auto agency = absl::StrContains(actor, "/organisations/") ? names.end() : names.find(actor.substr(0, agency_end));
  return agency == names.end() ? actor : agency->second;
}

std::string Summary(const GetMapResponse& map) {
  const MeetingCount& meetings = map.meetings();
  std::string resolution = ShortEnum(analytics::v1::Resolution_descriptor(), map.resolution());
  std::string text = Say("Who meets whom on $0, by $1", map.day(), Say(resolution));
  absl::StrAppend(&text, "\n",
                  Say("$0 meetings take place ($1 strategic, $2 operational; $3 of them could go), $4 are missing",
                      TakingPlace(meetings), meetings.strategic(), meetings.operational(), meetings.removable(),
                      meetings.missing()));
  if (meetings.ended() > 0) absl::StrAppend(&text, Say(", $0 have ended", meetings.ended()));
  if (meetings.unknown_schedules() > 0) {
    absl::StrAppend(&text, "\n",
                    Say("? = nobody has stated how often: $0 of the meetings", meetings.unknown_schedules()));
  }
  return text + "\n";
}

std::string NodeTable(const GetMapResponse& map, size_t width) {
  Table table({Say("actor"), Say("meetings"), Say("missing"), Say("could go"), Say("name")});
  for (size_t column : {1, 2, 3}) table.AlignRight(column);
  for (const auto& node : map.nodes()) {
    std::string called = node.known() ? node.display_name() : absl::StrCat(node.display_name(), Say(" (not known)"));
    table.Add({called, Grouped(static_cast<int64_t>(TakingPlace(node.meetings()))), Count(node.meetings().missing()),
               Count(node.meetings().removable()), node.name()});
  }
  return table.Render(width);
}

std::string TieTable(const GetMapResponse& map, size_t width) {
  std::map<std::string, std::string> names = NamesOf(map);
  double heaviest = 0;
  for (const auto& tie : map.ties()) heaviest = std::max(heaviest, tie.weight());
  std::vector<const GetMapResponse::Tie*> ties;
  for (const auto& tie : map.ties()) ties.push_back(&tie);
  std::stable_sort(ties.begin(), ties.end(), [](const auto* a, const auto* b) { return a->weight() > b->weight(); });
  Table table({Say("who"), Say("with whom"), Say("weight"), "", Say("meetings"), Say("missing"), Say("could go")});
  for (size_t column : {2, 4, 5, 6}) table.AlignRight(column);
  for (const auto* tie : ties) {
    table.Add({Called(names, tie->from()), Called(names, tie->to()), WeightText(tie->weight(), tie->meetings()),
               Bar(tie->weight(), heaviest), Count(TakingPlace(tie->meetings())), Count(tie->meetings().missing()),
               Count(tie->meetings().removable())});
  }
  return table.Render(width);
}

std::string MemberText(const MemberCoverage& member, int64_t now) {
  if (member.state() == MemberCoverage::STATE_ABSENT || !member.has_known_at()) {
    return Say("never heard from: not in the numbers");
  }
  std::string known = Say("known $0", AgeText(std::max<int64_t>(0, now - member.known_at().seconds())));
  if (member.state() == MemberCoverage::STATE_CURRENT) return known;
  return absl::StrCat(known, ", ", Say("not answering"));
}

}  // namespace

std::string WeightText(double weight, const MeetingCount& meetings) {
  int taking_place = TakingPlace(meetings);
  if (taking_place == 0) return "–";
  if (meetings.unknown_schedules() >= taking_place) return "?";
  return meetings.unknown_schedules() > 0 ? absl::StrCat(Grouped(weight), " + ?") : Grouped(weight);
}

std::string RenderMap(const GetMapResponse& map, size_t width) {
  std::string text = Summary(map);
  if (map.nodes().empty()) return text;
  absl::StrAppend(&text, "\n", NodeTable(map, width));
  if (map.ties().empty()) return text;
  absl::StrAppend(
      &text, "\n",
      Say("weight: occurrences a year, each shared among those who take part: sum of occurrences / (n - 1)"), "\n",
      TieTable(map, width));
  return text;
}

std::string RenderMeetings(const std::string& heading, const std::vector<const Meeting*>& meetings,
                           const GetMapResponse& map, size_t width) {
  if (meetings.empty()) return "";
  std::map<std::string, std::string> names = NamesOf(map);
  std::string text = absl::StrCat("\n", heading, "\n");
  size_t limit = width == 0 ? 100'000 : width;
  for (const Meeting* meeting : meetings) {
    std::set<std::string> who;
    for (const auto& participant : meeting->participants()) who.insert(Called(names, participant.actor()));
    std::string level = Say(ShortEnum(type::v1::Level_descriptor(), meeting->level()));
    absl::StrAppend(&text, Fit(absl::StrCat("  ", meeting->display_name(), " (", level, ")"), limit), "\n");
    absl::StrAppend(&text, Fit(absl::StrCat("    ", Say("who: "), absl::StrJoin(who, ", ")), limit), "\n");
    absl::StrAppend(&text, Fit(absl::StrCat("    ", Say("gain: "), meeting->expected_gain()), limit), "\n");
  }
  return text;
}

std::string PartialText(const type::v1::Coverage& coverage) {
  int current = 0;
  for (const auto& member : coverage.members()) current += member.state() == MemberCoverage::STATE_CURRENT ? 1 : 0;
  if (current == coverage.members_size()) return "";
  return Say("PARTIAL: $0 of $1 members answer; totals are not whole", current, coverage.members_size());
}

std::string RenderCoverage(const type::v1::Coverage& coverage, int64_t now) {
  std::string text = absl::StrCat("\n", Say("What this rests on"), "\n");
  if (std::string partial = PartialText(coverage); !partial.empty()) absl::StrAppend(&text, "  ", partial, "\n");
  for (const auto& member : coverage.members()) {
    std::string id = member.agency().substr(member.agency().rfind('/') + 1);
    absl::StrAppend(&text, "  ", id, ": ", MemberText(member, now), "\n");
  }
  return text;
}

}  // namespace samverkan::cli
