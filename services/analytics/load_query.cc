#include "services/analytics/load_query.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/analytics/map_query.h"
#include "services/analytics/map_sums.h"
#include "services/analytics/parallel.h"

namespace samverkan {
namespace {

using analytics::v1::GetLoadRequest;
using analytics::v1::GetLoadResponse;
using Hours = GetLoadResponse::Hours;

// Of a minute, and of a crown: in whole steps sums come out the same in whatever order they are added.
constexpr double kSteps = 1024;

// What is summed of meetings of one level: minutes by participant, meetings by node.
struct LevelSum {
  struct Meetings {
    int32_t all = 0;
    int32_t unknown_hours = 0;
    int32_t unknown_travel = 0;

    void Add(const Meetings& other) {
      all += other.all;
      unknown_hours += other.unknown_hours;
      unknown_travel += other.unknown_travel;
    }
  };
  Meetings total;
  std::vector<int64_t> minutes;
  std::vector<Meetings> nodes;
};

class LoadSum {
 public:
  explicit LoadSum(const MapNodes& nodes) : node_of_(nodes.by_reference()), seen_(nodes.size(), MeetingTable::kNoRow) {
    for (LevelSum& level : levels_) {
      level.minutes.resize(node_of_.size());
      level.nodes.resize(nodes.size());
    }
  }

  void Add(const CountedMeeting& meeting) {
    LevelSum& sum = levels_[LevelOf(meeting.level)];
    bool known = meeting.occurrences >= 0 && meeting.duration_minutes >= 0;
    LevelSum::Meetings one{1, !known, known && meeting.travel_minutes < 0};
    sum.total.Add(one);
    double each = meeting.occurrences * (meeting.duration_minutes + std::max(0.0f, meeting.travel_minutes));
    int64_t steps = known ? std::llround(each * kSteps) : 0;
    for (size_t i = 0; i < meeting.participants.size(); ++i) {
      ReferenceNumber participant = meeting.participants[i];
      sum.minutes[participant] += steps * meeting.Headcount(i);
      uint32_t node = node_of_[participant];
      if (seen_[node] == meeting.row) continue;
      seen_[node] = meeting.row;
      sum.nodes[node].Add(one);
    }
  }

  void Add(const LoadSum& other) {
    for (size_t level = 0; level < levels_.size(); ++level) {
      LevelSum& sum = levels_[level];
      const LevelSum& more = other.levels_[level];
      sum.total.Add(more.total);
      for (size_t i = 0; i < sum.minutes.size(); ++i) sum.minutes[i] += more.minutes[i];
      for (size_t i = 0; i < sum.nodes.size(); ++i) sum.nodes[i].Add(more.nodes[i]);
    }
  }

  static constexpr size_t kLevels = 3;
  static size_t LevelOf(int8_t level) { return level > 0 && level < 3 ? static_cast<size_t>(level) : 0; }
  const LevelSum& level(size_t level) const { return levels_[level]; }
  bool Takes(ReferenceNumber participant) const {
    return std::any_of(levels_.begin(), levels_.end(), [&](const auto& sum) { return sum.minutes[participant] != 0; });
  }

 private:
  const std::vector<uint32_t>& node_of_;
  std::array<LevelSum, kLevels> levels_;
  // By node: the row that was counted there last.
  std::vector<uint32_t> seen_;
};

// Time and money of one, in steps.
struct Taken {
  int64_t minutes = 0;
  int64_t uncosted_minutes = 0;
  int64_t cost = 0;
  LevelSum::Meetings meetings;

  void AddTime(int64_t more, double hourly_cost) {
    minutes += more;
    if (hourly_cost <= 0) uncosted_minutes += more;
    cost += std::llround(static_cast<double>(more) / 60 * hourly_cost);
  }
  void Add(const Taken& other) {
    minutes += other.minutes;
    uncosted_minutes += other.uncosted_minutes;
    cost += other.cost;
    meetings.Add(other.meetings);
  }
  double hours() const { return static_cast<double>(minutes) / kSteps / 60; }

  void Fill(Hours& hours) const {
    hours.set_hours(this->hours());
    hours.set_cost_sek(static_cast<double>(cost) / kSteps);
    hours.set_meetings(meetings.all);
    hours.set_unknown_hours(meetings.unknown_hours);
    hours.set_unknown_travel(meetings.unknown_travel);
    hours.set_uncosted_hours(static_cast<double>(uncosted_minutes) / kSteps / 60);
  }
};

// By level, then all together.
using TakenByLevel = std::array<Taken, LoadSum::kLevels + 1>;

// A change: what begins and what ends by it. What it is made of outlives it.
class Change {
 public:
  Change(const Fold::Reader& fold, const Parties& parties, const GetLoadRequest& request, const MeetingScan& now)
      : fold_(fold), parties_(parties), request_(request), now_(now) {}

  // Those that take place on one of the days and not on the other.
  void AddSince(int32_t since) {
    const MeetingScan& before = scans_.emplace_back(fold_, parties_, SelectionOf(request_, since));
    now_.ForEach([&](const CountedMeeting& meeting) {
      if (!before.Find(meeting.row)) begun_.push_back(meeting);
    });
    before.ForEach([&](const CountedMeeting& meeting) {
      if (!now_.Find(meeting.row)) ended_.push_back(meeting);
    });
  }

  void AddNamed(int32_t day, std::vector<FieldProblem>& problems) {
    if (request_.begin().empty() && request_.end().empty()) return;
    const MeetingScan& any = scans_.emplace_back(fold_, parties_, MeetingSelection{.day = day, .states = ~0u});
    // Each once, however often and by whichever of its records it is named.
    absl::flat_hash_set<uint32_t> named;
    for (int i = 0; i < request_.begin_size(); ++i) {
      auto meeting = Named(any, request_.begin(i), absl::StrCat("begin[", i, "]"), false, problems);
      if (meeting && named.insert(meeting->row).second) begun_.push_back(*meeting);
    }
    for (int i = 0; i < request_.end_size(); ++i) {
      auto meeting = Named(any, request_.end(i), absl::StrCat("end[", i, "]"), true, problems);
      if (meeting && named.insert(meeting->row).second) ended_.push_back(*meeting);
    }
  }

  // Their participants are numbered as `Others` gives them.
  void AddDrafts() {
    auto number = static_cast<ReferenceNumber>(fold_.meetings().references());
    for (const auto& draft : request_.drafts()) {
      Draft& kept = drafts_.emplace_back();
      for (const auto& participant : draft.participants()) {
        kept.participants.push_back(number++);
        kept.headcounts.push_back(static_cast<uint32_t>(std::max(1, participant.headcount())));
      }
      begun_.push_back(Counted(draft, kept));
    }
  }

  static std::vector<std::string> Others(const GetLoadRequest& request) {
    std::vector<std::string> others;
    for (const auto& draft : request.drafts()) {
      for (const auto& participant : draft.participants()) others.push_back(participant.actor());
    }
    return others;
  }

  const std::vector<CountedMeeting>& begun() const { return begun_; }
  const std::vector<CountedMeeting>& ended() const { return ended_; }

 private:
  struct Draft {
    std::vector<ReferenceNumber> participants;
    std::vector<uint32_t> headcounts;
  };

  // Nothing, but a problem, if it cannot begin (or end, if it `takes_place`).
  std::optional<CountedMeeting> Named(const MeetingScan& any, const std::string& name, const std::string& field,
                                      bool takes_place, std::vector<FieldProblem>& problems) const {
    std::optional<CountedMeeting> meeting = any.FindNamed(fold_.names().Find(name));
    if (!meeting) {
      problems.push_back({field, "no such meeting is known of that day"});
    } else if (TakesPlace(meeting->state) != takes_place) {
      problems.push_back({field, takes_place ? "it does not take place on that day" : "it takes place already"});
      meeting.reset();
    }
    return meeting;
  }

  // A draft's rows come after all others.
  CountedMeeting Counted(const analytics::v1::MeetingDraft& draft, const Draft& kept) const {
    CountedMeeting meeting{.row = static_cast<uint32_t>(fold_.meetings().rows() + drafts_.size()),
                           .state = meetings::v1::Meeting::STATE_EXISTING,
                           .level = static_cast<int8_t>(draft.level()),
                           .participants = kept.participants,
                           .headcounts = kept.headcounts};
    if (draft.times_per_year() > 0) meeting.occurrences = static_cast<float>(draft.times_per_year());
    if (draft.has_duration()) meeting.duration_minutes = static_cast<float>(draft.duration().seconds()) / 60;
    if (draft.has_travel_time()) meeting.travel_minutes = static_cast<float>(draft.travel_time().seconds()) / 60;
    return meeting;
  }

  const Fold::Reader& fold_;
  const Parties& parties_;
  const GetLoadRequest& request_;
  const MeetingScan& now_;
  // What the meetings point into.
  std::deque<MeetingScan> scans_;
  std::deque<Draft> drafts_;
  std::vector<CountedMeeting> begun_;
  std::vector<CountedMeeting> ended_;
};

// A request at work.
class LoadQuery {
 public:
  LoadQuery(const Fold::Reader& fold, const GetLoadRequest& request, int32_t day, bool include_private)
      : fold_(fold),
        request_(request),
        others_(Change::Others(request)),
        parties_(fold, include_private),
        nodes_(fold, parties_, OrAgency(request.resolution()), others_),
        now_(fold, parties_, SelectionOf(request, day)),
        change_(fold, parties_, request, now_) {}

  void Measure(int32_t day, int32_t since, std::vector<FieldProblem>& problems) {
    if (since != 0) change_.AddSince(since);
    change_.AddNamed(day, problems);
    change_.AddDrafts();
    changes_ = since != 0 || request_.begin_size() + request_.end_size() + request_.drafts_size() > 0;
    all_ = ByNode(SumInParallel(
        now_.parts(), [&] { return NewSum(); },
        [&](LoadSum& sum, size_t begin, size_t end) {
          now_.ForEach(begin, end, [&](const CountedMeeting& meeting) { sum.Add(meeting); });
        }));
    if (!changes_) return;
    begun_ = ByNode(SumOf(change_.begun()));
    ended_ = ByNode(SumOf(change_.ended()));
  }

  void Fill(GetLoadResponse& response) const {
    auto total = static_cast<uint32_t>(nodes_.size());
    FillLoad(total, *response.mutable_total());
    std::vector<uint32_t> loaded;
    for (uint32_t node = 0; node < total; ++node) {
      if (MeetingsOf(node) > 0) loaded.push_back(node);
    }
    // Nodes are numbered by name.
    std::stable_sort(loaded.begin(), loaded.end(),
                     [&](uint32_t a, uint32_t b) { return all_[a].back().minutes > all_[b].back().minutes; });
    response.set_load_count(static_cast<int32_t>(loaded.size()));
    if (request_.max_loads() > 0) loaded.resize(std::min<size_t>(loaded.size(), request_.max_loads()));
    for (uint32_t node : loaded) {
      GetLoadResponse::Load& load = *response.add_loads();
      load.mutable_name()->assign(nodes_.name(node));
      load.set_display_name(parties_.DisplayName(nodes_.name(node)));
      load.set_kind(static_cast<actors::v1::OrganisationKind>(parties_.KindOf(nodes_.name(node))));
      FillLoad(node, load);
    }
  }

 private:
  LoadSum NewSum() const { return LoadSum(nodes_); }

  LoadSum SumOf(const std::vector<CountedMeeting>& meetings) const {
    LoadSum sum = NewSum();
    for (const CountedMeeting& meeting : meetings) sum.Add(meeting);
    return sum;
  }

  double HourlyCost(ReferenceNumber number) const {
    size_t references = fold_.meetings().references();
    const ActorRow* actor = number < references ? parties_.Find(fold_.meetings().ReferenceName(number))
                                                : parties_.Find(others_[number - references]);
    return actor == nullptr ? 0 : actor->hourly_cost;
  }

  // What each node takes, and all together last.
  std::vector<TakenByLevel> ByNode(const LoadSum& sum) const {
    std::vector<TakenByLevel> taken(nodes_.size() + 1);
    TakenByLevel& total = taken.back();
    for (ReferenceNumber number = 0; number < nodes_.by_reference().size(); ++number) {
      if (!sum.Takes(number)) continue;
      double cost = HourlyCost(number);
      for (size_t level = 0; level < LoadSum::kLevels; ++level) {
        taken[nodes_.by_reference()[number]][level].AddTime(sum.level(level).minutes[number], cost);
        total[level].AddTime(sum.level(level).minutes[number], cost);
      }
    }
    for (size_t level = 0; level < LoadSum::kLevels; ++level) {
      for (size_t node = 0; node < nodes_.size(); ++node) taken[node][level].meetings = sum.level(level).nodes[node];
      total[level].meetings = sum.level(level).total;
    }
    for (TakenByLevel& one : taken) {
      for (size_t level = 0; level < LoadSum::kLevels; ++level) one.back().Add(one[level]);
    }
    return taken;
  }

  int MeetingsOf(uint32_t node) const {
    int meetings = all_[node].back().meetings.all;
    return changes_ ? meetings + begun_[node].back().meetings.all + ended_[node].back().meetings.all : meetings;
  }

  void FillLoad(uint32_t node, GetLoadResponse::Load& load) const {
    all_[node].back().Fill(*load.mutable_all());
    all_[node][type::v1::LEVEL_STRATEGIC].Fill(*load.mutable_strategic());
    all_[node][type::v1::LEVEL_OPERATIONAL].Fill(*load.mutable_operational());
    if (!changes_) return;
    const Taken& begun = begun_[node].back();
    const Taken& ended = ended_[node].back();
    begun.Fill(*load.mutable_begun());
    ended.Fill(*load.mutable_ended());
    load.set_net_hours(static_cast<double>(begun.minutes - ended.minutes) / kSteps / 60);
    load.set_net_cost_sek(static_cast<double>(begun.cost - ended.cost) / kSteps);
  }

  const Fold::Reader& fold_;
  const GetLoadRequest& request_;
  const std::vector<std::string> others_;
  const Parties parties_;
  const MapNodes nodes_;
  const MeetingScan now_;
  Change change_;
  bool changes_ = false;
  std::vector<TakenByLevel> all_;
  std::vector<TakenByLevel> begun_;
  std::vector<TakenByLevel> ended_;
};

}  // namespace

GetLoadResponse MeasureLoad(const Fold::Reader& fold, const GetLoadRequest& request, int32_t day, int32_t since,
                            bool include_private, std::vector<FieldProblem>& problems) {
  LoadQuery query(fold, request, day, include_private);
  query.Measure(day, since, problems);
  GetLoadResponse response;
  query.Fill(response);
  return response;
}

}  // namespace samverkan
