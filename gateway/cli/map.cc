// `samverkan map`: who meets whom, which meetings are missing and which could go.
#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/map_view.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;
using meetings::v1::Meeting;

absl::StatusOr<int> ReadEnum(const google::protobuf::EnumDescriptor* type, const std::string& flag,
                             const std::string& word) {
  if (word.empty()) return 0;
  int value = EnumOfWord(type, word);
  if (value >= 0) return value;
  return absl::InvalidArgumentError(Say("--$0 cannot be $1; it can be $2", flag, word, EnumWords(type)));
}

absl::StatusOr<GetMapRequest> ReadRequest(const Session& session) {
  GetMapRequest request;
  bool own = absl::GetFlag(FLAGS_own);
  if (own && session.agency.empty()) return absl::InvalidArgumentError(Say("--own needs --agency ID"));
  request.set_parent(own ? AgencyName(session.agency) : "agencies/-");
  auto resolution = ReadEnum(analytics::v1::Resolution_descriptor(), "resolution", absl::GetFlag(FLAGS_resolution));
  if (!resolution.ok()) return resolution.status();
  request.set_resolution(static_cast<analytics::v1::Resolution>(*resolution));
  auto level = ReadEnum(type::v1::Level_descriptor(), "level", absl::GetFlag(FLAGS_level));
  if (!level.ok()) return level.status();
  request.set_level(static_cast<type::v1::Level>(*level));
  for (absl::string_view word : absl::StrSplit(absl::GetFlag(FLAGS_state), ',', absl::SkipWhitespace())) {
    auto state = ReadEnum(Meeting::State_descriptor(), "state", std::string(absl::StripAsciiWhitespace(word)));
    if (!state.ok()) return state.status();
    request.add_states(static_cast<Meeting::State>(*state));
  }
  request.set_group(absl::GetFlag(FLAGS_group));
  request.set_day(absl::GetFlag(FLAGS_day));
  return request;
}

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

}  // namespace

int RunMap(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return session.Misused(Say("map takes no arguments, only flags"));
  absl::StatusOr<GetMapRequest> request = ReadRequest(session);
  if (!request.ok()) return session.Misused(std::string(request.status().message()));
  auto map = session.connection.Call<GetMapResponse>("/samverkan.analytics.v1.AnalyticsService/GetMap", *request);
  if (!map.ok()) return session.Fail(map.status());
  if (session.json) {
    session.out << ToJson(*map);
    return kOk;
  }
  session.out << RenderMap(*map, session.width);
  int code = kOk;
  // The lists are of today: on another day others were missing.
  if (request->day().empty()) {
    code |= ShowMeetings(session, *request, *map, Meeting::STATE_MISSING, "Missing meetings");
    code |= ShowMeetings(session, *request, *map, Meeting::STATE_REMOVABLE, "Meetings that could go");
  }
  session.out << RenderCoverage(map->coverage(), absl::ToUnixSeconds(absl::Now()));
  return code;
}

}  // namespace samverkan::cli
