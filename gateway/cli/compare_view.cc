#include "absl/strings/str_cat.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/network_view.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::CompareMapsResponse;
using analytics::v1::GetMapResponse;
using meetings::v1::Meeting;
using TieChange = CompareMapsResponse::TieChange;

std::string Count(int number) { return Grouped(static_cast<int64_t>(number)); }

int TakingPlace(const GetMapResponse::MeetingCount& meetings) { return meetings.existing() + meetings.removable(); }

std::string TieText(const TieChange& tie) {
  std::string from = NameOr(tie.from_display_name(), tie.from());
  std::string to = NameOr(tie.to_display_name(), tie.to());
  if (tie.meetings_before() == 0) return Say("$0 and $1 meet only in the second", from, to);
  if (tie.meetings_after() == 0) return Say("$0 and $1 meet only in the first", from, to);
  std::string before = Grouped(tie.weight_before());
  std::string after = Grouped(tie.weight_after());
  if (tie.weight_after() == tie.weight_before()) {
    return Say("$0 and $1 have $2 meetings instead of $3", from, to, tie.meetings_after(), tie.meetings_before());
  }
  return tie.weight_after() > tie.weight_before() ? Say("$0 and $1 meet more: $2, before $3", from, to, after, before)
                                                  : Say("$0 and $1 meet less: $2, before $3", from, to, after, before);
}

void AddNodes(const google::protobuf::RepeatedPtrField<GetMapResponse::Node>& nodes, const std::string& heading,
              std::vector<std::string>& findings) {
  std::vector<std::string> names;
  for (const auto& node : nodes) names.push_back(NameOr(node.display_name(), node.name()));
  if (!names.empty()) findings.push_back(absl::StrCat(heading, AndList(names)));
}

std::string Sides(const CompareMapsResponse& comparison, size_t width) {
  const auto& before = comparison.before();
  const auto& after = comparison.after();
  Table table({"", Say("first: $0", before.day()), Say("second: $0", after.day())});
  for (size_t column : {1, 2}) table.AlignRight(column);
  table.Add(
      {Say("meetings that take place"), Count(TakingPlace(before.meetings())), Count(TakingPlace(after.meetings()))});
  table.Add({Say("meetings that are missing"), Count(before.meetings().missing()), Count(after.meetings().missing())});
  for (const NetworkMeasure& measure : NetworkMeasures(before.network(), after.network())) {
    table.Add({measure.called, measure.first, measure.second});
  }
  return table.Render(width);
}

std::string KindText(actors::v1::OrganisationKind kind) {
  return Say(ShortEnum(actors::v1::OrganisationKind_descriptor(), kind));
}

std::string Kinds(const CompareMapsResponse& comparison, size_t width) {
  Table table({Say("kind"), Say("with kind"), Say("pairs first"), Say("second"), Say("weight first"), Say("second")});
  for (size_t column : {2, 3, 4, 5}) table.AlignRight(column);
  for (const auto& kind : comparison.kinds()) {
    table.Add({KindText(kind.from()), KindText(kind.to()), Count(kind.ties_before()), Count(kind.ties_after()),
               Grouped(kind.weight_before()), Grouped(kind.weight_after())});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Render(width));
}

std::string Changes(const google::protobuf::RepeatedPtrField<CompareMapsResponse::MeetingChange>& changes, int count,
                    std::string heading, size_t width) {
  if (count == 0) return "";
  std::string text = absl::StrCat("\n", Paragraph(heading, width));
  for (const auto& change : changes) text += Paragraph(MeetingChangeText(change), width, 2, 2);
  if (int more = count - changes.size(); more > 0) text += Paragraph(Say("and $0 more", Count(more)), width, 2);
  return text;
}

}  // namespace

std::vector<std::string> MapFindings(const CompareMapsResponse& comparison) {
  std::vector<std::string> findings;
  AddNodes(comparison.appeared_nodes(), Say("Only in the second: "), findings);
  AddNodes(comparison.gone_nodes(), Say("Only in the first: "), findings);
  for (const TieChange& tie : comparison.ties()) findings.push_back(TieText(tie));
  return findings;
}

std::string MeetingChangeText(const CompareMapsResponse::MeetingChange& change) {
  std::string called = NameOr(change.display_name(), change.meeting());
  std::string state =
      change.other_state() == Meeting::STATE_UNSPECIFIED
          ? Say("not in the other map")
          : Say("in the other map $0", Say(ShortEnum(Meeting::State_descriptor(), change.other_state())));
  return absl::StrCat(called, " (", ShortName(change.meeting()), "): ", state);
}

std::string RenderMapComparison(const CompareMapsResponse& comparison, size_t width) {
  std::string by = Say(ShortEnum(analytics::v1::Resolution_descriptor(), comparison.resolution()));
  std::string text = absl::StrCat(Paragraph(Say("Two maps held against each other, by $0", by), width), "\n",
                                  Sides(comparison, width));
  std::vector<std::string> findings = MapFindings(comparison);
  absl::StrAppend(&text, "\n", findings.empty() ? Paragraph(Say("Who meets whom is the same in both."), width) : "");
  for (const std::string& finding : findings) text += Paragraph(finding, width, 0, 2);
  if (int more = comparison.tie_count() - comparison.ties_size(); more > 0) {
    text += Paragraph(Say("and $0 more", Count(more)), width);
  }
  return absl::StrCat(
      text, Kinds(comparison, width),
      Changes(comparison.begun(), comparison.begun_count(),
              Say("Meetings that take place in the second alone: $0", Count(comparison.begun_count())), width),
      Changes(comparison.ended(), comparison.ended_count(),
              Say("Meetings that take place in the first alone: $0", Count(comparison.ended_count())), width));
}

}  // namespace samverkan::cli
