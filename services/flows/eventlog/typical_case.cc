#include "services/flows/eventlog/typical_case.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/platform/text/words.h"

namespace samverkan {
namespace {

using flows::v1::Flow;

constexpr size_t kMaxSteps = 200;
constexpr size_t kMaxIdLength = 63;
constexpr int kMaxReturns = 10;
// What Return.percent may be at most.
constexpr double kMaxPercent = 99;
constexpr absl::string_view kNote = "XES: ";

void SetSeconds(absl::Duration duration, google::protobuf::Duration& field) {
  field.set_seconds(std::llround(absl::ToDoubleSeconds(duration)));
}

void SetRange(const DurationSketch& measured, Flow::TimeRange& range) {
  SetSeconds(measured.Quantile(0.1), *range.mutable_low());
  SetSeconds(measured.Median(), *range.mutable_likely());
  SetSeconds(measured.Quantile(0.9), *range.mutable_high());
}

class Composer {
 public:
  Composer(const EventLogSummary& summary, const ActorMapping& mapping, const TypicalCaseSettings& settings)
      : summary_(summary), mapping_(mapping), settings_(settings), variant_(summary.variants.front().activities) {
    for (const FollowsSummary& pair : summary.pairs) pairs_[{pair.from, pair.to}] = &pair;
  }

  Flow Compose() {
    Flow flow;
    flow.set_name(settings_.name);
    flow.set_display_name(settings_.display_name);
    flow.set_group(settings_.group);
    flow.set_kind(Flow::KIND_CURRENT);
    SetSeconds(settings_.working_day, *flow.mutable_working_day());
    flow.set_case_count(static_cast<int32_t>(std::min<int64_t>(summary_.cases, std::numeric_limits<int32_t>::max())));
    flow.mutable_source()->set_method(type::v1::Source::METHOD_REGISTER);
    flow.mutable_source()->set_note(absl::StrCat(kNote, settings_.file));
    for (size_t i = 0; i < variant_.size(); ++i) AddStep(i, flow);
    for (const FollowsSummary& pair : summary_.pairs) AddReturn(pair, flow);
    return flow;
  }

 private:
  void AddStep(size_t i, Flow& flow) {
    const ActivitySummary& activity = summary_.activities[variant_[i]];
    Flow::Step& step = *flow.add_steps();
    step.set_id(FreeId(Slug(activity.name)));
    step.set_title(activity.name);
    step.set_actor(ActorOf(activity));
    if (activity.timed_cases > 0) SetRange(activity.process_time, *step.mutable_process_time());
    if (i == 0) return;
    step.add_after(flow.steps(static_cast<int>(i) - 1).id());
    auto pair = pairs_.find({variant_[i - 1], variant_[i]});
    if (pair != pairs_.end()) SetRange(pair->second->working_time, *step.mutable_wait_time());
  }

  // `slug`, or with the first number from 2 on that makes it another step's.
  std::string FreeId(const std::string& slug) {
    std::string id = slug;
    for (int number = 2; !ids_.insert(id).second; ++number) {
      std::string ending = absl::StrCat("-", number);
      id = absl::StrCat(slug.substr(0, kMaxIdLength - ending.size()), ending);
    }
    return id;
  }

  // Equal numbers of cases: the mapping's order decides, and whoever is mapped comes before nobody.
  std::string ActorOf(const ActivitySummary& activity) const {
    int best = -1;
    int64_t most = 0;
    for (const auto& [actor, cases] : activity.actor_cases) {
      if (cases < most || (cases == most && best >= 0)) continue;
      best = actor;
      most = cases;
    }
    return best < 0 ? settings_.actor : mapping_.actors()[best];
  }

  // A way that the typical case itself takes is none.
  bool IsAhead(const FollowsSummary& pair) const {
    for (size_t i = 1; i < variant_.size(); ++i) {
      if (variant_[i - 1] == pair.from && variant_[i] == pair.to) return true;
    }
    return false;
  }

  // From the first step of that activity, to the nearest step before it, or to itself.
  void AddReturn(const FollowsSummary& pair, Flow& flow) const {
    if (pair.returns == 0 || IsAhead(pair)) return;
    auto from = std::find(variant_.begin(), variant_.end(), pair.from);
    if (from == variant_.end()) return;
    auto to = std::find(std::make_reverse_iterator(from + 1), variant_.rend(), pair.to);
    if (to == variant_.rend()) return;
    Flow::Step& step = *flow.mutable_steps(static_cast<int>(from - variant_.begin()));
    double share = static_cast<double>(pair.returns) / static_cast<double>(summary_.activities[pair.from].count);
    // Downwards, so that all returns of a step together stay below 100.
    double percent = std::min(std::floor(share * 1000) / 10, kMaxPercent);
    if (percent == 0 || step.returns_size() == kMaxReturns) return;
    Flow::Return& way_back = *step.add_returns();
    way_back.set_step(flow.steps(static_cast<int>(variant_.rend() - to) - 1).id());
    way_back.set_percent(percent);
  }

  const EventLogSummary& summary_;
  const ActorMapping& mapping_;
  const TypicalCaseSettings& settings_;
  const std::vector<int>& variant_;
  absl::flat_hash_map<std::pair<int, int>, const FollowsSummary*> pairs_;
  std::set<std::string> ids_;
};

}  // namespace

absl::StatusOr<Flow> TypicalCase(const EventLogSummary& summary, const ActorMapping& mapping,
                                 const TypicalCaseSettings& settings) {
  if (summary.variants.empty() || summary.variants.front().activities.size() > kMaxSteps) {
    return absl::FailedPreconditionError(summary.variants.empty() ? "no variant has enough cases to be shown"
                                                                  : "the typical case has more than 200 steps");
  }
  return Composer(summary, mapping, settings).Compose();
}

bool IsTypicalCase(const Flow& flow) { return absl::StartsWith(flow.source().note(), kNote); }

void KeepJudgements(const Flow& standing, const std::string& unmapped, Flow& flow) {
  std::map<absl::string_view, const Flow::Step*> before;
  for (const Flow::Step& step : standing.steps()) before[step.id()] = &step;
  for (Flow::Step& step : *flow.mutable_steps()) {
    auto found = before.find(step.id());
    if (found == before.end()) continue;
    const Flow::Step& judged = *found->second;
    step.set_channel(judged.channel());
    step.set_entry(judged.entry());
    step.set_value(judged.value());
    if (judged.has_complete_accurate_percent()) {
      step.set_complete_accurate_percent(judged.complete_accurate_percent());
    }
    if (step.actor() == unmapped) step.set_actor(judged.actor());
    bool remembered = judged.has_process_time() && !step.has_process_time();
    if (remembered) *step.mutable_process_time() = judged.process_time();
  }
}

}  // namespace samverkan
