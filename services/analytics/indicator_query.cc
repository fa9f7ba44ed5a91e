#include "services/analytics/indicator_query.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "services/analytics/actor_names.h"
#include "services/analytics/answer_parts.h"

namespace samverkan {
namespace {

using analytics::v1::GetIndicatorsRequest;
using analytics::v1::GetIndicatorsResponse;
using analytics::v1::IndicatorProgress;
using Id = Names::Id;

// Fewer than so many say who they are.
constexpr int64_t kFew = 5;

int32_t Clamped(int64_t count) {
  return static_cast<int32_t>(std::min<int64_t>(count, std::numeric_limits<int32_t>::max()));
}

// First and last day, and who was asked.
using PeriodKey = std::tuple<int32_t, int32_t, int8_t>;

// The measurements of one period and respondent group, added.
struct Answers {
  int64_t answered = 0;
  int64_t favourable = 0;
  int64_t asked = 0;
  bool all_say_asked = true;
  int measurements = 0;
  // Whether all are the asker's own.
  bool own = true;

  void Add(const MeasurementRow& row, const IndicatorRow& indicator, bool is_own) {
    ++measurements;
    own &= is_own;
    asked += row.asked.value_or(0);
    all_say_asked &= row.asked.has_value();
    for (const MeasurementRow::Answer& answer : row.answers) {
      answered += answer.count;
      const auto& classes = indicator.favourable;
      bool counts = std::find(classes.begin(), classes.end(), answer.answer_class) != classes.end();
      favourable += counts ? answer.count : 0;
    }
  }

  // Of few who answered, or few but not none on either side.
  bool Suppressed() const {
    auto few = [](int64_t count) { return count > 0 && count < kFew; };
    bool own_alone = own && measurements == 1;
    return !own_alone && (few(answered) || few(favourable) || few(answered - favourable));
  }
};

using Periods = std::map<PeriodKey, Answers>;

// A request at work.
class IndicatorQuery {
 public:
  IndicatorQuery(const Fold::Reader& fold, const GetIndicatorsRequest& request, int32_t from_day, int32_t to_day,
                 bool include_private)
      : fold_(fold),
        parties_(fold, include_private),
        agencies_(request, parties_),
        from_day_(from_day),
        to_day_(to_day),
        asker_(include_private ? request.parent() : "") {}

  GetIndicatorsResponse Answer() {
    for (const auto& [name, row] : fold_.measurements()) Add(fold_.names().View(name), row);
    std::map<std::string_view, Id> by_name;
    for (const auto& [name, row] : fold_.indicators()) {
      std::string_view text = fold_.names().View(name);
      bool asked = agencies_.Includes(AgencyPart(text)) || periods_.contains(name);
      if (parties_.Visible(row.shared) && asked) by_name[text] = name;
    }
    GetIndicatorsResponse response;
    for (const auto& [text, name] : by_name) Fill(name, *response.add_indicators());
    return response;
  }

 private:
  void Add(std::string_view name, const MeasurementRow& row) {
    if (!parties_.Visible(row.shared) || !agencies_.Includes(AgencyPart(name))) return;
    if (row.end_day < from_day_ || row.end_day > to_day_) return;
    auto indicator = fold_.indicators().find(row.subject);
    if (indicator == fold_.indicators().end() || !parties_.Visible(indicator->second.shared)) return;
    Answers& answers = periods_[row.subject][{row.start_day, row.end_day, row.respondent_group}];
    answers.Add(row, indicator->second, AgencyPart(name) == asker_);
  }

  void Fill(Id name, IndicatorProgress& shown) const {
    const IndicatorRow& row = fold_.indicators().find(name)->second;
    shown.set_indicator(fold_.names()[name]);
    shown.set_display_name(row.display_name);
    shown.set_catalogue_version(row.catalogue_version);
    shown.set_level(static_cast<plans::v1::Indicator::Level>(row.level));
    shown.set_kind(static_cast<plans::v1::Indicator::Kind>(row.kind));
    if (row.target_percent) shown.set_target_percent(*row.target_percent);
    auto periods = periods_.find(name);
    if (periods == periods_.end()) return;
    // By respondent group: the share of the period before.
    std::map<int8_t, std::optional<double>> before;
    for (const auto& [key, answers] : periods->second) {
      FillPeriod(key, answers, row.target_percent, before[std::get<2>(key)], *shown.add_periods());
    }
  }

  static void FillPeriod(const PeriodKey& key, const Answers& answers, std::optional<double> target,
                         std::optional<double>& before, IndicatorProgress::Period& period) {
    auto [start, end, group] = key;
    period.set_start_day(DayText(start));
    period.set_end_day(DayText(end));
    period.set_respondent_group(static_cast<plans::v1::Measurement::RespondentGroup>(group));
    period.set_measurements(answers.measurements);
    if (answers.all_say_asked) period.set_asked(Clamped(answers.asked));
    std::optional<double> last = std::exchange(before, std::nullopt);
    if (answers.Suppressed()) return period.set_suppressed(true);
    period.set_answered(Clamped(answers.answered));
    period.set_favourable(Clamped(answers.favourable));
    if (answers.answered == 0) return;
    before = 100.0 * static_cast<double>(answers.favourable) / static_cast<double>(answers.answered);
    period.set_percent(*before);
    if (target) period.set_met(*before >= *target);
    if (last) period.set_change(*before - *last);
  }

  const Fold::Reader& fold_;
  const Parties parties_;
  const AgencyFilter agencies_;
  const int32_t from_day_;
  const int32_t to_day_;
  const std::string asker_;
  absl::flat_hash_map<Id, Periods> periods_;
};

}  // namespace

GetIndicatorsResponse FollowIndicators(const Fold::Reader& fold, const GetIndicatorsRequest& request, int32_t from_day,
                                       int32_t to_day, bool include_private) {
  return IndicatorQuery(fold, request, from_day, to_day, include_private).Answer();
}

}  // namespace samverkan
