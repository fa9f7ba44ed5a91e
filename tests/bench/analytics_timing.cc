// How fast analytics folds the made-up federation, in how much memory, and how fast it answers: a line of JSON for each
// figure. tests/bench/analytics asks databases the same. See --help.
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "services/analytics/fold.h"
#include "services/analytics/gaps_query.h"
#include "services/analytics/load_query.h"
#include "services/analytics/map_query.h"
#include "services/analytics/overlap_query.h"
#include "tests/bench/federation_data.h"
#include "tests/bench/federation_feed.h"
#include "tests/bench/federation_tables.h"

ABSL_FLAG(std::vector<std::string>, meetings, std::vector<std::string>({"10000", "100000", "1000000"}),
          "How many meetings, each in a process of its own.");
ABSL_FLAG(int, rounds, 7, "How often each question is asked.");
ABSL_FLAG(std::string, csv, "", "Write the data as tables into this folder instead; takes one number of meetings.");
ABSL_FLAG(bool, ask, false,
          "Fold, then answer the questions whose names come in, one a line; takes one number of meetings.");

namespace samverkan::bench {
namespace {

using analytics::v1::GetLoadRequest;
using analytics::v1::GetLoadResponse;
using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;
using analytics::v1::ListGapsRequest;
using analytics::v1::ListGapsResponse;
using analytics::v1::ListOverlapsRequest;
using analytics::v1::ListOverlapsResponse;
using changes::v1::WatchChangesResponse;
using meetings::v1::Meeting;

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// What an answer comes to, by name: the databases' answers come to the same.
using Totals = std::vector<std::pair<const char*, double>>;

struct Timed {
  double seconds = 0;
  Totals totals;
};

// The time that `ask` takes to build its answer; neither adding it up nor freeing it counts.
template <typename Ask, typename AddUp>
Timed Time(Ask ask, AddUp add_up) {
  const auto begin = std::chrono::steady_clock::now();
  const auto answer = ask();
  const double seconds = SecondsSince(begin);
  return {seconds, add_up(answer)};
}

GetMapRequest MapOfWhatTakesPlace() {
  GetMapRequest request;
  request.set_parent("agencies/-");
  request.set_resolution(analytics::v1::RESOLUTION_AGENCY);
  request.add_states(Meeting::STATE_EXISTING);
  request.add_states(Meeting::STATE_REMOVABLE);
  return request;
}

GetMapRequest FilteredMap(const FederationData& data) {
  GetMapRequest request = MapOfWhatTakesPlace();
  request.set_level(type::v1::LEVEL_OPERATIONAL);
  request.set_group(data.GroupName(kAskedGroup));
  return request;
}

Totals AddUpMap(const GetMapResponse& map) {
  double meetings = 0, unknown = 0, weight = 0, squares = 0;
  for (const GetMapResponse::Tie& tie : map.ties()) {
    meetings += tie.meetings().existing() + tie.meetings().removable();
    unknown += tie.meetings().unknown_schedules();
    weight += tie.weight();
    squares += tie.weight() * tie.weight();
  }
  return {
      {"rows", map.ties_size()}, {"meetings", meetings}, {"unknown", unknown}, {"sum", weight}, {"squares", squares}};
}

GetLoadRequest LoadByAgency() {
  GetLoadRequest request;
  request.set_parent("agencies/-");
  return request;
}

GetLoadResponse Load(const Fold& fold) {
  std::vector<FieldProblem> problems;
  return MeasureLoad(fold.Read(), LoadByAgency(), kToday, 0, false, problems);
}

ListGapsResponse Gaps(const Fold& fold) {
  std::vector<FieldProblem> problems;
  return *FindGaps(fold.Read(), ListGapsRequest(), kToday, false, problems);
}

Totals AddUpLoad(const GetLoadResponse& answer) {
  double meetings = 0, unknown = 0, hours = 0, squares = 0;
  for (const GetLoadResponse::Load& load : answer.loads()) {
    meetings += load.all().meetings();
    unknown += load.all().unknown_hours();
    hours += load.all().hours();
    squares += load.all().hours() * load.all().hours();
  }
  return {{"rows", answer.loads_size()},
          {"meetings", meetings},
          {"unknown", unknown},
          {"sum", hours},
          {"squares", squares}};
}

struct Question {
  const char* name;
  Timed (*ask)(const FederationData& data, const Fold& fold);
};

// Each is asked by its name; tests/bench/analytics has the databases' wording of those with the same names. The totals
// of `load` are to be: rows, the agencies; meetings, of each agency those it takes part in; unknown, of these without
// frequency or duration; sum and squares of its hours.
constexpr Question kQuestions[] = {
    {"map",
     [](const FederationData&, const Fold& fold) {
       return Time([&] { return *DrawMap(fold.Read(), MapOfWhatTakesPlace(), kToday, false); }, AddUpMap);
     }},
    {"map_filtered",
     [](const FederationData& data, const Fold& fold) {
       return Time([&] { return *DrawMap(fold.Read(), FilteredMap(data), kToday, false); }, AddUpMap);
     }},
    {"load", [](const FederationData&, const Fold& fold) { return Time([&] { return Load(fold); }, AddUpLoad); }},
    {"overlaps",
     [](const FederationData&, const Fold& fold) {
       return Time(
           [&] { return FindOverlaps(fold.Read(), ListOverlapsRequest(), kToday, false); },
           [](const ListOverlapsResponse& answer) {
             return Totals{{"rows", answer.overlaps_size()}, {"pairs", static_cast<double>(answer.total_size())}};
           });
     }},
    {"gaps",
     [](const FederationData&, const Fold& fold) {
       return Time([&] { return Gaps(fold); },
                   [](const ListGapsResponse& answer) {
                     return Totals{{"rows", answer.total_size()}};
                   });
     }},
    {"network",
     [](const FederationData&, const Fold& fold) {
       GetMapRequest request = MapOfWhatTakesPlace();
       request.set_with_network(true);
       return Time([&] { return *DrawMap(fold.Read(), request, kToday, false); }, AddUpMap);
     }},
};

// In bytes.
double ResidentMemory() {
  malloc_trim(0);
  std::ifstream file("/proc/self/statm");
  double size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// Applies the steps [0, count) of `make` and says in how many seconds: parsing and applying count, making does not.
template <typename Make>
double Apply(Fold& fold, int64_t count, Make make) {
  // So few at a time that the bytes waiting are nothing beside the fold.
  constexpr int64_t kChunk = 10'000;
  double seconds = 0;
  WatchChangesResponse step;
  std::vector<std::string> chunk;
  for (int64_t done = 0; done < count; done += static_cast<int64_t>(chunk.size())) {
    chunk.clear();
    for (int64_t i = done; i < std::min(count, done + kChunk); ++i) chunk.push_back(make(i).SerializeAsString());
    const auto begin = std::chrono::steady_clock::now();
    for (const std::string& bytes : chunk) {
      step.ParseFromString(bytes);
      fold.Apply(1, step);
    }
    seconds += SecondsSince(begin);
  }
  return seconds;
}

// In the snapshot, or after it, as when they change.
double ApplyMeetings(const FederationData& data, int64_t meetings, bool snapshot, Fold& fold) {
  return Apply(fold, meetings, [&](int64_t number) {
    WatchChangesResponse step = MeetingStep(data, number);
    if (!snapshot) step.mutable_cursor()->set_sequence(number + 2);
    return step;
  });
}

// A snapshot is applied at its end; in how many seconds.
double EndSnapshots(const FederationData& data, const std::string& room, Fold& fold) {
  const auto begin = std::chrono::steady_clock::now();
  for (size_t actor = 0; actor < data.actors().size(); ++actor) {
    if (data.actors()[actor].kind != FederationActor::kAgency) break;
    fold.Apply(1, SnapshotEnd(data, static_cast<int>(actor), room));
  }
  return SecondsSince(begin);
}

void FoldActors(const FederationData& data, Fold& fold) {
  const auto actors = static_cast<int64_t>(data.actors().size());
  const double before = ResidentMemory();
  double seconds = Apply(fold, actors, [&](int64_t number) { return ActorStep(data, static_cast<int>(number)); });
  Apply(fold, data.group_count(), [&](int64_t number) { return GroupStep(data, static_cast<int>(number)); });
  seconds += EndSnapshots(data, "actors", fold);
  const double rate = static_cast<double>(actors) / seconds;
  absl::PrintF("{\"figure\": \"actors\", \"actors\": %d, \"changes_per_second\": %.0f, \"bytes_each\": %.0f}\n", actors,
               rate, (ResidentMemory() - before) / static_cast<double>(actors));
}

// The snapshot, and then some of the meetings once more, as when they change.
void FoldMeetings(const FederationData& data, int64_t meetings, Fold& fold) {
  constexpr int64_t kRetold = 100'000;
  const double before = ResidentMemory();
  double seconds = ApplyMeetings(data, meetings, true, fold);
  seconds += EndSnapshots(data, "meetings", fold);
  const double rate = static_cast<double>(meetings) / seconds;
  const double bytes = ResidentMemory() - before;
  seconds = ApplyMeetings(data, std::min(meetings, kRetold), false, fold);
  const double retold_rate = static_cast<double>(std::min(meetings, kRetold)) / seconds;
  const double bytes_then = ResidentMemory() - before;
  absl::PrintF(
      "{\"figure\": \"fold\", \"meetings\": %d, \"changes_per_second\": %.0f, \"bytes_each\": %.0f, "
      "\"retold_per_second\": %.0f, \"bytes_each_then\": %.0f}\n",
      meetings, rate, bytes / static_cast<double>(meetings), retold_rate, bytes_then / static_cast<double>(meetings));
}

std::string Json(const Totals& totals) {
  return absl::StrCat("{",
                      absl::StrJoin(totals, ", ",
                                    [](std::string* out, const auto& total) {
                                      absl::StrAppendFormat(out, "\"%s\": %.17g", total.first, total.second);
                                    }),
                      "}");
}

// Asks each question so many times.
void AskAll(const FederationData& data, int64_t meetings, const Fold& fold, int rounds) {
  for (const Question& question : kQuestions) {
    Timed last;
    std::vector<double> seconds;
    for (int i = 0; i < rounds; ++i) seconds.push_back((last = question.ask(data, fold)).seconds);
    const double first = seconds.front();
    std::sort(seconds.begin(), seconds.end());
    absl::PrintF(
        "{\"figure\": \"%s\", \"meetings\": %d, \"seconds\": %.6f, \"min\": %.6f, \"max\": %.6f, \"first\": %.6f, "
        "\"totals\": %s}\n",
        question.name, meetings, seconds[seconds.size() / 2], seconds.front(), seconds.back(), first,
        Json(last.totals));
  }
}

// Answers the questions that come in, until the input ends; one that is not known, with its name alone.
void AnswerQuestions(const FederationData& data, const Fold& fold) {
  std::string name;
  while (std::fflush(stdout) == 0 && std::getline(std::cin, name)) {
    const auto* question = std::find_if(std::begin(kQuestions), std::end(kQuestions),
                                        [&](const Question& one) { return one.name == name; });
    if (question == std::end(kQuestions)) {
      absl::PrintF("{\"figure\": \"%s\"}\n", name);
      continue;
    }
    const Timed timed = question->ask(data, fold);
    absl::PrintF("{\"figure\": \"%s\", \"seconds\": %.6f, \"totals\": %s}\n", name, timed.seconds, Json(timed.totals));
  }
}

void Measure(const FederationData& data, int64_t meetings) {
  Fold fold;
  FoldActors(data, fold);
  FoldMeetings(data, meetings, fold);
  if (absl::GetFlag(FLAGS_ask)) return AnswerQuestions(data, fold);
  AskAll(data, meetings, fold, absl::GetFlag(FLAGS_rounds));
}

// In a process of its own, so that no memory is left from the size before.
int MeasureApart(const FederationData& data, int64_t meetings) {
  const pid_t child = fork();
  if (child == 0) {
    Measure(data, meetings);
    std::fflush(stdout);
    _exit(0);
  }
  int status = -1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : 1;
}

int Main(const std::vector<int64_t>& sizes) {
  const FederationData data;
  if (const std::string folder = absl::GetFlag(FLAGS_csv); !folder.empty()) {
    const absl::Status written = WriteTables(data, sizes.front(), folder);
    if (!written.ok()) std::fprintf(stderr, "%s\n", std::string(written.message()).c_str());
    return written.ok() ? 0 : 1;
  }
  if (absl::GetFlag(FLAGS_ask)) {
    Measure(data, sizes.front());
    return 0;
  }
  int code = 0;
  for (int64_t meetings : sizes) code |= MeasureApart(data, meetings);
  return code;
}

}  // namespace
}  // namespace samverkan::bench

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "Measures analytics on a made-up federation.\n\n"
      "  samverkan-analytics-timing --meetings=10000,100000\n"
      "  samverkan-analytics-timing --meetings=10000 --csv=FOLDER");
  absl::FlagsUsageConfig config;
  config.contains_help_flags = [](absl::string_view file) { return absl::StrContains(file, "tests/bench/"); };
  absl::SetFlagsUsageConfig(config);
  absl::ParseCommandLine(argc, argv);
  std::vector<int64_t> sizes;
  for (const std::string& text : absl::GetFlag(FLAGS_meetings)) {
    if (!absl::SimpleAtoi(text, &sizes.emplace_back()) || sizes.back() <= 0) sizes.clear();
  }
  const bool one = absl::GetFlag(FLAGS_ask) || !absl::GetFlag(FLAGS_csv).empty();
  if (sizes.empty() || absl::GetFlag(FLAGS_rounds) < 1 || (one && sizes.size() > 1)) {
    std::fprintf(stderr, "samverkan-analytics-timing: see --help\n");
    return 2;
  }
  return samverkan::bench::Main(sizes);
}
