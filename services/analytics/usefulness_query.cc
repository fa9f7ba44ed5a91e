#include "services/analytics/usefulness_query.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "services/analytics/actor_names.h"
#include "services/analytics/answer_parts.h"
#include "services/analytics/page.h"

namespace samverkan {
namespace {

using analytics::v1::ListUsefulnessRequest;
using analytics::v1::ListUsefulnessResponse;
using analytics::v1::Usefulness;
using meetings::v1::Meeting;
using Id = Names::Id;

// From this answer on, a meeting is called useful.
constexpr int kUseful = 4;
constexpr double kDefaultSpread = 50;

// One agency's assessments of a meeting.
struct View {
  int assessments = 0;
  int answers = 0;
  int sum = 0;
  int useful = 0;
  // By Assessment.Verdict.
  std::map<int, int> verdicts;

  void Add(const AssessmentRow& row) {
    ++assessments;
    if (row.verdict != 0) ++verdicts[row.verdict];
    if (row.usefulness == 0) return;
    ++answers;
    sum += row.usefulness;
    useful += row.usefulness >= kUseful ? 1 : 0;
  }
  double UsefulPercent() const { return 100.0 * useful / answers; }
};

struct Assessed {
  std::string_view name;
  // Nothing of a meeting that is not known.
  std::optional<CountedMeeting> meeting;
  std::map<std::string_view, View> views;
  std::optional<double> spread;
  bool flagged = false;

  auto Order() const { return std::make_tuple(!flagged, -spread.value_or(-1), name); }
};

// A request at work.
class UsefulnessQuery {
 public:
  UsefulnessQuery(const Fold::Reader& fold, const ListUsefulnessRequest& request, int32_t day, bool include_private)
      : fold_(fold),
        request_(request),
        parties_(fold, include_private),
        agencies_(request, parties_),
        scan_(fold, parties_, Select(request, day)) {}

  ListUsefulnessResponse Answer(std::vector<FieldProblem>& problems) {
    std::vector<Assessed> assessed = Measured();
    std::sort(assessed.begin(), assessed.end(),
              [](const Assessed& a, const Assessed& b) { return a.Order() < b.Order(); });
    ListUsefulnessResponse response;
    Page page = PageOf(request_, assessed.size(), problems);
    SetPage(page, assessed.size(), response);
    response.set_flagged(static_cast<int32_t>(
        std::count_if(assessed.begin(), assessed.end(), [](const Assessed& one) { return one.flagged; })));
    for (size_t i = page.begin; i < page.end; ++i) Fill(assessed[i], *response.add_meetings());
    return response;
  }

 private:
  // In whatever state it had, as long as it had any.
  static MeetingSelection Select(const ListUsefulnessRequest& request, int32_t day) {
    return {.day = day,
            .level = static_cast<int8_t>(request.level()),
            .group = request.group(),
            .states = ~MeetingSelection::Bit(Meeting::STATE_UNSPECIFIED)};
  }

  std::vector<Assessed> Measured() const {
    // By name, so that the same meeting's assessments come together, whichever of its records they are of.
    std::map<std::string_view, Assessed> by_name;
    for (const auto& [name, row] : fold_.assessments()) {
      if (!parties_.Visible(row.shared)) continue;
      Assessed one{.name = fold_.names().View(row.meeting)};
      if (!Find(row.meeting, one)) continue;
      Assessed& assessed = by_name.try_emplace(one.name, one).first->second;
      assessed.views[AgencyPart(fold_.names().View(name))].Add(row);
    }
    std::vector<Assessed> measured;
    for (auto& [name, assessed] : by_name) {
      if (!Passes(assessed)) continue;
      Measure(assessed);
      measured.push_back(std::move(assessed));
    }
    return measured;
  }

  // Finds the meeting, which stands for all that are the same. False if it is left out: not of the day, level or group.
  bool Find(Id meeting, Assessed& assessed) const {
    if (!scan_.Knows(meeting)) return request_.level() == 0 && request_.group().empty();
    assessed.meeting = scan_.FindNamed(meeting);
    if (!assessed.meeting) return false;
    assessed.name = MeetingName(fold_, assessed.meeting->row);
    return true;
  }

  bool Passes(const Assessed& assessed) const {
    return std::any_of(assessed.views.begin(), assessed.views.end(),
                       [&](const auto& view) { return agencies_.Includes(view.first); });
  }

  void Measure(Assessed& assessed) const {
    int enough = std::max(1, request_.min_answers());
    std::optional<double> least;
    std::optional<double> most;
    int counted = 0;
    for (const auto& [agency, view] : assessed.views) {
      if (view.answers < enough) continue;
      ++counted;
      least = std::min(least.value_or(100), view.UsefulPercent());
      most = std::max(most.value_or(0), view.UsefulPercent());
    }
    if (counted < 2) return;
    assessed.spread = *most - *least;
    double flag = request_.flag_spread_percent() == 0 ? kDefaultSpread : request_.flag_spread_percent();
    assessed.flagged = *assessed.spread >= flag;
  }

  void Fill(const Assessed& assessed, Usefulness& shown) const {
    if (assessed.meeting) {
      FillSummary(fold_, *assessed.meeting, *shown.mutable_meeting());
    } else {
      shown.mutable_meeting()->mutable_name()->assign(assessed.name);
      shown.mutable_meeting()->mutable_display_name()->assign(assessed.name);
    }
    std::map<int, int> verdicts;
    for (const auto& [agency, view] : assessed.views) {
      FillView(agency, view, *shown.add_agencies());
      for (const auto& [verdict, count] : view.verdicts) verdicts[verdict] += count;
    }
    FillVerdicts(verdicts, *shown.mutable_verdicts());
    if (assessed.spread) shown.set_spread_percent(*assessed.spread);
    shown.set_flagged(assessed.flagged);
  }

  void FillView(std::string_view agency, const View& view, Usefulness::AgencyView& shown) const {
    shown.mutable_agency()->assign(agency);
    shown.set_display_name(parties_.DisplayName(agency));
    shown.set_assessments(view.assessments);
    shown.set_answers(view.answers);
    FillVerdicts(view.verdicts, *shown.mutable_verdicts());
    if (view.answers == 0) return;
    shown.set_mean(static_cast<double>(view.sum) / view.answers);
    shown.set_useful_percent(view.UsefulPercent());
  }

  static void FillVerdicts(const std::map<int, int>& verdicts,
                           google::protobuf::RepeatedPtrField<Usefulness::VerdictCount>& shown) {
    for (const auto& [verdict, count] : verdicts) {
      Usefulness::VerdictCount& one = *shown.Add();
      one.set_verdict(static_cast<meetings::v1::Assessment::Verdict>(verdict));
      one.set_count(count);
    }
  }

  const Fold::Reader& fold_;
  const ListUsefulnessRequest& request_;
  const Parties parties_;
  const AgencyFilter agencies_;
  const MeetingScan scan_;
};

}  // namespace

ListUsefulnessResponse CompareUsefulness(const Fold::Reader& fold, const ListUsefulnessRequest& request, int32_t day,
                                         bool include_private, std::vector<FieldProblem>& problems) {
  return UsefulnessQuery(fold, request, day, include_private).Answer(problems);
}

}  // namespace samverkan
