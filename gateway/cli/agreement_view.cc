#include "gateway/cli/agreement_view.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/record_view.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/wrap.h"

namespace samverkan::cli {
namespace {

using actors::v1::Expectation;
using plans::v1::Agreement;
using plans::v1::Endorsement;

std::string StanceText(const Endorsement& endorsement) {
  return Say(ShortEnum(Endorsement::Stance_descriptor(), endorsement.stance()));
}

std::string StandingText(const PartyStanding& party) {
  switch (party.standing) {
    case Standing::kVoid:
      return Say("VOID: $0, earlier text", StanceText(party.endorsement));
    case Standing::kAwaited:
      return Say("awaited");
    case Standing::kUnknown:
      return Say("not known: node does not answer");
    case Standing::kCannotEndorse:
      return Say("cannot answer: has no node");
    default:
      return StanceText(party.endorsement);
  }
}

const char* StandingWord(Standing standing) {
  switch (standing) {
    case Standing::kSettled:
      return "SETTLED";
    case Standing::kAcknowledged:
      return "ACKNOWLEDGED";
    case Standing::kDeclined:
      return "DECLINED";
    case Standing::kVoid:
      return "VOID";
    case Standing::kAwaited:
      return "AWAITED";
    case Standing::kUnknown:
      return "UNKNOWN";
    case Standing::kCannotEndorse:
      return "CANNOT_ENDORSE";
  }
  return "";
}

std::string TimeOf(const Endorsement& endorsement) {
  return CellText(endorsement, Endorsement::descriptor()->FindFieldByName("create_time"));
}

std::string Parties(const SubjectStanding& standing, size_t width) {
  Table table({Say("party"), Say("stands"), Say("told"), Say("function")});
  std::string notes;
  for (const PartyStanding& party : standing.parties) {
    const Endorsement& said = party.endorsement;
    table.Add({ShortName(party.party), StandingText(party), TimeOf(said), ShortName(said.function())});
    if (said.note().empty()) continue;
    absl::StrAppend(&notes, WrapText(Say("$0 notes: $1", ShortName(party.party), said.note()), width), "\n");
  }
  for (const Endorsement& other : standing.others) {
    std::string agency = ShortName(other.name());
    agency.resize(agency.find('/'));
    absl::StrAppend(&notes, Say("no party, and counts for nothing: $0 ($1)", agency, StanceText(other)), "\n");
  }
  return absl::StrCat("\n", table.Render(width), notes);
}

size_t CountOf(const SubjectStanding& standing, Standing wanted) {
  return static_cast<size_t>(std::count_if(standing.parties.begin(), standing.parties.end(),
                                           [&](const PartyStanding& party) { return party.standing == wanted; }));
}

std::string SignedText(const SubjectStanding& standing) {
  if (standing.settled) return Say("Signed by all.");
  size_t unknown = CountOf(standing, Standing::kUnknown);
  std::string text = Say("Signed by $0 of $1.", CountOf(standing, Standing::kSettled), standing.parties.size());
  return unknown == 0 ? text : absl::StrCat(text, " ", Say("Of $0 it is not known.", unknown));
}

}  // namespace

std::string RenderAgreement(const Agreement& agreement, const SubjectStanding& standing, size_t width) {
  std::string until = agreement.valid_until().empty() ? Say("with no end") : Say("to $0", agreement.valid_until());
  std::string kind = absl::StrReplaceAll(ShortEnum(Agreement::Kind_descriptor(), agreement.kind()), {{"_", " "}});
  std::string text = absl::StrCat(WrapText(agreement.display_name(), width), "\n", agreement.name(), "\n",
                                  Say("$0, from $1 $2", Say(kind), agreement.valid_from(), until), "\n\n",
                                  WrapText(agreement.text(), width), "\n", Parties(standing, width), "\n");
  return absl::StrCat(text, SignedText(standing), "\n");
}

std::string RenderExpectation(const Expectation& expectation, const SubjectStanding& standing, size_t width) {
  std::string part = Say(ShortEnum(Expectation::Responsibility_descriptor(), expectation.responsibility()));
  return absl::StrCat(expectation.name(), "\n",
                      Say("$0 expects of $1, which is $2:", ShortName(expectation.holder()),
                          ShortName(expectation.counterpart()), part),
                      "\n\n", WrapText(expectation.subject(), width), "\n", Parties(standing, width), "\n",
                      standing.settled ? Say("Agreed to.") : Say("Not agreed to."), "\n");
}

std::string StandingJson(const google::protobuf::Message& subject, const SubjectStanding& standing,
                         const std::set<std::string>& unreachable) {
  std::vector<std::string> parties;
  for (const PartyStanding& party : standing.parties) {
    std::string said =
        party.endorsement.name().empty() ? "" : absl::StrCat(",\"endorsement\":", ToJson(party.endorsement, true));
    parties.push_back(absl::StrCat("{\"party\":\"", party.party, "\",\"standing\":\"", StandingWord(party.standing),
                                   "\"", said, "}"));
  }
  std::vector<std::string> others;
  for (const Endorsement& other : standing.others) others.push_back(ToJson(other, true));
  std::vector<std::string> silent;
  for (const std::string& agency : unreachable) silent.push_back(absl::StrCat("\"", agency, "\""));
  return absl::StrCat("{\"subject\":", ToJson(subject, true), ",\"parties\":[", absl::StrJoin(parties, ","),
                      "],\"settled\":", standing.settled ? "true" : "false", ",\"others\":[",
                      absl::StrJoin(others, ","), "],\"unreachable\":[", absl::StrJoin(silent, ","), "]}\n");
}

}  // namespace samverkan::cli
