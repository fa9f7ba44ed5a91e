#include "gateway/cli/overlaps_view.h"

#include "absl/strings/str_cat.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flow_words.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::ListOverlapsResponse;
using analytics::v1::MeetingSummary;
using analytics::v1::Overlap;

std::string Title(const MeetingSummary& meeting) { return NameOr(meeting.display_name(), meeting.name()); }

std::string SharedText(const Overlap& overlap) {
  return Say("take part in both: $0, of all who take part in either $1",
             Grouped(int64_t{overlap.shared_participants()}), PercentText(100 * overlap.similarity()));
}

std::string Gain(const Overlap& overlap) {
  if (!overlap.has_hours_at_stake()) return Say("could be gained: ? (how often or how long is not known)");
  return Say("could be gained: up to $0 h a year", Grouped(overlap.hours_at_stake()));
}

// same_as is the owner's word: it is told how, and never done.
std::string HowToJoin(const Overlap& overlap) {
  return Say(
      "If it is one meeting, its owner says so with `samverkan apply`, in the record of $0: \"sameAs\":\"$1\" (or the "
      "other way round). Until then it counts twice.",
      overlap.first().name(), overlap.second().name());
}

}  // namespace

std::string MeetingFacts(const MeetingSummary& meeting) {
  std::string often = meeting.has_occurrences_per_year() ? Grouped(meeting.occurrences_per_year()) : "?";
  std::string hours = meeting.has_hours_per_year() ? Grouped(meeting.hours_per_year()) : "?";
  return Say("$0: $1 times a year, $2 h a year, $3 take part", ShortName(meeting.name()), often, hours,
             meeting.participants());
}

std::string OverlapFinding(const Overlap& overlap) {
  std::string first = Title(overlap.first());
  std::string second = Title(overlap.second());
  switch (overlap.kind()) {
    case Overlap::KIND_SUBSET:
      return Say("All who take part in “$0” also take part in “$1”", first, second);
    case Overlap::KIND_SAME:
      return Say("“$0” and “$1” look like the same meeting, inventoried twice", first, second);
    default:
      return Say("“$0” and “$1” could be one meeting", first, second);
  }
}

std::string RenderOverlaps(const ListOverlapsResponse& response, size_t width) {
  std::string text =
      Paragraph(response.total_size() == 0 ? Say("No meetings overlap on $0", response.day())
                                           : Say("Meetings that overlap on $0: $1 of $2 pairs", response.day(),
                                                 response.overlaps_size(), Grouped(response.total_size())),
                width);
  if (response.truncated()) {
    text +=
        Paragraph(Say("There are too many pairs where one meeting is within another: some were not looked at."), width);
  }
  for (const Overlap& overlap : response.overlaps()) {
    absl::StrAppend(&text, "\n", Paragraph(OverlapFinding(overlap), width, 0, 2),
                    Paragraph(SharedText(overlap), width, 2), Paragraph(MeetingFacts(overlap.first()), width, 2, 2),
                    Paragraph(MeetingFacts(overlap.second()), width, 2, 2), Paragraph(Gain(overlap), width, 2, 2));
    if (overlap.kind() == Overlap::KIND_SAME) text += Paragraph(HowToJoin(overlap), width, 2, 2);
  }
  return text;
}

}  // namespace samverkan::cli
