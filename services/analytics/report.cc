// GetReport: the other questions, asked of one moment.
#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "services/analytics/answers.h"
#include "services/analytics/periods.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using namespace analytics::v1;  // NOLINT: the whole file is about them

// How much of each list a report names; the numbers are whole all the same.
constexpr int kMostListed = 50;
constexpr int kAll = 1'000;

// One report at work. The first error ends it.
class Report {
 public:
  Report(const Asked& asked, const GetReportRequest& request, const ReportPeriod& period)
      : asked_(asked),
        request_(request),
        day_(absl::FormatCivilTime(std::min(period.end, std::max(period.start, asked.today)))),
        before_(absl::FormatCivilTime(period.start - 1)),
        start_(absl::FormatCivilTime(period.start)) {
    response_.set_period(request.period());
    response_.set_start_day(start_);
    response_.set_end_day(absl::FormatCivilTime(period.end));
    response_.set_day(day_);
    response_.set_plan(request.plan());
  }

  absl::StatusOr<GetReportResponse> Write(const std::vector<std::string>& plans, const std::string& group) {
    for (const std::string& plan : plans) WritePlan(plan);
    WriteMap(group);
    WriteLoad(group);
    WriteLists(group);
    WriteFlows(group);
    WriteIndicators();
    *response_.mutable_coverage() = asked_.fold.Coverage({"actors", "flows", "meetings", "plans"});
    if (!status_.ok()) return status_;
    return std::move(response_);
  }

 private:
  template <typename Section>
  void Ask(Section& section) {
    section.mutable_request()->set_parent(request_.parent());
    auto answer = Answer(asked_, section.request());
    if (answer.ok()) {
      *section.mutable_response() = *std::move(answer);
    } else {
      status_.Update(answer.status());
    }
  }

  void WritePlan(const std::string& plan) {
    auto& section = *response_.add_plans();
    section.mutable_request()->set_plan(plan);
    section.mutable_request()->set_day(day_);
    Ask(section);
  }

  void WriteMap(const std::string& group) {
    auto& section = *response_.mutable_map();
    CompareMapsRequest& request = *section.mutable_request();
    request.mutable_before()->set_day(before_);
    request.mutable_before()->set_group(group);
    request.mutable_after()->set_day(day_);
    request.mutable_after()->set_group(group);
    request.set_max_items(kMostListed);
    Ask(section);
  }

  void WriteLoad(const std::string& group) {
    auto& section = *response_.mutable_load();
    section.mutable_request()->set_day(day_);
    section.mutable_request()->set_since_day(before_);
    section.mutable_request()->set_group(group);
    Ask(section);
  }

  void WriteLists(const std::string& group) {
    auto write = [&](auto& section, int size) {
      section.mutable_request()->set_day(day_);
      section.mutable_request()->set_group(group);
      section.mutable_request()->set_page_size(size);
      Ask(section);
    };
    write(*response_.mutable_gaps(), kMostListed);
    write(*response_.mutable_breakpoints(), kAll);
    write(*response_.mutable_usefulness(), kMostListed);
    write(*response_.mutable_stops(), kMostListed);
  }

  void WriteFlows(const std::string& group) {
    response_.mutable_flows()->mutable_request()->set_group(group);
    Ask(*response_.mutable_flows());
  }

  void WriteIndicators() {
    auto& section = *response_.mutable_indicators();
    section.mutable_request()->set_from_day(start_);
    section.mutable_request()->set_to_day(day_);
    Ask(section);
  }

  const Asked& asked_;
  const GetReportRequest& request_;
  const std::string day_;
  const std::string before_;
  const std::string start_;
  GetReportResponse response_;
  absl::Status status_;
};

// The plan that is asked for, if the asker may see it.
const PlanRow* FindPlan(const Asked& asked, const std::string& plan) {
  auto found = asked.fold.plans().find(asked.fold.names().Find(plan));
  bool seen = found != asked.fold.plans().end() && (found->second.shared || asked.include_private);
  return seen ? &found->second : nullptr;
}

std::vector<std::string> AllPlans(const Asked& asked) {
  std::vector<std::string> plans;
  for (const auto& [name, row] : asked.fold.plans()) {
    if (row.shared || asked.include_private) plans.push_back(asked.fold.names()[name]);
  }
  std::sort(plans.begin(), plans.end());
  return plans;
}

}  // namespace

absl::StatusOr<GetReportResponse> Answer(const Asked& asked, const GetReportRequest& request) {
  const PlanRow* plan = request.plan().empty() ? nullptr : FindPlan(asked, request.plan());
  if (!request.plan().empty() && plan == nullptr) return NoSuchPlan(request.plan());
  auto period = ParsePeriod(request.period(), plan == nullptr ? std::vector<std::string>() : plan->period_ends);
  if (!period) {
    return InvalidField("period",
                        "no period is called that; 2016T1 to 2016T3, 2016H1, 2016H2, 2016, a plan's own 2016P1, or "
                        "two days, the first not after the last: 2015-11-01/2016-04-30");
  }
  // A plan for one group is reported on within that group.
  std::string group;
  if (plan != nullptr && plan->groups.size() == 1) group = asked.fold.names()[plan->groups[0]];
  std::vector<std::string> plans = plan == nullptr ? AllPlans(asked) : std::vector<std::string>{request.plan()};
  return Report(asked, request, *period).Write(plans, group);
}

}  // namespace samverkan
