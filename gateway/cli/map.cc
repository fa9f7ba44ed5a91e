// `samverkan map`: who meets whom, which meetings are missing and which could go; how two maps differ.
#include <algorithm>

#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/map_view.h"
#include "gateway/cli/network_view.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/query.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

using analytics::v1::CompareMapsRequest;
using analytics::v1::CompareMapsResponse;
using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;
using analytics::v1::MapSelection;
using meetings::v1::Meeting;

bool Wants(const GetMapRequest& request, Meeting::State state) {
  if (request.states().empty()) return true;
  return std::find(request.states().begin(), request.states().end(), state) != request.states().end();
}

// The meetings now in that state; the map itself has only their number.
int ShowMeetings(const Session& session, const GetMapRequest& request, const GetMapResponse& map, Meeting::State state,
                 absl::string_view heading) {
  if (!Wants(request, state)) return kOk;
  std::string filter = absl::StrCat("state = ", Meeting::State_Name(state));
  if (request.level() != 0) absl::StrAppend(&filter, " AND level = ", type::v1::Level_Name(request.level()));
  if (!request.group().empty()) absl::StrAppend(&filter, " AND groups:\"", request.group(), "\"");
  auto listed = List(session, *session.contract.Find("meetings"), {.filter = filter, .all = true});
  if (!listed.ok()) return session.Fail(listed.status());
  std::vector<const Meeting*> meetings;
  for (const auto* record : Records(**listed)) meetings.push_back(static_cast<const Meeting*>(record));
  session.out << RenderMeetings(Say(heading), meetings, map, session.width);
  return kOk;
}

// What --against names: municipalities by their codes, agencies by their ids.
void SelectAgainst(absl::string_view words, MapSelection& selection) {
  selection.clear_agencies();
  selection.clear_municipality_codes();
  for (absl::string_view word : absl::StrSplit(words, ',', absl::SkipWhitespace())) {
    bool code = word.size() == 4 && std::all_of(word.begin(), word.end(), absl::ascii_isdigit);
    if (code) {
      selection.add_municipality_codes(std::string(word));
    } else {
      AddAgencies(word, "agencies", selection);
    }
  }
}

std::string SelectionText(const MapSelection& selection) {
  std::vector<std::string> words(selection.municipality_codes().begin(), selection.municipality_codes().end());
  if (!selection.agencies().empty()) {
    words.push_back(ShortNames({selection.agencies().begin(), selection.agencies().end()}));
  }
  words.insert(words.begin(), selection.day().empty() ? Say("today") : selection.day());
  return absl::StrJoin(words, ", ");
}

int Compare(const Session& session) {
  CompareMapsRequest request;
  absl::Status read = ReadQuery(session, {&request, request.mutable_after()}, {"since"});
  if (!read.ok()) return session.Misused(std::string(read.message()));
  *request.mutable_before() = request.after();
  if (std::string day = absl::GetFlag(FLAGS_since); !day.empty()) request.mutable_before()->set_day(day);
  if (std::string against = absl::GetFlag(FLAGS_against); !against.empty()) {
    SelectAgainst(against, *request.mutable_before());
  }
  auto comparison = Ask<CompareMapsResponse>(session, "CompareMaps", request);
  if (comparison.ok() && !session.json) {
    session.out << Say("first: $0; second: $1", SelectionText(request.before()), SelectionText(request.after()))
                << "\n";
  }
  return Show(session, comparison, RenderMapComparison);
}

}  // namespace

int RunMap(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return TakesNoArguments(session, "map");
  if (!absl::GetFlag(FLAGS_since).empty() || !absl::GetFlag(FLAGS_against).empty()) return Compare(session);
  GetMapRequest request;
  if (absl::Status read = ReadQuery(session, {&request}); !read.ok()) {
    return session.Misused(std::string(read.message()));
  }
  auto map = Ask<GetMapResponse>(session, "GetMap", request);
  if (!map.ok()) return session.Fail(map.status());
  if (session.json) {
    session.out << ToJson(*map);
    return kOk;
  }
  session.out << RenderMap(*map, session.width) << RenderNetwork(*map, session.width);
  int code = kOk;
  // The lists are of today and of all: on another day, or of some agencies, others are missing.
  if (request.day().empty() && request.agencies().empty() && request.municipality_codes().empty()) {
    code |= ShowMeetings(session, request, *map, Meeting::STATE_MISSING, "Missing meetings");
    code |= ShowMeetings(session, request, *map, Meeting::STATE_REMOVABLE, "Meetings that could go");
  }
  ShowBasis(session, map->coverage(), "");
  return code;
}

}  // namespace samverkan::cli
